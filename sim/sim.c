/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Making and ending a fake Xen.
 */
#include <errno.h>
#include <stdlib.h>

#include "sim/sim.h"
#include "sim/alloc.h"
#include "sim/domain.h"
#include "sim/handover.h"
#include "sim/hypercalls.h"
#include "sim/layouts.h"
#include "sim/machine.h"
#include "sim/schedule.h"
#include "sim/state.h"
#include "sim/windows.h"

struct sim *sim_new(const struct sim_config *config)
{
    struct sim *sim = sim_alloc(sizeof(*sim));
    int error;

    sim->config = *config;
    sim->fd = -1;
    sim->layouts = sim_layouts_find(config->minor);
    errno = EINVAL;
    if (sim->layouts && machine_make(sim) && windows_make(sim)) {
        /* Domain 0 is there from the start; of its structure little is used. */
        sim->domains[0] = sim_alloc(sizeof(struct sim_domain));
        sim->domains[0]->pages_max = sim->p2m_count;
        sim->domains[0]->create.max_vcpus = config->vcpus ? config->vcpus : 1;
        sim->domains[0]->weight = SIM_WEIGHT;
        schedule_make(sim);
        sim->shared = sim_alloc(XEN_PAGE_SIZE);
        sim->boot.shared = sim->shared;
        sim->boot.event_entry = SIM_EVENT_ENTRY;
        sim->boot.command_line = config->options ? config->options : "";
        handover_make(sim);
        pci_make(sim);
        hypercalls_serve(sim);
        return sim;
    }
    error = errno;
    sim_free(sim);
    errno = error;
    return NULL;
}

void sim_free(struct sim *sim)
{
    if (!sim)
        return;
    hypercalls_serve(NULL);
    for (unsigned int i = 0; i < SIM_DOMAINS_MAX; i++)
        domain_free(sim->domains[i]);
    windows_free(sim);
    machine_free(sim);
    free(sim->shared);
    free(sim->start);
    free(sim->store);
    free(sim->faults.text);
    free(sim->console.text);
    free(sim);
}

struct boot *sim_boot(struct sim *sim)
{
    return &sim->boot;
}
