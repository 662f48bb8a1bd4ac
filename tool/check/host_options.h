/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The options of check and build that say what a set is for: the host, and its boot entry.
 */
#ifndef TOOL_CHECK_HOST_OPTIONS_H
#define TOOL_CHECK_HOST_OPTIONS_H

#include "tool/base/options.h"
#include "tool/check/host.h"

/* Rows of a table of options. */
#define HOST_OPTIONS                                                                               \
    {0, "host", "FILE", "check against a host that hyperlaunch host has captured"},                \
        {0, "memory", "SIZE", "the host's memory, as 16G: check that the domains fit"},            \
        {0, "cpus", "N",                                                                           \
         "the host's CPUs: check vCPUs, affinities and cpupools against 0 to N-1"},                \
    {                                                                                              \
        0, "entry-memory", "SIZE", "check that an entry with dom0_mem=SIZE can load the image"     \
    }

struct host_request {
    const char *path; /* of the host's file; NULL: none */
    struct host host;
    bool host_given;
    unsigned long entry_mib; /* dom0_mem of the boot entry; 0: not known */
};

/* Whether an option is one of these rows. */
bool host_option_is(const struct option_spec *option);
/* Takes the value of one; false after a complaint. */
bool host_option_take(struct host_request *request, const char *command,
                      const struct option_spec *option, const char *value);
/*
 * Reads the host's file, where one is named; what other options say of the host stays. Returns
 * TOOL_FINE, TOOL_FAULT or TOOL_FAILED after a complaint.
 */
int host_request_read(struct host_request *request);
/* The host to check against, or NULL. */
const struct host *host_requested(const struct host_request *request);

#endif
