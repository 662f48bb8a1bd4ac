/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Introductions of a domain that waits in its store page: what it asked for before is not lost.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dom0/introduce.h"
#include "tests/support/fake_store.h"
#include "tests/support/dom0/fake_dom0.h"
#include "tests/support/introductions.h"

static const char request[] = "a request of the guest";

static void page_write_request(struct xenstore_domain_interface *page)
{
    /* It lies across the end of the ring. */
    page->req_cons = XENSTORE_RING_SIZE - 5;
    page->req_prod = page->req_cons;
    for (size_t i = 0; i < sizeof(request); i++)
        page->req[MASK_XENSTORE_IDX(page->req_prod++)] = request[i];
}

/* The C xenstored resets the ring of a domain that it is introduced to. */
static void ring_reset(unsigned int domid)
{
    for (int i = 0; i < FAKE_GUESTS_MAX; i++) {
        struct fake_guest *guest = &fake_dom0.guests[i];

        if (guest->exists && guest->domid == domid) {
            assert_int_equal(guest->pauses, 1);
            guest->page.req_cons = guest->page.req_prod = 0;
            guest->page.rsp_cons = guest->page.rsp_prod = 0;
        }
    }
}

static void request_check(struct xenstore_domain_interface *page)
{
    assert_int_equal(page->req_prod - page->req_cons, sizeof(request));
    for (size_t i = 0; i < sizeof(request); i++)
        assert_int_equal(page->req[MASK_XENSTORE_IDX(page->req_cons + i)], request[i]);
}

static void test_pending_request_outlives_a_daemon_that_resets(void **state)
{
    struct fixture *f = *state;
    struct fake_guest *guest =
        fake_guest_add(introduction_record_add(f, 5, "db", RECORD_PV, RECORD_STORE_WAITING));

    page_write_request(&guest->page);
    fake_store.on_introduce = ring_reset;
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    request_check(&guest->page);
    assert_int_equal(guest->page.req_cons, 0);
    assert_int_equal(guest->store_page, UINT64_MAX); /* HVM parameters are not a PV domain's */
    assert_string_equal(fake_store_value("/libxl/5/type"), "pv");
}

/* A PVH kernel other than Linux knows its page from the start, as a PV kernel does. */
static void test_pending_request_of_a_pvh_kernel_outlives_it_too(void **state)
{
    struct fixture *f = *state;
    struct fake_guest *guest =
        fake_guest_add(introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_WAITING));

    page_write_request(&guest->page);
    fake_store.on_introduce = ring_reset;
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    request_check(&guest->page);
    assert_int_equal(guest->pauses, 0);
    assert_int_equal(guest->store_page, UINT64_MAX); /* what it knows is not set again */
    assert_string_equal(fake_store_value("/libxl/5/type"), "pvh");
}

static void test_pending_request_is_left_to_a_daemon_that_keeps_it(void **state)
{
    struct fixture *f = *state;
    struct fake_guest *guest =
        fake_guest_add(introduction_record_add(f, 5, "db", RECORD_PV, RECORD_STORE_WAITING));

    page_write_request(&guest->page);
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    request_check(&guest->page);
    assert_int_equal(guest->page.req_cons, XENSTORE_RING_SIZE - 5);
}

static void test_senseless_ring_is_left_alone(void **state)
{
    struct fixture *f = *state;
    struct fake_guest *guest =
        fake_guest_add(introduction_record_add(f, 5, "db", RECORD_PV, RECORD_STORE_WAITING));

    guest->page.req_cons = 5;
    guest->page.req_prod = 5 + XENSTORE_RING_SIZE + 1;
    fake_store.on_introduce = ring_reset;
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(guest->page.req_prod, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_pending_request_outlives_a_daemon_that_resets,
                                        introductions_set_up, introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_pending_request_of_a_pvh_kernel_outlives_it_too,
                                        introductions_set_up, introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_pending_request_is_left_to_a_daemon_that_keeps_it,
                                        introductions_set_up, introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_senseless_ring_is_left_alone, introductions_set_up,
                                        introductions_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
