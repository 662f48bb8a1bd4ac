/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Further vCPUs of domain 0: bringing them up on the launcher's page tables, their loop, and taking
 * them down for good.
 *
 * Xen keeps the tables that a vCPU ran on last for as long as its domain lives. So a vCPU that goes
 * rests on tables of its own first, which show one page: else the launcher's pages would be page
 * tables for ever, and no use to the next domain 0.
 */
#include <string.h>

#include "launcher/machine/x86/machine.h"
#include "xen/errno.h"
#include "xen/event.h"
#include "xen/hypercall.h"
#include "xen/log.h"
#include "xen/mmu.h"
#include "xen/vcpus.h"

/* How often a CPU looks for work before it sleeps: some tens of microseconds. */
enum { LOOKS = 1000 };

struct machine_cpu {
    uint32_t vcpu, port; /* Xen's number of it; the event that wakes it */
    bool asleep;
    bool refused; /* Xen does not let it rest */
};

static struct {
    boot_help *help;
    void *context;
    struct xen xen; /* each CPU copies it */
    struct shared_info *shared;
    uint64_t rest_mfn; /* the top-level table of those that went */
    uint32_t count;    /* CPUs number 1 to that */
    bool stop;
    struct frames_runs stacks; /* their frames */
    struct machine_cpu cpus[BOOT_CPUS_MAX];
} machine;

static void pause(void)
{
    __asm__ volatile("pause");
}

/* Leaves the launcher's tables, and goes down. Returns where Xen refuses. */
static void cpu_rest(struct machine_cpu *cpu)
{
    const struct mmuext_op enter = {.cmd = MMUEXT_NEW_BASEPTR, .arg1.mfn = machine.rest_mfn};
    void (*rest)(const struct mmuext_op *enter, uint64_t vcpu);
    uint64_t code = MACHINE_REST_BASE + (uint64_t)(machine_rest - machine_jump);

    memcpy(&rest, &code, sizeof(rest));
    rest(&enter, cpu->vcpu);
    __atomic_store_n(&cpu->refused, true, __ATOMIC_SEQ_CST);
}

static void cpu_sleep(struct machine_cpu *cpu, struct xen *xen, uint32_t number)
{
    xen_ulong_t *word = &machine.shared->evtchn_pending[cpu->port / 64];

    __atomic_store_n(&cpu->asleep, true, __ATOMIC_SEQ_CST);
    /* Who has work looks whether this CPU sleeps only then. */
    if (!machine.help(machine.context, number) &&
        (cpu->refused || !__atomic_load_n(&machine.stop, __ATOMIC_SEQ_CST)))
        (void)xen_vcpu_sleep(xen, cpu->port);
    __atomic_store_n(&cpu->asleep, false, __ATOMIC_SEQ_CST);
    __atomic_and_fetch(word, ~((xen_ulong_t)1 << cpu->port % 64), __ATOMIC_SEQ_CST);
}

/* What a CPU does from its start to its end. */
static _Noreturn void cpu_run(uint32_t number)
{
    struct machine_cpu *cpu = &machine.cpus[number];
    struct xen xen = machine.xen;

    machine_traps_enter(&xen);
    for (;;) {
        for (int looks = 0; looks < LOOKS; looks++) {
            if (machine.help(machine.context, number))
                looks = 0;
            pause();
        }
        if (__atomic_load_n(&machine.stop, __ATOMIC_SEQ_CST) && !cpu->refused)
            cpu_rest(cpu);
        cpu_sleep(cpu, &xen, number);
    }
}

/* Gives a vCPU its first state; the state is made at the foot of its own stack. */
static int cpu_enter(struct xen *xen, uint64_t root_mfn, uint32_t number)
{
    uint64_t foot = MACHINE_STACKS_BASE + (number - 1) * MACHINE_STACK_STEP + XEN_PAGE_SIZE;
    struct vcpu_guest_context *context = (struct vcpu_guest_context *)(uintptr_t)foot;
    struct machine_cpu *cpu = &machine.cpus[number];
    int error;

    memset(context, 0, sizeof(*context));
    context->flags = VGCF_in_kernel;
    context->user_regs.rip = (uint64_t)(uintptr_t)cpu_run;
    context->user_regs.cs = FLAT_KERNEL_CS;
    context->user_regs.ss = FLAT_KERNEL_SS;
    /* As if it had been called, from nowhere. */
    context->user_regs.rsp = foot + MACHINE_STACK_PAGES * XEN_PAGE_SIZE - sizeof(uint64_t);
    context->user_regs.rdi = number;
    context->kernel_ss = FLAT_KERNEL_SS;
    context->kernel_sp = context->user_regs.rsp;
    context->fs_base = (uint64_t)(uintptr_t)machine_thread;
    context->ctrlreg[3] = root_mfn << XEN_PAGE_SHIFT;
    machine.shared->vcpu_info[cpu->vcpu].evtchn_upcall_mask = 1;
    error = xen_vcpu_bind(xen, cpu->vcpu, &cpu->port);
    if (!error)
        error = xen_vcpu_initialise(xen, cpu->vcpu, context);
    return error ? error : xen_vcpu_up(xen, cpu->vcpu);
}

/* The stacks are behind the grants, which are behind the page shared with Xen. */
static struct window stacks_find(const struct boot *boot)
{
    _Static_assert((int)MACHINE_STACKS_FIRST > (int)WINDOW_GRANT_PAGES &&
                       MACHINE_STACKS_FIRST + MACHINE_STACKS_SIZE / XEN_PAGE_SIZE <= 512,
                   "the stacks fit into the table of both");
    return (struct window){
        .base = (uint8_t *)(uintptr_t)MACHINE_STACKS_BASE,
        .entries = boot->grants.entries + (MACHINE_STACKS_FIRST - 1) * sizeof(uint64_t),
        .pages = MACHINE_STACKS_SIZE / XEN_PAGE_SIZE,
    };
}

/* Maps a stack, above a page that is left out. */
static int stack_map(struct xen *xen, const struct window *stacks, struct frames *frames,
                     uint32_t number)
{
    uint64_t mfns[MACHINE_STACK_PAGES];

    for (uint32_t i = 0; i < MACHINE_STACK_PAGES; i++)
        if (!frames_take(frames, &mfns[i]))
            return -XEN_ENOMEM;
    return window_map(xen, stacks, (number - 1) * (MACHINE_STACK_PAGES + 1) + 1, mfns,
                      MACHINE_STACK_PAGES, DOMID_SELF);
}

/* Starts a vCPU as the next CPU. */
static int cpu_start(struct xen *xen, const struct boot *boot, struct frames *frames, uint32_t vcpu)
{
    struct window stacks = stacks_find(boot);
    uint32_t number = machine.count + 1;
    int error = stack_map(xen, &stacks, frames, number);

    machine.cpus[number].vcpu = vcpu;
    if (!error)
        error = cpu_enter(xen, boot->top_mfn, number);
    if (!error)
        machine.count = number;
    return error;
}

uint32_t boot_cpus_start(struct xen *xen, struct boot *boot, uint32_t first, uint32_t count,
                         boot_help *help, void *context)
{
    const struct machine_paging *paging;
    struct frames *frames;
    int error;

    machine_cpus_memory(&paging, &frames);
    error = machine_paging_rest(xen, paging, frames, &machine.rest_mfn);
    machine_traps_place(boot->shared, first);
    machine.xen = *xen;
    machine.shared = boot->shared;
    machine.help = help;
    machine.context = context;
    /* What is taken from here on are the stacks. */
    frames->taken.count = 0;
    while (!error && machine.count < count)
        error = cpu_start(xen, boot, frames, first + machine.count);
    machine.stacks = frames->taken;
    if (error)
        log_line("a CPU cannot be started: %s", xen_strerror(error));
    return machine.count;
}

void boot_cpu_wake(struct xen *xen, uint32_t number)
{
    if (__atomic_load_n(&machine.cpus[number].asleep, __ATOMIC_SEQ_CST))
        (void)xen_event_send(xen, machine.cpus[number].port);
}

void boot_cpu_relax(struct xen *xen)
{
    if (machine_is_dead())
        machine_park();
    for (int looks = 0; looks < LOOKS; looks++)
        pause();
    xen_vcpu_yield(xen);
}

int boot_cpus_stop(struct xen *xen, struct boot *boot)
{
    struct window stacks = stacks_find(boot);
    int64_t given = 0;

    __atomic_store_n(&machine.stop, true, __ATOMIC_SEQ_CST);
    for (uint32_t number = 1; number <= machine.count && given == 0; number++) {
        const struct machine_cpu *cpu = &machine.cpus[number];

        boot_cpu_wake(xen, number);
        while (given == 0 && xen_vcpu_is_up(xen, cpu->vcpu) != 0) {
            boot_cpu_relax(xen);
            given = __atomic_load_n(&cpu->refused, __ATOMIC_SEQ_CST) ? -XEN_EBUSY : 0;
        }
    }
    if (given == 0)
        given = window_unmap(xen, &stacks, 0, stacks.pages);
    if (given == 0)
        given = frames_runs_give_back(xen, &machine.stacks);
    return given < 0 ? (int)given : 0;
}
