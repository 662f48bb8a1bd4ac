/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a person reads when Xen refuses to create a domain: step, cause and remedy, word for word;
 * and that the others start. A launch without an image has none to start.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/three_domains.h"
#include "xen/errno.h"

#define MIB UINT64_C(1024)

static uint64_t create_call;

static void create_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (operation->domid == 2 && strstr(operation->words, "create "))
        create_call = operation->number;
}

static void create_refused(int error, const char *expected)
{
    three_launch(&three_plain, (struct sim_config){0}, NULL);
    sim_trace(three_run.sim, create_note, NULL);
    run_launch(&three_run);
    run_free(&three_run);
    three_launch(&three_plain, (struct sim_config){0}, NULL);
    sim_fail_call(three_run.sim, create_call, error);
    three_failure_expect(expected);
}

static void test_domid_taken(void **state)
{
    (void)state;
    create_refused(XEN_EEXIST,
                   "create: the domain: Xen says EEXIST, exists already; choose another "
                   "domid");
}

static void test_host_without_nested_paging(void **state)
{
    (void)state;
    create_refused(
        XEN_EOPNOTSUPP,
        "create: the domain: Xen says EOPNOTSUPP, not supported by this Xen; PVH needs a "
        "host with hardware virtualization and nested paging, enabled in the firmware");
}

static void test_error_without_a_special_remedy(void **state)
{
    (void)state;
    create_refused(XEN_EPERM,
                   "create: the domain: Xen says EPERM, not permitted; Xen's own messages "
                   "may say more (loglvl=all guest_loglvl=all)");
}

static void test_no_image(void **state)
{
    (void)state;
    run_make(&three_run, &(struct sim_config){.minor = 17, .free_kib = MIB});
    run_launch(&three_run);
    assert_string_equal(run_wrong(&three_run), "");
    assert_true(run_said(&three_run, "hyperlaunch: there is no launch image; give it as the second "
                                     "module, after the launcher\n"));
    assert_true(run_said(&three_run, "hyperlaunch: launch complete: 0 started, 0 failed"));
    run_free(&three_run);
}

static void test_image_that_is_none(void **state)
{
    static const uint8_t bytes[8192] = {0xd0, 0x0d, 0xfe, 0xed};

    (void)state;
    run_make(&three_run,
             &(struct sim_config){
                 .minor = 17, .free_kib = MIB, .image = bytes, .image_size = sizeof(bytes)});
    run_launch(&three_run);
    assert_string_equal(run_wrong(&three_run), "");
    assert_true(run_said(&three_run,
                         "hyperlaunch: the launch image has 1 errors; make it again with "
                         "'hyperlaunch build'\n"));
    assert_int_equal(three_run.launcher.launch.started, 0);
    run_free(&three_run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_domid_taken),
        cmocka_unit_test(test_host_without_nested_paging),
        cmocka_unit_test(test_error_without_a_special_remedy),
        cmocka_unit_test(test_no_image),
        cmocka_unit_test(test_image_that_is_none),
    };

    return cmocka_run_group_tests(tests, three_set_make, three_set_unmake);
}
