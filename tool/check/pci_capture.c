/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PCI devices as Linux tells of them in sysfs (Documentation/ABI/testing/sysfs-bus-pci).
 */
#include "tool/check/pci_capture.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/lcm/pci_address.h"
#include "tool/base/file.h"
#include "tool/base/tool.h"
#include "tool/check/pci_facts.h"

#define DEVICES "/sys/bus/pci/devices"

enum {
    PATH_SIZE = 4096,
    NUMBER_SIZE = 16,
    ROM_LINE = 6,
    ROM_REGISTER = 0x30,
    /* Linux, include/linux/ioport.h. */
    RESOURCE_IO = 0x100,
    RESOURCE_MEMORY = 0x200,
    RESOURCE_PREFETCH = 0x2000,
    RESOURCE_64 = 0x100000,
};

/* A device's folder, and the file of it that is read. */
struct place {
    const char *root;
    const char *address;
    char path[PATH_SIZE];
};

static const char *place_set(struct place *place, const char *name)
{
    int length = snprintf(place->path, sizeof(place->path), "%s" DEVICES "/%s/%s",
                          place->root ? place->root : "", place->address, name);

    return length < (int)sizeof(place->path) ? place->path : "";
}

static bool place_complain(const struct place *place, const char *what)
{
    tool_complain("host: %s: %s; write the file by hand, see hyperlaunch host --help", place->path,
                  what);
    return false;
}

static bool number_capture(struct place *place, const char *name, uint32_t most, uint32_t *number)
{
    struct file file;
    char text[NUMBER_SIZE] = "", *end = text;
    unsigned long value = 0;

    if (!file_read(&file, place_set(place, name)))
        return place_complain(place, strerror(errno));
    if (file.size < sizeof(text)) {
        memcpy(text, file.bytes, file.size);
        value = strtoul(text, &end, 16);
    }
    file_release(&file);
    *number = (uint32_t)value;
    if (strncmp(text, "0x", 2) != 0 || strcmp(end, "\n") != 0 || value > most)
        return place_complain(place, "is not a number as Linux writes it");
    return true;
}

/* One line "START END FLAGS"; false where it is something else. */
static bool bar_take(struct host_device *device, const char *line, unsigned int number)
{
    unsigned long long values[3];
    struct host_bar *bar = &device->bars[device->bar_count];
    char *end;

    for (int i = 0; i < 3; i++, line = end) {
        errno = 0;
        values[i] = strtoull(line, &end, 16);
        if (end == line || errno)
            return false;
    }
    if (*end != '\n')
        return false;
    if ((values[2] & (RESOURCE_IO | RESOURCE_MEMORY)) == 0)
        return true;
    if (values[1] < values[0] || values[1] - values[0] == UINT64_MAX || values[1] == UINT64_MAX)
        return false;
    *bar = (struct host_bar){
        .reg = (uint8_t)(number == ROM_LINE ? ROM_REGISTER : 0x10 + 4 * number),
        .space = values[2] & RESOURCE_IO   ? HOST_SPACE_IO
                 : values[2] & RESOURCE_64 ? HOST_SPACE_MEMORY_64
                                           : HOST_SPACE_MEMORY,
        .prefetchable = values[2] & RESOURCE_PREFETCH,
        .address = values[0],
        .size = values[1] - values[0] + 1,
    };
    device->bar_count++;
    return true;
}

static bool bars_capture(struct place *place, struct host_device *device)
{
    struct file file;
    const char *line;
    bool good = true;

    if (!file_read(&file, place_set(place, "resource")))
        return place_complain(place, strerror(errno));
    line = (const char *)file.bytes;
    /* What stands behind the ROM are windows of bridges and of virtual functions. */
    for (unsigned int i = 0; i <= ROM_LINE && good; i++) {
        good = bar_take(device, line, i);
        line = good ? strchr(line, '\n') + 1 : line;
    }
    file_release(&file);
    return good || place_complain(place, "has a line that is not \"START END FLAGS\"");
}

/* Words with blanks between them, of Linux from 5.15 on; an older one has what the device says. */
static void resets_capture(struct place *place, struct host_device *device, uint32_t told)
{
    struct file file;
    const char *word;

    device->resets = told;
    if (!file_read(&file, place_set(place, "reset_method")))
        return;
    device->resets = HOST_RESET_KNOWN;
    /* What a later Linux knows beside these words resets nothing here. */
    for (word = (const char *)file.bytes; *word;) {
        size_t length = strcspn(word, " \n");

        device->resets |= host_reset_find(word, length);
        word += length + (word[length] != '\0');
    }
    file_release(&file);
}

/* The group that Linux has it in; false where it has none. */
static bool group_capture(struct place *place, struct host_device *device)
{
    char link[PATH_SIZE], *name, *end;
    ssize_t length = readlink(place_set(place, "iommu_group"), link, sizeof(link) - 1);
    unsigned long group;

    if (length <= 0)
        return false;
    link[length] = '\0';
    name = strrchr(link, '/') ? strrchr(link, '/') + 1 : link;
    group = strtoul(name, &end, 10);
    device->group = (uint32_t)group;
    return *name >= '0' && *name <= '9' && *end == '\0' && group <= UINT32_MAX;
}

static bool facts_capture(struct place *place, struct pci_facts *facts)
{
    char link[1];
    struct file file;
    bool good;

    if (!file_read(&file, place_set(place, "config")))
        return place_complain(place, strerror(errno));
    good = pci_facts_read(facts, file.bytes, file.size);
    file_release(&file);
    if (!good)
        return place_complain(place, "is shorter than 64 bytes");
    facts->is_virtual = readlink(place_set(place, "physfn"), link, sizeof(link)) > 0;
    return true;
}

/* Reads the device of one folder. `*grouped` stays true as long as Linux has a group for each. */
static bool device_capture(struct place *place, struct host_device *device, struct pci_facts *facts,
                           bool *grouped)
{
    uint32_t vendor, id;

    if (!number_capture(place, "vendor", UINT16_MAX, &vendor) ||
        !number_capture(place, "device", UINT16_MAX, &id) ||
        !number_capture(place, "class", 0xffffff, &device->class_code) ||
        !bars_capture(place, device) || !facts_capture(place, facts))
        return false;
    resets_capture(place, device, facts->resets);
    device->vendor = (uint16_t)vendor;
    device->device = (uint16_t)id;
    *grouped = group_capture(place, device) && *grouped;
    return true;
}

static int devices_compare(const void *a, const void *b)
{
    uint32_t first = ((const struct host_device *)a)->sbdf;
    uint32_t second = ((const struct host_device *)b)->sbdf;

    return first < second ? -1 : first > second;
}

/* The addresses, in their order. */
static bool addresses_capture(struct host_pci *pci, const char *root, DIR *folder)
{
    const struct dirent *entry;

    while ((entry = readdir(folder))) {
        uint32_t sbdf;

        if (entry->d_name[0] == '.')
            continue;
        if (!pci_address_read(entry->d_name, &sbdf)) {
            /* Such as 10000:e1:00.0, behind a controller that Linux has a driver for. */
            tool_complain("host: %s" DEVICES "/%s: is left out: Xen has no such address",
                          root ? root : "", entry->d_name);
            continue;
        }
        if (pci->count == HOST_PCI_MAX) {
            tool_complain("host: %s" DEVICES ": there are more than %d PCI devices",
                          root ? root : "", HOST_PCI_MAX);
            return false;
        }
        pci->devices[pci->count++] = (struct host_device){.sbdf = sbdf};
    }
    qsort(pci->devices, pci->count, sizeof(pci->devices[0]), devices_compare);
    return true;
}

static bool devices_capture(struct host_pci *pci, const char *root, struct pci_facts *facts)
{
    bool grouped = true, whole = true;

    for (uint32_t i = 0; i < pci->count; i++) {
        char address[PCI_ADDRESS_SIZE];
        struct place place = {.root = root, .address = address};

        pci_address_text(pci->devices[i].sbdf, address);
        if (!device_capture(&place, &pci->devices[i], &facts[i], &grouped))
            return false;
        whole = whole && facts[i].is_whole;
    }
    pci->known = true;
    if (grouped)
        return true;
    if (!whole)
        tool_complain(
            "host: the configuration space of PCI devices cannot be read in full, so more "
            "of them than need be are taken for inseparable; run this as root");
    pci_groups_make(pci, facts);
    return true;
}

bool pci_capture(struct host_pci *pci, const char *root)
{
    struct pci_facts *facts = calloc(HOST_PCI_MAX, sizeof(*facts));
    char path[PATH_SIZE];
    DIR *folder;
    bool good;

    if (!facts) {
        tool_complain("out of memory");
        return false;
    }
    folder = snprintf(path, sizeof(path), "%s" DEVICES, root ? root : "") < (int)sizeof(path)
                 ? opendir(path)
                 : NULL;
    good = !folder || (addresses_capture(pci, root, folder) && devices_capture(pci, root, facts));
    if (folder)
        closedir(folder);
    free(facts);
    return good;
}

static bool folder_has(const char *root, const char *folder, const char *name)
{
    char path[PATH_SIZE];
    const struct dirent *entry;
    DIR *open = snprintf(path, sizeof(path), "%s%s", root ? root : "", folder) < (int)sizeof(path)
                    ? opendir(path)
                    : NULL;
    bool has = false;

    while (open && !has && (entry = readdir(open)))
        has = entry->d_name[0] != '.' && (!name || strcmp(entry->d_name, name) == 0);
    if (open)
        closedir(open);
    return has;
}

enum host_has iommu_capture(const char *root)
{
    static const char tables[] = "/sys/firmware/acpi/tables";

    /* Linux may have left it off; Xen takes what these tables of ACPI describe. */
    if (folder_has(root, "/sys/class/iommu", NULL) || folder_has(root, tables, "DMAR") ||
        folder_has(root, tables, "IVRS"))
        return HOST_YES;
    return folder_has(root, tables, NULL) ? HOST_NO : HOST_UNKNOWN;
}
