/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The compiled form: what is written is read back the same, and is the same each time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/tree_check.h"
#include "tool/pack/write.h"
#include "tests/support/plans.h"
#include "tests/unit/lcm_tree.h"

static struct lcm_plan plan;
static struct lcm_plan again;
static struct faults faults;
static _Alignas(8) char first[65536];
static _Alignas(8) char second[65536];

static void fill_plan(void)
{
    plan = (struct lcm_plan){
        .domain_count = 4,
        .payload_count = 3,
        .domains = {{.name = "web",
                     .domid = 7,
                     .memory_kib = UINT64_C(6) << 20,
                     .cpus = 4,
                     .uuid_given = true,
                     .uuid = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
                     .limits = {.p2m_mem_mib = {8, true},
                                .grant_version = {2, true},
                                .grant_frames = {64, true},
                                .maptrack_frames = {0, true},
                                .event_channels = {4095, true}},
                     .cpupool = 2,
                     .start_after = {{0xa}}, /* db and lone */
                     .reboot_destroys = true,
                     .security_id = "system_u:system_r:domU_t",
                     .label_optional = true,
                     .kernel = {.present = true, .index = 1, .bootargs = "console=hvc0"},
                     .ramdisk = {.present = true, .index = 2}},
                    {.name = "db",
                     .domid = 1,
                     .memory_kib = 65536,
                     .cpus = 1,
                     .kernel = {.present = true, .index = 3, .bootargs = ""}},
                    {.name = "Domain-0",
                     .domid = 0,
                     .memory_kib = 0,
                     .cpus = 2,
                     .mode = LCM_MODE_PV,
                     .capabilities = LCM_CAPS_DOM0 | LCM_CAP_XENSTORE,
                     .functions = LCM_FUNC_LEGACY_DOM0 | LCM_FUNC_CONSOLE,
                     .kernel = {.present = true, .index = 1}},
                    {.name = "lone",
                     .domid = 2,
                     .memory_kib = 65536,
                     .cpus = 1,
                     .mode = LCM_MODE_PV,
                     .enhanced = LCM_ENHANCED_NO_XENSTORE,
                     .kernel = {.present = true, .index = 1}}},
        .payloads = {{0x10000, 0x1234, 0x8000, LCM_ENCODING_LZ4, 2047, {0xaa, 1}, 0, "vmlinuz"},
                     {0x12000, 0x1000, 0x1000, LCM_ENCODING_NONE, 0, {0xbb, 2}, 0, NULL},
                     {0x13000, 0x1, 0x200, LCM_ENCODING_LZ4, 255, {0xcc, 3}, 0, "a b"}},
        .microcode = {.present = true, .index = 2},
        .xsm_policy = {.present = true, .index = 2},
        .affinity_count = 3,
        .affinities = {{.domain = 0, .vcpu = 3, .hard = {{0x0c}}},
                       {.domain = 0, .vcpu = 0, .hard = {{0, 0, 0, 0, 0, 0, 0, UINT64_MAX}}},
                       {.domain = 3, .vcpu = 0, .hard = {{1}}}},
        .cpupool_count = 2,
        .cpupools = {{.name = "pool-0", .cpus = {{0x30}}},
                     {.name = "fast",
                      .scheduler = "credit",
                      .cpus = {{0x0c, 0, 0, 0, 0, 0, 0, 1}}}},
    };
}

static void test_what_is_written_is_read_back(void **state)
{
    struct tree tree;
    enum lcm_form form;

    (void)state;
    fill_plan();
    tree.size = lcm_write(&plan, first, sizeof(first));
    tree.blob = first;
    assert_int_not_equal(tree.size, 0);
    assert_true(lcm_form_of(tree.blob, tree.size, &form));
    assert_int_equal(form, LCM_FORM_COMPILED);
    assert_int_equal(tree_read(&tree, LCM_FORM_COMPILED, &again, &faults), 0);
    assert_string_equal(faults.lines, "");

    assert_null(plans_differ(&plan, &again));
}

/* What is not said leaves no trace: images made before it could be said keep their bytes. */
static void test_defaults_are_not_written(void **state)
{
    size_t size;

    (void)state;
    fill_plan();
    plan.domains[0] = plan.domains[1];
    plan.domain_count = 1;
    plan.affinity_count = 0;
    plan.cpupool_count = 0;
    size = lcm_write(&plan, first, sizeof(first));
    assert_int_not_equal(size, 0);
    assert_null(memmem(first, size, "xen,enhanced", strlen("xen,enhanced")));
    assert_null(memmem(first, size, "max_grant", strlen("max_grant")));
    assert_null(memmem(first, size, "phandle", strlen("phandle")));
}

static void test_same_plan_gives_same_bytes(void **state)
{
    size_t size;

    (void)state;
    fill_plan();
    memset(first, 0x55, sizeof(first));
    memset(second, 0xaa, sizeof(second));
    size = lcm_write(&plan, first, sizeof(first));
    assert_int_equal(lcm_write(&plan, second, sizeof(second)), size);
    assert_memory_equal(first, second, size);
}

static void test_written_bytes_do_not_depend_on_capacity(void **state)
{
    size_t size;

    (void)state;
    fill_plan();
    size = lcm_write(&plan, first, sizeof(first));
    assert_int_equal(lcm_write(&plan, second, size), size);
    assert_memory_equal(first, second, size);
}

static void test_small_buffer_is_refused(void **state)
{
    size_t size;

    (void)state;
    fill_plan();
    size = lcm_write(&plan, first, sizeof(first));
    for (size_t capacity = 0; capacity < size; capacity++) {
        struct tree exact = {.blob = malloc(capacity + 1), .size = capacity};

        assert_int_equal(lcm_write(&plan, exact.blob, capacity), 0);
        tree_free(&exact);
    }
}

static void test_fullest_plan_fits(void **state)
{
    static _Alignas(8) char buffer[LCM_BLOB_MAX];
    static char bootargs[LCM_BOOTARGS_SIZE];
    struct tree tree = {.blob = buffer};

    (void)state;
    memset(bootargs, 'x', sizeof(bootargs) - 1);
    plan = (struct lcm_plan){.domain_count = LCM_DOMAINS_MAX, .payload_count = LCM_MODULES_MAX};
    for (uint32_t i = 0; i < LCM_DOMAINS_MAX; i++) {
        plan.domains[i] = (struct lcm_domain){
            .domid = i + 1,
            .memory_kib = UINT64_C(16) << 30,
            .cpus = 128,
            .kernel = {.present = true, .index = 2 * i + 1, .bootargs = bootargs},
            .ramdisk = {.present = true, .index = 2 * i + 2, .bootargs = bootargs},
        };
        snprintf(plan.domains[i].name, LCM_NAME_SIZE, "name-of-31-characters-at-all%03u", i);
    }
    /* Every second CPU makes the longest text; each domain waits for all before it. */
    plan.affinity_count = LCM_AFFINITIES_MAX;
    for (uint32_t i = 0; i < LCM_AFFINITIES_MAX; i++) {
        plan.affinities[i] = (struct lcm_affinity){.domain = i / 2, .vcpu = i % 2};
        memset(&plan.affinities[i].hard, 0x55, sizeof(struct bits));
    }
    for (uint32_t i = 1; i < LCM_DOMAINS_MAX; i++) {
        plan.domains[i].start_after = plan.domains[i - 1].start_after;
        bits_add(&plan.domains[i].start_after, i - 1);
    }
    for (uint32_t i = 0; i < LCM_MODULES_MAX; i++)
        plan.payloads[i] = (struct lcm_payload){
            .offset = LCM_BLOB_MAX + i * 4096, .stored_size = 4096, .size = 4096};
    tree.size = lcm_write(&plan, buffer, sizeof(buffer));
    assert_int_not_equal(tree.size, 0);
    assert_int_equal(tree_read(&tree, LCM_FORM_COMPILED, &again, &faults), 0);
    assert_string_equal(faults.lines, "");
}

static void test_bytes_after_the_tree_are_left_alone(void **state)
{
    struct tree tree = {.blob = first, .size = sizeof(first)};
    size_t size;

    (void)state;
    fill_plan();
    memset(first, 0xff, sizeof(first));
    size = lcm_write(&plan, first, sizeof(first));
    assert_int_equal(tree_total(first, sizeof(first)), size);
    assert_int_equal(tree_read(&tree, LCM_FORM_COMPILED, &again, &faults), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read_back),
        cmocka_unit_test(test_defaults_are_not_written),
        cmocka_unit_test(test_same_plan_gives_same_bytes),
        cmocka_unit_test(test_written_bytes_do_not_depend_on_capacity),
        cmocka_unit_test(test_small_buffer_is_refused),
        cmocka_unit_test(test_fullest_plan_fits),
        cmocka_unit_test(test_bytes_after_the_tree_are_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
