/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any texts where a Linux tells of its machine, or Xen's tools of a whole host: a complaint, or a
 * host that can be written and has memory and CPUs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/silence.h"
#include "tool/base/file.h"
#include "tool/check/host.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define DEVICE "/sys/bus/pci/devices/0000:00:03.0"
#define NO_BAR "0x0 0x0 0x0\n"

static const char *const folders[] = {"/proc",
                                      "/proc/xen",
                                      "/sys",
                                      "/sys/bus",
                                      "/sys/bus/pci",
                                      "/sys/bus/pci/devices",
                                      DEVICE,
                                      "/sys/devices",
                                      "/sys/devices/system",
                                      "/sys/devices/system/cpu"};
/* In the order in which the input has them, each ended by a byte of 0; and what stands there where
 * it has none. */
static const struct {
    const char *name, *otherwise;
} files[] = {
    {"/proc/xen/capabilities", NULL},
    {"/xl-info", NULL},
    {"/proc/iomem", NULL},
    {"/proc/meminfo", NULL},
    {"/proc/cpuinfo", NULL},
    {"/sys/devices/system/cpu/present", NULL},
    {DEVICE "/resource", NO_BAR NO_BAR NO_BAR NO_BAR NO_BAR NO_BAR NO_BAR},
    {DEVICE "/reset_method", "flr\n"},
    {DEVICE "/vendor", "0x8086\n"},
    {DEVICE "/device", "0x10d3\n"},
    {DEVICE "/class", "0x020000\n"},
    /* What is binary has a target of its own, fuzz_pci_facts. */
    {DEVICE "/config", "................................................................"}};

enum { FOLDERS = sizeof(folders) / sizeof(folders[0]), FILES = sizeof(files) / sizeof(files[0]) };

/* In memory: a disk takes ten times as long. */
static char root[] = "/dev/shm/fuzz-host-XXXXXX";

static char *path_of(const char *name)
{
    static char path[128];

    snprintf(path, sizeof(path), "%s%s", root, name);
    return path;
}

static void root_remove(void)
{
    for (unsigned int i = 0; i < FILES; i++)
        (void)unlink(path_of(files[i].name));
    for (unsigned int i = FOLDERS; i-- > 0;)
        (void)rmdir(path_of(folders[i]));
    (void)rmdir(root);
}

static void root_make(void)
{
    static bool made;

    if (made)
        return;
    made = true;
    if (!mkdtemp(root))
        abort();
    for (unsigned int i = 0; i < FOLDERS; i++)
        if (mkdir(path_of(folders[i]), 0700) != 0)
            abort();
    (void)atexit(root_remove);
}

static void host_require(const struct host *host)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    if (!out || host->memory_mib == 0 || host_cpu_count(&host->cpus) == 0)
        abort();
    host_write(host, out);
    fclose(out);
    for (size_t i = 0; i < length; i++)
        if ((text[i] < ' ' && text[i] != '\n') || text[i] > '~')
            abort();
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct host host;

    complaints_silence();
    root_make();
    for (unsigned int i = 0; i < FILES; i++) {
        const uint8_t *end = size ? memchr(data, 0, size) : NULL;
        size_t length = end ? (size_t)(end - data) : size;
        const char *otherwise = files[i].otherwise;

        if (length == 0 && !otherwise)
            (void)unlink(path_of(files[i].name));
        else if (!file_write(path_of(files[i].name), length ? (const void *)data : otherwise,
                             length ? length : strlen(otherwise)))
            abort();
        data += end ? length + 1 : length;
        size -= end ? length + 1 : length;
    }
    if (host_capture(&host, root))
        host_require(&host);
    return 0;
}
