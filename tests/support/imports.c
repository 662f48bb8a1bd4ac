/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks imported sets.
 */
#include "tests/support/imports.h"

#include <string.h>

#include "core/base/values.h"
#include "tests/support/silence.h"
#include "tool/import/xl.h"

char *import_bytes(const uint8_t *data, size_t size)
{
    char *bytes = malloc(size + 1);

    complaints_silence();
    if (!bytes)
        abort();
    memcpy(bytes, data, size);
    bytes[size] = '\0';
    return bytes;
}

static void demand(bool good)
{
    if (!good)
        abort();
}

/*
 * Quotes and comments are closed, and nothing is in it that a terminal would take for a command, or
 * check for a waiver.
 */
static void demand_text(const char *text)
{
    const char *start = text;
    bool quoted = false, comment = false;

    for (; *text; text++) {
        demand(*text == '\n' || (*text >= ' ' && *text <= '~'));
        if (comment) {
            comment = !(text[0] == '*' && text[1] == '/');
        } else if (quoted) {
            if (*text == '\\')
                text++;
            else
                quoted = *text != '"';
        } else {
            comment = text[0] == '/' && text[1] == '*';
            quoted = *text == '"';
        }
        demand(*text != '\n' || (!quoted && !comment));
    }
    demand(!quoted && !comment);
    demand(!strstr(start, "hyperlaunch-waive"));
}

char *import_source(const struct import_set *set)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    demand(out);
    import_write(set, out);
    demand(fclose(out) == 0);
    return text;
}

bool import_tells(const struct import_set *set, const char *source, const char *key)
{
    const struct xl_known *known = xl_known_find(key);
    size_t length = strlen(key);

    for (size_t i = 0; i < set->note_count; i++) {
        const char *text = set->notes[i].text;

        if (strncmp(text, key, length) == 0 &&
            (strncmp(text + length, " = ", 3) == 0 || strncmp(text + length, ": ", 2) == 0))
            return true;
    }
    return known && known->property && strstr(source, known->property);
}

void import_demand(struct import_set *set)
{
    char *text;

    for (uint32_t i = 0; i < set->count; i++) {
        const struct import_domain *d = &set->domains[i];

        demand(d->kernel && d->vcpus >= 1 && d->vcpus <= LCM_CPUS_MAX);
        demand(!d->name || value_is_name(d->name));
        demand(d->dom0 || (d->memory_kib >= 2048 && d->memory_kib % 4 == 0));
        demand(!d->cmdline || strlen(d->cmdline) < LCM_BOOTARGS_SIZE);
        demand(d->pool <= set->pool_count);
    }
    for (size_t i = 0; i < set->note_count; i++)
        demand(set->notes[i].domain >= -1 && set->notes[i].domain < (int)set->count);
    set->origin = "fuzz";
    text = import_source(set);
    demand_text(text);
    free(text);
}
