/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * memory_op: populating domains, taking back own frames, memory maps, grant tables
 * (xen/common/memory.c, xen/arch/x86/mm.c).
 */
#include <string.h>

#include "sim/domain.h"
#include "sim/machine.h"
#include "sim/paging.h"
#include "sim/ranges.h"
#include "sim/serve.h"
#include "sim/spaces.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "sim/windows.h"
#include "xen/errno.h"

#include <xen/memory.h>

/* Limits of Xen: extents of the control domain; entries of a memory map; extents in one call. */
enum { ORDER_MAX = 18, MAP_ENTRIES_MAX = 1024, ORDER_2M = 9 };
#define EXTENTS_MAX (UINT32_MAX >> 6)
/* Guest frames that nested page tables of four levels can name. */
#define GFN_END (UINT64_C(1) << 36)

static const char *order_name(unsigned int order)
{
    return order == 0           ? "4 KiB"
           : order == ORDER_2M  ? "2 MiB"
           : order == ORDER_MAX ? "1 GiB"
                                : "odd";
}

/* The extents of a reservation as the caller's memory has them. */
static uint64_t frame_at(const struct xen_memory_reservation *request, uint64_t i)
{
    uint64_t list, frame;

    memcpy(&list, &request->extent_start, sizeof(list));
    memcpy(&frame, (const uint8_t *)(uintptr_t)list + i * sizeof(frame), sizeof(frame));
    return frame;
}

static void frame_put(const struct xen_memory_reservation *request, uint64_t i, uint64_t frame)
{
    uint64_t list;

    memcpy(&list, &request->extent_start, sizeof(list));
    memcpy((uint8_t *)(uintptr_t)list + i * sizeof(frame), &frame, sizeof(frame));
}

/* Domain 0's frames have no place in the fake; those of others are populated once. */
static bool extent_wrong(struct sim *sim, const struct sim_domain *domain, uint64_t gfn,
                         uint64_t size)
{
    uint64_t pages = domain->domid ? domain->pages : ranges_total(&sim->own);

    if (gfn % size || gfn >= GFN_END || size > GFN_END - gfn) {
        (void)sim_fault(sim, XEN_EINVAL, "gfn %#llx is not where an extent of %llu pages may be",
                        (unsigned long long)gfn, (unsigned long long)size);
        return true;
    }
    if (domain_has_any(domain, gfn, size)) {
        (void)sim_fault(sim, XEN_EINVAL, "gfn %#llx of domain %u is populated already",
                        (unsigned long long)gfn, domain->domid);
        return true;
    }
    if (pages + size > domain->pages_max && domain->lost)
        return true;
    if (pages + size > domain->pages_max) {
        (void)sim_fault(sim, XEN_EINVAL, "domain %u goes beyond its limit of %llu KiB",
                        domain->domid, (unsigned long long)domain->pages_max * 4);
        return true;
    }
    return false;
}

/* Gives the domain one extent; a PV domain is told its machine frame. False without memory. */
static bool extent_give(struct sim *sim, struct sim_domain *domain,
                        const struct xen_memory_reservation *request, uint64_t i)
{
    uint64_t gfn = frame_at(request, i), size = UINT64_C(1) << request->extent_order, mfn;

    if (extent_wrong(sim, domain, gfn, size) || !memory_take(sim, request->extent_order, &mfn))
        return false;
    if (!paging_map(domain, gfn, request->extent_order)) {
        /* The domain has it, nowhere. Xen before 4.16 counts it as done. */
        domain_extent_add(domain, GFN_END + domain->lost, mfn, size);
        domain->lost += size;
        return !sim->layouts->populate_tells;
    }
    sim->work.extents++;
    sim->work.populated += size;
    if (domain->domid == 0) {
        ranges_add(&sim->own, mfn, size);
    } else {
        domain_extent_add(domain, gfn, mfn, size);
        domain->extents_done[request->extent_order / ORDER_2M]++;
    }
    if (domain->domid == 0 || domain_is_pv(domain)) {
        for (uint64_t j = 0; j < size; j++)
            sim->m2p[mfn + j] = gfn + j;
        frame_put(request, i, mfn);
    }
    return true;
}

/* Returns the number of extents done, as Xen does: fewer where memory runs out. */
static int64_t serve_populate(struct sim *sim, const struct xen_memory_reservation *request)
{
    bool self = request->domid == DOMID_SELF;
    struct sim_domain *domain = self ? sim->domains[0] : domain_find(sim, request->domid);
    uint64_t count = request->nr_extents, done = 0;

    sim->operation.counted = true;
    sim_say(sim, self ? 0 : request->domid, "populate %llu extent%s of %s from gfn %#llx",
            (unsigned long long)count, count == 1 ? "" : "s", order_name(request->extent_order),
            count ? (unsigned long long)frame_at(request, 0) : 0);
    if (!domain || domain->dying || (domain->domid == 0 && !self))
        return sim_fault(sim, 0, "populate of domain %u, which is not there", request->domid);
    if (request->mem_flags || request->extent_order > ORDER_MAX || count == 0 ||
        count > EXTENTS_MAX) {
        return sim_fault(sim, 0, "populate of %llu extents, order %u, flags %#x",
                         (unsigned long long)count, request->extent_order, request->mem_flags);
    }
    if (!self && !domain_is_pv(domain) && !domain->has_pool)
        return sim_fault(sim, 0, "populate before the paging pool was sized");
    if (sim->calls == sim->short_call)
        count /= 2;
    while (done < count && extent_give(sim, domain, request, done))
        done++;
    return (int64_t)done;
}

static int64_t serve_decrease(struct sim *sim, const struct xen_memory_reservation *request)
{
    uint64_t done = 0;

    sim->operation.counted = true;
    sim_say(sim, 0, "give back %llu own frames", (unsigned long long)request->nr_extents);
    if (request->domid != DOMID_SELF || request->extent_order || request->mem_flags) {
        return sim_fault(sim, 0, "decrease_reservation of domain %u, order %u", request->domid,
                         request->extent_order);
    }
    for (; done < request->nr_extents; done++) {
        uint64_t mfn = frame_at(request, done);

        if (!ranges_have(&sim->own, mfn, 1)) {
            (void)sim_fault(sim, 0, "frame %#llx is not domain 0's", (unsigned long long)mfn);
            break;
        }
        if (frame_is_mapped(sim, mfn) || frame_is_table(sim, mfn)) {
            (void)sim_fault(sim, 0, "frame %#llx is given back while it is mapped, or a table",
                            (unsigned long long)mfn);
            break;
        }
        if (!frame_is_zero(sim, mfn)) {
            (void)sim_fault(sim, 0, "frame %#llx is given back with old bytes in it",
                            (unsigned long long)mfn);
        }
        ranges_remove(&sim->own, mfn, 1);
        memory_give(sim, mfn, 1, false);
    }
    return (int64_t)done;
}

static int64_t serve_map(struct sim *sim, uint64_t address)
{
    struct xen_foreign_memory_map request;
    struct sim_domain *domain;
    uint64_t list, end = 0;

    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    memcpy(&list, &request.map.buffer, sizeof(list));
    sim_say(sim, request.domid, "set its memory map of %u entries", request.map.nr_entries);
    domain = domain_find(sim, request.domid);
    if (!domain || domain->domid == 0)
        return sim_fault(sim, XEN_ESRCH, "set_memory_map of domain %u", request.domid);
    if (request.map.nr_entries == 0 || request.map.nr_entries > MAP_ENTRIES_MAX ||
        request.map.nr_entries > SIM_MAP_MAX)
        return sim_fault(sim, XEN_EINVAL, "a memory map of %u entries", request.map.nr_entries);
    domain->map_count = request.map.nr_entries;
    memcpy(domain->map, (const void *)(uintptr_t)list, domain->map_count * sizeof(domain->map[0]));
    for (uint32_t i = 0; i < domain->map_count; i++) {
        const struct e820_entry *entry = &domain->map[i];

        if (entry->size == 0 || entry->address < end || entry->type < 1 || entry->type > 5 ||
            entry->size > UINT64_MAX - entry->address)
            return sim_fault(sim, XEN_EINVAL, "memory map: entry %u overlaps or is empty", i);
        end = entry->address + entry->size;
    }
    return 0;
}

/* Makes a grant table of so many frames, or leaves it (gnttab_get_shared_frame_mfn()). */
static bool grants_grow(struct sim *sim, struct sim_domain *domain, uint32_t count)
{
    uint32_t before = domain->grant_count;

    while (domain->grant_count < count) {
        if (!memory_take(sim, 0, &domain->grants[domain->grant_count])) {
            while (domain->grant_count > before)
                memory_give(sim, domain->grants[--domain->grant_count], 1, true);
            return false;
        }
        domain->grant_count++;
    }
    return true;
}

static int64_t serve_acquire(struct sim *sim, uint64_t address)
{
    struct xen_mem_acquire_resource request;
    struct sim_domain *domain;
    uint64_t list;

    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    memcpy(&list, &request.frame_list, sizeof(list));
    sim_say(sim, request.domid, "ask for its grant table's frame");
    domain = domain_find(sim, request.domid);
    if (!domain || domain->domid == 0)
        return sim_fault(sim, XEN_ESRCH, "acquire_resource of domain %u", request.domid);
    if (request.type != XENMEM_resource_grant_table ||
        request.id != XENMEM_resource_grant_table_id_shared || request.nr_frames != 1 ||
        request.pad != 0 || list == 0) {
        return sim_fault(sim, XEN_EINVAL, "acquire_resource: type %u, id %u, %u frames, pad %#x",
                         request.type, request.id, request.nr_frames, request.pad);
    }
    if (request.frame >= (domain->create.max_grant_frames < 0
                              ? SIM_GRANT_FRAMES
                              : (uint64_t)domain->create.max_grant_frames))
        return sim_fault(sim, XEN_EINVAL, "frame %llu is beyond the grant table of domain %u",
                         (unsigned long long)request.frame, request.domid);
    if (!grants_grow(sim, domain, (uint32_t)request.frame + 1))
        return -XEN_EINVAL;
    memcpy((void *)(uintptr_t)list, &domain->grants[request.frame], sizeof(*domain->grants));
    return 0;
}

/* A host with 3 GiB below 4 GiB, but for the hole that was asked for, and all the rest above. */
static int64_t serve_host_map(struct sim *sim, uint64_t address)
{
    const uint64_t mib = UINT64_C(1) << 20, hole = sim->config.hole_kib * 1024;
    const struct e820_entry map[] = {
        {0, 0x9f000, E820_RAM},
        {0x9f000, 0x61000, E820_RESERVED},
        {mib, (hole ? hole : 2 * mib) - mib, E820_RAM},
        {hole ? hole + mib : 2 * mib, 3072 * mib - (hole ? hole + mib : 2 * mib), E820_RAM},
        {4096 * mib, UINT64_C(1) << 40, E820_RAM},
    };
    struct xen_memory_map request;
    uint64_t buffer;

    sim_say(sim, -1, "ask for the host's memory map");
    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    memcpy(&buffer, &request.buffer, sizeof(buffer));
    if (request.nr_entries < sizeof(map) / sizeof(map[0])) {
        return sim_fault(sim, XEN_EINVAL, "room for %u entries of the host's map",
                         request.nr_entries);
    }
    request.nr_entries = sizeof(map) / sizeof(map[0]);
    memcpy((void *)(uintptr_t)buffer, map, sizeof(map));
    memcpy((void *)(uintptr_t)address, &request, sizeof(request));
    return 0;
}

int64_t serve_memory(struct sim *sim, uint64_t command, uint64_t address)
{
    struct xen_memory_reservation request;

    switch (command) {
    case XENMEM_populate_physmap:
    case XENMEM_decrease_reservation:
        memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
        return command == XENMEM_populate_physmap ? serve_populate(sim, &request)
                                                  : serve_decrease(sim, &request);
    case XENMEM_machine_memory_map:
        return serve_host_map(sim, address);
    case XENMEM_set_memory_map:
        return serve_map(sim, address);
    case XENMEM_acquire_resource:
        return serve_acquire(sim, address);
    default:
        return sim_fault(sim, XEN_ENOSYS, "memory command %llu is none that a launcher needs",
                         (unsigned long long)command);
    }
}
