/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reading an LCM that is misaligned, cut off or changed in any byte: refused or survived.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/tree_check.h"
#include "tests/support/lcm_tree.h"
#include "tests/support/lcm_reads.h"

static void test_misaligned_blob_is_refused(void **state)
{
    struct tree tree = tree_compile_domains(
        "d { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };");
    struct tree moved = {.blob = malloc(tree.size + 4), .size = tree.size};
    struct tree view = {.blob = (char *)moved.blob + 4, .size = tree.size};

    (void)state;
    memcpy(view.blob, tree.blob, tree.size);
    assert_int_equal(tree_read(&view, LCM_FORM_SOURCE, &read_plan, &read_faults), 1);
    assert_string_equal(read_faults.lines, "blob-alignment / -\n");
    tree_free(&moved);
    tree_free(&tree);
}

static void test_every_truncation_is_refused(void **state)
{
    struct tree tree = tree_compile_domains(
        "d { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };");

    (void)state;
    for (size_t size = 0; size < tree.size; size++) {
        struct tree cut = tree_copy(tree.blob, size);
        enum lcm_form form;

        assert_int_equal(tree_read(&cut, LCM_FORM_SOURCE, &read_plan, &read_faults), 1);
        assert_int_equal(tree_total(cut.blob, cut.size), 0);
        assert_false(lcm_form_of(cut.blob, cut.size, &form));
        tree_free(&cut);
    }
    assert_int_equal(tree_total(tree.blob, tree.size), tree.size);
    tree_free(&tree);
}

/* No byte, whatever it becomes, makes the reader read outside the blob or run without end. */
static void test_every_changed_byte_is_survived(void **state)
{
    static const uint8_t values[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
    struct tree tree =
        tree_compile_domains("web: d { compatible = \"xen,domain\"; memory = \"64M\";"
                             "domid = <1>; hyperlaunch,name = \"w\"; " TREE_KERNEL
                             " }; e { compatible = \"xen,domain\"; };");
    uint8_t *bytes = tree.blob;

    (void)state;
    for (size_t i = 0; i < tree.size; i++) {
        uint8_t saved = bytes[i];

        for (size_t j = 0; j < sizeof(values); j++) {
            bytes[i] = values[j];
            tree_read(&tree, LCM_FORM_SOURCE, &read_plan, &read_faults);
            tree_read(&tree, LCM_FORM_COMPILED, &read_plan, &read_faults);
        }
        bytes[i] = saved;
    }
    tree_free(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_misaligned_blob_is_refused),
        cmocka_unit_test(test_every_truncation_is_refused),
        cmocka_unit_test(test_every_changed_byte_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
