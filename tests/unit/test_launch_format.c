/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher given an image of another format than its own: it says so, and starts nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <libfdt.h>

#include "tests/support/launches.h"

enum { MIB = 1024, PAGE = 4096 };

static struct run run;

/* Writes the format into the room that the LCM has up to the first payload. */
static void format_set(struct set_image *image, uint32_t format)
{
    static uint64_t copy[2 * PAGE / sizeof(uint64_t)];
    int table;

    assert_int_equal(fdt_open_into(image->bytes, copy, sizeof(copy)), 0);
    table = fdt_node_offset_by_compatible(copy, -1, "hyperlaunch,module-table");
    assert_int_equal(fdt_setprop_u32(copy, table, "hyperlaunch,format", format), 0);
    assert_int_equal(fdt_pack(copy), 0);
    assert_true(fdt_totalsize(copy) <= PAGE);
    memcpy(image->bytes, copy, fdt_totalsize(copy));
}

static void format_launch(uint32_t format)
{
    struct kernel kernel = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 30000, .data_size = 3000, .seed = 1});
    struct set_domain domain = {
        .name = "web", .domid = 1, .memory_kib = 4 * MIB, .cpus = 1, .kernel = &kernel};
    struct set_image image = set_build(&domain, 1);

    format_set(&image, format);
    run_make(&run, &(struct sim_config){.minor = 17,
                                        .free_kib = 1024 * MIB,
                                        .image = image.bytes,
                                        .image_size = image.size});
    run_launch(&run);
    set_free(&image);
    kernel_free(&kernel);
}

static void test_an_unknown_format_starts_nothing(void **state)
{
    (void)state;
    format_launch(3);
    assert_true(run_said(&run, "/chosen/hypervisor/modules: hyperlaunch,format: is 3, and only 2 "
                               "is known here; use the launcher and the tools of the version that "
                               "made the image, or build it again"));
    assert_int_equal(sim_domains(run.sim), 0);
    assert_string_equal(run_wrong(&run), "");
    run_free(&run);
}

static void test_an_old_format_starts_nothing(void **state)
{
    (void)state;
    format_launch(1);
    assert_true(run_said(&run, "/chosen/hypervisor/modules: hyperlaunch,format: is 1: the image "
                               "was built by an older hyperlaunch, and only 2 is known here; "
                               "build it again with this one's hyperlaunch build"));
    assert_int_equal(sim_domains(run.sim), 0);
    assert_string_equal(run_wrong(&run), "");
    run_free(&run);
}

static void test_this_format_is_launched(void **state)
{
    (void)state;
    format_launch(2);
    assert_true(run_said(&run, "hyperlaunch: launch complete: 1 started, 0 failed"));
    assert_int_equal(sim_domains(run.sim), 1);
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_unknown_format_starts_nothing),
        cmocka_unit_test(test_an_old_format_starts_nothing),
        cmocka_unit_test(test_this_format_is_launched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
