/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads a kernel's banner, and its configuration: in the kernel (CONFIG_IKCONFIG) or beside it.
 */
#include "tool/unpack/kernel_config.h"

#include <stdio.h>
#include <string.h>

#include "tool/unpack/unpack.h"
#include "tool/base/file.h"

#define BANNER       "Linux version "
#define CONFIG_BEGIN "IKCFG_ST"
#define CONFIG_END   "IKCFG_ED"
#define OPTION       "\nCONFIG_XEN_DOM0=y\n"

/* Of a bzImage's header (Linux Documentation/arch/x86/boot.rst). */
enum { BZIMAGE_MAGIC = 0x202 };

bool kernel_is_linux(const uint8_t *bytes, size_t size)
{
    return memmem(bytes, size, BANNER, strlen(BANNER));
}

const char *kernel_kind(const uint8_t *bytes, size_t size)
{
    if (size >= KERNEL_HEAD_SIZE && memcmp(bytes + BZIMAGE_MAGIC, "HdrS", 4) == 0)
        return "a Linux bzImage";
    if (size >= 4 && memcmp(bytes, "\177ELF", 4) == 0)
        return "an ELF file";
    if (size >= 2 && memcmp(bytes, "MZ", 2) == 0)
        return "an EFI program";
    return NULL;
}

/* Behind the banner, up to the blank; names of files are made of it. */
static void version_find(char *version, const uint8_t *bytes, size_t size)
{
    const uint8_t *at = memmem(bytes, size, BANNER, strlen(BANNER));
    size_t used = 0, left;

    version[0] = '\0';
    if (!at)
        return;
    at += strlen(BANNER);
    left = size - (size_t)(at - bytes);
    while (used < left && used < KERNEL_VERSION_SIZE - 1 && at[used] > ' ' && at[used] <= '~' &&
           at[used] != '/')
        used++;
    memcpy(version, at, used);
    version[used] = '\0';
}

/* Whether a configuration, which begins with a comment, has the option; no: it lacks it. */
static bool config_has(const uint8_t *text, size_t size)
{
    return memmem(text, size, OPTION, strlen(OPTION));
}

/* Of the configuration in the kernel: true where there is one that can be read. */
static bool inner_config_read(struct kernel_dom0 *dom0, const uint8_t *bytes, size_t size)
{
    const uint8_t *begin = memmem(bytes, size, CONFIG_BEGIN, strlen(CONFIG_BEGIN));
    struct unpacked unpacked;
    const uint8_t *end;

    if (!begin)
        return false;
    begin += strlen(CONFIG_BEGIN);
    end = memmem(begin, size - (size_t)(begin - bytes), CONFIG_END, strlen(CONFIG_END));
    if (!end || unpack_file(begin, (size_t)(end - begin), &unpacked) != UNPACK_OK)
        return false;
    if (!config_has(unpacked.bytes, unpacked.size))
        dom0->found = KERNEL_DOM0_LACKS;
    unpack_release(&unpacked);
    return true;
}

static bool beside_config_read(struct kernel_dom0 *dom0, const char *path)
{
    const char *slash = strrchr(path, '/');
    int folder = slash ? (int)(slash - path) + 1 : 0;
    struct file file;

    if (dom0->version[0] == '\0' ||
        snprintf(dom0->config, sizeof(dom0->config), "%.*sconfig-%s", folder, path,
                 dom0->version) >= (int)sizeof(dom0->config) ||
        !file_read(&file, dom0->config))
        return false;
    if (!config_has(file.bytes, file.size))
        dom0->found = KERNEL_DOM0_LACKS;
    file_release(&file);
    return true;
}

void kernel_dom0_find(struct kernel_dom0 *dom0, const char *path, const uint8_t *bytes, size_t size)
{
    memset(dom0, 0, sizeof(*dom0));
    version_find(dom0->version, bytes, size);
    if (inner_config_read(dom0, bytes, size) || beside_config_read(dom0, path))
        return;
    dom0->config[0] = '\0';
    /* Debian's builds for virtual machines are without it. */
    if (strstr(dom0->version, "-cloud-amd64"))
        dom0->found = KERNEL_DOM0_UNLIKELY;
}
