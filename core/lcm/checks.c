/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The table of all checks, made of checks.def, and what runs it.
 */
#include "core/lcm/checks.h"

#include "core/lcm/check.h"

const struct check checks[CHECK_COUNT] = {
#define CHECK(id, name, severity, roles, property, run, ...)                                       \
    [CHECK_##id] = {name, severity, roles, CHECK_##id, property, run, {__VA_ARGS__}},
#include "core/lcm/checks.def"
};

static bool check_may_run(const struct reader *r, const struct check *check)
{
    for (unsigned int i = 0; i < CHECK_NEEDS_MAX && check->needs[i] != CHECK_NONE; i++)
        if (bits_has(&r->failed, check->needs[i]))
            return false;
    return true;
}

/* Runs one check; returns false when it failed now. */
static bool check_run(struct reader *r, const struct check *check)
{
    r->has_failed = false;
    r->check = check;
    check->run(r);
    return !r->has_failed;
}

bool checks_run_blob(struct reader *r)
{
    for (unsigned int id = CHECK_NONE + 1; id < CHECK_COUNT; id++)
        if (checks[id].roles == ROLE_BLOB && !check_run(r, &checks[id]))
            return false;
    return true;
}

static bool check_is_at(const struct check *check, const struct property_row *row)
{
    return check->property == PROPERTY_ANY || (row && check->property == property_id(row));
}

void checks_run_property(struct reader *r)
{
    for (unsigned int id = CHECK_NONE + 1; id < CHECK_COUNT; id++) {
        const struct check *check = &checks[id];

        if ((check->roles & reader_role(r)) == 0 || !check_is_at(check, r->row))
            continue;
        if (!check_run(r, check))
            return;
    }
}

void checks_run_node(struct reader *r)
{
    for (unsigned int id = CHECK_NONE + 1; id < CHECK_COUNT; id++) {
        const struct check *check = &checks[id];

        if ((check->roles & reader_role(r)) != 0 && check->property == PROPERTY_NODE &&
            check_may_run(r, check))
            check_run(r, check);
    }
}

void checks_run_set(struct reader *r)
{
    r->depth = 0;
    r->roles[0] = ROLE_SET;
    r->failed = (struct bits){{0}};
    checks_run_node(r);
}
