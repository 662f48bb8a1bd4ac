/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a node of an LCM can be.
 */
#ifndef CORE_LCM_ROLE_H
#define CORE_LCM_ROLE_H

/* What a node is, told from its place and its "compatible". A bit set of them says "where". */
enum role {
    ROLE_ROOT = 1 << 0,
    ROLE_CHOSEN = 1 << 1,
    ROLE_HYPERVISOR = 1 << 2,
    ROLE_DOMAIN = 1 << 3,
    ROLE_KERNEL = 1 << 4,
    ROLE_RAMDISK = 1 << 5,
    ROLE_TABLE = 1 << 6,
    ROLE_PAYLOAD = 1 << 7,
    ROLE_OUTSIDE = 1 << 8,     /* of no concern here, and said so */
    ROLE_UNTYPED = 1 << 9,     /* no readable "compatible" where one is due */
    ROLE_UNKNOWN = 1 << 10,    /* no known "compatible" */
    ROLE_AMBIGUOUS = 1 << 11,  /* two known ones */
    ROLE_MISPLACED = 1 << 12,  /* a known one in the wrong place */
    ROLE_NOT_SERVED = 1 << 13, /* known, and left for a later version */
    ROLE_EXCESS = 1 << 14,     /* beyond a limit of the set */
    ROLE_SECOND = 1 << 15,     /* a second kernel or ramdisk of a domain */
    ROLE_SKIPPED = 1 << 16,    /* below a node that was not understood, or nothing to say about */
    ROLE_CONFIG = 1 << 17,     /* holds the modules for Xen itself */
    ROLE_MICROCODE = 1 << 18,
    ROLE_XSM_POLICY = 1 << 19,
    ROLE_VCPU = 1 << 20, /* where one vCPU of a domain may run */
    ROLE_CPUPOOL = 1 << 21,
    ROLE_NIC = 1 << 22, /* a device that another domain serves to this one; so below */
    ROLE_DISK = 1 << 23,
    ROLE_PCI = 1 << 24,     /* a device of the host */
    ROLE_CHANNEL = 1 << 25, /* what a domain shares with another; so below */
    ROLE_MEMORY = 1 << 26,
    ROLE_SET = 1 << 27,  /* no node: the set as a whole, after the walk */
    ROLE_BLOB = 1 << 28, /* no node: the bytes, before the walk */

    ROLE_BOOT = ROLE_KERNEL | ROLE_RAMDISK, /* what has a command line */
    ROLE_SERVED = ROLE_NIC | ROLE_DISK,
    ROLE_DEVICE = ROLE_SERVED | ROLE_PCI,
    ROLE_SHARE = ROLE_CHANNEL | ROLE_MEMORY,
    ROLE_MODULE = ROLE_BOOT | ROLE_MICROCODE | ROLE_XSM_POLICY,
    ROLE_REFUSED = ROLE_UNTYPED | ROLE_UNKNOWN | ROLE_AMBIGUOUS | ROLE_MISPLACED | ROLE_NOT_SERVED,
    ROLE_TYPED = ROLE_HYPERVISOR | ROLE_DOMAIN | ROLE_MODULE | ROLE_TABLE | ROLE_PAYLOAD |
                 ROLE_CONFIG | ROLE_VCPU | ROLE_CPUPOOL | ROLE_DEVICE | ROLE_SHARE,
    ROLE_ANY = ROLE_SET - 1,
};

#endif
