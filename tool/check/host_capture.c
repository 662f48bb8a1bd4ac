/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finds out what the machine is that this runs on.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/file.h"
#include "tool/base/tool.h"
#include "tool/check/host.h"
#include "tool/check/pci_capture.h"

enum { KIB_PER_MIB = 1024, PATH_SIZE = 4096 };

static bool root_read(struct file *file, const char *root, const char *path)
{
    char whole[PATH_SIZE];

    return snprintf(whole, sizeof(whole), "%s%s", root ? root : "", path) < (int)sizeof(whole) &&
           file_read(file, whole);
}

/* The text behind "NAME<blanks>:<blanks>" at the start of a line, up to its end; NULL: not there.
 */
static const char *value_of(const char *text, const char *name)
{
    size_t length = strlen(name);

    while (text) {
        if (strncmp(text, name, length) == 0) {
            const char *at = text + length;

            while (*at == ' ' || *at == '\t')
                at++;
            if (*at == ':') {
                do
                    at++;
                while (*at == ' ' || *at == '\t');
                return at;
            }
        }
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    return NULL;
}

/* Whether a line that has a word starts at `text`. */
static bool line_has(const char *text, const char *word)
{
    size_t length = strlen(word);

    for (; text && *text && *text != '\n'; text++)
        if (strncmp(text, word, length) == 0 && !isalnum((unsigned char)text[length]) &&
            text[length] != '_')
            return true;
    return false;
}

/* What `xl info` says: Xen's own numbers, of the whole machine. */
static bool xen_take(struct host *host, const char *info)
{
    const char *memory = value_of(info, "total_memory"), *cpus = value_of(info, "nr_cpus");
    const char *version = value_of(info, "xen_version"), *caps = value_of(info, "virt_caps");
    unsigned long count = cpus ? strtoul(cpus, NULL, 10) : 0;
    size_t length = version ? strcspn(version, "\n ") : 0;

    host->memory_mib = memory ? strtoul(memory, NULL, 10) : 0;
    host_set_cpus(host, count < BITS_MAX ? (unsigned int)count : BITS_MAX);
    if (version && host_is_version(version, length))
        memcpy(host->xen, version, length);
    if (caps) {
        host->pvh = line_has(caps, "hvm") && line_has(caps, "hap") ? HOST_YES : HOST_NO;
        host->iommu =
            line_has(caps, "pv_directio") || line_has(caps, "hvm_directio") ? HOST_YES : HOST_NO;
    }
    return host->memory_mib != 0 && count != 0;
}

/* All "System RAM" of the machine's own map; 0 for who may not see the addresses. */
static uint64_t ram_sum(const char *map)
{
    uint64_t bytes = 0;

    for (; map; map = strchr(map, '\n') ? strchr(map, '\n') + 1 : NULL) {
        char *behind;
        uint64_t first = strtoull(map, &behind, 16), last;

        /* Lines that start with a blank are parts of the range above. */
        if (*map == ' ' || *behind != '-')
            continue;
        last = strtoull(behind + 1, &behind, 16);
        if (strncmp(behind, " : System RAM", 13) == 0 && last > first)
            bytes += last - first + 1;
    }
    return bytes;
}

static bool memory_take(struct host *host, const char *root)
{
    struct file map, info;
    const char *total;

    if (root_read(&map, root, "/proc/iomem")) {
        host->memory_mib = (unsigned long)(ram_sum((const char *)map.bytes) >> 20);
        file_release(&map);
    }
    if (host->memory_mib == 0 && root_read(&info, root, "/proc/meminfo")) {
        total = value_of((const char *)info.bytes, "MemTotal");
        host->memory_mib = total ? strtoul(total, NULL, 10) / KIB_PER_MIB : 0;
        file_release(&info);
    }
    if (host->memory_mib == 0)
        tool_complain("host: neither /proc/iomem nor /proc/meminfo gives the memory size; write "
                      "the file by hand, see hyperlaunch host --help");
    return host->memory_mib != 0;
}

static bool cpus_take(struct host *host, const char *root)
{
    struct file present, info;
    bool good = false;

    if (root_read(&present, root, "/sys/devices/system/cpu/present")) {
        char *text = (char *)present.bytes;

        text[strcspn(text, "\n")] = '\0';
        good = bits_read(&host->cpus, text);
        file_release(&present);
    }
    if (!good)
        tool_complain("host: /sys/devices/system/cpu/present does not list the CPUs; write the "
                      "file by hand, see hyperlaunch host --help");
    if (good && root_read(&info, root, "/proc/cpuinfo")) {
        const char *flags = value_of((const char *)info.bytes, "flags");

        if (flags)
            host->pvh = (line_has(flags, "vmx") && line_has(flags, "ept")) ||
                                (line_has(flags, "svm") && line_has(flags, "npt"))
                            ? HOST_YES
                            : HOST_NO;
        file_release(&info);
    }
    return good;
}

static bool host_is_dom0(const char *root)
{
    struct file file;
    bool dom0 = false;

    /* What xl said is enough: it was collected for this. */
    if (root && root_read(&file, root, "/xl-info")) {
        file_release(&file);
        return true;
    }
    if (root_read(&file, root, "/proc/xen/capabilities")) {
        dom0 = strstr((const char *)file.bytes, "control_d");
        file_release(&file);
    }
    return dom0;
}

/* `xl getenforce` fails with ENOSYS where Xen has no XSM; where it is not Flask's, it says so. */
static void xsm_take(struct host *host, const char *said)
{
    if (strncmp(said, "Enforcing", 9) == 0 || strncmp(said, "Permissive", 10) == 0)
        host->xsm = HOST_YES;
    else if (strncmp(said, "Disabled", 8) == 0 || strstr(said, "Function not implemented"))
        host->xsm = HOST_NO;
}

static void xsm_capture(struct host *host, const char *root)
{
    char *const arguments[] = {"xl", "getenforce", NULL};
    struct file out, err;

    memset(&out, 0, sizeof(out));
    memset(&err, 0, sizeof(err));
    if (root) {
        if (root_read(&out, root, "/xl-getenforce"))
            xsm_take(host, (const char *)out.bytes);
    } else {
        xsm_take(host, process_capture(arguments, NULL, &out, &err) == 0 ? (const char *)out.bytes
                       : err.bytes                                       ? (const char *)err.bytes
                                                                         : "");
    }
    file_release(&out);
    file_release(&err);
}

static bool xen_capture(struct host *host, const char *root)
{
    char *const arguments[] = {"xl", "info", NULL};
    struct file out, err;
    bool good;

    if (root) {
        good = root_read(&out, root, "/xl-info");
        memset(&err, 0, sizeof(err));
    } else {
        good = process_capture(arguments, NULL, &out, &err) == 0;
    }
    if (good)
        good = xen_take(host, (const char *)out.bytes);
    if (good)
        xsm_capture(host, root);
    if (!good)
        tool_complain(
            "host: this is a dom0, but xl info does not give memory and CPUs; check that xl works");
    file_release(&out);
    file_release(&err);
    return good;
}

bool host_capture(struct host *host, const char *root)
{
    memset(host, 0, sizeof(*host));
    if (host_is_dom0(root)) {
        if (!xen_capture(host, root))
            return false;
    } else {
        if (!memory_take(host, root) || !cpus_take(host, root))
            return false;
        host->iommu = iommu_capture(root);
    }
    return pci_capture(&host->pci, root);
}
