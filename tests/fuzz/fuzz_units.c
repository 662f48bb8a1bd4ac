/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any bytes as a file of units: all costs are there and above zero, or a line of the text is to
 * blame, in printable words.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/support/require.h"
#include "tool/run/units.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct units_fault fault;
    struct units units;
    unsigned int lines = 1;

    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    if (units_read((const char *)data, size, &units, &fault)) {
        for (enum work work = 0; work < WORKS; work++)
            REQUIRE(units.values[work] > 0 && units_time(&units, work, UINT64_MAX) > 0);
        return 0;
    }
    REQUIRE(fault.line <= lines && strlen(fault.cause) < sizeof(fault.cause));
    REQUIRE(strstr(fault.cause, "; ") && strlen(fault.cause) > 0);
    for (const char *c = fault.cause; *c; c++)
        REQUIRE(*c >= ' ' && *c <= '~');
    return 0;
}
