/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The properties that the binding knows, where each may stand, and whether it is served.
 */
#include "lcm/reader.h"

#include <string.h>

struct known_property {
    const char *name;
    enum role roles;
    bool later; /* known, and left for a later version */
};

/* At most 64 rows: each has a bit. */
static const struct known_property known[] = {
    {"compatible", ROLE_TYPED, false},
    {"phandle", ROLE_TYPED, false},
    {"linux,phandle", ROLE_TYPED, false},
    {"#address-cells", ROLE_TYPED, false},
    {"#size-cells", ROLE_TYPED, false},

    {"domid", ROLE_DOMAIN, false},
    {"hyperlaunch,name", ROLE_DOMAIN, false},
    {"memory", ROLE_DOMAIN, false},
    {"cpus", ROLE_DOMAIN, false},
    {"mode", ROLE_DOMAIN, false},
    {"capabilities", ROLE_DOMAIN, false},
    {"functions", ROLE_DOMAIN, false},
    {"domain-uuid", ROLE_DOMAIN, false},
    {"security-id", ROLE_DOMAIN, true},
    {"xen,enhanced", ROLE_DOMAIN, false},
    {"passthrough", ROLE_DOMAIN, true},
    {"domain-cpupool", ROLE_DOMAIN, true},
    {"xen,domain-p2m-mem-mb", ROLE_DOMAIN, true},
    {"max_grant_version", ROLE_DOMAIN, true},
    {"max_grant_frames", ROLE_DOMAIN, true},
    {"max_maptrack_frames", ROLE_DOMAIN, true},
    {"hyperlaunch,start-after", ROLE_DOMAIN, true},
    {"hyperlaunch,ready", ROLE_DOMAIN, true},
    {"hyperlaunch,ready-timeout-ms", ROLE_DOMAIN, true},
    {"hyperlaunch,on-failure", ROLE_DOMAIN, true},
    {"hyperlaunch,on-crash", ROLE_DOMAIN, true},
    {"hyperlaunch,on-reboot", ROLE_DOMAIN, true},
    {"hyperlaunch,on-poweroff", ROLE_DOMAIN, true},
    {"hyperlaunch,restart-limit", ROLE_DOMAIN, true},
    {"permissions", ROLE_DOMAIN, true}, /* this and two below: the dialect of 2021 */

    {"hyperlaunch,file", ROLE_MODULE, false},
    {"module-index", ROLE_MODULE, false},
    {"reg", ROLE_MODULE, false}, /* refused with a remedy of its own */
    {"bootargs", ROLE_MODULE, false},
    {"mb-index", ROLE_MODULE, true},
    {"module-addr", ROLE_MODULE, true},

    {"hyperlaunch,offset", ROLE_PAYLOAD, false},
    {"hyperlaunch,stored-size", ROLE_PAYLOAD, false},
    {"hyperlaunch,size", ROLE_PAYLOAD, false},
    {"hyperlaunch,encoding", ROLE_PAYLOAD, false},
    {"hyperlaunch,sha256", ROLE_PAYLOAD, false},
};

enum { KNOWN_COUNT = sizeof(known) / sizeof(known[0]) };
_Static_assert(KNOWN_COUNT <= 64, "a property needs a bit of its own");

static const struct known_property *find(const char *name)
{
    for (unsigned int i = 0; i < KNOWN_COUNT; i++) {
        if (strcmp(known[i].name, name) == 0)
            return &known[i];
    }
    return NULL;
}

uint64_t property_bit(const char *name)
{
    const struct known_property *property = find(name);

    return property == NULL ? 0 : UINT64_C(1) << (property - known);
}

bool property_belongs(const char *name, enum role role)
{
    const struct known_property *property = find(name);

    return property != NULL && (property->roles & role) != 0;
}

bool property_is_served(const char *name)
{
    const struct known_property *property = find(name);

    return property != NULL && !property->later;
}

const char *property_nearest(const char *name, enum role role)
{
    for (unsigned int i = 0; i < KNOWN_COUNT; i++) {
        if ((known[i].roles & role) != 0 && name_is_close(name, known[i].name))
            return known[i].name;
    }
    return NULL;
}
