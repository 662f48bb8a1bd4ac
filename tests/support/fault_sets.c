/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set of four domains and a dom0, and its launches in which a test lets hypercalls fail.
 */
#include "tests/support/fault_sets.h"

#define MIB UINT64_C(1024)

enum { LINE_RATE = 11520 };

/* XS_READ of "name": type, number, transaction, length; the string's NUL is the payload's. */
#define STORE_REQUEST                                                                              \
    "\2\0\0\0"                                                                                     \
    "\1\0\0\0"                                                                                     \
    "\0\0\0\0"                                                                                     \
    "\5\0\0\0"                                                                                     \
    "name"

static struct two_sets sets;
struct run fault_run;

static const struct lcm_affinity affinities[] = {{.domain = WEB, .vcpu = 0, .hard = {{0x4}}}};
static const struct lcm_cpupool pools[] = {
    {.name = "fast", .scheduler = "credit", .cpus = {{0xc}}}};

static const struct lcm_device devices[] = {
    {.domain = WEB, .backend = PV, .kind = LCM_DEVICE_NIC},
    {.domain = DB,
     .backend = PV,
     .kind = LCM_DEVICE_DISK,
     .device = "xvda",
     .target = "/dev/vg0/db"},
};

int fault_set_make(void **state)
{
    static struct set_more more[SET] = {[WEB] = {.cpupool = 1}};
    const struct set_rest rest = {
        .more = more,
        .affinities = affinities,
        .affinity_count = 1,
        .cpupools = pools,
        .cpupool_count = 1,
        .devices = devices,
        .device_count = sizeof(devices) / sizeof(devices[0]),
    };
    struct set_domain domains[SET] = {
        [WEB] = {"web", 1, 8 * MIB, 2, &sets.kernel, sets.ramdisk, sizeof(sets.ramdisk), "quiet", 0,
                 0},
        /* Copied from the first one's memory, which is shown for it. */
        [SECOND] = {"second", 2, 8 * MIB, 1, &sets.kernel, NULL, 0, NULL, 0, 0},
        [PV] = {"pv", 3, 8 * MIB, 1, &sets.kernel, sets.ramdisk, sizeof(sets.ramdisk), NULL,
                LCM_MODE_PV, 0},
        [DB] = {"db", 4, 4 * MIB, 1, &sets.kernel, NULL, 0, "", 0, 0},
        [DOM0] = {"dom0", 0, 12 * MIB, 1, &sets.kernel, sets.ramdisk, sizeof(sets.ramdisk), "",
                  LCM_MODE_PV, 0},
    };

    (void)state;
    bits_add(&more[DB].start_after, PV);
    bits_add(&more[WEB].start_after, PV); /* it is copied from for as long as it waits */
    two_sets_make(&sets,
                  &(struct kernel_spec){.bits = 64,
                                        .paddr = 0x100000,
                                        .text_size = 300000,
                                        .data_size = 3000,
                                        .pv = PV_FULL,
                                        .seed = 1},
                  domains, SET, &rest);
    return 0;
}

int fault_set_unmake(void **state)
{
    (void)state;
    two_sets_free(&sets);
    return 0;
}

void fault_prepare(bool hand_over, unsigned int minor, bool slow)
{
    const struct set_image *image = two_sets_image(&sets, hand_over);

    run_make(&fault_run, &(struct sim_config){
                             .minor = minor,
                             .free_kib = 128 * MIB,
                             /* Without a dom0, for a store. */
                             .spare_kib = hand_over ? 256 : 2 * MIB,
                             .line_rate = slow ? LINE_RATE : 0,
                             .command_line = slow ? "console=com1 com1=115200" : NULL,
                             .image = image->bytes,
                             .image_size = image->size,
                         });
}

/* The record against what the launch says; domain 0 is the launcher's, or its successor's. */
static const char *record_wrong(void)
{
    uint32_t started = 0, failed = 0;

    for (uint32_t i = 0; i < fault_run.launcher.launch.image.plan.domain_count; i++) {
        const struct outcome *domain = &fault_run.launcher.launch.domains[i];

        started += domain->state == DOMAIN_RUNNING || domain->state == DOMAIN_ENDED;
        failed += domain->state == DOMAIN_FAILED;
        if (domain->result.stuck)
            return "recorded as not to be destroyed";
    }
    return started == fault_run.launcher.launch.started &&
                   failed == fault_run.launcher.launch.failed
               ? ""
               : "the numbers of started and failed domains are wrong";
}

const char *fault_launch_wrong(void)
{
    const char *wrong;

    run_launch(&fault_run);
    wrong = run_wrong(&fault_run);
    if (wrong[0] || !fault_run.greeted)
        return wrong;
    wrong = record_wrong();
    if (wrong[0] || !fault_run.resident)
        return wrong;
    for (uint32_t i = 0; i < fault_run.launcher.launch.image.plan.domain_count; i++) {
        uint32_t domid = fault_run.launcher.launch.image.plan.domains[i].domid;

        (void)sim_guest_print(fault_run.sim, domid, "on\n");
        (void)sim_guest_store_send(fault_run.sim, domid, STORE_REQUEST, sizeof(STORE_REQUEST));
    }
    resident_serve(&fault_run.launcher.resident);
    return run_restarts_serve(&fault_run) ? run_wrong(&fault_run) : "restarts without end";
}
