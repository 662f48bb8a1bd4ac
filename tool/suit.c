/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Asks the launcher's own code whether a domain can be built of its kernel and ramdisk.
 */
#include "tool/suit.h"

#include <stdio.h>

#include "launcher/build/layout.h"
#include "launcher/build/pv_layout.h"

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
    const char *check = pv ? "kernel-pv" : "kernel-pvh";
    const char *remedy =
        pv ? "a 64-bit kernel built for PV (Linux: CONFIG_XEN_PV=y, as distributions have it)"
           : "a kernel built for PVH (Linux: CONFIG_PVH=y, as distributions have it)";
    char node[LCM_PATH_SIZE];

    if (error == ELF_OK)
        return true;
    if (error == ELF_NOT_DOM0) {
        check = "kernel-dom0";
        remedy = "one built for it (Linux: CONFIG_XEN_DOM0=y, which kernels for clouds may lack)";
    }
    if (error == ELF_PV_32BIT)
        remedy = "its 64-bit PV build (with mode = \"pv\"), or one with a PVH entry";
    input_node_path(input, domain->kernel.node, node, sizeof(node));
    report_error(&input->report, check, node, path ? "hyperlaunch,file" : NULL,
                 "%s%sthe kernel cannot be started: %s; use %s", path ? path : "", path ? ": " : "",
                 elf_strerror(error), remedy);
    return false;
}

/*
 * Whether the launcher's layout of the domain fits into its memory; why not. A domain 0 that takes
 * the rest has no size yet, and what the launcher adds to it is known only on the host.
 */
static bool memory_fits(const struct lcm_domain *domain, const struct elf_kernel *kernel,
                        uint64_t ramdisk_size, char *why, size_t size)
{
    struct pv_layout pv;
    struct layout pvh;
    bool dom0 = domain->domid == 0;

    if (dom0 && domain->memory_kib == 0)
        return true;
    if (domain->mode == LCM_MODE_PV)
        return !pv_layout_make(&pv, domain->memory_kib / 4, kernel, ramdisk_size, dom0, why, size);
    return !layout_make(&pvh, domain->memory_kib, kernel, domain->kernel.bootargs, ramdisk_size,
                        why, size);
}

void domain_suit_check(struct input *input, const struct lcm_domain *domain,
                       const struct elf_kernel *kernel, const char *path, uint64_t ramdisk_size)
{
    char node[LCM_PATH_SIZE], why[256];

    if (!kernel_mode_check(input, domain, kernel, path) ||
        memory_fits(domain, kernel, ramdisk_size, why, sizeof(why)))
        return;
    input_node_path(input, domain->node, node, sizeof(node));
    report_error(&input->report, "memory-fit", node, "memory", "%s", why);
}
