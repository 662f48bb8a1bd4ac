/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Introductions: the exact nodes and owners that xl gives a domain, once and all at once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dom0/introduce.h"
#include "tests/support/fake_store.h"
#include "tests/support/dom0/fake_dom0.h"
#include "tests/support/introductions.h"

#define HOME  "/local/domain/5"
#define BACK  "/local/domain/0/backend/console/5"
#define KNOWN "/libxl/5/device/console"

/* As `xenstore-ls -fp` showed for a domain made by xl of 4.14, 4.17 and 4.20, in order. */
static const char introduction_nodes[] =
    "/libxl = \"\" (n0)\n"
    "/libxl/5 = \"\" (n0)\n"
    "/libxl/5/device = \"\" (n0)\n" KNOWN " = \"\" (n0)\n" KNOWN "/0 = \"\" (n0)\n" KNOWN
    "/0/backend = \"" BACK "/0\" (n0)\n" KNOWN "/0/frontend = \"" HOME "/console\" (n0)\n" KNOWN
    "/0/frontend-id = \"5\" (n0)\n" KNOWN "/0/online = \"1\" (n0)\n" KNOWN
    "/0/protocol = \"vt100\" (n0)\n" KNOWN "/0/state = \"1\" (n0)\n"
    "/libxl/5/dm-version = \"qemu_xen\" (n0)\n"
    "/libxl/5/type = \"pvh\" (n0)\n"
    "/local = \"\" (n0)\n"
    "/local/domain = \"\" (n0)\n"
    "/local/domain/0 = \"\" (n0)\n"
    "/local/domain/0/backend = \"\" (n0)\n"
    "/local/domain/0/backend/console = \"\" (n0)\n" BACK " = \"\" (n0)\n" BACK
    "/0 = \"\" (n0,r5)\n" BACK "/0/frontend = \"" HOME "/console\" (n0,r5)\n" BACK
    "/0/frontend-id = \"5\" (n0,r5)\n" BACK "/0/online = \"1\" (n0,r5)\n" BACK
    "/0/protocol = \"vt100\" (n0,r5)\n" BACK "/0/state = \"1\" (n0,r5)\n" HOME
    " = \"\" (n0,r5)\n" HOME "/attr = \"\" (n5)\n" HOME "/console = \"\" (n0,r5)\n" HOME
    "/console/backend = \"" BACK "/0\" (n0,r5)\n" HOME "/console/backend-id = \"0\" (n5,r0)\n" HOME
    "/console/limit = \"1048576\" (n0,r5)\n" HOME "/console/output = \"pty\" (n0,r5)\n" HOME
    "/console/port = \"4\" (n0,r5)\n" HOME "/console/ring-ref = \"1044479\" (n0,r5)\n" HOME
    "/console/tty = \"\" (n0,r5)\n" HOME "/console/type = \"xenconsoled\" (n0,r5)\n" HOME
    "/control = \"\" (n0,r5)\n" HOME "/control/feature-poweroff = \"\" (n5)\n" HOME
    "/control/feature-reboot = \"\" (n5)\n" HOME "/control/feature-suspend = \"\" (n5)\n" HOME
    "/control/platform-feature-multiprocessor-suspend = \"1\" (n0,r5)\n" HOME
    "/control/platform-feature-xs_reset_watches = \"1\" (n0,r5)\n" HOME
    "/control/shutdown = \"\" (n5)\n" HOME "/control/sysrq = \"\" (n5)\n" HOME
    "/cpu = \"\" (n0,r5)\n" HOME "/cpu/0 = \"\" (n0,r5)\n" HOME
    "/cpu/0/availability = \"online\" (n0,r5)\n" HOME "/cpu/1 = \"\" (n0,r5)\n" HOME
    "/cpu/1/availability = \"online\" (n0,r5)\n" HOME "/data = \"\" (n5)\n" HOME
    "/device = \"\" (n0,r5)\n" HOME "/device/suspend = \"\" (n0,r5)\n" HOME
    "/device/suspend/event-channel = \"\" (n5)\n" HOME "/domid = \"5\" (n0,r5)\n" HOME
    "/drivers = \"\" (n5)\n" HOME "/error = \"\" (n5)\n" HOME "/feature = \"\" (n5)\n" HOME
    "/memory = \"\" (n0,r5)\n" HOME "/memory/static-max = \"262144\" (n0,r5)\n" HOME
    "/memory/target = \"262144\" (n0,r5)\n" HOME "/memory/videoram = \"0\" (n0,r5)\n" HOME
    "/name = \"web\" (n0,r5)\n" HOME "/store = \"\" (n0,r5)\n" HOME
    "/store/port = \"3\" (n0,r5)\n" HOME "/store/ring-ref = \"1044476\" (n0,r5)\n" HOME
    "/vm = \"/vm/" UUID "\" (n0,r5)\n"
    "/vm = \"\" (n0)\n"
    "/vm/" UUID " = \"\" (n0,r5)\n"
    "/vm/" UUID "/name = \"web\" (n0,r5)\n"
    "/vm/" UUID "/start_time = \"TIME\" (n0,r5)\n"
    "/vm/" UUID "/uuid = \"" UUID "\" (n0,r5)\n";

/* The dump of all nodes, with the one value that depends on the clock replaced. */
static char *dump_without_time(void)
{
    char *text = fake_store_dump(), *time = strstr(text, "start_time = \""), *end;

    if (time) {
        time += strlen("start_time = \"");
        end = strchr(time, '"');
        memcpy(time, "TIME", 4);
        memmove(time + 4, end, strlen(end) + 1);
    }
    return text;
}

static void test_a_domain_gets_what_xl_gives_it(void **state)
{
    struct fixture *f = *state;
    struct fake_guest *guest =
        fake_guest_add(introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
    char *text;

    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(f->done[0].result, INTRODUCE_DONE);
    text = dump_without_time();
    assert_string_equal(text, introduction_nodes);
    free(text);
    assert_int_equal(fake_store.domains[5].count, 1);
    assert_int_equal(fake_store.domains[5].frame, 0xfeffc);
    assert_int_equal(fake_store.domains[5].port, 3);
    /* It is told of the page, and then woken once. */
    assert_int_equal(guest->store_page, 0xfeffc);
    assert_int_equal(guest->wakes, 1);
}

/* They are the guest's own, as data is; and its changes of them stay at a second run. */
static void test_data_of_a_boot_domain_are_written(void **state)
{
    static const char data[] = "greeting\0hello\0net/address\0"
                               "10.0.0.1";
    struct fixture *f = *state;
    struct record_domain *domain =
        introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM);
    char *text;

    fake_guest_add(domain);
    domain->data = (struct record_texts){data, sizeof(data)};
    fake_store.conflicts = 1;
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    text = fake_store_dump();
    assert_non_null(strstr(
        text, HOME "/data = \"\" (n5)\n" HOME "/data/greeting = \"hello\" (n5)\n" HOME
                   "/data/net = \"\" (n5)\n" HOME "/data/net/address = \"10.0.0.1\" (n5)\n"));
    free(text);
    fake_store_remove(HOME "/data/greeting");
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(f->done[0].result, INTRODUCE_ALREADY);
    assert_null(fake_store_value(HOME "/data/greeting"));
}

static void test_data_that_cannot_be_written_are_told(void **state)
{
    struct fixture *f = *state;
    struct record_domain *domain =
        introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM);

    fake_guest_add(domain);
    domain->data = (struct record_texts){"key\0value", sizeof("key\0value")};
    fake_store.denied = HOME "/data/key";
    assert_false(introduce_all(&f->dom0, &f->record, f->done));
    assert_string_equal(f->done[0].step, "store nodes");
    assert_non_null(strstr(f->done[0].cause, HOME "/data/key cannot be written: "));
    assert_null(fake_store_value(HOME "/name"));
}

static void test_second_run_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct fake_guest *guest =
        fake_guest_add(introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
    unsigned int writes;

    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    writes = fake_store.writes;
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(f->done[0].result, INTRODUCE_ALREADY);
    assert_int_equal(fake_store.writes, writes);
    assert_int_equal(fake_store.introduced, 1);
    assert_int_equal(guest->wakes, 1);
}

static void test_what_is_missing_is_made_again(void **state)
{
    struct fixture *f = *state;

    fake_guest_add(introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    fake_store_remove("/libxl/5");
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(f->done[0].result, INTRODUCE_DONE);
    assert_string_equal(fake_store_value("/libxl/5/type"), "pvh");
    assert_int_equal(fake_store.introduced, 1); /* the daemon serves it already */
}

static void test_conflicts_are_tried_again(void **state)
{
    struct fixture *f = *state;
    char *text;

    fake_guest_add(introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
    fake_store.conflicts = 3;
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(fake_store.ended, 4);
    text = dump_without_time();
    assert_string_equal(text, introduction_nodes);
    free(text);
}

static void test_without_a_store_only_nodes_are_made(void **state)
{
    struct fixture *f = *state;

    fake_guest_add(introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_NONE));
    for (int i = 0; i < 2; i++) {
        assert_true(introduce_all(&f->dom0, &f->record, f->done));
        assert_int_equal(f->done[0].result, i ? INTRODUCE_ALREADY : INTRODUCE_DONE);
        assert_int_equal(fake_store.introduced, 0);
        assert_string_equal(fake_store_value(HOME "/name"), "web");
        assert_string_equal(fake_store_value(HOME "/console/port"), "4");
        assert_null(fake_store_value(HOME "/store"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_domain_gets_what_xl_gives_it, introductions_set_up,
                                        introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_data_of_a_boot_domain_are_written,
                                        introductions_set_up, introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_data_that_cannot_be_written_are_told,
                                        introductions_set_up, introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_second_run_changes_nothing, introductions_set_up,
                                        introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_missing_is_made_again, introductions_set_up,
                                        introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_conflicts_are_tried_again, introductions_set_up,
                                        introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_without_a_store_only_nodes_are_made,
                                        introductions_set_up, introductions_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
