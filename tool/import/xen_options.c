/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What concerns dom0 on the command line of Xen on Arm (docs/misc/xen-command-line.pandoc): in a
 * set, domain 0 says it itself.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/import/arm.h"

struct option {
    struct import_set *set;
    struct import_domain *dom0;
    struct import_dom0_options *found;
    const char *word;  /* the whole option */
    const char *value; /* behind "=", "" without one */
    bool negated;      /* no-... */
};

/* Says why an option is not carried over, where there is a dom0 at all. */
static void option_note(const struct option *o, const char *why)
{
    import_note(o->set, o->dom0, "%s of Xen's command line: %s", o->word, why);
}

static void memory_take(const struct option *o)
{
    static const char units[] = "KMGT";
    unsigned long long size;
    unsigned int shift = 0;
    const char *unit;
    char *end;

    errno = 0;
    size = strtoull(o->value, &end, 0);
    if (!isdigit((unsigned char)*o->value) || errno != 0) {
        option_note(o, "malformed: Xen on Arm reads one size, as dom0_mem=1G");
        return;
    }
    unit = *end ? strchr(units, toupper((unsigned char)*end)) : NULL;
    if (unit) {
        shift = (unsigned int)(unit - units) * 10;
        end++;
    } else if (toupper((unsigned char)*end) == 'B') {
        size /= 1024;
        end++;
    }
    if (*end)
        option_note(o, "malformed after the size; only the size is used");
    if (size == 0) {
        option_note(o, "0 is treated as not given");
        return;
    }
    if (shift && size >> (64 - shift) != 0)
        size = UINT64_MAX;
    else
        size <<= shift;
    import_memory(o->set, o->dom0, size);
    o->found->memory = true;
}

static void vcpus_take(const struct option *o)
{
    unsigned long long vcpus;

    if (!import_number(o->value, &vcpus)) {
        option_note(o, "malformed: Xen on Arm reads one number");
    } else if (vcpus == 0) {
        option_note(o, "0 is treated as not given");
    } else {
        import_arm_vcpus(o->set, o->dom0, "dom0_max_vcpus", vcpus);
        o->found->vcpus = true;
    }
}

static void pinned_take(const struct option *o)
{
    static const char *const no[] = {"0", "no", "off", "false", "disable"};

    o->found->pinned = !o->negated;
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
        if (strcmp(o->value, no[i]) == 0)
            o->found->pinned = false;
    if (!o->found->pinned)
        option_note(o, "the default: each vCPU runs on any CPU");
}

static const struct {
    const char *name;
    void (*take)(const struct option *);
    const char *why;
} options[] = {
    {"dom0_mem", memory_take, NULL},
    {"dom0_max_vcpus", vcpus_take, NULL},
    {"dom0_vcpus_pin", pinned_take, NULL},
    {"dom0", NULL, "would apply to the launcher, Xen's first domain; domain 0 is PV here"},
    {"dom0-cpuid", NULL, "would apply to the launcher; domain 0 sees what Xen shows to it"},
    {"dom0-iommu", NULL,
     "would apply to the launcher, and domain 0 takes over what it has; check whether the host "
     "needs it, too"},
    {"dom0_ioports_disable", NULL, "for x86 only; put it on Xen's command line in the boot entry"},
    {"dom0_nodes", NULL, "for x86 only: bind the vCPUs of domain 0 with nodes xen,vcpu"},
    {"dom0-llc-colors", NULL, "there are no cache colors on x86"},
    {"hardware_dom", NULL, "control and hardware are those of domain 0 here"},
};

/* Where the name of the option at `word` begins, and how long it is. */
static const char *name_at(const char *word, size_t *length)
{
    const char *name = strncmp(word, "no-", 3) == 0 ? word + 3 : word;

    *length = strcspn(name, "= \t\n");
    return name;
}

/* Compares as Xen does: '-' and '_' are the same. */
static bool name_is(const char *name, size_t length, const char *known)
{
    for (size_t i = 0; i < length; i++) {
        char a = name[i] == '-' ? '_' : name[i], b = known[i] == '-' ? '_' : known[i];

        if (a != b || b == '\0')
            return false;
    }
    return known[length] == '\0';
}

/* Whether a later word of the line is the same option: Xen takes the last. */
static bool option_is_given_again(const char *word, const char *rest)
{
    char known[sizeof("dom0_ioports_disable")];
    size_t length, other;
    const char *name = name_at(word, &length);

    if (length >= sizeof(known))
        return false;
    memcpy(known, name, length);
    known[length] = '\0';
    while (rest += strspn(rest, " \t\n"), *rest) {
        name = name_at(rest, &other);
        if (name_is(name, other, known))
            return true;
        rest += strcspn(rest, " \t\n");
    }
    return false;
}

static void word_take(struct option *o, const char *rest)
{
    size_t length;
    const char *name = name_at(o->word, &length);

    o->negated = name != o->word;
    o->value = name[length] ? name + length + 1 : "";
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        if (!name_is(name, length, options[i].name))
            continue;
        if (o->dom0 && options[i].take && option_is_given_again(o->word, rest))
            option_note(o, "is given twice; the last one is used");
        else if (!o->dom0)
            option_note(o, "left out: no dom0 is described");
        else if (options[i].take)
            options[i].take(o);
        else
            option_note(o, options[i].why);
        return;
    }
    if (length > 4 && name_is(name, 4, "dom0"))
        option_note(o,
                    "not known here; Xen's first domain is the launcher, to which it would apply");
}

void import_xen_options(struct import_set *set, struct import_domain *dom0, const char *from,
                        const char *line, struct import_dom0_options *found)
{
    struct option o = {.set = set, .dom0 = dom0, .found = found};

    import_note(set, NULL,
                "%s = \"%s\": Xen's own command line; it belongs in the boot loader's entry, "
                "without the options for dom0 (a set has its own) or for Arm only",
                from, line);
    for (size_t length; line += strspn(line, " \t\n"), *line; line += length) {
        length = strcspn(line, " \t\n");
        o.word = import_text(set, "%.*s", (int)length, line);
        if (o.word)
            word_take(&o, line + length);
    }
}

void import_dom0_finish(struct import_set *set, struct import_domain *dom0,
                        const struct import_dom0_options *found,
                        const struct import_dom0_defaults *defaults)
{
    if (!found->memory) {
        dom0->memory_kib = defaults->memory_kib;
        import_note(set, dom0,
                    "dom0_mem: not given; %s gives %llu MiB then, as here; memory = \"rest\" gives "
                    "all that the others leave",
                    defaults->memory_from, (unsigned long long)(defaults->memory_kib / 1024));
    }
    if (!found->vcpus) {
        dom0->vcpus = defaults->vcpus ? defaults->vcpus : 1;
        import_note(
            set, dom0,
            defaults->vcpus
                ? "dom0_max_vcpus: not given; %s gives dom0 all CPUs then, here the %lu of the "
                  "board: write as many as the host has"
                : "dom0_max_vcpus: not given; %s gives dom0 all CPUs then; %lu is used: write as "
                  "many as the host has",
            defaults->vcpus_from, dom0->vcpus);
    }
    for (unsigned int i = 0; found->pinned && i < dom0->vcpus; i++) {
        dom0->affinity[i] = (struct import_affinity){.given = true};
        bits_add(&dom0->affinity[i].hard, i);
    }
}
