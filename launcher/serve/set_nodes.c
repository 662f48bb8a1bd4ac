/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The set and what has become of it, as nodes below /hyperlaunch, for the domains that the LCM lets
 * read it.
 *
 * What can change is compared with the store and written where it differs, when a domain's state or
 * one of its times is another than before. What the boot domain asks for stands in leaves of its
 * own, which it may write: cmdline, memory, skip, start (launcher/serve/boot_domain.c).
 */
#include <string.h>

#include "core/base/text.h"
#include "core/image/digest.h"
#include "launcher/serve/parts.h"

enum { VALUE_SIZE = 320, SHORT = 64 };

bool set_is_read(const struct lcm_plan *plan)
{
    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (set_is_reader(&plan->domains[i]))
            return true;
    return false;
}

bool set_nodes_path(const struct resident *r, uint32_t i, const char *leaf,
                    char path[SET_NODES_PATH_SIZE])
{
    return text_set(path, SET_NODES_PATH_SIZE, "/hyperlaunch/domain/%s%s%s",
                    r->launch->image.plan.domains[i].name, leaf[0] ? "/" : "", leaf);
}

/* -- writing --------------------------------------------------------------------------------------
 */

/* Whether a node says this already. */
static bool is_said(const struct store *store, const char *path, const char *value, uint32_t size)
{
    char before[VALUE_SIZE];
    uint32_t length = sizeof(before);

    return !store_read(store, path, before, &length) && length == size &&
           memcmp(before, value, size) == 0;
}

static bool leaf_write(struct resident *r, uint32_t i, const char *name, const char *value)
{
    char path[SET_NODES_PATH_SIZE];

    return set_nodes_path(r, i, name, path) &&
           !store_write(r->store, path, value, (uint32_t)strlen(value));
}

/* Writes what the leaves that change say now; one that has nothing to say is removed. */
static bool leaves_renew(struct resident *r, uint32_t i)
{
    char path[SET_NODES_PATH_SIZE], value[VALUE_SIZE];
    bool good = true;
    struct text text;
    const char *name;

    text_init(&text, value, sizeof(value));
    for (uint32_t n = 0; (name = set_leaf(r, i, n, &text)); n++) {
        (void)set_nodes_path(r, i, name, path);
        if (text.used == 0)
            good = good && (!store_has(r->store, path) || !store_remove(r->store, path));
        else if (!is_said(r->store, path, value, (uint32_t)text.used))
            good = good && !store_write(r->store, path, value, (uint32_t)text.used);
        text_init(&text, value, sizeof(value));
    }
    return good;
}

static void names_write(enum lcm_bits kind, uint32_t bits, struct text *text)
{
    const char *name;
    uint32_t bit;

    for (unsigned int i = 0; (name = lcm_bit_name(kind, i, &bit)); i++)
        if (bits & bit)
            text_append(text, "%s%s", text->used ? " " : "", name);
}

static bool names_leaf(struct resident *r, uint32_t i, const char *name, enum lcm_bits kind,
                       uint32_t bits)
{
    char value[SHORT];
    struct text text;

    text_init(&text, value, sizeof(value));
    names_write(kind, bits, &text);
    return leaf_write(r, i, name, value);
}

static bool module_leaf(struct resident *r, uint32_t i, const char *name,
                        const struct lcm_module *module)
{
    char digest[DIGEST_TEXT_SIZE];

    if (!module->present)
        return true;
    digest_text(r->launch->image.plan.payloads[module->index - 1].digest, digest);
    return leaf_write(r, i, name, digest);
}

static bool memory_write(struct resident *r, uint32_t i)
{
    uint64_t kib = r->launch->image.plan.domains[i].memory_kib;
    char value[SHORT];

    (void)text_set(value, sizeof(value), "%lu", (unsigned long)kib);
    return leaf_write(r, i, "memory", kib ? value : "rest");
}

static bool cmdline_write(struct resident *r, uint32_t i)
{
    const char *bootargs = r->launch->image.plan.domains[i].kernel.bootargs;

    return leaf_write(r, i, "cmdline", bootargs ? bootargs : "");
}

/* What is so from the start; what the boot domain may ask for is there, not asked for. */
static bool domain_write(struct resident *r, uint32_t i)
{
    const struct lcm_domain *domain = &r->launch->image.plan.domains[i];
    char number[SHORT];
    bool good = leaf_write(r, i, "", "");

    (void)text_set(number, sizeof(number), "%u", (unsigned int)domain->domid);
    good = good && leaf_write(r, i, "domid", number);
    good = good && leaf_write(r, i, "mode", domain->mode == LCM_MODE_PV ? "pv" : "pvh");
    (void)text_set(number, sizeof(number), "%u", (unsigned int)domain->cpus);
    good = good && leaf_write(r, i, "cpus", number);
    good = good && memory_write(r, i) && cmdline_write(r, i);
    good = good && module_leaf(r, i, "kernel", &domain->kernel);
    good = good && module_leaf(r, i, "ramdisk", &domain->ramdisk);
    good = good && names_leaf(r, i, "functions", LCM_BITS_FUNCTIONS, domain->functions);
    if (domain->boot_may != 0) {
        good = good && names_leaf(r, i, "may", LCM_BITS_BOOT_MAY, domain->boot_may);
        /* Of a dom0 only the command line can be changed. */
        if (domain->domid)
            good = good && leaf_write(r, i, "data", "");
        for (uint32_t bit = LCM_MAY_SKIP; good && bit <= LCM_MAY_START; bit <<= 1)
            good = (domain->boot_may & bit) == 0 ||
                   leaf_write(r, i, bit == LCM_MAY_SKIP ? "skip" : "start", "0");
    }
    return good;
}

/* -- permissions ----------------------------------------------------------------------------------
 */

/* Domain 0 owns a node, the readers read it; the boot domain may write it where that is allowed. */
static bool node_permit(struct resident *r, const char *path, bool is_asked)
{
    const struct lcm_plan *plan = &r->launch->image.plan;
    struct permission permissions[STORE_PERMISSIONS_MAX] = {{0, 0}};
    uint32_t count = 1;

    if (!store_has(r->store, path))
        return true;
    for (uint32_t i = 0; i < plan->domain_count && count < STORE_PERMISSIONS_MAX; i++) {
        bool is_boot = (plan->domains[i].functions & LCM_FUNC_BOOT) != 0;
        bool writes = is_asked && is_boot;

        if (set_is_reader(&plan->domains[i]) && !(is_boot && r->boot.state == LIFE_BOOT_OVER))
            permissions[count++] = (struct permission){
                plan->domains[i].domid, PERMISSION_READ | (writes ? PERMISSION_WRITE : 0)};
    }
    return !store_set_permissions(r->store, path, permissions, count);
}

static bool leaf_permit(struct resident *r, uint32_t i, const char *name, bool is_asked)
{
    char path[SET_NODES_PATH_SIZE];

    return set_nodes_path(r, i, name, path) && node_permit(r, path, is_asked);
}

static bool domain_permit(struct resident *r, uint32_t i)
{
    static const char *const fixed[] = {"",        "domid",     "mode", "cpus",   "kernel",
                                        "ramdisk", "functions", "may",  "console"};
    uint32_t may = r->domains[i].is_settled ? 0 : r->launch->image.plan.domains[i].boot_may;
    char nothing[1];
    bool good = true;
    struct text ignored;
    const char *name;

    text_init(&ignored, nothing, sizeof(nothing));
    for (unsigned int n = 0; n < sizeof(fixed) / sizeof(fixed[0]); n++)
        good = good && leaf_permit(r, i, fixed[n], false);
    for (uint32_t n = 0; (name = set_leaf(r, i, n, &ignored)); n++)
        good = good && leaf_permit(r, i, name, false);
    return good && leaf_permit(r, i, "cmdline", may & LCM_MAY_CMDLINE) &&
           leaf_permit(r, i, "memory", may & LCM_MAY_MEMORY) &&
           leaf_permit(r, i, "skip", may & LCM_MAY_SKIP) &&
           leaf_permit(r, i, "start", may & LCM_MAY_START) && leaf_permit(r, i, "data", may != 0);
}

static void room_lacks(struct resident *r, bool good)
{
    if (good || r->set_is_cut)
        return;
    r->set_is_cut = true;
    log_line(
        "the store has no room for all of /hyperlaunch; give domain 0 more memory (dom0_mem=)");
}

/* -- for store_serve.c ----------------------------------------------------------------------------
 */

void set_nodes_begin(struct resident *r)
{
    const struct lcm_plan *plan = &r->launch->image.plan;
    bool good = true;

    r->has_set = set_is_read(plan);
    if (!r->has_set)
        return;
    good = !store_write(r->store, "/hyperlaunch/domain", "", 0);
    if (lcm_boot_domain(plan) < plan->domain_count)
        good = good && !store_write(r->store, SET_NODES_DONE, "0", 1);
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        r->domains[i].told = set_told_of(r, i);
        good = good && domain_write(r, i) && leaves_renew(r, i);
    }
    room_lacks(r, good);
}

void set_nodes_permit(struct resident *r, uint32_t i)
{
    const struct lcm_plan *plan = &r->launch->image.plan;
    bool good;

    if (!r->has_set || !set_is_reader(&plan->domains[i]))
        return;
    good = node_permit(r, "/hyperlaunch", false) && node_permit(r, "/hyperlaunch/domain", false) &&
           node_permit(r, SET_NODES_FAILED, false) && node_permit(r, SET_NODES_DONE, true);
    for (uint32_t other = 0; other < plan->domain_count; other++)
        good = good && domain_permit(r, other);
    room_lacks(r, good);
}

void set_nodes_serve(struct resident *r)
{
    bool good = true;

    for (uint32_t i = 0; r->has_set && i < r->launch->image.plan.domain_count; i++) {
        const struct set_told now = set_told_of(r, i);

        if (set_told_is(&r->domains[i].told, &now))
            continue;
        r->domains[i].told = now;
        good = good && leaves_renew(r, i);
    }
    room_lacks(r, good);
}

void set_nodes_settle(struct resident *r, uint32_t i)
{
    r->domains[i].is_settled = true;
    if (!r->has_set)
        return;
    room_lacks(r, memory_write(r, i) && cmdline_write(r, i) && domain_permit(r, i));
}
