/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Values of a launch record that are out of range, too many, or unfit for a terminal are refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <libfdt.h>

#include "tests/support/record_tree.h"
#include "tests/support/records.h"

static void assert_refused(const char *path, const char *property, const void *value, size_t size)
{
    record_open_blob();
    assert_int_equal(fdt_setprop(record_blob, record_node_of(path), property, value, (int)size), 0);
    assert_int_equal(record_read_copy(record_blob, sizeof(record_blob)), RECORD_INCOMPLETE);
}

static void test_texts_for_terminals_are_printable(void **state)
{
    static const char domain[] = "/domains/domain@1";
    static const char failed[] = "/domains/domain@4";
    static const char long_name[] = "name-of-thirty-two-characters-xx";

    (void)state;
    assert_refused(domain, "hyperlaunch,name", "we\x1b[2Jb", 8);
    assert_refused(domain, "hyperlaunch,name", "a/b", 4);
    assert_refused(domain, "hyperlaunch,name", "web", 3);
    assert_refused(domain, "hyperlaunch,name", "web\0x", 6);
    assert_refused(domain, "hyperlaunch,name", long_name, sizeof(long_name));
    assert_refused(failed, "hyperlaunch,cause", "bell\a", 6);
    assert_refused(failed, "hyperlaunch,cause", "\xff", 2);
    assert_refused(failed, "hyperlaunch,step", long_name, sizeof(long_name));
    assert_refused(domain, "hyperlaunch,steps", "a\nb", 4);
}

static void test_numbers_out_of_range_are_refused(void **state)
{
    static const char domain[] = "/domains/domain@1";

    (void)state;
    assert_refused(domain, "domid", "\0\0\x7f\xf0", 4); /* DOMID_SELF */
    assert_refused(domain, "domid", "\0\0\0\2", 4);     /* the next domain's */
    assert_refused(domain, "hyperlaunch,name", "database", 9);
    assert_refused(domain, "mode", "\0\0\0\2", 4);
    assert_refused(domain, "hyperlaunch,state", "\0\0\0\5", 4);
    assert_refused(domain, "hyperlaunch,store", "\0\0\0\3", 4);
    assert_refused(domain, "hyperlaunch,ready", "\0\0\0\3", 4);
    assert_refused(domain, "hyperlaunch,end", "\0\0\0\5", 4);
    assert_refused(domain, "hyperlaunch,late", "\0\0\0\2", 4);
    assert_refused(domain, "hyperlaunch,restarts-ns", record_other, 9);
    assert_refused(domain, "hyperlaunch,start-after", record_other, 5);
    assert_refused(domain, "hyperlaunch,steps-ns", record_other, 9 * sizeof(uint64_t));
    assert_refused(domain, "hyperlaunch,steps-ns", record_other, 11 * sizeof(uint64_t));
}

/* Adds a domain like `from`, which is the first one then. */
static void add_domain_like(const char *from, const char *name, uint32_t domid)
{
    char path[64];
    int offset;

    snprintf(path, sizeof(path), "/domains/domain@%x", domid);
    assert_true(
        fdt_add_subnode(record_blob, record_node_of("/domains"), path + strlen("/domains/")) >= 0);
    fdt_for_each_property_offset(offset, record_other, fdt_path_offset(record_other, from))
    {
        const char *property;
        int size;
        const void *value = fdt_getprop_by_offset(record_other, offset, &property, &size);

        assert_int_equal(fdt_setprop(record_blob, record_node_of(path), property, value, size), 0);
    }
    assert_int_equal(
        fdt_setprop_string(record_blob, record_node_of(path), "hyperlaunch,name", name), 0);
    assert_int_equal(fdt_setprop_u32(record_blob, record_node_of(path), "domid", domid), 0);
}

static void test_too_many_are_refused(void **state)
{
    static char names[2 * (RECORD_STEPS_MAX + 1)];
    static char times[sizeof(uint64_t) * (RECORD_STEPS_MAX + 1)];
    int node;

    (void)state;
    for (int i = 0; i <= RECORD_STEPS_MAX; i++)
        memcpy(names + 2 * i, "s", 2);
    record_open_blob();
    node = record_node_of("/domains/domain@1");
    assert_int_equal(fdt_setprop(record_blob, node, "hyperlaunch,steps-ns", times, sizeof(times)),
                     0);
    assert_int_equal(fdt_setprop(record_blob, node, "hyperlaunch,steps", names, sizeof(names)), 0);
    assert_int_equal(record_read_copy(record_blob, sizeof(record_blob)), RECORD_TOO_MANY);

    record_open_blob();
    node = record_node_of("/domains/domain@1");
    assert_int_equal(fdt_setprop(record_blob, node, "hyperlaunch,restarts-ns", record_other,
                                 (RECORD_RESTARTS_MAX + 1) * sizeof(uint64_t)),
                     0);
    assert_int_equal(record_read_copy(record_blob, sizeof(record_blob)), RECORD_TOO_MANY);
    record_open_blob();
    node = record_node_of("/domains/domain@1");
    assert_int_equal(fdt_setprop(record_blob, node, "hyperlaunch,start-after", record_other,
                                 (RECORD_AFTER_MAX + 1) * sizeof(uint32_t)),
                     0);
    assert_int_equal(record_read_copy(record_blob, sizeof(record_blob)), RECORD_TOO_MANY);

    records_fill_fullest(&record_made);
    for (uint32_t i = 0; i < record_made.domain_count; i++)
        record_made.domains[i].step_count = 0;
    assert_int_not_equal(record_write(&record_made, record_blob, sizeof(record_blob)), 0);
    memcpy(record_other, record_blob, sizeof(record_blob));
    assert_int_equal(fdt_open_into(record_blob, record_blob, sizeof(record_blob)), 0);
    add_domain_like("/domains/domain@7fef", "one-more", 1);
    assert_int_equal(record_read_copy(record_blob, sizeof(record_blob)), RECORD_TOO_MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_for_terminals_are_printable),
        cmocka_unit_test(test_numbers_out_of_range_are_refused),
        cmocka_unit_test(test_too_many_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
