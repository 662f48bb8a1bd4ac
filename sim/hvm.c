/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * HVM parameters and the state of vCPUs (xen/arch/x86/hvm/{hvm,save,mtrr}.c).
 */
#include <string.h>

#include "sim/hvm.h"
#include "sim/domain.h"
#include "sim/event.h"
#include "sim/serve.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "xen/errno.h"

#include <xen/hvm/hvm_op.h>
#include <xen/hvm/save.h>

/* More vCPUs no HVM domain has. */
enum { VCPUS_MAX = 128 };

static int64_t param_check(struct sim *sim, const struct sim_domain *domain, uint32_t index,
                           uint64_t value)
{
    uint64_t gfn;

    switch (index) {
    case HVM_PARAM_TIMER_MODE:
        return value <= HVMPTM_one_missed_tick_pending
                   ? 0
                   : sim_fault(sim, XEN_EINVAL, "timer mode %llu", (unsigned long long)value);
    case HVM_PARAM_PAGING_RING_PFN:
    case HVM_PARAM_MONITOR_RING_PFN:
    case HVM_PARAM_SHARING_RING_PFN:
        return value == 0xfeff8 + index - HVM_PARAM_PAGING_RING_PFN
                   ? 0
                   : sim_fault(sim, XEN_EINVAL, "ring parameter %u names gfn %#llx", index,
                               (unsigned long long)value);
    case HVM_PARAM_CONSOLE_PFN:
    case HVM_PARAM_STORE_PFN:
    case HVM_PARAM_IDENT_PT:
        if (index == HVM_PARAM_STORE_PFN && value == UINT64_MAX)
            return 0; /* it will be told later */
        gfn = index == HVM_PARAM_IDENT_PT ? value >> XEN_PAGE_SHIFT : value;
        return domain_mfn(domain, gfn)
                   ? 0
                   : sim_fault(sim, XEN_EINVAL, "parameter %u names gfn %#llx, not populated",
                               index, (unsigned long long)gfn);
    case HVM_PARAM_CONSOLE_EVTCHN:
    case HVM_PARAM_STORE_EVTCHN:
        return value > 0 && value < SIM_PORTS_MAX && domain->ports[value].state == PORT_UNBOUND
                   ? 0
                   : sim_fault(sim, XEN_EINVAL, "parameter %u names port %llu, not offered", index,
                               (unsigned long long)value);
    default:
        return sim_fault(sim, XEN_EINVAL, "parameter %u is none that a PVH domain needs", index);
    }
}

int64_t serve_hvm(struct sim *sim, uint64_t command, uint64_t address)
{
    struct xen_hvm_param request;
    struct sim_domain *domain;
    int64_t error;

    if (command != HVMOP_set_param) {
        return sim_fault(sim, XEN_ENOSYS, "hvm command %llu is none that a launcher needs",
                         (unsigned long long)command);
    }
    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    sim_say(sim, request.domid, "set its parameter %u to %#llx", request.index,
            (unsigned long long)request.value);
    domain = domain_find(sim, request.domid);
    if (!domain || domain->domid == 0 || domain_is_pv(domain) || request.pad != 0) {
        return sim_fault(sim, domain ? XEN_EINVAL : XEN_ESRCH, "set_param of domain %u",
                         request.domid);
    }
    error = param_check(sim, domain, request.index, request.value);
    if (!error)
        domain->params[request.index] = request.value;
    return error;
}

/* The records of a context, read one after the other. */
struct records {
    const uint8_t *next;
    uint32_t left;
};

/* Takes one record; NULL when it does not fit into what is left. */
static const uint8_t *record_take(struct records *records, struct hvm_save_descriptor *descriptor)
{
    const uint8_t *body;

    if (records->left < sizeof(*descriptor))
        return NULL;
    memcpy(descriptor, records->next, sizeof(*descriptor));
    records->left -= (uint32_t)sizeof(*descriptor);
    if (descriptor->length > records->left)
        return NULL;
    body = records->next + sizeof(*descriptor);
    records->next = body + descriptor->length;
    records->left -= descriptor->length;
    return body;
}

static const char *header_wrong(const struct hvm_save_descriptor *descriptor, const uint8_t *body)
{
    struct hvm_save_header header;

    if (!body || descriptor->typecode != HVM_SAVE_CODE(HEADER) ||
        descriptor->length != sizeof(header))
        return "it does not begin with a header";
    memcpy(&header, body, sizeof(header));
    return header.magic == HVM_FILE_MAGIC && header.version == HVM_FILE_VERSION
               ? NULL
               : "the header has another magic or version";
}

static const char *mtrr_wrong(const struct hvm_save_descriptor *descriptor, const uint8_t *body)
{
    enum { VARIABLE_RANGES = 8, WRITE_BACK_ENABLED = 0x806 };
    struct hvm_hw_mtrr mtrr;

    if (descriptor->length != sizeof(mtrr))
        return "an MTRR record of another size";
    memcpy(&mtrr, body, sizeof(mtrr));
    if ((mtrr.msr_mtrr_cap & 0xff) > VARIABLE_RANGES)
        return "too many variable MTRRs";
    /* Xen would take it, but the guest would run uncached. */
    return mtrr.msr_mtrr_def_type == WRITE_BACK_ENABLED ? NULL : "memory is not write-back";
}

/* The state in which a PVH domain starts: docs/misc/pvh.pandoc. */
static const char *cpu_wrong(const struct hvm_save_descriptor *descriptor,
                             const struct hvm_hw_cpu *cpu)
{
    enum { CODE = 0xc9b, DATA = 0xc93, TASK = 0x8b, TASK_LIMIT = 0x67, PROTECTED = 0x11 };

    if (descriptor->instance != 0)
        return "a CPU record of another vCPU than the first";
    if (cpu->cr0 != PROTECTED || cpu->cr4 || cpu->msr_efer || cpu->cr3 || cpu->flags || cpu->pad0)
        return "control registers or flags other than PVH's";
    if (cpu->cs_arbytes != CODE || cpu->ds_arbytes != DATA || cpu->es_arbytes != DATA ||
        cpu->ss_arbytes != DATA || cpu->tr_arbytes != TASK || cpu->tr_limit != TASK_LIMIT ||
        cpu->cs_base || cpu->ds_base || cpu->es_base || cpu->ss_base ||
        cpu->cs_limit != UINT32_MAX || cpu->ds_limit != UINT32_MAX || cpu->es_limit != UINT32_MAX ||
        cpu->ss_limit != UINT32_MAX)
        return "segments other than PVH's";
    return cpu->rflags ? "interrupts or other flags at the start" : NULL;
}

/* What the records after the header do; NULL when all is well. */
static const char *records_load(struct sim_domain *domain, struct records *records)
{
    uint8_t seen[VCPUS_MAX] = {0};
    struct hvm_save_descriptor descriptor;
    struct hvm_hw_cpu cpu;
    bool has_cpu = false;
    const char *wrong = NULL;

    for (;;) {
        const uint8_t *body = record_take(records, &descriptor);

        if (!body)
            return "it does not end with an end record";
        if (descriptor.instance >= domain->create.max_vcpus)
            return "a record of a vCPU that does not exist";
        if (descriptor.typecode == HVM_SAVE_CODE(END))
            break;
        if (has_cpu)
            return "a record after the CPU's, which brings the vCPU up";
        if (descriptor.typecode == HVM_SAVE_CODE(MTRR)) {
            wrong = mtrr_wrong(&descriptor, body);
            seen[descriptor.instance] = 1;
        } else if (descriptor.typecode == HVM_SAVE_CODE(CPU) && descriptor.length == sizeof(cpu)) {
            memcpy(&cpu, body, sizeof(cpu));
            wrong = cpu_wrong(&descriptor, &cpu);
            has_cpu = true;
        } else {
            return "a record of a type or size that is not expected";
        }
        if (wrong)
            return wrong;
    }
    for (uint32_t i = 0; i < domain->create.max_vcpus; i++)
        if (!seen[i])
            return "a vCPU without MTRR record, which would run uncached";
    if (!has_cpu || records->left > 0 || !domain_mfn(domain, cpu.rip >> XEN_PAGE_SHIFT) ||
        !domain_mfn(domain, cpu.rbx >> XEN_PAGE_SHIFT))
        return "no CPU record, or one that starts where no memory is";
    domain->entry = cpu.rip;
    domain->start_info = cpu.rbx;
    domain->has_context = true;
    return NULL;
}

int64_t hvm_context_load(struct sim *sim, struct sim_domain *domain, uint64_t address,
                         uint32_t size)
{
    struct records records = {(const uint8_t *)(uintptr_t)address, size};
    struct hvm_save_descriptor descriptor;
    const uint8_t *body = record_take(&records, &descriptor);
    const char *wrong = header_wrong(&descriptor, body);

    if (!wrong)
        wrong = records_load(domain, &records);
    return wrong ? sim_fault(sim, XEN_EINVAL, "sethvmcontext: %s", wrong) : 0;
}
