/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Before the hand-over: what the domains have printed is shown, as far as the console takes it now.
 */
#include <string.h>

#include "launcher/serve/resident.h"
#include "xen/console_output.h"

#include <xen/io/console.h>

#define RING_BYTES ((uint32_t)sizeof(((struct xencons_interface *)NULL)->out))

void resident_drain(struct resident *r, struct launch *launch)
{
    uint32_t count = launch->image.plan.domain_count;
    bool again = true;

    memset(r, 0, sizeof(*r));
    r->launch = launch;
    turns_open(r);
    for (uint32_t i = 0; i < count; i++)
        r->domains[i].left = RING_BYTES;
    /* What is no whole line yet stays for dom0, too. */
    while (again) {
        again = false;
        for (uint32_t i = 0; i < count; i++) {
            struct resident_domain *domain = &r->domains[i];
            bool may = domain->left > 0 && output_is_ready() && console_has_line(&domain->console);
            uint32_t taken = may ? line_take(r, i) : 0;

            domain->left = taken > 0 && taken < domain->left ? domain->left - taken : 0;
            again = again || domain->left > 0;
        }
    }
    for (uint32_t i = 0; i < count; i++)
        console_close(&r->domains[i].console, &r->screen);
    takings_tell(r);
}
