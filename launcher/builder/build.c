/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The order of steps that make a domain, and how to undo them.
 */
#include <stdarg.h>
#include <string.h>

#include "launcher/builder/parts/build.h"
#include "launcher/builder/pv/pv.h"
#include "xen/clock.h"
#include "xen/domain.h"
#include "xen/errno.h"
#include "xen/event.h"
#include "xen/window.h"
#include "core/base/text.h"

const char *build_step_name(enum build_step step)
{
    static const char *const names[] = {
        [BUILD_VERIFY] = "verify",     [BUILD_KERNEL] = "kernel",     [BUILD_LAYOUT] = "layout",
        [BUILD_CREATE] = "create",     [BUILD_POPULATE] = "populate", [BUILD_LOAD] = "load",
        [BUILD_CHANNELS] = "channels", [BUILD_TABLES] = "tables",     [BUILD_VCPU] = "vcpu",
        [BUILD_CONSOLE] = "console",   [BUILD_START] = "start",
    };

    return names[step];
}

int build_fail(struct build *b, enum build_step step, const char *format, ...)
{
    struct text text;
    va_list arguments;

    b->result->step = step;
    text_init(&text, b->result->cause, sizeof(b->result->cause));
    va_start(arguments, format);
    text_append_va(&text, format, arguments);
    va_end(arguments);
    return -1;
}

static const char *remedy_for(const struct build *b, enum build_step step, int64_t error)
{
    if (error == -XEN_ENOMEM)
        return "give the domains less memory or the host more";
    if (step == BUILD_CREATE && error == -XEN_EEXIST)
        return "choose another domid";
    if (step == BUILD_CREATE && b->domain->mode == LCM_MODE_PVH &&
        (error == -XEN_EOPNOTSUPP || error == -XEN_EINVAL)) {
        return "PVH needs a host with hardware virtualization and nested paging, enabled in the "
               "firmware";
    }
    return "Xen's own messages may say more (loglvl=all guest_loglvl=all)";
}

int build_refused(struct build *b, enum build_step step, const char *what, int64_t error)
{
    return build_fail(b, step, "%s: Xen says %s; %s", what, xen_strerror(error),
                      remedy_for(b, step, error));
}

bool build_payload_good(struct build_site *site, uint32_t index)
{
    enum build_digest *digest = &site->digests[index - 1];

    if (*digest == DIGEST_UNKNOWN)
        *digest = image_payload_verify(site->image, index) ? DIGEST_GOOD : DIGEST_BAD;
    return *digest == DIGEST_GOOD;
}

static int verify_module(struct build *b, const struct lcm_module *module, const char *what)
{
    if (module->present && !build_payload_good(b->site, module->index)) {
        return build_fail(b, BUILD_VERIFY,
                          "the %s (payload %u) is damaged: its SHA-256 is not the LCM's; build the "
                          "launch image again and check how it is stored",
                          what, (unsigned int)module->index);
    }
    return 0;
}

int build_verify(struct build *b)
{
    int error = verify_module(b, &b->domain->kernel, "kernel");

    return error ? error : verify_module(b, &b->domain->ramdisk, "ramdisk");
}

uint64_t build_ramdisk_size(const struct build *b)
{
    const struct lcm_module *ramdisk = &b->domain->ramdisk;

    return ramdisk->present ? b->image->plan.payloads[ramdisk->index - 1].size : 0;
}

uint32_t build_bootargs_max(const struct build *b)
{
    return lcm_bootargs_max(b->domain->mode,
                            b->image->plan.payloads[b->domain->kernel.index - 1].cmdline_size);
}

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
        return build_refused(b, BUILD_LAYOUT, "unmapping what others were copied from", error);
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

size_t build_run(struct build *b, const struct build_sequence *sequence, size_t count)
{
    size_t done = 0;
    int error = 0;

    while (done < count && !error) {
        uint64_t began = clock_now();

        error = sequence[done].run(b);
        b->result->took[sequence[done].step] += clock_now() - began;
        done += !error;
    }
    return done;
}

/* A page of the domain that stays mapped would keep it as a zombie. */
static void pages_drop(struct xen *xen, const struct window *window, uint32_t first, uint32_t count)
{
    int tries = 0;

    while (tries++ < XEN_UNDO_TRIES && window_unmap(xen, window, first, count)) {
    }
}

bool build_undo(struct xen *xen, const struct boot *boot, uint32_t domid, uint32_t slot,
                uint32_t console_port)
{
    int tries = 0;

    pages_drop(xen, &boot->rings, slot, 1);
    while (console_port && tries++ < XEN_UNDO_TRIES && xen_event_close(xen, console_port)) {
    }
    for (tries = 0; tries < XEN_UNDO_TRIES; tries++)
        if (xen_domain_destroy(xen, domid) == 0)
            return true;
    return false;
}

void build_windows_drop(struct build *b)
{
    pages_drop(b->xen, &b->boot->load, 0, b->boot->load.pages);
    pages_drop(b->xen, &b->boot->copy, 0, b->boot->copy.pages);
}

void build_list_drop(struct build *b)
{
    if (b->listed) {
        pages_drop(b->xen, &b->boot->p2m, 0, (uint32_t)b->pv.p2m_pages);
        b->p2m = NULL;
    }
}

void build_begin(struct build *b, struct build_site *site, const struct lcm_domain *domain,
                 struct build_result *result)
{
    memset(result, 0, sizeof(*result));
    *b = (struct build){
        .site = site,
        .xen = site->xen,
        .boot = site->boot,
        .image = site->image,
        .domain = domain,
        .domid = domain->domid,
        .owner = domain->domid,
        .result = result,
    };
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
