/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes and reads the description of a generation.
 */
#include "tool/install/entry.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/base/options.h"
#include "tool/base/printable.h"
#include "tool/base/tool.h"

enum { KEYS = 5 };

/* The rows of the file: a member of the structure for each key. */
static const struct entry_key {
    const char *name;
    size_t offset;
} entry_keys[KEYS] = {
    {"title", offsetof(struct entry, title)},       {"xen", offsetof(struct entry, xen)},
    {"launcher", offsetof(struct entry, launcher)}, {"set", offsetof(struct entry, set)},
    {"time", offsetof(struct entry, time)},
};

bool entry_options_take(char value[ENTRY_VALUE_SIZE], const char *command, const char *option,
                        const char *text)
{
    size_t size = strlen(text) + 1;

    if (size > ENTRY_VALUE_SIZE) {
        tool_complain("%s: --%s: longer than %d characters; put what all entries have into "
                      "GRUB_CMDLINE_XEN of /etc/default/grub",
                      command, option, ENTRY_VALUE_SIZE - 1);
        return false;
    }
    for (const char *c = text; *c; c++) {
        if (!isalnum((unsigned char)*c) && !strchr(" _-.,:=/+@%~^()[]", *c)) {
            tool_complain("%s: --%s: \"%.1s\" means something to GRUB's script; leave it out, or "
                          "write a menu entry by hand in /etc/grub.d/40_custom",
                          command, option, isprint((unsigned char)*c) ? c : "?");
            return false;
        }
    }
    memcpy(value, text, size);
    return true;
}

void entry_text_take(char value[ENTRY_VALUE_SIZE], const char *text)
{
    printable_text(text, value, ENTRY_VALUE_SIZE);
}

void entry_time_take(char value[ENTRY_VALUE_SIZE])
{
    const char *given = getenv("SOURCE_DATE_EPOCH");
    unsigned long seconds = 0;
    time_t now = time(NULL);
    struct tm parts;

    if (given && option_number(given, 0, UINT32_MAX, &seconds))
        now = (time_t)seconds;
    value[0] = '\0';
    if (gmtime_r(&now, &parts))
        (void)strftime(value, ENTRY_VALUE_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

void entry_write(const struct entry *entry, char text[ENTRY_TEXT_SIZE])
{
    size_t used = 0;

    for (size_t i = 0; i < KEYS; i++)
        used += (size_t)snprintf(text + used, ENTRY_TEXT_SIZE - used, "%s=%s\n", entry_keys[i].name,
                                 (const char *)entry + entry_keys[i].offset);
}

/* A line "key=value"; a value that is too long is cut. */
static void line_take(struct entry *entry, const char *line, size_t length)
{
    for (size_t i = 0; i < KEYS; i++) {
        size_t key = strlen(entry_keys[i].name);
        char *value = (char *)entry + entry_keys[i].offset;

        if (length <= key || strncmp(line, entry_keys[i].name, key) != 0 || line[key] != '=')
            continue;
        length -= key + 1;
        if (length >= ENTRY_VALUE_SIZE)
            length = ENTRY_VALUE_SIZE - 1;
        memcpy(value, line + key + 1, length);
        value[length] = '\0';
        return;
    }
}

void entry_read(struct entry *entry, const char *bytes, size_t size)
{
    *entry = (struct entry){0};
    while (size > 0) {
        const char *end = memchr(bytes, '\n', size);
        size_t length = end ? (size_t)(end - bytes) : size;

        if (!memchr(bytes, '\0', length))
            line_take(entry, bytes, length);
        bytes += length + (end ? 1 : 0);
        size -= length + (end ? 1 : 0);
    }
}
