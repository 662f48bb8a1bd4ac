/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any bytes as a kernel, through the whole launch on the fake Xen: built or refused, as a PVH or PV
 * domain or as the next domain 0, the books of Xen are in order afterwards, and the domain beside
 * it runs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/image/digest_tree.h"
#include "core/image/image.h"
#include "tool/pack/write.h"
#include "tests/support/launches.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    KERNEL_MAX = 64 * 1024,
    LCM_SIZE = 64 * 1024,
    HEAD_SIZE = 3, /* which Xen, what kind of domain, how large */
    WORKING = 0,   /* the domain beside it */
    FUZZED = 1,
    MEMORY_KIB = 2048,
};

#define MIB UINT64_C(1024)

static struct kernel working;
static struct lcm_plan plan;
static _Alignas(8) uint8_t lcm[LCM_SIZE];
static _Alignas(IMAGE_ALIGN) uint8_t image[LCM_SIZE + 4 * KERNEL_MAX];
static struct run run;

static void require(bool truth, const char *what)
{
    if (!truth) {
        (void)fprintf(stderr, "not so: %s\n%s", what, run.sim ? sim_console(run.sim) : "");
        abort();
    }
}

static uint64_t payload_place(uint32_t index, const uint8_t *bytes, size_t size, uint64_t offset)
{
    struct lcm_payload *payload = &plan.payloads[index];

    *payload =
        (struct lcm_payload){.offset = (offset + IMAGE_ALIGN - 1) / IMAGE_ALIGN * IMAGE_ALIGN,
                             .stored_size = size,
                             .size = size,
                             .encoding = LCM_ENCODING_NONE};
    digest_payload(bytes, size, payload->digest);
    memset(image + offset, 0, payload->offset - offset);
    memcpy(image + payload->offset, bytes, size);
    return payload->offset + size;
}

/* The image, as build writes it, without its files. Returns its size. */
static size_t image_make(const uint8_t *bytes, size_t size)
{
    size_t lcm_size = lcm_write(&plan, lcm, sizeof(lcm));
    uint64_t end = payload_place(WORKING, working.bytes, working.size, lcm_size);

    end = payload_place(FUZZED, bytes, size, end);
    require(lcm_write(&plan, lcm, sizeof(lcm)) == lcm_size, "the LCM keeps its size");
    memcpy(image, lcm, lcm_size);
    return (size_t)end;
}

static void plan_make(unsigned int kind, unsigned int memory)
{
    struct lcm_domain *domain = &plan.domains[FUZZED];

    memset(&plan, 0, sizeof(plan));
    plan.domain_count = plan.payload_count = 2;
    plan.domains[WORKING] = (struct lcm_domain){.name = "working",
                                                .domid = 1,
                                                .memory_kib = 2 * MIB,
                                                .cpus = 1,
                                                .kernel = {.present = true, .index = WORKING + 1}};
    *domain = (struct lcm_domain){.name = "fuzzed",
                                  .domid = kind == 2 ? 0 : 2,
                                  .memory_kib = MEMORY_KIB + memory * 32,
                                  .cpus = 1 + memory % 3,
                                  .mode = kind == 0 ? LCM_MODE_PVH : LCM_MODE_PV,
                                  .capabilities = kind == 2 ? LCM_CAPS_DOM0 : 0,
                                  .kernel = {.present = true, .index = FUZZED + 1}};
    /* The working kernel is a ramdisk as good as any. */
    if (memory & 1)
        domain->ramdisk = (struct lcm_module){.present = true, .index = WORKING + 1};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t image_size;

    if (size <= HEAD_SIZE || size - HEAD_SIZE > KERNEL_MAX)
        return 0;
    if (!working.bytes)
        working = kernel_make(&(struct kernel_spec){
            .bits = 64, .paddr = 0x100000, .text_size = 5000, .data_size = 100, .seed = 1});
    plan_make(data[1] % 3, data[2]);
    image_size = image_make(data + HEAD_SIZE, size - HEAD_SIZE);
    run_make(&run, &(struct sim_config){.minor = 14 + data[0] % 7,
                                        .free_kib = 20 * MIB,
                                        .spare_kib = data[1] & 0x80 ? 2 * MIB : 0, /* for a store */
                                        .image = image,
                                        .image_size = image_size});
    run_launch(&run);
    require(run_wrong(&run)[0] == '\0', run_wrong(&run));
    require(run.launcher.launch.domains[WORKING].state == DOMAIN_RUNNING,
            "the domain beside it runs");
    run_free(&run);
    return 0;
}
