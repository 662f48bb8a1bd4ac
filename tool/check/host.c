/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A host's description as a file.
 */
#include "tool/check/host.h"

#include <errno.h>
#include <inttypes.h>
#include <libfdt.h>
#include <string.h>

#include "core/base/tree_check.h"
#include "core/base/values.h"
#include "tool/base/file.h"
#include "tool/base/tool.h"

enum { KIB_PER_MIB = 1024 };
/* 16 TiB, as for a domain: sums of it never overflow. */
#define MEMORY_MAX_KIB (UINT64_C(16) << 30)

unsigned int host_cpu_count(const struct bits *cpus)
{
    unsigned int count = 0;

    for (unsigned int cpu = 0; cpu < BITS_MAX; cpu++)
        count += bits_has(cpus, cpu);
    return count;
}

void host_set_cpus(struct host *host, unsigned int count)
{
    host->cpus = (struct bits){{0}};
    for (unsigned int cpu = 0; cpu < count; cpu++)
        bits_add(&host->cpus, cpu);
}

bool host_is_version(const char *text, size_t length)
{
    static const char known[] =
        "0123456789.+-_~:abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    return length > 0 && length < HOST_XEN_SIZE && strspn(text, known) >= length;
}

static const char *xen_parse(struct host *host, const void *blob)
{
    struct property xen = value_find(blob, 0, "hyperlaunch,xen");

    if (!xen.data)
        return NULL;
    if (!value_string(&xen) || !host_is_version(xen.data, xen.length - 1))
        return "hyperlaunch,xen is not a version; write it as \"4.17.5\"";
    memcpy(host->xen, xen.data, xen.length);
    return NULL;
}

/* "yes" or "no"; false where it is something else. */
static bool has_parse(enum host_has *has, const void *blob, const char *name)
{
    struct property property = value_find(blob, 0, name);
    const char *text = property.data ? value_string(&property) : NULL;

    if (!property.data)
        return true;
    if (text && strcmp(text, "yes") == 0)
        *has = HOST_YES;
    else if (text && strcmp(text, "no") == 0)
        *has = HOST_NO;
    return *has != HOST_UNKNOWN;
}

/* What would be passed over, and with it what it was to be checked for. */
static const char *unknown_find(const void *blob)
{
    static const char *const known[] = {"compatible",      "memory",           "cpus",
                                        "hyperlaunch,pvh", "hyperlaunch,xen",  "hyperlaunch,xsm",
                                        "model",           "hyperlaunch,iommu"};
    static char wrong[160];
    int offset;

    fdt_for_each_property_offset(offset, blob, 0)
    {
        const char *name = "";
        size_t i = 0;

        (void)fdt_getprop_by_offset(blob, offset, &name, NULL);
        while (i < sizeof(known) / sizeof(known[0]) && strcmp(known[i], name) != 0)
            i++;
        if (i == sizeof(known) / sizeof(known[0])) {
            snprintf(wrong, sizeof(wrong),
                     "%.40s is not known; a host has memory, cpus, hyperlaunch,pvh, "
                     "hyperlaunch,xen, hyperlaunch,xsm and hyperlaunch,iommu",
                     name);
            return wrong;
        }
    }
    return NULL;
}

static const char *nodes_parse(struct host *host, const void *blob)
{
    int node;

    fdt_for_each_subnode(node, blob, 0)
    {
        const char *wrong;

        if (fdt_node_check_compatible(blob, node, "hyperlaunch,host-pci") != 0)
            return "a node below the root is not known; a host has one, of compatible "
                   "\"hyperlaunch,host-pci\"";
        if (host->pci.known)
            return "there are two nodes for PCI devices";
        wrong = host_pci_parse(&host->pci, blob, node);
        if (wrong)
            return wrong;
    }
    return NULL;
}

const char *host_parse(struct host *host, const void *blob, size_t size)
{
    size_t total = tree_total(blob, size);
    struct property memory, cpus;
    const char *list, *wrong;
    uint64_t kib;

    memset(host, 0, sizeof(*host));
    if (total == 0 || fdt_version(blob) < TREE_VERSION || tree_check(blob, total, NULL) != 0)
        return "not a valid device tree";
    if (fdt_node_check_compatible(blob, 0, "hyperlaunch,host") != 0)
        return "not a host's description: its root lacks compatible \"hyperlaunch,host\"";
    wrong = unknown_find(blob);
    if (wrong)
        return wrong;
    memory = value_find(blob, 0, "memory");
    if (!value_u64(&memory, &kib) || kib < KIB_PER_MIB || kib > MEMORY_MAX_KIB)
        return "memory is missing or not a number of KiB; write it as <0x0 0x800000>";
    host->memory_mib = (unsigned long)(kib / KIB_PER_MIB);
    cpus = value_find(blob, 0, "cpus");
    list = cpus.data ? value_string(&cpus) : NULL;
    if (!list || !bits_read(&host->cpus, list))
        return "cpus is missing or not a list of CPUs; write it as \"0-3\"";
    wrong = xen_parse(host, blob);
    if (wrong)
        return wrong;
    if (!has_parse(&host->pvh, blob, "hyperlaunch,pvh"))
        return "hyperlaunch,pvh is neither \"yes\" nor \"no\"";
    if (!has_parse(&host->xsm, blob, "hyperlaunch,xsm"))
        return "hyperlaunch,xsm is neither \"yes\" nor \"no\"";
    if (!has_parse(&host->iommu, blob, "hyperlaunch,iommu"))
        return "hyperlaunch,iommu is neither \"yes\" nor \"no\"";
    wrong = nodes_parse(host, blob);
    if (wrong)
        return wrong;
    host->described = true;
    return NULL;
}

static int blob_take(struct host *host, const char *path, const struct file *file)
{
    const char *wrong = host_parse(host, file->bytes, file->size);

    if (!wrong)
        return TOOL_FINE;
    tool_complain("%s: %s; see hyperlaunch host --help", path, wrong);
    return TOOL_FAULT;
}

int host_read(struct host *host, const char *path)
{
    bool once = path_reads_once(path);
    const char *arguments[] = {"dtc", "-q", "-I", "dts", "-O", "dtb", "--", once ? "-" : path,
                               NULL};
    struct file file, blob, err;
    int status;

    if (!file_read(&file, path)) {
        tool_complain("%s: %s", path, strerror(errno));
        return TOOL_FAILED;
    }
    if (tree_total(file.bytes, file.size)) {
        status = blob_take(host, path, &file);
        file_release(&file);
        return status;
    }
    status = process_capture((char *const *)(uintptr_t)arguments, once ? &file : NULL, &blob, &err);
    file_release(&file);
    if (status < 0) {
        tool_complain("dtc cannot be run: %s", strerror(errno));
        status = TOOL_FAILED;
    } else if (status != 0) {
        char *said = (char *)err.bytes;

        said[strcspn(said, "\n")] = '\0';
        tool_complain("%s: not a device tree source: %.200s", path, said);
        status = TOOL_FAULT;
    } else {
        status = blob_take(host, path, &blob);
    }
    file_release(&blob);
    file_release(&err);
    return status;
}

static void has_write(const char *name, enum host_has has, const char *what, FILE *out)
{
    if (has != HOST_UNKNOWN)
        fprintf(out, "    hyperlaunch,%s = \"%s\"; /* %s */\n", name,
                has == HOST_YES ? "yes" : "no", what);
}

void host_write(const struct host *host, FILE *out)
{
    uint64_t kib = (uint64_t)host->memory_mib * KIB_PER_MIB;
    char list[BITS_MAX * sizeof("511,")];
    struct text text;

    text_init(&text, list, sizeof(list));
    bits_append(&text, &host->cpus);
    fprintf(out,
            "/dts-v1/;\n/* A host, for hyperlaunch check --host. */\n/ {\n"
            "    compatible = \"hyperlaunch,host\";\n"
            "    memory = <0x%" PRIx32 " 0x%" PRIx32 ">; /* KiB: %lu MiB */\n    cpus = \"%s\";\n",
            (uint32_t)(kib >> 32), (uint32_t)kib, host->memory_mib, list);
    has_write("pvh", host->pvh, "hardware virtualization, nested paging", out);
    if (host->xen[0])
        fprintf(out, "    hyperlaunch,xen = \"%s\";\n", host->xen);
    has_write("xsm", host->xsm, "Xen's security module", out);
    has_write("iommu", host->iommu, "keeps the DMA of PCI devices to their domains", out);
    host_pci_write(&host->pci, out);
    fputs("};\n", out);
}
