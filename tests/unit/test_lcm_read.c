/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reading an LCM: every property of a domain, its defaults, and names for numbers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/lcm_tree.h"
#include "tests/support/lcm_reads.h"

static void test_defaults(void **state)
{
    (void)state;
    read_good("d { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };");
    assert_int_equal(read_plan.domain_count, 1);
    assert_int_equal(read_plan.domains[0].domid, 1);
    assert_string_equal(read_plan.domains[0].name, "domain-1");
    assert_int_equal(read_plan.domains[0].memory_kib, 65536);
    assert_int_equal(read_plan.domains[0].cpus, 1);
    assert_int_equal(read_plan.domains[0].mode, LCM_MODE_PVH);
    assert_int_equal(read_plan.domains[0].capabilities, 0);
    assert_int_equal(read_plan.domains[0].functions, 0);
    assert_false(read_plan.domains[0].uuid_given);
    assert_true(read_plan.domains[0].kernel.present);
    assert_null(read_plan.domains[0].kernel.bootargs);
    assert_false(read_plan.domains[0].ramdisk.present);
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
    const struct lcm_domain *domain = &read_plan.domains[0];

    (void)state;
    assert_int_equal(tree_read(&tree, LCM_FORM_SOURCE, &read_plan, &read_faults), 0);
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
    assert_int_equal(read_plan.domains[0].memory_kib, kib);
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
    assert_true(read_plan.domains[0].uuid_given);
    assert_int_equal(read_plan.domains[0].uuid[14], 14);
}

#define DOM0 "compatible = \"xen,domain\"; capabilities = \"control\", \"hardware\";"

static void test_capabilities_make_domain_zero(void **state)
{
    const struct lcm_domain *dom0 = &read_plan.domains[1];

    (void)state;
    read_good("a { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };"
              "boss: b { " DOM0 " memory = \"rest\"; " TREE_KERNEL " };"
              "c { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };");
    assert_int_equal(read_plan.domains[0].domid, 1);
    assert_int_equal(read_plan.domains[0].mode, LCM_MODE_PVH);
    assert_int_equal(read_plan.domains[2].domid, 2);
    assert_string_equal(dom0->name, "boss");
    assert_int_equal(dom0->domid, 0);
    assert_int_equal(dom0->mode, LCM_MODE_PV);
    assert_int_equal(dom0->memory_kib, 0);
    assert_int_equal(dom0->capabilities, LCM_CAPS_DOM0);
    read_good("b { " DOM0 " memory = \"64M\"; " TREE_KERNEL " };");
    assert_string_equal(read_plan.domains[0].name, "domain-0");
    assert_int_equal(read_plan.domains[0].memory_kib, 65536);
}

/* In whatever order its properties stand. */
static void test_domain_zero_with_all_values(void **state)
{
    (void)state;
    read_good("d { compatible = \"xen,domain\"; memory = <0 0>; mode = \"pv\";"
              "functions = \"legacy-dom0\", \"console\", \"xenstore\"; xen,enhanced = \"enabled\";"
              "capabilities = <7>; domid = <0>; " TREE_KERNEL " };");
    assert_int_equal(read_plan.domains[0].domid, 0);
    assert_int_equal(read_plan.domains[0].memory_kib, 0);
    assert_int_equal(read_plan.domains[0].capabilities, LCM_CAPS_DOM0 | LCM_CAP_XENSTORE);
    assert_int_equal(read_plan.domains[0].functions,
                     LCM_FUNC_CONSOLE | LCM_FUNC_XENSTORE | LCM_FUNC_LEGACY_DOM0);
    assert_int_equal(read_plan.domains[0].enhanced, LCM_ENHANCED_ENABLED);
}

static void test_pv_domains(void **state)
{
    (void)state;
    read_good("a { compatible = \"xen,domain\"; memory = \"64M\"; mode = \"pv\"; " TREE_KERNEL " };"
              "b { compatible = \"xen,domain\"; memory = \"64M\"; mode = <1>; " TREE_KERNEL " };");
    assert_int_equal(read_plan.domains[0].mode, LCM_MODE_PV);
    assert_int_equal(read_plan.domains[0].domid, 1);
    assert_int_equal(read_plan.domains[1].mode, LCM_MODE_PV);
}

static void test_enhanced(void **state)
{
    (void)state;
    read_good("a { compatible = \"xen,domain\"; memory = \"64M\"; xen,enhanced; " TREE_KERNEL " };"
              "b { compatible = \"xen,domain\"; memory = \"64M\"; xen,enhanced = \"enabled\"; "
              "" TREE_KERNEL " };"
              "c { compatible = \"xen,domain\"; memory = \"64M\"; xen,enhanced = "
              "\"no-xenstore\"; " TREE_KERNEL " };");
    assert_int_equal(read_plan.domains[0].enhanced, LCM_ENHANCED_ENABLED);
    assert_int_equal(read_plan.domains[1].enhanced, LCM_ENHANCED_ENABLED);
    assert_int_equal(read_plan.domains[2].enhanced, LCM_ENHANCED_NO_XENSTORE);
}

static void test_names_of_bits(void **state)
{
    uint32_t bit, all = 0;

    (void)state;
    for (unsigned int i = 0; lcm_bit_name(LCM_BITS_CAPABILITIES, i, &bit); i++)
        all |= bit;
    assert_int_equal(all, 7);
    assert_string_equal(lcm_bit_name(LCM_BITS_CAPABILITIES, 0, &bit), "control");
    assert_int_equal(bit, LCM_CAP_CONTROL);
    all = 0;
    for (unsigned int i = 0; lcm_bit_name(LCM_BITS_FUNCTIONS, i, &bit); i++)
        all |= bit;
    assert_int_equal(all, 0xc0000007);
    assert_null(lcm_bit_name(LCM_BITS_FUNCTIONS, UINT32_MAX, &bit));
    assert_string_equal(lcm_bit_name(LCM_BITS_BOOT_MAY, 3, &bit), "start");
    assert_int_equal(bit, LCM_MAY_START);
    assert_null(lcm_bit_name(LCM_BITS_BOOT_MAY, 4, &bit));
}

static void test_boot_domain(void **state)
{
    (void)state;
    read_good("a { compatible = \"xen,domain\"; memory = \"64M\"; hyperlaunch,boot-may = "
              "\"start\", \"memory\"; " TREE_KERNEL " };"
              "b { compatible = \"xen,domain\"; memory = \"64M\"; functions = \"boot\"; "
              "hyperlaunch,boot-timeout-ms = <5>; " TREE_KERNEL " };"
              "c { compatible = \"xen,domain\"; memory = \"64M\"; hyperlaunch,boot-may = <5>; "
              "" TREE_KERNEL " };");
    assert_int_equal(lcm_boot_domain(&read_plan), 1);
    assert_int_equal(read_plan.domains[0].boot_may, LCM_MAY_START | LCM_MAY_MEMORY);
    assert_int_equal(read_plan.domains[1].boot_timeout_ms, 5);
    assert_int_equal(read_plan.domains[2].boot_may, LCM_MAY_CMDLINE | LCM_MAY_SKIP);
    read_good("a { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };");
    assert_int_equal(lcm_boot_domain(&read_plan), read_plan.domain_count);
}

/* The launcher: whoever reads its log has no source to write anew. */
static void test_nothing_is_suggested_to_who_writes_no_source(void **state)
{
    const struct lcm_sink sink = {.report = faults_take, .context = &read_faults};
    struct tree tree = tree_compile_domains(
        "d { compatible = \"xen,domain\"; memry = \"64M\"; " TREE_KERNEL " };");

    (void)state;
    text_init(&read_faults.text, read_faults.lines, sizeof(read_faults.lines));
    assert_int_equal(lcm_read(tree.blob, tree.size, LCM_FORM_SOURCE, &sink, &read_plan), 2);
    assert_string_equal(read_faults.lines, "property-unknown /chosen/hypervisor/d memry\n"
                                           "memory-missing /chosen/hypervisor/d memory\n");
    assert_int_equal(tree_read(&tree, LCM_FORM_SOURCE, &read_plan, &read_faults), 1);
    tree_free(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_all_values),
        cmocka_unit_test(test_memory_in_every_unit),
        cmocka_unit_test(test_numbers_for_names),
        cmocka_unit_test(test_capabilities_make_domain_zero),
        cmocka_unit_test(test_domain_zero_with_all_values),
        cmocka_unit_test(test_pv_domains),
        cmocka_unit_test(test_enhanced),
        cmocka_unit_test(test_names_of_bits),
        cmocka_unit_test(test_boot_domain),
        cmocka_unit_test(test_nothing_is_suggested_to_who_writes_no_source),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
