/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The properties of the binding, as rows: what reads, writes and shows them walks these.
 *
 * A row stands in properties.def, with all that is to be said of a property: where it can stand,
 * what it fills, its range or values. Texts for people are in the tool's tool/show/property_text.h.
 */
#ifndef CORE_LCM_PROPERTY_H
#define CORE_LCM_PROPERTY_H

#include "core/lcm/lcm.h"
#include "core/lcm/role.h"

enum property_id {
#define PROPERTY(id, ...) PROPERTY_##id,
#define LIMIT(id, ...)    PROPERTY_##id,
#include "core/lcm/properties.def"
    PROPERTY_COUNT,
};
_Static_assert((int)PROPERTY_COUNT <= BITS_MAX, "a property needs a bit of its own");

/* How a property stands in the compiled form, and so what its member is. */
enum property_form {
    FORM_OWN,    /* none of these, or no member: functions of its own */
    FORM_U32,    /* uint32_t */
    FORM_U64,    /* uint64_t */
    FORM_LIMIT,  /* struct lcm_limit */
    FORM_BITS,   /* uint32_t, see lcm_bit_name() */
    FORM_CHOICE, /* a number of any size: 0 for the default, see property_choice() */
    FORM_TEXT,   /* const char *, NULL where absent */
    FORM_NAME,   /* char[] */
    FORM_BYTES,  /* uint8_t[] */
    FORM_CPUS,   /* struct bits */
    FORM_FLAG,   /* bool: whether it is there, without a value */
};

/*
 * The member lies in what the node describes: struct lcm_domain, lcm_affinity, lcm_cpupool,
 * lcm_device, lcm_module or lcm_payload.
 */
struct property_row {
    const char *name;
    const char *old; /* its name in the design of 2021, or NULL */
    enum role roles; /* the nodes that can have it */
    enum property_form form;
    uint16_t offset; /* of its member */
    uint16_t size;   /* of the member; 0: there is none */
    uint32_t low;    /* FORM_U32, FORM_LIMIT: the range. A value below it stands for none */
    uint32_t high;
    const char *const *values; /* FORM_CHOICE; of a FORM_U32 the names, or NULL */
    uint8_t value_count;
    uint8_t served;   /* how many of the values, from the first */
    uint8_t fallback; /* the value that is the default */
    bool checked;     /* read by checks of its own */
    bool empty_first; /* without a value it means the first */
    bool required;
    bool guests;       /* not of domain 0 */
    bool source;       /* not in the compiled form */
    bool resident;     /* other than its default, only of a set without a domain 0 */
    uint32_t standard; /* FORM_U32 with resident: the default */
};

extern const struct property_row property_rows[PROPERTY_COUNT];

/*
 * The row of a property at a node of this role; where it cannot stand there, that of another place;
 * NULL where the name is not known.
 */
const struct property_row *property_find(const char *name, enum role role);
/* Whether the row is that of a property which nodes of this role can have. */
static inline bool property_belongs(const struct property_row *row, enum role role)
{
    return row && (row->roles & role) != 0;
}

/* A property that nodes of this role can have, and whose name is close to this one; or NULL. */
const struct property_row *property_nearest(const char *name, enum role role,
                                            bool (*is_close)(const char *name, const char *known));

/* The present name of a property that the design of 2021 called otherwise; else the same name. */
const char *property_renamed(const char *name);

static inline enum property_id property_id(const struct property_row *row)
{
    return (enum property_id)(row - property_rows);
}

/* Which bits a property of FORM_BITS has. */
static inline enum lcm_bits property_bits(const struct property_row *row)
{
    return property_id(row) == PROPERTY_CAPABILITIES ? LCM_BITS_CAPABILITIES
           : property_id(row) == PROPERTY_FUNCTIONS  ? LCM_BITS_FUNCTIONS
                                                     : LCM_BITS_BOOT_MAY;
}

/* What the member in `base` holds, of the forms that are one number; and to set it. */
uint64_t property_number(const struct property_row *row, const void *base);
void property_number_set(const struct property_row *row, void *base, uint64_t value);

/* The text of the value that the member in `base` stands for: of FORM_CHOICE, or a FORM_U32's. */
const char *property_choice(const struct property_row *row, const void *base);
/* Sets it to values[i]. */
void property_choice_set(const struct property_row *row, void *base, unsigned int i);

/* A limit of FORM_LIMIT in the limits of a domain; and to set it. */
struct lcm_limit property_limit(const struct property_row *row, const struct lcm_limits *limits);
void property_limit_set(const struct property_row *row, struct lcm_limits *limits, uint32_t value);

#endif
