/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Records that are made of a launcher's log: domains that are staged, and such that were held back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tool/record/parse.h"

#define MS UINT64_C(1000000)

#define BEGIN  "hyperlaunch: entered at 0.400000 s on Xen 4.17\n"
#define DB     "hyperlaunch: domain db: created at 0.600000 s: domid 2, 1 vCPUs, 32768 KiB\n"
#define RESCUE "hyperlaunch: domain rescue: created at 0.650000 s: domid 3, 1 vCPUs, 32768 KiB\n"
#define HELD                                                                                       \
    "hyperlaunch: domain app: failed: start: it is held back, since db, which is required, "       \
    "failed; see why\n"
#define TABLE                                                                                      \
    "hyperlaunch:   db       2     1        32  kernel=2       200.000     201.000\n"              \
    "hyperlaunch:   rescue   3     1        32  kernel=2       250.000      staged\n"
#define ROW_HELD "hyperlaunch:   app      4     1        32  kernel=2             -        held\n"
#define COMPLETE                                                                                   \
    "hyperlaunch: launch complete: 1 started, 1 failed, 310.000 ms after entry, 200 hypercalls\n"
#define WHOLE BEGIN DB RESCUE TABLE COMPLETE

static struct parse parse;
static const struct record_domain *const db = &parse.record.domains[0];
static const struct record_domain *const rescue = &parse.record.domains[1];
static const struct record_domain *const third = &parse.record.domains[2];

static void log_parse(const char *log)
{
    memset(&parse, 0, sizeof(parse));
    parse_bytes(&parse, log, strlen(log));
    assert_int_equal(parse_end(&parse), PARSE_OK);
}

/* As a boot domain says it that is done, and has held another back. */
static void test_boot_domain_and_whom_it_held_back(void **state)
{
    (void)state;
    log_parse(BEGIN DB
              "hyperlaunch: domain db: ended at 1.000000 s\n"
              "hyperlaunch: domain db: said done; destroyed, its memory given back\n" RESCUE
              "hyperlaunch: domain spare: held back by the boot domain\n");
    assert_int_equal(db->state, RECORD_ENDED);
    assert_int_equal(db->end, RECORD_END_OTHER);
    assert_int_equal(parse.record.domain_count, 3);
    assert_int_equal(third->state, RECORD_HELD);
    assert_string_equal(third->step, "start");
    assert_string_equal(third->cause, "it is held back by the boot domain");
}

static void test_staged_and_held_ones(void **state)
{
    (void)state;
    log_parse(BEGIN DB RESCUE HELD TABLE ROW_HELD COMPLETE);
    assert_int_equal(db->state, RECORD_RUNNING);
    assert_int_equal(rescue->state, RECORD_STAGED);
    assert_int_equal(rescue->created_ns, 650 * MS);
    assert_true(RECORD_DOMAIN_KNOWS(rescue, started_ns) && rescue->started_ns == 0);
    assert_int_equal(third->state, RECORD_HELD);
    assert_int_equal(third->domid, 4);
    assert_string_equal(third->step, "start");
    assert_string_equal(third->cause,
                        "it is held back, since db, which is required, failed; see why");
    assert_true(RECORD_DOMAIN_KNOWS(third, created_ns) && third->created_ns == 0);
}

/* After the table: it runs, and since when is not known. */
static void test_recovery_domain_that_starts_later_runs(void **state)
{
    static const char *const told[] = {
        WHOLE "hyperlaunch: domain db: ended, and asks for recovery; recovery domain rescue is "
              "started\n",
        WHOLE "[rescue] here I am\n",
        WHOLE "hyperlaunch: domain db: failed, and asks for recovery; recovery domain rescue was "
              "started before\n"};
    static const enum record_state states[] = {RECORD_RUNNING, RECORD_RUNNING, RECORD_STAGED};

    (void)state;
    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
        log_parse(told[i]);
        assert_int_equal(rescue->state, states[i]);
        assert_int_equal(RECORD_DOMAIN_KNOWS(rescue, started_ns), states[i] == RECORD_STAGED);
    }
}

static void test_states_of_a_log_are_written(void **state)
{
    static _Alignas(8) char blob[8192];
    static struct record again;

    (void)state;
    log_parse(BEGIN DB RESCUE HELD TABLE ROW_HELD COMPLETE);
    assert_true(record_write(&parse.record, blob, sizeof(blob)) > 0);
    assert_int_equal(record_read(blob, sizeof(blob), &again), RECORD_OK);
    assert_int_equal(again.domains[1].state, RECORD_STAGED);
    assert_int_equal(again.domains[2].state, RECORD_HELD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boot_domain_and_whom_it_held_back),
        cmocka_unit_test(test_staged_and_held_ones),
        cmocka_unit_test(test_recovery_domain_that_starts_later_runs),
        cmocka_unit_test(test_states_of_a_log_are_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
