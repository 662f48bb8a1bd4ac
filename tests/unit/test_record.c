/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launch record: what is written is read back the same.
 */
#include <libfdt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/record/fields.h"
#include "tests/support/record_tree.h"
#include "tests/support/records.h"

static void assert_same_module(const struct record_module *a, const struct record_module *b)
{
    assert_int_equal(a->present, b->present);
    assert_int_equal(a->index, b->index);
    assert_memory_equal(a->digest, b->digest, sizeof(a->digest));
}

static void assert_same_domain(const struct record_domain *a, const struct record_domain *b)
{
    assert_int_equal(a->domid, b->domid);
    assert_string_equal(a->name, b->name);
    assert_memory_equal(a->uuid, b->uuid, sizeof(a->uuid));
    assert_int_equal(a->mode, b->mode);
    assert_int_equal(a->memory_kib, b->memory_kib);
    assert_int_equal(a->cpus, b->cpus);
    assert_int_equal(a->capabilities, b->capabilities);
    assert_int_equal(a->functions, b->functions);
    assert_int_equal(a->state, b->state);
    assert_string_equal(a->step, b->step);
    assert_string_equal(a->cause, b->cause);
    assert_int_equal(a->began_ns, b->began_ns);
    assert_int_equal(a->created_ns, b->created_ns);
    assert_int_equal(a->started_ns, b->started_ns);
    assert_int_equal(a->loaded, b->loaded);
    assert_int_equal(a->hypercalls, b->hypercalls);
    assert_int_equal(a->step_count, b->step_count);
    for (uint32_t i = 0; i < a->step_count; i++) {
        assert_string_equal(a->steps[i].name, b->steps[i].name);
        assert_int_equal(a->steps[i].took_ns, b->steps[i].took_ns);
    }
    assert_same_module(&a->kernel, &b->kernel);
    assert_same_module(&a->ramdisk, &b->ramdisk);
    assert_int_equal(a->console_frame, b->console_frame);
    assert_int_equal(a->console_port, b->console_port);
    assert_int_equal(a->store, b->store);
    assert_int_equal(a->store_frame, b->store_frame);
    assert_int_equal(a->store_port, b->store_port);
    assert_int_equal(a->cpupool, b->cpupool);
    assert_int_equal(a->reboot_destroys, b->reboot_destroys);
    assert_int_equal(a->grant_version, b->grant_version);
}

static void assert_same_life(const struct record_domain *a, const struct record_domain *b)
{
    assert_int_equal(a->absent, b->absent);
    assert_int_equal(a->ready, b->ready);
    assert_string_equal(a->ready_line, b->ready_line);
    assert_int_equal(a->ready_timeout_ms, b->ready_timeout_ms);
    assert_int_equal(a->ready_ns, b->ready_ns);
    assert_int_equal(a->late, b->late);
    assert_int_equal(a->start_within_ms, b->start_within_ms);
    assert_int_equal(a->end, b->end);
    assert_int_equal(a->ended_ns, b->ended_ns);
    assert_int_equal(a->preserved, b->preserved);
    assert_int_equal(a->given_up, b->given_up);
    assert_int_equal(a->restarts, b->restarts);
    assert_int_equal(a->restart_count, b->restart_count);
    assert_memory_equal(a->restarts_ns, b->restarts_ns, a->restart_count * sizeof(uint64_t));
    assert_int_equal(a->after_count, b->after_count);
    assert_memory_equal(a->after, b->after, a->after_count * sizeof(uint32_t));
}

static void assert_comes_back(void)
{
    size_t size = record_write(&record_made, record_blob, sizeof(record_blob));

    assert_int_not_equal(size, 0);
    assert_int_equal(record_read_copy(record_blob, size), RECORD_OK);
    assert_int_equal(record_again.xen_major, record_made.xen_major);
    assert_int_equal(record_again.xen_minor, record_made.xen_minor);
    assert_memory_equal(record_again.image_sha256, record_made.image_sha256,
                        sizeof(record_made.image_sha256));
    assert_int_equal(record_again.entered_ns, record_made.entered_ns);
    assert_int_equal(record_again.recorded_ns, record_made.recorded_ns);
    assert_int_equal(record_again.hypercalls, record_made.hypercalls);
    assert_int_equal(record_again.store_kib, record_made.store_kib);
    assert_int_equal(record_again.image_kept_kib, record_made.image_kept_kib);
    assert_int_equal(record_again.image_freed_kib, record_made.image_freed_kib);
    assert_int_equal(record_again.absent, record_made.absent);
    assert_int_equal(record_again.domain_count, record_made.domain_count);
    for (uint32_t i = 0; i < record_made.domain_count; i++) {
        assert_same_domain(&record_made.domains[i], &record_again.domains[i]);
        assert_same_life(&record_made.domains[i], &record_again.domains[i]);
    }
}

static void test_typical_record_comes_back(void **state)
{
    (void)state;
    records_fill_typical(&record_made);
    assert_comes_back();
}

static void test_life_comes_back(void **state)
{
    (void)state;
    records_fill_lived(&record_made);
    assert_comes_back();
}

/* Of a log not even the domids of those that failed may be known. */
static void test_staged_and_held_come_back_with_the_cause(void **state)
{
    (void)state;
    records_fill_typical(&record_made);
    record_made.domains[0].state = RECORD_STAGED;
    record_made.domains[3].state = RECORD_HELD;
    assert_comes_back();
    assert_string_equal(record_again.domains[3].step, "populate");
}

/* A reader that does not know the two takes them for what they were before. */
static void test_staged_and_held_are_planned_and_failed_to_older_readers(void **state)
{
    static const struct {
        enum record_state state;
        uint32_t written;
        uint32_t exact;
    } cases[] = {{RECORD_STAGED, RECORD_PLANNED, RECORD_STAGED},
                 {RECORD_HELD, RECORD_FAILED, RECORD_HELD},
                 {RECORD_RUNNING, RECORD_RUNNING, 0}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const fdt32_t *number, *exact;
        int node;

        records_fill_typical(&record_made);
        record_made.domains[0].state = cases[i].state;
        assert_true(record_write(&record_made, record_blob, sizeof(record_blob)) > 0);
        node = record_node_of("/domains/domain@1");
        number = fdt_getprop(record_blob, node, "hyperlaunch,state", NULL);
        exact = fdt_getprop(record_blob, node, "hyperlaunch,exact-state", NULL);
        assert_non_null(number);
        assert_non_null(exact);
        assert_int_equal(fdt32_ld(number), cases[i].written);
        assert_int_equal(fdt32_ld(exact), cases[i].exact);
    }
}

/* What makes no sense of a state is not taken. */
static void test_only_a_planned_one_is_staged(void **state)
{
    (void)state;
    record_open_blob();
    assert_int_equal(fdt_setprop_u32(record_blob, record_node_of("/domains/domain@1"),
                                     "hyperlaunch,exact-state", RECORD_STAGED),
                     0);
    assert_int_equal(record_read_copy(record_blob, sizeof(record_blob)), RECORD_OK);
    assert_int_equal(record_again.domains[0].state, RECORD_RUNNING);
}

static void test_what_is_not_known_comes_back_as_that(void **state)
{
    (void)state;
    records_fill_lived(&record_made);
    record_made.parsed = 1;
    record_made.absent = FIELD_BIT(2);
    memset(record_made.image_sha256, 0, sizeof(record_made.image_sha256));
    for (uint32_t i = 0; i < 2; i++) {
        record_made.domains[i].absent = FIELD_DOMID | FIELD_BIT(2);
        record_made.domains[i].domid = 0;
        memset(record_made.domains[i].uuid, 0, sizeof(record_made.domains[i].uuid));
    }
    record_made.domains[2].kernel.absent = FIELD_BIT(1);
    memset(record_made.domains[2].kernel.digest, 0, sizeof(record_made.domains[2].kernel.digest));
    assert_comes_back();
    assert_false(RECORD_KNOWS(&record_again, image_sha256));
    assert_true(RECORD_KNOWS(&record_again, entered_ns));
    assert_false(RECORD_DOMAIN_KNOWS(&record_again.domains[0], uuid));
    assert_false(RECORD_MODULE_KNOWS(&record_again.domains[2].kernel, digest));
    assert_true(RECORD_MODULE_KNOWS(&record_again.domains[2].ramdisk, digest));
}

/* The launcher's own records have all that they must have. */
static void test_only_a_record_of_a_log_may_lack_something(void **state)
{
    size_t size;

    (void)state;
    records_fill_lived(&record_made);
    record_made.domains[0].absent = FIELD_BIT(2);
    size = record_write(&record_made, record_blob, sizeof(record_blob));
    assert_int_equal(record_read_copy(record_blob, size), RECORD_INCOMPLETE);
    record_made.parsed = 1;
    size = record_write(&record_made, record_blob, sizeof(record_blob));
    assert_int_equal(record_read_copy(record_blob, size), RECORD_OK);
    record_made.domains[0].absent = FIELD_STATE;
    size = record_write(&record_made, record_blob, sizeof(record_blob));
    assert_int_equal(record_read_copy(record_blob, size), RECORD_INCOMPLETE);
}

static void test_fullest_record_fits_and_comes_back(void **state)
{
    (void)state;
    records_fill_fullest(&record_made);
    assert_comes_back();
    for (uint32_t i = 0; i < record_made.domain_count; i++) {
        struct record_domain *domain = &record_made.domains[i];

        domain->state = RECORD_HANDED_OVER;
        domain->step[0] = domain->cause[0] = '\0';
        domain->store = RECORD_STORE_WAITING;
    }
    assert_comes_back();
}

static void test_record_without_domains_comes_back(void **state)
{
    (void)state;
    memset(&record_made, 0, sizeof(record_made));
    assert_comes_back();
}

static void test_cause_is_made_printable(void **state)
{
    size_t size;

    (void)state;
    records_fill_typical(&record_made);
    snprintf(record_made.domains[3].cause, RECORD_CAUSE_SIZE, "loader \"\x1b\xc3\" unknown\n");
    size = record_write(&record_made, record_blob, sizeof(record_blob));
    assert_int_equal(record_read_copy(record_blob, size), RECORD_OK);
    assert_string_equal(record_again.domains[3].cause, "loader \"??\" unknown?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_typical_record_comes_back),
        cmocka_unit_test(test_life_comes_back),
        cmocka_unit_test(test_staged_and_held_come_back_with_the_cause),
        cmocka_unit_test(test_staged_and_held_are_planned_and_failed_to_older_readers),
        cmocka_unit_test(test_only_a_planned_one_is_staged),
        cmocka_unit_test(test_what_is_not_known_comes_back_as_that),
        cmocka_unit_test(test_only_a_record_of_a_log_may_lack_something),
        cmocka_unit_test(test_fullest_record_fits_and_comes_back),
        cmocka_unit_test(test_record_without_domains_comes_back),
        cmocka_unit_test(test_cause_is_made_printable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
