/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Domains that missed the event of their introduction, or a device, are told again until they look.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dom0/wake.h"
#include "tests/support/dom0/fake_dom0.h"
#include "tests/support/fake_store.h"
#include "tests/support/introductions.h"
#include "tests/support/xl_devices.h"

static uint32_t round_of(struct fixture *f)
{
    return wake_round(&f->dom0, &f->record);
}

static void test_domain_that_missed_the_event_is_woken_until_it_asks(void **state)
{
    struct fixture *f = *state;
    struct fake_guest *guest =
        fake_guest_add(introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));

    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(guest->wakes, 1);
    assert_int_equal(round_of(f), 1);
    assert_int_equal(round_of(f), 1);
    assert_int_equal(guest->wakes, 3);
    guest->page.req_prod = 16;
    assert_int_equal(round_of(f), 0);
    assert_int_equal(guest->wakes, 3);
    assert_int_equal(guest->maps, 0);
}

/* A second run of hyperlaunch-init helps, too. */
static void test_domain_that_was_introduced_before_is_woken(void **state)
{
    struct fixture *f = *state;
    struct fake_guest *guest =
        fake_guest_add(introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));

    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(f->done[0].result, INTRODUCE_ALREADY);
    assert_int_equal(round_of(f), 1);
    assert_int_equal(guest->wakes, 2);
}

/* -- devices -------------------------------------------------------------------------------- */

#define DISK  "/local/domain/5/device/vbd/51712/state"
#define CARD  "/local/domain/5/device/vif/0/state"
#define OTHER "/local/domain/5/device/vif/1/state"

/* A PV domain, which may look for devices as soon as its store answers, with a disk and a card. */
static void devices_make(struct fixture *f)
{
    fake_guest_add(introduction_record_add(f, 5, "db", RECORD_PV, RECORD_STORE_WAITING));
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    xl_devices_node_write("/libxl/5/device/vbd/51712/backend", "");
    xl_devices_node_write("/libxl/5/device/vif/0/backend", "");
    xl_devices_node_write(DISK, "1");
    xl_devices_node_write(CARD, "1");
    fake_store.writes = 0;
}

/* The write of what is there fires the watch that the domain has by then. */
static void test_device_is_shown_until_the_domain_begins_with_it(void **state)
{
    struct fixture *f = *state;

    devices_make(f);
    assert_int_equal(round_of(f), 2);
    assert_int_equal(fake_store.writes, 2);
    xl_devices_node_write(DISK, "3");
    fake_store.writes = 0;
    assert_int_equal(round_of(f), 1);
    assert_int_equal(fake_store.writes, 1);
    xl_devices_node_write(CARD, "4");
    fake_store.writes = 0;
    assert_int_equal(round_of(f), 0);
    assert_int_equal(fake_store.writes, 0);
    assert_string_equal(fake_store_value(DISK), "3");
}

static void test_domain_that_began_meanwhile_keeps_its_state(void **state)
{
    struct fixture *f = *state;

    devices_make(f);
    fake_store.conflicts = 2;
    assert_int_equal(round_of(f), 2);
    assert_int_equal(fake_store.conflicts, 0);
}

/* A guest that makes nodes of its own gets no work done for them. */
static void test_what_a_guest_makes_up_is_no_device(void **state)
{
    struct fixture *f = *state;

    devices_make(f);
    xl_devices_node_write(OTHER, "1");
    fake_store.writes = 0;
    assert_int_equal(round_of(f), 2);
    assert_int_equal(fake_store.writes, 2);
}

/* It is not kept from going: no page of it stays mapped, and it is not waited for. */
static void test_domain_that_went_is_not_waited_for(void **state)
{
    struct fixture *f = *state;
    struct fake_guest *guest =
        fake_guest_add(introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));

    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    guest->exists = false;
    assert_int_equal(round_of(f), 0);
    assert_int_equal(guest->wakes, 1);
}

/* What waits in its page from the start cannot miss an event. */
static void test_other_domains_are_not_woken(void **state)
{
    struct fixture *f = *state;
    struct fake_guest *pv =
        fake_guest_add(introduction_record_add(f, 5, "db", RECORD_PV, RECORD_STORE_WAITING));
    struct fake_guest *none =
        fake_guest_add(introduction_record_add(f, 6, "tiny", RECORD_PVH, RECORD_STORE_NONE));

    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(round_of(f), 0);
    assert_int_equal(pv->wakes, 0);
    assert_int_equal(none->wakes, 0);
}

/* It runs beside the introduction, and may come before it. */
static void test_domain_that_is_not_introduced_yet_is_waited_for(void **state)
{
    struct fixture *f = *state;
    struct fake_guest *guest =
        fake_guest_add(introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
    uint32_t port = guest->dom0_port;

    guest->dom0_port = 0;
    assert_int_equal(round_of(f), 1);
    assert_int_equal(guest->wakes, 0);
    guest->dom0_port = port;
    assert_int_equal(round_of(f), 1);
    assert_int_equal(guest->wakes, 1);
}

static void test_domain_that_was_not_launched_is_not_waited_for(void **state)
{
    struct fixture *f = *state;
    struct record_domain *domain =
        introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM);
    struct fake_guest *guest = fake_guest_add(domain);

    domain->state = RECORD_FAILED;
    assert_int_equal(round_of(f), 0);
    assert_int_equal(guest->wakes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_domain_that_missed_the_event_is_woken_until_it_asks,
                                        introductions_set_up, introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_domain_that_was_introduced_before_is_woken,
                                        introductions_set_up, introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_device_is_shown_until_the_domain_begins_with_it,
                                        introductions_set_up, introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_domain_that_began_meanwhile_keeps_its_state,
                                        introductions_set_up, introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_what_a_guest_makes_up_is_no_device,
                                        introductions_set_up, introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_domain_that_went_is_not_waited_for,
                                        introductions_set_up, introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_other_domains_are_not_woken, introductions_set_up,
                                        introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_domain_that_was_not_launched_is_not_waited_for,
                                        introductions_set_up, introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_domain_that_is_not_introduced_yet_is_waited_for,
                                        introductions_set_up, introductions_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
