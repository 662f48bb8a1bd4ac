/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of dom0less trees: each documented name arrives or is named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/tree_write.h"
#include "tests/support/dom0less_made.h"
#include "tests/support/texts.h"
#include "tool/import/dom0less.h"

enum { BLOB_SIZE = 8192 };

/* The "compatible" that makes a node one of a kind, two strings for a module. */
static void compatible_write(struct tree_writer *w, enum node_kind kind)
{
    static const char kernel[] = "multiboot,kernel\0multiboot,module";
    static const char ramdisk[] = "multiboot,ramdisk\0multiboot,module";
    static const char policy[] = "xen,xsm-policy\0multiboot,module";
    static const char microcode[] = "multiboot,microcode\0multiboot,module";
    static const char guest_tree[] = "multiboot,device-tree\0multiboot,module";

    switch (kind) {
    case NODE_KERNEL:
        tree_bytes(w, "compatible", kernel, sizeof(kernel));
        break;
    case NODE_RAMDISK:
        tree_bytes(w, "compatible", ramdisk, sizeof(ramdisk));
        break;
    case NODE_POLICY:
        tree_bytes(w, "compatible", policy, sizeof(policy));
        break;
    case NODE_MICROCODE:
        tree_bytes(w, "compatible", microcode, sizeof(microcode));
        break;
    case NODE_GUEST_TREE:
        tree_bytes(w, "compatible", guest_tree, sizeof(guest_tree));
        break;
    default:
        tree_string(w, "compatible",
                    kind == NODE_MODULE   ? "multiboot,module"
                    : kind == NODE_VCPU   ? "xen,vcpu"
                    : kind == NODE_POOL   ? "xen,cpupool"
                    : kind == NODE_EVTCHN ? "xen,evtchn-v1"
                    : kind == NODE_SHM    ? "xen,domain-shared-memory-v1"
                    : kind == NODE_SET    ? "hypervisor,xen"
                                          : "vendor,unknown");
    }
}

static void value_write(struct tree_writer *w, const char *name, enum value_shape shape)
{
    static const uint8_t cells[16] = {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1};

    if (strcmp(name, "memory") == 0)
        tree_u64(w, name, 65536);
    else if (shape == SHAPE_U32)
        tree_u32(w, name, 2);
    else if (shape == SHAPE_CELLS)
        tree_bytes(w, name, cells, sizeof(cells));
    else
        tree_string(w, name, "disabled");
}

/* The source of a domain's tree where the node of a kind has the property; 3 bytes if malformed. */
static char *with(enum node_kind kind, const struct dom0less_name *row, bool malformed)
{
    static char blob[BLOB_SIZE];
    struct tree_writer w;
    bool own = kind != NODE_CHOSEN && kind != NODE_DOMAIN;

    tree_start(&w, blob, sizeof(blob), sizeof(blob));
    tree_begin(&w, "chosen");
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 0 ? kind == NODE_CHOSEN : kind == NODE_DOMAIN) {
            if (row && malformed)
                tree_bytes(&w, row->name, "abc", 3);
            else if (row)
                value_write(&w, row->name, row->shape);
        }
        if (pass == 0) {
            tree_begin(&w, "domU1");
            tree_string(&w, "compatible", "xen,domain");
        }
    }
    if (kind == NODE_POOL)
        tree_end(&w);
    if (own) {
        tree_begin(&w, "thing");
        compatible_write(&w, kind);
        if (row && malformed)
            tree_bytes(&w, row->name, "abc", 3);
        else if (row)
            value_write(&w, row->name, row->shape);
        tree_end(&w);
    }
    if (kind != NODE_POOL)
        tree_end(&w);
    tree_end(&w);
    return dom0less_imported(blob, tree_finish(&w));
}

/* How a tree says what its nodes are: these come to nothing else. */
static bool is_structure(const struct dom0less_name *row)
{
    return row->nodes == NODE_ANY && !row->take && !row->why;
}

/* What shows a property whose own name the output has not. */
static const char *shown_as(const char *name)
{
    return strcmp(name, "reg") == 0               ? "the boot loader loaded it at 0x"
           : strcmp(name, "xen,uefi-binary") == 0 ? "disabled"
           : strcmp(name, "id") == 0              ? "vCPU 2"
                                                  : name;
}

static void test_each_documented_property(void **state)
{
    (void)state;
    for (const struct dom0less_name *row = dom0less_names; row->name; row++) {
        for (unsigned int kind = 1; kind < NODE_ANY; kind <<= 1) {
            char *without, *text;

            if ((row->nodes & kind) == 0 || is_structure(row))
                continue;
            without = with(kind, NULL, false);
            text = with(kind, row, false);
            if (strcmp(without, text) == 0)
                fail_msg("%s of kind 0x%x is lost without a word", row->name, kind);
            assert_has(text, shown_as(row->name));
            free(without);
            free(text);
        }
    }
}

static void test_each_malformed_property(void **state)
{
    (void)state;
    for (const struct dom0less_name *row = dom0less_names; row->name; row++) {
        for (unsigned int kind = 1; kind < NODE_ANY; kind <<= 1) {
            char line[256], *text;

            if ((row->nodes & kind) == 0 || row->shape == SHAPE_ANY)
                continue;
            text = with(kind, row, true);
            snprintf(line, sizeof(line), "%s = [3 bytes]: malformed: it is ", row->name);
            assert_has(text, line);
            free(text);
        }
    }
}

static void test_each_node(void **state)
{
    (void)state;
    for (unsigned int kind = NODE_KERNEL; kind <= NODE_UNKNOWN; kind <<= 1) {
        char *without = with(NODE_DOMAIN, NULL, false), *text = with(kind, NULL, false);

        assert_string_not_equal(without, text);
        assert_has(text, kind == NODE_KERNEL      ? "kernel: has no reg, nor"
                         : kind == NODE_RAMDISK   ? "ramdisk: has no reg, nor"
                         : kind == NODE_POLICY    ? "\"xen,xsm-policy\""
                         : kind == NODE_MICROCODE ? "\"multiboot,microcode\""
                                                  : "thing");
        free(without);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_documented_property),
        cmocka_unit_test(test_each_malformed_property),
        cmocka_unit_test(test_each_node),
    };

    return cmocka_run_group_tests_name("import_dom0less", tests, NULL, NULL);
}
