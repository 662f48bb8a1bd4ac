/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Introductions: the exact nodes and owners that xl gives a domain, once and all at once; each
 * failure is the domain's own; what a PV domain asked for before is not lost.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "dom0/introduce.h"
#include "dom0/report.h"
#include "tests/support/fake_store.h"
#include "tests/unit/fake_dom0.h"
#include "xen/errno.h"

#define UUID  "00010203-0405-0607-0809-0a0b0c0d0e0f"
#define HOME  "/local/domain/5"
#define BACK  "/local/domain/0/backend/console/5"
#define KNOWN "/libxl/5/device/console"

/* As `xenstore-ls -fp` showed for a domain made by xl of 4.14, 4.17 and 4.20, in order. */
static const char expected[] =
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

struct fixture {
    struct dom0 dom0;
    struct record record;
    struct introduction done[RECORD_DOMAINS_MAX];
    char folder[64];
};

static struct record_domain *record_add(struct fixture *f, uint32_t domid, const char *name,
                                        enum record_mode mode, enum record_store store)
{
    struct record_domain *domain = &f->record.domains[f->record.domain_count++];

    *domain = (struct record_domain){
        .domid = domid,
        .mode = mode,
        .memory_kib = 256 << 10,
        .cpus = 2,
        .state = RECORD_RUNNING,
        .store = store,
        .store_frame = store == RECORD_STORE_NONE ? 0 : 0xfeffc,
        .store_port = store == RECORD_STORE_NONE ? 0 : 3,
        .console_frame = 0xfefff,
        .console_port = 4,
    };
    (void)snprintf(domain->name, sizeof(domain->name), "%s", name);
    for (uint8_t i = 0; i < 16; i++)
        domain->uuid[i] = i;
    domain->uuid[0] = (uint8_t)(domid - 5);
    return domain;
}

static int set_up(void **state)
{
    static struct fixture fixture;
    struct fixture *f = &fixture;

    memset(f, 0, sizeof(*f));
    memset(&fake_dom0, 0, sizeof(fake_dom0));
    fake_store_reset();
    (void)strcpy(f->folder, "/tmp/hyperlaunch-test-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    f->dom0.userdata = f->folder;
    f->dom0.store = xs_open(0);
    assert_int_equal(xen_init(&f->dom0.xen), 0);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    xs_close(f->dom0.store);
    for (uint32_t i = 0; i < f->record.domain_count; i++) {
        char path[128];

        (void)snprintf(path, sizeof(path),
                       "%s/userdata-d.%u.%02x010203-0405-0607-0809-0a0b0c0d0e0f.libxl-json",
                       f->folder, f->record.domains[i].domid, f->record.domains[i].uuid[0]);
        (void)unlink(path);
    }
    assert_int_equal(rmdir(f->folder), 0); /* no half-written file is left */
    for (int i = 0; i < FAKE_GUESTS_MAX; i++) {
        assert_int_equal(fake_dom0.guests[i].maps, 0);
        assert_int_equal(fake_dom0.guests[i].pauses, 0);
    }
    return 0;
}

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
        fake_guest_add(record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
    char *text;

    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(f->done[0].result, INTRODUCE_DONE);
    text = dump_without_time();
    assert_string_equal(text, expected);
    free(text);
    assert_int_equal(fake_store.domains[5].count, 1);
    assert_int_equal(fake_store.domains[5].frame, 0xfeffc);
    assert_int_equal(fake_store.domains[5].port, 3);
    /* It is told of the page, and then woken once. */
    assert_int_equal(guest->store_page, 0xfeffc);
    assert_int_equal(guest->wakes, 1);
}

static void test_second_run_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct fake_guest *guest =
        fake_guest_add(record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
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

    fake_guest_add(record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
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

    fake_guest_add(record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
    fake_store.conflicts = 3;
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(fake_store.ended, 4);
    text = dump_without_time();
    assert_string_equal(text, expected);
    free(text);
}

static void test_endless_conflicts_end(void **state)
{
    struct fixture *f = *state;

    fake_guest_add(record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
    fake_store.conflicts = 1000000;
    assert_false(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(f->done[0].result, INTRODUCE_FAILED);
    assert_string_equal(f->done[0].step, "store nodes");
    assert_int_equal(fake_store.introduced, 0);
}

static void test_one_failing_domain_leaves_the_others(void **state)
{
    struct fixture *f = *state;

    fake_guest_add(record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
    fake_guest_add(record_add(f, 6, "db", RECORD_PVH, RECORD_STORE_PARAM));
    fake_guest_add(record_add(f, 7, "log", RECORD_PV, RECORD_STORE_WAITING));
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

    fake_guest_add(record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
    pv = fake_guest_add(record_add(f, 6, "db", RECORD_PV, RECORD_STORE_WAITING));
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

    fake_guest_add(record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
    f->dom0.userdata = "/nonexistent";
    assert_false(introduce_all(&f->dom0, &f->record, f->done));
    assert_string_equal(f->done[0].step, "stored configuration");
    assert_int_equal(fake_store.introduced, 0);
}

static void test_gone_and_replaced_domains(void **state)
{
    struct fixture *f = *state;

    record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM);
    fake_guest_add(record_add(f, 6, "db", RECORD_PVH, RECORD_STORE_PARAM))->handle[3] ^= 1;
    assert_false(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(f->done[0].result, INTRODUCE_FAILED);
    assert_non_null(strstr(f->done[0].cause, "gone"));
    assert_int_equal(f->done[1].result, INTRODUCE_FAILED);
    assert_non_null(strstr(f->done[1].cause, "another UUID"));
    assert_int_equal(fake_store.writes, 0);
}

static void test_what_was_not_started_is_skipped(void **state)
{
    struct fixture *f = *state;
    struct record_domain *failed = record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_NONE);

    failed->state = RECORD_FAILED;
    (void)strcpy(failed->step, "populate");
    (void)strcpy(failed->cause, "no memory; give it less");
    record_add(f, 0, "dom0", RECORD_PV, RECORD_STORE_NONE)->state = RECORD_HANDED_OVER;
    record_add(f, 6, "brief", RECORD_PVH, RECORD_STORE_PARAM)->state = RECORD_ENDED;
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    for (int i = 0; i < 3; i++) {
        assert_int_equal(f->done[i].result, INTRODUCE_SKIPPED);
        assert_true(f->done[i].cause[0]);
    }
    assert_non_null(strstr(f->done[0].cause, "populate: no memory"));
    assert_int_equal(fake_store.writes, 0);
}

static void test_without_a_store_only_nodes_are_made(void **state)
{
    struct fixture *f = *state;

    fake_guest_add(record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_NONE));
    for (int i = 0; i < 2; i++) {
        assert_true(introduce_all(&f->dom0, &f->record, f->done));
        assert_int_equal(f->done[0].result, i ? INTRODUCE_ALREADY : INTRODUCE_DONE);
        assert_int_equal(fake_store.introduced, 0);
        assert_string_equal(fake_store_value(HOME "/name"), "web");
        assert_string_equal(fake_store_value(HOME "/console/port"), "4");
        assert_null(fake_store_value(HOME "/store"));
    }
}

/* -- a PV domain that waits in its store page ----------------------------------------------- */

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
        fake_guest_add(record_add(f, 5, "db", RECORD_PV, RECORD_STORE_WAITING));

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
        fake_guest_add(record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_WAITING));

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
        fake_guest_add(record_add(f, 5, "db", RECORD_PV, RECORD_STORE_WAITING));

    page_write_request(&guest->page);
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    request_check(&guest->page);
    assert_int_equal(guest->page.req_cons, XENSTORE_RING_SIZE - 5);
}

static void test_senseless_ring_is_left_alone(void **state)
{
    struct fixture *f = *state;
    struct fake_guest *guest =
        fake_guest_add(record_add(f, 5, "db", RECORD_PV, RECORD_STORE_WAITING));

    guest->page.req_cons = 5;
    guest->page.req_prod = 5 + XENSTORE_RING_SIZE + 1;
    fake_store.on_introduce = ring_reset;
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(guest->page.req_prod, 0);
}

/* -- what is written for others ------------------------------------------------------------- */

static void test_stored_configuration(void **state)
{
    struct fixture *f = *state;
    char path[160], text[1024];
    struct stat status;
    FILE *in;
    size_t size;

    fake_guest_add(record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
    (void)snprintf(path, sizeof(path), "%s/userdata-d.5." UUID ".libxl-json", f->folder);
    in = fopen(path, "w"); /* of an earlier start of the host */
    assert_non_null(in);
    fputs("an old configuration", in);
    (void)fclose(in);
    assert_true(introduce_all(&f->dom0, &f->record, f->done));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    in = fopen(path, "r");
    assert_non_null(in);
    size = fread(text, 1, sizeof(text) - 1, in);
    (void)fclose(in);
    text[size] = '\0';
    assert_int_equal(strlen(text), size - 1); /* it ends with a NUL, as libxl wants it */
    assert_non_null(strstr(text, "\"type\": \"pvh\""));
    assert_non_null(strstr(text, "\"name\": \"web\""));
    assert_non_null(strstr(text, "\"uuid\": \"" UUID "\""));
    assert_non_null(strstr(text, "\"max_vcpus\": 2"));
    assert_non_null(strstr(text, "\"avail_vcpus\": [0, 1]"));
    assert_non_null(strstr(text, "\"max_memkb\": 262144"));
    assert_non_null(strstr(text, "\"target_memkb\": 262144"));
    assert_non_null(strstr(text, "\"type.pvh\": {"));
    assert_non_null(strstr(text, "\"on_reboot\": \"restart\""));
}

static void test_json(void **state)
{
    struct fixture *f = *state;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM);
    record_add(f, 6, "db", RECORD_PVH, RECORD_STORE_PARAM);
    f->done[0] = (struct introduction){.result = INTRODUCE_DONE, .step = ""};
    f->done[1] = (struct introduction){
        .result = INTRODUCE_FAILED, .step = "store page", .cause = "\"bad\\\"\n\xe4; look"};
    report_json(out, &f->record, f->done);
    (void)fclose(out);
    assert_string_equal(
        text,
        "[\n"
        "  {\"domid\": 5, \"name\": \"web\", \"result\": \"introduced\", \"step\": null, "
        "\"cause\": null},\n"
        "  {\"domid\": 6, \"name\": \"db\", \"result\": \"failed\", \"step\": \"store page\", "
        "\"cause\": \"\\\"bad\\\\\\\"\\u000a\\ufffd; look\"}\n"
        "]\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_domain_gets_what_xl_gives_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_second_run_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_missing_is_made_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_conflicts_are_tried_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_endless_conflicts_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_failing_domain_leaves_the_others, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_refusals_are_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stored_configuration_must_be_writable, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_gone_and_replaced_domains, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_was_not_started_is_skipped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_without_a_store_only_nodes_are_made, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_pending_request_outlives_a_daemon_that_resets, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_pending_request_of_a_pvh_kernel_outlives_it_too,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pending_request_is_left_to_a_daemon_that_keeps_it,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_senseless_ring_is_left_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stored_configuration, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_json, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
