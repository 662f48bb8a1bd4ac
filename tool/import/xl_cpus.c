/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * xl's lists of CPUs: "0-3,^1", "all,^0", "nodes:0-1", one string for all vCPUs or a list of one
 * for each.
 *
 * A list that says "all" or names nodes means the CPUs of one host, which is not known here: what
 * depends on it becomes a comment, not a guess.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "tool/import/xl.h"

/* Why a list is no set of numbers, though xl takes it: it can be given again where the host is
 * known. */
static const char of_nodes[] =
    "names NUMA nodes, whose CPUs only the host knows; xl info -n shows them, and hard-affinity = "
    "\"0-3\" in a node xen,vcpu names CPUs";
static const char of_a_host[] = "leaves out some CPUs of a host, and how many that has is not "
                                "known here: on 8 CPUs \"all,^0\" is "
                                "hard-affinity = \"1-7\" in a node xen,vcpu";

/* A set of CPUs below BITS_MAX, and whether all from BITS_MAX on are in it. */
struct cpus {
    struct bits below;
    bool beyond;
};

static void cpus_fill(struct cpus *cpus)
{
    for (unsigned int cpu = 0; cpu < BITS_MAX; cpu++)
        bits_add(&cpus->below, cpu);
    cpus->beyond = true;
}

static bool prefix_skip(char **text, const char *prefix)
{
    size_t length = strlen(prefix);

    if (strncmp(*text, prefix, length) != 0)
        return false;
    *text += length;
    return true;
}

/* "3" or "1-3", as xl reads them: no blanks behind. */
static bool range_is_sound(const char *text)
{
    char *end;
    unsigned long low = strtoul(text, &end, 10), high = low;
    bool sound = end != text && low != ULONG_MAX;

    if (sound && *end == '-') {
        text = end + 1;
        high = strtoul(text, &end, 10);
        sound = end != text && high != ULONG_MAX;
    }
    return sound && *end == '\0' && low <= high;
}

/* Takes one part of a list; else the reason why it cannot. */
static const char *part_take(struct cpus *cpus, char *part)
{
    bool taken_out = prefix_skip(&part, "^");
    bool node = prefix_skip(&part, "node:") || prefix_skip(&part, "nodes:");
    struct bits range;

    if (strcmp(part, "all") == 0) {
        if (taken_out)
            return "excludes all CPUs, which xl refuses";
        cpus_fill(cpus);
        return NULL;
    }
    if (!range_is_sound(part))
        return "is not a list of CPUs, as \"0-3,^1\"; xl refuses it";
    if (node)
        return of_nodes;
    part += strspn(part, " \t");
    if (!bits_read(&range, part))
        return "has a CPU above 511, and Debian's Xen supports none";
    if (taken_out)
        bits_remove(&cpus->below, &range);
    else
        bits_merge(&cpus->below, &range);
    return NULL;
}

/* Takes a list; where it binds to nothing, is empty or cannot be taken, the reason. */
static const char *list_take(struct import_affinity *affinity, const char *value)
{
    char *copy = strdup(value), *part, *rest = copy;
    const char *fault = copy ? NULL : "cannot be read: out of memory";
    struct cpus cpus = {0}, all = {0};

    cpus_fill(&all);
    while (!fault && (part = strsep(&rest, ",")))
        if (*part)
            fault = part_take(&cpus, part);
    free(copy);
    *affinity = (struct import_affinity){.given = !cpus.beyond, .hard = cpus.below};
    if (fault || (cpus.beyond && bits_within(&all.below, &cpus.below))) {
        affinity->given = false;
    } else if (cpus.beyond) {
        fault = of_a_host;
    } else if (bits_empty(&cpus.below)) {
        affinity->given = false;
        fault = "names no CPU";
    }
    return fault;
}

/* Affinities of all domains so far; a set has at most LCM_AFFINITIES_MAX. */
static size_t affinities_count(const struct import_set *set)
{
    size_t count = 0;

    for (uint32_t i = 0; i < set->count; i++)
        for (unsigned long vcpu = 0; vcpu < set->domains[i].vcpus; vcpu++)
            count += set->domains[i].affinity[vcpu].given;
    return count;
}

/* Drops the affinities of a domain that are too many for the set. */
static bool count_check(struct xl *xl, const char *key)
{
    struct import_domain *domain = xl->domain;

    if (affinities_count(xl->set) <= LCM_AFFINITIES_MAX)
        return true;
    for (unsigned long vcpu = 0; vcpu < domain->vcpus; vcpu++)
        domain->affinity[vcpu].given = false;
    xl_note(xl, key, "a set binds at most %d vCPUs, and these are more; they are not bound",
            LCM_AFFINITIES_MAX);
    return false;
}

/* The command that binds vCPUs in dom0 as a list says; "" where xl does not take the list, either.
 */
static const char *pin_command(struct xl *xl, const char *vcpu, const char *value)
{
    const char *name = xl->domain->name ? xl->domain->name : "NAME", *text, *fault;
    struct import_affinity affinity;

    fault = list_take(&affinity, value);
    if (fault && fault != of_nodes && fault != of_a_host)
        return "";
    text = import_text(xl->set, "; in dom0: xl vcpu-pin %s %s %s", name, vcpu,
                       xl_shell_word(xl->set, value));
    return text ? text : "";
}

/* One string binds all vCPUs. */
static bool string_take(struct xl *xl, const char *key, const char *value)
{
    struct import_affinity affinity;
    const char *fault = list_take(&affinity, value);

    if (fault) {
        xl_note(xl, key, "%s; the vCPUs are not bound here%s", fault,
                pin_command(xl, "all", value));
        return false;
    }
    if (!affinity.given) {
        xl_note(xl, key, "allows every CPU; nothing need be written");
        return false;
    }
    for (unsigned long vcpu = 0; vcpu < xl->domain->vcpus; vcpu++)
        xl->domain->affinity[vcpu] = affinity;
    return count_check(xl, key);
}

/* Tells of the entry for one vCPU; `vcpu` is how xl vcpu-pin names it, or NULL. */
static void entry_tell(struct xl *xl, const char *key, XLU_ConfigList *list, int entry,
                       const char *why, const char *vcpu)
{
    const char *value = xlu_cfg_get_listitem(list, entry);

    import_note(xl->set, xl->domain, "%s: entry %d, %s: %s%s", key, entry,
                xl_item_text(xl, xlu_cfg_get_listitem2(list, entry)), why,
                value && vcpu ? pin_command(xl, vcpu, value) : "");
}

/* Takes the entry for one vCPU; false where it was told why not. */
static bool entry_take(struct xl *xl, const char *key, XLU_ConfigList *list, int entry, bool *bound)
{
    const char *value = xlu_cfg_get_listitem(list, entry), *fault;
    struct import_affinity affinity = {0};
    bool there = (unsigned long)entry < xl->domain->vcpus;

    if (!value)
        fault = "is not a string; xl ignores it and all entries after it";
    else
        fault =
            there ? list_take(&affinity, value) : "there is no such vCPU when the domain starts";
    if (fault) {
        entry_tell(xl, key, list, entry, fault, there ? import_text(xl->set, "%d", entry) : NULL);
        return false;
    }
    xl->domain->affinity[entry] = affinity;
    *bound = *bound || affinity.given;
    return true;
}

bool xl_take_cpus(struct xl *xl, const struct xl_known *known)
{
    const char *key = known->key, *value = xl_string(xl, key);
    bool whole = true, bound = false;
    XLU_ConfigList *list;
    int entries;

    if (value)
        return string_take(xl, key, value);
    if (xlu_cfg_get_list(xl->config, key, &list, &entries, 1) != 0)
        return false;
    for (int i = 0; i < entries; i++)
        whole = entry_take(xl, key, list, i, &bound) && whole;
    if (!whole)
        xl_note(xl, key, "the vCPUs of the entries above are not bound here");
    else if (!bound)
        xl_note(xl, key, "binds no vCPU; nothing need be written");
    return count_check(xl, key) && whole && bound;
}

bool xl_take_soft_cpus(struct xl *xl, const struct xl_known *known)
{
    const char *key = known->key, *value = xl_string(xl, key);
    XLU_ConfigList *list;
    int entries;

    if (value)
        xl_note(xl, key, "%s%s", known->why, pin_command(xl, "all -", value));
    if (value || xlu_cfg_get_list(xl->config, key, &list, &entries, 1) != 0)
        return false;
    xl_key_of(xl, key)->told = entries > 0;
    for (int i = 0; i < entries; i++)
        entry_tell(xl, key, list, i, known->why, import_text(xl->set, "%d -", i));
    return false;
}
