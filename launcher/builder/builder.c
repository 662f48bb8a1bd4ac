/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The order of steps that make a domain, and how they are undone.
 */
#include "launcher/builder/builder.h"
#include "launcher/builder/pv/pv.h"
#include "launcher/pci/devices.h"
#include "launcher/share/share.h"
#include "xen/window.h"
#include "xen/domain.h"
#include "xen/event.h"

static int lay_out(struct build *b)
{
    b->result->step = BUILD_LAYOUT;
    if (layout_make(&b->layout, b->domain->memory_kib, &b->kernel, b->domain->kernel.bootargs,
                    build_ramdisk_size(b), b->result->cause, sizeof(b->result->cause)))
        return -1;
    layout_shared_add(&b->layout, b->domain->shared_kib);
    b->ramdisk = b->layout.ramdisk;
    b->result->console_frame = LAYOUT_CONSOLE_GFN;
    b->result->store_frame = LAYOUT_STORE_GFN;
    return 0;
}

static int lay_out_pv(struct build *b)
{
    int error = build_shown_drop(b->site); /* its frame list goes there */

    if (error)
        return build_refused(b, BUILD_LAYOUT, "unmapping kernels kept for other domains", error);
    b->result->step = BUILD_LAYOUT;
    if (pv_layout_make(&b->pv, b->domain->memory_kib / 4, &b->kernel, build_ramdisk_size(b), false,
                       b->result->cause, sizeof(b->result->cause)))
        return -1;
    b->ramdisk = b->pv.ramdisk << XEN_PAGE_SHIFT;
    return 0;
}

/* Xen takes from what it has free what a domain costs already here. */
static int create(struct build *b)
{
    int error = build_memory_await(b);

    return error ? error : build_create(b);
}

static int create_pv(struct build *b)
{
    return pci_check(b) ? -1 : create(b);
}

/* Binds to a port of the domain; 0 or Xen's error, and then there is no port. */
static int port_bind(struct build *b, uint32_t remote, uint32_t *port)
{
    int error = xen_event_bind(b->xen, b->domid, remote, port);

    *port = error ? 0 : *port;
    return error;
}

/* Console and, where the launcher serves it, store: pages and ports at the launcher's side. */
static int rings_open(struct build *b)
{
    struct build_result *result = b->result;
    const uint64_t frames[RINGS_PER_DOMAIN] = {
        [RING_CONSOLE] = result->console_frame,
        [RING_STORE] = result->store_frame,
    };
    _Static_assert((int)LCM_DOMAINS_MAX * RINGS_PER_DOMAIN <= (int)WINDOW_RING_PAGES,
                   "rings of all domains fit");
    bool has_store = b->boot->store && site_serves_store(b->site, b->domain) &&
                     result->store == BUILD_STORE_NAMED;
    int error = window_map(b->xen, &b->boot->rings, b->slot * RINGS_PER_DOMAIN, frames,
                           has_store ? RINGS_PER_DOMAIN : 1, b->domid);

    if (error)
        return build_refused(b, BUILD_CONSOLE, "its rings", error);
    error = port_bind(b, result->console_remote, &result->console_port);
    if (error)
        return build_refused(b, BUILD_CONSOLE, "its console's event channel", error);
    error = has_store ? port_bind(b, result->store_remote, &result->store_port) : 0;
    return error ? build_refused(b, BUILD_CONSOLE, "its store's event channel", error) : 0;
}

/* The steps in their order; what follows BUILD_CREATE is undone when it fails. */
static const struct build_sequence sequence_pvh[] = {
    {BUILD_VERIFY, build_verify},
    {BUILD_KERNEL, build_kernel_read},
    {BUILD_LAYOUT, lay_out},
    {BUILD_CREATE, create},
    {BUILD_CREATE, build_pool_enter},
    {BUILD_POPULATE, build_memory_create},
    {BUILD_LOAD, build_payloads_load},
    {BUILD_LOAD, build_info_write},
    {BUILD_CHANNELS, build_channels_make},
    {BUILD_CHANNELS, build_grants_make},
    {BUILD_VCPU, build_cpuid_set},
    {BUILD_VCPU, build_vcpu_set},
    {BUILD_VCPU, build_affinity_set},
    {BUILD_CONSOLE, rings_open},
};

static const struct build_sequence sequence_pv[] = {
    {BUILD_VERIFY, build_verify},         {BUILD_KERNEL, build_kernel_read},
    {BUILD_LAYOUT, lay_out_pv},           {BUILD_CREATE, create_pv},
    {BUILD_CREATE, build_pool_enter},     {BUILD_POPULATE, build_pv_memory_create},
    {BUILD_LOAD, build_payloads_load},    {BUILD_CHANNELS, build_channels_make},
    {BUILD_CHANNELS, build_grants_make},  {BUILD_LOAD, build_pv_info_write},
    {BUILD_TABLES, build_pv_tables_make}, {BUILD_VCPU, build_cpuid_set},
    {BUILD_VCPU, build_pv_vcpu_set},      {BUILD_VCPU, build_affinity_set},
    {BUILD_DEVICES, pci_attach},          {BUILD_CONSOLE, rings_open},
};

enum {
    STEPS_PVH = sizeof(sequence_pvh) / sizeof(sequence_pvh[0]),
    STEPS_PV = sizeof(sequence_pv) / sizeof(sequence_pv[0]),
    CREATED = 4, /* steps done, in either, once the domain exists */
};

void builder_begin(struct builder *builder, struct build_site *site,
                   const struct lcm_domain *domain, uint32_t slot, struct build_result *result)
{
    bool pv = domain->mode == LCM_MODE_PV;

    build_begin(&builder->build, site, domain, result);
    builder->build.slot = slot;
    builder->build.sequence = pv ? sequence_pv : sequence_pvh;
    builder->build.count = pv ? STEPS_PV : STEPS_PVH;
    builder->is_undoing = false;
}

/* The next step of undoing a build that failed; whether there is more. */
static bool undo_step(struct builder *builder)
{
    struct build *b = &builder->build;

    if (teardown_step(&builder->teardown, b->site))
        return true;
    b->result->stuck = !builder->teardown.is_gone;
    b->result->console_port = b->result->store_port = 0;
    return false;
}

/* The next step of building; whether there is more, be it to undo. */
static bool next_step(struct builder *builder)
{
    struct build *b = &builder->build;

    if (build_step(b))
        return true;
    if (b->result->built && b->domain->mode == LCM_MODE_PVH)
        build_holder_note(b);
    if (b->result->built || b->done < CREATED)
        return false;
    build_windows_drop(b);
    build_list_drop(b);
    teardown_begin(&builder->teardown, b->domid, b->slot, b->result);
    builder->is_undoing = true;
    return true;
}

bool builder_step(struct builder *builder)
{
    struct build *b = &builder->build;
    uint64_t calls = b->xen->calls;
    bool more = builder->is_undoing ? undo_step(builder) : next_step(builder);

    b->result->calls += b->xen->calls - calls;
    return more;
}
