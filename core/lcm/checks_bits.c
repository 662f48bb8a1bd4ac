/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of a domain's capabilities, functions and the like: bits that a source calls by names.
 */
#include <string.h>

#include "core/lcm/check.h"
#include "core/base/values.h"

/* A name of a source and its bit. */
struct named_bit {
    const char *name;
    uint32_t bit;
    enum {
        SERVED_DOM0,     /* by domain 0 alone */
        SERVED_ONE,      /* by one domain: domain 0 where there is one */
        SERVED_RESIDENT, /* in a set without a domain 0 */
        SERVED_GUEST,    /* by another domain than domain 0 */
    } served;
};

struct named_bits {
    const struct named_bit *bits;
    unsigned int count;
    const char *example;
};

static const struct named_bit capability_bits[] = {
    {"control", LCM_CAP_CONTROL, SERVED_DOM0},
    {"hardware", LCM_CAP_HARDWARE, SERVED_DOM0},
    {"xenstore", LCM_CAP_XENSTORE, SERVED_DOM0},
};

static const struct named_bit function_bits[] = {
    {"boot", LCM_FUNC_BOOT, SERVED_GUEST},
    {"recovery", LCM_FUNC_RECOVERY, SERVED_RESIDENT},
    {"console", LCM_FUNC_CONSOLE, SERVED_ONE},
    {"xenstore", LCM_FUNC_XENSTORE, SERVED_DOM0},
    {"legacy-dom0", LCM_FUNC_LEGACY_DOM0, SERVED_DOM0},
};

static const struct named_bit boot_may_bits[] = {
    {"cmdline", LCM_MAY_CMDLINE, SERVED_GUEST},
    {"memory", LCM_MAY_MEMORY, SERVED_GUEST},
    {"skip", LCM_MAY_SKIP, SERVED_GUEST},
    {"start", LCM_MAY_START, SERVED_GUEST},
};

static const struct named_bits all_bits[] = {
    [LCM_BITS_CAPABILITIES] = {capability_bits, 3, "\"control\", \"hardware\""},
    [LCM_BITS_FUNCTIONS] = {function_bits, 5, "\"console\""},
    [LCM_BITS_BOOT_MAY] = {boot_may_bits, 4, "\"cmdline\", \"skip\""},
};

/* What the bits of the current property are called, and where they go. */
static const struct named_bits *names_of(const struct reader *r)
{
    return &all_bits[property_bits(r->row)];
}

static uint32_t *value_of(const struct reader *r)
{
    return (uint32_t *)(void *)((char *)reader_domain(r) + r->row->offset);
}

void check_bits_shape(struct reader *r)
{
    if (reader_in_words(r)) {
        if (!value_string(&r->property) && value_has(&r->property, "none"))
            reader_fault(r, r->property.name,
                         "has \"none\" together with other names; keep one or the other");
    } else if (value_u32(&r->property, value_of(r))) {
        return;
    } else if (r->form == LCM_FORM_SOURCE) {
        reader_fault(r, r->property.name, "must be names or one 32-bit number; write %s or <0>",
                     names_of(r)->example);
    } else {
        reader_fault(r, r->property.name, "must be one 32-bit number; build the image again");
    }
}

static const struct named_bit *find_bit(const struct named_bits *names, const char *name)
{
    for (unsigned int i = 0; i < names->count; i++)
        if (strcmp(names->bits[i].name, name) == 0)
            return &names->bits[i];
    return NULL;
}

static const char *nearest_bit(const struct reader *r, const struct named_bits *names,
                               const char *name)
{
    for (unsigned int i = 0; i < names->count; i++)
        if (reader_is_close(r, name, names->bits[i].name))
            return names->bits[i].name;
    return NULL;
}

void check_bits_unknown(struct reader *r)
{
    const struct named_bits *names = names_of(r);
    uint32_t *value = value_of(r);
    uint32_t known = 0;

    if (reader_in_words(r)) {
        *value = 0;
        for (const char *s = NULL; (s = value_next_string(&r->property, s));) {
            const struct named_bit *bit = find_bit(names, s);

            if (bit)
                *value |= bit->bit;
            else if (strcmp(s, "none") != 0)
                reader_unknown(r, r->property.name, s, nearest_bit(r, names, s), "leave it out");
        }
        return;
    }
    for (unsigned int i = 0; i < names->count; i++)
        known |= names->bits[i].bit;
    if ((*value & ~known) != 0)
        reader_fault(r, r->property.name, "has unknown bits 0x%x; clear them", *value & ~known);
}

void check_bits_not_served(struct reader *r)
{
    const struct named_bits *names = names_of(r);
    bool dom0 = reader_means_dom0(r), has_dom0 = !r->surveying && reader_has_dom0(r);

    for (unsigned int i = 0; i < names->count; i++) {
        const struct named_bit *bit = &names->bits[i];

        if ((*value_of(r) & bit->bit) == 0)
            continue;
        if (bit->served == SERVED_RESIDENT && (dom0 || has_dom0))
            reader_fault(r, r->property.name,
                         "\"%s\" is served by the launcher that stays, and this set has a domain "
                         "0, for which it leaves; leave it out",
                         bit->name);
        else if (bit->served == SERVED_GUEST && dom0)
            reader_fault(r, r->property.name,
                         "\"%s\" is not for domain 0, which starts last; give it to another domain",
                         bit->name);
        else if (!dom0 && (bit->served == SERVED_DOM0 || (bit->served == SERVED_ONE && has_dom0)))
            reader_fault(
                r, r->property.name,
                "\"%s\" is only for domain 0, which has control and hardware; leave it out",
                bit->name);
    }
}

/* Roles that the launcher gives to one domain of a set; who else than domain 0 has the console
 * where there is one is refused by itself. */
void check_functions_duplicate(struct reader *r)
{
    const uint32_t single =
        LCM_FUNC_BOOT | LCM_FUNC_RECOVERY | (reader_has_dom0(r) ? 0 : LCM_FUNC_CONSOLE);

    for (uint32_t i = 0; i + 1 < r->domain_next; i++) {
        const struct lcm_domain *other = &r->plan->domains[i];
        uint32_t both = other->functions & reader_domain(r)->functions & single;

        if (both == 0)
            continue;
        reader_fault(r, "functions", "\"%s\" is also given to %s; only one domain can have it",
                     (both & LCM_FUNC_BOOT) != 0       ? "boot"
                     : (both & LCM_FUNC_RECOVERY) != 0 ? "recovery"
                                                       : "console",
                     reader_other(r, other->node));
        return;
    }
}

const char *lcm_bit_name(enum lcm_bits bits, unsigned int i, uint32_t *bit)
{
    const struct named_bits *names = &all_bits[bits];

    *bit = i < names->count ? names->bits[i].bit : 0;
    return i < names->count ? names->bits[i].name : NULL;
}
