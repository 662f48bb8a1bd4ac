/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launch records of other versions, and with more or fewer properties than this one has.
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

static void test_other_trees_and_versions_are_refused(void **state)
{
    (void)state;
    record_open_blob();
    assert_int_equal(fdt_setprop_u32(record_blob, 0, "hyperlaunch,version", 2), 0);
    assert_int_equal(record_read_copy(record_blob, sizeof(record_blob)), RECORD_VERSION);
    assert_int_equal(fdt_delprop(record_blob, 0, "hyperlaunch,version"), 0);
    assert_int_equal(record_read_copy(record_blob, sizeof(record_blob)), RECORD_INCOMPLETE);
    assert_int_equal(fdt_setprop_string(record_blob, 0, "compatible", "hypervisor,xen"), 0);
    assert_int_equal(record_read_copy(record_blob, sizeof(record_blob)), RECORD_NOT_RECORD);
    assert_int_equal(fdt_delprop(record_blob, 0, "compatible"), 0);
    assert_int_equal(record_read_copy(record_blob, sizeof(record_blob)), RECORD_NOT_RECORD);
}

static void test_unknown_properties_and_nodes_are_ignored(void **state)
{
    (void)state;
    record_open_blob();
    assert_int_equal(fdt_setprop_u32(record_blob, 0, "hyperlaunch,later", 2), 0);
    assert_int_equal(fdt_setprop_u32(record_blob, record_node_of("/domains/domain@2"), "later", 2),
                     0);
    assert_true(fdt_add_subnode(record_blob, record_node_of("/domains/domain@1"), "later") >= 0);
    assert_true(fdt_add_subnode(record_blob, record_node_of("/domains"), "domains-later") >= 0);
    assert_true(fdt_add_subnode(record_blob, 0, "later") >= 0);
    assert_int_equal(record_read_copy(record_blob, sizeof(record_blob)), RECORD_OK);
    assert_int_equal(record_again.domain_count, record_made.domain_count);
}

/* What no record had at first, and what few domains have. */
static bool may_be_absent(const char *name)
{
    static const char *const names[] = {"steps",           "step",
                                        "cause",           "cpupool",
                                        "reboot-destroys", "label-ignored",
                                        "grant-version",   "simulated",
                                        "parsed",          "image-kept",
                                        "image-freed",     "ready",
                                        "ready-line",      "ready-timeout-ms",
                                        "ready-ns",        "late",
                                        "start-within-ms", "end",
                                        "ended-ns",        "preserved",
                                        "given-up",        "restarts",
                                        "restarts-ns",     "start-after",
                                        "exact-state",     "store-kib"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name + strlen("hyperlaunch,"), names[i]) == 0)
            return strncmp(name, "hyperlaunch,", strlen("hyperlaunch,")) == 0;
    return false;
}

/* Takes away, then empties, each property of a node in turn. */
static void assert_needs_properties(const char *path)
{
    int count = 0;
    int offset;

    record_open_blob();
    fdt_for_each_property_offset(offset, record_blob, record_node_of(path)) count++;
    assert_int_not_equal(count, 0);
    for (int i = 0; i < count; i++) {
        const char *found = NULL;
        char name[RECORD_NAME_SIZE];
        int node;

        record_open_blob();
        node = record_node_of(path);
        offset = fdt_first_property_offset(record_blob, node);
        for (int j = 0; j < i; j++)
            offset = fdt_next_property_offset(record_blob, offset);
        assert_non_null(fdt_getprop_by_offset(record_blob, offset, &found, NULL));
        snprintf(name, sizeof(name), "%s", found);
        if (strcmp(name, "compatible") == 0)
            continue;
        assert_int_equal(fdt_setprop_empty(record_blob, node, name), 0);
        assert_int_equal(record_read_copy(record_blob, sizeof(record_blob)), RECORD_INCOMPLETE);
        assert_int_equal(fdt_delprop(record_blob, node, name), 0);
        if (!may_be_absent(name))
            assert_int_equal(record_read_copy(record_blob, sizeof(record_blob)), RECORD_INCOMPLETE);
    }
}

static void test_each_property_is_needed(void **state)
{
    (void)state;
    assert_needs_properties("/");
    assert_needs_properties("/domains/domain@1");
    assert_needs_properties("/domains/domain@4");
    assert_needs_properties("/domains/domain@1/kernel");
    record_open_blob();
    assert_int_equal(fdt_del_node(record_blob, record_node_of("/domains")), 0);
    assert_int_equal(record_read_copy(record_blob, sizeof(record_blob)), RECORD_INCOMPLETE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_other_trees_and_versions_are_refused),
        cmocka_unit_test(test_unknown_properties_and_nodes_are_ignored),
        cmocka_unit_test(test_each_property_is_needed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
