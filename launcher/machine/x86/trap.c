/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Exceptions of the launcher itself: report registers and place, then park.
 *
 * Domain 0's end would reboot the host, so a fault here stops only the launcher; the guests run on.
 */
#include <string.h>

#include "xen/call.h"
#include "xen/console_output.h"
#include "xen/event.h"
#include "xen/log.h"
#include "launcher/machine/x86/machine.h"
#include "xen/hypercall.h"

/* In the order of entry.S, lowest address first; then what Xen pushes. */
struct machine_registers {
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax;
    uint64_t vector, error, rip, cs, rflags, rsp, ss;
};

void machine_trap(const struct machine_registers *r);

#define EXCEPTIONS(X)                                                                              \
    X(0) X(1) X(3) X(4) X(5) X(6) X(7) X(10) X(11) X(12) X(13) X(14) X(16) X(17) X(18) X(19)

#define DECLARE(vector) void machine_exception_##vector(void);
EXCEPTIONS(DECLARE)

enum { PAGE_FAULT = 14, FAULT_PROTECTION = 1 };

static struct xen *trap_xen;
static const struct shared_info *trap_shared;

void machine_traps_place(const struct shared_info *shared)
{
    trap_shared = shared;
}

static _Noreturn void sleep_for_ever(void)
{
    for (;;)
        (void)xen_poll(trap_xen, NULL, 0, 0);
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

void machine_trap(const struct machine_registers *r)
{
    static bool again;

    if (again)
        sleep_for_ever();
    again = true;
    output_bypass();
    log_line("fatal: exception %lu, error code 0x%lx at 0x%016lx", (unsigned long)r->vector,
             (unsigned long)r->error, (unsigned long)r->rip);
    log_line("  rax %016lx rbx %016lx rcx %016lx rdx %016lx", r->rax, r->rbx, r->rcx, r->rdx);
    log_line("  rsi %016lx rdi %016lx rbp %016lx rsp %016lx", r->rsi, r->rdi, r->rbp, r->rsp);
    log_line("  r8  %016lx r9  %016lx r10 %016lx r11 %016lx", r->r8, r->r9, r->r10, r->r11);
    log_line("  r12 %016lx r13 %016lx r14 %016lx r15 %016lx", r->r12, r->r13, r->r14, r->r15);
    log_line("  cs %lx ss %lx rflags %lx", r->cs & 0xffff, r->ss & 0xffff, r->rflags);
    if (r->vector == PAGE_FAULT && trap_shared) {
        log_line("  a page fault at %016lx: %s", trap_shared->vcpu_info[0].arch.cr2,
                 r->error & FAULT_PROTECTION ? "the page does not permit it" : "nothing is there");
    }
    machine_die("this is a fault of the launcher itself; please report the lines above");
}

void machine_traps_init(struct xen *xen)
{
    static struct trap_info table[20];
    uint32_t n = 0;

    trap_xen = xen;
#define ENTER(number)                                                                              \
    table[n++] = (struct trap_info){                                                               \
        .vector = (number),                                                                        \
        .cs = FLAT_KERNEL_CS,                                                                      \
        .address = (unsigned long)(uintptr_t)machine_exception_##number,                           \
    };
    EXCEPTIONS(ENTER)
    (void)xen_call(xen, __HYPERVISOR_set_trap_table, hypercall_pointer(table), 0, 0, 0);
}
