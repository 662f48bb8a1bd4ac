/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The record's tables of properties.
 */
#include "core/record/fields.h"

#include "core/lcm/lcm.h"

#define MEMBER(type, member) offsetof(struct type, member), sizeof(((struct type *)0)->member)

_Static_assert(sizeof(enum record_state) == sizeof(uint32_t), "an enum is moved as a number");
_Static_assert((int)RECORD_LINE_SIZE == (int)LCM_READY_LINE_SIZE, "a text that fits there fits");

const struct field record_launch_fields[] = {
    {"hyperlaunch,xen-major", FIELD_U32, MEMBER(record_launch, xen_major), UINT32_MAX},
    {"hyperlaunch,xen-minor", FIELD_U32, MEMBER(record_launch, xen_minor), UINT32_MAX},
    {"hyperlaunch,image-sha256", FIELD_BYTES, MEMBER(record_launch, image_sha256), 0},
    {"hyperlaunch,entered-ns", FIELD_U64, MEMBER(record_launch, entered_ns), 0},
    {"hyperlaunch,recorded-ns", FIELD_U64, MEMBER(record_launch, recorded_ns), 0},
    {"hyperlaunch,hypercalls", FIELD_U64, MEMBER(record_launch, hypercalls), 0},
    {"hyperlaunch,simulated", FIELD_U32_LATER, MEMBER(record_launch, simulated), 1},
    {"hyperlaunch,parsed", FIELD_U32_LATER, MEMBER(record_launch, parsed), 1},
    {"hyperlaunch,store-kib", FIELD_U64_LATER, MEMBER(record_launch, store_kib), 0},
    {"hyperlaunch,image-kept", FIELD_U64_LATER, MEMBER(record_launch, image_kept_kib), 0},
    {"hyperlaunch,image-freed", FIELD_U64_LATER, MEMBER(record_launch, image_freed_kib), 0},
    {0},
};

const struct field record_domain_fields[] = {
    {"domid", FIELD_U32, MEMBER(record_domain, domid), LCM_DOMID_MAX},
    {"hyperlaunch,name", FIELD_TEXT, MEMBER(record_domain, name), 0},
    {"domain-uuid", FIELD_BYTES, MEMBER(record_domain, uuid), 0},
    {"memory", FIELD_U64, MEMBER(record_domain, memory_kib), 0},
    {"cpus", FIELD_U32, MEMBER(record_domain, cpus), UINT32_MAX},
    {"mode", FIELD_U32, MEMBER(record_domain, mode), RECORD_PV},
    {"capabilities", FIELD_U32, MEMBER(record_domain, capabilities), UINT32_MAX},
    {"functions", FIELD_U32, MEMBER(record_domain, functions), UINT32_MAX},
    {"hyperlaunch,state", FIELD_U32, MEMBER(record_domain, state), RECORD_PLANNED},
    {"hyperlaunch,exact-state", FIELD_U32_LATER, MEMBER(record_domain, exact), RECORD_HELD},
    {"hyperlaunch,began-ns", FIELD_U64, MEMBER(record_domain, began_ns), 0},
    {"hyperlaunch,created-ns", FIELD_U64, MEMBER(record_domain, created_ns), 0},
    {"hyperlaunch,started-ns", FIELD_U64, MEMBER(record_domain, started_ns), 0},
    {"hyperlaunch,loaded", FIELD_U64, MEMBER(record_domain, loaded), 0},
    {"hyperlaunch,hypercalls", FIELD_U64, MEMBER(record_domain, hypercalls), 0},
    {"hyperlaunch,console-frame", FIELD_U64, MEMBER(record_domain, console_frame), 0},
    {"hyperlaunch,console-port", FIELD_U32, MEMBER(record_domain, console_port), UINT32_MAX},
    {"hyperlaunch,store", FIELD_U32, MEMBER(record_domain, store), RECORD_STORE_WAITING},
    {"hyperlaunch,store-frame", FIELD_U64, MEMBER(record_domain, store_frame), 0},
    {"hyperlaunch,store-port", FIELD_U32, MEMBER(record_domain, store_port), UINT32_MAX},
    {"hyperlaunch,cpupool", FIELD_U32_LATER, MEMBER(record_domain, cpupool), UINT32_MAX},
    {"hyperlaunch,reboot-destroys", FIELD_U32_LATER, MEMBER(record_domain, reboot_destroys), 1},
    {"hyperlaunch,label-ignored", FIELD_U32_LATER, MEMBER(record_domain, label_ignored), 1},
    {"hyperlaunch,grant-version", FIELD_U32_LATER, MEMBER(record_domain, grant_version), 2},
    {"hyperlaunch,ready", FIELD_U32_LATER, MEMBER(record_domain, ready), LCM_READY_SIGNAL},
    {"hyperlaunch,ready-line", FIELD_TEXT, MEMBER(record_domain, ready_line), 0},
    {"hyperlaunch,ready-timeout-ms", FIELD_U32_LATER, MEMBER(record_domain, ready_timeout_ms),
     UINT32_MAX},
    {"hyperlaunch,ready-ns", FIELD_U64_LATER, MEMBER(record_domain, ready_ns), 0},
    {"hyperlaunch,late", FIELD_U32_LATER, MEMBER(record_domain, late), 1},
    {"hyperlaunch,start-within-ms", FIELD_U32_LATER, MEMBER(record_domain, start_within_ms),
     UINT32_MAX},
    {"hyperlaunch,end", FIELD_U32_LATER, MEMBER(record_domain, end), RECORD_END_OTHER},
    {"hyperlaunch,ended-ns", FIELD_U64_LATER, MEMBER(record_domain, ended_ns), 0},
    {"hyperlaunch,preserved", FIELD_U32_LATER, MEMBER(record_domain, preserved), 1},
    {"hyperlaunch,given-up", FIELD_U32_LATER, MEMBER(record_domain, given_up), 1},
    {"hyperlaunch,restarts", FIELD_U32_LATER, MEMBER(record_domain, restarts), UINT32_MAX},
    {0},
};

const struct field record_failure_fields[] = {
    {"hyperlaunch,step", FIELD_TEXT, MEMBER(record_domain, step), 0},
    {"hyperlaunch,cause", FIELD_TEXT, MEMBER(record_domain, cause), 0},
    {0},
};

const struct field record_module_fields[] = {
    {"module-index", FIELD_U32, MEMBER(record_module, index), UINT32_MAX},
    {"hyperlaunch,sha256", FIELD_BYTES, MEMBER(record_module, digest), 0},
    {0},
};

uint64_t field_bit(const struct field *fields, size_t offset)
{
    for (unsigned int row = 0; fields[row].name; row++)
        if (fields[row].offset == offset)
            return FIELD_BIT(row);
    return 0;
}
