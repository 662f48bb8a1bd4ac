/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Disks and network cards of a configuration of xl that a domain 0 of the set, or another of its
 * domains, can serve as xl would.
 *
 * What a specification means is said by docs/man/xl-disk-configuration.5.pod.in and
 * xl-network-configuration.5.pod.in of Xen, what xl takes by tools/libs/util/libxlu_disk_l.l.
 */
#include <stdlib.h>
#include <string.h>

#include "core/lcm/device.h"
#include "tool/import/xl.h"

/* A disk on its way: positions are filled in this order, and each can be given by name. */
struct disk {
    const char *target, *format, *vdev, *access;
    const char *backend; /* NULL: domain 0 */
    bool is_prefixed;    /* by "phy:" or the like, after which no format is due */
};

/* One of those that have no value; the others end a disk's way. */
static bool flag_is_known(const char *part)
{
    static const char *const flags[] = {"cdrom", "direct-io-safe", "discard", "no-discard",
                                        "colo",  "no-colo",        "trusted", "untrusted"};

    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (strcmp(part, flags[i]) == 0)
            return true;
    return false;
}

/* Takes a prefix that says no more than "a block device or a raw file". */
static char *prefix_take(struct disk *disk, char *at)
{
    static const char *const prefixes[] = {"phy:", "file:", "raw:"};

    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]) && !disk->target; i++) {
        size_t length = strlen(prefixes[i]);

        if (strncmp(at, prefixes[i], length) != 0)
            continue;
        disk->is_prefixed = true;
        return at + length;
    }
    return at;
}

/* Takes NAME=VALUE; NULL, or why the disk is not carried over. */
static const char *named_take(struct xl *xl, struct disk *disk, const char *name, const char *value)
{
    if (strcmp(name, "format") == 0)
        disk->format = value;
    else if (strcmp(name, "vdev") == 0)
        disk->vdev = value;
    else if (strcmp(name, "access") == 0)
        disk->access = value;
    else if (strcmp(name, "backend") == 0)
        disk->backend = xl_is_dom0(value) ? NULL : value;
    else if ((strcmp(name, "backendtype") != 0 || strcmp(value, "phy") != 0) &&
             (strcmp(name, "devtype") != 0 || strcmp(value, "disk") != 0))
        return import_text(xl->set, "%s=%s is not carried over", name, value);
    return NULL;
}

/* Takes a part without a name: the first position that is free. */
static const char *position_take(struct disk *disk, char *part)
{
    if (!disk->target && part[strcspn(part, ":/")] == ':')
        return "of the prefixes only phy:, file: and raw: mean what dom0 serves by itself";
    if (!disk->target)
        disk->target = part;
    else if (!disk->is_prefixed && !disk->format)
        disk->format = part;
    else if (!disk->vdev)
        disk->vdev = part;
    else if (!disk->access)
        disk->access = part;
    else
        return "it has more parts than xl takes";
    return NULL;
}

static const char *parts_take(struct xl *xl, struct disk *disk, char *rest)
{
    const char *why = NULL;

    while (rest && !why) {
        char *part, *equals;

        rest += strspn(rest, " \t\n");
        if (strncmp(rest, "target=", strlen("target=")) == 0) {
            disk->target = rest + strlen("target=");
            if (rest[strlen(rest) - 1] == ',')
                rest[strlen(rest) - 1] = '\0';
            return NULL;
        }
        rest = prefix_take(disk, rest);
        part = strsep(&rest, ",");
        equals = strchr(part, '=');
        if (equals) {
            *equals = '\0';
            why = named_take(xl, disk, part, equals + 1);
        } else if (flag_is_known(part)) {
            why = import_text(xl->set, "%s is not carried over", part);
        } else if (*part || rest) {
            why = position_take(disk, part);
        }
    }
    return why;
}

/* The first rule of the binding that a device breaks, as a reason. */
static const char *rule_broken(const struct xl *xl, const struct lcm_device *device)
{
    for (unsigned int id = 0; id < PROPERTY_COUNT; id++) {
        const struct device_rule *rule = device_rule_broken(device, id);

        if (rule)
            return import_text(xl->set, "%s %s", property_rows[id].name, rule->wrong);
    }
    return NULL;
}

/* Adds a device to the domain in hand; NULL, or why it cannot be. */
static const char *device_add(struct xl *xl, const struct lcm_device *device, const char *backend)
{
    struct import_set *set = xl->set;
    const char *why = rule_broken(xl, device);

    if (why)
        return why;
    if (set->device_count == LCM_DEVICES_MAX)
        return "a set has no more devices than it has already";
    if (backend)
        return xl_backend_take(xl, device, backend);
    if (!set->with_dom0)
        return "the set has no domain 0 that would serve it";
    set->devices[set->device_count] = *device;
    set->devices[set->device_count++].domain = (uint32_t)(xl->domain - set->domains);
    return NULL;
}

static bool access_read(const char *text, uint8_t *access)
{
    bool is_ro = text && (strcmp(text, "r") == 0 || strcmp(text, "ro") == 0);

    *access = is_ro ? LCM_ACCESS_RO : LCM_ACCESS_RW;
    return is_ro || !text || !*text || strcmp(text, "w") == 0 || strcmp(text, "rw") == 0;
}

static const char *disk_take(struct xl *xl, char *specification)
{
    struct disk disk = {.target = NULL};
    const char *why = parts_take(xl, &disk, specification);
    struct lcm_device device = {.kind = LCM_DEVICE_DISK};
    size_t length;

    if (why)
        return why;
    if (!disk.target || !*disk.target || !disk.vdev)
        return "it lacks its target, or its name in the domain";
    if (disk.format && *disk.format && strcmp(disk.format, "raw") != 0)
        return "only raw disks are served without QEMU";
    if (!access_read(disk.access, &device.access))
        return "its access is none that xl knows";
    /* A name may have its kind behind it; of targets xl looks for those that are no paths in /dev.
     */
    length = strlen(disk.vdev);
    if (length > 5 && strcmp(disk.vdev + length - 5, ":disk") == 0)
        length -= 5;
    device.device = import_text(xl->set, "%.*s", (int)length, disk.vdev);
    device.target = import_text(xl->set, "%s%s", *disk.target == '/' ? "" : "/dev/", disk.target);
    if (!device.device || !device.target)
        return "out of memory";
    if (import_has_unprintable(device.target) || import_has_unprintable(device.device))
        return "it has characters that are not printable ASCII";
    return device_add(xl, &device, disk.backend);
}

static const char *vif_take(struct xl *xl, char *specification)
{
    struct lcm_device device = {.kind = LCM_DEVICE_NIC};
    const char *backend = NULL;
    char *part;

    while ((part = strsep(&specification, ","))) {
        char *equals = strchr(part += strspn(part, " "), '=');

        if (!*part)
            continue;
        if (!equals)
            return import_text(xl->set, "%s is not carried over", part);
        *equals++ = '\0';
        if (strcmp(part, "mac") == 0)
            device.mac = xl_mac_text(xl, equals);
        else if (strcmp(part, "bridge") == 0)
            device.bridge = import_text(xl->set, "%s", equals);
        else if (strcmp(part, "backend") == 0)
            backend = xl_is_dom0(equals) ? NULL : equals;
        else if (strcmp(part, "type") != 0 || strcmp(equals, "vif") != 0)
            return import_text(xl->set, "%s=%s is not carried over", part, equals);
    }
    return device_add(xl, &device, backend);
}

const char *xl_attach_take(struct xl *xl, bool is_disk, const char *specification)
{
    char *copy = strdup(specification);
    const char *why;

    if (!copy) {
        xl->set->failed = true;
        return "out of memory";
    }
    why = (is_disk ? disk_take : vif_take)(xl, copy);
    free(copy);
    return why;
}

bool xl_is_dom0(const char *name)
{
    return strcmp(name, "0") == 0 || strcmp(name, "Domain-0") == 0;
}

const char *xl_mac_text(struct xl *xl, const char *text)
{
    unsigned long mac[LCM_MAC_SIZE];

    for (int i = 0; i < LCM_MAC_SIZE; i++) {
        char *end;

        mac[i] = strtoul(text, &end, 16);
        if (end == text || mac[i] > UINT8_MAX || (i < LCM_MAC_SIZE - 1 && *end == '\0'))
            return NULL;
        text = end + 1;
    }
    return import_text(xl->set, "%02lx:%02lx:%02lx:%02lx:%02lx:%02lx", mac[0], mac[1], mac[2],
                       mac[3], mac[4], mac[5]);
}
