/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Mapping what guests grant, by the address of the page table entry (xen/common/grant_table.c,
 * xen/arch/x86/mm.c: create_grant_pte_mapping); and guests that grant, and offer ports.
 */
#include <string.h>

#include "sim/domain.h"
#include "sim/life.h"
#include "sim/machine.h"
#include "sim/ranges.h"
#include "sim/serve.h"
#include "sim/sim.h"
#include "sim/spaces.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "sim/windows.h"
#include "xen/errno.h"

#include <xen/grant_table.h>

enum { ENTRIES = XEN_PAGE_SIZE / sizeof(grant_entry_v1_t) };

/* The entry of a window for grants; false where the address is another's. */
static bool entry_find(struct sim *sim, uint64_t address, struct sim_window **window,
                       uint32_t *page)
{
    return window_find(sim, address, window, page) && *window == &sim->windows[WINDOW_GRANTS];
}

/* The frame that a domain grants domain 0 to write; 0: it grants none. */
static uint64_t frame_granted(const struct sim *sim, const struct sim_domain *domain, uint32_t ref)
{
    grant_entry_v1_t entry;
    uint64_t mfn;

    if (!domain->grants[0] || ref >= ENTRIES)
        return 0;
    memcpy(&entry, frame_bytes(sim, domain->grants[0]) + ref * sizeof(entry), sizeof(entry));
    mfn = domain_is_pv(domain) ? entry.frame : domain_mfn(domain, entry.frame);
    if ((entry.flags & (GTF_type_mask | GTF_readonly)) != GTF_permit_access || entry.domid != 0)
        return 0;
    return mfn && frame_is_owned(sim, domain, mfn) && !frame_is_table(sim, mfn) ? mfn : 0;
}

static int64_t serve_map(struct sim *sim, uint64_t address)
{
    struct gnttab_map_grant_ref request;
    const struct sim_domain *domain;
    struct sim_window *window;
    uint32_t page;
    uint64_t mfn;

    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    sim_say(sim, request.dom, "map its grant %u", request.ref);
    if (request.flags != (GNTMAP_host_map | GNTMAP_contains_pte) ||
        !entry_find(sim, request.host_addr, &window, &page) || window->now[page].mfn)
        return sim_fault(sim, XEN_EINVAL, "a grant is mapped with flags %#x at %#llx",
                         request.flags, (unsigned long long)request.host_addr);
    domain = domain_find(sim, request.dom);
    mfn = domain && !domain->dying ? frame_granted(sim, domain, request.ref) : 0;
    request.status = (int16_t)(!domain ? GNTST_bad_domain : mfn ? GNTST_okay : GNTST_bad_gntref);
    request.handle = page + 1;
    if (mfn)
        window_set(sim, window, page,
                   (struct sim_view){.mfn = mfn, .domid = request.dom, .writable = true});
    windows_settle(sim);
    memcpy((void *)(uintptr_t)address, &request, sizeof(request));
    return 0;
}

static int64_t serve_unmap(struct sim *sim, uint64_t address)
{
    struct gnttab_unmap_grant_ref request;
    struct sim_window *window;
    uint32_t page;

    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    sim_say(sim, -1, "unmap a grant");
    if (!entry_find(sim, request.host_addr, &window, &page) || !window->now[page].mfn ||
        request.handle != page + 1 || request.dev_bus_addr)
        return sim_fault(sim, XEN_EINVAL, "a grant is unmapped that is not mapped at %#llx",
                         (unsigned long long)request.host_addr);
    window_set(sim, window, page, (struct sim_view){0});
    windows_flush(sim);
    domains_reap(sim);
    request.status = GNTST_okay;
    memcpy((void *)(uintptr_t)address, &request, sizeof(request));
    return 0;
}

int64_t serve_grant(struct sim *sim, uint64_t command, uint64_t address, uint64_t count)
{
    if (count == 1 && command == GNTTABOP_map_grant_ref)
        return serve_map(sim, address);
    if (count == 1 && command == GNTTABOP_unmap_grant_ref)
        return serve_unmap(sim, address);
    sim_say(sim, -1, "grant table command %llu", (unsigned long long)command);
    return sim_fault(sim, XEN_ENOSYS, "grant table command %llu is none that a launcher needs",
                     (unsigned long long)command);
}

bool sim_guest_grant(struct sim *sim, uint32_t domid, uint32_t ref, uint64_t pfn)
{
    const struct sim_domain *domain = domain_find(sim, domid);
    uint64_t mfn = domain ? domain_mfn(domain, pfn) : 0;
    const grant_entry_v1_t entry = {.flags = GTF_permit_access,
                                    .frame =
                                        (uint32_t)(domain && domain_is_pv(domain) ? mfn : pfn)};

    if (!mfn || !domain->grants[0] || ref >= ENTRIES)
        return false;
    memcpy(frame_bytes(sim, domain->grants[0]) + ref * sizeof(entry), &entry, sizeof(entry));
    return true;
}

uint32_t sim_guest_offer(struct sim *sim, uint32_t domid)
{
    struct sim_domain *domain = domain_find(sim, domid);

    for (uint32_t port = 1; domain && port < SIM_PORTS_MAX; port++) {
        if (domain->ports[port].state != PORT_FREE)
            continue;
        domain->ports[port] = (struct sim_port){.state = PORT_UNBOUND};
        return port;
    }
    return 0;
}

uint32_t sim_guest_port_signal(struct sim *sim, uint32_t domid, uint32_t port)
{
    const struct sim_domain *domain = domain_find(sim, domid);
    const struct sim_port *end = domain ? &domain->ports[port] : NULL;

    if (end && end->state == PORT_BOUND)
        port_signal(sim, sim->domains[0], end->remote_port);
    return end ? end->signals : 0;
}
