/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a node of a dom0less tree is, by its "compatible".
 */
#include <libfdt.h>

#include "tool/import/dom0less.h"

const struct dom0less_node dom0less_nodes[] = {
    {"xen,domain", NODE_CHOSEN, NODE_DOMAIN},
    {"xen,cpupool", NODE_CHOSEN, NODE_POOL},
    {"multiboot,kernel", NODE_ANY, NODE_KERNEL},
    {"xen,linux-zimage", NODE_ANY, NODE_KERNEL},
    {"multiboot,ramdisk", NODE_ANY, NODE_RAMDISK},
    {"xen,linux-initrd", NODE_ANY, NODE_RAMDISK},
    {"xen,xsm-policy", NODE_ANY, NODE_POLICY},
    {"multiboot,microcode", NODE_ANY, NODE_MICROCODE},
    {"multiboot,device-tree", NODE_ANY, NODE_GUEST_TREE},
    {"xen,vcpu", NODE_DOMAIN, NODE_VCPU},
    {"xen,evtchn-v1", NODE_CHOSEN | NODE_DOMAIN, NODE_EVTCHN},
    {"xen,evtchn", NODE_CHOSEN | NODE_DOMAIN, NODE_EVTCHN},
    {"xen,domain-shared-memory-v1", NODE_CHOSEN | NODE_DOMAIN, NODE_SHM},
    {"hypervisor,xen", NODE_CHOSEN, NODE_SET},
    {"multiboot,module", NODE_ANY, NODE_MODULE},
    {"xen,multiboot-module", NODE_ANY, NODE_MODULE},
    {NULL, 0, NODE_UNKNOWN},
};

bool node_is(const struct board *b, int node, const char *compatible)
{
    return fdt_node_check_compatible(b->blob, node, compatible) == 0;
}

bool node_is_module(const struct board *b, int node)
{
    return node_is(b, node, "multiboot,module") || node_is(b, node, "xen,multiboot-module");
}

enum node_kind node_kind_of(const struct board *b, int node, enum node_kind parent)
{
    for (const struct dom0less_node *known = dom0less_nodes; known->compatible; known++)
        if ((known->parents & parent) != 0 && node_is(b, node, known->compatible))
            return known->kind;
    return NODE_UNKNOWN;
}
