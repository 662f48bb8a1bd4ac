/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The order of steps that make a domain, and how to undo them.
 */
#include "launcher/builder/builder.h"
#include "launcher/builder/parts/build.h"
#include "launcher/builder/pv/pv.h"
#include "xen/window.h"
#include "xen/domain.h"
#include "xen/event.h"

static int lay_out(struct build *b)
{
    b->result->step = BUILD_LAYOUT;
    if (layout_make(&b->layout, b->domain->memory_kib, &b->kernel, b->domain->kernel.bootargs,
                    build_ramdisk_size(b), b->result->cause, sizeof(b->result->cause)))
        return -1;
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

static int console_open(struct build *b)
{
    int error =
        window_map(b->xen, &b->boot->rings, b->slot, &b->result->console_frame, 1, b->domid);

    if (error)
        return build_refused(b, BUILD_CONSOLE, "its console ring", error);
    error = xen_event_bind(b->xen, b->domid, b->result->console_remote, &b->result->console_port);
    if (error) {
        b->result->console_port = 0;
        return build_refused(b, BUILD_CONSOLE, "its console's event channel", error);
    }
    return 0;
}

/* The steps in their order; what follows BUILD_CREATE is undone when it fails. */
static const struct build_sequence sequence_pvh[] = {
    {BUILD_VERIFY, build_verify},
    {BUILD_KERNEL, build_kernel_read},
    {BUILD_LAYOUT, lay_out},
    {BUILD_CREATE, build_create},
    {BUILD_CREATE, build_pool_enter},
    {BUILD_POPULATE, build_memory_create},
    {BUILD_LOAD, build_payloads_load},
    {BUILD_LOAD, build_info_write},
    {BUILD_CHANNELS, build_channels_make},
    {BUILD_VCPU, build_cpuid_set},
    {BUILD_VCPU, build_vcpu_set},
    {BUILD_VCPU, build_affinity_set},
    {BUILD_CONSOLE, console_open},
};

static const struct build_sequence sequence_pv[] = {
    {BUILD_VERIFY, build_verify},      {BUILD_KERNEL, build_kernel_read},
    {BUILD_LAYOUT, lay_out_pv},        {BUILD_CREATE, build_create},
    {BUILD_CREATE, build_pool_enter},  {BUILD_POPULATE, build_pv_memory_create},
    {BUILD_LOAD, build_payloads_load}, {BUILD_CHANNELS, build_channels_make},
    {BUILD_LOAD, build_pv_info_write}, {BUILD_TABLES, build_pv_tables_make},
    {BUILD_VCPU, build_cpuid_set},     {BUILD_VCPU, build_pv_vcpu_set},
    {BUILD_VCPU, build_affinity_set},  {BUILD_CONSOLE, console_open},
};

enum {
    STEPS_PVH = sizeof(sequence_pvh) / sizeof(sequence_pvh[0]),
    STEPS_PV = sizeof(sequence_pv) / sizeof(sequence_pv[0]),
    CREATED = 4, /* steps done, in either, once the domain exists */
};

bool build_undo(struct xen *xen, const struct boot *boot, uint32_t domid, uint32_t slot,
                uint32_t console_port)
{
    int tries = 0;

    build_pages_drop(xen, &boot->rings, slot, 1);
    while (console_port && tries++ < XEN_UNDO_TRIES && xen_event_close(xen, console_port)) {
    }
    for (tries = 0; tries < XEN_UNDO_TRIES; tries++)
        if (xen_domain_destroy(xen, domid) == 0)
            return true;
    return false;
}

/* Remembers that a PVH domain has its kernel and ramdisk, unless one before has the same. */
static void holder_note(const struct build *b)
{
    const struct lcm_module *ramdisk = &b->domain->ramdisk;
    struct build_holder *kernel = &b->site->kernels[b->domain->kernel.index - 1];

    if (!kernel->known)
        *kernel = (struct build_holder){.known = true, .domid = b->domid};
    if (ramdisk->present && !b->site->ramdisks[ramdisk->index - 1].known)
        b->site->ramdisks[ramdisk->index - 1] = (struct build_holder){true, b->domid, b->ramdisk};
}

bool build_domain(struct build_site *site, const struct lcm_domain *domain, uint32_t slot,
                  struct build_result *result)
{
    static struct build build;
    struct build *b = &build;
    bool pv = domain->mode == LCM_MODE_PV;
    const struct build_sequence *sequence = pv ? sequence_pv : sequence_pvh;
    size_t count = pv ? STEPS_PV : STEPS_PVH, done;
    uint64_t calls = site->xen->calls;

    build_begin(b, site, domain, result);
    b->slot = slot;
    done = build_run(b, sequence, count);
    result->built = done == count;
    if (result->built && !pv)
        holder_note(b);
    if (done < count && done >= CREATED) {
        build_windows_drop(b);
        build_list_drop(b);
        result->stuck = !build_undo(b->xen, b->boot, b->domid, slot, result->console_port);
        result->console_port = 0;
    }
    result->calls = b->xen->calls - calls;
    return result->built;
}
