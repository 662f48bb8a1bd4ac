/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of what a domain is: its mode, capabilities, functions, xenstore and UUID.
 */
#include <libfdt.h>
#include <string.h>

#include "core/base/nearest.h"
#include "core/lcm/checks.h"
#include "core/base/values.h"

/* A name of a source and its bit. */
struct named_bit {
    const char *name;
    uint32_t bit;
    enum { SERVED_DOM0, SERVED_LATER } served; /* by domain 0 alone, or by none yet */
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
    {"recovery", LCM_FUNC_RECOVERY, SERVED_LATER},
    {"console", LCM_FUNC_CONSOLE, SERVED_DOM0},
    {"xenstore", LCM_FUNC_XENSTORE, SERVED_DOM0},
    {"legacy-dom0", LCM_FUNC_LEGACY_DOM0, SERVED_DOM0},
};
static const struct named_bits functions = {function_bits, 5, "\"console\""};

/* The current property is one of the two: what its bits are called, and where they go. */
static bool is_capabilities(const struct reader *r)
{
    return strcmp(r->property.name, "capabilities") == 0;
}

static const struct named_bits *names_of(const struct reader *r)
{
    return is_capabilities(r) ? &capabilities : &functions;
}

static uint32_t *value_of(const struct reader *r)
{
    return is_capabilities(r) ? &reader_domain(r)->capabilities : &reader_domain(r)->functions;
}

static bool is_names(const struct reader *r)
{
    return r->form == LCM_FORM_SOURCE && value_is_text(&r->property);
}

void check_bits_shape(struct reader *r)
{
    if (is_names(r)) {
        if (!value_string(&r->property) &&
            fdt_stringlist_contains(r->property.data, (int)r->property.length, "none"))
            reader_fault(r, r->property.name,
                         "has \"none\" beside other names; keep one or the other");
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

static void fault_unknown_name(struct reader *r, const struct named_bits *names, const char *name)
{
    const struct lcm_word *word = reader_word(r, r->property.name, name);

    if (word) {
        reader_fault(r, r->property.name,
                     word->name ? "\"%.32s\" is not known; did you mean \"%s\"?"
                                : "\"%.32s\" is not known; %s",
                     name, word->name ? word->name : word->advice);
        return;
    }
    for (unsigned int i = 0; i < names->count; i++) {
        if (name_is_close(name, names->bits[i].name)) {
            reader_fault(r, r->property.name, "\"%.32s\" is not known; did you mean \"%s\"?", name,
                         names->bits[i].name);
            return;
        }
    }
    reader_fault(r, r->property.name, "\"%.32s\" is not known; leave it out", name);
}

void check_bits_unknown(struct reader *r)
{
    const struct named_bits *names = names_of(r);
    uint32_t *value = value_of(r);
    uint32_t known = 0;

    if (is_names(r)) {
        *value = 0;
        for (const char *s = value_next_string(&r->property, NULL); s;
             s = value_next_string(&r->property, s)) {
            const struct named_bit *bit = find_bit(names, s);

            if (bit)
                *value |= bit->bit;
            else if (strcmp(s, "none") != 0)
                fault_unknown_name(r, names, s);
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
    bool dom0 = reader_means_dom0(r);

    for (unsigned int i = 0; i < names->count; i++) {
        const struct named_bit *bit = &names->bits[i];

        if ((*value_of(r) & bit->bit) == 0)
            continue;
        if (bit->served == SERVED_LATER)
            reader_fault(r, r->property.name, "\"%s\" " TEXT_NOT_SERVED, bit->name);
        else if (!dom0)
            reader_fault(r, r->property.name,
                         "\"%s\" is served by domain 0 alone, that with the capabilities control "
                         "and hardware; leave it out",
                         bit->name);
    }
}

void check_mode_shape(struct reader *r)
{
    uint32_t mode;

    reader_facts(r)->mode_given = true;
    if (is_names(r) && value_string(&r->property))
        return;
    if (value_u32(&r->property, &mode))
        return;
    if (r->form == LCM_FORM_SOURCE)
        reader_fault(r, "mode", "must be one name or one 32-bit number; write \"pvh\" or \"pv\"");
    else
        reader_fault(r, "mode", "must be one 32-bit number; build the image again");
}

/* In 2021 the modes were bits; PV and PVH were numbered as today. */
#define MODE_2021_DEVICE_MODEL 2u
#define MODE_2021_LONG         4u
#define MODE_2021_ALL          7u

static uint32_t mode_number(const struct reader *r)
{
    uint32_t mode = 0;

    if (!is_names(r))
        (void)value_u32(&r->property, &mode);
    return mode;
}

void check_mode_device_model(struct reader *r)
{
    uint32_t mode = mode_number(r);

    if (mode <= MODE_2021_ALL && (mode & MODE_2021_DEVICE_MODEL) != 0)
        reader_fault(r, "mode",
                     "%u asks for a device model, and nothing here runs one; use 0 (PVH) or 1 (PV)",
                     mode);
}

void check_mode_2021(struct reader *r)
{
    uint32_t mode = mode_number(r);

    if (mode <= MODE_2021_ALL && (mode & MODE_2021_LONG) != 0)
        reader_fault(r, "mode", "%u is of 2021, with a bit for long mode; write <%u>", mode,
                     mode & ~MODE_2021_LONG);
}

static void mode_name_fault(struct reader *r, const char *name)
{
    const struct lcm_word *word = reader_word(r, "mode", name);

    if (word && word->name)
        reader_fault(r, "mode", "\"%.32s\" is not known; did you mean \"%s\"?", name, word->name);
    else
        reader_fault(r, "mode", "\"%.32s\" is not known; %s", name,
                     word ? word->advice : "write \"pvh\" or \"pv\"");
}

void check_mode_unknown(struct reader *r)
{
    const char *name = r->property.data;
    uint32_t mode = LCM_MODE_PV + 1;

    if (!is_names(r) && value_u32(&r->property, &mode))
        mode &= ~MODE_2021_LONG;
    else if (strcmp(name, "pvh") == 0)
        mode = LCM_MODE_PVH;
    else if (strcmp(name, "pv") == 0)
        mode = LCM_MODE_PV;
    if (mode <= LCM_MODE_PV)
        reader_domain(r)->mode = (enum lcm_mode)mode;
    else if (is_names(r))
        mode_name_fault(r, name);
    else
        reader_fault(r, "mode", "%u is not known; use 0 (PVH) or 1 (PV)", mode);
}

void check_uuid_shape(struct reader *r)
{
    if (is_names(r))
        return;
    if (r->property.length == LCM_UUID_SIZE)
        memcpy(reader_domain(r)->uuid, r->property.data, LCM_UUID_SIZE);
    else if (r->form == LCM_FORM_SOURCE)
        reader_fault(r, "domain-uuid",
                     "must be 16 bytes or text; write it as "
                     "\"01234567-89ab-cdef-0123-456789abcdef\"");
    else
        reader_fault(r, "domain-uuid", "must be 16 bytes; build the image again");
}

void check_uuid_text(struct reader *r)
{
    if (is_names(r) &&
        (!value_string(&r->property) || !value_uuid(r->property.data, reader_domain(r)->uuid)))
        reader_fault(r, "domain-uuid",
                     "\"%.40s\" is not a UUID; write it as "
                     "\"01234567-89ab-cdef-0123-456789abcdef\"",
                     r->property.data);
}

void check_uuid_nil(struct reader *r)
{
    static const uint8_t nil[LCM_UUID_SIZE];

    /* Xen and its tools take the nil UUID for "none". */
    if (memcmp(reader_domain(r)->uuid, nil, sizeof(nil)) == 0)
        reader_fault(r, "domain-uuid", "is the nil UUID; give another or leave it out");
    else
        reader_domain(r)->uuid_given = true;
}

void check_uuid_duplicate(struct reader *r)
{
    const struct lcm_domain *domain = reader_domain(r);

    for (uint32_t i = 0; i + 1 < r->domain_next; i++) {
        const struct lcm_domain *other = &r->plan->domains[i];

        if (other->uuid_given && memcmp(other->uuid, domain->uuid, LCM_UUID_SIZE) == 0) {
            reader_fault(r, "domain-uuid", "is also that of %s; change one",
                         reader_other(r, other->node));
            return;
        }
    }
}

/* Roles that the launcher gives to one domain of a set. */
void check_functions_duplicate(struct reader *r)
{
    const uint32_t single = LCM_FUNC_BOOT | LCM_FUNC_RECOVERY;

    for (uint32_t i = 0; i + 1 < r->domain_next; i++) {
        const struct lcm_domain *other = &r->plan->domains[i];
        uint32_t both = other->functions & reader_domain(r)->functions & single;

        if (both == 0)
            continue;
        reader_fault(r, "functions", "\"%s\" is also that of %s; one domain can have it",
                     (both & LCM_FUNC_BOOT) != 0 ? "boot" : "recovery",
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
