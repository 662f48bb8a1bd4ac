/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What xl does when a domain ends, and what is done here.
 *
 * The launcher that stays, or a dom0 that watches, builds a domain that asks for a reboot again and
 * destroys one that powered off, crashed or was stopped by its watchdog. One that asked for a soft
 * reset is left alone by a dom0, and destroyed without one.
 */
#include <string.h>

#include "tool/import/xl.h"

static const char *const actions[] = {
    "destroy",          "restart",          "rename-restart", "preserve",
    "coredump-destroy", "coredump-restart", "soft-reset",
};

static bool action_is_known(const char *value)
{
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
        if (strcmp(actions[i], value) == 0)
            return true;
    return false;
}

static bool reboot_take(struct xl *xl, const char *key, const char *value)
{
    xl->domain->reboot_destroys = strcmp(value, "destroy") == 0;
    xl->domain->reboot_restarts = strcmp(value, "restart") == 0;
    if (xl->domain->reboot_destroys || xl->domain->reboot_restarts)
        return true;
    xl_note(xl, key,
            "is not supported; the domain is built again, as for \"restart\"; write "
            "hyperlaunch,on-reboot = \"destroy\" if it is to end");
    return false;
}

static void soft_reset_tell(struct xl *xl, const char *key)
{
    xl_note(xl, key,
            "is not supported; where a dom0 watches, a domain that asks for a soft reset, as kexec "
            "does, is left as it ended, else it is destroyed");
}

/* The ends that destroy a domain here, whatever is wanted. */
static void end_tell(struct xl *xl, const char *key, const char *value)
{
    if (strcmp(value, "destroy") == 0)
        xl_note(xl, key, "is what happens here, too; nothing need be written");
    else if (strcmp(value, "preserve") == 0)
        xl_note(xl, key, "is not supported; the domain is destroyed, not kept");
    else if (strcmp(value, "coredump-destroy") == 0)
        xl_note(xl, key, "is not supported; the domain is destroyed without a core dump");
    else if (strcmp(value, "soft-reset") == 0)
        xl_note(xl, key, "is not supported; the domain is destroyed, not reset");
    else
        xl_note(xl, key, "is not supported; the domain is destroyed, and is not started again");
}

bool xl_take_end(struct xl *xl, const struct xl_known *known)
{
    const char *key = known->key, *value = xl_string(xl, key);
    bool destroys = strcmp(value, "destroy") == 0;

    if (!action_is_known(value)) {
        xl_note(xl, key,
                "is none of \"destroy\", \"restart\", \"rename-restart\", \"preserve\", "
                "\"coredump-destroy\", \"coredump-restart\" and \"soft-reset\"; xl refuses it");
        return false;
    }
    if (strcmp(key, "on_soft_reset") == 0) {
        soft_reset_tell(xl, key);
        return false;
    }
    if (strcmp(key, "on_reboot") == 0)
        return reboot_take(xl, key, value);
    xl->domain->poweroff_destroys |= destroys && strcmp(key, "on_poweroff") == 0;
    xl->domain->crash_destroys |= destroys && strcmp(key, "on_crash") == 0;
    if (destroys && known->property)
        return true;
    end_tell(xl, key, value);
    return false;
}
