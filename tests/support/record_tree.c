/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes launch records, and reads them back.
 */
#include "tests/support/record_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libfdt.h>

struct record record_made;
struct record record_again;
_Alignas(8) char record_blob[RECORD_BLOB_MAX];
_Alignas(8) char record_other[RECORD_BLOB_MAX + 8];

enum record_error record_read_copy(const void *bytes, size_t size)
{
    void *copy = malloc(size == 0 ? 1 : size);
    enum record_error error;

    assert_non_null(copy);
    memcpy(copy, bytes, size);
    error = record_read(copy, size, &record_again);
    free(copy);
    return error;
}

void record_open_blob(void)
{
    records_fill_typical(&record_made);
    assert_int_not_equal(record_write(&record_made, record_blob, sizeof(record_blob)), 0);
    assert_int_equal(fdt_open_into(record_blob, record_blob, sizeof(record_blob)), 0);
}

int record_node_of(const char *path)
{
    int node = fdt_path_offset(record_blob, path);

    assert_true(node >= 0);
    return node;
}
