/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads the options about hosts and boot entries.
 */
#include "tool/check/host_options.h"

#include <string.h>

#include "tool/base/options.h"
#include "tool/base/tool.h"

bool host_option_is(const struct option_spec *option)
{
    static const char *const names[] = {"host", "memory", "cpus", "entry-memory"};

    for (size_t i = 0; option->name && i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(option->name, names[i]) == 0)
            return true;
    return false;
}

bool host_option_take(struct host_request *request, const char *command,
                      const struct option_spec *option, const char *value)
{
    bool of_cpus = strcmp(option->name, "cpus") == 0;
    bool of_entry = strcmp(option->name, "entry-memory") == 0;
    unsigned long cpus = 0;

    request->host_given |= !of_entry;
    if (strcmp(option->name, "host") == 0) {
        request->path = value;
        return true;
    }
    if (of_cpus && option_number(value, 1, BITS_MAX, &cpus)) {
        host_set_cpus(&request->host, (unsigned int)cpus);
        return true;
    }
    if (!of_cpus && option_mib(value, of_entry ? &request->entry_mib : &request->host.memory_mib))
        return true;
    if (of_cpus)
        tool_complain("%s: --cpus %s: not a number from 1 to %d", command, value, BITS_MAX);
    else
        tool_complain("%s: --%s %s: not %s; see hyperlaunch %s --help", command, option->name,
                      value, OPTION_MIB_FORM, command);
    return false;
}

int host_request_read(struct host_request *request)
{
    const struct bits cpus = request->host.cpus;
    unsigned long memory_mib = request->host.memory_mib;
    int status;

    if (!request->path)
        return TOOL_FINE;
    status = host_read(&request->host, request->path);
    if (memory_mib)
        request->host.memory_mib = memory_mib;
    if (!bits_empty(&cpus))
        request->host.cpus = cpus;
    return status;
}

const struct host *host_requested(const struct host_request *request)
{
    return request->host_given ? &request->host : NULL;
}
