/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Event channels and HVM parameters of a domain.
 *
 * The store's page, port and grant exist for every domain; what it is told of them depends on its
 * kernel. Linux does without a store, but waits for ever for one that it was told of and that
 * nobody serves: so it is told where this launcher serves it, or where a dom0 comes that will. A
 * PVH domain learns the page then (STORE_PFN is ~0 until dom0 sets it): Linux from 5.17 on boots
 * meanwhile and connects, older ones do without. Other kernels (GRUB, Mini-OS, Unikraft, Xen's
 * shim) map the page before they look whether they need it and die where there is none: they have
 * page and port at once, as under xl.
 */

#include "launcher/builder/parts/build.h"
#include "xen/domain.h"
#include "xen/event.h"

#include <xen/hvm/params.h>

/* "There will be a store": xen/include/public/hvm/params.h. */
#define STORE_LATER UINT64_MAX

enum build_store build_store_way(const struct build *b)
{
    bool wanted = b->domain->enhanced == LCM_ENHANCED_ENABLED;
    bool comes = !site_serves_store(b->site, b->domain);

    if (!b->kernel.linux_guest)
        return wanted ? BUILD_STORE_NAMED : BUILD_STORE_PAGE;
    if (!wanted || (!comes && !b->boot->store))
        return BUILD_STORE_UNTOLD;
    if (!comes)
        return BUILD_STORE_NAMED;
    return b->domain->mode == LCM_MODE_PV ? BUILD_STORE_NAMED : BUILD_STORE_LATER;
}

static int params_set(struct build *b)
{
    /* 1: a guest's timers that were late are not made up for (xen/include/public/hvm/params.h). */
    enum { TIMER_NO_DELAY_FOR_MISSED_TICKS = 1 };
    enum build_store store = b->result->store;
    const struct {
        uint32_t index;
        uint64_t value; /* 0: not set */
        const char *what;
    } params[] = {
        {HVM_PARAM_TIMER_MODE, TIMER_NO_DELAY_FOR_MISSED_TICKS, "its timer mode"},
        {HVM_PARAM_IDENT_PT, LAYOUT_IDENT_GFN * XEN_PAGE_SIZE, "its identity page table"},
        /* Not populated: who listens to the domain's memory does that, at the place named here. */
        {HVM_PARAM_PAGING_RING_PFN, LAYOUT_SPECIAL_GFN, "the place of its paging ring"},
        {HVM_PARAM_MONITOR_RING_PFN, LAYOUT_SPECIAL_GFN + 1, "the place of its monitor ring"},
        {HVM_PARAM_SHARING_RING_PFN, LAYOUT_SPECIAL_GFN + 2, "the place of its sharing ring"},
        {HVM_PARAM_CONSOLE_PFN, LAYOUT_CONSOLE_GFN, "its console page"},
        {HVM_PARAM_CONSOLE_EVTCHN, b->result->console_remote, "its console port"},
        {HVM_PARAM_STORE_PFN,
         store == BUILD_STORE_UNTOLD  ? 0
         : store == BUILD_STORE_LATER ? STORE_LATER
                                      : LAYOUT_STORE_GFN,
         "its store page"},
        {HVM_PARAM_STORE_EVTCHN, build_store_has_port(store) ? b->result->store_remote : 0,
         "its store port"},
    };

    for (size_t i = 0; i < sizeof(params) / sizeof(params[0]); i++) {
        int error = params[i].value == 0
                        ? 0
                        : xen_hvm_param_set(b->xen, b->domid, params[i].index, params[i].value);

        if (error)
            return build_refused(b, BUILD_CHANNELS, params[i].what, error);
    }
    return 0;
}

int build_channels_make(struct build *b)
{
    int error = xen_event_offer(b->xen, b->domid, 0, &b->result->store_remote);

    if (!error)
        error = xen_event_offer(b->xen, b->domid, 0, &b->result->console_remote);
    if (error)
        return build_refused(b, BUILD_CHANNELS, "its event channels", error);
    b->result->store = build_store_way(b);
    return b->domain->mode == LCM_MODE_PVH ? params_set(b) : 0;
}
