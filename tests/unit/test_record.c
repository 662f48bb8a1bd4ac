/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launch record: what is written is read back the same; whatever else is read does no harm.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/records.h"

static struct record record;
static struct record again;
static _Alignas(8) char blob[RECORD_BLOB_MAX];
static _Alignas(8) char other[RECORD_BLOB_MAX + 8];

/* Reads a copy of exactly that size, so that the sanitizer sees every byte read beyond. */
static enum record_error read_copy(const void *bytes, size_t size)
{
    void *copy = malloc(size == 0 ? 1 : size);
    enum record_error error;

    assert_non_null(copy);
    memcpy(copy, bytes, size);
    error = record_read(copy, size, &again);
    free(copy);
    return error;
}

static void assert_same_module(const struct record_module *a, const struct record_module *b)
{
    assert_int_equal(a->present, b->present);
    assert_int_equal(a->index, b->index);
    assert_memory_equal(a->sha256, b->sha256, sizeof(a->sha256));
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

static void assert_comes_back(void)
{
    size_t size = record_write(&record, blob, sizeof(blob));

    assert_int_not_equal(size, 0);
    assert_int_equal(read_copy(blob, size), RECORD_OK);
    assert_int_equal(again.xen_major, record.xen_major);
    assert_int_equal(again.xen_minor, record.xen_minor);
    assert_memory_equal(again.image_sha256, record.image_sha256, sizeof(record.image_sha256));
    assert_int_equal(again.entered_ns, record.entered_ns);
    assert_int_equal(again.recorded_ns, record.recorded_ns);
    assert_int_equal(again.hypercalls, record.hypercalls);
    assert_int_equal(again.domain_count, record.domain_count);
    for (uint32_t i = 0; i < record.domain_count; i++)
        assert_same_domain(&record.domains[i], &again.domains[i]);
}

static void test_typical_record_comes_back(void **state)
{
    (void)state;
    records_fill_typical(&record);
    assert_comes_back();
}

static void test_fullest_record_fits_and_comes_back(void **state)
{
    (void)state;
    records_fill_fullest(&record);
    assert_comes_back();
    for (uint32_t i = 0; i < record.domain_count; i++) {
        struct record_domain *domain = &record.domains[i];

        domain->state = RECORD_HANDED_OVER;
        domain->step[0] = domain->cause[0] = '\0';
        domain->store = RECORD_STORE_WAITING;
    }
    assert_comes_back();
}

static void test_record_without_domains_comes_back(void **state)
{
    (void)state;
    memset(&record, 0, sizeof(record));
    assert_comes_back();
}

static void test_same_record_gives_same_bytes(void **state)
{
    size_t size;

    (void)state;
    records_fill_typical(&record);
    memset(blob, 0x55, sizeof(blob));
    memset(other, 0xaa, sizeof(other));
    size = record_write(&record, blob, sizeof(blob));
    /* The launcher writes into an archive, whose files are aligned to 4 bytes only. */
    assert_int_equal(record_write(&record, other + 4, size), size);
    assert_memory_equal(blob, other + 4, size);
}

static void test_size_does_not_depend_on_times_and_states(void **state)
{
    size_t size;

    (void)state;
    records_fill_typical(&record);
    size = record_write(&record, blob, sizeof(blob));
    record.recorded_ns = UINT64_MAX;
    record.hypercalls = 0;
    for (uint32_t i = 0; i < record.domain_count; i++) {
        record.domains[i].began_ns = record.domains[i].started_ns = UINT64_MAX;
        record.domains[i].created_ns = 0;
        record.domains[i].steps[0].took_ns = 0;
        if (record.domains[i].state != RECORD_FAILED)
            record.domains[i].state = RECORD_ENDED;
    }
    assert_int_equal(record_write(&record, blob, sizeof(blob)), size);
    /* Not built yet: the launcher reserves room for what it will write then. */
    record.domains[0].state = RECORD_FAILED;
    snprintf(record.domains[0].step, sizeof(record.domains[0].step), "layout");
    assert_int_equal(record_write(&record, blob, sizeof(blob)), size);
}

static void test_small_buffer_is_refused(void **state)
{
    size_t size;

    (void)state;
    records_fill_typical(&record);
    size = record_write(&record, blob, sizeof(blob));
    for (size_t capacity = 0; capacity < size; capacity++) {
        void *exact = malloc(capacity + 1);

        assert_int_equal(record_write(&record, exact, capacity), 0);
        free(exact);
    }
}

static void test_every_truncation_is_refused(void **state)
{
    size_t size;

    (void)state;
    records_fill_typical(&record);
    size = record_write(&record, blob, sizeof(blob));
    for (size_t i = 0; i < size; i++)
        assert_int_equal(read_copy(blob, i), RECORD_NOT_TREE);
}

static void test_bytes_after_the_tree_are_left_alone(void **state)
{
    (void)state;
    records_fill_typical(&record);
    memset(blob, 0xff, sizeof(blob));
    assert_int_not_equal(record_write(&record, blob, sizeof(blob)), 0);
    assert_int_equal(read_copy(blob, sizeof(blob)), RECORD_OK);
}

static void assert_harmless(enum record_error error)
{
    assert_non_null(record_strerror(error));
    if (error != RECORD_OK)
        return;
    assert_true(again.domain_count <= RECORD_DOMAINS_MAX);
    for (uint32_t i = 0; i < again.domain_count; i++) {
        const struct record_domain *domain = &again.domains[i];

        assert_non_null(record_state_name(domain->state));
        assert_non_null(record_store_name(domain->store));
        for (const char *c = domain->name; *c != '\0'; c++)
            assert_true(*c > ' ' && *c <= '~');
        for (const char *c = domain->cause; *c != '\0'; c++)
            assert_true(*c >= ' ' && *c <= '~');
    }
}

static void test_no_changed_byte_does_harm(void **state)
{
    static const unsigned char masks[] = {0x01, 0x80, 0xff};
    size_t size;

    (void)state;
    records_fill_typical(&record);
    size = record_write(&record, blob, sizeof(blob));
    for (size_t i = 0; i < size; i++) {
        for (size_t mask = 0; mask < sizeof(masks); mask++) {
            blob[i] = (char)(blob[i] ^ masks[mask]);
            assert_harmless(read_copy(blob, size));
            blob[i] = (char)(blob[i] ^ masks[mask]);
        }
    }
}

static void test_what_is_no_tree_is_refused(void **state)
{
    (void)state;
    memset(other, 0, sizeof(other));
    assert_int_equal(read_copy(other, 0), RECORD_NOT_TREE);
    assert_int_equal(read_copy(other, 4096), RECORD_NOT_TREE);
    records_fill_typical(&record);
    /* libfdt demands 8 bytes. */
    assert_int_not_equal(record_write(&record, other + 4, RECORD_BLOB_MAX), 0);
    assert_int_equal(record_read(other + 4, RECORD_BLOB_MAX, &again), RECORD_NOT_TREE);
}

/* The typical record as a tree that can be changed. */
static void open_blob(void)
{
    records_fill_typical(&record);
    assert_int_not_equal(record_write(&record, blob, sizeof(blob)), 0);
    assert_int_equal(fdt_open_into(blob, blob, sizeof(blob)), 0);
}

static int node_of(const char *path)
{
    int node = fdt_path_offset(blob, path);

    assert_true(node >= 0);
    return node;
}

static void test_other_trees_and_versions_are_refused(void **state)
{
    (void)state;
    open_blob();
    assert_int_equal(fdt_setprop_u32(blob, 0, "hyperlaunch,version", 2), 0);
    assert_int_equal(read_copy(blob, sizeof(blob)), RECORD_VERSION);
    assert_int_equal(fdt_delprop(blob, 0, "hyperlaunch,version"), 0);
    assert_int_equal(read_copy(blob, sizeof(blob)), RECORD_INCOMPLETE);
    assert_int_equal(fdt_setprop_string(blob, 0, "compatible", "hypervisor,xen"), 0);
    assert_int_equal(read_copy(blob, sizeof(blob)), RECORD_NOT_RECORD);
    assert_int_equal(fdt_delprop(blob, 0, "compatible"), 0);
    assert_int_equal(read_copy(blob, sizeof(blob)), RECORD_NOT_RECORD);
}

static void test_unknown_properties_and_nodes_are_ignored(void **state)
{
    (void)state;
    open_blob();
    assert_int_equal(fdt_setprop_u32(blob, 0, "hyperlaunch,later", 2), 0);
    assert_int_equal(fdt_setprop_u32(blob, node_of("/domains/domain@2"), "later", 2), 0);
    assert_true(fdt_add_subnode(blob, node_of("/domains/domain@1"), "later") >= 0);
    assert_true(fdt_add_subnode(blob, node_of("/domains"), "domains-later") >= 0);
    assert_true(fdt_add_subnode(blob, 0, "later") >= 0);
    assert_int_equal(read_copy(blob, sizeof(blob)), RECORD_OK);
    assert_int_equal(again.domain_count, record.domain_count);
}

/* Takes away, then empties, each property of a node in turn. */
static void assert_needs_properties(const char *path)
{
    int count = 0;
    int offset;

    open_blob();
    fdt_for_each_property_offset(offset, blob, node_of(path)) count++;
    assert_int_not_equal(count, 0);
    for (int i = 0; i < count; i++) {
        const char *found = NULL;
        char name[RECORD_NAME_SIZE];
        int node;

        open_blob();
        node = node_of(path);
        offset = fdt_first_property_offset(blob, node);
        for (int j = 0; j < i; j++)
            offset = fdt_next_property_offset(blob, offset);
        assert_non_null(fdt_getprop_by_offset(blob, offset, &found, NULL));
        snprintf(name, sizeof(name), "%s", found);
        if (strcmp(name, "compatible") == 0)
            continue;
        assert_int_equal(fdt_setprop_empty(blob, node, name), 0);
        assert_int_equal(read_copy(blob, sizeof(blob)), RECORD_INCOMPLETE);
        assert_int_equal(fdt_delprop(blob, node, name), 0);
        if (strcmp(name, "hyperlaunch,steps") != 0 && strcmp(name, "hyperlaunch,step") != 0 &&
            strcmp(name, "hyperlaunch,cause") != 0 && strcmp(name, "hyperlaunch,cpupool") != 0 &&
            strcmp(name, "hyperlaunch,reboot-destroys") != 0 &&
            strcmp(name, "hyperlaunch,label-ignored") != 0 &&
            strcmp(name, "hyperlaunch,grant-version") != 0 &&
            strcmp(name, "hyperlaunch,simulated") != 0)
            assert_int_equal(read_copy(blob, sizeof(blob)), RECORD_INCOMPLETE);
    }
}

static void test_each_property_is_needed(void **state)
{
    (void)state;
    assert_needs_properties("/");
    assert_needs_properties("/domains/domain@1");
    assert_needs_properties("/domains/domain@4");
    assert_needs_properties("/domains/domain@1/kernel");
    open_blob();
    assert_int_equal(fdt_del_node(blob, node_of("/domains")), 0);
    assert_int_equal(read_copy(blob, sizeof(blob)), RECORD_INCOMPLETE);
}

static void assert_refused(const char *path, const char *property, const void *value, size_t size)
{
    open_blob();
    assert_int_equal(fdt_setprop(blob, node_of(path), property, value, (int)size), 0);
    assert_int_equal(read_copy(blob, sizeof(blob)), RECORD_INCOMPLETE);
}

static void test_texts_for_terminals_are_printable(void **state)
{
    static const char domain[] = "/domains/domain@1";
    static const char failed[] = "/domains/domain@4";
    static const char long_name[] = "name-of-thirty-two-characters-xx";

    (void)state;
    assert_refused(domain, "hyperlaunch,name", "we\x1b[2Jb", 8);
    assert_refused(domain, "hyperlaunch,name", "a/b", 4);
    assert_refused(domain, "hyperlaunch,name", "web", 3);
    assert_refused(domain, "hyperlaunch,name", "web\0x", 6);
    assert_refused(domain, "hyperlaunch,name", long_name, sizeof(long_name));
    assert_refused(failed, "hyperlaunch,cause", "bell\a", 6);
    assert_refused(failed, "hyperlaunch,cause", "\xff", 2);
    assert_refused(failed, "hyperlaunch,step", long_name, sizeof(long_name));
    assert_refused(domain, "hyperlaunch,steps", "a\nb", 4);
}

static void test_numbers_out_of_range_are_refused(void **state)
{
    static const char domain[] = "/domains/domain@1";

    (void)state;
    assert_refused(domain, "domid", "\0\0\x7f\xf0", 4); /* DOMID_SELF */
    assert_refused(domain, "domid", "\0\0\0\2", 4);     /* the next domain's */
    assert_refused(domain, "hyperlaunch,name", "database", 9);
    assert_refused(domain, "mode", "\0\0\0\2", 4);
    assert_refused(domain, "hyperlaunch,state", "\0\0\0\4", 4);
    assert_refused(domain, "hyperlaunch,store", "\0\0\0\3", 4);
    assert_refused(domain, "hyperlaunch,steps-ns", other, 9 * sizeof(uint64_t));
    assert_refused(domain, "hyperlaunch,steps-ns", other, 11 * sizeof(uint64_t));
}

/* Adds a domain like `from`, which is the first one then. */
static void add_domain_like(const char *from, const char *name, uint32_t domid)
{
    char path[64];
    int offset;

    snprintf(path, sizeof(path), "/domains/domain@%x", domid);
    assert_true(fdt_add_subnode(blob, node_of("/domains"), path + strlen("/domains/")) >= 0);
    fdt_for_each_property_offset(offset, other, fdt_path_offset(other, from))
    {
        const char *property;
        int size;
        const void *value = fdt_getprop_by_offset(other, offset, &property, &size);

        assert_int_equal(fdt_setprop(blob, node_of(path), property, value, size), 0);
    }
    assert_int_equal(fdt_setprop_string(blob, node_of(path), "hyperlaunch,name", name), 0);
    assert_int_equal(fdt_setprop_u32(blob, node_of(path), "domid", domid), 0);
}

static void test_too_many_are_refused(void **state)
{
    static char names[2 * (RECORD_STEPS_MAX + 1)];
    static char times[sizeof(uint64_t) * (RECORD_STEPS_MAX + 1)];
    int node;

    (void)state;
    for (int i = 0; i <= RECORD_STEPS_MAX; i++)
        memcpy(names + 2 * i, "s", 2);
    open_blob();
    node = node_of("/domains/domain@1");
    assert_int_equal(fdt_setprop(blob, node, "hyperlaunch,steps-ns", times, sizeof(times)), 0);
    assert_int_equal(fdt_setprop(blob, node, "hyperlaunch,steps", names, sizeof(names)), 0);
    assert_int_equal(read_copy(blob, sizeof(blob)), RECORD_TOO_MANY);

    records_fill_fullest(&record);
    for (uint32_t i = 0; i < record.domain_count; i++)
        record.domains[i].step_count = 0;
    assert_int_not_equal(record_write(&record, blob, sizeof(blob)), 0);
    memcpy(other, blob, sizeof(blob));
    assert_int_equal(fdt_open_into(blob, blob, sizeof(blob)), 0);
    add_domain_like("/domains/domain@7fef", "one-more", 1);
    assert_int_equal(read_copy(blob, sizeof(blob)), RECORD_TOO_MANY);
}

static void test_cause_is_made_printable(void **state)
{
    size_t size;

    (void)state;
    records_fill_typical(&record);
    snprintf(record.domains[3].cause, RECORD_CAUSE_SIZE, "loader \"\x1b\xc3\" unknown\n");
    size = record_write(&record, blob, sizeof(blob));
    assert_int_equal(read_copy(blob, size), RECORD_OK);
    assert_string_equal(again.domains[3].cause, "loader \"??\" unknown?");
}

static void test_errors_say_what_to_do(void **state)
{
    (void)state;
    for (int error = RECORD_NOT_TREE; error <= RECORD_TOO_MANY; error++)
        assert_non_null(strchr(record_strerror((enum record_error)error), ';'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_typical_record_comes_back),
        cmocka_unit_test(test_fullest_record_fits_and_comes_back),
        cmocka_unit_test(test_record_without_domains_comes_back),
        cmocka_unit_test(test_same_record_gives_same_bytes),
        cmocka_unit_test(test_size_does_not_depend_on_times_and_states),
        cmocka_unit_test(test_small_buffer_is_refused),
        cmocka_unit_test(test_every_truncation_is_refused),
        cmocka_unit_test(test_bytes_after_the_tree_are_left_alone),
        cmocka_unit_test(test_no_changed_byte_does_harm),
        cmocka_unit_test(test_what_is_no_tree_is_refused),
        cmocka_unit_test(test_other_trees_and_versions_are_refused),
        cmocka_unit_test(test_unknown_properties_and_nodes_are_ignored),
        cmocka_unit_test(test_each_property_is_needed),
        cmocka_unit_test(test_texts_for_terminals_are_printable),
        cmocka_unit_test(test_numbers_out_of_range_are_refused),
        cmocka_unit_test(test_too_many_are_refused),
        cmocka_unit_test(test_cause_is_made_printable),
        cmocka_unit_test(test_errors_say_what_to_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
