/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the LCM reader makes of good trees; the bad ones are in tests/fixtures/lcm.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/tree_check.h"
#include "tests/unit/lcm_tree.h"

static struct lcm_plan plan;
static struct faults faults;

static void read_good(const char *domains)
{
    struct tree tree = tree_compile_domains(domains);

    assert_int_equal(tree_read(&tree, LCM_FORM_SOURCE, &plan, &faults), 0);
    assert_string_equal(faults.lines, "");
    tree_free(&tree);
}

static void test_defaults(void **state)
{
    (void)state;
    read_good("d { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };");
    assert_int_equal(plan.domain_count, 1);
    assert_int_equal(plan.domains[0].domid, 1);
    assert_string_equal(plan.domains[0].name, "domain-1");
    assert_int_equal(plan.domains[0].memory_kib, 65536);
    assert_int_equal(plan.domains[0].cpus, 1);
    assert_int_equal(plan.domains[0].mode, LCM_MODE_PVH);
    assert_int_equal(plan.domains[0].capabilities, 0);
    assert_int_equal(plan.domains[0].functions, 0);
    assert_false(plan.domains[0].uuid_given);
    assert_true(plan.domains[0].kernel.present);
    assert_null(plan.domains[0].kernel.bootargs);
    assert_false(plan.domains[0].ramdisk.present);
}

static void test_all_values(void **state)
{
    static const uint8_t uuid[] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef,
                                   0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF};
    struct tree tree = tree_compile_domains(
        "d { compatible = \"xen,domain\"; domid = <0x7fef>; hyperlaunch,name = \"a.b_c-9\";"
        "memory = \"6G\"; cpus = <128>; mode = \"pvh\"; capabilities = \"none\"; functions = <0>;"
        "domain-uuid = \"01234567-89ab-cdef-0123-456789ABCDEF\";"
        "kernel { compatible = \"multiboot,kernel\", \"multiboot,module\";"
        "  hyperlaunch,file = \"dir/vmlinuz\"; bootargs = \"\"; };"
        "ramdisk { compatible = \"multiboot,ramdisk\", \"multiboot,module\";"
        "  hyperlaunch,file = \"initrd\"; bootargs = \"a b\"; }; };");
    const struct lcm_domain *domain = &plan.domains[0];

    (void)state;
    assert_int_equal(tree_read(&tree, LCM_FORM_SOURCE, &plan, &faults), 0);
    assert_int_equal(domain->domid, 0x7fef);
    assert_string_equal(domain->name, "a.b_c-9");
    assert_int_equal(domain->memory_kib, 6 << 20);
    assert_int_equal(domain->cpus, 128);
    assert_true(domain->uuid_given);
    assert_memory_equal(domain->uuid, uuid, sizeof(uuid));
    assert_string_equal(domain->kernel.file, "dir/vmlinuz");
    assert_string_equal(domain->kernel.bootargs, "");
    assert_int_equal(domain->kernel.index, 0);
    assert_true(domain->ramdisk.present);
    assert_string_equal(domain->ramdisk.bootargs, "a b");
    tree_free(&tree);
}

static void check_memory(const char *value, uint64_t kib)
{
    char text[512];

    snprintf(text, sizeof(text), "d { compatible = \"xen,domain\"; memory = %s; %s };", value,
             TREE_KERNEL);
    read_good(text);
    assert_int_equal(plan.domains[0].memory_kib, kib);
}

static void test_memory_in_every_unit(void **state)
{
    (void)state;
    check_memory("\"2048K\"", 2048);
    check_memory("\"32M\"", 32 << 10);
    check_memory("\"1G\"", 1 << 20);
    check_memory("\"16T\"", UINT64_C(16) << 30);
    check_memory("<0x0 0x40000>", 0x40000);
    check_memory("<0x1 0x0>", UINT64_C(1) << 32);
    check_memory("\"524288K\"", 524288); /* eight bytes, as many as a number has */
}

static void test_numbers_for_names(void **state)
{
    (void)state;
    read_good("d { compatible = \"xen,domain\"; memory = \"64M\"; mode = <0>;"
              "capabilities = <0>; domain-uuid = [00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 00];"
              "functions = \"none\"; " TREE_KERNEL " };");
    assert_true(plan.domains[0].uuid_given);
    assert_int_equal(plan.domains[0].uuid[14], 14);
}

static void test_domids_fill_the_gaps_in_tree_order(void **state)
{
    (void)state;
    read_good("a { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };"
              "b { compatible = \"xen,domain\"; memory = \"64M\"; domid = <1>; " TREE_KERNEL " };"
              "c { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };"
              "d { compatible = \"xen,domain\"; memory = \"64M\"; domid = <3>; " TREE_KERNEL " };"
              "e { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };");
    assert_int_equal(plan.domains[0].domid, 2);
    assert_int_equal(plan.domains[1].domid, 1);
    assert_int_equal(plan.domains[2].domid, 4);
    assert_int_equal(plan.domains[3].domid, 3);
    assert_int_equal(plan.domains[4].domid, 5);
    assert_string_equal(plan.domains[4].name, "domain-5");
}

#define DOM0 "compatible = \"xen,domain\"; capabilities = \"control\", \"hardware\";"

static void test_capabilities_make_domain_zero(void **state)
{
    const struct lcm_domain *dom0 = &plan.domains[1];

    (void)state;
    read_good("a { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };"
              "boss: b { " DOM0 " memory = \"rest\"; " TREE_KERNEL " };"
              "c { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };");
    assert_int_equal(plan.domains[0].domid, 1);
    assert_int_equal(plan.domains[0].mode, LCM_MODE_PVH);
    assert_int_equal(plan.domains[2].domid, 2);
    assert_string_equal(dom0->name, "boss");
    assert_int_equal(dom0->domid, 0);
    assert_int_equal(dom0->mode, LCM_MODE_PV);
    assert_int_equal(dom0->memory_kib, 0);
    assert_int_equal(dom0->capabilities, LCM_CAPS_DOM0);
    read_good("b { " DOM0 " memory = \"64M\"; " TREE_KERNEL " };");
    assert_string_equal(plan.domains[0].name, "domain-0");
    assert_int_equal(plan.domains[0].memory_kib, 65536);
}

/* In whatever order its properties stand. */
static void test_domain_zero_with_all_values(void **state)
{
    (void)state;
    read_good("d { compatible = \"xen,domain\"; memory = <0 0>; mode = \"pv\";"
              "functions = \"legacy-dom0\", \"console\", \"xenstore\"; xen,enhanced = \"enabled\";"
              "capabilities = <7>; domid = <0>; " TREE_KERNEL " };");
    assert_int_equal(plan.domains[0].domid, 0);
    assert_int_equal(plan.domains[0].memory_kib, 0);
    assert_int_equal(plan.domains[0].capabilities, LCM_CAPS_DOM0 | LCM_CAP_XENSTORE);
    assert_int_equal(plan.domains[0].functions,
                     LCM_FUNC_CONSOLE | LCM_FUNC_XENSTORE | LCM_FUNC_LEGACY_DOM0);
    assert_int_equal(plan.domains[0].enhanced, LCM_ENHANCED_ENABLED);
}

static void test_pv_domains(void **state)
{
    (void)state;
    read_good("a { compatible = \"xen,domain\"; memory = \"64M\"; mode = \"pv\"; " TREE_KERNEL " };"
              "b { compatible = \"xen,domain\"; memory = \"64M\"; mode = <1>; " TREE_KERNEL " };");
    assert_int_equal(plan.domains[0].mode, LCM_MODE_PV);
    assert_int_equal(plan.domains[0].domid, 1);
    assert_int_equal(plan.domains[1].mode, LCM_MODE_PV);
}

static void test_enhanced(void **state)
{
    (void)state;
    read_good("a { compatible = \"xen,domain\"; memory = \"64M\"; xen,enhanced; " TREE_KERNEL " };"
              "b { compatible = \"xen,domain\"; memory = \"64M\"; xen,enhanced = \"enabled\"; "
              "" TREE_KERNEL " };"
              "c { compatible = \"xen,domain\"; memory = \"64M\"; xen,enhanced = "
              "\"no-xenstore\"; " TREE_KERNEL " };");
    assert_int_equal(plan.domains[0].enhanced, LCM_ENHANCED_ENABLED);
    assert_int_equal(plan.domains[1].enhanced, LCM_ENHANCED_ENABLED);
    assert_int_equal(plan.domains[2].enhanced, LCM_ENHANCED_NO_XENSTORE);
}

/* The longest command line that a kernel of each mode takes. */
static void read_bootargs(const char *mode, int length)
{
    static char text[8192];
    struct text all;

    text_init(&all, text, sizeof(text));
    text_append(&all,
                "d { compatible = \"xen,domain\"; memory = \"64M\"; mode = \"%s\"; kernel { "
                "compatible = \"multiboot,kernel\", \"multiboot,module\"; hyperlaunch,file = "
                "\"k\"; bootargs = \"",
                mode);
    for (int i = 0; i < length; i++)
        text_append(&all, "x");
    text_append(&all, "\"; }; };");
    read_good(text);
}

static void test_names_of_bits(void **state)
{
    uint32_t bit, all = 0;

    (void)state;
    for (unsigned int i = 0; lcm_bit_name(false, i, &bit); i++)
        all |= bit;
    assert_int_equal(all, 7);
    assert_string_equal(lcm_bit_name(false, 0, &bit), "control");
    assert_int_equal(bit, LCM_CAP_CONTROL);
    all = 0;
    for (unsigned int i = 0; lcm_bit_name(true, i, &bit); i++)
        all |= bit;
    assert_int_equal(all, 0xc0000007);
    assert_null(lcm_bit_name(true, UINT32_MAX, &bit));
}

static void test_label_is_the_default_name(void **state)
{
    (void)state;
    read_good("web: d { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };"
              "db: e { compatible = \"xen,domain\"; memory = \"64M\"; hyperlaunch,name = \"x\"; "
              "k: " TREE_KERNEL " };");
    assert_string_equal(plan.domains[0].name, "web");
    assert_string_equal(plan.domains[1].name, "x");
}

static void test_domains_may_stand_below_chosen(void **state)
{
    struct tree tree =
        tree_compile("/dts-v1/; / { chosen { #address-cells = <2>; #size-cells = <2>;"
                     "domU1 { compatible = \"xen,domain\"; memory = <0 0x10000>;"
                     "#address-cells = <2>; #size-cells = <2>; " TREE_KERNEL "}; }; };");

    (void)state;
    assert_int_equal(tree_read(&tree, LCM_FORM_SOURCE, &plan, &faults), 0);
    assert_string_equal(faults.lines, "");
    assert_int_equal(plan.domain_count, 1);
    tree_free(&tree);
}

static void test_as_many_domains_as_there_may_be(void **state)
{
    static char text[131072];
    struct text all;

    (void)state;
    text_init(&all, text, sizeof(text));
    for (int i = 0; i < LCM_DOMAINS_MAX; i++)
        text_append(&all, "label%d: d%d { compatible = \"xen,domain\"; memory = \"2M\"; l%d: %s };",
                    i, i, i, TREE_KERNEL);
    assert_false(all.cut);
    read_good(text);
    assert_int_equal(plan.domain_count, LCM_DOMAINS_MAX);
    assert_int_equal(plan.domains[LCM_DOMAINS_MAX - 1].domid, LCM_DOMAINS_MAX);
    assert_string_equal(plan.domains[LCM_DOMAINS_MAX - 1].name, "label255");
}

static void test_longest_bootargs(void **state)
{
    (void)state;
    read_bootargs("pvh", LCM_BOOTARGS_SIZE - 1);
    read_bootargs("pv", LCM_BOOTARGS_PV_SIZE - 1);
}

static void test_misaligned_blob_is_refused(void **state)
{
    struct tree tree = tree_compile_domains(
        "d { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };");
    struct tree moved = {.blob = malloc(tree.size + 4), .size = tree.size};
    struct tree view = {.blob = (char *)moved.blob + 4, .size = tree.size};

    (void)state;
    memcpy(view.blob, tree.blob, tree.size);
    assert_int_equal(tree_read(&view, LCM_FORM_SOURCE, &plan, &faults), 1);
    assert_string_equal(faults.lines, "blob-alignment / -\n");
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

        assert_int_equal(tree_read(&cut, LCM_FORM_SOURCE, &plan, &faults), 1);
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
            tree_read(&tree, LCM_FORM_SOURCE, &plan, &faults);
            tree_read(&tree, LCM_FORM_COMPILED, &plan, &faults);
        }
        bytes[i] = saved;
    }
    tree_free(&tree);
}

static void test_faults_come_in_tree_order(void **state)
{
    struct tree tree =
        tree_compile_domains("a { compatible = \"xen,domain\"; cpus = <0>; "
                             "  kernel { compatible = \"multiboot,kernel\"; }; };"
                             "b { compatible = \"xen,domain\"; memory = \"1\"; colour = <1>; };");

    (void)state;
    assert_int_equal(tree_read(&tree, LCM_FORM_SOURCE, &plan, &faults), 7);
    assert_string_equal(faults.lines,
                        "number-range /chosen/hypervisor/a cpus\n"
                        "memory-missing /chosen/hypervisor/a memory\n"
                        "module-compatible /chosen/hypervisor/a/kernel compatible\n"
                        "module-source-missing /chosen/hypervisor/a/kernel hyperlaunch,file\n"
                        "memory-text /chosen/hypervisor/b memory\n"
                        "property-unknown /chosen/hypervisor/b colour\n"
                        "kernel-missing /chosen/hypervisor/b -\n");
    tree_free(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_all_values),
        cmocka_unit_test(test_memory_in_every_unit),
        cmocka_unit_test(test_numbers_for_names),
        cmocka_unit_test(test_domids_fill_the_gaps_in_tree_order),
        cmocka_unit_test(test_capabilities_make_domain_zero),
        cmocka_unit_test(test_domain_zero_with_all_values),
        cmocka_unit_test(test_pv_domains),
        cmocka_unit_test(test_enhanced),
        cmocka_unit_test(test_names_of_bits),
        cmocka_unit_test(test_label_is_the_default_name),
        cmocka_unit_test(test_domains_may_stand_below_chosen),
        cmocka_unit_test(test_as_many_domains_as_there_may_be),
        cmocka_unit_test(test_longest_bootargs),
        cmocka_unit_test(test_misaligned_blob_is_refused),
        cmocka_unit_test(test_every_truncation_is_refused),
        cmocka_unit_test(test_every_changed_byte_is_survived),
        cmocka_unit_test(test_faults_come_in_tree_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
