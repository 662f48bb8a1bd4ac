/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What tests may ask the fake Xen: faults, books, domains.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/domain.h"
#include "sim/event.h"
#include "sim/machine.h"
#include "sim/ranges.h"
#include "sim/sim.h"
#include "sim/state.h"
#include "sim/windows.h"

void sim_fail_call(struct sim *sim, uint64_t call, int error)
{
    if (sim->failure_count == SIM_FAILURES_MAX)
        abort();
    sim->failures[sim->failure_count++] = (struct sim_failure){call, error};
}

void sim_shorten_call(struct sim *sim, uint64_t call)
{
    sim->short_call = call;
}

void sim_trace(struct sim *sim, sim_trace_fn *trace, void *context)
{
    sim->trace = trace;
    sim->trace_context = context;
}

uint64_t sim_calls(const struct sim *sim)
{
    return sim->calls;
}

struct sim_work sim_work(const struct sim *sim)
{
    return sim->work;
}

const char *sim_faults(const struct sim *sim)
{
    return sim->faults.text ? sim->faults.text : "";
}

const char *sim_console(const struct sim *sim)
{
    return sim->console.text ? sim->console.text : "";
}

void sim_console_clear(struct sim *sim)
{
    sim->console.used = 0;
    if (sim->console.text)
        sim->console.text[0] = 0;
}

uint64_t sim_free_kib(const struct sim *sim)
{
    return memory_free_pages(sim) * 4;
}

uint64_t sim_own_frames(const struct sim *sim)
{
    return ranges_total(&sim->own);
}

const uint64_t *sim_p2m(const struct sim *sim, uint64_t *count)
{
    *count = sim->p2m_count;
    return sim->p2m;
}

uint32_t sim_own_ports(const struct sim *sim)
{
    uint32_t count = 0;

    for (uint32_t port = 1; port < SIM_PORTS_MAX; port++)
        count += sim->domains[0]->ports[port].state != PORT_FREE;
    return count;
}

static uint32_t domains_count(const struct sim *sim, bool dying)
{
    uint32_t count = 0;

    for (unsigned int i = 1; i < SIM_DOMAINS_MAX; i++)
        count += sim->domains[i] && sim->domains[i]->dying == dying;
    return count;
}

uint32_t sim_domains(const struct sim *sim)
{
    return domains_count(sim, false);
}

uint32_t sim_zombies(const struct sim *sim)
{
    return domains_count(sim, true);
}

uint32_t sim_mapped(const struct sim *sim, uint32_t domid)
{
    return windows_count(sim, domid);
}

uint32_t sim_mapped_own(const struct sim *sim)
{
    return windows_count(sim, 0);
}

struct sim_sleeps sim_sleeps(const struct sim *sim)
{
    return sim->sleeps;
}

bool sim_domain_view(const struct sim *sim, uint32_t domid, struct sim_domain_view *view)
{
    const struct sim_domain *domain = domain_find(sim, domid);

    if (!domain || domid == 0 || domain->dying)
        return false;
    *view = (struct sim_domain_view){
        .vcpus = domain->create.max_vcpus,
        .running = !domain->paused,
        .pages = domain->pages,
        .limit_kib = domain->pages_max * 4,
        .pool_kib = domain->pool_pages * 4,
        .lost = domain->lost,
        .entry = domain->entry,
        .start_info = domain->start_info,
        .pv = domain_is_pv(domain),
        .top = domain->pinned,
        .params = {domain->params[HVM_PARAM_STORE_PFN], domain->params[HVM_PARAM_STORE_EVTCHN],
                   domain->params[HVM_PARAM_MONITOR_RING_PFN]},
        .console_port = (uint32_t)domain->params[HVM_PARAM_CONSOLE_EVTCHN],
        .map_count = domain->map_count,
        .map = domain->map,
        .pool = domain->pool,
        .label = domain->create.ssidref,
        .grant_version = domain->create.grant_opts,
        .grant_frames = domain->create.max_grant_frames,
        .maptrack_frames = domain->create.max_maptrack_frames,
        .event_channels = domain->create.max_evtchn_port,
    };
    memcpy(view->affinity, domain->affinity, sizeof(view->affinity));
    memcpy(view->handle, domain->create.handle, sizeof(view->handle));
    memcpy(view->extents, domain->extents_done, sizeof(view->extents));
    view->grant_count = domain->grant_count;
    if (domain->grant_count)
        memcpy(view->grants, frame_bytes(sim, domain->grants[0]), sizeof(view->grants));
    return true;
}

uint64_t sim_grant(const struct sim *sim, uint32_t domid, uint32_t reference)
{
    enum { ENTRIES = XEN_PAGE_SIZE / sizeof(uint64_t) };
    const struct sim_domain *domain = domain_find(sim, domid);
    uint64_t entry = 0;

    if (domain && reference / ENTRIES < domain->grant_count)
        memcpy(&entry,
               frame_bytes(sim, domain->grants[reference / ENTRIES]) +
                   reference % ENTRIES * sizeof(entry),
               sizeof(entry));
    return entry;
}

uint32_t sim_offer(const struct sim *sim, uint32_t domid, uint32_t port)
{
    const struct sim_domain *domain = domain_find(sim, domid);

    return domain && port < SIM_PORTS_MAX && domain->ports[port].state == PORT_UNBOUND
               ? domain->ports[port].remote_domid
               : SIM_NOBODY;
}

const char *sim_audit(const struct sim *sim)
{
    static char text[160];
    struct sim_ranges all = {0};
    uint64_t total = sim->frame_end - SIM_FRAME_FIRST;
    bool twice = false;

    for (unsigned int i = 0; i <= SIM_DOMAINS_MAX + 1; i++) {
        const struct sim_domain *domain = i < SIM_DOMAINS_MAX ? sim->domains[i] : NULL;
        const struct sim_ranges *set = i == SIM_DOMAINS_MAX ? &sim->free : &sim->own;

        for (size_t j = 0; domain && j < domain->extent_count; j++) {
            twice = twice || ranges_have(&all, domain->extents[j].mfn, 1);
            ranges_add(&all, domain->extents[j].mfn, domain->extents[j].count);
        }
        for (uint32_t j = 0; domain && j < domain->grant_count; j++)
            ranges_add(&all, domain->grants[j], 1);
        if (domain && domain->shared_mfn)
            ranges_add(&all, domain->shared_mfn, 1);
        for (size_t j = 0; i >= SIM_DOMAINS_MAX && j < set->count; j++) {
            twice = twice || ranges_have(&all, set->list[j].first, 1);
            ranges_add(&all, set->list[j].first, set->list[j].count);
        }
    }
    text[0] = 0;
    if (twice || ranges_total(&all) != total) {
        (void)snprintf(text, sizeof(text), "%llu of %llu frames have an owner%s",
                       (unsigned long long)ranges_total(&all), (unsigned long long)total,
                       twice ? ", some have two" : "");
    }
    ranges_free(&all);
    return text;
}
