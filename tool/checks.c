/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The list of checks, and the levels that options give to warnings.
 */
#include "tool/checks.h"

#include <stdlib.h>
#include <string.h>

#include "tool/tool.h"

struct check_entry {
    const char *name;
    enum lcm_severity severity;
    const char *by;
};

enum { ENTRIES_MAX = 256 };

/* Made by the tool alone: of files and hosts, which the launcher does not see. */
static const struct check_entry own[] = {
    {"syntax", LCM_ERROR, "tool"},        {"input-kind", LCM_ERROR, "tool"},
    {"module-file", LCM_ERROR, "tool"},   {"module-empty", LCM_ERROR, "tool"},
    {"module-size", LCM_ERROR, "tool"},   {"kernel-format", LCM_ERROR, "tool"},
    {"kernel-elf", LCM_ERROR, "both"},    {"kernel-pvh", LCM_ERROR, "both"},
    {"kernel-pv", LCM_ERROR, "both"},     {"kernel-dom0", LCM_ERROR, "both"},
    {"memory-fit", LCM_ERROR, "both"},    {"memory-host", LCM_ERROR, "tool"},
    {"cpus-host", LCM_WARNING, "tool"},   {"image-bounds", LCM_ERROR, "both"},
    {"image-payload", LCM_ERROR, "both"}, {"image-digest", LCM_ERROR, "both"},
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
                entries[i].severity == LCM_ERROR ? "error" : "warning",
                strcmp(entries[i].by, "both") == 0 ? "tool and launcher" : "tool");
}

static bool name_is_warning(char option, const char *name)
{
    struct check_entry entries[ENTRIES_MAX];
    unsigned int count = entries_make(entries);

    if (strcmp(name, "all") == 0)
        return true;
    for (unsigned int i = 0; i < count; i++) {
        if (strcmp(entries[i].name, name) != 0)
            continue;
        if (entries[i].severity == LCM_WARNING)
            return true;
        tool_complain("check: -%c %s: it is always an error; see hyperlaunch check --list-checks",
                      option, name);
        return false;
    }
    tool_complain("check: -%c %s: no check has this name; see hyperlaunch check --list-checks",
                  option, name);
    return false;
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

bool check_levels_apply(const struct check_levels *levels, const char *check,
                        enum lcm_severity *severity)
{
    if (!levels || *severity != LCM_WARNING)
        return true;
    for (unsigned int i = levels->count; i-- > 0;) {
        const struct check_level *level = &levels->levels[i];

        if (strcmp(level->name, "all") != 0 && strcmp(level->name, check) != 0)
            continue;
        if (level->error)
            *severity = LCM_ERROR;
        return !level->hidden;
    }
    return true;
}
