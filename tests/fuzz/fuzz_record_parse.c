/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any bytes as a launcher's log, in two pieces and in one: the same record, which can be written,
 * and read back without a fault.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/support/require.h"
#include "tool/record/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct parse whole, halves;
static struct record again;
static _Alignas(8) char first[RECORD_BLOB_MAX];
static _Alignas(8) char second[RECORD_BLOB_MAX];

static size_t record_make(struct parse *parse, const char *bytes, size_t count, size_t cut,
                          char *blob)
{
    enum parse_error error;

    memset(parse, 0, sizeof(*parse));
    parse_bytes(parse, bytes, cut);
    parse_bytes(parse, bytes + cut, count - cut);
    error = parse_end(parse);
    if (error != PARSE_OK)
        REQUIRE(strlen(parse_strerror(parse, error)) > 0);
    return error == PARSE_OK ? record_write(&parse->record, blob, RECORD_BLOB_MAX) : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = malloc(size + 1);
    size_t written;

    REQUIRE(bytes);
    memcpy(bytes, data, size);
    written = record_make(&whole, bytes, size, 0, first);
    REQUIRE(record_make(&halves, bytes, size, size / 2, second) == written);
    free(bytes);
    if (written == 0)
        return 0;
    REQUIRE(memcmp(first, second, written) == 0);
    REQUIRE(record_read(first, written, &again) == RECORD_OK);
    REQUIRE(record_write(&again, second, sizeof(second)) == written);
    REQUIRE(memcmp(first, second, written) == 0);
    return 0;
}
