/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The list of checks, and the levels that options give to warnings.
 */
#include "tool/read/checks.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/nearest.h"
#include "core/lcm/device.h"
#include "tool/base/tool.h"

struct check_entry {
    const char *name;
    enum lcm_severity severity;
    const char *by; /* "tool", "both", or "request": the tool, but hidden unless asked for */
};

enum { ENTRIES_MAX = 256 };

/* Made by the tool alone: of files and hosts, which the launcher does not see. */
static const struct check_entry own[] = {
    /* Of the source and its files. */
    {"syntax", LCM_ERROR, "tool"},
    {"input-kind", LCM_ERROR, "tool"},
    {"module-file", LCM_ERROR, "tool"},
    {"module-empty", LCM_ERROR, "tool"},
    {"module-size", LCM_ERROR, "tool"},
    {"kernel-format", LCM_ERROR, "tool"},
    {"kernel-elf", LCM_ERROR, "both"},
    {"kernel-pvh", LCM_ERROR, "both"},
    {"kernel-pv", LCM_ERROR, "both"},
    {"kernel-dom0", LCM_ERROR, "both"},
    {"bootargs-kernel", LCM_ERROR, "both"},
    {"bootargs-long", LCM_WARNING, "tool"},
    {"memory-fit", LCM_ERROR, "both"},
    /* Of a host and a boot entry. */
    {"memory-host", LCM_ERROR, "tool"},
    {"image-entry", LCM_ERROR, "tool"},
    {"cpus-host", LCM_WARNING, "tool"},
    {"affinity-host", LCM_ERROR, "tool"},
    {"affinity-missing", LCM_WARNING, "tool"},
    {"pool-host", LCM_ERROR, "tool"},
    {"pvh-host", LCM_ERROR, "tool"},
    {"label-host", LCM_ERROR, "tool"},
    {"xen-host", LCM_ERROR, "tool"},
    {"label-unsure", LCM_WARNING, "tool"},
    {"pci-host", LCM_ERROR, "tool"},
    {"pci-bridge", LCM_ERROR, "tool"},
    {"pci-group", LCM_ERROR, "tool"},
    {"pci-iommu", LCM_ERROR, "tool"},
    {"pci-left", LCM_WARNING, "tool"},
    {"pci-page", LCM_WARNING, "tool"},
    {"pci-reset", LCM_WARNING, "tool"},
    {"pci-unsure", LCM_WARNING, "tool"},
    /* Of devices. */
    {"device-boot", LCM_ERROR, "tool"},
    {"device-dom0", LCM_ERROR, "tool"},
    {"device-store", LCM_ERROR, "tool"},
    {"mac-duplicate", LCM_ERROR, "tool"},
    {"device-duplicate", LCM_ERROR, "tool"},
    {"target-shared", LCM_ERROR, "tool"},
    /* Of the whole set. */
    {"name-case", LCM_WARNING, "tool"},
    {"affinity-collision", LCM_WARNING, "tool"},
    {"pool-crowded", LCM_WARNING, "tool"},
    {"privilege-unused", LCM_WARNING, "tool"},
    {"watch-needed", LCM_NOTE, "tool"},
    {"share-watch", LCM_NOTE, "tool"},
    {"console-silent", LCM_WARNING, "tool"},
    {"root-missing", LCM_WARNING, "tool"},
    {"ramdisk-kind", LCM_WARNING, "tool"},
    {"kernel-cloud", LCM_WARNING, "tool"},
    /* Of who can reach whom. */
    {"reach-memory", LCM_NOTE, "request"},
    {"reach-disk", LCM_NOTE, "request"},
    {"reach-network", LCM_NOTE, "request"},
    {"reach-shared", LCM_NOTE, "request"},
    {"reach-store", LCM_NOTE, "request"},
    {"reach-console", LCM_NOTE, "request"},
    {"reach-start", LCM_NOTE, "request"},
    {"reach-host", LCM_NOTE, "request"},
    /* Of waivers. */
    {"waiver-unknown", LCM_WARNING, "tool"},
    {"waiver-error", LCM_WARNING, "tool"},
    {"waiver-reason", LCM_WARNING, "tool"},
    {"waiver-unused", LCM_WARNING, "tool"},
    {"waiver-limit", LCM_WARNING, "tool"},
    /* Of images. */
    {"image-bounds", LCM_ERROR, "both"},
    {"image-payload", LCM_ERROR, "both"},
    {"image-digest", LCM_ERROR, "both"},
};

static int entry_compare(const void *a, const void *b)
{
    return strcmp(((const struct check_entry *)a)->name, ((const struct check_entry *)b)->name);
}

/* Fills `entries` in the order of names; returns their number. */
static unsigned int entries_make(struct check_entry *entries)
{
    unsigned int count = 0;
    enum lcm_severity severity;
    const char *name;

    for (unsigned int i = 0; (name = lcm_check_at(i, &severity)) && count < ENTRIES_MAX; i++)
        entries[count++] = (struct check_entry){name, severity, "both"};
    for (unsigned int i = 0; (name = device_check_at(i)) && count < ENTRIES_MAX; i++)
        entries[count++] = (struct check_entry){name, LCM_ERROR, "tool"};
    for (unsigned int i = 0; i < sizeof(own) / sizeof(own[0]) && count < ENTRIES_MAX; i++)
        entries[count++] = own[i];
    qsort(entries, count, sizeof(*entries), entry_compare);
    return count;
}

void checks_list(FILE *out)
{
    struct check_entry entries[ENTRIES_MAX];
    unsigned int count = entries_make(entries);

    for (unsigned int i = 0; i < count; i++)
        fprintf(out, "%-24s  %-7s  %s\n", entries[i].name,
                entries[i].severity == LCM_ERROR     ? "error"
                : entries[i].severity == LCM_WARNING ? "warning"
                                                     : "note",
                strcmp(entries[i].by, "both") == 0      ? "tool and launcher"
                : strcmp(entries[i].by, "request") == 0 ? "tool, with --privileges"
                                                        : "tool");
}

bool check_find(const char *name, enum lcm_severity *severity)
{
    struct check_entry entries[ENTRIES_MAX];
    unsigned int count = entries_make(entries);

    for (unsigned int i = 0; i < count; i++) {
        if (strcmp(entries[i].name, name) == 0) {
            *severity = entries[i].severity;
            return true;
        }
    }
    return false;
}

void check_hint(const char *name, char *hint, size_t size)
{
    struct check_entry entries[ENTRIES_MAX];
    unsigned int count = entries_make(entries);

    snprintf(hint, size, "see hyperlaunch check --list-checks");
    for (unsigned int i = 0; i < count; i++) {
        if (name_is_close(name, entries[i].name)) {
            snprintf(hint, size, "did you mean %s?", entries[i].name);
            return;
        }
    }
}

static bool name_is_warning(char option, const char *name)
{
    enum lcm_severity severity;
    char hint[64];

    if (strcmp(name, "all") == 0)
        return true;
    if (!check_find(name, &severity)) {
        check_hint(name, hint, sizeof(hint));
        tool_complain("check: -%c %s: no check has this name; %s", option, name, hint);
        return false;
    }
    if (severity == LCM_ERROR)
        tool_complain("check: -%c %s: it is always an error; see hyperlaunch check --list-checks",
                      option, name);
    return severity != LCM_ERROR;
}

bool check_levels_take(struct check_levels *levels, char option, const char *value)
{
    bool no = strncmp(value, "no-", 3) == 0;
    const char *name = no ? value + 3 : value;

    if (!name_is_warning(option, name))
        return false;
    if (levels->count == CHECK_LEVELS_MAX) {
        tool_complain("check: more than %d options -W and -E; use \"all\"", CHECK_LEVELS_MAX);
        return false;
    }
    levels->levels[levels->count++] = (struct check_level){
        .name = name,
        .hidden = option == 'W' && no,
        .error = option == 'E' && !no,
    };
    return true;
}

/* Whether a finding is hidden where no option says anything of it. */
static bool check_is_on_request(const char *name)
{
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
        if (strcmp(own[i].name, name) == 0)
            return strcmp(own[i].by, "request") == 0;
    return false;
}

bool check_levels_apply(const struct check_levels *levels, const char *check,
                        enum lcm_severity *severity)
{
    bool hidden;

    if (*severity == LCM_ERROR)
        return true;
    hidden = check_is_on_request(check) && !(levels && levels->privileges);
    for (unsigned int i = levels ? levels->count : 0; i-- > 0;) {
        const struct check_level *level = &levels->levels[i];

        /* "all" of what is shown anyway. */
        if ((hidden || strcmp(level->name, "all") != 0) && strcmp(level->name, check) != 0)
            continue;
        if (level->error)
            *severity = LCM_ERROR;
        return !level->hidden;
    }
    return !hidden;
}
