/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Event channels, HVM parameters and the first grants of a domain.
 *
 * The store's page, port and grant exist so that a store may serve the domain later; the domain is
 * not told of them, since no store serves it yet and older kernels would wait for one for ever.
 */
#include <string.h>

#include "launcher/build/build.h"
#include "launcher/xen/window.h"

#include <xen/grant_table.h>
#include <xen/hvm/params.h>

static int params_set(struct build *b)
{
    /* 1: a guest's timers that were late are not made up for (xen/include/public/hvm/params.h). */
    enum { TIMER_NO_DELAY_FOR_MISSED_TICKS = 1 };
    const struct {
        uint32_t index;
        uint64_t value;
        const char *what;
    } params[] = {
        {HVM_PARAM_TIMER_MODE, TIMER_NO_DELAY_FOR_MISSED_TICKS, "its timer mode"},
        {HVM_PARAM_IDENT_PT, LAYOUT_IDENT_GFN * XEN_PAGE_SIZE, "its identity page table"},
        {HVM_PARAM_CONSOLE_PFN, LAYOUT_CONSOLE_GFN, "its console page"},
        {HVM_PARAM_CONSOLE_EVTCHN, b->console_remote, "its console port"},
    };

    for (size_t i = 0; i < sizeof(params) / sizeof(params[0]); i++) {
        int error = xen_hvm_param_set(b->xen, b->domid, params[i].index, params[i].value);

        if (error) {
            return build_refused(b, BUILD_CHANNELS, params[i].what, error);
        }
    }
    return 0;
}

static void grant_write(grant_entry_v1_t *entry, uint64_t gfn)
{
    entry->domid = 0;
    entry->frame = (uint32_t)gfn;
    /* The flags make the entry valid: last. */
    __atomic_store_n(&entry->flags, GTF_permit_access, __ATOMIC_RELEASE);
}

/* Lets domain 0 map the console and store pages by grant, as xenconsoled and xenstored do. */
static int grants_seed(struct build *b)
{
    const struct window *window = &b->boot->copy;
    struct xen_pte_update update = {.pointer = window->entries | XEN_PTE_NO_TRANSLATE};
    grant_entry_v1_t *table = (grant_entry_v1_t *)(void *)window->base;
    uint64_t mfn;
    int error = xen_grant_table_frame(b->xen, b->domid, &mfn);

    if (error) {
        return build_refused(b, BUILD_CHANNELS, "its grant table", error);
    }
    update.value = (mfn << XEN_PAGE_SHIFT) | XEN_PTE_RW;
    error = xen_pte_update(b->xen, &update, 1, b->domid);
    if (error) {
        return build_refused(b, BUILD_CHANNELS, "its grant table's page", error);
    }
    grant_write(&table[GNTTAB_RESERVED_CONSOLE], LAYOUT_CONSOLE_GFN);
    grant_write(&table[GNTTAB_RESERVED_XENSTORE], LAYOUT_STORE_GFN);
    error = window_unmap(b->xen, window, 0, 1);
    return error ? build_refused(b, BUILD_CHANNELS, "its grant table's page", error) : 0;
}

int build_channels_make(struct build *b)
{
    int error = xen_event_offer(b->xen, b->domid, &b->store_remote);

    if (!error) {
        error = xen_event_offer(b->xen, b->domid, &b->console_remote);
    }
    if (error) {
        return build_refused(b, BUILD_CHANNELS, "its event channels", error);
    }
    error = params_set(b);
    return error ? error : grants_seed(b);
}
