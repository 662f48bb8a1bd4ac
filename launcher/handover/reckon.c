/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * How much memory and how many vCPUs the next domain 0 gets, and what lies where in it.
 */
#include "core/layout/cost.h"
#include "launcher/cpus/pool.h"
#include "launcher/handover/steps.h"
#include "xen/log.h"
#include "xen/domain.h"
#include "xen/memory_op.h"

enum { HOST_MAP_MAX = 128 };

const struct lcm_domain *handover_dom0(const struct launch *launch, uint32_t *i)
{
    const struct lcm_plan *plan = &launch->image.plan;

    *i = lcm_dom0(plan);
    return *i < plan->domain_count ? &plan->domains[*i] : NULL;
}

uint64_t handover_spare_pages(const struct launch *launch)
{
    const struct lcm_plan *plan = &launch->image.plan;
    uint64_t total_kib, free_kib, others_kib, own_pages = launch->boot->start->nr_pages;
    uint32_t i;
    const struct lcm_domain *dom0 = handover_dom0(launch, &i);

    if (!dom0 || xen_host_memory(launch->xen, &total_kib, &free_kib))
        return 0;
    if (dom0->memory_kib) {
        uint64_t pages = dom0->memory_kib / 4;

        return pages > launch->boot->own_pages ? pages - launch->boot->own_pages : 0;
    }
    /* What the others take is known to the page only once they are built: rather too much. */
    others_kib = cost_reserve_kib(total_kib) + cost_plan_kib(plan);
    others_kib = others_kib > free_kib ? others_kib - free_kib : 0;
    return others_kib / 4 < own_pages ? own_pages - others_kib / 4 : 0;
}

/* How much memory it gets: as asked, or all that the other domains leave but a reserve for Xen. */
static int memory_reckon(struct build *b, uint64_t *pages)
{
    struct handover *h = handover_of(b);
    struct xen_domain_info own;
    uint64_t total_kib, free_kib, reserve_kib, room_kib, wanted_kib = b->domain->memory_kib;
    uint64_t list_kib = (uint64_t)b->boot->p2m.pages * (XEN_PAGE_SIZE / sizeof(uint64_t)) * 4;
    int error = xen_host_memory(b->xen, &total_kib, &free_kib);

    if (!error)
        error = xen_domain_info(b->xen, 0, &own);
    if (error)
        return build_refused(b, BUILD_LAYOUT, "the host's memory", error);
    reserve_kib = cost_reserve_kib(total_kib);
    room_kib = free_kib + own.pages * 4;
    room_kib = room_kib > reserve_kib ? room_kib - reserve_kib : 0;
    if (wanted_kib > room_kib) {
        return build_fail(
            b, BUILD_LAYOUT,
            "it does not fit: it asks for %lu KiB, the other domains and a reserve of "
            "%lu KiB for Xen leave %lu KiB; give it or the others less memory",
            (unsigned long)wanted_kib, (unsigned long)reserve_kib, (unsigned long)room_kib);
    }
    h->floor_pages = wanted_kib || room_kib > list_kib ? 0 : COST_DOM0_FLOOR_KIB / 4;
    if (wanted_kib == 0)
        wanted_kib = room_kib < list_kib ? room_kib : list_kib;
    *pages = wanted_kib / 4;
    h->outcome->memory_kib = *pages * 4;
    error = xen_domain_set_max_memory(b->xen, 0, wanted_kib + own.pages * 4);
    return error ? build_refused(b, BUILD_LAYOUT, "its memory limit", error) : 0;
}

/* Xen made domain 0's vCPUs when the host booted: here they can only be left unused. */
static int vcpus_reckon(struct build *b)
{
    struct handover *h = handover_of(b);
    struct xen_domain_info own;
    uint32_t wanted = b->domain->cpus;
    int error = xen_domain_info(b->xen, 0, &own);

    if (error)
        return build_refused(b, BUILD_LAYOUT, "its vCPUs", error);
    if (wanted > own.vcpus) {
        log_line("domain %s: has %u vCPUs, not %u, since Xen made no more for domain 0; put "
                 "dom0_max_vcpus=%u on Xen's command line",
                 b->domain->name, (unsigned int)own.vcpus, (unsigned int)wanted,
                 (unsigned int)wanted);
    }
    if (b->site->cpus->helpers && !b->kernel.linux_guest) {
        return build_fail(
            b, BUILD_LAYOUT,
            "its kernel is not Linux and cannot be told to leave alone the vCPUs that "
            "built domains; leave cpus= away on the launcher's command line");
    }
    b->vcpus_made = own.vcpus;
    b->vcpus_limit = wanted < own.vcpus && b->kernel.linux_guest ? wanted : 0;
    h->outcome->vcpus = wanted < own.vcpus ? wanted : own.vcpus;
    return 0;
}

/* Linux wants its kernel and first tables on memory that the host has at the same addresses. */
static int host_map_check(struct build *b)
{
    static struct e820_entry map[HOST_MAP_MAX];
    uint64_t at = b->kernel.paddr_start - b->pv.paddr_offset;
    uint64_t end = b->pv.map.pages << XEN_PAGE_SHIFT;
    uint32_t count = HOST_MAP_MAX;
    int error = xen_memory_host_map(b->xen, map, &count);
    bool moved = true;

    if (error)
        return build_refused(b, BUILD_LAYOUT, "the host's memory map", error);
    while (at < end && moved) {
        moved = false;
        for (uint32_t i = 0; i < count; i++) {
            if (map[i].type == E820_RAM && at >= map[i].address &&
                at - map[i].address < map[i].size) {
                at = map[i].address + map[i].size;
                moved = true;
            }
        }
    }
    return at >= end ? 0
                     : build_fail(b, BUILD_LAYOUT,
                                  "its kernel needs memory at 0x%lx, where this host has none; use "
                                  "a kernel made for another address",
                                  (unsigned long)at);
}

int handover_layout(struct build *b)
{
    struct handover *h = handover_of(b);
    const struct boot *boot = b->boot;
    uint64_t pages = 0;
    int error;

    /* Nobody else could zero the rest. */
    if (boot->pending_kib) {
        cpus_memory_give(b->site->cpus, b->site->boot);
        return BUILD_AGAIN;
    }
    error = memory_reckon(b, &pages);
    if (!error)
        error = vcpus_reckon(b);
    if (error)
        return error;
    /* As long as it will be. */
    b->record = h->launch->archive;
    b->record_size = launch_archive_make(h->launch);
    b->result->step = BUILD_LAYOUT;
    if (pv_layout_make(&b->pv, pages, &b->kernel, build_ramdisk_size(b), true, b->result->cause,
                       sizeof(b->result->cause)))
        return -1;
    b->ramdisk = b->pv.ramdisk << XEN_PAGE_SHIFT;
    h->jump_pfn = (boot->jump_address - b->pv.map.address) >> XEN_PAGE_SHIFT;
    if (h->jump_pfn >= (b->kernel.paddr_start - b->pv.paddr_offset) >> XEN_PAGE_SHIFT) {
        return build_fail(b, BUILD_LAYOUT,
                          "its kernel takes the address 0x%lx, from which the launcher jumps to "
                          "it; use a kernel made for another address",
                          (unsigned long)boot->jump_address);
    }
    if (b->pv.needed + boot->own_pages > pages) {
        return build_fail(b, BUILD_LAYOUT,
                          "kernel, ramdisk and page tables take %lu KiB, of its %lu KiB the "
                          "launcher has %lu KiB; give it more memory",
                          (unsigned long)b->pv.needed * 4, (unsigned long)pages * 4,
                          (unsigned long)boot->own_pages * 4);
    }
    if (b->pv.needed + h->floor_pages > pages) {
        return build_fail(
            b, BUILD_LAYOUT,
            "the others leave it %lu KiB, of which kernel, ramdisk and page tables "
            "take %lu KiB, and it needs %d KiB to run in; give the others less memory",
            (unsigned long)pages * 4, (unsigned long)b->pv.needed * 4, COST_DOM0_FLOOR_KIB);
    }
    return host_map_check(b);
}
