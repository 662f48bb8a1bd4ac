/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Introductions that fail or have no domain: each failure is the domain's own, and is named.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dom0/introduce.h"
#include "dom0/nodes.h"
#include "tests/support/fake_store.h"
#include "tests/support/dom0/fake_dom0.h"
#include "xen/errno.h"
#include "tests/support/introductions.h"

static void test_endless_conflicts_end(void **state)
{
    struct fixture *f = *state;

    fake_guest_add(introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
    fake_store.conflicts = 1000000;
    assert_false(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(f->done[0].result, INTRODUCE_FAILED);
    assert_string_equal(f->done[0].step, "store nodes");
    assert_int_equal(fake_store.introduced, 0);
}

static void test_one_failing_domain_leaves_the_others(void **state)
{
    struct fixture *f = *state;

    fake_guest_add(introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
    fake_guest_add(introduction_record_add(f, 6, "db", RECORD_PVH, RECORD_STORE_PARAM));
    fake_guest_add(introduction_record_add(f, 7, "log", RECORD_PV, RECORD_STORE_WAITING));
    fake_store.denied = "/local/domain/6/memory/target";
    assert_false(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(f->done[0].result, INTRODUCE_DONE);
    assert_int_equal(f->done[1].result, INTRODUCE_FAILED);
    assert_string_equal(f->done[1].step, "store nodes");
    assert_non_null(strstr(f->done[1].cause, "/local/domain/6/memory/target"));
    assert_int_equal(f->done[2].result, INTRODUCE_DONE);
    /* All nodes or none. */
    assert_null(fake_store_value("/local/domain/6"));
    assert_null(fake_store_value("/libxl/6"));
    assert_int_equal(fake_store.domains[6].count, 0);
}

static void test_refusals_are_named(void **state)
{
    struct fixture *f = *state;
    struct fake_guest *pv;

    fake_guest_add(introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
    pv = fake_guest_add(introduction_record_add(f, 6, "db", RECORD_PV, RECORD_STORE_WAITING));
    fake_dom0.fail_param = XEN_EPERM;
    fake_store.refused = 6;
    assert_false(introduce_all(&f->dom0, &f->record, f->done));
    assert_string_equal(f->done[0].step, "store page");
    assert_non_null(strstr(f->done[0].cause, "EPERM"));
    assert_string_equal(f->done[1].step, "introduction");
    assert_non_null(strstr(f->done[1].cause, "Invalid argument"));
    assert_int_equal(pv->pauses, 0);
    /* A page that cannot be mapped leaves its domain running. */
    fake_store.refused = 0;
    pv->frame = 1;
    assert_false(introduce_all(&f->dom0, &f->record, f->done));
    assert_string_equal(f->done[1].step, "store page");
    assert_int_equal(pv->pauses, 0);
}

static void test_stored_configuration_must_be_writable(void **state)
{
    struct fixture *f = *state;

    fake_guest_add(introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
    f->dom0.userdata = "/nonexistent";
    assert_false(introduce_all(&f->dom0, &f->record, f->done));
    assert_string_equal(f->done[0].step, "stored configuration");
    assert_int_equal(fake_store.introduced, 0);
}

static void test_gone_and_replaced_domains(void **state)
{
    struct fixture *f = *state;

    introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM);
    fake_guest_add(introduction_record_add(f, 6, "db", RECORD_PVH, RECORD_STORE_PARAM))
        ->handle[3] ^= 1;
    assert_false(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(f->done[0].result, INTRODUCE_FAILED);
    assert_non_null(strstr(f->done[0].cause, "gone"));
    assert_int_equal(f->done[1].result, INTRODUCE_FAILED);
    assert_non_null(strstr(f->done[1].cause, "another UUID"));
    assert_int_equal(fake_store.writes, 0);
}

/* One whose domid is gone, and one whose domid another has by now. */
static void test_domains_built_again_are_skipped(void **state)
{
    struct fixture *f = *state;
    struct record_domain again[] = {
        *introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM),
        *introduction_record_add(f, 6, "db", RECORD_PVH, RECORD_STORE_PARAM),
    };

    fake_guest_add(&again[1])->handle[3] ^= 1;
    again[0].domid = 8;
    again[1].domid = 9;
    for (int i = 0; i < 2; i++) {
        char where[NODES_PATH_SIZE];

        fake_guest_add(&again[i]);
        assert_true(nodes_write(f->dom0.store, &again[i], where));
    }
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(f->done[0].result, INTRODUCE_SKIPPED);
    assert_string_equal(f->done[0].cause, "it was built again, as domain 8, which xl made known");
    assert_int_equal(f->done[1].result, INTRODUCE_SKIPPED);
    assert_string_equal(f->done[1].cause, "it was built again, as domain 9, which xl made known");
}

static void test_what_was_not_started_is_skipped(void **state)
{
    struct fixture *f = *state;
    struct record_domain *failed =
        introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_NONE);
    struct record_domain *held;

    failed->state = RECORD_FAILED;
    (void)strcpy(failed->step, "populate");
    (void)strcpy(failed->cause, "no memory; give it less");
    introduction_record_add(f, 0, "dom0", RECORD_PV, RECORD_STORE_NONE)->state = RECORD_HANDED_OVER;
    introduction_record_add(f, 6, "brief", RECORD_PVH, RECORD_STORE_PARAM)->state = RECORD_ENDED;
    held = introduction_record_add(f, 7, "later", RECORD_PVH, RECORD_STORE_NONE);
    held->state = RECORD_HELD;
    (void)strcpy(held->step, "start");
    (void)strcpy(held->cause, "it is held back");
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    for (int i = 0; i < 4; i++) {
        assert_int_equal(f->done[i].result, INTRODUCE_SKIPPED);
        assert_true(f->done[i].cause[0]);
    }
    assert_non_null(strstr(f->done[0].cause, "populate: no memory"));
    assert_non_null(strstr(f->done[3].cause, "it was not launched: start: it is held back"));
    assert_int_equal(fake_store.writes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_endless_conflicts_end, introductions_set_up,
                                        introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_one_failing_domain_leaves_the_others,
                                        introductions_set_up, introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_refusals_are_named, introductions_set_up,
                                        introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_stored_configuration_must_be_writable,
                                        introductions_set_up, introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_gone_and_replaced_domains, introductions_set_up,
                                        introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_domains_built_again_are_skipped, introductions_set_up,
                                        introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_what_was_not_started_is_skipped, introductions_set_up,
                                        introductions_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
