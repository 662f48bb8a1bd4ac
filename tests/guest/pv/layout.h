/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Addresses of the PV test guest that its notes, its linker script and its C agree on.
 */
#ifndef TESTS_GUEST_PV_LAYOUT_H
#define TESTS_GUEST_PV_LAYOUT_H

#define PV_BASE 0xffffffff80000000 /* where page frame 0 is seen (VIRT_BASE) */
#define PV_LIST 0x0000008000000000 /* where the list of frames is wanted (INIT_P2M) */

#endif
