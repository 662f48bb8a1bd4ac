/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Acting as the domains of a simulated launch, and telling what became of those that were to fail.
 */
#include "tool/run/simulate_guests.h"

#include "core/base/text.h"

#include <xen/io/xs_wire.h>
#include <xen/sched.h>

static void guest_writes(struct sim *sim, uint32_t domid, const char *words, uint32_t size)
{
    const struct xsd_sockmsg header = {.type = XS_WRITE, .len = size};

    (void)sim_guest_store_send(sim, domid, &header, sizeof(header));
    (void)sim_guest_store_send(sim, domid, words, size);
}

static void guest_says_ready(struct sim *sim, const struct lcm_domain *domain)
{
    static const char node[] = "data/hyperlaunch/ready";

    if (domain->ready == LCM_READY_SIGNAL) {
        guest_writes(sim, domain->domid, node, sizeof(node));
        return;
    }
    (void)sim_guest_print(sim, domain->domid, domain->ready_line);
    (void)sim_guest_print(sim, domain->domid, "\n");
}

/* The boot domain decides nothing. */
static void boot_act(struct simulate_guests *guests, struct sim *sim, const struct resident *r)
{
    static const char done[] = "/hyperlaunch/done\0001";
    const struct bits *fails = guests->config->fails;
    uint32_t i = r->boot.domain;

    if (r->boot.state != LIFE_BOOT_RUNS || guests->is_done || bits_has(&fails[SIMULATE_CRASH], i) ||
        bits_has(&fails[SIMULATE_READY], i))
        return;
    guests->is_done = true;
    guest_writes(sim, r->launch->image.plan.domains[i].domid, done, sizeof(done) - 1);
}

void guests_act(struct simulate_guests *guests, struct sim *sim, const struct launcher *launcher)
{
    const struct launch *launch = &launcher->launch;
    const struct bits *fails = guests->config->fails;

    boot_act(guests, sim, &launcher->resident);
    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++) {
        const struct lcm_domain *domain = &launch->image.plan.domains[i];

        if (bits_has(&fails[SIMULATE_CRASH], i)) {
            if (launch->domains[i].state == DOMAIN_RUNNING)
                sim_guest_shutdown(sim, domain->domid, SHUTDOWN_crash);
        } else if (launch->lives[i].state == LIFE_RUNNING && !bits_has(&guests->said, i) &&
                   !bits_has(&fails[SIMULATE_READY], i)) {
            bits_add(&guests->said, i);
            guest_says_ready(sim, domain);
        }
    }
}

bool guests_fail_late(const struct simulate_guests *guests)
{
    return !bits_empty(&guests->config->fails[SIMULATE_CRASH]) ||
           !bits_empty(&guests->config->fails[SIMULATE_READY]);
}

static void crash_tell(const struct life *life, struct text *text)
{
    text_append(text, "would crash");
    if (!life->ended_at)
        return;
    switch (life->action) {
    case LIFE_PRESERVE:
        text_append(text, ", and be preserved");
        break;
    case LIFE_GIVE_UP:
        text_append(text, ", be started again %u times, and be given up", life->restarts);
        break;
    case LIFE_RECOVER:
        text_append(text, ", be destroyed, and ask for the recovery domain");
        break;
    default:
        text_append(text, ", and be destroyed");
        break;
    }
}

void guest_became(const struct simulate_guests *guests, const struct launch *launch, uint32_t i,
                  char became[SIMULATE_BECAME_SIZE])
{
    const struct lcm_domain *domain = &launch->image.plan.domains[i];
    struct text text;

    text_init(&text, became, SIMULATE_BECAME_SIZE);
    if (launch->domains[i].state == DOMAIN_FAILED || launch->domains[i].state == DOMAIN_PAUSED)
        return;
    if (bits_has(&guests->config->fails[SIMULATE_CRASH], i))
        crash_tell(&launch->lives[i], &text);
    else if (!bits_has(&guests->config->fails[SIMULATE_READY], i))
        return;
    else if (domain->functions & LCM_FUNC_BOOT)
        text_append(&text, "would not say done within %u ms", life_boot_timeout(domain));
    else
        text_append(&text, "would not be ready within %u ms", life_ready_timeout(domain));
}
