/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Devices of introduced domains: xl attaches what is not there yet, and what fails is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dom0/devices.h"
#include "tests/support/attached.h"
#include "tests/support/xl_devices.h"

static struct lcm_plan plan;

static int devices_set_up(void **state)
{
    if (attached_set_up(state) != 0)
        return -1;
    introduction_record_add(*state, 5, "web", RECORD_PVH, RECORD_STORE_PARAM);
    introduction_record_add(*state, 6, "db", RECORD_PVH, RECORD_STORE_PARAM);
    plan = (struct lcm_plan){
        .domain_count = 3,
        .domains = {{.name = "dom0"}, {.name = "db", .domid = 6}, {.name = "web", .domid = 5}},
        .device_count = 4,
        .devices =
            {{.domain = 1, .kind = LCM_DEVICE_DISK, .device = "xvda1", .target = "/a b, c"},
             {.domain = 2,
              .kind = LCM_DEVICE_DISK,
              .device = "xvdb",
              .target = "/srv/web",
              .access = LCM_ACCESS_RO},
             {.domain = 2, .kind = LCM_DEVICE_NIC, .mac = "00:16:3E:00:00:01", .bridge = "br0"},
             {.domain = 2, .kind = LCM_DEVICE_NIC}},
    };
    return 0;
}

static void test_each_device_is_attached_to_its_domain(void **state)
{
    struct fixture *f = *state;

    assert_true(devices_attach(f->dom0.store, &f->record, &plan, f->done));
    attached_calls_check(f, "block-attach 5 format=raw,vdev=xvdb,access=ro,target=/srv/web\n"
                            "network-attach 5 mac=00:16:3e:00:00:01 bridge=br0\n"
                            "network-attach 5 mac=fa:62:93:06:30:98\n"
                            "block-attach 6 format=raw,vdev=xvda1,access=rw,target=/a b, c\n");
    assert_int_equal(f->done[0].attached, 3);
    assert_int_equal(f->done[1].attached, 1);
}

/* Be it by an earlier run, or by hand: a card by another number than its own. */
static void test_what_is_there_stays(void **state)
{
    struct fixture *f = *state;

    xl_devices_node_write("/libxl/5/device/vbd/51728/backend",
                          "/local/domain/0/backend/vbd/5/51728");
    xl_devices_node_write("/libxl/5/device/vif/0/mac", "00:16:3e:77:77:77");
    xl_devices_node_write("/libxl/5/device/vif/4/mac", "00:16:3e:00:00:01");
    xl_devices_node_write("/libxl/6/device/vbd/51712/backend",
                          "/local/domain/0/backend/vbd/6/51712");
    assert_true(devices_attach(f->dom0.store, &f->record, &plan, f->done));
    attached_calls_check(f, "network-attach 5 mac=fa:62:93:06:30:98\n"
                            "block-attach 6 format=raw,vdev=xvda1,access=rw,target=/a b, c\n");
}

/* Its own nodes are the guest's to write: it can neither hide a device nor make one up. */
static void test_word_of_the_guest_is_not_taken(void **state)
{
    struct fixture *f = *state;

    xl_devices_node_write("/libxl/5/device/vif/0/mac", "00:16:3e:00:00:01");
    xl_devices_node_write("/local/domain/5/device/vif/1/mac", "fa:62:93:06:30:98");
    xl_devices_node_write("/local/domain/5/device/vbd/51728/backend",
                          "/local/domain/0/backend/vbd/5/51728");
    assert_true(devices_attach(f->dom0.store, &f->record, &plan, f->done));
    assert_int_equal(f->done[0].attached, 2);
}

/* As xl leaves a card without its bridge, or a disk whose script failed: it is there, of no use. */
static void test_device_whose_script_failed_is_not_taken_for_attached(void **state)
{
    struct fixture *f = *state;

    plan.devices[3].mac = "00:16:3e:00:00:02";
    xl_devices_node_write("/libxl/5/device/vbd/51728/backend",
                          "/local/domain/0/backend/vbd/5/51728");
    xl_devices_node_write("/libxl/5/device/vif/0/mac", "00:16:3e:00:00:01");
    xl_devices_node_write("/libxl/5/device/vif/1/backend", "/local/domain/0/backend/vif/5/1");
    xl_devices_node_write("/libxl/5/device/vif/1/mac", "00:16:3e:00:00:02");
    xl_devices_node_write("/libxl/6/device/vbd/51713/backend",
                          "/local/domain/0/backend/vbd/6/51713");
    xl_devices_node_write("/local/domain/0/backend/vif/5/0/hotplug-status", "connected");
    xl_devices_node_write("/local/domain/0/backend/vbd/5/51728/hotplug-status", "connected");
    assert_true(devices_attach(f->dom0.store, &f->record, &plan, f->done));
    xl_devices_node_write("/local/domain/0/backend/vif/5/1/hotplug-status", "error");
    assert_false(devices_attach(f->dom0.store, &f->record, &plan, f->done));
    xl_devices_node_write("/local/domain/0/backend/vif/5/1/hotplug-status", "connected");
    xl_devices_node_write("/local/domain/0/backend/vbd/6/51713/hotplug-status", "error");
    assert_false(devices_attach(f->dom0.store, &f->record, &plan, f->done));
    attached_calls_check(f, "");
}

static void test_domain_that_was_not_introduced_gets_none(void **state)
{
    struct fixture *f = *state;

    f->done[0].result = INTRODUCE_FAILED;
    f->done[1].result = INTRODUCE_SKIPPED;
    assert_true(devices_attach(f->dom0.store, &f->record, &plan, f->done));
    attached_calls_check(f, "");
}

static void test_failure_leaves_the_others(void **state)
{
    struct fixture *f = *state;

    plan.devices[1].target = "/bad";
    assert_false(devices_attach(f->dom0.store, &f->record, &plan, f->done));
    assert_int_equal(f->done[0].attached, 2);
    assert_int_equal(f->done[1].attached, 1);
}

/* A hotplug script that was too slow once. */
static void test_what_fails_is_tried_once_more_after_the_others(void **state)
{
    struct fixture *f = *state;

    plan.devices[1].target = "/slow";
    assert_true(devices_attach(f->dom0.store, &f->record, &plan, f->done));
    attached_calls_check(f, "block-attach 5 format=raw,vdev=xvdb,access=ro,target=/slow\n"
                            "network-attach 5 mac=00:16:3e:00:00:01 bridge=br0\n"
                            "network-attach 5 mac=fa:62:93:06:30:98\n"
                            "block-attach 6 format=raw,vdev=xvda1,access=rw,target=/a b, c\n"
                            "block-attach 5 format=raw,vdev=xvdb,access=ro,target=/slow\n");
    assert_int_equal(f->done[0].attached, 3);
}

/* An image made by others could have xl run a script of its choice. */
static void test_text_that_is_no_name_reaches_no_command(void **state)
{
    struct fixture *f = *state;

    plan.devices[0].device = "xvda,script=evil";
    plan.devices[1].target = "relative";
    plan.devices[2].bridge = "br0,script=evil";
    plan.devices[3].mac = "02:00:00:00:00:01,script=evil";
    assert_false(devices_attach(f->dom0.store, &f->record, &plan, f->done));
    attached_calls_check(f, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_device_is_attached_to_its_domain, devices_set_up,
                                        attached_tear_down),
        cmocka_unit_test_setup_teardown(test_what_fails_is_tried_once_more_after_the_others,
                                        devices_set_up, attached_tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_there_stays, devices_set_up,
                                        attached_tear_down),
        cmocka_unit_test_setup_teardown(test_word_of_the_guest_is_not_taken, devices_set_up,
                                        attached_tear_down),
        cmocka_unit_test_setup_teardown(test_device_whose_script_failed_is_not_taken_for_attached,
                                        devices_set_up, attached_tear_down),
        cmocka_unit_test_setup_teardown(test_domain_that_was_not_introduced_gets_none,
                                        devices_set_up, attached_tear_down),
        cmocka_unit_test_setup_teardown(test_failure_leaves_the_others, devices_set_up,
                                        attached_tear_down),
        cmocka_unit_test_setup_teardown(test_text_that_is_no_name_reaches_no_command,
                                        devices_set_up, attached_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
