/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Disks and network cards that driver domains serve: their nodes in the store, which are there
 * while both domains run.
 *
 * A half that is left alone is told to let go of the device, as libxl does it, before that comes
 * again: Linux looks whether a node is there when it is told of a change, so it would miss that one
 * went and came. A backend says "closed"; it is told to close, since it may not see that its
 * frontend went. A frontend watches the state of its backend until it has let go. Neither is waited
 * for longer than LEAVE_NS, and it is its own devices that wait.
 */
#include <string.h>

#include "core/base/text.h"
#include "core/lcm/device.h"
#include "core/store/device_nodes.h"
#include "launcher/serve/parts.h"
#include "xen/clock.h"

#define LEAVE_NS UINT64_C(10000000000)
/* A frontend still looks for what it had just after it stopped watching. */
#define QUIET_NS UINT64_C(1000000000)

/* The bridge of a card that names none, as with xl. */
#define BRIDGE "xenbr0"

/* What its nodes are about; `mac` is for the text of its address. */
static struct device_nodes nodes_of(const struct resident *r, uint32_t n,
                                    char mac[DEVICE_MAC_TEXT_SIZE])
{
    const struct lcm_plan *plan = &r->launch->image.plan;
    const struct lcm_device *device = &plan->devices[n];
    bool is_disk = device->kind == LCM_DEVICE_DISK;

    mac[0] = '\0';
    if (!is_disk)
        device_mac_text(plan, device, mac);
    return (struct device_nodes){
        .is_disk = is_disk,
        .number = is_disk ? device_disk_number(device->device) : device_nic_number(plan, device),
        .frontend = plan->domains[device->domain].domid,
        .backend = plan->domains[device->backend].domid,
        .mac = mac,
        .bridge = device->bridge ? device->bridge : BRIDGE,
        .name = device->device,
        .target = device->target,
        .is_read_only = device->access == LCM_ACCESS_RO,
        .is_pv = plan->domains[device->domain].mode == LCM_MODE_PV,
    };
}

/* Says what became of it. */
static void device_tell(const struct resident *r, uint32_t n, const char *what)
{
    const struct lcm_plan *plan = &r->launch->image.plan;
    const struct lcm_device *device = &plan->devices[n];
    bool is_disk = device->kind == LCM_DEVICE_DISK;
    char number[sizeof("4294967295")];

    (void)text_set(number, sizeof(number), "%u", (unsigned int)device_nic_number(plan, device));
    log_line("domain %s: %s %s, served by %s: %s", plan->domains[device->domain].name,
             is_disk ? "disk" : "network card", is_disk ? device->device : number,
             plan->domains[device->backend].name, what);
}

static void nodes_remove(struct resident *r, const struct device_nodes *nodes, bool front)
{
    char path[DOMAIN_NODES_PATH_SIZE];

    (front ? device_nodes_front : device_nodes_back)(nodes, "", path);
    (void)store_remove(r->store, path);
}

/* Whether the frontend's domain watches for devices that it gets. */
static bool front_is_looking(const struct resident *r, const struct device_nodes *nodes)
{
    char path[DOMAIN_NODES_PATH_SIZE];

    (void)text_set(path, sizeof(path), "/local/domain/%u/device", (unsigned int)nodes->frontend);
    return store_is_watching(r->store, nodes->frontend, path);
}

static void device_plug(struct resident *r, uint32_t n)
{
    struct device_link *link = &r->devices[n];
    char mac[DEVICE_MAC_TEXT_SIZE];
    struct device_nodes nodes = nodes_of(r, n, mac);

    link->state = DEVICE_IN;
    link->is_shown = front_is_looking(r, &nodes);
    /* The tool's checks, not the launcher's, look what the texts are like. */
    if (nodes.is_disk && nodes.number == 0)
        device_tell(r, n, "not plugged in, as that is not the name of a disk");
    else if (!device_nodes_put(&nodes, store_put, r->store))
        device_tell(r, n, "the store has no room for its nodes");
    else if (link->had_nodes)
        device_tell(r, n, "plugged in again");
    link->had_nodes = true;
}

/* The frontend's domain ended: its nodes go with it. */
static void back_leave(struct resident *r, const struct device_nodes *nodes)
{
    char path[DOMAIN_NODES_PATH_SIZE];

    nodes_remove(r, nodes, true);
    device_nodes_back(nodes, "online", path);
    (void)store_write(r->store, path, "0", 1);
    device_nodes_back(nodes, "state", path);
    (void)store_write(r->store, path, DEVICE_NODES_CLOSING, 1);
}

void devices_leave(struct resident *r, uint32_t i, bool is_preserved)
{
    const struct lcm_plan *plan = &r->launch->image.plan;

    for (uint32_t n = 0; n < plan->device_count; n++) {
        struct device_link *link = &r->devices[n];
        bool is_back = plan->devices[n].backend == i;
        char mac[DEVICE_MAC_TEXT_SIZE];
        struct device_nodes nodes;

        if ((!is_back && (is_preserved || plan->devices[n].domain != i)) ||
            link->state == DEVICE_OUT)
            continue;
        if (link->state != DEVICE_IN) {
            /* The other one has ended before. */
            if (link->state == (is_back ? DEVICE_LEAVES_BACK : DEVICE_LEAVES_FRONT))
                link->state = DEVICE_OUT;
            continue;
        }
        nodes = nodes_of(r, n, mac);
        link->until = clock_now() + LEAVE_NS;
        link->quiet = clock_now() + QUIET_NS;
        link->state = is_back ? DEVICE_LEAVES_FRONT : DEVICE_LEAVES_BACK;
        if (is_back) {
            /* netfront waits until its backend has closed or is gone. */
            nodes_remove(r, &nodes, true);
            nodes_remove(r, &nodes, false);
            device_tell(r, n, "unplugged, as that domain ended");
        } else {
            back_leave(r, &nodes);
        }
    }
}

/* The state that a node has, as a digit; 0 where there is no node, '?' where it says something
 * else.
 */
static char state_of(const struct resident *r, const char *path)
{
    char value;
    uint32_t size = sizeof(value);
    enum store_error error = store_read(r->store, path, &value, &size);

    if (error == STORE_ENOENT)
        return 0;
    return !error && size == sizeof(value) ? value : '?';
}

/* Whether the backend said "closed", or has no nodes any more. */
static bool back_is_closed(const struct resident *r, const struct device_nodes *nodes)
{
    char path[DOMAIN_NODES_PATH_SIZE], now;

    device_nodes_back(nodes, "state", path);
    now = state_of(r, path);
    return !now || now == DEVICE_NODES_CLOSED[0];
}

/* Whether the frontend has let go of it, and not just now. */
static bool front_is_quiet(const struct resident *r, struct device_link *link,
                           const struct device_nodes *nodes)
{
    char path[DOMAIN_NODES_PATH_SIZE];

    device_nodes_back(nodes, "state", path);
    if (store_is_watching(r->store, nodes->frontend, path))
        link->quiet = clock_now() + QUIET_NS;
    return clock_now() >= link->quiet;
}

/* Goes on with one that leaves. */
static void device_leave(struct resident *r, uint32_t n)
{
    struct device_link *link = &r->devices[n];
    bool is_late = clock_now() >= link->until;
    char mac[DEVICE_MAC_TEXT_SIZE];
    struct device_nodes nodes = nodes_of(r, n, mac);

    if (link->state == DEVICE_LEAVES_FRONT) {
        if (front_is_quiet(r, link, &nodes) || is_late)
            link->state = DEVICE_OUT;
    } else if (back_is_closed(r, &nodes) || is_late) {
        nodes_remove(r, &nodes, false);
        link->state = DEVICE_OUT;
    }
}

void devices_begin(struct resident *r, struct device_link *links)
{
    r->devices = links;
    memset(links, 0, r->launch->image.plan.device_count * sizeof(*links));
}

void devices_allow(struct resident *r, uint32_t i)
{
    const struct lcm_plan *plan = &r->launch->image.plan;
    uint32_t count = 0;

    for (uint32_t n = 0; n < plan->device_count; n++) {
        const struct lcm_device *device = &plan->devices[n];

        count += (device->domain == i) + (device->backend == i);
        if (device->kind != LCM_DEVICE_PCI && device->domain == i &&
            !is_running(r, device->backend))
            device_tell(r, n, "not plugged in, as that domain does not run");
    }
    if (r->domains[i].store.page && r->domains[i].store.client != STORE_CLIENT_NONE)
        store_client_devices(r->store, r->domains[i].store.client, count);
}

/* One that is preserved has nodes, and does not run. */
static bool is_known(const struct resident *r, uint32_t i)
{
    return is_running(r, i) && r->domains[i].has_nodes;
}

void devices_serve(struct resident *r)
{
    const struct lcm_plan *plan = &r->launch->image.plan;

    for (uint32_t n = 0; r->store && n < plan->device_count; n++) {
        const struct lcm_device *device = &plan->devices[n];
        struct device_link *link = &r->devices[n];

        if (link->state == DEVICE_LEAVES_FRONT || link->state == DEVICE_LEAVES_BACK)
            device_leave(r, n);
        if (device->kind != LCM_DEVICE_PCI && link->state == DEVICE_OUT &&
            is_known(r, device->domain) && is_known(r, device->backend))
            device_plug(r, n);
    }
}

/*
 * Linux lists its devices and then sets the watch that tells of others (frontend_probe_and_watch()
 * in its drivers/xen/xenbus/xenbus_probe_frontend.c): it misses one that comes in between. So a
 * state that came before the watch, and nobody has changed, is written again, which fires it.
 */
void devices_show(struct resident *r)
{
    for (uint32_t n = 0; r->store && n < r->launch->image.plan.device_count; n++) {
        struct device_link *link = &r->devices[n];
        char mac[DEVICE_MAC_TEXT_SIZE], path[DOMAIN_NODES_PATH_SIZE];
        struct device_nodes nodes;

        if (link->state != DEVICE_IN || link->is_shown)
            continue;
        nodes = nodes_of(r, n, mac);
        if (!front_is_looking(r, &nodes))
            continue;
        link->is_shown = true;
        device_nodes_front(&nodes, "state", path);
        if (state_of(r, path) == DEVICE_NODES_INITIALISING[0])
            (void)store_write(r->store, path, DEVICE_NODES_INITIALISING, 1);
    }
}

uint64_t devices_when(const struct resident *r)
{
    uint64_t when = UINT64_MAX;

    for (uint32_t n = 0; r->store && n < r->launch->image.plan.device_count; n++) {
        const struct device_link *link = &r->devices[n];
        uint64_t next = link->state == DEVICE_LEAVES_FRONT ? link->quiet : link->until;

        if (link->state != DEVICE_LEAVES_FRONT && link->state != DEVICE_LEAVES_BACK)
            continue;
        next = next < link->until ? next : link->until;
        when = next < when ? next : when;
    }
    return when == UINT64_MAX ? 0 : when;
}
