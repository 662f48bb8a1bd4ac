/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A plan with every property, for tests of writing an LCM.
 */
#include "tests/support/lcm_writes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct lcm_plan write_plan;
struct lcm_plan write_again;
struct faults write_faults;
_Alignas(8) char write_first[65536];
_Alignas(8) char write_second[65536];

static void devices_fill(void)
{
    static const struct lcm_device devices[] = {
        {.domain = 0, .backend = 2, .kind = LCM_DEVICE_NIC},
        {.domain = 0,
         .backend = 2,
         .kind = LCM_DEVICE_DISK,
         .device = "xvda",
         .target = "/srv/\"a\"",
         .access = LCM_ACCESS_RO},
        {.domain = 1,
         .backend = 2,
         .kind = LCM_DEVICE_NIC,
         .mac = "00:16:3E:00:00:01",
         .bridge = "br0"},
    };

    write_plan.device_count = sizeof(devices) / sizeof(devices[0]);
    memcpy(write_plan.devices, devices, sizeof(devices));
}

static void shares_fill(void)
{
    static const struct lcm_share shares[] = {
        {.domain = 1, .peer = 3, .kind = LCM_SHARE_CHANNEL, .size_kib = 4, .name = "ctl"},
        {.domain = 1,
         .peer = 2,
         .kind = LCM_SHARE_MEMORY,
         .size_kib = 1024,
         .access = LCM_ACCESS_RO,
         .name = "ring"},
        {.domain = 3, .peer = 1, .kind = LCM_SHARE_MEMORY, .size_kib = 4, .name = "back"},
    };

    write_plan.share_count = sizeof(shares) / sizeof(shares[0]);
    memcpy(write_plan.shares, shares, sizeof(shares));
}

void write_plan_fill(void)
{
    write_plan = (struct lcm_plan){
        .domain_count = 4,
        .payload_count = 3,
        .domains = {{.name = "web",
                     .domid = 7,
                     .memory_kib = UINT64_C(6) << 20,
                     .cpus = 4,
                     .uuid_given = true,
                     .uuid = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
                     .limits = {.p2m_mem_mib = {8, true},
                                .grant_version = {2, true},
                                .grant_frames = {64, true},
                                .maptrack_frames = {0, true},
                                .event_channels = {4095, true}},
                     .cpupool = 2,
                     .start_after = {{0xa}}, /* db and lone */
                     .on_reboot = LCM_REBOOT_DESTROY,
                     .security_id = "system_u:system_r:domU_t",
                     .label_optional = true,
                     .kernel = {.present = true, .index = 1, .bootargs = "console=hvc0"},
                     .ramdisk = {.present = true, .index = 2}},
                    {.name = "db",
                     .domid = 1,
                     .memory_kib = 65536,
                     .cpus = 1,
                     .kernel = {.present = true, .index = 3, .bootargs = ""}},
                    {.name = "Domain-0",
                     .domid = 0,
                     .memory_kib = 0,
                     .cpus = 2,
                     .mode = LCM_MODE_PV,
                     .capabilities = LCM_CAPS_DOM0 | LCM_CAP_XENSTORE,
                     .functions = LCM_FUNC_LEGACY_DOM0 | LCM_FUNC_CONSOLE,
                     .kernel = {.present = true, .index = 1}},
                    {.name = "lone",
                     .domid = 2,
                     .memory_kib = 65536,
                     .cpus = 1,
                     .mode = LCM_MODE_PV,
                     .enhanced = LCM_ENHANCED_NO_XENSTORE,
                     .kernel = {.present = true, .index = 1}}},
        .payloads = {{0x10000, 0x1234, 0x8000, LCM_ENCODING_LZ4, 2047, {0xaa, 1}, 0, "vmlinuz"},
                     {0x12000, 0x1000, 0x1000, LCM_ENCODING_NONE, 0, {0xbb, 2}, 0, NULL},
                     {0x13000, 0x1, 0x200, LCM_ENCODING_LZ4, 255, {0xcc, 3}, 0, "a b"}},
        .microcode = {.present = true, .index = 2},
        .xsm_policy = {.present = true, .index = 2},
        .affinity_count = 3,
        .affinities = {{.domain = 0, .vcpu = 3, .hard = {{0x0c}}},
                       {.domain = 0, .vcpu = 0, .hard = {{0, 0, 0, 0, 0, 0, 0, UINT64_MAX}}},
                       {.domain = 3, .vcpu = 0, .hard = {{1}}}},
        .cpupool_count = 2,
        .cpupools = {{.name = "pool-0", .cpus = {{0x30}}},
                     {.name = "fast",
                      .scheduler = "credit",
                      .cpus = {{0x0c, 0, 0, 0, 0, 0, 0, 1}}}},
    };
    devices_fill();
    shares_fill();
}
