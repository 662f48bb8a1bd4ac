/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Asks the launcher's own code whether a domain can be built of its kernel and ramdisk.
 */
#include "tool/check/suit.h"

#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#include "core/record/archive.h"
#include "core/layout/layout.h"
#include "core/layout/pv_layout.h"
#include "core/layout/cost.h"
#include "core/lcm/pci_address.h"

enum {
    BOOTARGS_LINUX_MAX = 2047, /* COMMAND_LINE_SIZE of arch/x86 is 2048, with the NUL */
    RECORD_SHARE = (RECORD_BLOB_MAX - RECORD_CARRIED_MAX) / LCM_DOMAINS_MAX,
    TABLE_SHARE = 512, /* bytes of two modules in the module table, rather too many */
};

void kernel_error_text(enum elf_error error, char *text, size_t size)
{
    snprintf(text, size, "the kernel cannot be started: %s; use an x86 kernel that is not damaged",
             elf_strerror(error));
}

/* Reports why the kernel does not suit the domain's mode; true where it does. */
static bool kernel_mode_check(struct input *input, const struct lcm_domain *domain,
                              const struct suit_parts *parts)
{
    const struct elf_kernel *kernel = parts->kernel;
    bool pv = domain->mode == LCM_MODE_PV;
    enum elf_error error = pv ? elf_check_pv(kernel, domain->domid == 0) : elf_check_pvh(kernel);
    const char *path = parts->path;
    const char *check = pv ? "kernel-pv" : "kernel-pvh";
    const char *remedy =
        pv ? "a 64-bit kernel built for PV (Linux: CONFIG_XEN_PV=y, as distributions have it)"
           : "a kernel built for PVH (Linux: CONFIG_PVH=y, as distributions have it)";
    char node[LCM_PATH_SIZE];

    if (error == ELF_OK)
        return true;
    if (error == ELF_NOT_DOM0) {
        check = "kernel-dom0";
        remedy = "one built for it (Linux: CONFIG_XEN_DOM0=y, which cloud kernels may lack)";
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
 * What lies behind the ramdisk of a boot domain and of domain 0, rather too much: the launch
 * record, of which a domain has a share at most, and the LCM, which has a table more than its
 * source. For domain 0 the record has what a boot domain gives, too.
 */
static uint64_t archive_size(const struct input *input, const struct lcm_domain *domain)
{
    const struct lcm_plan *plan = &input->image.plan;
    bool is_given = domain->domid == 0 && lcm_boot_domain(plan) < plan->domain_count;

    if (domain->domid && !(domain->functions & LCM_FUNC_BOOT))
        return 0;
    return ARCHIVE_FRONT + ARCHIVE_HEAD + 2 * XEN_PAGE_SIZE + fdt_totalsize(input->blob) +
           (is_given ? RECORD_CARRIED_MAX : 0) +
           (uint64_t)plan->domain_count * (RECORD_SHARE + TABLE_SHARE);
}

/* The launcher's own frames are in its memory, too, until it runs. */
static bool dom0_fits(const struct lcm_domain *domain, const struct elf_kernel *kernel,
                      uint64_t ramdisk_size, char *why, size_t size)
{
    struct pv_layout pv;

    if (pv_layout_make(&pv, domain->memory_kib / 4, kernel, ramdisk_size, true, why, size))
        return false;
    if (pv.needed * 4 + COST_LAUNCHER_KIB <= domain->memory_kib)
        return true;
    snprintf(why, size,
             "kernel, ramdisk and page tables take %llu KiB, the launcher %d KiB until they run, "
             "and the domain has %llu KiB; give it more memory",
             (unsigned long long)pv.needed * 4, COST_LAUNCHER_KIB,
             (unsigned long long)domain->memory_kib);
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

    if (domain->domid == 0)
        return domain->memory_kib == 0 || dom0_fits(domain, kernel, ramdisk_size, why, size);
    if (domain->mode == LCM_MODE_PV)
        return !pv_layout_make(&pv, domain->memory_kib / 4, kernel, ramdisk_size, false, why, size);
    return !layout_make(&pvh, domain->memory_kib, kernel, domain->kernel.bootargs, ramdisk_size,
                        why, size);
}

/*
 * Whether the kernel takes its command line, with what the launcher adds to that of a domain 0 for
 * which Xen made more vCPUs. Without a number of the kernel's own, a Linux is supposed.
 */
static void bootargs_check(struct input *input, const struct lcm_domain *domain,
                           const struct suit_parts *parts)
{
    const char *bootargs = domain->kernel.bootargs;
    uint32_t most = lcm_bootargs_max(domain->mode, parts->cmdline_size);
    size_t length = bootargs ? strlen(bootargs) : 0;
    char node[LCM_PATH_SIZE], added[sizeof(LCM_DOM0_CPUS_LIMIT) + 8] = "";
    char words[LCM_BOOTARGS_PV_SIZE];
    struct text hidden;

    text_init(&hidden, words, sizeof(words));
    if (domain->domid == 0)
        pci_hide_append(&hidden, &input->image.plan);
    if (domain->domid == 0 && parts->kernel->linux_guest)
        snprintf(added, sizeof(added), LCM_DOM0_CPUS_LIMIT, domain->cpus);
    input_node_path(input, domain->kernel.node, node, sizeof(node));
    if (length > most)
        report_error(&input->report, "bootargs-kernel", node, "bootargs",
                     "has %zu characters, and the kernel takes %u; shorten it", length, most);
    else if (length + hidden.used > most)
        report_error(&input->report, "bootargs-kernel", node, "bootargs",
                     "has %zu characters, the kernel takes %u, and %zu are added for the set's PCI "
                     "devices; shorten it",
                     length, most, hidden.used);
    else if (length + hidden.used + strlen(added) > most)
        report_error(&input->report, "bootargs-kernel", node, "bootargs",
                     "has %zu characters, the kernel takes %u, and \"%s\" is added where Xen has "
                     "more CPUs; shorten it",
                     length + hidden.used, most, added);
    else if (length > BOOTARGS_LINUX_MAX && !parts->cmdline_size)
        report_warning(&input->report, "bootargs-long", node, "bootargs",
                       "has %zu characters, and an x86 Linux takes %d; shorten it, or give the "
                       "kernel as a bzImage, which says how many it takes",
                       length, BOOTARGS_LINUX_MAX);
}

void domain_suit_check(struct input *input, const struct lcm_domain *domain,
                       const struct suit_parts *parts)
{
    uint64_t ramdisk_size = parts->ramdisk_size, added = archive_size(input, domain);
    char node[LCM_PATH_SIZE], why[256];

    if (!kernel_mode_check(input, domain, parts))
        return;
    ramdisk_size += ramdisk_size < UINT64_MAX - added ? added : 0;
    bootargs_check(input, domain, parts);
    input->guests[domain - input->image.plan.domains] =
        (struct input_guest){.is_linux = parts->is_linux || parts->kernel->linux_guest,
                             .ramdisk_kind = parts->ramdisk_kind};
    if (domain->domid == 0) {
        input->dom0.known = true;
        input->dom0.kernel = *parts->kernel;
        input->dom0.ramdisk_size = ramdisk_size;
    }
    if (memory_fits(domain, parts->kernel, ramdisk_size, why, sizeof(why)))
        return;
    input_node_path(input, domain->node, node, sizeof(node));
    report_error(&input->report, "memory-fit", node, "memory", "%s", why);
}
