/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The hand-over on the fake Xen: what the next domain 0 finds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/launches.h"

enum { DOM0, WEB, DB, SET };
enum { HYPERCALL_OFFSET = 0x1000, HYPERCALL_BYTE = 0xf1, RING_SIZE = 2048 };

#define MIB UINT64_C(1024)

static struct kernel kernel, not_linux, plain, high;
static uint8_t ramdisk[300001];
static struct set_domain domains[SET];
static struct run run;
static struct record record;

static int set_make(void **state)
{
    struct kernel_spec spec = {
        .bits = 64,
        .paddr = 0x100000,
        .text_size = 600000,
        .data_size = 70001,
        .bss_size = 30000,
        .pv = PV_FULL,
        .seed = 1,
    };

    (void)state;
    kernel = kernel_make(&spec);
    spec.pv = PV_NOT_LINUX;
    not_linux = kernel_make(&spec);
    spec.pv = PV_PLAIN;
    plain = kernel_make(&spec);
    spec.pv = PV_FULL;
    spec.paddr = 0x1000000;
    spec.bss_size = 500000;
    high = kernel_make(&spec);
    bytes_fill(ramdisk, sizeof(ramdisk), 3, true);
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    kernel_free(&kernel);
    kernel_free(&not_linux);
    kernel_free(&plain);
    kernel_free(&high);
    return 0;
}

/* Each test starts from this set and changes what it wants. */
static int domains_make(void **state)
{
    (void)state;
    domains[DOM0] = (struct set_domain){
        .name = "dom0",
        .domid = 0,
        .memory_kib = 64 * MIB,
        .cpus = 2,
        .kernel = &kernel,
        .ramdisk = ramdisk,
        .ramdisk_size = sizeof(ramdisk),
        .bootargs = "console=hvc0",
    };
    domains[WEB] = domains[DOM0];
    domains[WEB].name = "web";
    domains[WEB].domid = 3;
    domains[WEB].memory_kib = 16 * MIB;
    domains[DB] = domains[WEB];
    domains[DB].name = "db";
    domains[DB].domid = 5;
    domains[DB].mode = LCM_MODE_PV;
    return 0;
}

static struct set_image image;

static void launch(unsigned int minor, uint32_t count, uint64_t spare_kib)
{
    image = set_build(domains, count);
    run_make(&run, &(struct sim_config){
                       .minor = minor,
                       .free_kib = 256 * MIB,
                       .spare_kib = spare_kib,
                       .image = image.bytes,
                       .image_size = image.size,
                       .vcpus = 2,
                   });
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
}

static void launch_end(void)
{
    run_free(&run);
    set_free(&image);
}

/* Reads the start info through the new tables; `top` becomes their top. */
static struct start_info start_info_read(uint64_t *top)
{
    struct boot_jump jump;
    struct start_info info;

    assert_true(run.left);
    assert_true(sim_left(run.sim, &jump));
    assert_int_equal(jump.entry, KERNEL_VIRT_BASE + domains[DOM0].kernel->entry);
    assert_true(sim_space_read(run.sim, jump.top_mfn, jump.start_info, &info, sizeof(info)));
    *top = jump.top_mfn;
    return info;
}

/* Reads own memory by page frame, through the frame list. */
static void frames_read(uint64_t top, const struct start_info *info, uint64_t address, uint8_t *to,
                        size_t count)
{
    while (count > 0) {
        uint64_t mfn;
        size_t n = 4096 - address % 4096 < count ? 4096 - address % 4096 : count;

        assert_true(sim_space_read(run.sim, top, info->mfn_list + (address >> 12) * sizeof(mfn),
                                   &mfn, sizeof(mfn)));
        assert_true(sim_frame_read(run.sim, mfn, address % 4096, to, n));
        address += n;
        to += n;
        count -= n;
    }
}

static unsigned long hex_field(const char *header, unsigned int i)
{
    char digits[9] = {0};

    memcpy(digits, header + 6 + 8 * i, 8);
    return strtoul(digits, NULL, 16);
}

/* Reads the record out of the archive that these bytes are; false where it has none. */
static bool archive_find(const uint8_t *bytes, size_t count)
{
    static uint8_t blob[100000] __attribute__((aligned(8)));

    for (size_t at = 0; at < count;) {
        const char *header = (const char *)bytes + at;
        size_t size = hex_field(header, 6), name_size = hex_field(header, 11);
        size_t data = (at + 110 + name_size + 3) & ~(size_t)3;

        assert_memory_equal(header, "070701", 6);
        if (strcmp(header + 110, "hyperlaunch/record.dtb") == 0) {
            assert_true(size <= sizeof(blob));
            memcpy(blob, bytes + data, size);
            assert_int_equal(record_read(blob, size, &record), RECORD_OK);
            return true;
        }
        at = (data + size + 3) & ~(size_t)3;
    }
    return false;
}

/* The ramdisk is intact, and behind it an archive holds the record, which is read. */
static void ramdisk_expect(uint64_t top, const struct start_info *info)
{
    static uint8_t bytes[sizeof(ramdisk) + 100000] __attribute__((aligned(8)));
    size_t at = (sizeof(ramdisk) + 3) & ~(size_t)3;

    assert_true(info->mod_len > at && info->mod_len <= sizeof(bytes));
    if (info->flags & SIF_MOD_START_PFN)
        frames_read(top, info, info->mod_start << 12, bytes, info->mod_len);
    else
        assert_true(sim_space_read(run.sim, top, info->mod_start, bytes, info->mod_len));
    assert_memory_equal(bytes, ramdisk, sizeof(ramdisk));
    assert_true(archive_find(bytes + at, info->mod_len - at));
}

static void record_expect(uint32_t count)
{
    assert_int_equal(record.domain_count, count);
    assert_int_equal(record.xen_major, 4);
    assert_memory_equal(record.image_sha256, run.launcher.launch.image.lcm_digest, 32);
    for (uint32_t i = 0; i < count; i++) {
        const struct record_domain *told = &record.domains[i];
        struct sim_domain_view view;

        assert_string_equal(told->name, run.launcher.launch.image.plan.domains[i].name);
        assert_int_equal(told->domid, run.launcher.launch.image.plan.domains[i].domid);
        if (told->domid == 0) {
            assert_int_equal(told->state, RECORD_HANDED_OVER);
            assert_int_equal(told->mode, RECORD_PV);
            assert_int_equal(told->cpus, 2);
            continue;
        }
        assert_int_equal(told->state, RECORD_RUNNING);
        assert_true(sim_domain_view(run.sim, told->domid, &view));
        assert_memory_equal(told->uuid, view.handle, 16);
        assert_int_equal(told->console_port, view.console_port);
        assert_int_equal(told->store, view.pv ? RECORD_STORE_WAITING : RECORD_STORE_PARAM);
        assert_true(told->began_ns <= told->created_ns && told->created_ns <= told->started_ns);
        assert_true(told->started_ns <= record.recorded_ns);
        if (!view.pv) {
            assert_int_equal(view.params[0], UINT64_MAX);
            assert_int_equal(view.params[1], told->store_port);
        }
    }
}

static void handed_over_expect(unsigned int minor, uint32_t count, uint64_t spare_kib)
{
    struct start_info info;
    uint64_t top;

    launch(minor, count, spare_kib);
    info = start_info_read(&top);
    assert_int_equal(info.nr_pages, domains[DOM0].memory_kib / 4);
    assert_int_equal(info.nr_pages, sim_own_frames(run.sim));
    assert_string_equal((char *)info.cmd_line, "console=hvc0");
    ramdisk_expect(top, &info);
    record_expect(count);
    assert_true(run_said(&run, "domain dom0: takes over domain 0 with 65536 KiB and 2 vCPUs"));
    assert_int_equal(run.launcher.launch.started, count);
    launch_end();
}

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
    domains[DOM0].kernel = &high;
    for (uint64_t spare_kib = 0; spare_kib <= 60 * MIB; spare_kib += 20 * MIB) {
        launch(17, 1, spare_kib);
        (void)start_info_read(&top);
        for (unsigned int i = 0; i < 2; i++) {
            const struct kernel_part *part = &high.parts[i];

            assert_true(sim_space_read(run.sim, top, KERNEL_VIRT_BASE + part->paddr, got,
                                       part->size + part->bss_size));
            assert_memory_equal(got, part->bytes, part->size);
            for (size_t j = part->size; j < part->size + part->bss_size; j++)
                assert_int_equal(got[j], 0);
        }
        launch_end();
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
    domains[DOM0].kernel = &plain;
    handed_over_expect(17, 2, 0);
}

static void test_rest_is_all_but_a_reserve(void **state)
{
    struct start_info info;
    uint64_t top, total_kib, all_kib;

    (void)state;
    for (uint64_t spare_kib = 0; spare_kib <= 100 * MIB; spare_kib += 50 * MIB) {
        domains[DOM0].memory_kib = 0;
        launch(17, SET, spare_kib);
        info = start_info_read(&top);
        total_kib = run.free_before + run.own_before * 4;
        all_kib = sim_free_kib(run.sim) + info.nr_pages * 4;
        /* A sixteenth of the host is left, give or take what was rounded. */
        assert_in_range(sim_free_kib(run.sim), total_kib / 16 - 64, total_kib / 16 + 64);
        assert_true(all_kib < total_kib - 32 * MIB);
        ramdisk_expect(top, &info);
        record_expect(SET);
        launch_end();
    }
}

static void test_fewer_vcpus_are_told_to_linux(void **state)
{
    struct start_info info;
    uint64_t top;

    (void)state;
    domains[DOM0].cpus = 1;
    launch(17, 1, 0);
    info = start_info_read(&top);
    assert_string_equal((char *)info.cmd_line, "console=hvc0 nr_cpus=1");
    launch_end();
}

static void test_more_vcpus_than_xen_made_are_said(void **state)
{
    struct start_info info;
    uint64_t top;

    (void)state;
    domains[DOM0].cpus = 8;
    launch(17, 1, 0);
    info = start_info_read(&top);
    assert_string_equal((char *)info.cmd_line, "console=hvc0");
    assert_true(run_said(&run,
                         "domain dom0: has 2 vCPUs, not 8, since Xen made no more for domain 0; "
                         "put dom0_max_vcpus=8 on Xen's command line\n"));
    launch_end();
}

static void test_no_xenstore_where_none_is_wanted(void **state)
{
    struct sim_domain_view view;

    (void)state;
    domains[WEB].enhanced = LCM_ENHANCED_NO_XENSTORE;
    launch(17, 2, 0);
    assert_true(run.left);
    assert_true(sim_domain_view(run.sim, 3, &view));
    assert_int_equal(view.params[0], 0);
    launch_end();
}

/* Only what the record takes, where Linux looks for an archive. */
static void test_dom0_without_ramdisk(void **state)
{
    static uint8_t bytes[100000] __attribute__((aligned(8)));
    struct start_info info;
    uint64_t top;

    (void)state;
    domains[DOM0].ramdisk = NULL;
    domains[DOM0].ramdisk_size = 0;
    launch(17, 2, 0);
    info = start_info_read(&top);
    assert_true(info.mod_len > 0 && info.mod_len <= sizeof(bytes));
    frames_read(top, &info, info.mod_start << 12, bytes, info.mod_len);
    assert_memory_equal(bytes, "070701", 6);
    assert_true(archive_find(bytes, info.mod_len));
    record_expect(2);
    launch_end();
}

/* What a kernel other than Linux makes of its command line is not known. */
static void test_no_kernel_but_linux_is_told_of_vcpus(void **state)
{
    struct start_info info;
    uint64_t top;

    (void)state;
    domains[DOM0].cpus = 1;
    domains[DOM0].kernel = &not_linux;
    launch(17, 1, 0);
    info = start_info_read(&top);
    assert_string_equal((char *)info.cmd_line, "console=hvc0");
    launch_end();
}

static void test_hypercall_page_is_filled(void **state)
{
    uint64_t top, at;
    uint8_t page[4096];

    (void)state;
    domains[DOM0].kernel = &plain;
    launch(17, 1, 0);
    (void)start_info_read(&top);
    at = KERNEL_VIRT_BASE + plain.parts[0].paddr + HYPERCALL_OFFSET;
    assert_true(sim_space_read(run.sim, top, at, page, sizeof(page)));
    for (unsigned int i = 0; i < sizeof(page); i++)
        assert_int_equal(page[i], HYPERCALL_BYTE);
    launch_end();
}

/* The store that dom0 will serve is announced to PV domains at once, at the ring that is recorded.
 */
static void test_pv_domain_is_told_of_the_store(void **state)
{
    struct start_info info;
    struct sim_domain_view view;
    uint64_t top;

    (void)state;
    launch(17, SET, 0);
    info = start_info_read(&top);
    ramdisk_expect(top, &info);
    assert_true(sim_domain_view(run.sim, 5, &view));
    assert_true(sim_space_read(run.sim, view.top, view.start_info, &info, sizeof(info)));
    assert_int_equal(info.store_mfn, record.domains[DB].store_frame);
    assert_int_equal(info.store_evtchn, record.domains[DB].store_port);
    assert_int_equal(info.console.domU.mfn, record.domains[DB].console_frame);
    assert_int_equal(info.console.domU.evtchn, record.domains[DB].console_port);
    launch_end();
    domains[DB].enhanced = LCM_ENHANCED_NO_XENSTORE;
    launch(17, SET, 0);
    assert_true(run.left && sim_domain_view(run.sim, 5, &view));
    assert_true(sim_space_read(run.sim, view.top, view.start_info, &info, sizeof(info)));
    assert_int_equal(info.store_mfn, 0);
    assert_int_equal(info.store_evtchn, 0);
    launch_end();
}

/*
 * Kernels other than Linux map the store's page at their start: they have it at once, and the port
 * unless no store is wanted.
 */
static void test_other_kernels_are_told_of_the_store_at_once(void **state)
{
    static const enum lcm_enhanced wants[] = {LCM_ENHANCED_ENABLED, LCM_ENHANCED_NO_XENSTORE};

    (void)state;
    for (unsigned int i = 0; i < 2; i++) {
        struct sim_domain_view web, db;
        struct start_info info;
        uint64_t top;
        uint32_t store = i == 0 ? RECORD_STORE_WAITING : RECORD_STORE_NONE;

        domains[WEB].kernel = domains[DB].kernel = &not_linux;
        domains[WEB].enhanced = domains[DB].enhanced = wants[i];
        launch(17, SET, 0);
        info = start_info_read(&top);
        ramdisk_expect(top, &info); /* and with it the record */
        assert_true(sim_domain_view(run.sim, 3, &web));
        assert_true(sim_domain_view(run.sim, 5, &db));
        assert_int_equal(web.params[0], LAYOUT_STORE_GFN);
        assert_int_equal(record.domains[WEB].store, store);
        assert_int_equal(record.domains[DB].store, store);
        assert_int_equal(web.params[1], record.domains[WEB].store_port);
        assert_int_equal(web.params[1] != 0, i == 0);
        assert_true(sim_space_read(run.sim, db.top, db.start_info, &info, sizeof(info)));
        assert_int_equal(info.store_mfn, run.launcher.launch.domains[DB].result.store_frame);
        assert_int_equal(info.store_evtchn, record.domains[DB].store_port);
        launch_end();
    }
}

/* A domain that failed keeps nobody from taking over, and is in the record with the reason. */
static void test_failed_domain_is_recorded(void **state)
{
    struct start_info info;
    uint64_t top;

    (void)state;
    domains[WEB].memory_kib = 2048 * MIB;
    launch(17, SET, 0);
    info = start_info_read(&top);
    ramdisk_expect(top, &info);
    assert_int_equal(record.domain_count, SET);
    assert_int_equal(record.domains[DOM0].state, RECORD_HANDED_OVER);
    assert_int_equal(record.domains[DB].state, RECORD_RUNNING);
    assert_int_equal(record.domains[WEB].state, RECORD_FAILED);
    assert_string_equal(record.domains[WEB].step, "populate");
    assert_string_equal(record.domains[WEB].cause, run.launcher.launch.domains[WEB].result.cause);
    launch_end();
}

static void guests_print(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (strstr(operation->words, "unpause it"))
        (void)sim_guest_print(run.sim, (uint32_t)operation->domid, "booting\n");
}

/* What the domains printed before is shown: dom0's console daemon finds the rings empty. */
static void test_consoles_are_drained_before(void **state)
{
    (void)state;
    image = set_build(domains, SET);
    run_make(&run, &(struct sim_config){.minor = 17,
                                        .free_kib = 256 * MIB,
                                        .image = image.bytes,
                                        .image_size = image.size});
    sim_trace(run.sim, guests_print, NULL);
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_true(run.left);
    assert_true(run_said(&run, "[web] booting\n") && run_said(&run, "[db] booting\n"));
    /* There is room for as much again as a ring holds. */
    for (unsigned int i = 0; i < RING_SIZE; i++)
        assert_int_equal(sim_guest_print(run.sim, 3, "x"), 1);
    assert_int_equal(sim_guest_print(run.sim, 3, "x"), 0);
    launch_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_dom0_alone, domains_make),
        cmocka_unit_test_setup(test_dom0_after_others, domains_make),
        cmocka_unit_test_setup(test_kernel_arrives_in_memory_that_was_used, domains_make),
        cmocka_unit_test_setup(test_memory_that_was_there_is_kept, domains_make),
        cmocka_unit_test_setup(test_plain_kernel_has_its_ramdisk_mapped, domains_make),
        cmocka_unit_test_setup(test_rest_is_all_but_a_reserve, domains_make),
        cmocka_unit_test_setup(test_fewer_vcpus_are_told_to_linux, domains_make),
        cmocka_unit_test_setup(test_more_vcpus_than_xen_made_are_said, domains_make),
        cmocka_unit_test_setup(test_no_xenstore_where_none_is_wanted, domains_make),
        cmocka_unit_test_setup(test_dom0_without_ramdisk, domains_make),
        cmocka_unit_test_setup(test_no_kernel_but_linux_is_told_of_vcpus, domains_make),
        cmocka_unit_test_setup(test_hypercall_page_is_filled, domains_make),
        cmocka_unit_test_setup(test_pv_domain_is_told_of_the_store, domains_make),
        cmocka_unit_test_setup(test_other_kernels_are_told_of_the_store_at_once, domains_make),
        cmocka_unit_test_setup(test_failed_domain_is_recorded, domains_make),
        cmocka_unit_test_setup(test_consoles_are_drained_before, domains_make),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
