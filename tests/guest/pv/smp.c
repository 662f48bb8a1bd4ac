/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Brings vCPUs up as a PV kernel does: tells Xen their first state, then that they shall run.
 *
 * Facts: xen/include/public/vcpu.h, arch-x86/xen.h (vcpu_guest_context).
 */
#include "tests/guest/pv/pv.h"

#include <xen/vcpu.h>

#include "tests/guest/cpu.h"
#include "tests/guest/lib.h"
#include "tests/guest/memory.h"
#include "tests/guest/report.h"
#include "tests/guest/xen.h"
#include "xen/errno.h"

enum {
    CPUS_MAX = 128,
    STACK_SIZE = 4096,
    FLAG_INTERRUPTS = 1 << 9,
    START_MS = 20000, /* an overcommitted host may keep a vCPU waiting for long */
};

static volatile uint8_t ran[CPUS_MAX];
/* They run one after the other, so that one stack serves. */
static uint8_t stack[STACK_SIZE] __attribute__((aligned(16)));
/* The page shared with Xen has no room for vCPUs from XEN_LEGACY_MAX_VCPUS on. */
static struct vcpu_info infos[CPUS_MAX] __attribute__((aligned(MEMORY_PAGE)));

/* What a further vCPU does: it says that it ran, then takes itself down. */
static void __attribute__((noreturn)) run(uint64_t cpu)
{
    ran[cpu] = 1;
    for (;;)
        pv_vcpu_op(VCPUOP_down, (uint32_t)cpu, NULL);
}

static long place_info(const struct pv *pv, uint32_t cpu)
{
    uintptr_t address = (uintptr_t)&infos[cpu];
    struct vcpu_register_vcpu_info place = {.offset = address % MEMORY_PAGE};

    if (cpu < XEN_LEGACY_MAX_VCPUS)
        return 0;
    if (!pv->list)
        return -XEN_EINVAL;
    place.mfn = pv->list[pv_page(pv, address)];
    return pv_vcpu_op(VCPUOP_register_vcpu_info, cpu, &place);
}

static long start(const struct pv *pv, uint32_t cpu)
{
    static struct vcpu_guest_context context;
    long error = place_info(pv, cpu);

    if (error)
        return error;
    memset(&context, 0, sizeof(context));
    context.flags = VGCF_in_kernel;
    context.user_regs.rip = (uintptr_t)run;
    context.user_regs.rdi = cpu;
    context.user_regs.rsp = (uintptr_t)(stack + STACK_SIZE);
    context.user_regs.rflags = FLAG_INTERRUPTS;
    context.user_regs.cs = FLAT_KERNEL_CS;
    context.user_regs.ss = FLAT_KERNEL_SS;
    context.kernel_ss = FLAT_KERNEL_SS;
    context.kernel_sp = context.user_regs.rsp;
    context.ctrlreg[3] = xen_pfn_to_cr3(pv_root());
    error = pv_vcpu_op(VCPUOP_initialise, cpu, &context);
    return error ? error : pv_vcpu_op(VCPUOP_up, cpu, NULL);
}

/* Waits until the vCPU ran and left the stack. */
static bool wait_done(uint32_t cpu)
{
    uint64_t end = xen_time_ms() + START_MS;

    while (!ran[cpu] || pv_vcpu_op(VCPUOP_is_up, cpu, NULL) > 0) {
        if (xen_time_ms() >= end)
            return false;
        xen_yield();
        cpu_pause();
    }
    return true;
}

uint32_t pv_start_cpus(const struct pv *pv)
{
    uint32_t cpu, count = 1;

    /* There is no list of them: Xen knows of no vCPU after the last. */
    for (cpu = 1; pv_vcpu_op(VCPUOP_is_up, cpu, NULL) >= 0; cpu++) {
        long error;

        if (cpu == CPUS_MAX) {
            report_error("more vCPUs than the guest takes", cpu);
            break;
        }
        error = start(pv, cpu);
        if (error) {
            report_error("Xen refuses to start a vCPU; its error", (uint64_t)-error);
            continue;
        }
        if (!wait_done(cpu)) {
            report_error("a vCPU did not start, or did not end; its number", cpu);
            break;
        }
        count++;
    }
    return count;
}
