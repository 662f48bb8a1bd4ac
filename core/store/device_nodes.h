/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The nodes in xenstore of a disk or a network card: those that libxl gives one that another
 * domain serves, with the same values, owners and order (tools/libs/light/libxl_device.c,
 * libxl_disk.c and libxl_nic.c of Xen 4.17). Left out is libxl's own copy below /libxl, which
 * domain 0 alone could read.
 */
#ifndef CORE_STORE_DEVICE_NODES_H
#define CORE_STORE_DEVICE_NODES_H

#include "core/store/domain_nodes.h"

/* States of the two halves of a device: enum xenbus_state of xen/io/xenbus.h. */
#define DEVICE_NODES_INITIALISING "1"
#define DEVICE_NODES_CONNECTED    "4"
#define DEVICE_NODES_CLOSING      "5"
#define DEVICE_NODES_CLOSED       "6"

struct device_nodes {
    bool is_disk;
    uint32_t number;   /* of the virtual disk (core/lcm/device.h), or of the card */
    uint32_t frontend; /* the domid of who has it; so below */
    uint32_t backend;
    const char *mac; /* of a card, and where it is plugged into the backend; so below of a disk */
    const char *bridge;
    const char *name;
    const char *target;
    bool is_read_only;
    bool is_pv; /* the frontend's domain is */
};

/* The path of a half of it, where `name` is below it; "" for the half itself. */
void device_nodes_front(const struct device_nodes *device, const char *name,
                        char path[DOMAIN_NODES_PATH_SIZE]);
void device_nodes_back(const struct device_nodes *device, const char *name,
                       char path[DOMAIN_NODES_PATH_SIZE]);

/* Calls `put` for each node of both halves, as domain_nodes_put() does. */
bool device_nodes_put(const struct device_nodes *device, domain_node_put_fn *put, void *context);

#endif
