/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The hand-over: builds the dom0 that the LCM asks for in fresh memory of domain 0, and leaves for
 * it.
 *
 * Domain 0 keeps its identity, and with it its privilege and all that Xen gave it; what changes are
 * its page frames, its page tables and the state of its one vCPU. The new address space consists of
 * fresh frames; the launcher's own few are numbered last, but for the page that is left from, which
 * both spaces show at one address. Everything that can fail happens before the point of no return:
 * until then the launcher can stay as the resident service.
 */
#include <string.h>

#include "core/record/archive.h"
#include "launcher/builder/parts/guest.h"
#include "launcher/builder/pv/pv.h"
#include "xen/clock.h"
#include "xen/console_output.h"
#include "xen/domain.h"
#include "xen/errno.h"
#include "xen/event.h"
#include "xen/frames.h"
#include "launcher/launch/launch.h"
#include "xen/log.h"
#include "xen/memory_op.h"
#include "xen/mmu.h"

enum { HOST_MAP_MAX = 128, RESERVE_SHARE = 16, BATCH = XEN_CLEAR_MAX };

#define RESERVE_MAX_KIB (UINT64_C(128) << 10)

static struct {
    struct launch *launch;
    struct domain_record *record;
    struct build build;
    uint64_t jump_pfn;    /* of the page that is left from, in the new space */
    uint64_t spare_first; /* the spare page frames that were taken over ... */
    uint64_t spare_end;   /* ... up to here; 0: none */
    uint64_t floor_pages; /* that it has to run in at least */
    bool pinned;
} next;

static struct record record;
static char archive[ARCHIVE_MAX] __attribute__((aligned(8)));

/* Writes the record as it is now; 0 where it does not fit. */
static size_t archive_make(void)
{
    size_t size;

    launch_tell(next.launch, &record);
    size = record_write(&record, archive + ARCHIVE_HEAD, RECORD_BLOB_MAX);
    return size ? archive_write(archive + ARCHIVE_HEAD, size, archive, sizeof(archive)) : 0;
}

/* -- the steps, in their order --------------------------------------------------------------- */

uint64_t handover_reserve_kib(uint64_t total_kib)
{
    uint64_t share_kib = total_kib / RESERVE_SHARE;

    return share_kib < RESERVE_MAX_KIB ? share_kib : RESERVE_MAX_KIB;
}

static const struct lcm_domain *dom0_of(const struct launch *launch, uint32_t *i)
{
    const struct lcm_plan *plan = &launch->image.plan;

    for (*i = 0; *i < plan->domain_count; (*i)++)
        if (plan->domains[*i].domid == 0)
            return &plan->domains[*i];
    return NULL;
}

uint64_t launch_spare_pages(const struct launch *launch)
{
    const struct lcm_plan *plan = &launch->image.plan;
    uint64_t total_kib, free_kib, others_kib, own_pages = launch->boot->start->nr_pages;
    const struct lcm_domain *dom0;
    uint32_t i;

    dom0 = dom0_of(launch, &i);
    if (!dom0 || xen_host_memory(launch->xen, &total_kib, &free_kib))
        return 0;
    if (dom0->memory_kib) {
        uint64_t pages = dom0->memory_kib / 4;

        return pages > launch->boot->own_pages ? pages - launch->boot->own_pages : 0;
    }
    /* What the others take is known to the page only once they are built: rather too much. */
    others_kib = handover_reserve_kib(total_kib) + build_plan_kib(plan);
    others_kib = others_kib > free_kib ? others_kib - free_kib : 0;
    return others_kib / 4 < own_pages ? own_pages - others_kib / 4 : 0;
}

/* How much memory it gets: as asked, or all that the other domains leave but a reserve for Xen. */
static int memory_reckon(struct build *b, uint64_t *pages)
{
    struct xen_domain_info own;
    uint64_t total_kib, free_kib, reserve_kib, room_kib, wanted_kib = b->domain->memory_kib;
    uint64_t list_kib = (uint64_t)b->boot->p2m.pages * (XEN_PAGE_SIZE / sizeof(uint64_t)) * 4;
    int error = xen_host_memory(b->xen, &total_kib, &free_kib);

    if (!error)
        error = xen_domain_info(b->xen, 0, &own);
    if (error)
        return build_refused(b, BUILD_LAYOUT, "the host's memory", error);
    reserve_kib = handover_reserve_kib(total_kib);
    room_kib = free_kib + own.pages * 4;
    room_kib = room_kib > reserve_kib ? room_kib - reserve_kib : 0;
    if (wanted_kib > room_kib) {
        return build_fail(
            b, BUILD_LAYOUT,
            "it does not fit: it asks for %lu KiB, the other domains and a reserve of "
            "%lu KiB for Xen leave %lu KiB; give it or the others less memory",
            (unsigned long)wanted_kib, (unsigned long)reserve_kib, (unsigned long)room_kib);
    }
    next.floor_pages = wanted_kib || room_kib > list_kib ? 0 : HANDOVER_FLOOR_KIB / 4;
    if (wanted_kib == 0)
        wanted_kib = room_kib < list_kib ? room_kib : list_kib;
    *pages = wanted_kib / 4;
    next.record->memory_kib = *pages * 4;
    error = xen_domain_set_max_memory(b->xen, 0, wanted_kib + own.pages * 4);
    return error ? build_refused(b, BUILD_LAYOUT, "its memory limit", error) : 0;
}

/* Xen made domain 0's vCPUs when the host booted: here they can only be left unused. */
static int vcpus_reckon(struct build *b)
{
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
    b->vcpus_made = own.vcpus;
    b->vcpus_limit = wanted < own.vcpus && b->kernel.linux_guest ? wanted : 0;
    next.record->vcpus = wanted < own.vcpus ? wanted : own.vcpus;
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

static int lay_out(struct build *b)
{
    const struct boot *boot = b->boot;
    uint64_t ramdisk = build_ramdisk_size(b), pages = 0;
    int error = memory_reckon(b, &pages);

    if (!error)
        error = vcpus_reckon(b);
    if (error)
        return error;
    /* The record as long as it will be: of a domain 0 that was handed over. */
    next.record->state = DOMAIN_RUNNING;
    b->ramdisk_extra = -ramdisk % ARCHIVE_ALIGN + archive_make();
    next.record->state = DOMAIN_FAILED;
    b->result->step = BUILD_LAYOUT;
    if (pv_layout_make(&b->pv, pages, &b->kernel, ramdisk + b->ramdisk_extra, true,
                       b->result->cause, sizeof(b->result->cause)))
        return -1;
    b->ramdisk = b->pv.ramdisk << XEN_PAGE_SHIFT;
    next.jump_pfn = (boot->jump_address - b->pv.map.address) >> XEN_PAGE_SHIFT;
    if (next.jump_pfn >= (b->kernel.paddr_start - b->pv.paddr_offset) >> XEN_PAGE_SHIFT) {
        return build_fail(b, BUILD_LAYOUT,
                          "its kernel takes the address 0x%lx, which the launcher leaves from; use "
                          "a kernel made for another address",
                          (unsigned long)boot->jump_address);
    }
    if (b->pv.needed + boot->own_pages > pages) {
        return build_fail(b, BUILD_LAYOUT,
                          "kernel, ramdisk and page tables take %lu KiB, of its %lu KiB the "
                          "launcher has %lu KiB; give it more memory",
                          (unsigned long)b->pv.needed * 4, (unsigned long)pages * 4,
                          (unsigned long)boot->own_pages * 4);
    }
    if (b->pv.needed + next.floor_pages > pages) {
        return build_fail(
            b, BUILD_LAYOUT,
            "the others leave it %lu KiB, of which kernel, ramdisk and page tables "
            "take %lu KiB, and it needs %d KiB to run in; give the others less memory",
            (unsigned long)pages * 4, (unsigned long)b->pv.needed * 4, HANDOVER_FLOOR_KIB);
    }
    return host_map_check(b);
}

/* The page frames that the launcher's own are not among: those come last. */
static uint64_t fresh_end(const struct build *b)
{
    return b->pv.pages - b->boot->own_pages + 1;
}

/* Populates page frames [first, end) but for those that are there: spare ones, and the list's. */
static int populate(struct build *b, uint64_t first, uint64_t end)
{
    uint64_t before = next.spare_end && next.spare_first < end ? next.spare_first : end;
    int error = first < before ? build_pv_populate(b, first, before) : 0;

    first = first > next.spare_end ? first : next.spare_end;
    return !error && before < end && first < end ? build_pv_populate(b, first, end) : error;
}

/* Whether the spare page frame was taken over with its number. */
static bool is_adopted(const struct build *b, uint64_t pfn)
{
    return pfn < next.spare_end && b->p2m[pfn] == b->boot->spare_list[pfn];
}

/* Zeroes those spare page frames that are in use, as fresh ones are. */
static int spare_clear(struct build *b)
{
    uint64_t mfns[BATCH], end = next.spare_end < b->pv.needed ? next.spare_end : b->pv.needed;
    uint32_t count = 0;
    int error = 0;

    for (uint64_t pfn = next.spare_first; pfn < end && !error; pfn++) {
        if (is_adopted(b, pfn))
            mfns[count++] = b->p2m[pfn];
        if (count == BATCH || (count && pfn + 1 == end)) {
            error = xen_frames_clear(b->xen, mfns, count);
            count = 0;
        }
    }
    return error;
}

/* Gives back those whose number another frame has, and those beyond the memory. */
static int spare_trim(struct build *b)
{
    struct boot *boot = next.launch->boot;
    uint64_t mfns[BATCH];
    uint32_t count = 0;

    for (uint64_t pfn = boot->spare_first; pfn < boot->spare_end; pfn++) {
        if (!is_adopted(b, pfn))
            mfns[count++] = boot->spare_list[pfn];
        if (count == BATCH || (count && pfn + 1 == boot->spare_end)) {
            if (frames_release(b->xen, mfns, count) != count)
                return -XEN_EBUSY;
            count = 0;
            boot->spare_first = pfn + 1;
        }
    }
    return 0;
}

/* Takes over the spare page frames, with the numbers that they have: Xen need not be told. */
static int spare_adopt(struct build *b)
{
    struct boot *boot = next.launch->boot;
    int error;

    if (!boot->spare_list)
        return 0;
    next.spare_first = boot->spare_first;
    next.spare_end = boot->spare_end < fresh_end(b) ? boot->spare_end : fresh_end(b);
    for (uint64_t pfn = next.spare_first; pfn < next.spare_end; pfn++)
        b->p2m[pfn] = b->p2m[pfn] ? b->p2m[pfn] : boot->spare_list[pfn];
    error = spare_clear(b);
    if (!error)
        error = spare_trim(b);
    if (!error)
        error = boot_spare_finish(b->xen, boot, false);
    return error ? build_refused(b, BUILD_POPULATE, "its memory", error) : 0;
}

/* First only what is in use: the launch image still takes its own memory. */
static int memory_begin(struct build *b)
{
    int error = build_pv_list_make(b);

    if (!error)
        error = spare_adopt(b);
    if (!error)
        error = populate(b, 0, next.jump_pfn);
    if (!error)
        error = populate(b, next.jump_pfn + 1, b->pv.needed);
    return error ? error : build_pv_image_clear(b);
}

static int memory_finish(struct build *b)
{
    int error = b->boot->image ? boot_release_image(b->xen, next.launch->boot) : 0;

    if (error)
        return build_refused(b, BUILD_POPULATE, "the launch image's memory back", error);
    return populate(b, b->pv.needed, fresh_end(b));
}

/* Numbers the launcher's own frames: the page that is left from, all others last. */
static int own_frames_adopt(struct build *b)
{
    static struct xen_pte_update updates[BATCH];
    const struct boot *boot = b->boot;
    uint64_t pfn = fresh_end(b);
    struct xen_domain_info own = {0};
    int error = 0;

    for (uint64_t i = 0; i < boot->own_pages && !error;) {
        uint32_t count = 0;

        for (; count < BATCH && i < boot->own_pages; i++, count++) {
            uint64_t mine = i == boot->jump_pfn ? next.jump_pfn : pfn++;

            b->p2m[mine] = boot->own_mfn + i;
            updates[count].pointer = (boot->own_mfn + i) << XEN_PAGE_SHIFT | XEN_PTE_MACHPHYS;
            updates[count].value = mine;
        }
        error = xen_pte_update(b->xen, updates, count, DOMID_SELF);
    }
    if (!error)
        error = xen_domain_info(b->xen, 0, &own);
    if (!error) {
        /* What could not be given back is counted, too; Linux takes the limit for its memory. */
        error = xen_domain_set_max_memory(b->xen, 0, own.pages * 4);
    }
    return error ? build_refused(b, BUILD_TABLES, "its page frames", error) : 0;
}

static int tables_make(struct build *b)
{
    next.pinned = build_pv_tables_make(b) == 0;
    return next.pinned ? 0 : -1;
}

static int jump_ready(struct build *b)
{
    const struct boot_jump jump = {
        .top_mfn = b->p2m[b->pv.top_table],
        .entry = b->kernel.pv.entry,
        .stack = pv_address(&b->pv, b->pv.stack) + XEN_PAGE_SIZE,
        .start_info = pv_address(&b->pv, b->pv.start_info),
    };
    int error = boot_jump_prepare(b->xen, b->boot, &jump);

    return error ? build_refused(b, BUILD_START, "the page that is left from", error) : 0;
}

/* The record goes behind the ramdisk's own bytes, once all is known that it tells. */
static int record_put(struct build *b)
{
    uint64_t size = build_ramdisk_size(b);
    uint64_t at = b->ramdisk + size + -size % ARCHIVE_ALIGN;
    size_t archive_size;
    int error;

    next.record->created = clock_now();
    next.record->started = next.record->created;
    next.record->state = DOMAIN_RUNNING;
    next.launch->started++;
    archive_size = archive_make();
    if (at + archive_size != b->ramdisk + size + b->ramdisk_extra)
        return build_fail(b, BUILD_START, "the launch record changed its length; report this");
    error = guest_write(b, at, archive, archive_size);
    return error ? build_refused(b, BUILD_START, "the launch record", error) : 0;
}

static const struct build_sequence sequence[] = {
    {BUILD_VERIFY, build_verify},      {BUILD_KERNEL, build_kernel_read},
    {BUILD_LAYOUT, lay_out},           {BUILD_POPULATE, memory_begin},
    {BUILD_LOAD, build_payloads_load}, {BUILD_LOAD, build_pv_info_write},
    {BUILD_POPULATE, memory_finish},   {BUILD_TABLES, own_frames_adopt},
    {BUILD_TABLES, tables_make},       {BUILD_VCPU, build_affinity_set},
    {BUILD_START, jump_ready},         {BUILD_START, record_put},
};

enum { STEPS = sizeof(sequence) / sizeof(sequence[0]) };

/* -- giving up, and leaving ------------------------------------------------------------------ */

/* Gives back the fresh frames, but not the list that names them; and spare ones that it does not.
 */
static void frames_undo(struct build *b)
{
    const struct boot *boot = b->boot;
    uint64_t spare_end = boot->spare_list && next.spare_end ? boot->spare_end : 0;
    uint64_t end = b->pv.pages > spare_end ? b->pv.pages : spare_end;
    uint64_t mfns[BATCH + 1];
    uint32_t count = 0;

    for (uint64_t pfn = 0; pfn < end; pfn++) {
        uint64_t mfn = pfn < b->pv.pages ? b->p2m[pfn] : 0;
        bool listed = pfn >= b->pv.p2m && pfn - b->pv.p2m < b->pv.p2m_pages;

        if (mfn && mfn - boot->own_mfn >= boot->own_pages && !listed)
            mfns[count++] = mfn;
        if (pfn >= boot->spare_first && pfn < spare_end && !is_adopted(b, pfn))
            mfns[count++] = boot->spare_list[pfn];
        if (count >= BATCH - 1 || (count && pfn + 1 == end)) {
            (void)frames_release(b->xen, mfns, count);
            count = 0;
        }
    }
}

static void hand_over_undo(struct launch *launch, const struct lcm_domain *domain)
{
    struct build *b = &next.build;

    /* Tables could neither be zeroed nor given back. */
    for (int tries = 0; next.pinned && tries < XEN_UNDO_TRIES; tries++)
        next.pinned = xen_table_unpin(b->xen, b->p2m[b->pv.top_table], DOMID_SELF) != 0;
    build_windows_drop(b);
    if (b->p2m)
        frames_undo(b);
    build_list_drop(b);
    build_pv_list_release(b);
    /* Untouched unless some were taken over, and then all but the list is gone. */
    (void)boot_spare_finish(b->xen, launch->boot, next.spare_end == 0);
    if (next.record->state == DOMAIN_RUNNING)
        launch->started--;
    next.record->state = DOMAIN_FAILED;
    next.record->created = next.record->started = 0;
    launch->failed++;
    launch_failure_log(domain, &next.record->result);
    log_line("domain 0 stays with the launcher; the other domains run on");
}

bool launch_hand_over(struct launch *launch)
{
    struct build *b = &next.build;
    uint64_t calls = launch->xen->calls;
    const struct lcm_domain *domain;
    uint32_t i;

    domain = dom0_of(launch, &i);
    if (!domain)
        return false;
    memset(&next, 0, sizeof(next));
    next.launch = launch;
    next.record = &launch->domains[i];
    next.record->began = clock_now();
    build_begin(b, &launch->site, domain, &next.record->result);
    b->owner = DOMID_SELF;
    b->slot = i;
    if (build_run(b, sequence, STEPS) < STEPS) {
        next.record->result.calls = launch->xen->calls - calls;
        hand_over_undo(launch, domain);
        return false;
    }
    next.record->result.calls = launch->xen->calls - calls;
    /* Dom0's console daemon finds in the rings what the console does not take now. */
    resident_drain(launch);
    resident_ends_tell(launch);
    log_line("domain %s: takes over domain 0 with %lu KiB and %u vCPUs", domain->name,
             (unsigned long)next.record->memory_kib, (unsigned int)next.record->vcpus);
    launch_record(launch);
    output_finish();

    /* ===== the point of no return: what follows cannot be undone, and has nothing left to fail
     * ==== */

    for (int tries = 0; tries < XEN_UNDO_TRIES && xen_event_reset(launch->xen); tries++) {
    }
    boot_jump_leave(launch->boot);
    return true;
}
