/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Who has a payload in memory, for domains that get the same to be copied from.
 *
 * Only a domain that never ran has in its memory what was put there: so a holder ends when its
 * domain is unpaused, or destroyed.
 */
#include "launcher/builder/parts/build.h"

void build_holder_note(const struct build *b)
{
    const struct lcm_module *ramdisk = &b->domain->ramdisk;
    struct build_holder *kernel = &b->site->kernels[b->domain->kernel.index - 1];

    if (!kernel->known)
        *kernel = (struct build_holder){.known = true, .domid = b->domid};
    if (ramdisk->present && !b->site->ramdisks[ramdisk->index - 1].known)
        b->site->ramdisks[ramdisk->index - 1] = (struct build_holder){true, b->domid, b->ramdisk};
}

static void holder_forget(struct build_holder *holder, uint32_t domid)
{
    if (holder->known && holder->domid == domid)
        *holder = (struct build_holder){.known = false};
}

int build_holder_end(struct build_site *site, uint32_t domid)
{
    for (uint32_t i = 0; i < LCM_MODULES_MAX; i++) {
        holder_forget(&site->kernels[i], domid);
        holder_forget(&site->ramdisks[i], domid);
    }
    return site->shown.count > 0 && site->shown.domid == domid ? build_shown_drop(site) : 0;
}
