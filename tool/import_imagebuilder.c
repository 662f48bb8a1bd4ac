/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Imports a set from an ImageBuilder configuration: lines KEY=value and KEY[number]=value of a
 * shell script, read without a shell. Keys: the README of ImageBuilder.
 *
 * It describes an Arm board, so that kernels and command lines are those of another machine: a note
 * says so.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tool/import.h"
#include "tool/tool.h"

enum { KEY_SIZE = 48, VALUE_SIZE = LCM_BOOTARGS_SIZE, KIB_PER_MIB = 1024, MEMORY_DEFAULT = 512 };

/* One assignment. */
struct line {
    unsigned int number;
    char key[KEY_SIZE];
    int index; /* -1: none */
    char value[VALUE_SIZE];
};

struct reader {
    struct import_set *set;
    const char *at, *end;
    unsigned int number;
};

/* What is known and belongs to another world. */
static const struct {
    const char *key;
    const char *why;
} reasons[] = {
    {"DEVICE_TREE", "the board's device tree; this host has ACPI"},
    {"XEN", "Xen is the host's own"},
    {"XEN_CMD", "belongs to Xen's command line in the boot loader"},
    {"MEMORY_START", "nothing is placed by hand"},
    {"MEMORY_END", "nothing is placed by hand"},
    {"UBOOT_SOURCE", "hyperlaunch build writes the image"},
    {"UBOOT_SCRIPT", "hyperlaunch build writes the image"},
    {"LOAD_CMD", "the boot loader loads one image"},
    {"BOOT_CMD", "the boot loader loads one image"},
    {"DOMU_PASSTHROUGH_DTB", "no devices are passed through yet"},
    {"DOMU_PASSTHROUGH_PATHS", "no devices are passed through yet"},
    {"DOMU_STATIC_MEM", "memory is not placed by hand"},
    {"DOMU_DIRECT_MAP", "memory is not placed by hand"},
    {"DOMU_COLORS", "there are no cache colors"},
    {"DOM0_COLORS", "there are no cache colors"},
    {"DOMU_VPL011", "the console is the PV console"},
    {"DOMU_NOBOOT", "the domain is left out: xl create can start it from dom0"},
    {"DOMU_CPUPOOL",
     "pools are described by their CPUs: add a node xen,cpupool, and domain-cpupool"},
    {"CPUPOOL", "its CPUs are named by nodes of the board's device tree"},
    {"NUM_CPUPOOLS", "pools are described by their CPUs: add nodes xen,cpupool"},
    {"DOM0_ROOTFS", "a disk is dom0's own"},
    {"DOMU_ROOTFS", "the launcher serves no disks"},
};

static void blanks_skip(struct reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
        r->at++;
}

static void line_skip(struct reader *r)
{
    while (r->at < r->end && *r->at != '\n')
        r->at++;
}

/* Reads a value: in quotes, or up to a blank. False where a shell would have to help. */
static bool value_read(struct reader *r, char value[VALUE_SIZE])
{
    char quote = r->at < r->end && (*r->at == '"' || *r->at == '\'') ? *r->at : 0;
    size_t used = 0;
    bool good = true;

    r->at += quote != 0;
    while (r->at < r->end && *r->at != '\n' &&
           (quote ? *r->at != quote : !strchr(" \t#;", *r->at))) {
        if (quote != '\'' && (*r->at == '$' || *r->at == '`' || *r->at == '\\'))
            good = false;
        if (used + 1 < VALUE_SIZE)
            value[used++] = *r->at;
        r->at++;
    }
    value[used] = '\0';
    if (quote && (r->at == r->end || *r->at != quote))
        return false;
    r->at += quote != 0;
    blanks_skip(r);
    return good && (r->at == r->end || *r->at == '\n' || *r->at == '#' || *r->at == '\r');
}

/* Reads KEY= or KEY[number]=; false for anything else. */
static bool key_read(struct reader *r, struct line *line)
{
    size_t used = 0;

    while (r->at < r->end && (isalnum((unsigned char)*r->at) || *r->at == '_')) {
        if (used + 1 < KEY_SIZE)
            line->key[used++] = *r->at;
        r->at++;
    }
    line->key[used] = '\0';
    line->index = -1;
    if (r->at < r->end && *r->at == '[') {
        line->index = 0;
        for (r->at++; r->at < r->end && isdigit((unsigned char)*r->at); r->at++)
            line->index =
                line->index < LCM_DOMAINS_MAX ? line->index * 10 + (*r->at - '0') : LCM_DOMAINS_MAX;
        if (r->at == r->end || *r->at++ != ']')
            return false;
    }
    return used > 0 && r->at < r->end && *r->at++ == '=';
}

/* The next assignment; what is none is noted. False at the end. */
static bool line_next(struct reader *r, struct line *line)
{
    for (;;) {
        blanks_skip(r);
        if (r->at == r->end)
            return false;
        if (*r->at == '\n') {
            r->at++;
            r->number++;
            continue;
        }
        if (*r->at == '#' || *r->at == '\r') {
            line_skip(r);
            continue;
        }
        line->number = r->number;
        if (key_read(r, line) && value_read(r, line->value)) {
            line_skip(r);
            return true;
        }
        import_note(r->set, NULL, "line %u needs a shell to be read; write its value out",
                    r->number);
        line_skip(r);
    }
}

static struct reader reader_of(struct import_set *set, const char *bytes, size_t size)
{
    return (struct reader){.set = set, .at = bytes, .end = bytes + size, .number = 1};
}

static bool number_read(struct import_set *set, const struct import_domain *domain,
                        const struct line *line, unsigned long long *value)
{
    unsigned long parsed;

    if (option_number(line->value, 0, UINT32_MAX, &parsed)) {
        *value = parsed;
        return true;
    }
    import_note(set, domain, "%s = \"%s\" (line %u): is not a number", line->key, line->value,
                line->number);
    return false;
}

/* Takes one of what a domain is given; false for any other key. */
static bool domain_key(struct import_set *set, struct import_domain *domain, const char *key,
                       const struct line *line)
{
    unsigned long long value;

    if (strcmp(key, "KERNEL") == 0)
        domain->kernel = import_text(set, "%s", line->value);
    else if (strcmp(key, "RAMDISK") == 0)
        domain->ramdisk = import_text(set, "%s", line->value);
    else if (strcmp(key, "CMD") == 0)
        import_cmdline(set, domain, line->value);
    else if (strcmp(key, "ENHANCED") == 0)
        domain->no_store = strcmp(line->value, "1") != 0 && strcmp(line->value, "enabled") != 0;
    else if (strcmp(key, "MEM") != 0 && strcmp(key, "VCPUS") != 0 && strcmp(key, "GRANT_VER") != 0)
        return false;
    else if (number_read(set, domain, line, &value)) {
        if (strcmp(key, "MEM") == 0)
            import_memory(set, domain, value * KIB_PER_MIB);
        else if (strcmp(key, "VCPUS") == 0)
            import_vcpus(set, domain, value);
        else
            import_limit(set, domain, &domain->limits.grant_version, line->key, value, 1, 2);
    }
    return true;
}

static void other_key(struct import_set *set, const struct import_domain *domain,
                      const struct line *line)
{
    const char *why = "nothing here corresponds to it";

    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (strcmp(reasons[i].key, line->key) == 0)
            why = reasons[i].why;
    }
    if (line->index >= 0)
        import_note(set, domain, "%s[%d] = \"%s\": %s", line->key, line->index, line->value, why);
    else
        import_note(set, domain, "%s = \"%s\": %s", line->key, line->value, why);
}

/* How many domains there are, which of them start, and whether there is a dom0. */
struct plan {
    unsigned long domus;
    bool with_dom0;
    bool left_out[LCM_DOMAINS_MAX];
};

static struct plan plan_read(struct import_set *set, const char *bytes, size_t size)
{
    struct import_set *ignored = calloc(1, sizeof(*ignored));
    struct reader r = reader_of(ignored, bytes, size);
    struct plan plan = {.domus = 0};
    unsigned long count;
    struct line line;

    set->failed = set->failed || !ignored;
    while (ignored && line_next(&r, &line)) {
        if (strcmp(line.key, "NUM_DOMUS") == 0 && line.index < 0) {
            if (option_number(line.value, 0, LCM_DOMAINS_MAX - 1, &count))
                plan.domus = count;
            else
                import_note(set, NULL, "NUM_DOMUS = \"%s\": is not a number below %d", line.value,
                            LCM_DOMAINS_MAX);
        }
        if (strcmp(line.key, "DOM0_KERNEL") == 0 && line.index < 0)
            plan.with_dom0 = true;
        if (strcmp(line.key, "DOMU_NOBOOT") == 0 && line.index >= 0 && line.index < LCM_DOMAINS_MAX)
            plan.left_out[line.index] = true;
    }
    if (ignored)
        import_release(ignored);
    free(ignored);
    return plan;
}

static void lines_take(struct import_set *set, const char *bytes, size_t size,
                       const struct plan *plan, struct import_domain *dom0,
                       struct import_domain *domus[LCM_DOMAINS_MAX])
{
    struct reader r = reader_of(set, bytes, size);
    struct line line;

    while (line_next(&r, &line)) {
        struct import_domain *domain = NULL;

        if (strncmp(line.key, "DOMU_", 5) == 0 && line.index >= 0 &&
            (unsigned long)line.index < plan->domus) {
            domain = domus[line.index];
            if (!domain && strcmp(line.key, "DOMU_NOBOOT") != 0)
                continue; /* said once, for the domain that is left out */
            if (domain && domain_key(set, domain, line.key + 5, &line))
                continue;
        } else if (dom0 && strncmp(line.key, "DOM0_", 5) == 0 && line.index < 0) {
            domain = dom0;
            if (domain_key(set, domain, line.key + 5, &line))
                continue;
        }
        if (strcmp(line.key, "NUM_DOMUS") != 0)
            other_key(set, domain, &line);
    }
}

int import_imagebuilder(struct import_set *set, const char *name, const char *bytes, size_t size)
{
    struct plan plan = plan_read(set, bytes, size);
    struct import_domain *dom0 = NULL, *domus[LCM_DOMAINS_MAX] = {NULL};

    if (!set->failed && !plan.with_dom0 && plan.domus == 0) {
        tool_complain(
            "import: %s: neither DOM0_KERNEL nor NUM_DOMUS is given; name an ImageBuilder "
            "configuration",
            name);
        return TOOL_FAULT;
    }
    import_note(set, NULL,
                "written for an Arm board: give kernels and ramdisks for x86, and look at "
                "the command lines");
    if (plan.with_dom0 && (dom0 = import_domain_new(set)) != NULL)
        *dom0 = (struct import_domain){.name = "dom0", .dom0 = true, .pv = true, .vcpus = 1};
    for (unsigned long i = 0; i < plan.domus; i++) {
        if (plan.left_out[i] || (domus[i] = import_domain_new(set)) == NULL)
            continue;
        domus[i]->name = import_text(set, "domU%lu", i);
        domus[i]->memory_kib = MEMORY_DEFAULT * KIB_PER_MIB;
    }
    lines_take(set, bytes, size, &plan, dom0, domus);
    for (uint32_t i = 0; i < set->count; i++) {
        if (set->domains[i].kernel)
            continue;
        set->domains[i].kernel = "kernel";
        import_note(set, &set->domains[i], "kernel: none was named; put its file's name here");
    }
    return TOOL_FINE;
}
