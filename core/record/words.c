/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The record's words for people: states, modes, stores, and what is wrong with one. Its readers use
 * them; the launcher, which only writes one, is not linked with this.
 */
#include "core/record/record_read.h"

const char *record_state_name(enum record_state state)
{
    static const char *const names[] = {
        [RECORD_FAILED] = "failed",   [RECORD_RUNNING] = "running",
        [RECORD_ENDED] = "ended",     [RECORD_HANDED_OVER] = "handed-over",
        [RECORD_PLANNED] = "planned", [RECORD_STAGED] = "staged",
        [RECORD_HELD] = "held",
    };

    return names[state];
}

const char *record_mode_name(enum record_mode mode)
{
    return mode == RECORD_PV ? "pv" : "pvh";
}

const char *record_store_name(enum record_store store)
{
    static const char *const names[] = {
        [RECORD_STORE_NONE] = "none",
        [RECORD_STORE_PARAM] = "param",
        [RECORD_STORE_WAITING] = "waiting",
    };

    return names[store];
}

const char *record_end_name(enum record_end end)
{
    static const char *const names[] = {
        [RECORD_END_POWERED_OFF] = "powered-off",
        [RECORD_END_REBOOTED] = "rebooted",
        [RECORD_END_CRASHED] = "crashed",
        [RECORD_END_OTHER] = "other",
    };

    return names[end];
}

const char *record_strerror(enum record_error error)
{
    static const char *const texts[] = {
        [RECORD_OK] = "nothing is wrong",
        [RECORD_NOT_TREE] = "not a valid device tree; give the record as the launcher wrote it",
        [RECORD_NOT_RECORD] = "a device tree, but no launch record; give the launcher's record.dtb",
        [RECORD_VERSION] =
            "a record of an unknown version; use the tools of the launcher that wrote it",
        [RECORD_INCOMPLETE] =
            "a property is missing or malformed; give the record as the launcher wrote it",
        [RECORD_TOO_MANY] =
            "more domains, steps or bytes than a launch has; give the record as it was written",
    };

    return texts[error];
}
