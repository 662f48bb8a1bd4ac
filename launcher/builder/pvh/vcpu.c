/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The state in which a PVH domain's vCPUs start.
 *
 * Records: xen/include/public/arch-x86/hvm/save.h; entry state: docs/misc/pvh.pandoc in Xen's
 * source. Loading records first takes every vCPU down, and a CPU record brings its vCPU up: so it
 * comes last.
 */
#include <cpuid.h>
#include <string.h>

#include "launcher/builder/parts/build.h"
#include "xen/domain.h"

#include <xen/hvm/save.h>

enum {
    MTRR_WRITE_BACK = 6,
    MTRR_ENABLED = 1 << 11,
    /* Eight variable ranges, fixed ranges, write-combining: what Xen gives a new vCPU. */
    MTRR_CAPABILITIES = 0x508,
    CR0_PE_ET = 0x11,
    DR6_RESET = 0xffff0ff0,
    DR7_RESET = 0x400,
    /* Access bytes: present, accessed, 32-bit, page granular; code, data; busy 32-bit TSS. */
    ACCESS_CODE = 0xc9b,
    ACCESS_DATA = 0xc93,
    ACCESS_TSS = 0x8b,
    TSS_LIMIT = 0x67,
};

/* Power-up value of the page attribute table, Intel SDM volume 3. */
#define PAT_RESET UINT64_C(0x0007040600070406)

static uint8_t records[64 * 1024];

static size_t record_add(size_t used, uint16_t type, uint32_t instance, const void *body,
                         size_t size)
{
    struct hvm_save_descriptor descriptor = {
        .typecode = type,
        .instance = (uint16_t)instance,
        .length = (uint32_t)size,
    };

    memcpy(records + used, &descriptor, sizeof(descriptor));
    memcpy(records + used + sizeof(descriptor), body, size);
    return used + sizeof(descriptor) + size;
}

static size_t header_add(size_t used)
{
    struct hvm_save_header header = {.magic = HVM_FILE_MAGIC, .version = HVM_FILE_VERSION};
    unsigned int b, c, d;

    /* Xen compares it with the host's and logs a difference. */
    __cpuid(1, header.cpuid, b, c, d);
    return record_add(used, HVM_SAVE_CODE(HEADER), 0, &header, sizeof(header));
}

static size_t mtrr_add(size_t used, uint32_t vcpu)
{
    const struct hvm_hw_mtrr mtrr = {
        .msr_pat_cr = PAT_RESET,
        .msr_mtrr_cap = MTRR_CAPABILITIES,
        .msr_mtrr_def_type = MTRR_WRITE_BACK | MTRR_ENABLED,
    };

    return record_add(used, HVM_SAVE_CODE(MTRR), vcpu, &mtrr, sizeof(mtrr));
}

static size_t cpu_add(size_t used, uint64_t entry, uint64_t start_info)
{
    struct hvm_hw_cpu cpu = {
        .rip = entry,
        .rbx = start_info,
        .cr0 = CR0_PE_ET,
        .dr6 = DR6_RESET,
        .dr7 = DR7_RESET,
        .cs_limit = UINT32_MAX,
        .ds_limit = UINT32_MAX,
        .es_limit = UINT32_MAX,
        .ss_limit = UINT32_MAX,
        .tr_limit = TSS_LIMIT,
        .cs_arbytes = ACCESS_CODE,
        .ds_arbytes = ACCESS_DATA,
        .es_arbytes = ACCESS_DATA,
        .ss_arbytes = ACCESS_DATA,
        .tr_arbytes = ACCESS_TSS,
    };

    return record_add(used, HVM_SAVE_CODE(CPU), 0, &cpu, sizeof(cpu));
}

int build_vcpu_set(struct build *b)
{
    static const uint8_t nothing[1];
    size_t used = header_add(0);
    int error;

    _Static_assert(sizeof(records) >=
                       (size_t)LCM_CPUS_MAX *
                               (sizeof(struct hvm_save_descriptor) + sizeof(struct hvm_hw_mtrr)) +
                           4 * sizeof(struct hvm_save_descriptor) + sizeof(struct hvm_hw_cpu) +
                           sizeof(struct hvm_save_header),
                   "records of the largest domain fit");
    for (uint32_t i = 0; i < b->domain->cpus; i++)
        used = mtrr_add(used, i);
    used = cpu_add(used, b->kernel.pvh_entry, b->layout.info);
    used = record_add(used, HVM_SAVE_CODE(END), 0, nothing, 0);
    error = xen_domain_set_hvm_context(b->xen, b->domid, records, used);
    return error ? build_refused(b, BUILD_VCPU, "the first vCPU's state", error) : 0;
}
