/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The PCI devices in a host's file: reading and writing.
 */
#include "tool/check/host_pci.h"

#include <inttypes.h>
#include <libfdt.h>
#include <string.h>

#include "core/base/values.h"
#include "core/lcm/pci_address.h"

/* Of phys.hi in the PCI binding of IEEE 1275: n p t 000 ss, bus, device and function, register. */
enum {
    HI_FIXED = 1u << 7, /* of the highest byte; so below */
    HI_PREFETCHABLE = 1u << 6,
    HI_SPACE_SHIFT = 0,
    HI_SPACE_MASK = 3,
    CELLS = 5,
    CELL_SIZE = 4,
    ROM_REGISTER = 0x30,
    BAR_FIRST = 0x10,
    BAR_LAST = 0x24,
    CLASS_HOST_BRIDGE = 0x0600,
    CLASS_ISA_BRIDGE = 0x0601,
    CLASS_PCI_BRIDGE = 0x0604,
    CLASS_SEMI_TRANSPARENT = 0x0609,
};

static const char *const reset_names[] = {NULL,  "device_specific", "acpi", "flr", "af_flr", "pm",
                                          "bus", "cxl_bus"};

const struct host_device *host_device_find(const struct host_pci *pci, uint32_t sbdf)
{
    for (uint32_t i = 0; i < pci->count; i++)
        if (pci->devices[i].sbdf == sbdf)
            return &pci->devices[i];
    return NULL;
}

bool host_device_is_bridge(const struct host_device *device)
{
    uint32_t kind = device->class_code >> 8;

    return kind == CLASS_HOST_BRIDGE || kind == CLASS_ISA_BRIDGE || kind == CLASS_PCI_BRIDGE ||
           kind == CLASS_SEMI_TRANSPARENT;
}

uint32_t host_reset_find(const char *word, size_t length)
{
    for (unsigned int bit = 1; host_reset_name(bit); bit++)
        if (strlen(reset_names[bit]) == length && memcmp(reset_names[bit], word, length) == 0)
            return 1u << bit;
    return 0;
}

const char *host_reset_name(unsigned int bit)
{
    return bit < sizeof(reset_names) / sizeof(reset_names[0]) ? reset_names[bit] : NULL;
}

static bool number_read(const void *blob, int node, const char *name, uint32_t most,
                        uint32_t *number)
{
    struct property property = value_find(blob, node, name);

    return value_u32(&property, number) && *number <= most;
}

static const char *resets_read(struct host_device *device, const void *blob, int node)
{
    struct property property = value_find(blob, node, "hyperlaunch,reset");
    const char *word = NULL;

    if (!property.data)
        return NULL;
    if (!value_is_text(&property))
        return "hyperlaunch,reset is not a list of words; write it as \"flr\", \"pm\" or \"none\"";
    device->resets = HOST_RESET_KNOWN;
    while ((word = value_next_string(&property, word))) {
        uint32_t reset = host_reset_find(word, strlen(word));

        if (reset == 0 && (strcmp(word, "none") != 0 || property.length != sizeof("none")))
            return "hyperlaunch,reset has a word that is not known; write it as \"flr\", \"pm\" "
                   "or \"none\"";
        device->resets |= reset;
    }
    return NULL;
}

static uint32_t cell_read(const struct property *property, size_t index)
{
    struct property cell = {.data = property->data + index * CELL_SIZE, .length = CELL_SIZE};
    uint32_t value = 0;

    (void)value_u32(&cell, &value);
    return value;
}

static bool bar_read(struct host_bar *bar, const struct property *property, size_t first,
                     uint32_t sbdf)
{
    uint32_t hi = cell_read(property, first);

    *bar = (struct host_bar){
        .reg = (uint8_t)hi,
        .space = hi >> (24 + HI_SPACE_SHIFT) & HI_SPACE_MASK,
        .prefetchable = hi >> 24 & HI_PREFETCHABLE,
        .address = (uint64_t)cell_read(property, first + 1) << 32 | cell_read(property, first + 2),
        .size = (uint64_t)cell_read(property, first + 3) << 32 | cell_read(property, first + 4),
    };
    return (hi >> 8 & 0xffff) == (sbdf & 0xffff) && bar->space != 0 && bar->size != 0 &&
           bar->address <= UINT64_MAX - bar->size && bar->reg % 4 == 0 &&
           ((bar->reg >= BAR_FIRST && bar->reg <= BAR_LAST) || bar->reg == ROM_REGISTER);
}

static const char *bars_read(struct host_device *device, const void *blob, int node)
{
    struct property property = value_find(blob, node, "assigned-addresses");
    size_t count = property.length / (CELLS * CELL_SIZE);

    if (property.length % (CELLS * CELL_SIZE) != 0 || count > HOST_BARS_MAX)
        return "assigned-addresses is not five cells for each of at most seven BARs";
    for (size_t i = 0; i < count; i++)
        if (!bar_read(&device->bars[i], &property, i * CELLS, device->sbdf))
            return "assigned-addresses has a BAR that cannot be: another device's, or without "
                   "space, size or register";
    device->bar_count = (uint32_t)count;
    return NULL;
}

static const char *device_read(struct host_device *device, const void *blob, int node)
{
    struct property address = value_find(blob, node, "address");
    const char *text = value_string(&address), *wrong;
    uint32_t vendor, id;

    if (!text || !pci_address_read(text, &device->sbdf))
        return "a PCI device has no address; write it as \"0000:00:03.0\"";
    if (!number_read(blob, node, "vendor-id", UINT16_MAX, &vendor) ||
        !number_read(blob, node, "device-id", UINT16_MAX, &id) ||
        !number_read(blob, node, "class-code", 0xffffff, &device->class_code))
        return "a PCI device lacks vendor-id, device-id or class-code; write them as <0x8086>";
    if (!number_read(blob, node, "hyperlaunch,group", UINT32_MAX, &device->group))
        return "a PCI device lacks hyperlaunch,group, a number that those share which cannot be "
               "kept apart";
    device->vendor = (uint16_t)vendor;
    device->device = (uint16_t)id;
    wrong = resets_read(device, blob, node);
    return wrong ? wrong : bars_read(device, blob, node);
}

/* What would be passed over. */
static bool properties_known(const void *blob, int node, const char *const *known)
{
    int offset;

    fdt_for_each_property_offset(offset, blob, node)
    {
        const char *name = "";
        size_t i = 0;

        (void)fdt_getprop_by_offset(blob, offset, &name, NULL);
        while (known[i] && strcmp(known[i], name) != 0)
            i++;
        if (!known[i])
            return false;
    }
    return true;
}

static const char *device_add(struct host_pci *pci, const void *blob, int node)
{
    static const char *const known[] = {
        "address",           "vendor-id",         "device-id",          "class-code",
        "hyperlaunch,group", "hyperlaunch,reset", "assigned-addresses", NULL};
    struct host_device *device = &pci->devices[pci->count];
    const char *wrong;

    if (pci->count == HOST_PCI_MAX)
        return "there are more than 1024 PCI devices";
    if (!properties_known(blob, node, known) || fdt_first_subnode(blob, node) >= 0)
        return "a PCI device has a property or a node that is not known; it has address, "
               "vendor-id, device-id, class-code, hyperlaunch,group, hyperlaunch,reset and "
               "assigned-addresses";
    wrong = device_read(device, blob, node);
    if (!wrong && host_device_find(pci, device->sbdf))
        wrong = "two PCI devices have the same address";
    pci->count++;
    return wrong;
}

const char *host_pci_parse(struct host_pci *pci, const void *blob, int node)
{
    static const char *const known[] = {"compatible", "hyperlaunch,groups-from", NULL};
    struct property from = value_find(blob, node, "hyperlaunch,groups-from");
    const char *text = value_string(&from);
    int child;

    if (!properties_known(blob, node, known))
        return "the PCI devices' node has a property that is not known; it has "
               "hyperlaunch,groups-from";
    if (!text || (strcmp(text, "iommu") != 0 && strcmp(text, "topology") != 0))
        return "hyperlaunch,groups-from is neither \"iommu\" nor \"topology\"";
    pci->known = true;
    pci->from_topology = text[0] == 't';
    fdt_for_each_subnode(child, blob, node)
    {
        const char *wrong = device_add(pci, blob, child);

        if (wrong)
            return wrong;
    }
    return NULL;
}

static void resets_write(uint32_t resets, FILE *out)
{
    const char *before = "\"";

    if (resets == 0)
        return;
    fputs("            hyperlaunch,reset = ", out);
    for (unsigned int bit = 1; host_reset_name(bit); bit++) {
        if (resets & 1u << bit) {
            fprintf(out, "%s%s\"", before, reset_names[bit]);
            before = ", \"";
        }
    }
    fputs(resets == HOST_RESET_KNOWN ? "\"none\";\n" : ";\n", out);
}

static void bar_write(const struct host_device *device, const struct host_bar *bar,
                      const char *before, FILE *out)
{
    uint32_t hi = (HI_FIXED | (bar->prefetchable ? HI_PREFETCHABLE : 0u) |
                   (uint32_t)bar->space << HI_SPACE_SHIFT)
                      << 24 |
                  (device->sbdf & 0xffff) << 8 | bar->reg;
    bool is_io = bar->space == HOST_SPACE_IO;

    fprintf(out,
            "%s<0x%08" PRIx32 " 0x%" PRIx32 " 0x%08" PRIx32 " 0x%" PRIx32 " 0x%" PRIx32 "> /* ",
            before, hi, (uint32_t)(bar->address >> 32), (uint32_t)bar->address,
            (uint32_t)(bar->size >> 32), (uint32_t)bar->size);
    if (bar->reg == ROM_REGISTER)
        fputs("ROM", out);
    else
        fprintf(out, "BAR %d", (bar->reg - BAR_FIRST) / CELL_SIZE);
    fprintf(out, ": %" PRIu64 " %s%s%s */",
            is_io || bar->size % 1024 ? bar->size : bar->size / 1024,
            is_io              ? "I/O ports"
            : bar->size % 1024 ? "bytes"
                               : "KiB",
            bar->space == HOST_SPACE_MEMORY_64 ? ", 64 bits" : "",
            bar->prefetchable ? ", prefetchable" : "");
}

static void device_write(const struct host_device *device, FILE *out)
{
    char address[PCI_ADDRESS_SIZE];

    pci_address_text(device->sbdf, address);
    fprintf(out,
            "        device-%.4s.%.2s.%s { /* %04x:%04x */\n"
            "            address = \"%s\";\n"
            "            vendor-id = <0x%x>;\n            device-id = <0x%x>;\n"
            "            class-code = <0x%06" PRIx32 ">;\n"
            "            hyperlaunch,group = <%" PRIu32 ">;\n",
            address, address + 5, address + 8, device->vendor, device->device, address,
            device->vendor, device->device, device->class_code, device->group);
    resets_write(device->resets, out);
    for (uint32_t i = 0; i < device->bar_count; i++)
        bar_write(device, &device->bars[i],
                  i == 0 ? "            assigned-addresses = " : ",\n                ", out);
    fprintf(out, "%s        };\n", device->bar_count ? ";\n" : "");
}

void host_pci_write(const struct host_pci *pci, FILE *out)
{
    if (!pci->known)
        return;
    fprintf(out,
            "    pci {\n        compatible = \"hyperlaunch,host-pci\";\n"
            "        hyperlaunch,groups-from = \"%s\"; /* %s */\n",
            pci->from_topology ? "topology" : "iommu",
            pci->from_topology ? "of slots and bridges: Linux does not have the IOMMU"
                               : "as Linux has them");
    for (uint32_t i = 0; i < pci->count; i++)
        device_write(&pci->devices[i], out);
    fputs("    };\n", out);
}
