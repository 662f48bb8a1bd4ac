/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What becomes of each variable of ImageBuilder (README.md of ImageBuilder, and the patches for it
 * on xen-devel).
 */
#include <stdio.h>
#include <string.h>

#include "tool/import/imagebuilder.h"

enum { INDEX_SIZE = 24 };

const struct shell_variable *builder_find(const struct builder *b, const char *name,
                                          unsigned long domu)
{
    char index[INDEX_SIZE];

    snprintf(index, sizeof(index), "%lu", domu);
    return shell_find(&b->file, name, index);
}

enum { KIB_PER_MIB = 1024 };

#define WHY_PLACED  "nothing is placed by hand"
#define WHY_IMAGE   "hyperlaunch build writes the image"
#define WHY_LOADER  "the boot loader loads one image"
#define WHY_BOARD   "the board's device tree; this host has ACPI"
#define WHY_COLORS  "there are no cache colors on x86"
#define WHY_DEVICES "no devices are passed through yet"
#define WHY_LINUX   "for a start without Xen"
#define WHY_POOLS   "pools are described by their CPUs: add a node xen,cpupool, and domain-cpupool"
#define WHY_ARM     "for Arm only"

static void kernel_take(struct builder *b, struct import_domain *domain,
                        const struct shell_variable *v)
{
    domain->kernel = import_text(b->set, "%s", v->value);
}

static void ramdisk_take(struct builder *b, struct import_domain *domain,
                         const struct shell_variable *v)
{
    domain->ramdisk = import_text(b->set, "%s", v->value);
}

static void cmd_take(struct builder *b, struct import_domain *domain,
                     const struct shell_variable *v)
{
    import_cmdline(b->set, domain, v->value);
}

static void policy_take(struct builder *b, struct import_domain *domain,
                        const struct shell_variable *v)
{
    (void)domain;
    b->set->xsm_policy = import_text(b->set, "%s", v->value);
}

void builder_note_malformed(struct builder *b, const struct import_domain *domain,
                            const struct shell_variable *v, const char *form)
{
    import_note(b->set, domain, "%s = \"%s\" (line %u): malformed, left out: it is %s", v->shown,
                v->value, v->line, form);
}

static bool number_read(struct builder *b, const struct import_domain *domain,
                        const struct shell_variable *v, const char *form, unsigned long long *value)
{
    if (import_number(v->value, value))
        return true;
    builder_note_malformed(b, domain, v, form);
    return false;
}

/* ImageBuilder has its default for 0, and what is static counts in any case. */
static void mem_take(struct builder *b, struct import_domain *domain,
                     const struct shell_variable *v)
{
    unsigned long long mib;
    uint64_t kib;
    const struct shell_variable *placed = shell_find(&b->file, "DOMU_STATIC_MEM", v->index);

    if (!number_read(b, domain, v, "a number of MiB, without a unit; the default of 512 is used",
                     &mib))
        return;
    if (placed && !placed->problem && builder_static_memory(placed->value, &kib))
        import_note(b->set, domain, "%s = \"%s\": DOMU_STATIC_MEM is used, as by ImageBuilder",
                    v->shown, v->value);
    else if (mib == 0)
        import_note(b->set, domain, "%s = \"%s\": is treated as not given", v->shown, v->value);
    else
        import_memory(b->set, domain,
                      mib <= UINT64_MAX / KIB_PER_MIB ? mib * KIB_PER_MIB : UINT64_MAX);
}

bool builder_static_memory(const char *text, uint64_t *kib)
{
    unsigned long long value;
    unsigned int count = 0;
    uint64_t bytes = 0;
    char word[32];

    for (size_t length; text += strspn(text, " \t\n"), *text; text += length) {
        length = strcspn(text, " \t\n");
        if (length >= sizeof(word))
            return false;
        memcpy(word, text, length);
        word[length] = '\0';
        if (!import_number(word, &value))
            return false;
        if (count++ % 2 == 1 && __builtin_add_overflow(bytes, value, &bytes))
            return false;
    }
    *kib = bytes / 1024;
    return count > 0 && count % 2 == 0;
}

static void static_mem_take(struct builder *b, struct import_domain *domain,
                            const struct shell_variable *v)
{
    uint64_t kib;

    if (!builder_static_memory(v->value, &kib)) {
        builder_note_malformed(b, domain, v, "addresses and sizes in bytes, in pairs");
        return;
    }
    import_memory(b->set, domain, kib);
    import_note(b->set, domain, "%s = \"%s\": " WHY_PLACED "; memory is the sum of the sizes",
                v->shown, v->value);
}

static void vcpus_take(struct builder *b, struct import_domain *domain,
                       const struct shell_variable *v)
{
    unsigned long long vcpus;

    if (number_read(b, domain, v, "a number", &vcpus))
        import_arm_vcpus(b->set, domain, v->shown, vcpus);
}

static void enhanced_take(struct builder *b, struct import_domain *domain,
                          const struct shell_variable *v)
{
    const char *from = import_text(b->set, "%s = \"%s\"", v->shown, v->value);
    enum import_enhanced enhanced = b->dom0 ? IMPORT_ENHANCED : IMPORT_ENHANCED_OFF;

    if (!from)
        return;
    if (strcmp(v->value, "1") == 0 || strcmp(v->value, "enabled") == 0)
        enhanced = IMPORT_ENHANCED;
    else if (strcmp(v->value, "2") == 0)
        enhanced = IMPORT_ENHANCED_NO_STORE;
    else if (strcmp(v->value, "0") == 0)
        enhanced = IMPORT_ENHANCED_OFF;
    else
        import_note(b->set, domain, "%s: malformed: it is 0, 1 or 2; treated as not given", from);
    import_enhanced(b->set, domain, from, enhanced);
}

static void limit_take(struct builder *b, struct import_domain *domain,
                       const struct shell_variable *v, enum property_id id)
{
    unsigned long long value;

    if (number_read(b, domain, v, "a number", &value))
        import_limit(b->set, domain, &property_rows[id], v->shown, value);
}

static void grant_version_take(struct builder *b, struct import_domain *domain,
                               const struct shell_variable *v)
{
    limit_take(b, domain, v, PROPERTY_GRANT_VERSION);
}

static void grant_frames_take(struct builder *b, struct import_domain *domain,
                              const struct shell_variable *v)
{
    limit_take(b, domain, v, PROPERTY_GRANT_FRAMES);
}

static void maptrack_take(struct builder *b, struct import_domain *domain,
                          const struct shell_variable *v)
{
    limit_take(b, domain, v, PROPERTY_MAPTRACK_FRAMES);
}

static void p2m_take(struct builder *b, struct import_domain *domain,
                     const struct shell_variable *v)
{
    if (domain->pv)
        import_note(b->set, domain, "%s = \"%s\": domain 0 is PV here and has no such tables",
                    v->shown, v->value);
    else
        limit_take(b, domain, v, PROPERTY_P2M_MEM);
}

static void domid_take(struct builder *b, struct import_domain *domain,
                       const struct shell_variable *v)
{
    unsigned long long domid;

    if (number_read(b, domain, v, "a number", &domid))
        import_domid(b->set, domain, v->shown, domid);
}

static void affinity_take(struct builder *b, struct import_domain *domain,
                          const struct shell_variable *v)
{
    const char *comma = strchr(v->index, ',');
    unsigned long long vcpu;

    if (comma && import_number(comma + 1, &vcpu))
        import_affinity(b->set, domain, v->shown, vcpu < LCM_CPUS_MAX ? vcpu : LCM_CPUS_MAX,
                        v->value);
}

const struct builder_name builder_names[] = {
    {"NUM_DOMUS", SCOPE_SET, NULL, NULL, NULL},
    {"DOM0_KERNEL", SCOPE_DOM0, kernel_take, NULL, "hyperlaunch,file"},
    {"DOM0_RAMDISK", SCOPE_DOM0, ramdisk_take, NULL, "hyperlaunch,file"},
    {"DOM0_CMD", SCOPE_DOM0, cmd_take, NULL, "bootargs"},
    {"DOM0_MEM", SCOPE_DOM0, NULL, NULL, "memory"},
    {"DOM0_VCPUS", SCOPE_DOM0, NULL, NULL, "cpus"},
    {"DOM0_ROOTFS", SCOPE_DOM0, NULL, "a disk is dom0's own", NULL},
    {"DOM0_COLORS", SCOPE_DOM0, NULL, WHY_COLORS, NULL},
    {"DOM0_VIOMMU", SCOPE_DOM0, NULL, WHY_ARM, NULL},
    {"DOM0_LOAD", SCOPE_DOM0, NULL, WHY_LOADER, NULL},

    {"DOMU_KERNEL", SCOPE_DOMU, kernel_take, NULL, "hyperlaunch,file"},
    {"DOMU_RAMDISK", SCOPE_DOMU, ramdisk_take, NULL, "hyperlaunch,file"},
    {"DOMU_CMD", SCOPE_DOMU, cmd_take, NULL, "bootargs"},
    {"DOMU_MEM", SCOPE_DOMU, mem_take, NULL, "memory"},
    {"DOMU_STATIC_MEM", SCOPE_DOMU, static_mem_take, NULL, "memory"},
    {"DOMU_VCPUS", SCOPE_DOMU, vcpus_take, NULL, "cpus"},
    {"DOMU_ENHANCED", SCOPE_DOMU, enhanced_take, NULL, "xen,enhanced"},
    {"DOMU_CAPS", SCOPE_DOMU, NULL, NULL, "capabilities"},
    {"DOMU_GRANT_VER", SCOPE_DOMU, grant_version_take, NULL, "max_grant_version"},
    {"DOMU_GRANT_FRAMES", SCOPE_DOMU, grant_frames_take, NULL, "max_grant_frames"},
    {"DOMU_MAPTRACK_FRAMES", SCOPE_DOMU, maptrack_take, NULL, "max_maptrack_frames"},
    {"DOMU_P2M_MEM_MB", SCOPE_DOMU, p2m_take, NULL, "xen,domain-p2m-mem-mb"},
    {"DOMU_VCPU_HARD_AFFINITY", SCOPE_VCPU, affinity_take, NULL, "hard-affinity"},
    {"DOMU_NOBOOT", SCOPE_DOMU, NULL, "the domain is left out: xl create can start it from dom0",
     NULL},
    {"DOMU_ROOTFS", SCOPE_DOMU, NULL,
     "the launcher serves no disks, and ImageBuilder leaves the start of such a domain to xl in "
     "dom0: remove it, or give it a ramdisk",
     NULL},
    {"DOMU_PASSTHROUGH_DTB", SCOPE_DOMU, NULL, WHY_DEVICES, NULL},
    {"DOMU_PASSTHROUGH_PATHS", SCOPE_DOMU, NULL, WHY_DEVICES, NULL},
    {"DOMU_PASSTHROUGH_PROP", SCOPE_DOMU, NULL, WHY_DEVICES, "passthrough"},
    {"DOMU_DIRECT_MAP", SCOPE_DOMU, NULL, WHY_PLACED, NULL},
    {"DOMU_COLORS", SCOPE_DOMU, NULL, WHY_COLORS, NULL},
    {"DOMU_VPL011", SCOPE_DOMU, NULL, "the console is the PV console; write console=hvc0", NULL},
    {"DOMU_VUART_PL011", SCOPE_DOMU, NULL, "the console is the PV console; write console=hvc0",
     NULL},
    {"DOMU_NR_SPIS", SCOPE_DOMU, NULL, WHY_ARM ": there is no GIC on x86", NULL},
    {"DOMU_TRAP_UNMAP", SCOPE_DOMU, NULL, WHY_ARM ": on x86 Xen itself answers such accesses",
     NULL},
    {"DOMU_VIOMMU", SCOPE_DOMU, NULL, WHY_DEVICES ", so no IOMMU is shown either", NULL},
    {"DOMU_DRIVER_DOMAIN", SCOPE_DOMU, NULL, "for an xl configuration in dom0", NULL},
    {"DOMU_CPUPOOL", SCOPE_DOMU, NULL, WHY_POOLS, "domain-cpupool"},
    {"DOMU_SHARED_MEM", SCOPE_DOMU, NULL,
     "no memory is shared beforehand; the domains share theirs by grants at run time", NULL},
    {"DOMU_STATIC_EVTCHNS", SCOPE_DOMU, NULL,
     "no event channel is bound beforehand; the domains bind theirs at run time", NULL},
    {"DOMU_DOMID", SCOPE_DOMU, domid_take, NULL, "domid"},
    {"DOMU_LOAD", SCOPE_DOMU, NULL, WHY_LOADER, NULL},

    {"XEN_CMD", SCOPE_SET, NULL, NULL, NULL},
    {"XEN", SCOPE_SET, NULL, "the host boots its own Xen", NULL},
    {"XEN_POLICY", SCOPE_SET, policy_take, NULL, "xen,xsm-policy"},
    {"XEN_COLORS", SCOPE_SET, NULL, WHY_COLORS, NULL},
    {"XEN_STATIC_HEAP", SCOPE_SET, NULL, WHY_PLACED, NULL},
    {"XEN_PASSTHROUGH_PATHS", SCOPE_SET, NULL, WHY_DEVICES, NULL},
    {"XEN_LOAD", SCOPE_SET, NULL, WHY_LOADER, NULL},
    {"NUM_CPUPOOLS", SCOPE_SET, NULL, WHY_POOLS, NULL},
    {"CPUPOOL", SCOPE_LIST, NULL, "its CPUs are named by nodes of the board's device tree", NULL},
    {"MEMORY_START", SCOPE_SET, NULL, WHY_PLACED, NULL},
    {"MEMORY_END", SCOPE_SET, NULL, WHY_PLACED, NULL},
    {"LOAD_CMD", SCOPE_SET, NULL, WHY_LOADER, NULL},
    {"EFI", SCOPE_SET, NULL, WHY_LOADER, NULL},
    {"BOOT_CMD", SCOPE_SET, NULL, WHY_LOADER, NULL},
    {"PREPEND_PATH", SCOPE_SET, NULL, WHY_LOADER, NULL},
    {"DEVICE_TREE", SCOPE_SET, NULL, WHY_BOARD, NULL},
    {"NUM_DT_OVERLAY", SCOPE_SET, NULL, WHY_BOARD, NULL},
    {"DT_OVERLAY", SCOPE_LIST, NULL, WHY_BOARD, NULL},
    {"PASSTHROUGH_DTS_REPO", SCOPE_SET, NULL, WHY_DEVICES, NULL},
    {"LOPPER_PATH", SCOPE_SET, NULL, WHY_DEVICES, NULL},
    {"LOPPER_CMD", SCOPE_SET, NULL, WHY_DEVICES, NULL},
    {"LINUX", SCOPE_SET, NULL, WHY_LINUX, NULL},
    {"LINUX_CMD", SCOPE_SET, NULL, WHY_LINUX, NULL},
    {"LINUX_RAMDISK", SCOPE_SET, NULL, WHY_LINUX, NULL},
    {"LINUX_ROOTFS", SCOPE_SET, NULL, WHY_LINUX, NULL},
    {"BITSTREAM", SCOPE_SET, NULL, "for the board's FPGA", NULL},
    {"NUM_BOOT_AUX_FILE", SCOPE_SET, NULL, "for ImageBuilder's disk image", NULL},
    {"BOOT_AUX_FILE", SCOPE_LIST, NULL, "for ImageBuilder's disk image", NULL},
    {"UBOOT_SOURCE", SCOPE_SET, NULL, WHY_IMAGE, NULL},
    {"UBOOT_SCRIPT", SCOPE_SET, NULL, WHY_IMAGE, NULL},
    {"UBOOT_TYPE", SCOPE_SET, NULL, WHY_IMAGE, NULL},
    {"APPEND_EXTRA_CMDS", SCOPE_SET, NULL, WHY_LOADER, NULL},
    {"FDTEDIT", SCOPE_SET, NULL, WHY_BOARD, NULL},
    {"FIT", SCOPE_SET, NULL, WHY_IMAGE, NULL},
    {"FIT_ENC_KEY_DIR", SCOPE_SET, NULL, WHY_IMAGE, NULL},
    {"FIT_ENC_UB_DTB", SCOPE_SET, NULL, WHY_IMAGE, NULL},
    {NULL, SCOPE_SET, NULL, NULL, NULL},
};
