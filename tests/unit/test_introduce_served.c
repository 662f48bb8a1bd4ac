/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Devices of introduced domains that driver domains serve: xl attaches them, and what the driver
 * domain makes of that is waited for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dom0/served.h"
#include "tests/support/attached.h"
#include "tests/support/fake_store.h"
#include "tests/support/xl_devices.h"

#define VIF_WEB "/local/domain/7/backend/vif/5/1"
#define VIF_DB  "/local/domain/7/backend/vif/6/2"
#define VBD_WEB "/local/domain/7/backend/vbd/5/51712"

static struct lcm_plan plan;
static unsigned int waits;

static int served_set_up(void **state)
{
    if (attached_set_up(state) != 0)
        return -1;
    introduction_record_add(*state, 5, "web", RECORD_PVH, RECORD_STORE_PARAM);
    introduction_record_add(*state, 6, "db", RECORD_PVH, RECORD_STORE_PARAM);
    introduction_record_add(*state, 7, "net", RECORD_PV, RECORD_STORE_PARAM);
    plan = (struct lcm_plan){
        .domain_count = 4,
        .domains = {{.name = "dom0"},
                    {.name = "net", .domid = 7, .driver_domain = true},
                    {.name = "web", .domid = 5},
                    {.name = "db", .domid = 6}},
        .device_count = 4,
        .devices = {{.domain = 2,
                     .kind = LCM_DEVICE_DISK,
                     .backend = 1,
                     .device = "xvda",
                     .target = "/srv/a, b"},
                    {.domain = 2,
                     .kind = LCM_DEVICE_NIC,
                     .backend = 1,
                     .mac = "00:16:3e:00:00:01",
                     .bridge = "br0"},
                    {.domain = 3, .kind = LCM_DEVICE_NIC, .backend = 1, .mac = "00:16:3e:00:00:02"},
                    {.domain = 3, .kind = LCM_DEVICE_DISK, .device = "xvdb", .target = "/of/dom0"}},
    };
    attached_backend = (struct attached_backend){.name = "net", .domid = 7};
    waits = 0;
    return 0;
}

static bool run(struct fixture *f, unsigned int seconds)
{
    return served_attach(&f->dom0, &f->record, &plan, f->done, seconds);
}

/* The driver domain answers, where it was asked: a kernel by its state, a script by its word. */
static void answer(const char *device, const char *name, const char *value)
{
    char path[128];

    (void)snprintf(path, sizeof(path), "%s/state", device);
    if (!fake_store_value(path))
        return;
    (void)snprintf(path, sizeof(path), "%s/%s", device, name);
    xl_devices_node_write(path, value);
}

static bool all_answer(void)
{
    waits++;
    answer(VBD_WEB, "hotplug-status", "connected");
    answer(VIF_WEB, "state", "4");
    answer(VIF_DB, "hotplug-status", "connected");
    return true;
}

static void test_each_device_is_attached_to_its_domain(void **state)
{
    struct fixture *f = *state;

    fake_store.on_wait = all_answer;
    assert_true(run(f, 60));
    attached_calls_check(
        f, "block-attach 5 format=raw,vdev=xvda,access=rw,backend=net,target=/srv/a, b\n"
           "network-attach 5 mac=00:16:3e:00:00:01 bridge=br0 backend=net\n"
           "network-attach 6 mac=00:16:3e:00:00:02 backend=net\n");
    assert_int_equal(f->done[0].attached, 2);
    assert_int_equal(f->done[1].attached, 1);
    assert_int_equal(fake_store.watches, 0);
    assert_true(run(f, 60));
    assert_int_equal(f->done[0].attached, 2);
}

/* So that xl and QEMU can run in it, as with driver_domain of xl's configuration. */
static void test_driver_domain_has_nodes_of_its_own(void **state)
{
    char *nodes;

    plan.device_count = 0;
    assert_true(run(*state, 60));
    nodes = fake_store_dump();
    assert_non_null(strstr(nodes, "/local/domain/7/device-model = \"\" (n7)\n"));
    assert_non_null(strstr(nodes, "/local/domain/7/libxl = \"\" (n7)\n"));
    assert_null(strstr(nodes, "/local/domain/5/libxl"));
    free(nodes);
}

/* Each second of xl's patience would be lost once more for each further device. */
static void test_kind_that_is_not_answered_is_not_asked_for_more(void **state)
{
    struct fixture *f = *state;

    attached_fail(f, "00:16:3e:00:00:01");
    assert_false(run(f, 0));
    attached_calls_check(
        f, "block-attach 5 format=raw,vdev=xvda,access=rw,backend=net,target=/srv/a, b\n"
           "network-attach 5 mac=00:16:3e:00:00:01 bridge=br0 backend=net\n");
    assert_int_equal(f->done[0].attached + f->done[1].attached, 0);
}

/* Its nodes stay, and the driver domain finds them when it comes to it; then others follow. */
static void test_backend_may_answer_after_xl_gave_up(void **state)
{
    struct fixture *f = *state;

    attached_fail(f, "00:16:3e:00:00:01");
    fake_store.on_wait = all_answer;
    assert_true(run(f, 60));
    assert_true(waits >= 2);
    assert_int_equal(f->done[0].attached, 2);
    assert_int_equal(f->done[1].attached, 1);
}

static bool script_fails(void)
{
    (void)all_answer();
    answer(VBD_WEB, "hotplug-status", "error");
    return true;
}

static void test_what_cannot_be_served_leaves_the_others(void **state)
{
    struct fixture *f = *state;

    fake_store.on_wait = script_fails;
    assert_false(run(f, 60));
    assert_int_equal(f->done[0].attached, 1);
    assert_int_equal(f->done[1].attached, 1);
}

static void test_device_that_xl_refuses_leaves_the_others(void **state)
{
    struct fixture *f = *state;

    plan.devices[0].target = "/bad";
    fake_store.on_wait = all_answer;
    assert_false(run(f, 60));
    assert_int_equal(f->done[0].attached, 1);
    assert_int_equal(f->done[1].attached, 1);
}

static void test_nothing_is_attached_to_a_driver_domain_that_does_not_run(void **state)
{
    struct fixture *f = *state;

    f->done[2].result = INTRODUCE_FAILED;
    assert_false(run(f, 60));
    attached_calls_check(f, "");
}

static void test_text_that_is_no_name_reaches_no_command(void **state)
{
    plan.device_count = 1;
    plan.devices[0].device = "xvda,script=evil";
    assert_false(run(*state, 60));
    attached_calls_check(*state, "");
}

/* The driver domain that had served it is gone, and the device's half with it. */
static void test_device_of_a_driver_domain_that_is_gone_is_attached_anew(void **state)
{
    struct fixture *f = *state;

    plan.device_count = 1;
    xl_devices_node_write("/libxl/5/device/vbd/51712/backend",
                          "/local/domain/3/backend/vbd/5/51712");
    fake_store.on_wait = all_answer;
    assert_true(run(f, 60));
    attached_calls_check(f, "block-detach 5 xvda\n"
                            "block-attach 5 format=raw,vdev=xvda,access=rw,backend=net,"
                            "target=/srv/a, b\n");
}

static bool store_goes(void)
{
    return false;
}

static void test_store_that_goes_away_ends_the_wait(void **state)
{
    fake_store.on_wait = store_goes;
    assert_false(run(*state, 60));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, served_set_up, attached_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_each_device_is_attached_to_its_domain),
        TEST(test_driver_domain_has_nodes_of_its_own),
        TEST(test_kind_that_is_not_answered_is_not_asked_for_more),
        TEST(test_backend_may_answer_after_xl_gave_up),
        TEST(test_what_cannot_be_served_leaves_the_others),
        TEST(test_device_that_xl_refuses_leaves_the_others),
        TEST(test_nothing_is_attached_to_a_driver_domain_that_does_not_run),
        TEST(test_text_that_is_no_name_reaches_no_command),
        TEST(test_device_of_a_driver_domain_that_is_gone_is_attached_anew),
        TEST(test_store_that_goes_away_ends_the_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
