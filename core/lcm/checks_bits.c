/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of a domain's capabilities and functions: bits that a source calls by names.
 */
#include <libfdt.h>
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
        SERVED_LATER,    /* by none yet */
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
static const struct named_bits capabilities = {capability_bits, 3, "\"control\", \"hardware\""};

static const struct named_bit function_bits[] = {
    {"boot", LCM_FUNC_BOOT, SERVED_LATER},
    {"recovery", LCM_FUNC_RECOVERY, SERVED_RESIDENT},
    {"console", LCM_FUNC_CONSOLE, SERVED_ONE},
    {"xenstore", LCM_FUNC_XENSTORE, SERVED_DOM0},
    {"legacy-dom0", LCM_FUNC_LEGACY_DOM0, SERVED_DOM0},
};
static const struct named_bits functions = {function_bits, 5, "\"console\""};

/* The current property is one of the two: what its bits are called, and where they go. */
static bool is_capabilities(const struct reader *r)
{
    return property_id(r->row) == PROPERTY_CAPABILITIES;
}

static const struct named_bits *names_of(const struct reader *r)
{
    return is_capabilities(r) ? &capabilities : &functions;
}

static uint32_t *value_of(const struct reader *r)
{
    return is_capabilities(r) ? &reader_domain(r)->capabilities : &reader_domain(r)->functions;
}

void check_bits_shape(struct reader *r)
{
    if (reader_in_words(r)) {
        if (!value_string(&r->property) &&
            fdt_stringlist_contains(r->property.data, (int)r->property.length, "none"))
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
        for (const char *s = value_next_string(&r->property, NULL); s;
             s = value_next_string(&r->property, s)) {
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
        if (bit->served == SERVED_LATER)
            reader_fault(r, r->property.name, "\"%s\" " TEXT_NOT_SERVED, bit->name);
        else if (bit->served == SERVED_RESIDENT && (dom0 || has_dom0))
            reader_fault(r, r->property.name,
                         "\"%s\" is served by the launcher that stays, and this set has a domain "
                         "0, for which it leaves; leave it out",
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

const char *lcm_bit_name(bool function, unsigned int i, uint32_t *bit)
{
    const struct named_bits *names = function ? &functions : &capabilities;

    *bit = i < names->count ? names->bits[i].bit : 0;
    return i < names->count ? names->bits[i].name : NULL;
}

bool lcm_bit_is_served(bool function, uint32_t bit)
{
    const struct named_bits *names = function ? &functions : &capabilities;

    for (unsigned int i = 0; i < names->count; i++)
        if (names->bits[i].bit == bit)
            return names->bits[i].served != SERVED_LATER;
    return false;
}
