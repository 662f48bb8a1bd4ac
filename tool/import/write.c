/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes an imported set as a source.
 */
#include <inttypes.h>
#include <string.h>

#include "core/lcm/pci_address.h"
#include "core/lcm/property.h"
#include "tool/import/import.h"

enum { KIB_PER_MIB = 1024 };

/* A string of a device tree source: what is not plain is written as an escape. */
static void string_print(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < ' ' || c > '~' || import_waives(text))
            fprintf(out, "\\x%02x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

static void property_string(FILE *out, const char *indent, const char *name, const char *text)
{
    if (!text)
        return;
    fprintf(out, "%s%s = ", indent, name);
    string_print(out, text);
    fputs(";\n", out);
}

/* A comment in one line; nothing in it ends it early, or waives a finding. */
static void comment_print(FILE *out, const char *indent, const char *text)
{
    fprintf(out, "%s/* ", indent);
    for (const char *c = text; *c; c++) {
        unsigned char byte = (unsigned char)*c;

        fputc(byte < ' ' || byte > '~' || import_waives(c) ? '?' : byte, out);
        if (byte == '*' && c[1] == '/')
            fputc(' ', out);
    }
    fputs(" */\n", out);
}

static void notes_print(const struct import_set *set, int domain, const char *indent, FILE *out)
{
    for (size_t i = 0; i < set->note_count; i++)
        if (set->notes[i].domain == domain)
            comment_print(out, indent, set->notes[i].text);
}

static void cpus_print(FILE *out, const char *indent, const char *name, const struct bits *cpus)
{
    char list[BITS_MAX * sizeof("511,")];
    struct text text;

    text_init(&text, list, sizeof(list));
    bits_append(&text, cpus);
    property_string(out, indent, name, list);
}

static void limits_print(FILE *out, const struct lcm_limits *limits)
{
    for (unsigned int i = 0; i < PROPERTY_COUNT; i++) {
        struct lcm_limit limit = {.given = false};

        if (property_rows[i].form == FORM_LIMIT)
            limit = property_limit(&property_rows[i], limits);
        if (limit.given)
            fprintf(out, "        %s = <%u>;\n", property_rows[i].name, limit.value);
    }
}

static void module_print(FILE *out, const char *name, const char *compatible, const char *file,
                         const char *bootargs)
{
    fprintf(out, "        %s {\n            compatible = \"%s\", \"multiboot,module\";\n", name,
            compatible);
    property_string(out, "            ", "hyperlaunch,file", file);
    property_string(out, "            ", "bootargs", bootargs);
    fputs("        };\n", out);
}

static void memory_print(FILE *out, const struct import_domain *d)
{
    if (d->memory_kib == 0)
        fputs("        memory = \"rest\";\n", out);
    else if (d->memory_kib % KIB_PER_MIB == 0)
        fprintf(out, "        memory = \"%" PRIu64 "M\";\n", d->memory_kib / KIB_PER_MIB);
    else
        fprintf(out, "        memory = \"%" PRIu64 "K\";\n", d->memory_kib);
}

static void affinity_print(FILE *out, const struct import_domain *d)
{
    for (unsigned int i = 0; i < d->vcpus; i++) {
        if (!d->affinity[i].given)
            continue;
        fprintf(
            out,
            "        vcpu%u {\n            compatible = \"xen,vcpu\";\n            id = <%u>;\n", i,
            i);
        cpus_print(out, "            ", "hard-affinity", &d->affinity[i].hard);
        fputs("        };\n", out);
    }
}

static void pci_print(const struct lcm_device *device, FILE *out)
{
    char address[PCI_ADDRESS_SIZE];

    pci_address_text(device->sbdf, address);
    property_string(out, "            ", property_rows[PROPERTY_PCI_ADDRESS].name, address);
    if (device->permissive)
        fprintf(out, "            %s;\n", property_rows[PROPERTY_PCI_PERMISSIVE].name);
}

static void devices_print(const struct import_set *set, uint32_t domain, FILE *out)
{
    static const char *const kinds[] = {
        [LCM_DEVICE_NIC] = "nic", [LCM_DEVICE_DISK] = "disk", [LCM_DEVICE_PCI] = "pci"};
    uint32_t number = 0;

    for (uint32_t i = 0; i < set->device_count; i++) {
        const struct lcm_device *device = &set->devices[i];
        const char *kind = kinds[device->kind];

        if (device->domain != domain)
            continue;
        fprintf(out, "        %s%u {\n            compatible = \"hyperlaunch,%s\";\n", kind,
                number++, kind);
        if (device->backend != 0)
            fprintf(out, "            backend = <&guest%u>;\n", device->backend);
        property_string(out, "            ", "mac", device->mac);
        property_string(out, "            ", "bridge", device->bridge);
        property_string(out, "            ", "device", device->device);
        property_string(out, "            ", "target", device->target);
        property_string(out, "            ", "access",
                        device->access == LCM_ACCESS_RO ? "ro" : NULL);
        if (device->kind == LCM_DEVICE_PCI)
            pci_print(device, out);
        fputs("        };\n", out);
    }
}

static void domain_print(const struct import_set *set, uint32_t i, FILE *out)
{
    const struct import_domain *d = &set->domains[i];

    fputs("\n    ", out);
    if (d->driver_domain)
        fprintf(out, "guest%u: ", i + 1);
    fprintf(out, "guest-%u {\n        compatible = \"xen,domain\";\n", i + 1);
    if (d->domid)
        fprintf(out, "        domid = <%" PRIu32 ">;\n", d->domid);
    property_string(out, "        ", "hyperlaunch,name", d->name);
    if (d->dom0)
        fprintf(out, "        capabilities = \"control\", \"hardware\"%s;\n",
                d->serves_store ? ", \"xenstore\"" : "");
    memory_print(out, d);
    fprintf(out, "        cpus = <%lu>;\n", d->vcpus);
    if (!d->dom0)
        property_string(out, "        ", "mode", d->pv ? "pv" : "pvh");
    property_string(out, "        ", "domain-uuid", d->uuid);
    property_string(out, "        ", "security-id", d->label);
    property_string(out, "        ", "hyperlaunch,label-policy",
                    d->label_ignorable ? "ignore" : NULL);
    property_string(out, "        ", "xen,enhanced",
                    d->no_store     ? "no-xenstore"
                    : d->with_store ? "enabled"
                                    : NULL);
    property_string(out, "        ", "passthrough", d->no_passthrough ? "disabled" : NULL);
    if (d->driver_domain)
        fprintf(out, "        %s;\n", property_rows[PROPERTY_DRIVER_DOMAIN].name);
    limits_print(out, &d->limits);
    if (d->pool)
        fprintf(out, "        domain-cpupool = <&pool%u>;\n", d->pool - 1);
    property_string(out, "        ", "hyperlaunch,on-poweroff", d->on_poweroff);
    property_string(out, "        ", "hyperlaunch,on-reboot", d->on_reboot);
    property_string(out, "        ", "hyperlaunch,on-crash", d->on_crash);
    notes_print(set, (int)i, "        ", out);
    affinity_print(out, d);
    devices_print(set, i, out);
    module_print(out, "kernel", "multiboot,kernel", d->kernel, d->cmdline);
    if (d->ramdisk)
        module_print(out, "ramdisk", "multiboot,ramdisk", d->ramdisk, NULL);
    fputs("    };\n", out);
}

/* What Xen itself is given. */
static void config_print(const struct import_set *set, FILE *out)
{
    if (!set->microcode && !set->xsm_policy)
        return;
    fputs("\n    config {\n        compatible = \"xen,config\";\n", out);
    if (set->microcode)
        module_print(out, "microcode", "multiboot,microcode", set->microcode, NULL);
    if (set->xsm_policy)
        module_print(out, "policy", "xen,xsm-policy", set->xsm_policy, NULL);
    fputs("    };\n", out);
}

static void pools_print(const struct import_set *set, FILE *out)
{
    for (unsigned int i = 0; i < set->pool_count; i++) {
        fprintf(out, "\n    pool%u: cpupool-%u {\n        compatible = \"xen,cpupool\";\n", i, i);
        property_string(out, "        ", "hyperlaunch,name", set->pool_names[i]);
        cpus_print(out, "        ", "cpupool-cpus", &set->pools[i]);
        property_string(out, "        ", "cpupool-sched", set->schedulers[i]);
        fputs("    };\n", out);
    }
}

void import_write(const struct import_set *set, FILE *out)
{
    fputs("/dts-v1/;\n", out);
    comment_print(out, "", set->origin);
    fputs("/ { chosen { hypervisor {\n    compatible = \"hypervisor,xen\";\n", out);
    notes_print(set, -1, "    ", out);
    config_print(set, out);
    pools_print(set, out);
    for (uint32_t i = 0; i < set->count; i++)
        domain_print(set, i, out);
    fputs("}; }; };\n", out);
}
