/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of numbers and of choices among a few values: all that one row of a table can say.
 */
#include <string.h>

#include "core/base/values.h"
#include "core/lcm/checks.h"

/*
 * Xen takes grant version 0 for "none", and refuses it; the first frame of the grant table has the
 * entries for store and console. Xen counts frames in an int (xen/common/grant_table.c).
 */
static const struct number {
    const char *name;
    size_t offset; /* of its field in what the node describes */
    uint32_t low;
    uint32_t high;
    bool limit; /* a struct lcm_limit */
} numbers[] = {
    {"domid", offsetof(struct lcm_domain, domid), 0, LCM_DOMID_MAX, false},
    {"cpus", offsetof(struct lcm_domain, cpus), 1, LCM_CPUS_MAX, false},
    {"max_grant_version", offsetof(struct lcm_domain, limits.grant_version), 1, 2, true},
    {"max_grant_frames", offsetof(struct lcm_domain, limits.grant_frames), 1, INT32_MAX, true},
    {"max_maptrack_frames", offsetof(struct lcm_domain, limits.maptrack_frames), 0, INT32_MAX,
     true},
    {"xen,domain-p2m-mem-mb", offsetof(struct lcm_domain, limits.p2m_mem_mib), 1, 1u << 20, true},
    {"id", offsetof(struct lcm_affinity, vcpu), 0, LCM_CPUS_MAX - 1, false},
    {"hyperlaunch,cmdline-size", offsetof(struct lcm_payload, cmdline_size), 1, INT32_MAX, false},
};

/* The values that a property can have; the launcher does the first `served` of them. */
enum { CHOICES_MAX = 4 };
static const struct choice {
    const char *name;
    unsigned int served;
    const char *values[CHOICES_MAX];
} choices[] = {
    {"xen,enhanced", 2, {"enabled", "no-xenstore", "disabled"}},
    {"passthrough", 1, {"disabled", "enabled"}},
    {"hyperlaunch,label-policy", 2, {"require", "ignore"}},
    {"hyperlaunch,ready", 1, {"started", "signal"}},
    {"hyperlaunch,on-failure", 1, {"optional", "required", "recovery"}},
    {"hyperlaunch,on-crash", 1, {"destroy", "restart", "recovery", "preserve"}},
    {"hyperlaunch,on-reboot", 2, {"destroy", "restart", "recovery", "preserve"}},
    {"hyperlaunch,on-poweroff", 1, {"destroy", "restart", "recovery", "preserve"}},
};

enum {
    NUMBER_COUNT = sizeof(numbers) / sizeof(numbers[0]),
    CHOICE_COUNT = sizeof(choices) / sizeof(choices[0]),
};

static const struct number *number_of(const struct reader *r)
{
    for (unsigned int i = 0; i < NUMBER_COUNT; i++)
        if (strcmp(numbers[i].name, r->property.name) == 0)
            return &numbers[i];
    return NULL;
}

void check_number_shape(struct reader *r)
{
    const struct number *number = number_of(r);
    enum role role = reader_role(r);
    char *base;
    uint32_t value;

    if (!number)
        return;
    base = role == ROLE_VCPU      ? (char *)reader_affinity(r)
           : role == ROLE_PAYLOAD ? (char *)reader_payload(r)
                                  : (char *)reader_domain(r);
    /* No number in these ranges looks like a text that somebody would write. */
    if (value_is_text(&r->property) || !value_u32(&r->property, &value)) {
        reader_fault(r, number->name, "must be one 32-bit number; write it as <1>");
        return;
    }
    memcpy(base + number->offset, &value, sizeof(value));
    if (number->limit)
        ((struct lcm_limit *)(void *)(base + number->offset))->given = true;
    if (number == &numbers[0])
        reader_facts(r)->domid_given = true;
}

void check_number_range(struct reader *r)
{
    const struct number *number = number_of(r);
    uint32_t value;

    if (number && value_u32(&r->property, &value) && (value < number->low || value > number->high))
        reader_fault(r, number->name, "%u is out of range; give %u to %u", value, number->low,
                     number->high);
}

void check_p2m_mode(struct reader *r)
{
    if (reader_domain(r)->mode == LCM_MODE_PV)
        reader_fault(r, r->property.name,
                     "is for tables that Xen keeps of a PVH domain; a PV domain has none: leave it "
                     "out");
}

/* Xen makes domain 0 itself, before anyone can say how. */
void check_dom0_fixed(struct reader *r)
{
    const char *name = r->property.name;
    const struct number *number = number_of(r);

    if (reader_domain(r)->domid == 0 &&
        ((number && number->limit) || strcmp(name, "security-id") == 0 ||
         strcmp(name, "domain-cpupool") == 0))
        reader_fault(r, name, "cannot be set for domain 0, which Xen makes itself; leave it out");
}

static const struct choice *choice_of(const struct reader *r)
{
    for (unsigned int i = 0; i < CHOICE_COUNT; i++)
        if (strcmp(choices[i].name, r->property.name) == 0)
            return &choices[i];
    return NULL;
}

/* Which of the values is given: CHOICES_MAX where it is none of them. */
static unsigned int choice_given(const struct reader *r, const struct choice *choice)
{
    const char *given = value_string(&r->property);
    unsigned int i = 0;

    /* "xen,enhanced" without a value means "enabled" in Xen's binding. */
    if (r->property.length == 0 && choice == &choices[0])
        return 0;
    while (i < CHOICES_MAX &&
           (!given || !choice->values[i] || strcmp(choice->values[i], given) != 0))
        i++;
    return i;
}

void check_choice_unknown(struct reader *r)
{
    const struct choice *choice = choice_of(r);

    if (choice && choice_given(r, choice) == CHOICES_MAX)
        reader_fault(r, choice->name, "is not a value that it can have; write \"%s\"%s%s%s",
                     choice->values[0], choice->served > 1 ? " or \"" : "",
                     choice->served > 1 ? choice->values[1] : "", choice->served > 1 ? "\"" : "");
}

void check_choice_not_served(struct reader *r)
{
    const struct choice *choice = choice_of(r);
    unsigned int given = choice ? choice_given(r, choice) : 0;

    if (!choice)
        return;
    if (given >= choice->served)
        reader_fault(r, choice->name, "\"%s\" " TEXT_NOT_SERVED, choice->values[given]);
    else if (strcmp(choice->name, "xen,enhanced") == 0)
        reader_domain(r)->enhanced = (enum lcm_enhanced)given;
    else if (strcmp(choice->name, "hyperlaunch,on-reboot") == 0)
        reader_domain(r)->reboot_destroys = given == 0;
    else if (strcmp(choice->name, "hyperlaunch,label-policy") == 0)
        reader_domain(r)->label_optional = given == 1;
}

void check_label_shape(struct reader *r)
{
    const char *label = value_is_text(&r->property) ? value_string(&r->property) : NULL;

    if (!label || r->property.length > LCM_LABEL_SIZE)
        reader_fault(r, "security-id",
                     "must be one label of at most %d characters; write it as "
                     "\"system_u:system_r:domU_t\"",
                     LCM_LABEL_SIZE - 1);
    else
        reader_domain(r)->security_id = label;
}
