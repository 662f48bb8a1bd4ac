/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launch record as people and programs see it: table and JSON.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/record_shown.h"
#include "tests/support/records.h"
#include "tool/show/record_show.h"

static void test_table(void **state)
{
    static const char expected[] =
        "domid  domain    mode  vCPUs     memory  state        created/ms  started/ms  hypercalls"
        "     loaded\n"
        "    1  web       pvh       1    128 MiB  running         294.997    1072.000          82"
        "     45 MiB\n"
        "    2  database  pvh       2    256 MiB  running         484.201    1073.000          82"
        "     45 MiB\n"
        "    3  mirage    pv        1    128 MiB  running         583.602    1074.000          82"
        "     45 MiB\n"
        "    4  archive   pvh       1      8 GiB  failed                -           -          17"
        "        0 B\n"
        "    0  dom0      pv        2      1 GiB  handed-over    1531.715    1548.000          82"
        "     45 MiB\n"
        "\n"
        "failed\n"
        "  archive: populate: Xen has 512 MiB free, and the domain needs 8192 MiB; give it less "
        "memory\n"
        "\n"
        "5 domains: 3 running, 1 failed, 1 handed over; 731 hypercalls, 180 MiB loaded\n"
        "Xen 4.17 booted for 412.000 ms, then the launch took 1549.000 ms\n"
        "sha256 of the LCM: 5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a\n";
    char *text;

    (void)state;
    records_fill_typical(&record_shown);
    text = record_print(record_show);
    assert_string_equal(text, expected);
    free(text);
}

static void test_json_says_everything(void **state)
{
    char *text;

    (void)state;
    records_fill_typical(&record_shown);
    text = record_print(record_json);
    assert_python_likes(
        text, "import json, sys; r = json.load(sys.stdin); d = r[\"domains\"]; "
              "assert list(r)[0] == \"xen\" and r[\"xen\"] == \"4.17\" and len(d) == 5; "
              "assert d[0][\"steps\"][4] == {\"name\": \"populate\", \"took_ns\": 51033000}; ");
    assert_python_likes(
        text, "import json, sys; d = json.load(sys.stdin)[\"domains\"]; "
              "assert d[0][\"cpupool\"] == 0 and d[0][\"on_reboot\"] == \"restart\"; "
              "assert d[2][\"ramdisk\"] is None and d[2][\"store\"][\"state\"] == \"waiting\"; "
              "assert d[3][\"step\"] == \"populate\" and d[0][\"cause\"] is None; "
              "assert d[4][\"capability_names\"] == [\"control\", \"hardware\"]");
    free(text);
}

static void test_labels_that_were_ignored(void **state)
{
    char *text;

    (void)state;
    records_fill_typical(&record_shown);
    text = record_print(record_show);
    assert_null(strstr(text, "without their labels"));
    free(text);
    record_shown.domains[1].label_ignored = 1;
    text = record_print(record_show);
    assert_non_null(strstr(text, "\nwithout their labels, as this Xen has no XSM\n  "));
    assert_non_null(strstr(strstr(text, "without their labels"), record_shown.domains[1].name));
    free(text);
    text = record_print(record_json);
    assert_python_likes(
        text, "import json, sys; d = json.load(sys.stdin)[\"domains\"]; "
              "assert [x[\"label_ignored\"] for x in d] == [False, True, False, False, False]");
    free(text);
}

static void test_what_a_boot_domain_gave(void **state)
{
    static const char data[] = "\0\0net/name\0a\nb";
    char *text;

    (void)state;
    records_fill_typical(&record_shown);
    record_shown.domains[1].cmdline =
        (struct record_texts){"quiet \033[2J", sizeof("quiet \033[2J")};
    record_shown.domains[2].data = (struct record_texts){data, sizeof(data)};
    text = record_print(record_show);
    assert_non_null(strstr(text, "\n\ngiven by the boot domain\n  database: command line: quiet "
                                 "?[2J\n  mirage: data: \n  mirage: data/net/name: a?b\n\n5 "));
    free(text);
    text = record_print(record_json);
    assert_python_likes(text, "import json, sys; d = json.load(sys.stdin)[\"domains\"]; "
                              "assert d[1][\"boot_cmdline\"] == \"quiet \\x1b[2J\"; "
                              "assert d[0][\"boot_cmdline\"] is None; "
                              "assert d[1][\"boot_data\"] == []; assert d[2][\"boot_data\"] == "
                              "[{\"path\": \"\", \"value\": \"\"}, "
                              "{\"path\": \"net/name\", \"value\": \"a\\nb\"}]");
    free(text);
}

static void test_lives(void **state)
{
    char *text;

    (void)state;
    records_fill_lived(&record_shown);
    text = record_print(record_show);
    assert_non_null(strstr(
        text, "\nlives\n"
              "  db: ready 3000.000 ms after its start, by \"login:\"\n"
              "  app: waited 3587.799 ms for db; started 1073.000 ms after its budget of 3000 ms\n"
              "  crash: 12 restarts; the last time crashed 7988.000 ms after the launcher's entry, "
              "given up\n"
              "\n3 domains: 2 running, 1 ended; 731 hypercalls, 135 MiB loaded\n"
              "the launcher's xenstore: 1.1 MiB\n"
              "the launch image: 45 MiB stay in memory for restarts\n"));
    free(text);
}

static void test_lives_that_went_otherwise(void **state)
{
    char *text;

    (void)state;
    records_fill_lived(&record_shown);
    record_shown.domains[0].late = 1;
    record_shown.domains[0].ready_ns = 0;
    record_shown.domains[1].state = RECORD_FAILED;
    record_shown.domains[1].started_ns = record_shown.domains[1].ready_ns = 0;
    record_shown.domains[2].restarts = record_shown.domains[2].given_up = 0;
    record_shown.domains[2].preserved = 1;
    text = record_print(record_show);
    assert_non_null(strstr(text, "  db: not ready: no \"login:\", late: it had 5000 ms\n"
                                 "  app: waited for db, which was not ready; missed its budget of "
                                 "3000 ms\n"
                                 "  crash: crashed 7988.000 ms after the launcher's entry, "
                                 "preserved\n"));
    free(text);
}

static void test_staged_and_held_are_states_of_their_own(void **state)
{
    char *text;

    (void)state;
    records_fill_typical(&record_shown);
    record_shown.domains[0].state = RECORD_STAGED;
    record_shown.domains[0].started_ns = 0;
    record_shown.domains[3].state = RECORD_HELD;
    text = record_print(record_show);
    assert_non_null(strstr(text, "  staged "));
    assert_non_null(strstr(text, "  held "));
    assert_non_null(strstr(text, "\nheld back\n  archive: populate: Xen has 512 MiB free, "));
    assert_null(strstr(text, "failed"));
    assert_non_null(strstr(text, "\n5 domains: 2 running, 1 handed over, 1 staged, 1 held back; "));
    free(text);
    text = record_print(record_json);
    assert_python_likes(text, "import json, sys; d = json.load(sys.stdin)[\"domains\"]; "
                              "assert d[0][\"state\"] == \"staged\" and not d[0][\"cause\"]; "
                              "assert d[3][\"state\"] == \"held\" and d[3][\"cause\"]");
    free(text);
}

static void test_json_has_the_lives(void **state)
{
    char *text;

    (void)state;
    records_fill_lived(&record_shown);
    text = record_print(record_json);
    assert_python_likes(
        text,
        "import json, sys; r = json.load(sys.stdin); d = r[\"domains\"]; "
        "assert r[\"store_kib\"] == 1152 and r[\"image_kept_kib\"] == 46080 and not r[\"parsed\"]; "
        "assert d[1][\"start_after\"] == [1] and d[1][\"budget_missed\"]; "
        "assert d[0][\"ready\"] == \"line\" and d[0][\"ready_ns\"] == 4484000000");
    assert_python_likes(text, "import json, sys; d = json.load(sys.stdin)[\"domains\"]; "
                              "assert d[2][\"end\"] == \"crashed\" and d[2][\"given_up\"]; "
                              "assert d[0][\"end\"] is None and len(d[2][\"restarts_ns\"]) == 8");
    free(text);
}

/* Of a record of a log: no zero stands for what is not known. */
static void test_what_is_not_known(void **state)
{
    char *text;

    (void)state;
    records_fill_typical(&record_shown);
    record_shown.domain_count = 1;
    record_shown.parsed = 1;
    record_shown.absent = record_shown.domains[0].absent = UINT64_MAX;
    record_shown.domains[0].kernel.absent = UINT64_MAX;
    record_shown.domains[0].created_ns = record_shown.domains[0].started_ns = 0;
    text = record_print(record_show);
    assert_non_null(strstr(text,
                           "\n    -  web     -         -          -  running               -   "
                           "        -           -          -\n"));
    assert_non_null(strstr(text, "; - hypercalls, "));
    assert_non_null(strstr(text, "\nsha256 of the LCM: -\n"));
    free(text);
    text = record_print(record_json);
    assert_python_likes(
        text, "import json, sys; r = json.load(sys.stdin); d = r[\"domains\"][0]; "
              "assert [d[x] for x in (\"domid\", \"uuid\", \"vcpus\", \"loaded\", \"late\")] == "
              "[None] * 5; "
              "assert r[\"image_sha256\"] is None and d[\"kernel\"][\"digest\"] is None");
    free(text);
}

static void test_json_is_sound_whatever_the_record(void **state)
{
    static const char sound[] = "import json, sys; json.load(sys.stdin)";
    char *text;

    (void)state;
    records_fill_fullest(&record_shown);
    snprintf(record_shown.domains[1].cause, RECORD_CAUSE_SIZE, "a \"quoted\\\" cause");
    text = record_print(record_json);
    assert_python_likes(text, sound);
    free(text);
    memset(&record_shown, 0, sizeof(record_shown));
    text = record_print(record_json);
    assert_python_likes(text, sound);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_json_says_everything),
        cmocka_unit_test(test_labels_that_were_ignored),
        cmocka_unit_test(test_what_a_boot_domain_gave),
        cmocka_unit_test(test_lives),
        cmocka_unit_test(test_lives_that_went_otherwise),
        cmocka_unit_test(test_staged_and_held_are_states_of_their_own),
        cmocka_unit_test(test_json_has_the_lives),
        cmocka_unit_test(test_what_is_not_known),
        cmocka_unit_test(test_json_is_sound_whatever_the_record),
    };

    return cmocka_run_group_tests(tests, record_folder_make, record_folder_remove);
}
