/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Acting as a guest: its memory, its console ring, its end.
 */
#include <string.h>

#include "sim/domain.h"
#include "sim/event.h"
#include "sim/machine.h"
#include "sim/sim.h"
#include "sim/state.h"

#include <xen/io/console.h>
#include <xen/sched.h>

/* The next piece of guest memory at `address`, at most to the end of its page. */
static uint8_t *guest_piece(const struct sim *sim, const struct sim_domain *domain,
                            uint64_t address, size_t *count)
{
    uint64_t mfn = domain_mfn(domain, address >> XEN_PAGE_SHIFT);
    size_t offset = address % XEN_PAGE_SIZE;

    if (mfn == 0)
        return NULL;
    if (*count > XEN_PAGE_SIZE - offset)
        *count = XEN_PAGE_SIZE - offset;
    return frame_bytes(sim, mfn) + offset;
}

bool sim_guest_read(const struct sim *sim, uint32_t domid, uint64_t address, void *bytes,
                    size_t count)
{
    const struct sim_domain *domain = domain_find(sim, domid);
    uint8_t *target = bytes;

    while (domain && count > 0) {
        size_t piece = count;
        const uint8_t *source = guest_piece(sim, domain, address, &piece);

        if (!source)
            return false;
        memcpy(target, source, piece);
        target += piece;
        address += piece;
        count -= piece;
    }
    return domain;
}

bool sim_guest_write(struct sim *sim, uint32_t domid, uint64_t address, const void *bytes,
                     size_t count)
{
    const struct sim_domain *domain = domain_find(sim, domid);
    const uint8_t *source = bytes;

    while (domain && count > 0) {
        size_t piece = count;
        uint8_t *target = guest_piece(sim, domain, address, &piece);

        if (!target)
            return false;
        memcpy(target, source, piece);
        source += piece;
        address += piece;
        count -= piece;
    }
    return domain;
}

/* The domain's console ring as the domain itself sees it; NULL without one. */
static struct xencons_interface *guest_ring(const struct sim *sim, const struct sim_domain *domain)
{
    uint64_t mfn = domain ? domain_mfn(domain, domain->params[HVM_PARAM_CONSOLE_PFN]) : 0;

    return mfn ? (struct xencons_interface *)(void *)frame_bytes(sim, mfn) : NULL;
}

void sim_guest_signal(struct sim *sim, uint32_t domid)
{
    const struct sim_domain *domain = domain_find(sim, domid);
    const struct sim_port *end =
        domain ? &domain->ports[domain->params[HVM_PARAM_CONSOLE_EVTCHN]] : NULL;

    if (end && end->state == PORT_BOUND)
        port_signal(sim, sim->domains[0], end->remote_port);
}

uint32_t sim_guest_signals(const struct sim *sim, uint32_t domid)
{
    const struct sim_domain *domain = domain_find(sim, domid);

    return domain ? domain->ports[domain->params[HVM_PARAM_CONSOLE_EVTCHN]].signals : 0;
}

size_t sim_guest_print(struct sim *sim, uint32_t domid, const char *text)
{
    struct xencons_interface *ring = guest_ring(sim, domain_find(sim, domid));
    size_t count = 0;

    if (!ring)
        return 0;
    while (text[count] && ring->out_prod - ring->out_cons < sizeof(ring->out)) {
        ring->out[MASK_XENCONS_IDX(ring->out_prod, ring->out)] = text[count++];
        ring->out_prod++;
    }
    sim_guest_signal(sim, domid);
    return count;
}

size_t sim_guest_typed(struct sim *sim, uint32_t domid, char *text, size_t size)
{
    struct xencons_interface *ring = guest_ring(sim, domain_find(sim, domid));
    size_t count = 0;

    while (ring && count + 1 < size && ring->in_cons != ring->in_prod) {
        text[count++] = ring->in[MASK_XENCONS_IDX(ring->in_cons, ring->in)];
        ring->in_cons++;
    }
    text[count] = 0;
    return count;
}

void sim_guest_shutdown(struct sim *sim, uint32_t domid, uint8_t reason)
{
    struct sim_domain *domain = domain_find(sim, domid);

    if (domain) {
        domain->shut_down = true;
        domain->reason = reason;
        virq_raise(sim, VIRQ_DOM_EXC);
    }
}

void sim_type(struct sim *sim, const char *text)
{
    size_t count = strlen(text);

    if (count > sizeof(sim->typed) - sim->typed_count)
        count = sizeof(sim->typed) - sim->typed_count;
    memcpy(sim->typed + sim->typed_count, text, count);
    sim->typed_count += count;
    virq_raise(sim, VIRQ_CONSOLE);
}
