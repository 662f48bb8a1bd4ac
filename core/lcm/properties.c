/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The properties that the binding knows, where each may stand, and whether it is served.
 */
#include <string.h>

#include "core/base/nearest.h"
#include "core/lcm/reader.h"

struct known_property {
    const char *name;
    enum role roles;
    bool later; /* known, and left for a later version */
};

/* What the published design of 2021 called otherwise, with the same meaning. */
static const struct {
    const char *old;
    const char *now;
} renamed[] = {
    {"permissions", "capabilities"},
    {"mb-index", "module-index"},
    {"module-addr", "reg"},
};

enum { RENAMED_COUNT = sizeof(renamed) / sizeof(renamed[0]) };

/* At most 64 rows: each has a bit. */
static const struct known_property known[] = {
    {"compatible", ROLE_TYPED, false},
    {"phandle", ROLE_TYPED, false},
    {"linux,phandle", ROLE_TYPED, false},
    {"#address-cells", ROLE_TYPED, false},
    {"#size-cells", ROLE_TYPED, false},

    {"domid", ROLE_DOMAIN, false},
    {"hyperlaunch,name", ROLE_DOMAIN | ROLE_CPUPOOL, false},
    {"memory", ROLE_DOMAIN, false},
    {"cpus", ROLE_DOMAIN, false},
    {"mode", ROLE_DOMAIN, false},
    {"capabilities", ROLE_DOMAIN, false},
    {"functions", ROLE_DOMAIN, false},
    {"domain-uuid", ROLE_DOMAIN, false},
    {"security-id", ROLE_DOMAIN, false},
    {"hyperlaunch,label-policy", ROLE_DOMAIN, false},
    {"xen,enhanced", ROLE_DOMAIN, false},
    {"passthrough", ROLE_DOMAIN, false},
    {"domain-cpupool", ROLE_DOMAIN, false},
    {"xen,domain-p2m-mem-mb", ROLE_DOMAIN, false},
    {"max_grant_version", ROLE_DOMAIN, false},
    {"max_grant_frames", ROLE_DOMAIN, false},
    {"max_maptrack_frames", ROLE_DOMAIN, false},
    {"hyperlaunch,start-after", ROLE_DOMAIN, false},
    {"hyperlaunch,ready", ROLE_DOMAIN, false},
    {"hyperlaunch,ready-timeout-ms", ROLE_DOMAIN, true},
    {"hyperlaunch,on-failure", ROLE_DOMAIN, false},
    {"hyperlaunch,on-crash", ROLE_DOMAIN, false},
    {"hyperlaunch,on-reboot", ROLE_DOMAIN, false},
    {"hyperlaunch,on-poweroff", ROLE_DOMAIN, false},
    {"hyperlaunch,restart-limit", ROLE_DOMAIN, true},

    {"id", ROLE_VCPU, false},
    {"hard-affinity", ROLE_VCPU, false},
    {"cpupool-cpus", ROLE_CPUPOOL, false},
    {"cpupool-sched", ROLE_CPUPOOL, false},

    {"hyperlaunch,file", ROLE_MODULE, false},
    {"module-index", ROLE_MODULE, false},
    {"reg", ROLE_MODULE, false}, /* refused with a remedy of its own */
    {"bootargs", ROLE_BOOT, false},

    {"hyperlaunch,format", ROLE_TABLE, false},
    {"hyperlaunch,offset", ROLE_PAYLOAD, false},
    {"hyperlaunch,stored-size", ROLE_PAYLOAD, false},
    {"hyperlaunch,size", ROLE_PAYLOAD, false},
    {"hyperlaunch,encoding", ROLE_PAYLOAD, false},
    {"hyperlaunch,sha256", ROLE_PAYLOAD, false},
    {"hyperlaunch,file-name", ROLE_PAYLOAD, false},
    {"hyperlaunch,cmdline-size", ROLE_PAYLOAD, false},
};

enum { KNOWN_COUNT = sizeof(known) / sizeof(known[0]) };
_Static_assert(KNOWN_COUNT <= 64, "a property needs a bit of its own");

static const struct known_property *find(const char *name)
{
    for (unsigned int i = 0; i < KNOWN_COUNT; i++)
        if (strcmp(known[i].name, name) == 0)
            return &known[i];
    return NULL;
}

const char *property_renamed(const char *name)
{
    for (unsigned int i = 0; i < RENAMED_COUNT; i++)
        if (strcmp(renamed[i].old, name) == 0)
            return renamed[i].now;
    return name;
}

const char *property_written(const struct reader *r, const char *name)
{
    for (unsigned int i = 0; i < RENAMED_COUNT; i++)
        if (strcmp(renamed[i].now, name) == 0 && !value_find(r->blob, reader_node(r), name).data &&
            value_find(r->blob, reader_node(r), renamed[i].old).data)
            return renamed[i].old;
    return name;
}

uint64_t property_bit(const char *name)
{
    const struct known_property *property = find(name);

    return property ? UINT64_C(1) << (property - known) : 0;
}

bool property_belongs(const char *name, enum role role)
{
    const struct known_property *property = find(name);

    return property && (property->roles & role) != 0;
}

bool property_is_served(const char *name)
{
    const struct known_property *property = find(name);

    return property && !property->later;
}

const char *property_nearest(const char *name, enum role role)
{
    for (unsigned int i = 0; i < KNOWN_COUNT; i++)
        if ((known[i].roles & role) != 0 && name_is_close(name, known[i].name))
            return known[i].name;
    return NULL;
}
