/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What xl does when a domain ends, and what is done here.
 *
 * The launcher that stays, or hyperlaunch-watch in a dom0, destroys, starts again or preserves a
 * domain that ends; one that its watchdog stopped as one that crashed. One that asked for a soft
 * reset is left alone by a dom0, and destroyed without one.
 */
#include <string.h>

#include "tool/import/xl.h"

static const char *const actions[] = {
    "destroy",          "restart",          "rename-restart", "preserve",
    "coredump-destroy", "coredump-restart", "soft-reset",
};

/* The action of this name, or NULL where there is none. */
static const char *action_find(const char *value)
{
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
        if (strcmp(actions[i], value) == 0)
            return actions[i];
    return NULL;
}

/* Whether it is one of those that a set can have, too. */
static bool action_is_served(const char *value)
{
    return strcmp(value, "destroy") == 0 || strcmp(value, "restart") == 0 ||
           strcmp(value, "preserve") == 0;
}

static void soft_reset_tell(struct xl *xl, const char *key)
{
    xl_note(xl, key,
            "is not supported; where a dom0 watches, a domain that asks for a soft reset, as kexec "
            "does, is left as it ended, else it is destroyed");
}

/* What follows instead of what is wanted. */
static void end_tell(struct xl *xl, const char *key, const char *value)
{
    if (strcmp(key, "on_reboot") == 0)
        xl_note(xl, key,
                "is not supported; the domain is built again, as for \"restart\"; write "
                "hyperlaunch,on-reboot = \"destroy\" if it is to end");
    else if (strcmp(key, "on_watchdog") == 0)
        xl_note(xl, key, "has no policy of its own; the domain has what on_crash says");
    else if (strcmp(value, "coredump-destroy") == 0)
        xl_note(xl, key, "is not supported; the domain is destroyed without a core dump");
    else if (strcmp(value, "soft-reset") == 0)
        xl_note(xl, key, "is not supported; the domain is destroyed, not reset");
    else
        xl_note(xl, key, "is not supported; the domain is destroyed, and is not started again");
}

bool xl_take_end(struct xl *xl, const struct xl_known *known)
{
    const char *key = known->key, *value = action_find(xl_string(xl, key));
    struct import_domain *domain = xl->domain;

    if (!value) {
        xl_note(xl, key,
                "is none of \"destroy\", \"restart\", \"rename-restart\", \"preserve\", "
                "\"coredump-destroy\", \"coredump-restart\" and \"soft-reset\"; xl refuses it");
        return false;
    }
    if (strcmp(key, "on_soft_reset") == 0) {
        soft_reset_tell(xl, key);
        return false;
    }
    if (!known->property || !action_is_served(value)) {
        end_tell(xl, key, value);
        return false;
    }
    *(strcmp(key, "on_poweroff") == 0 ? &domain->on_poweroff
      : strcmp(key, "on_reboot") == 0 ? &domain->on_reboot
                                      : &domain->on_crash) = value;
    return true;
}
