/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The table of a device's nodes.
 */
#include "core/store/device_nodes.h"

#include <stddef.h>

#include "core/base/text.h"

enum half { FRONT, BACK };

/* Whose node it is: the other of the two reads it. */
enum access { FRONT_OWNS, BACK_OWNS, INHERITED };

/* What a value tells, where it is not the text of the row. */
enum tells { TEXT, OTHER_HALF, OTHER_DOMID, NUMBER, MAC, BRIDGE, NAME, TARGET, MODE, DISCARD };

enum which { BOTH, NIC, DISK, PV_DISK };

struct row {
    const char *name; /* "": the half itself */
    const char *text;
    uint8_t half;   /* enum half */
    uint8_t access; /* enum access; so below */
    uint8_t tells;
    uint8_t which;
};

static const struct row rows[] = {
    {"", "", FRONT, FRONT_OWNS, TEXT, BOTH},
    {"backend", NULL, FRONT, INHERITED, OTHER_HALF, BOTH},
    {"backend-id", NULL, FRONT, FRONT_OWNS, OTHER_DOMID, BOTH},
    {"state", DEVICE_NODES_INITIALISING, FRONT, FRONT_OWNS, TEXT, BOTH},
    {"handle", NULL, FRONT, FRONT_OWNS, NUMBER, NIC},
    {"mac", NULL, FRONT, FRONT_OWNS, MAC, NIC},
    {"trusted", "1", FRONT, FRONT_OWNS, TEXT, NIC},
    {"mtu", "1500", FRONT, BACK_OWNS, TEXT, NIC},
    {"virtual-device", NULL, FRONT, FRONT_OWNS, NUMBER, DISK},
    {"device-type", "disk", FRONT, FRONT_OWNS, TEXT, DISK},
    {"trusted", "1", FRONT, FRONT_OWNS, TEXT, DISK},
    {"protocol", "x86_64-abi", FRONT, FRONT_OWNS, TEXT, PV_DISK},
    {"", "", BACK, BACK_OWNS, TEXT, BOTH},
    {"frontend", NULL, BACK, INHERITED, OTHER_HALF, BOTH},
    {"params", NULL, BACK, INHERITED, TARGET, DISK},
    {"script", "/etc/xen/scripts/block", BACK, INHERITED, TEXT, DISK},
    {"frontend-id", NULL, BACK, INHERITED, OTHER_DOMID, BOTH},
    {"online", "1", BACK, INHERITED, TEXT, BOTH},
    {"removable", "0", BACK, INHERITED, TEXT, DISK},
    {"bootable", "1", BACK, INHERITED, TEXT, DISK},
    {"state", DEVICE_NODES_INITIALISING, BACK, INHERITED, TEXT, BOTH},
    {"script", "/etc/xen/scripts/vif-bridge", BACK, INHERITED, TEXT, NIC},
    {"mac", NULL, BACK, INHERITED, MAC, NIC},
    {"bridge", NULL, BACK, INHERITED, BRIDGE, NIC},
    {"handle", NULL, BACK, INHERITED, NUMBER, NIC},
    {"type", "vif", BACK, INHERITED, TEXT, NIC},
    /* A backend waits for what a script says here before it connects. */
    {"hotplug-status", "", BACK, INHERITED, TEXT, NIC},
    {"dev", NULL, BACK, INHERITED, NAME, DISK},
    {"type", "phy", BACK, INHERITED, TEXT, DISK},
    {"mode", NULL, BACK, INHERITED, MODE, DISK},
    {"device-type", "disk", BACK, INHERITED, TEXT, DISK},
    {"discard-enable", NULL, BACK, INHERITED, DISCARD, DISK},
    {"specification", "xen", BACK, INHERITED, TEXT, DISK},
};

void device_nodes_front(const struct device_nodes *device, const char *name,
                        char path[DOMAIN_NODES_PATH_SIZE])
{
    (void)text_set(path, DOMAIN_NODES_PATH_SIZE, "/local/domain/%u/device/%s/%u%s%s",
                   (unsigned int)device->frontend, device->is_disk ? "vbd" : "vif",
                   (unsigned int)device->number, name[0] ? "/" : "", name);
}

void device_nodes_back(const struct device_nodes *device, const char *name,
                       char path[DOMAIN_NODES_PATH_SIZE])
{
    (void)text_set(path, DOMAIN_NODES_PATH_SIZE, "/local/domain/%u/backend/%s/%u/%u%s%s",
                   (unsigned int)device->backend, device->is_disk ? "vbd" : "vif",
                   (unsigned int)device->frontend, (unsigned int)device->number, name[0] ? "/" : "",
                   name);
}

/* The value of a row, in `buffer` where it has to be made. */
static const char *value_of(const struct device_nodes *device, const struct row *row,
                            char buffer[DOMAIN_NODES_PATH_SIZE])
{
    switch (row->tells) {
    case TEXT:
        return row->text;
    case OTHER_HALF:
        (row->half == FRONT ? device_nodes_back : device_nodes_front)(device, "", buffer);
        return buffer;
    case OTHER_DOMID:
        (void)text_set(buffer, DOMAIN_NODES_PATH_SIZE, "%u",
                       (unsigned int)(row->half == FRONT ? device->backend : device->frontend));
        return buffer;
    case NUMBER:
        (void)text_set(buffer, DOMAIN_NODES_PATH_SIZE, "%u", (unsigned int)device->number);
        return buffer;
    case MAC:
        return device->mac;
    case BRIDGE:
        return device->bridge;
    case NAME:
        return device->name;
    case TARGET:
        return device->target;
    case MODE:
        return device->is_read_only ? "r" : "w";
    case DISCARD:
        return device->is_read_only ? "0" : "1";
    }
    return "";
}

static void access_fill(struct domain_node *node, const struct device_nodes *device,
                        enum access access)
{
    bool is_front = access == FRONT_OWNS;

    node->permission_count = access == INHERITED ? 0 : 2;
    node->permissions[0].domid = is_front ? device->frontend : device->backend;
    node->permissions[1] = (struct permission){
        .domid = is_front ? device->backend : device->frontend, .access = PERMISSION_READ};
}

static bool row_is_of(const struct row *row, const struct device_nodes *device)
{
    switch (row->which) {
    case NIC:
        return !device->is_disk;
    case DISK:
        return device->is_disk;
    case PV_DISK:
        return device->is_disk && device->is_pv;
    default:
        return true;
    }
}

bool device_nodes_put(const struct device_nodes *device, domain_node_put_fn *put, void *context)
{
    char path[DOMAIN_NODES_PATH_SIZE], buffer[DOMAIN_NODES_PATH_SIZE];

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *row = &rows[i];
        struct domain_node node = {.path = path};

        if (!row_is_of(row, device))
            continue;
        (row->half == FRONT ? device_nodes_front : device_nodes_back)(device, row->name, path);
        node.value = value_of(device, row, buffer);
        access_fill(&node, device, row->access);
        if (!put(context, &node))
            return false;
    }
    return true;
}
