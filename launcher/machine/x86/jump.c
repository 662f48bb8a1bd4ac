/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Leaving for another kernel: what of this vCPU's state Xen must forget, and the jump itself.
 */
#include <string.h>

#include "xen/boot.h"
#include "xen/log.h"
#include "launcher/machine/x86/machine.h"
#include "xen/hypercall.h"
#include "xen/window.h"

/* As leave.S lays it out. */
struct machine_jump_data {
    struct mmuext_op enter;
    struct mmuext_op unpin;
    uint64_t entry;
    uint64_t stack;
    uint64_t start_info;
};

_Static_assert(sizeof(struct mmuext_op) == 24, "leave.S knows its size");

int boot_jump_prepare(struct xen *xen, const struct boot *boot, const struct boot_jump *jump)
{
    const struct machine_jump_data data = {
        .enter = {.cmd = MMUEXT_NEW_BASEPTR, .arg1.mfn = jump->top_mfn},
        .unpin = {.cmd = MMUEXT_UNPIN_TABLE, .arg1.mfn = boot->top_mfn},
        .entry = jump->entry,
        .stack = jump->stack,
        .start_info = jump->start_info,
    };
    uint64_t mfn = boot->own_mfn + boot->jump_pfn;
    int error = window_map(xen, &boot->copy, 0, &mfn, 1, DOMID_SELF);

    if (error)
        return error;
    memcpy(window_page(&boot->copy, 0) + (machine_jump_data - machine_jump), &data, sizeof(data));
    return window_unmap(xen, &boot->copy, 0, 1);
}

void boot_jump_leave(struct boot *boot)
{
    struct shared_info *shared = boot->shared;
    void (*jump)(void);
    void *code = machine_jump;

    /* As at the start of a domain 0: nothing pending, nothing masked but the vCPU's upcalls. */
    memset(shared->evtchn_pending, 0, sizeof(shared->evtchn_pending));
    memset(shared->evtchn_mask, 0, sizeof(shared->evtchn_mask));
    shared->vcpu_info[0].evtchn_pending_sel = 0;
    shared->vcpu_info[0].evtchn_upcall_pending = 0;
    shared->vcpu_info[0].evtchn_upcall_mask = 1;
    memcpy(&jump, &code, sizeof(jump));
    jump();
    machine_die("Xen refused the next domain 0's address space, which it had checked before");
}
