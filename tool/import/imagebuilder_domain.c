/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A domain of an ImageBuilder configuration: its capabilities, and what ImageBuilder's script gives
 * it where nothing is said.
 */
#include <string.h>

#include "tool/import/imagebuilder.h"

enum { KIB_PER_MIB = 1024, DOM0_MIB = 1024, DOM0_VCPUS = 1 };

/* Reads names with "|" between them, or a number; false for any other. */
static bool capabilities_read(const char *text, uint32_t *bits)
{
    static const struct {
        const char *name;
        uint32_t bits;
    } names[] = {
        {"none", 0},
        {"control", LCM_CAP_CONTROL},
        {"hardware", LCM_CAP_HARDWARE},
        {"xenstore", LCM_CAP_XENSTORE},
        {"dom0", LCM_CAPS_DOM0 | LCM_CAP_XENSTORE},
    };
    unsigned long long number;

    *bits = 0;
    if (import_number(text, &number)) {
        *bits = number <= UINT32_MAX ? (uint32_t)number : UINT32_MAX;
        return true;
    }
    for (size_t length;; text += length + 1) {
        size_t i = 0;

        length = strcspn(text, "|");
        while (i < sizeof(names) / sizeof(names[0]) &&
               (strlen(names[i].name) != length || strncmp(names[i].name, text, length) != 0))
            i++;
        if (i == sizeof(names) / sizeof(names[0]))
            return false;
        *bits |= names[i].bits;
        if (text[length] == '\0')
            return true;
    }
}

void builder_capabilities_take(struct builder *b, struct import_domain *domain,
                               const struct shell_variable *v)
{
    const char *from = import_text(b->set, "%s = \"%s\"", v->shown, v->value);
    uint32_t bits;

    if (!capabilities_read(v->value, &bits))
        builder_note_malformed(b, domain, v,
                               "none, or control, hardware, xenstore and dom0 with | between them, "
                               "or the sum of 1, 2 and 4");
    else if (from)
        import_capabilities(b->set, domain, from, bits);
}

/* Takes a number of dom0's, or what ImageBuilder has by default. */
static unsigned long long dom0_number(struct builder *b, const char *name, unsigned long missing,
                                      const char *form)
{
    const struct shell_variable *v = shell_find(&b->file, name, "");
    unsigned long long value;

    if (v && !v->problem) {
        if (import_number(v->value, &value))
            return value;
        builder_note_malformed(b, b->dom0, v, form);
    }
    import_note(b->set, b->dom0, "%s: %s; %lu is used%s", name, v ? "not read" : "not given",
                missing, v ? "" : ", ImageBuilder's default");
    return missing;
}

/* Without a line for Xen, ImageBuilder writes one of these. */
static void dom0_own_take(struct builder *b)
{
    unsigned long long mib = dom0_number(b, "DOM0_MEM", DOM0_MIB, "a number of MiB");
    unsigned long long vcpus = dom0_number(b, "DOM0_VCPUS", DOM0_VCPUS, "a number");

    import_memory(b->set, b->dom0,
                  mib <= UINT64_MAX / KIB_PER_MIB ? mib * KIB_PER_MIB : UINT64_MAX);
    import_arm_vcpus(b->set, b->dom0, "DOM0_VCPUS", vcpus);
}

/* Both are given, which ImageBuilder refuses: those of dom0 fill in what Xen's line lacks. */
static void dom0_both_take(struct builder *b, struct import_dom0_options *found)
{
    const struct shell_variable *mem = shell_find(&b->file, "DOM0_MEM", "");
    const struct shell_variable *vcpus = shell_find(&b->file, "DOM0_VCPUS", "");
    unsigned long long value;

    if (mem)
        import_note(b->set, b->dom0,
                    "DOM0_MEM = \"%s\": ImageBuilder refuses it together with XEN_CMD; %s",
                    mem->value, found->memory ? "dom0_mem there is used" : "taken here");
    if (vcpus)
        import_note(b->set, b->dom0,
                    "DOM0_VCPUS = \"%s\": ImageBuilder refuses it together with XEN_CMD; %s",
                    vcpus->value, found->vcpus ? "dom0_max_vcpus there is used" : "taken here");
    if (mem && !found->memory && !mem->problem && import_number(mem->value, &value) &&
        value <= UINT64_MAX / KIB_PER_MIB) {
        import_memory(b->set, b->dom0, value * KIB_PER_MIB);
        found->memory = true;
    }
    if (vcpus && !found->vcpus && !vcpus->problem && import_number(vcpus->value, &value)) {
        import_arm_vcpus(b->set, b->dom0, "DOM0_VCPUS", value);
        found->vcpus = true;
    }
}

/* ImageBuilder completes dom0's command line. */
static void dom0_cmd_note(struct builder *b)
{
    const struct shell_variable *cmd = shell_find(&b->file, "DOM0_CMD", "");

    if (!cmd)
        import_note(b->set, b->dom0,
                    "DOM0_CMD: not given; ImageBuilder writes \"console=hvc0 earlycon=xen "
                    "earlyprintk=xen clk_ignore_unused root=...\": write bootargs");
    else if (!cmd->problem && !strstr(cmd->value, "root="))
        import_note(b->set, b->dom0,
                    "DOM0_CMD: has no root=; ImageBuilder adds one, of a ramdisk or of the disk "
                    "that it makes: write it into bootargs where dom0 needs it");
}

void builder_dom0_finish(struct builder *b)
{
    const struct shell_variable *line = shell_find(&b->file, "XEN_CMD", "");
    struct import_dom0_options found = {false};

    if (line && !line->problem)
        import_xen_options(b->set, b->dom0, "XEN_CMD", line->value, &found);
    if (!b->dom0)
        return;
    dom0_cmd_note(b);
    if (!line) {
        dom0_own_take(b);
        return;
    }
    dom0_both_take(b, &found);
    if (line->problem) {
        found.memory = found.vcpus = true; /* it may say so */
        import_note(b->set, b->dom0,
                    "XEN_CMD, which was not read, may have dom0_mem and dom0_max_vcpus: write "
                    "memory and cpus");
    }
    import_dom0_finish(b->set, b->dom0, &found,
                       &(struct import_dom0_defaults){
                           .memory_kib = IMPORT_DOM0_MEMORY_KIB,
                           .memory_from = "Xen on Arm",
                           .vcpus_from = "Xen on Arm",
                       });
}

void builder_domu_finish(struct builder *b, struct import_domain *domain, unsigned long domu)
{
    if (!builder_find(b, "DOMU_CMD", domu))
        import_note(b->set, domain,
                    "DOMU_CMD[%lu]: not given; ImageBuilder writes \"console=ttyAMA0\"; for the PV "
                    "console, write bootargs = \"console=hvc0\"",
                    domu);
    if (!b->dom0 && !builder_find(b, "DOMU_ENHANCED", domu))
        import_enhanced(b->set, domain, "DOMU_ENHANCED", IMPORT_ENHANCED_ABSENT);
    import_affinity_finish(b->set, domain);
}
