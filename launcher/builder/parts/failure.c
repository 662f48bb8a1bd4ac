/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Why a domain could not be built: the step, the cause, and the remedy that fits Xen's error.
 */
#include <stdarg.h>

#include "core/base/text.h"
#include "launcher/builder/parts/build.h"
#include "xen/errno.h"

const char *build_step_name(enum build_step step)
{
    static const char *const names[] = {
        [BUILD_VERIFY] = "verify",     [BUILD_KERNEL] = "kernel",     [BUILD_LAYOUT] = "layout",
        [BUILD_CREATE] = "create",     [BUILD_POPULATE] = "populate", [BUILD_LOAD] = "load",
        [BUILD_CHANNELS] = "channels", [BUILD_TABLES] = "tables",     [BUILD_VCPU] = "vcpu",
        [BUILD_DEVICES] = "devices",   [BUILD_CONSOLE] = "console",   [BUILD_START] = "start",
    };

    return names[step];
}

int result_fail(struct build_result *result, enum build_step step, const char *format, ...)
{
    va_list arguments;
    struct text text;

    result->step = step;
    text_init(&text, result->cause, sizeof(result->cause));
    va_start(arguments, format);
    text_append_va(&text, format, arguments);
    va_end(arguments);
    return -1;
}

static const char *remedy_for(enum lcm_mode mode, enum build_step step, int64_t error)
{
    if (error == -XEN_ENOMEM)
        return "give the domains less memory or the host more";
    if (step == BUILD_CREATE && error == -XEN_EEXIST)
        return "choose another domid";
    if (step == BUILD_CREATE && mode == LCM_MODE_PVH &&
        (error == -XEN_EOPNOTSUPP || error == -XEN_EINVAL)) {
        return "PVH needs a host with hardware virtualization and nested paging, enabled in the "
               "firmware";
    }
    return "Xen's own messages may say more (loglvl=all guest_loglvl=all)";
}

int result_refused(struct build_result *result, enum lcm_mode mode, enum build_step step,
                   const char *what, int64_t error)
{
    return result_fail(result, step, "%s: Xen says %s; %s", what, xen_strerror(error),
                       remedy_for(mode, step, error));
}

int build_refused(struct build *b, enum build_step step, const char *what, int64_t error)
{
    return result_refused(b->result, b->domain->mode, step, what, error);
}
