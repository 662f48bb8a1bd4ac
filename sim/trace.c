/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Words for the trace, and the list of faults.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim/trace.h"
#include "sim/alloc.h"
#include "sim/state.h"

void sim_say(struct sim *sim, int32_t domid, const char *format, ...)
{
    va_list arguments;

    sim->operation.domid = domid;
    va_start(arguments, format);
    (void)vsnprintf(sim->words, sizeof(sim->words), format, arguments);
    va_end(arguments);
}

int64_t sim_fault(struct sim *sim, int error, const char *format, ...)
{
    char line[SIM_WORDS_SIZE + 64];
    int used = snprintf(line, sizeof(line), "hypercall %llu: ", (unsigned long long)sim->calls);
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(line + used, sizeof(line) - (size_t)used - 1, format, arguments);
    va_end(arguments);
    sim_text_append(&sim->faults, line, strlen(line));
    sim_text_append(&sim->faults, "\n", 1);
    return -error;
}

void sim_tell(struct sim *sim, int32_t domid, const char *words)
{
    sim->operation = (struct sim_operation){.number = ++sim->calls, .words = sim->words};
    sim_say(sim, domid, "%s", words);
    if (sim->trace)
        sim->trace(sim->trace_context, &sim->operation);
}
