/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Hands a set over on the fake Xen, and reads what the next domain 0 finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/archive_read.h"
#include "tests/support/handed_over.h"
#include "core/record/record_read.h"

struct kernel handed_kernel, handed_not_linux, handed_plain, handed_high;
static uint8_t ramdisk[300001];
struct set_domain handed_domains[SET];
struct run handed_run;
struct record handed_record;

int handed_set_make(void **state)
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
    handed_kernel = kernel_make(&spec);
    spec.pv = PV_NOT_LINUX;
    handed_not_linux = kernel_make(&spec);
    spec.pv = PV_PLAIN;
    handed_plain = kernel_make(&spec);
    spec.pv = PV_FULL;
    spec.paddr = 0x1000000;
    spec.bss_size = 500000;
    handed_high = kernel_make(&spec);
    bytes_fill(ramdisk, sizeof(ramdisk), 3, true);
    return 0;
}

int handed_set_unmake(void **state)
{
    (void)state;
    kernel_free(&handed_kernel);
    kernel_free(&handed_not_linux);
    kernel_free(&handed_plain);
    kernel_free(&handed_high);
    return 0;
}

int handed_domains_make(void **state)
{
    (void)state;
    handed_host = (struct sim_config){.vcpus = 2};
    handed_domains[DOM0] = (struct set_domain){
        .name = "dom0",
        .domid = 0,
        .memory_kib = 64 * MIB,
        .cpus = 2,
        .kernel = &handed_kernel,
        .ramdisk = ramdisk,
        .ramdisk_size = sizeof(ramdisk),
        .bootargs = "console=hvc0",
    };
    handed_domains[WEB] = handed_domains[DOM0];
    handed_domains[WEB].name = "web";
    handed_domains[WEB].domid = 3;
    handed_domains[WEB].memory_kib = 16 * MIB;
    handed_domains[DB] = handed_domains[WEB];
    handed_domains[DB].name = "db";
    handed_domains[DB].domid = 5;
    handed_domains[DB].mode = LCM_MODE_PV;
    return 0;
}

struct set_image handed_image;
struct sim_config handed_host;

void handed_launch(unsigned int minor, uint32_t count, uint64_t spare_kib)
{
    struct sim_config host = handed_host;

    handed_image = set_build(handed_domains, count);
    host.minor = minor;
    host.free_kib = 256 * MIB;
    host.spare_kib = spare_kib;
    host.image = handed_image.bytes;
    host.image_size = handed_image.size;
    run_make(&handed_run, &host);
    run_launch(&handed_run);
    assert_string_equal(run_wrong(&handed_run), "");
}

void handed_launch_end(void)
{
    run_free(&handed_run);
    set_free(&handed_image);
}

struct start_info handed_start_info_read(uint64_t *top)
{
    struct boot_jump jump;
    struct start_info info;

    assert_true(handed_run.left);
    assert_true(sim_left(handed_run.sim, &jump));
    assert_int_equal(jump.entry, KERNEL_VIRT_BASE + handed_domains[DOM0].kernel->entry);
    assert_true(sim_space_read(handed_run.sim, jump.top_mfn, jump.start_info, &info, sizeof(info)));
    *top = jump.top_mfn;
    return info;
}

void handed_frames_read(uint64_t top, const struct start_info *info, uint64_t address, uint8_t *to,
                        size_t count)
{
    while (count > 0) {
        uint64_t mfn;
        size_t n = 4096 - address % 4096 < count ? 4096 - address % 4096 : count;

        assert_true(sim_space_read(handed_run.sim, top,
                                   info->mfn_list + (address >> 12) * sizeof(mfn), &mfn,
                                   sizeof(mfn)));
        assert_true(sim_frame_read(handed_run.sim, mfn, address % 4096, to, n));
        address += n;
        to += n;
        count -= n;
    }
}

void handed_ramdisk_expect(uint64_t top, const struct start_info *info)
{
    static uint8_t bytes[sizeof(ramdisk) + 100000] __attribute__((aligned(8)));
    size_t at = (sizeof(ramdisk) + 3) & ~(size_t)3;

    assert_true(info->mod_len > at && info->mod_len <= sizeof(bytes));
    if (info->flags & SIF_MOD_START_PFN)
        handed_frames_read(top, info, info->mod_start << 12, bytes, info->mod_len);
    else
        assert_true(sim_space_read(handed_run.sim, top, info->mod_start, bytes, info->mod_len));
    assert_memory_equal(bytes, ramdisk, sizeof(ramdisk));
    archive_expect(bytes + at, info->mod_len - at, handed_image.bytes, &handed_record);
}

void handed_record_expect(uint32_t count)
{
    assert_int_equal(handed_record.domain_count, count);
    assert_int_equal(handed_record.xen_major, 4);
    assert_memory_equal(handed_record.image_sha256, handed_run.launcher.launch.image.lcm_digest,
                        32);
    for (uint32_t i = 0; i < count; i++) {
        const struct record_domain *told = &handed_record.domains[i];
        struct sim_domain_view view;

        assert_string_equal(told->name, handed_run.launcher.launch.image.plan.domains[i].name);
        assert_int_equal(told->domid, handed_run.launcher.launch.image.plan.domains[i].domid);
        if (told->domid == 0) {
            assert_int_equal(told->state, RECORD_HANDED_OVER);
            assert_int_equal(told->mode, RECORD_PV);
            assert_int_equal(told->cpus, 2);
            continue;
        }
        assert_int_equal(told->state, RECORD_RUNNING);
        assert_true(sim_domain_view(handed_run.sim, told->domid, &view));
        assert_memory_equal(told->uuid, view.handle, 16);
        assert_int_equal(told->console_port, view.console_port);
        assert_int_equal(told->store, view.pv ? RECORD_STORE_WAITING : RECORD_STORE_PARAM);
        assert_true(told->began_ns <= told->created_ns && told->created_ns <= told->started_ns);
        assert_true(told->started_ns <= handed_record.recorded_ns);
        if (!view.pv) {
            assert_int_equal(view.params[0], UINT64_MAX);
            assert_int_equal(view.params[1], told->store_port);
        }
    }
}

void handed_over_expect(unsigned int minor, uint32_t count, uint64_t spare_kib)
{
    struct start_info info;
    uint64_t top;

    handed_launch(minor, count, spare_kib);
    info = handed_start_info_read(&top);
    assert_int_equal(info.nr_pages, handed_domains[DOM0].memory_kib / 4);
    assert_int_equal(info.nr_pages, sim_own_frames(handed_run.sim));
    assert_string_equal((char *)info.cmd_line, "console=hvc0");
    handed_ramdisk_expect(top, &info);
    handed_record_expect(count);
    assert_true(
        run_said(&handed_run, "domain dom0: takes over domain 0 with 65536 KiB and 2 vCPUs"));
    assert_int_equal(handed_run.launcher.launch.started, count);
    handed_launch_end();
}
