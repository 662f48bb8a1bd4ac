/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What introductions leave for others: the configuration that xl stores, and a report as JSON.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "dom0/introduce.h"
#include "dom0/report.h"
#include "tests/support/fake_store.h"
#include "tests/support/dom0/fake_dom0.h"
#include "tests/support/introductions.h"

static void test_stored_configuration(void **state)
{
    struct fixture *f = *state;
    char path[160], text[1024];
    struct stat status;
    FILE *in;
    size_t size;

    fake_guest_add(introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM));
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

    introduction_record_add(f, 5, "web", RECORD_PVH, RECORD_STORE_PARAM);
    introduction_record_add(f, 6, "db", RECORD_PVH, RECORD_STORE_PARAM);
    f->done[0] = (struct introduction){.result = INTRODUCE_DONE, .step = "", .attached = 2};
    f->done[1] = (struct introduction){
        .result = INTRODUCE_FAILED, .step = "store page", .cause = "\"bad\\\"\n\xe4; look"};
    report_json(out, &f->record, f->done);
    (void)fclose(out);
    assert_string_equal(
        text,
        "[\n"
        "  {\"domid\": 5, \"name\": \"web\", \"result\": \"introduced\", \"step\": null, "
        "\"cause\": null, \"attached\": 2},\n"
        "  {\"domid\": 6, \"name\": \"db\", \"result\": \"failed\", \"step\": \"store page\", "
        "\"cause\": \"\\\"bad\\\\\\\"\\u000a\\ufffd; look\", \"attached\": 0}\n"
        "]\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_stored_configuration, introductions_set_up,
                                        introductions_tear_down),
        cmocka_unit_test_setup_teardown(test_json, introductions_set_up, introductions_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
