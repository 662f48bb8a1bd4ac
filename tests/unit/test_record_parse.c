/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Records that are made of a launcher's log.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/lcm/lcm.h"
#include "tool/record/parse.h"

#define MS UINT64_C(1000000)

#define BEGIN "hyperlaunch: entered at 0.400000 s on Xen 4.17\n"
#define WEB   "hyperlaunch: domain web: created at 0.500000 s: domid 1, 2 vCPUs, 65536 KiB\n"
#define DB    "hyperlaunch: domain db: created at 0.600000 s: domid 2, 1 vCPUs, 32768 KiB\n"
#define TABLE                                                                                      \
    "hyperlaunch:   domain           domid vCPUs memory/MiB  modules               created/ms  "   \
    "started/ms\n"                                                                                 \
    "hyperlaunch:   web                  1     2        64  kernel=1 ramdisk=3        100.000    " \
    " "                                                                                            \
    "300.250\n"                                                                                    \
    "hyperlaunch:   db                   2     1        32  kernel=2                  200.000    " \
    " "                                                                                            \
    "201.000\n"
#define COSTS                                                                                      \
    "hyperlaunch: domain web: built in 90.500 ms (verify 40.125, load 50.000); 2048 KiB loaded, "  \
    "70 hypercalls, 35.00 a MiB\n"                                                                 \
    "hyperlaunch: domain web: pvh; after db; budget 250 ms\n"                                      \
    "hyperlaunch: domain db: built in 80.000 ms; 1024 KiB loaded, 60 hypercalls, 60.00 a MiB\n"    \
    "hyperlaunch: domain db: pv; functions 0x4; ready in 5000 ms by \"login: \"\"\n"
#define COMPLETE                                                                                   \
    "hyperlaunch: launch complete: 2 started, 0 failed, 310.000 ms after entry, 200 hypercalls\n"
#define READY "hyperlaunch: domain db: ready, 0.099000 s after it was started\n"
#define WHOLE BEGIN WEB DB READY TABLE COSTS COMPLETE

static struct parse parse;
static const struct record_domain *const web = &parse.record.domains[0];
static const struct record_domain *const db = &parse.record.domains[1];

static enum parse_error log_parse(const char *log)
{
    parse_bytes(&parse, log, strlen(log));
    return parse_end(&parse);
}

static int parse_make(void **state)
{
    (void)state;
    memset(&parse, 0, sizeof(parse));
    return 0;
}

static void test_whole_launch(void **state)
{
    (void)state;
    assert_int_equal(log_parse(WHOLE), PARSE_OK);
    assert_int_equal(parse.record.domain_count, 2);
    assert_int_equal(parse.record.entered_ns, 400 * MS);
    assert_int_equal(parse.record.recorded_ns, 710 * MS);
    assert_int_equal(parse.record.hypercalls, 200);
    assert_int_equal(parse.record.xen_minor, 17);
    assert_string_equal(web->name, "web");
    assert_int_equal(web->domid, 1);
    assert_int_equal(web->cpus, 2);
    assert_int_equal(web->memory_kib, 65536);
    assert_int_equal(web->state, RECORD_RUNNING);
    assert_int_equal(web->created_ns, 500 * MS);
    assert_int_equal(web->began_ns, 500 * MS - 90500000);
    assert_int_equal(web->started_ns, 700250000);
    assert_int_equal(web->ready_ns, web->started_ns);
    assert_int_equal(web->loaded, 2048 * 1024);
    assert_int_equal(web->hypercalls, 70);
    assert_int_equal(web->step_count, 2);
    assert_string_equal(web->steps[1].name, "load");
    assert_int_equal(web->steps[1].took_ns, 50 * MS);
    assert_int_equal(web->kernel.index, 1);
    assert_int_equal(web->ramdisk.index, 3);
    assert_false(db->ramdisk.present);
}

static void test_life_of_the_launch(void **state)
{
    (void)state;
    assert_int_equal(log_parse(WHOLE), PARSE_OK);
    assert_int_equal(web->after_count, 1);
    assert_int_equal(web->after[0], 2);
    assert_int_equal(web->start_within_ms, 250);
    assert_int_equal(db->mode, RECORD_PV);
    assert_int_equal(db->functions, LCM_FUNC_CONSOLE);
    assert_int_equal(db->ready, LCM_READY_LINE);
    assert_string_equal(db->ready_line, "login: \"");
    assert_int_equal(db->ready_timeout_ms, 5000);
    assert_int_equal(db->ready_ns, 700 * MS);
    assert_int_equal(db->late, 0);
}

static void test_what_the_log_does_not_say_is_absent(void **state)
{
    (void)state;
    assert_int_equal(log_parse(WHOLE), PARSE_OK);
    assert_false(RECORD_KNOWS(&parse.record, image_sha256));
    assert_false(RECORD_KNOWS(&parse.record, image_kept_kib));
    assert_false(RECORD_DOMAIN_KNOWS(web, uuid));
    assert_false(RECORD_DOMAIN_KNOWS(web, console_port));
    assert_false(RECORD_MODULE_KNOWS(&web->kernel, digest));
    assert_true(RECORD_MODULE_KNOWS(&web->kernel, index));
    assert_true(RECORD_DOMAIN_KNOWS(web, late));
    assert_true(RECORD_DOMAIN_KNOWS(web, end));
}

static void test_log_that_ends_early(void **state)
{
    (void)state;
    assert_int_equal(log_parse(BEGIN WEB DB "[db] booting\nhyperlaunch: domain db: cras"),
                     PARSE_OK);
    assert_int_equal(web->state, RECORD_PLANNED);
    assert_int_equal(db->state, RECORD_RUNNING);
    assert_false(RECORD_DOMAIN_KNOWS(db, started_ns));
    assert_false(RECORD_DOMAIN_KNOWS(db, ready_ns));
    assert_false(RECORD_DOMAIN_KNOWS(db, mode));
    assert_false(RECORD_KNOWS(&parse.record, hypercalls));
    assert_int_equal(parse.record.recorded_ns, 600 * MS);
}

static void test_failed_one_without_a_table_has_no_domid(void **state)
{
    (void)state;
    assert_int_equal(
        log_parse(BEGIN "hyperlaunch: domain big: failed: populate: too large; \x1b\n"), PARSE_OK);
    assert_int_equal(web->state, RECORD_FAILED);
    assert_string_equal(web->step, "populate");
    assert_string_equal(web->cause, "too large; \x1b");
    assert_false(RECORD_DOMAIN_KNOWS(web, domid));
}

static void test_digest_and_image(void **state)
{
    static const char released[] = "hyperlaunch: no domain can be started again: the launch "
                                   "image's 100 KiB are given back\n";

    (void)state;
    assert_int_equal(
        log_parse(BEGIN "hyperlaunch: LCM's sha256: 00112233445566778899aabbccddeeff"
                        "00112233445566778899aabbccddeeff\n"
                        "hyperlaunch: the launch image stays in memory, 100 KiB: domain web may\n"),
        PARSE_OK);
    assert_int_equal(parse.record.image_sha256[1], 0x11);
    assert_int_equal(parse.record.image_sha256[31], 0xff);
    assert_int_equal(parse.record.image_kept_kib, 100);
    parse_bytes(&parse, released, strlen(released));
    assert_int_equal(parse.record.image_kept_kib, 0);
    assert_int_equal(parse.record.image_freed_kib, 100);
}

static void test_restarts_and_the_end(void **state)
{
    (void)state;
    assert_int_equal(
        log_parse(WHOLE
                  "hyperlaunch: domain web: ended at 1.000000 s\n"
                  "hyperlaunch: domain web: asked for a reboot; destroyed, and is built again\n"
                  "hyperlaunch: domain web: created at 1.100000 s: domid 1, 2 vCPUs, 65536 KiB\n"
                  "hyperlaunch: domain web: started again, 0.200000 s after it ended; restart 1\n"
                  "hyperlaunch: domain web: ended at 2.000000 s\n"
                  "hyperlaunch: domain web: given up: it was started again 1 times\n"
                  "hyperlaunch: domain web: crashed; destroyed, its memory given back\n"
                  "hyperlaunch: domain db: ended at 2.500000 s\n"
                  "hyperlaunch: domain db: crashed; preserved as it is, with its memory\n"),
        PARSE_OK);
    assert_int_equal(web->state, RECORD_ENDED);
    assert_int_equal(web->created_ns, 500 * MS);
    assert_int_equal(web->restarts, 1);
    assert_int_equal(web->restart_count, 1);
    assert_int_equal(web->restarts_ns[0], 1000 * MS);
    assert_int_equal(web->end, RECORD_END_CRASHED);
    assert_int_equal(web->ended_ns, 2000 * MS);
    assert_int_equal(web->given_up, 1);
    assert_int_equal(db->preserved, 1);
    assert_int_equal(parse.record.recorded_ns, 2500 * MS);
}

static void test_one_that_is_built_again_is_planned(void **state)
{
    (void)state;
    assert_int_equal(log_parse(WHOLE "hyperlaunch: domain web: asked for a reboot; destroyed, and "
                                     "is built again\n"),
                     PARSE_OK);
    assert_int_equal(web->state, RECORD_PLANNED);
    assert_int_equal(web->end, RECORD_END_REBOOTED);
    assert_false(RECORD_DOMAIN_KNOWS(web, ended_ns));
}

static void test_only_lines_that_begin_so_are_the_launchers(void **state)
{
    (void)state;
    assert_int_equal(log_parse(BEGIN WEB "[web] hyperlaunch: domain web: failed: load: a lie\n"
                                         "[web] \b \bhyperlaunch: domain web: failed: load: a lie\n"
                                         "(d1) hyperlaunch: domain web: failed: load: a lie\n"
                                         " hyperlaunch: domain web: failed: load: a lie\n"
                                         "x\rhyperlaunch: domain web: failed: load: a lie\n"
                                         "(XEN) hyperlaunch: domain web: failed: load: a lie\n"),
                     PARSE_OK);
    assert_int_equal(web->state, RECORD_RUNNING);
}

/* A line of more than 127 bytes may have Xen's in the middle. */
static void test_line_goes_on_after_xens(void **state)
{
    (void)state;
    assert_int_equal(log_parse(BEGIN "hyperlaunch: domain web: created at 0.500(XEN) d1 is here\n"
                                     "(XEN) and here\n"
                                     "000 s: domid 1, 2 vCPUs, 65536 KiB\n"),
                     PARSE_OK);
    assert_int_equal(web->created_ns, 500 * MS);
    assert_int_equal(web->domid, 1);
}

/* A domain cannot end a line of the launcher. */
static void test_cut_line_is_not_joined_with_a_domains(void **state)
{
    (void)state;
    assert_int_equal(log_parse(BEGIN DB "hyperlaunch: domain db: crashed(XEN) x\n"
                                        "[db] ; destroyed, its memory given back\n" WEB),
                     PARSE_OK);
    assert_int_equal(parse.record.domains[0].end, RECORD_END_NONE);
    assert_int_equal(parse.record.domain_count, 2);
}

static void test_carriage_returns_are_no_part_of_a_line(void **state)
{
    (void)state;
    assert_int_equal(log_parse("\r\n\rhyperlaunch: entered at 0.400000 s on Xen 4.20\r\r\n"
                               "hyperlaunch: domain web: created at 0.500000 s: domid 1, 2 vCPUs, "
                               "65536 KiB\r\n"),
                     PARSE_OK);
    assert_int_equal(parse.record.xen_minor, 20);
    assert_int_equal(web->memory_kib, 65536);
}

static void test_last_launch_or_the_one_asked_for(void **state)
{
    static const char two[] = "hyperlaunch: domain old: created at 9.000000 s: domid 1\n" WHOLE
                              "hyperlaunch: entered at 0.300000 s on Xen 4.20\n" WEB;

    assert_int_equal(log_parse(two), PARSE_OK);
    assert_int_equal(parse.record.xen_minor, 20);
    assert_int_equal(parse.record.domain_count, 1);
    (void)parse_make(state);
    parse.wanted = 1;
    assert_int_equal(log_parse(two), PARSE_OK);
    assert_int_equal(parse.record.xen_minor, 17);
    assert_int_equal(parse.record.domain_count, 2);
    (void)parse_make(state);
    parse.wanted = 3;
    assert_int_equal(log_parse(two), PARSE_NO_SUCH_LAUNCH);
    assert_string_equal(parse_strerror(&parse, PARSE_NO_SUCH_LAUNCH),
                        "it has 2 launches; give --launch 1 to 2");
}

static void test_logs_without_a_launch(void **state)
{
    assert_int_equal(log_parse(""), PARSE_NO_LAUNCHER);
    (void)parse_make(state);
    assert_int_equal(log_parse("(XEN) Xen\n[web] hyperlaunch: entered at 1.0 s on Xen 4.17\n"),
                     PARSE_NO_LAUNCHER);
    (void)parse_make(state);
    assert_int_equal(log_parse(WEB DB COMPLETE), PARSE_NO_BEGINNING);
    assert_non_null(strstr(parse_strerror(&parse, PARSE_NO_BEGINNING),
                           "without the line \"hyperlaunch: entered at ...\""));
}

/* After a hand-over the console is dom0's, which may print what it likes. */
static void test_lines_after_the_hand_over_are_dom0s(void **state)
{
    (void)state;
    assert_int_equal(
        log_parse(BEGIN WEB "hyperlaunch: domain dom0: takes over domain 0 with 1024 KiB and 2 "
                            "vCPUs\n"
                            "hyperlaunch:   dom0    0   2   1  kernel=1    1.000   2.000\n" COMPLETE
                            "hyperlaunch: domain web: failed: load: a lie\n"),
        PARSE_OK);
    assert_int_equal(db->state, RECORD_HANDED_OVER);
    assert_int_equal(db->memory_kib, 1024);
    assert_int_equal(db->started_ns, 402 * MS);
    assert_int_not_equal(web->state, RECORD_FAILED);
}

static void test_more_domains_than_a_launch_has(void **state)
{
    char line[128];

    (void)state;
    parse_bytes(&parse, BEGIN, strlen(BEGIN));
    for (int i = 0; i <= RECORD_DOMAINS_MAX; i++) {
        snprintf(line, sizeof(line), "hyperlaunch: domain d%d: failed: load: x\n", i);
        parse_bytes(&parse, line, strlen(line));
    }
    assert_int_equal(parse_end(&parse), PARSE_TOO_MANY);
}

/* Two domains of one number would be one. */
static void test_number_of_another_is_not_taken(void **state)
{
    (void)state;
    assert_int_equal(log_parse(BEGIN WEB "hyperlaunch: domain db: created at 0.6 s: domid 1, 1 "
                                         "vCPUs, 32768 KiB\n"),
                     PARSE_OK);
    assert_true(RECORD_DOMAIN_KNOWS(web, domid));
    assert_false(RECORD_DOMAIN_KNOWS(db, domid));
}

static void test_image_goes_bit_by_bit(void **state)
{
    (void)state;
    assert_int_equal(
        log_parse(BEGIN "hyperlaunch: the launch image: 40 KiB are given back\n"
                        "hyperlaunch: the launch image stays in memory, 100 KiB: domain web may\n"
                        "hyperlaunch: 30 KiB of the launch image are given back, 70 KiB stay\n"),
        PARSE_OK);
    assert_int_equal(parse.record.image_kept_kib, 70);
    assert_int_equal(parse.record.image_freed_kib, 70);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup(test, parse_make)
    const struct CMUnitTest tests[] = {
        TEST(test_whole_launch),
        TEST(test_life_of_the_launch),
        TEST(test_what_the_log_does_not_say_is_absent),
        TEST(test_log_that_ends_early),
        TEST(test_failed_one_without_a_table_has_no_domid),
        TEST(test_digest_and_image),
        TEST(test_image_goes_bit_by_bit),
        TEST(test_restarts_and_the_end),
        TEST(test_one_that_is_built_again_is_planned),
        TEST(test_only_lines_that_begin_so_are_the_launchers),
        TEST(test_line_goes_on_after_xens),
        TEST(test_cut_line_is_not_joined_with_a_domains),
        TEST(test_carriage_returns_are_no_part_of_a_line),
        TEST(test_last_launch_or_the_one_asked_for),
        TEST(test_logs_without_a_launch),
        TEST(test_lines_after_the_hand_over_are_dom0s),
        TEST(test_more_domains_than_a_launch_has),
        TEST(test_number_of_another_is_not_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
