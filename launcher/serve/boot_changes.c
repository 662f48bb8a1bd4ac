/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the boot domain asks for: read from the store when a domain is to be built, checked, and put
 * into the plan. What is no good is refused, and the domain keeps what the LCM says.
 */
#include <string.h>

#include "core/base/values.h"
#include "core/layout/cost.h"
#include "core/lcm/pci_address.h"
#include "core/store/domain_nodes.h"
#include "launcher/serve/parts.h"
#include "xen/domain.h"
#include "xen/memory_op.h"

enum {
    ASK_SIZE = 32,
    DATA_MAX = RECORD_DATA_MAX,
    DOM0_MORE_KIB = 32 * 1024, /* see memory_claim_kib() */
};

/* What a leaf says that the boot domain may write. False where it is not there, or too long. */
static bool ask_read(const struct resident *r, uint32_t i, const char *leaf, char *text,
                     uint32_t size)
{
    char path[SET_NODES_PATH_SIZE];
    uint32_t length = size - 1;

    if (!set_nodes_path(r, i, leaf, path) || store_read(r->store, path, text, &length))
        return false;
    text[length] = '\0';
    return strlen(text) == length;
}

bool boot_asks(const struct resident *r, uint32_t i, const char *leaf)
{
    char text[ASK_SIZE];

    return ask_read(r, i, leaf, text, sizeof(text)) && text[0] && strcmp(text, "0") != 0;
}

static void refuse(struct resident *r, uint32_t i, const char *what, const char *why)
{
    log_line(
        "domain %s: the boot domain's %s is refused: %s; it keeps what the LCM says, see what the "
        "boot domain writes",
        r->launch->image.plan.domains[i].name, what, why);
}

static uint64_t payload_kib(const struct resident *r, const struct lcm_module *module)
{
    return module->present ? r->launch->image.plan.payloads[module->index - 1].size / 1024 : 0;
}

/*
 * What a domain is to have yet. A dom0 has all that is domain 0's now, and Xen keeps a reserve; one
 * that takes the rest needs what is loaded, and some to run in; and more, of which the hand-over
 * knows how much: what the kernel has beyond its file, page tables, LCM and launch record.
 */
static uint64_t memory_claim_kib(const struct resident *r, uint32_t i, uint64_t total_kib)
{
    const struct lcm_domain *domain = &r->launch->image.plan.domains[i];
    struct xen_domain_info own;
    uint64_t kib;

    if (domain->domid)
        return domain->memory_kib + cost_overhead_kib(domain);
    if (xen_domain_info(r->launch->xen, 0, &own))
        own.pages = 0;
    kib = domain->memory_kib + cost_reserve_kib(total_kib);
    if (domain->memory_kib == 0)
        kib += COST_DOM0_FLOOR_KIB + DOM0_MORE_KIB + payload_kib(r, &domain->kernel) +
               payload_kib(r, &domain->ramdisk);
    return kib > own.pages * 4 ? kib - own.pages * 4 : 0;
}

/* Memory that the host has for it, beside what the others of the plan are to have yet. */
static uint64_t memory_room_kib(const struct resident *r, uint32_t except)
{
    const struct lcm_plan *plan = &r->launch->image.plan;
    uint64_t total_kib, free_kib, others_kib = 0;

    if (xen_host_memory(r->launch->xen, &total_kib, &free_kib))
        return 0;
    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (i != except && r->launch->domains[i].state == DOMAIN_PLANNED)
            others_kib += memory_claim_kib(r, i, total_kib);
    return free_kib > others_kib ? free_kib - others_kib : 0;
}

/* Reads a number of KiB, or a size with a unit. `text` has room for one more character. */
static bool kib_read(char *text, uint64_t *kib)
{
    size_t length = strlen(text);

    if (length > 0 && text[length - 1] >= '0' && text[length - 1] <= '9') {
        text[length] = 'K';
        text[length + 1] = '\0';
    }
    return value_memory(text, kib) == VALUE_MEMORY_OK;
}

static void memory_take(struct resident *r, uint32_t i)
{
    struct lcm_domain *domain = &r->launch->image.plan.domains[i];
    struct lcm_domain wanted = *domain;
    const char *why = NULL;
    char text[ASK_SIZE];
    uint64_t room_kib;

    if (!ask_read(r, i, "memory", text, sizeof(text) - 1) || !kib_read(text, &wanted.memory_kib)) {
        why = "it is no size";
    } else if (wanted.memory_kib == domain->memory_kib) {
        return;
    } else if (wanted.memory_kib < LCM_MEMORY_MIN_KIB || wanted.memory_kib > LCM_MEMORY_MAX_KIB ||
               wanted.memory_kib % LCM_PAGE_KIB != 0) {
        why = "it is out of range, or not in whole pages";
    } else {
        room_kib = memory_room_kib(r, i);
        if (wanted.memory_kib + cost_overhead_kib(&wanted) > room_kib)
            why = "the host has not so much for it";
    }
    if (why) {
        refuse(r, i, "memory", why);
        return;
    }
    log_line("domain %s: %lu KiB instead of %lu, by the boot domain", domain->name,
             (unsigned long)wanted.memory_kib, (unsigned long)domain->memory_kib);
    domain->memory_kib = wanted.memory_kib;
    r->launch->domains[i].memory_kib = wanted.memory_kib;
}

uint64_t boot_cmdlines_size(const struct lcm_plan *plan, uint32_t domain)
{
    uint64_t size = 0;

    for (uint32_t i = 0; i < domain; i++)
        size += (plan->domains[i].boot_may & LCM_MAY_CMDLINE) ? LCM_BOOTARGS_SIZE : 0;
    return size;
}

/* How many characters the launcher adds to a domain's command line at most. */
static size_t cmdline_added(const struct lcm_plan *plan, uint32_t i)
{
    char words[LCM_BOOTARGS_PV_SIZE];
    struct text text;

    if (plan->domains[i].domid != 0)
        return 0;
    text_init(&text, words, sizeof(words));
    pci_hide_append(&text, plan);
    return sizeof(LCM_DOM0_CPUS_LIMIT) + text.used;
}

static void cmdline_take(struct resident *r, uint32_t i)
{
    const struct lcm_plan *plan = &r->launch->image.plan;
    struct lcm_module *kernel = &r->launch->image.plan.domains[i].kernel;
    uint32_t most =
        lcm_bootargs_max(plan->domains[i].mode, plan->payloads[kernel->index - 1].cmdline_size);
    const char *before = kernel->bootargs ? kernel->bootargs : "";
    char *room = r->cmdlines + boot_cmdlines_size(plan, i);
    const char *text = room;

    if (!ask_read(r, i, "cmdline", room, LCM_BOOTARGS_SIZE)) {
        refuse(r, i, "command line", "it is too long, or no text");
    } else if (strcmp(text, before) == 0) {
        return;
    } else if (strlen(text) + cmdline_added(plan, i) > most) {
        refuse(r, i, "command line", "it is longer than the kernel takes");
    } else if (!boot_carry_cmdline(r, i, &text)) {
        refuse(r, i, "command line", "the launch record has no room for it");
    } else {
        kernel->bootargs = text;
        log_line("domain %s: its command line is the boot domain's, %u characters",
                 plan->domains[i].name, (unsigned int)strlen(text));
    }
}

/* The data of a domain that the boot domain writes, or what was kept of them once it is done. */
static bool data_path(const struct resident *r, uint32_t i, char path[SET_NODES_PATH_SIZE])
{
    return set_nodes_path(r, i, r->boot.state == LIFE_BOOT_RUNS ? "data" : "config", path);
}

/* For one that a dom0 will serve; the others get them when they come to the store. */
static void data_take(struct resident *r, uint32_t i)
{
    char from[SET_NODES_PATH_SIZE];
    const char *why = data_path(r, i, from) ? boot_carry_data(r, i, from) : NULL;

    if (why)
        refuse(r, i, "data", why);
}

void boot_changes_take(struct resident *r, uint32_t i)
{
    uint32_t may = r->launch->image.plan.domains[i].boot_may;

    if (may == 0 || r->domains[i].is_settled)
        return;
    if (may & LCM_MAY_MEMORY)
        memory_take(r, i);
    if (may & LCM_MAY_CMDLINE)
        cmdline_take(r, i);
    data_take(r, i);
    set_nodes_settle(r, i);
}

/* -- data for the domain's own nodes --------------------------------------------------------------
 */

void boot_data_keep(struct resident *r)
{
    char from[SET_NODES_PATH_SIZE], to[SET_NODES_PATH_SIZE];

    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++) {
        if (r->launch->image.plan.domains[i].boot_may == 0 || !set_nodes_path(r, i, "data", from) ||
            !set_nodes_path(r, i, "config", to))
            continue;
        if (!store_copy(r->store, from, to, DATA_MAX))
            continue;
        refuse(r, i, "data", "it has more nodes than there is room for");
        (void)store_remove(r->store, to);
    }
}

void boot_data_give(struct resident *r, uint32_t i)
{
    char from[SET_NODES_PATH_SIZE], to[DOMAIN_NODES_PATH_SIZE];

    if (r->launch->image.plan.domains[i].boot_may == 0 || !data_path(r, i, from))
        return;
    (void)text_set(to, sizeof(to), "/local/domain/%u/data",
                   (unsigned int)r->launch->image.plan.domains[i].domid);
    if (store_copy(r->store, from, to, DATA_MAX))
        refuse(r, i, "data", "it has more nodes than there is room for");
}
