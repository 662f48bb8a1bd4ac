/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Acting as a guest that runs beside the launcher: between two of its hypercalls anything may
 * happen to what the guest has.
 */
#include <string.h>

#include "sim/domain.h"
#include "sim/event.h"
#include "sim/life.h"
#include "sim/machine.h"
#include "sim/paging.h"
#include "sim/sim.h"
#include "sim/state.h"
#include "sim/windows.h"

#include <xen/io/console.h>

/* Where its special pages begin; below is what it may give back, and grow into. */
enum { GUEST_RAM_END = 0xfc000, GUEST_BYTE = 0xb5 };

void sim_between(struct sim *sim, sim_between_fn *act, void *context)
{
    sim->act = act;
    sim->act_context = context;
}

/* The domain, if it can act: it is unpaused and has not shut down. */
static struct sim_domain *guest_find(const struct sim *sim, uint32_t domid)
{
    struct sim_domain *domain = domid ? domain_find(sim, domid) : NULL;

    return domain && !domain->paused && !domain->dying && !domain->shut_down ? domain : NULL;
}

void sim_hold(struct sim *sim, uint32_t domid)
{
    domain_find(sim, domid)->held = true;
}

void sim_let_go(struct sim *sim, uint32_t domid)
{
    domain_find(sim, domid)->held = false;
    domains_reap(sim);
}

bool sim_guest_close(struct sim *sim, uint32_t domid, uint32_t port)
{
    struct sim_domain *domain = guest_find(sim, domid);

    if (!domain || port == 0 || port >= SIM_PORTS_MAX || domain->ports[port].state == PORT_FREE)
        return false;
    port_close(sim, domain, port);
    return true;
}

bool sim_guest_spoil_ring(struct sim *sim, uint32_t domid, uint32_t seed)
{
    struct sim_domain *domain = guest_find(sim, domid);
    uint64_t mfn = domain ? domain_mfn(domain, domain->params[HVM_PARAM_CONSOLE_PFN]) : 0;

    if (mfn == 0)
        return false;
    for (size_t i = 0; i < XEN_PAGE_SIZE; i += sizeof(seed)) {
        seed = seed * 1664525U + 1013904223U;
        memcpy(frame_bytes(sim, mfn) + i, &seed, sizeof(seed));
    }
    sim_guest_signal(sim, domid);
    return true;
}

/* The last of its extents in what is its memory; NULL without one. */
static struct sim_extent *extent_last(const struct sim_domain *domain)
{
    struct sim_extent *last = NULL;

    for (size_t i = 0; i < domain->extent_count; i++)
        if (domain->extents[i].gfn < GUEST_RAM_END)
            last = &domain->extents[i];
    return last;
}

uint64_t sim_guest_give_back(struct sim *sim, uint32_t domid, uint64_t pages)
{
    struct sim_domain *domain = guest_find(sim, domid);
    uint64_t done = 0;

    if (!domain || domain_is_pv(domain))
        return 0;
    for (; done < pages; done++) {
        struct sim_extent *last = extent_last(domain);
        uint64_t mfn = last ? last->mfn + last->count - 1 : 0;

        /* One page stays, so that no extent is empty. */
        if (!last || last->count == 1 || frame_is_mapped(sim, mfn))
            break;
        last->count--;
        domain->pages--;
        /* Xen scrubs what a dying domain had, not what a living one gives back. */
        memset(frame_bytes(sim, mfn), GUEST_BYTE, XEN_PAGE_SIZE);
        memory_give(sim, mfn, 1, false);
    }
    return done;
}

uint64_t sim_guest_grow(struct sim *sim, uint32_t domid, uint64_t pages)
{
    struct sim_domain *domain = guest_find(sim, domid);
    uint64_t done = 0, mfn;

    if (!domain || domain_is_pv(domain))
        return 0;
    for (; done < pages && domain->pages < domain->pages_max; done++) {
        const struct sim_extent *last = extent_last(domain);
        uint64_t gfn = last ? last->gfn + last->count : 0;

        if (gfn >= GUEST_RAM_END || !memory_take(sim, 0, &mfn))
            break;
        if (!paging_map(domain, gfn, 0)) {
            memory_give(sim, mfn, 1, true);
            break;
        }
        domain_extent_add(domain, gfn, mfn, 1);
    }
    return done;
}
