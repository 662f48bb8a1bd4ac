/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any text as what dtc says of a source: at least one finding, each of one printable line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/require.h"
#include "tool/read/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *said = malloc(size + 1), *text = NULL;
    size_t length = 0;
    struct report report = {.file = "set.dts", .out = open_memstream(&text, &length)};
    struct json json = {.out = report.out};

    REQUIRE(said && report.out);
    memcpy(said, data, size);
    said[size] = '\0';
    if (size & 1) {
        json_array(&json, NULL, JSON_ON_LINES);
        report.json = &json;
    }
    source_errors_report(&report, said);
    if (report.json)
        json_end(&json);
    REQUIRE(fclose(report.out) == 0);
    REQUIRE(report.errors > 0 && length > 0);
    for (size_t i = 0; i < length; i++)
        REQUIRE((unsigned char)text[i] >= ' ' || text[i] == '\n');
    free(text);
    free(said);
    return 0;
}
