/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the machine does for the hand-over, and what a PV kernel would find as domain 0.
 */
#include <string.h>

#include "sim/handover.h"
#include "sim/alloc.h"
#include "sim/domain.h"
#include "sim/hypercalls.h"
#include "sim/life.h"
#include "sim/machine.h"
#include "sim/ranges.h"
#include "sim/sim.h"
#include "sim/spaces.h"
#include "sim/start.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "sim/windows.h"
#include "xen/mmu.h"
#include "xen/window.h"

enum { CONSOLE_INFO_BYTE = 0xc5, JUMP_PFN = 1 };

/* The page that Xen gives domain 0 at its start, with a screen's description behind it. */
void handover_make(struct sim *sim)
{
    struct start_info *info = sim_alloc(XEN_PAGE_SIZE);

    memcpy(info->magic, "xen-3.0-x86_64", sizeof("xen-3.0-x86_64"));
    info->nr_pages = sim->p2m_count;
    info->shared_info = SIM_SHARED_ADDRESS;
    info->flags = SIF_PRIVILEGED | SIF_INITDOMAIN | SIF_MULTIBOOT_MOD | SIF_MOD_START_PFN;
    info->console.dom0.info_off = sizeof(*info);
    info->console.dom0.info_size = SIM_CONSOLE_INFO_SIZE;
    memset((uint8_t *)info + sizeof(*info), CONSOLE_INFO_BYTE, SIM_CONSOLE_INFO_SIZE);
    sim->start = info;
    sim->boot.start = info;
    sim->boot.own_mfn = SIM_FRAME_FIRST;
    sim->boot.own_pages = SIM_CHUNK_PAGES;
    sim->boot.top_mfn = SIM_FRAME_FIRST + SIM_CHUNK_PAGES - 1;
    sim->boot.jump_pfn = JUMP_PFN;
    sim->boot.jump_address = SIM_JUMP_ADDRESS;
    for (uint64_t pfn = 0; pfn < sim->p2m_count; pfn++)
        sim->m2p[sim->p2m[pfn]] = pfn;
}

int boot_jump_prepare(struct xen *xen, const struct boot *boot, const struct boot_jump *jump)
{
    struct sim *sim = hypercalls_served();
    uint64_t mfn = boot->own_mfn + boot->jump_pfn;
    int error = window_map(xen, &boot->copy, 0, &mfn, 1, DOMID_SELF);

    if (error)
        return error;
    sim->jump = *jump;
    return window_unmap(xen, &boot->copy, 0, 1);
}

/* What a kernel, and Xen when its tables go in, would not stand. */
static const char *leave_wrong(struct sim *sim)
{
    const struct boot_jump *jump = &sim->jump;
    const struct sim_start start = {jump->entry, jump->stack, jump->start_info};
    struct sim_domain *self = sim->domains[0];
    static struct start_info info;
    const char *wrong;
    uint8_t screen[SIM_CONSOLE_INFO_SIZE];
    uint64_t bits;

    if (self->pinned == 0 || self->pinned != jump->top_mfn)
        return "its page table is not pinned";
    if (space_find(sim, jump->top_mfn, sim->boot.jump_address, &bits) !=
            sim->boot.own_mfn + sim->boot.jump_pfn ||
        (bits & XEN_PTE_NX))
        return "the page that is left from is not seen in the new space";
    wrong = start_wrong(sim, self, &start, &info);
    if (wrong)
        return wrong;
    /* More than it lists is what could not be given back. */
    if (info.nr_pages > ranges_total(&sim->own) || ranges_total(&sim->own) != self->pages_max)
        return "its memory, its limit and its start info do not agree";
    if (!(info.flags & SIF_INITDOMAIN) || (info.flags & SIF_MULTIBOOT_MOD) || info.store_evtchn ||
        info.shared_info != SIM_SHARED_ADDRESS ||
        info.console.dom0.info_size != SIM_CONSOLE_INFO_SIZE ||
        !sim_space_read(sim, jump->top_mfn, jump->start_info + info.console.dom0.info_off, screen,
                        sizeof(screen)) ||
        screen[0] != CONSOLE_INFO_BYTE || screen[SIM_CONSOLE_INFO_SIZE - 1] != CONSOLE_INFO_BYTE)
        return "its start info is not domain 0's";
    if (sim_own_ports(sim) != 0)
        return "event channels are open";
    return NULL;
}

void boot_jump_leave(struct boot *boot)
{
    struct sim *sim = hypercalls_served();
    const char *wrong = leave_wrong(sim);

    (void)boot;
    sim_tell(sim, 0, "switch to the next domain 0's page tables, and leave for its kernel");
    if (wrong)
        (void)sim_fault(sim, 0, "leaving for the next domain 0: %s", wrong);
    /* With the launcher's tables all that it had mapped is gone. */
    windows_clear(sim);
    domains_reap(sim);
    memset(sim->levels + SIM_FRAME_FIRST, 0, SIM_CHUNK_PAGES);
    sim->left = true;
}

bool sim_left(const struct sim *sim, struct boot_jump *jump)
{
    *jump = sim->jump;
    return sim->left;
}
