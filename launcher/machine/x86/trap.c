/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Exceptions of the launcher itself: report registers and place, then park.
 *
 * Domain 0's end would reboot the host, so a fault here stops only the launcher; the guests run on.
 */
#include <string.h>

#include "xen/console_output.h"
#include "xen/event.h"
#include "xen/log.h"
#include "launcher/machine/x86/machine.h"

/* In the order of trap_entry.S, lowest address first; then what Xen pushes. */
struct machine_registers {
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax;
    uint64_t vector, error, rip, cs, rflags, rsp, ss;
};

void machine_trap(const struct machine_registers *r);

enum { PAGE_FAULT = 14, FAULT_PROTECTION = 1 };

static struct xen *trap_xen;
static const struct shared_info *trap_shared;
static uint32_t trap_second;
static bool dead;

void machine_park_by(struct xen *xen)
{
    trap_xen = xen;
}

void machine_traps_place(const struct shared_info *shared, uint32_t second)
{
    trap_shared = shared;
    trap_second = second;
}

static _Noreturn void sleep_for_ever(void)
{
    for (;;)
        (void)xen_sleep(trap_xen, 0);
}

void machine_park(void)
{
    output_finish();
    sleep_for_ever();
}

void machine_die(const char *reason)
{
    log_line("fatal: %s; the launcher stops here, launched domains run on", reason);
    machine_park();
}

bool machine_is_dead(void)
{
    return __atomic_load_n(&dead, __ATOMIC_SEQ_CST);
}

void machine_trap(const struct machine_registers *r)
{
    uint32_t cpu = machine_cpu_number(), vcpu = cpu ? trap_second + cpu - 1 : 0;

    if (__atomic_exchange_n(&dead, true, __ATOMIC_SEQ_CST))
        sleep_for_ever();
    output_bypass();
    log_line("fatal: exception %lu, error code 0x%lx at 0x%016lx on CPU %u",
             (unsigned long)r->vector, (unsigned long)r->error, (unsigned long)r->rip,
             (unsigned int)cpu);
    log_line("  rax %016lx rbx %016lx rcx %016lx rdx %016lx", r->rax, r->rbx, r->rcx, r->rdx);
    log_line("  rsi %016lx rdi %016lx rbp %016lx rsp %016lx", r->rsi, r->rdi, r->rbp, r->rsp);
    log_line("  r8  %016lx r9  %016lx r10 %016lx r11 %016lx", r->r8, r->r9, r->r10, r->r11);
    log_line("  r12 %016lx r13 %016lx r14 %016lx r15 %016lx", r->r12, r->r13, r->r14, r->r15);
    log_line("  cs %lx ss %lx rflags %lx", r->cs & 0xffff, r->ss & 0xffff, r->rflags);
    if (r->vector == PAGE_FAULT && trap_shared) {
        log_line("  a page fault at %016lx: %s", trap_shared->vcpu_info[vcpu].arch.cr2,
                 r->error & FAULT_PROTECTION ? "the page does not permit it" : "nothing is there");
    }
    machine_die("this is a fault of the launcher itself; please report the lines above");
}
