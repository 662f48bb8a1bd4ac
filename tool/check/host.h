/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What is known of the host that a set is to run on, and the file that holds it.
 *
 * The file is a small device tree source (or blob): compatible = "hyperlaunch,host", memory (u64
 * KiB of RAM), cpus ("0-3"), and where they are known hyperlaunch,pvh ("yes", "no": whether the
 * processors can run PVH domains), hyperlaunch,xen ("4.17.5"), hyperlaunch,xsm ("yes", "no":
 * whether that Xen has its security module), hyperlaunch,iommu ("yes", "no") and a node for the PCI
 * devices (host_pci.h).
 */
#ifndef TOOL_CHECK_HOST_H
#define TOOL_CHECK_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/base/bits.h"
#include "tool/check/host_pci.h"

enum { HOST_XEN_SIZE = 32 };

struct host {
    unsigned long memory_mib; /* all of its RAM; 0: not known */
    struct bits cpus;         /* as Xen counts them: threads; empty: not known */
    enum host_has { HOST_UNKNOWN, HOST_YES, HOST_NO } pvh, xsm, iommu;
    bool described;          /* there is a file, so one of it can be asked for more */
    char xen[HOST_XEN_SIZE]; /* its version; "": not known */
    struct host_pci pci;
};

/* Whether `length` bytes are a version as Xen writes them, e.g. 4.17.5 or 4.20-unstable. */
bool host_is_version(const char *text, size_t length);

/* How many CPUs are in a set; CPUs 0 to `count` - 1. */
unsigned int host_cpu_count(const struct bits *cpus);
void host_set_cpus(struct host *host, unsigned int count);

/* Reads a host's file. Returns TOOL_FINE, TOOL_FAULT or TOOL_FAILED after a complaint. */
int host_read(struct host *host, const char *path);
/* The same of a blob in memory, aligned to 8 bytes; what is wrong with it, or NULL. */
const char *host_parse(struct host *host, const void *blob, size_t size);
/* Writes the source of a host's file. */
void host_write(const struct host *host, FILE *out);

/*
 * Finds out what this machine is: from `xl info` in a dom0 of Xen, else from what Linux tells
 * below /proc and /sys; of PCI devices, Linux tells in either. With `root`, everything is read from
 * below that directory, what `xl info` and `xl getenforce` said from its files xl-info and
 * xl-getenforce. False after a complaint.
 */
bool host_capture(struct host *host, const char *root);

#endif
