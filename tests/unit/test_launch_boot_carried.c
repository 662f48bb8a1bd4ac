/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Data that a boot domain writes for others before a dom0: dom0 finds them in the launch record, or
 * the log says why not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/boot_set.h"

#include <xen/io/xs_wire.h>
#include <xen/sched.h>

#define DONE "/hyperlaunch/done|1"

static struct record record;

/* Dom0 takes over; what the record has of web's data. */
static const struct record_texts *taken_over(void)
{
    assert_true(run_until(&boot_run, PHASE_LEFT) || boot_run.launcher.phase == PHASE_LEFT);
    run_record(&boot_run, &record);
    return &record.domains[BOOT_WEB].data;
}

static const struct record_texts *done(void)
{
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    return taken_over();
}

static void expect_refused(const char *why)
{
    char line[256];

    assert_int_equal(done()->size, 0);
    (void)snprintf(line, sizeof(line), "domain web: the boot domain's data is refused: %s; ", why);
    assert_true(run_said(&boot_run, line));
}

static void test_data_are_in_the_record(void **state)
{
    static const char texts[] = "greeting\0hello\0net\0\0net/address\0"
                                "10.0.0.1";
    const struct record_texts *data;

    (void)state;
    boot_reads("domain/web/data", "");
    boot_reads("domain/db/data", NULL);
    boot_reads("domain/dom0/data", NULL);
    boot_expect(BOOT_ITSELF, XS_WRITE, "/hyperlaunch/domain/dom0/data/key|value", "16 EACCES");
    boot_writes("domain/web/data/greeting", "hello");
    boot_writes("domain/web/data/net/address", "10.0.0.1");
    data = done();
    assert_int_equal(data->size, sizeof(texts));
    assert_memory_equal(data->first, texts, sizeof(texts));
    assert_int_equal(record.domains[BOOT_APP].data.size, 0);
}

static void test_a_value_of_data_itself_is_in_the_record(void **state)
{
    const struct record_texts *data;

    (void)state;
    boot_writes("domain/web/data", "all");
    data = done();
    assert_int_equal(data->size, sizeof("\0all"));
    assert_memory_equal(data->first, "\0all", data->size);
}

/* Then they are what it had written by then. */
static void test_data_of_one_that_starts_early_stay_when_it_fails(void **state)
{
    const struct record_texts *data;

    (void)state;
    boot_writes("domain/app/data/key", "lost");
    boot_writes("domain/web/data/key", "kept");
    boot_writes("domain/web/start", "1");
    boot_until(BOOT_WEB, DOMAIN_RUNNING);
    boot_expect(BOOT_ITSELF, XS_WRITE, "/hyperlaunch/domain/web/data/more|late", "16 EACCES");
    sim_guest_shutdown(boot_run.sim, BOOT_ITSELF + 1, SHUTDOWN_crash);
    data = taken_over();
    assert_int_equal(data->size, sizeof("key\0kept"));
    assert_memory_equal(data->first, "key\0kept", data->size);
    assert_int_equal(record.domains[BOOT_APP].data.size, 0);
}

static void test_data_of_one_that_is_held_back_are_not(void **state)
{
    (void)state;
    boot_writes("domain/web/data/key", "value");
    boot_writes("domain/web/skip", "1");
    assert_int_equal(done()->size, 0);
}

static void test_data_beyond_the_room_are_refused(void **state)
{
    (void)state;
    /* Room for the first of two nodes: it is not there either, and others have its room. */
    boot_run.launcher.launch.carried_size = RECORD_CARRIED_MAX - sizeof("a\0value");
    boot_writes("domain/web/data/a", "value");
    boot_writes("domain/web/data/b", "value");
    boot_writes("domain/app/data/b", "other");
    expect_refused("the launch record has no room for it");
    assert_memory_equal(record.domains[BOOT_APP].data.first, "b\0other", sizeof("b\0other"));
}

static void test_too_many_data_are_refused(void **state)
{
    char path[32];

    (void)state;
    for (int i = 0; i < RECORD_DATA_MAX; i++) {
        (void)snprintf(path, sizeof(path), "domain/web/data/%d", i);
        boot_writes(path, "x");
    }
    expect_refused("it has more nodes than there is room for");
}

static void test_long_data_are_refused(void **state)
{
    char path[sizeof("domain/web/data/") + RECORD_PATH_SIZE] = "domain/web/data/";

    (void)state;
    memset(path + strlen(path), 'x', RECORD_PATH_SIZE);
    boot_writes(path, "value");
    expect_refused("a path or a value is too long for the launch record");
}

static void test_data_with_a_nul_are_refused(void **state)
{
    (void)state;
    boot_expect(BOOT_ITSELF, XS_WRITE, "/hyperlaunch/domain/web/data/key|a|b", "11 OK");
    expect_refused("a value has a NUL in it, which the launch record cannot have");
}

int main(void)
{
#define LAUNCH(test) cmocka_unit_test_setup_teardown(test, boot_launch_make, boot_launch_unmake)
    const struct CMUnitTest tests[] = {
        LAUNCH(test_data_are_in_the_record),
        LAUNCH(test_a_value_of_data_itself_is_in_the_record),
        LAUNCH(test_data_of_one_that_starts_early_stay_when_it_fails),
        LAUNCH(test_data_of_one_that_is_held_back_are_not),
        LAUNCH(test_data_beyond_the_room_are_refused),
        LAUNCH(test_too_many_data_are_refused),
        LAUNCH(test_long_data_are_refused),
        LAUNCH(test_data_with_a_nul_are_refused),
    };

    return cmocka_run_group_tests(tests, boot_set_dom0_make, boot_set_unmake);
}
