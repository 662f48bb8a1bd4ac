/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* What the next domain 0 finds: its memory, its kernel, its ramdisk and the record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/archive_read.h"
#include "tests/support/handed_over.h"

static void test_dom0_alone(void **state)
{
    (void)state;
    handed_over_expect(14, 1, 0);
    handed_over_expect(17, 1, 0);
    handed_over_expect(20, 1, 0);
}

static void test_dom0_after_others(void **state)
{
    (void)state;
    handed_over_expect(14, SET, 0);
    handed_over_expect(17, SET, 0);
    handed_over_expect(20, SET, 0);
}

/* What was left in memory that is kept is nowhere in the kernel, nor behind it. */
static void test_kernel_arrives_in_memory_that_was_used(void **state)
{
    static uint8_t got[1 << 20];
    uint64_t top;

    (void)state;
    handed_domains[DOM0].kernel = &handed_high;
    for (uint64_t spare_kib = 0; spare_kib <= 60 * MIB; spare_kib += 20 * MIB) {
        handed_launch(17, 1, spare_kib);
        (void)handed_start_info_read(&top);
        for (unsigned int i = 0; i < 2; i++) {
            const struct kernel_part *part = &handed_high.parts[i];

            assert_true(sim_space_read(handed_run.sim, top, KERNEL_VIRT_BASE + part->paddr, got,
                                       part->size + part->bss_size));
            assert_memory_equal(got, part->bytes, part->size);
            for (size_t j = part->size; j < part->size + part->bss_size; j++)
                assert_int_equal(got[j], 0);
        }
        handed_launch_end();
    }
}

/* Whatever Xen gave domain 0 at its start: less, the same, more. */
static void test_memory_that_was_there_is_kept(void **state)
{
    (void)state;
    for (uint64_t spare_kib = 1024; spare_kib <= 128 * MIB; spare_kib *= 2)
        handed_over_expect(17, SET, spare_kib);
    handed_over_expect(17, SET, 60 * MIB);
    handed_over_expect(17, SET, 60 * MIB + 4);
}

static void test_plain_kernel_has_its_ramdisk_mapped(void **state)
{
    (void)state;
    handed_domains[DOM0].kernel = &handed_plain;
    handed_over_expect(17, 2, 0);
}

static void test_rest_is_all_but_a_reserve(void **state)
{
    struct start_info info;
    uint64_t top, total_kib, all_kib;

    (void)state;
    for (uint64_t spare_kib = 0; spare_kib <= 100 * MIB; spare_kib += 50 * MIB) {
        handed_domains[DOM0].memory_kib = 0;
        handed_launch(17, SET, spare_kib);
        info = handed_start_info_read(&top);
        total_kib = handed_run.free_before + handed_run.own_before * 4;
        all_kib = sim_free_kib(handed_run.sim) + info.nr_pages * 4;
        /* A sixteenth of the host is left, give or take what was rounded. */
        assert_in_range(sim_free_kib(handed_run.sim), total_kib / 16 - 64, total_kib / 16 + 64);
        assert_true(all_kib < total_kib - 32 * MIB);
        handed_ramdisk_expect(top, &info);
        handed_record_expect(SET);
        handed_launch_end();
    }
}

/* Only what LCM and record take, where Linux looks for an archive. */
static void test_dom0_without_ramdisk(void **state)
{
    static uint8_t bytes[100000] __attribute__((aligned(8)));
    struct start_info info;
    uint64_t top;

    (void)state;
    handed_domains[DOM0].ramdisk = NULL;
    handed_domains[DOM0].ramdisk_size = 0;
    handed_launch(17, 2, 0);
    info = handed_start_info_read(&top);
    assert_true(info.mod_len > 0 && info.mod_len <= sizeof(bytes));
    handed_frames_read(top, &info, info.mod_start << 12, bytes, info.mod_len);
    archive_expect(bytes, info.mod_len, handed_image.bytes, &handed_record);
    handed_record_expect(2);
    handed_launch_end();
}

/* A domain that failed keeps nobody from taking over, and is in the record with the reason. */
static void test_failed_domain_is_recorded(void **state)
{
    struct start_info info;
    uint64_t top;

    (void)state;
    handed_domains[WEB].memory_kib = 2048 * MIB;
    handed_launch(17, SET, 0);
    info = handed_start_info_read(&top);
    handed_ramdisk_expect(top, &info);
    assert_int_equal(handed_record.domain_count, SET);
    assert_int_equal(handed_record.domains[DOM0].state, RECORD_HANDED_OVER);
    assert_int_equal(handed_record.domains[DB].state, RECORD_RUNNING);
    assert_int_equal(handed_record.domains[WEB].state, RECORD_FAILED);
    assert_string_equal(handed_record.domains[WEB].step, "populate");
    assert_string_equal(handed_record.domains[WEB].cause,
                        handed_run.launcher.launch.domains[WEB].result.cause);
    handed_launch_end();
}

static void guests_print(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (strstr(operation->words, "unpause it"))
        (void)sim_guest_print(handed_run.sim, (uint32_t)operation->domid, "booting\n");
}

/* What the domains printed before is shown: dom0's console daemon finds the rings empty. */
static void test_consoles_are_drained_before(void **state)
{
    (void)state;
    handed_image = set_build(handed_domains, SET);
    run_make(&handed_run, &(struct sim_config){.minor = 17,
                                               .free_kib = 256 * MIB,
                                               .image = handed_image.bytes,
                                               .image_size = handed_image.size});
    sim_trace(handed_run.sim, guests_print, NULL);
    run_launch(&handed_run);
    assert_string_equal(run_wrong(&handed_run), "");
    assert_true(handed_run.left);
    assert_true(run_said(&handed_run, "[web] booting\n") &&
                run_said(&handed_run, "[db] booting\n"));
    /* There is room for as much again as a ring holds. */
    for (unsigned int i = 0; i < RING_SIZE; i++)
        assert_int_equal(sim_guest_print(handed_run.sim, 3, "x"), 1);
    assert_int_equal(sim_guest_print(handed_run.sim, 3, "x"), 0);
    handed_launch_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_dom0_alone, handed_domains_make),
        cmocka_unit_test_setup(test_dom0_after_others, handed_domains_make),
        cmocka_unit_test_setup(test_kernel_arrives_in_memory_that_was_used, handed_domains_make),
        cmocka_unit_test_setup(test_memory_that_was_there_is_kept, handed_domains_make),
        cmocka_unit_test_setup(test_plain_kernel_has_its_ramdisk_mapped, handed_domains_make),
        cmocka_unit_test_setup(test_rest_is_all_but_a_reserve, handed_domains_make),
        cmocka_unit_test_setup(test_dom0_without_ramdisk, handed_domains_make),
        cmocka_unit_test_setup(test_failed_domain_is_recorded, handed_domains_make),
        cmocka_unit_test_setup(test_consoles_are_drained_before, handed_domains_make),
    };

    return cmocka_run_group_tests(tests, handed_set_make, handed_set_unmake);
}
