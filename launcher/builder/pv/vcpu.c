/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The state in which a PV domain's first vCPU starts (xen/include/public/arch-x86/xen.h,
 * xen-x86_64.h); the kernel starts the others itself.
 */
#include <string.h>

#include "launcher/builder/pv/pv.h"
#include "xen/domain.h"
#include "xen/window.h"

enum {
    IN_KERNEL_ONLINE = VGCF_in_kernel | VGCF_online,
    RFLAGS_INTERRUPTS = 0x200,
    DR6_RESET = 0xffff0ff0,
    DR7_RESET = 0x400,
};

/* No event is delivered before the kernel asks for it: Xen leaves that to the builder. */
static int shared_info_write(struct build *b)
{
    const struct window *window = &b->boot->copy;
    struct shared_info *shared = (struct shared_info *)(void *)window->base;
    struct xen_domain_info info;
    int error = xen_domain_info(b->xen, b->domid, &info);

    if (!error)
        error = window_map(b->xen, window, 0, &info.shared_info_mfn, 1, b->domid);
    if (error)
        return error;
    for (unsigned int i = 0; i < XEN_LEGACY_MAX_VCPUS; i++)
        shared->vcpu_info[i].evtchn_upcall_mask = 1;
    return window_unmap(b->xen, window, 0, 1);
}

int build_pv_vcpu_set(struct build *b)
{
    static struct vcpu_guest_context context;
    const struct pv_layout *pv = &b->pv;
    uint64_t top_mfn = b->p2m[pv->top_table], stack = pv_address(pv, pv->stack) + XEN_PAGE_SIZE;
    int error = shared_info_write(b);

    if (error)
        return build_refused(b, BUILD_VCPU, "the page it shares with Xen", error);
    memset(&context, 0, sizeof(context));
    context.flags = IN_KERNEL_ONLINE;
    context.user_regs.rip = b->kernel.pv.entry;
    context.user_regs.rsp = stack;
    context.user_regs.rsi = pv_address(pv, pv->start_info);
    context.user_regs.rflags = RFLAGS_INTERRUPTS;
    context.user_regs.cs = FLAT_KERNEL_CS;
    context.user_regs.ss = FLAT_KERNEL_SS;
    context.kernel_ss = FLAT_KERNEL_SS;
    context.kernel_sp = stack;
    context.ctrlreg[3] = xen_pfn_to_cr3(top_mfn);
    context.debugreg[6] = DR6_RESET;
    context.debugreg[7] = DR7_RESET;
    error = xen_domain_set_vcpu(b->xen, b->domid, &context);
    if (!error)
        error = build_pv_list_unmap(b);
    return error ? build_refused(b, BUILD_VCPU, "the first vCPU's state", error) : 0;
}
