/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of what a domain is: its mode, capabilities, functions and UUID.
 */
#include <string.h>

#include "lcm/checks.h"
#include "lcm/values.h"

/* A name of a source and its bit; none of the bits is served yet. */
struct named_bit {
    const char *name;
    uint32_t bit;
};

struct named_bits {
    const struct named_bit *bits;
    unsigned int count;
    const char *example;
};

static const struct named_bit capability_bits[] = {
    {"control", LCM_CAP_CONTROL},
    {"hardware", LCM_CAP_HARDWARE},
    {"xenstore", LCM_CAP_XENSTORE},
};
static const struct named_bits capabilities = {capability_bits, 3, "\"control\", \"hardware\""};

static const struct named_bit function_bits[] = {
    {"boot", LCM_FUNC_BOOT},
    {"recovery", LCM_FUNC_RECOVERY},
    {"console", LCM_FUNC_CONSOLE},
    {"xenstore", LCM_FUNC_XENSTORE},
    {"legacy-dom0", LCM_FUNC_LEGACY_DOM0},
};
static const struct named_bits functions = {function_bits, 5, "\"boot\""};

static bool is_names(const struct reader *r)
{
    return r->form == LCM_FORM_SOURCE && value_is_text(&r->property);
}

static void check_bits_shape(struct reader *r, const struct named_bits *names, uint32_t *value)
{
    bool several;

    if (!is_names(r)) {
        if (value_u32(&r->property, value))
            return;
        if (r->form == LCM_FORM_SOURCE)
            reader_fault(r, r->property.name, "must be names or one 32-bit number; write %s or <0>",
                         names->example);
        else
            reader_fault(r, r->property.name, "must be one 32-bit number; build the image again");
        return;
    }
    several = strlen(r->property.data) + 1 < r->property.length;
    for (const char *s = value_next_string(&r->property, NULL); s != NULL && several;
         s = value_next_string(&r->property, s)) {
        if (strcmp(s, "none") == 0) {
            reader_fault(r, r->property.name,
                         "has \"none\" beside other names; keep one or the other");
            return;
        }
    }
}

static const struct named_bit *find_bit(const struct named_bits *names, const char *name)
{
    for (unsigned int i = 0; i < names->count; i++) {
        if (strcmp(names->bits[i].name, name) == 0)
            return &names->bits[i];
    }
    return NULL;
}

static void fault_unknown_name(struct reader *r, const struct named_bits *names, const char *name)
{
    for (unsigned int i = 0; i < names->count; i++) {
        if (name_is_close(name, names->bits[i].name)) {
            reader_fault(r, r->property.name, "\"%.32s\" is not known; did you mean \"%s\"?", name,
                         names->bits[i].name);
            return;
        }
    }
    reader_fault(r, r->property.name, "\"%.32s\" is not known; leave it out", name);
}

static void check_bits_unknown(struct reader *r, const struct named_bits *names, uint32_t *value)
{
    uint32_t known = 0;

    if (is_names(r)) {
        *value = 0;
        for (const char *s = value_next_string(&r->property, NULL); s != NULL;
             s = value_next_string(&r->property, s)) {
            const struct named_bit *bit = find_bit(names, s);

            if (bit != NULL)
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

static void check_bits_not_served(struct reader *r, const struct named_bits *names, uint32_t value)
{
    for (unsigned int i = 0; i < names->count; i++) {
        if ((value & names->bits[i].bit) != 0)
            reader_fault(r, r->property.name, "\"%s\" " TEXT_NOT_SERVED, names->bits[i].name);
    }
}

void check_capabilities_shape(struct reader *r)
{
    check_bits_shape(r, &capabilities, &reader_domain(r)->capabilities);
}

void check_capabilities_unknown(struct reader *r)
{
    check_bits_unknown(r, &capabilities, &reader_domain(r)->capabilities);
}

void check_capabilities_not_served(struct reader *r)
{
    check_bits_not_served(r, &capabilities, reader_domain(r)->capabilities);
}

void check_functions_shape(struct reader *r)
{
    check_bits_shape(r, &functions, &reader_domain(r)->functions);
}

void check_functions_unknown(struct reader *r)
{
    check_bits_unknown(r, &functions, &reader_domain(r)->functions);
}

void check_functions_not_served(struct reader *r)
{
    check_bits_not_served(r, &functions, reader_domain(r)->functions);
}

void check_mode_shape(struct reader *r)
{
    uint32_t mode;

    if (is_names(r) && value_string(&r->property) != NULL)
        return;
    if (value_u32(&r->property, &mode))
        return;
    if (r->form == LCM_FORM_SOURCE)
        reader_fault(r, "mode", "must be one name or one 32-bit number; write \"pvh\"");
    else
        reader_fault(r, "mode", "must be one 32-bit number; build the image again");
}

void check_mode_unknown(struct reader *r)
{
    struct lcm_domain *domain = reader_domain(r);
    uint32_t mode = 0;

    if (is_names(r)) {
        if (strcmp(r->property.data, "pvh") == 0)
            domain->mode = LCM_MODE_PVH;
        else if (strcmp(r->property.data, "pv") == 0)
            domain->mode = LCM_MODE_PV;
        else
            reader_fault(r, "mode", "\"%.32s\" is not known; write \"pvh\"", r->property.data);
        return;
    }
    value_u32(&r->property, &mode);
    if (mode > LCM_MODE_PV)
        reader_fault(r, "mode", "%u is not known; use 0 (PVH)", mode);
    else
        domain->mode = (enum lcm_mode)mode;
}

void check_mode_not_served(struct reader *r)
{
    if (reader_domain(r)->mode == LCM_MODE_PV)
        reader_fault(r, "mode", "\"pv\" is not yet served; use \"pvh\"");
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
    if (is_names(r) && (value_string(&r->property) == NULL ||
                        !value_uuid(r->property.data, reader_domain(r)->uuid)))
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
    char path[LCM_PATH_SIZE];

    for (uint32_t i = 0; i + 1 < r->domain_next; i++) {
        const struct lcm_domain *other = &r->plan->domains[i];

        if (other->uuid_given && memcmp(other->uuid, domain->uuid, LCM_UUID_SIZE) == 0) {
            reader_path(r, other->node, path);
            reader_fault(r, "domain-uuid", "is also that of %s; change one", path);
            return;
        }
    }
}
