/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Asks the launcher's own code whether a domain can be built of its kernel and ramdisk.
 */
#include "tool/suit.h"

#include <stdio.h>

#include "launcher/build/layout.h"

void kernel_error_text(enum elf_error error, char *text, size_t size)
{
    snprintf(text, size, "the kernel cannot be started: %s; use an x86 kernel that is not damaged",
             elf_strerror(error));
}

/* Reports why the kernel does not suit the domain's mode; true where it does. */
static bool kernel_mode_check(struct input *input, const struct lcm_domain *domain,
                              const struct elf_kernel *kernel, const char *path)
{
    bool pv = domain->mode == LCM_MODE_PV;
    enum elf_error error = pv ? elf_check_pv(kernel, domain->domid == 0) : elf_check_pvh(kernel);
    const char *check = "kernel-pvh";
    const char *remedy =
        "use a kernel built for PVH (Linux: CONFIG_PVH=y, as distributions have it)";
    char node[LCM_PATH_SIZE];

    if (error == ELF_OK)
        return true;
    if (error == ELF_NOT_DOM0) {
        check = "kernel-dom0";
        remedy = "use a kernel built for it (Linux: CONFIG_XEN_DOM0=y, as distributions have it)";
    } else if (pv) {
        check = "kernel-pv";
        remedy =
            "use a 64-bit kernel built for PV (Linux: CONFIG_XEN_PV=y, as distributions have it)";
    }
    input_node_path(input, domain->kernel.node, node, sizeof(node));
    report_error(&input->report, check, node, path ? "hyperlaunch,file" : NULL,
                 "%s%sthe kernel cannot be started: %s; %s", path ? path : "", path ? ": " : "",
                 elf_strerror(error), remedy);
    return false;
}

static void memory_fit_check(struct input *input, const struct lcm_domain *domain,
                             const struct elf_kernel *kernel, uint64_t ramdisk_size)
{
    char node[LCM_PATH_SIZE], why[256];
    struct layout layout;

    if (domain->mode != LCM_MODE_PVH)
        return; /* only the launcher knows how a PV domain is laid out */
    if (layout_make(&layout, domain->memory_kib, kernel, ramdisk_size, why, sizeof(why)) == 0)
        return;
    input_node_path(input, domain->node, node, sizeof(node));
    report_error(&input->report, "memory-fit", node, "memory", "%s", why);
}

void domain_suit_check(struct input *input, const struct lcm_domain *domain,
                       const struct elf_kernel *kernel, const char *path, uint64_t ramdisk_size)
{
    if (kernel_mode_check(input, domain, kernel, path))
        memory_fit_check(input, domain, kernel, ramdisk_size);
}
