/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Making and ending a fake Xen, and its stand-ins for what the machine does at boot.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "xen/frames.h"
#include "xen/mmu.h"
#include "sim/hypercalls.h"
#include "sim/internal.h"

void *sim_alloc(size_t size)
{
    void *memory = calloc(1, size > 0 ? size : 1);

    if (!memory)
        abort();
    return memory;
}

void *sim_grow(void *list, size_t *room, size_t count, size_t size)
{
    if (list && count <= *room)
        return list;
    *room = 2 * count;
    list = realloc(list, *room * size);
    if (!list)
        abort();
    return list;
}

void sim_text_append(struct sim_text *text, const char *bytes, size_t count)
{
    text->text = sim_grow(text->text, &text->room, text->used + count + 1, 1);
    memcpy(text->text + text->used, bytes, count);
    text->used += count;
    text->text[text->used] = 0;
}

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
        schedule_make(sim);
        sim->shared = sim_alloc(XEN_PAGE_SIZE);
        sim->boot.shared = sim->shared;
        sim->boot.command_line = config->options ? config->options : "";
        handover_make(sim);
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
    free(sim->faults.text);
    free(sim->console.text);
    free(sim);
}

struct boot *sim_boot(struct sim *sim)
{
    return &sim->boot;
}

int boot_release_image(struct xen *xen, struct boot *boot)
{
    const struct sim *sim = hypercalls_served();
    struct xen_pte_update update = {.pointer = sim->image_entry};
    uint64_t pages = (boot->image_size + XEN_PAGE_SIZE - 1) >> XEN_PAGE_SHIFT;
    static struct frames_runs runs;
    int64_t given;
    int error = xen_pte_update(xen, &update, 1, DOMID_SELF);

    if (!error)
        error = xen_tlb_flush(xen);
    boot->image = NULL;
    boot->image_size = 0;
    if (error)
        return error;
    runs.count = 0;
    frames_runs_add(&runs, sim->p2m + SIM_CHUNK_PAGES, pages);
    given = frames_runs_give_back(xen, &runs);
    return given < 0 ? (int)given : 0;
}
