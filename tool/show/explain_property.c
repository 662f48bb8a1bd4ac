/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Explains properties: what each means, where it stands, its range or values, its default.
 */
#include <string.h>

#include "core/base/text.h"
#include "tool/show/explain.h"
#include "tool/show/property_text.h"

enum { VALUE_TEXT_SIZE = 256 };

static const char *node_of(enum role role)
{
    static const struct {
        enum role role;
        const char *name;
    } nodes[] = {
        {ROLE_HYPERVISOR, "hypervisor"},
        {ROLE_DOMAIN, "domain"},
        {ROLE_VCPU, "xen,vcpu"},
        {ROLE_CPUPOOL, "xen,cpupool"},
        {ROLE_NIC, "hyperlaunch,nic"},
        {ROLE_DISK, "hyperlaunch,disk"},
        {ROLE_PCI, "hyperlaunch,pci"},
        {ROLE_SERVED, "hyperlaunch,nic, hyperlaunch,disk"},
        {ROLE_CHANNEL, "hyperlaunch,channel"},
        {ROLE_MEMORY, "hyperlaunch,shared-memory"},
        {ROLE_SHARE, "hyperlaunch,channel, hyperlaunch,shared-memory"},
        {ROLE_MODULE, "module"},
        {ROLE_BOOT, "kernel, ramdisk"},
        {ROLE_TABLE, "module table"},
        {ROLE_PAYLOAD, "module table's module"},
    };

    for (unsigned int i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++)
        if (nodes[i].role == role)
            return nodes[i].name;
    return "any";
}

static const char *kind_of(const struct property_row *row)
{
    static const char *const kinds[] = {
        [FORM_OWN] = "other",    [FORM_U32] = "number", [FORM_U64] = "64-bit number",
        [FORM_LIMIT] = "number", [FORM_BITS] = "names", [FORM_CHOICE] = "choice",
        [FORM_TEXT] = "text",    [FORM_NAME] = "name",  [FORM_BYTES] = "bytes",
        [FORM_CPUS] = "CPUs",    [FORM_FLAG] = "flag",
    };

    return row->form == FORM_U32 && row->values ? "choice" : kinds[row->form];
}

static bool row_has_range(const struct property_row *row)
{
    return row->form == FORM_LIMIT || (row->form == FORM_U32 && !row->values);
}

/* The i-th value that the property can have, or that is known and not served; NULL from an i on. */
static const char *value_at(const struct property_row *row, bool served, unsigned int i)
{
    unsigned int count = row->form == FORM_CHOICE ? row->served : row->value_count;
    unsigned int first = served ? 0 : count;
    uint32_t bit;

    if (row->form != FORM_BITS)
        return i < (served ? count : row->value_count - count) ? row->values[first + i] : NULL;
    return served ? lcm_bit_name(property_bits(row), i, &bit) : NULL;
}

static void values_text(const struct property_row *row, bool served, struct text *text)
{
    const char *value;

    for (unsigned int i = 0; (value = value_at(row, served, i)); i++)
        text_append(text, "%s\"%s\"", i ? ", " : "", value);
}

static void value_rows(struct sheet *sheet, const struct property_row *row)
{
    char buffer[VALUE_TEXT_SIZE];
    struct text text;

    if (row_has_range(row)) {
        sheet_range(sheet, row->low, row->high);
        sheet_row(sheet, "value", NULL, "number, %u to %u", row->low, row->high);
        return;
    }
    text_init(&text, buffer, sizeof(buffer));
    values_text(row, true, &text);
    if (text.used)
        sheet_row(sheet, "value", NULL, "%s", buffer);
    else if (row->form != FORM_OWN)
        sheet_row(sheet, "value", NULL, "%s", kind_of(row));
    text_init(&text, buffer, sizeof(buffer));
    values_text(row, false, &text);
    if (text.used)
        sheet_row(sheet, "not yet served", NULL, "%s", buffer);
}

static void property_sheet(struct sheet *sheet, const struct property_row *row)
{
    const struct property_text *words = &property_texts[property_id(row)];

    sheet_row(sheet, "meaning", NULL, "%s", words->meaning);
    sheet_row(sheet, "node", NULL, "%s", node_of(row->roles));
    value_rows(sheet, row);
    if (row->required)
        sheet_row(sheet, "default", NULL, "none, it is required");
    else if (words->fallback)
        sheet_row(sheet, "default", NULL, "%s", words->fallback);
    if (row->guests)
        sheet_row(sheet, "domain 0", NULL, "cannot have it");
    if (row->source)
        sheet_row(sheet, "form", NULL, "source only");
    if (row->old)
        sheet_row(sheet, "name in 2021", NULL, "%s", row->old);
    if (words->json)
        sheet_row(sheet, "in show --json", NULL, "%s", words->json);
}

/* The name can be that of two nodes' properties: each has its rows. */
bool explain_property(struct sheet *sheet, const char *name)
{
    bool found = false;

    for (unsigned int i = 0; i < PROPERTY_COUNT; i++) {
        if (strcmp(property_rows[i].name, name) != 0)
            continue;
        if (!found)
            sheet_begin(sheet, name);
        found = true;
        property_sheet(sheet, &property_rows[i]);
    }
    if (found)
        sheet_end(sheet);
    return found;
}

static void values_json(struct json *json, const char *member, const struct property_row *row,
                        bool served)
{
    const char *value;

    json_array(json, member, JSON_ON_ONE_LINE);
    for (unsigned int i = 0; (value = value_at(row, served, i)); i++)
        json_text(json, NULL, value);
    json_end(json);
}

static void property_json(struct json *json, enum property_id id)
{
    const struct property_row *row = &property_rows[id];

    json_object(json, NULL, JSON_ON_LINES);
    json_text(json, "name", row->name);
    json_text(json, "name_2021", row->old);
    json_text(json, "node", node_of(row->roles));
    json_text(json, "kind", kind_of(row));
    if (row_has_range(row)) {
        json_number(json, "first", row->low);
        json_number(json, "last", row->high);
    }
    values_json(json, "values", row, true);
    values_json(json, "values_not_served", row, false);
    json_bool(json, "required", row->required);
    json_text(json, "default", property_texts[id].fallback);
    json_bool(json, "served", true);
    json_text(json, "show", property_texts[id].json);
    json_text(json, "meaning", property_texts[id].meaning);
    json_end(json);
}

void properties_list(FILE *out, bool json)
{
    struct json writer = {.out = out};

    if (!json) {
        for (unsigned int i = 0; i < PROPERTY_COUNT; i++)
            fprintf(out, "%-28s  %-21s  %s\n", property_rows[i].name,
                    node_of(property_rows[i].roles), property_texts[i].meaning);
        return;
    }
    json_object(&writer, NULL, JSON_ON_LINES);
    json_array(&writer, "properties", JSON_ON_LINES);
    for (unsigned int i = 0; i < PROPERTY_COUNT; i++)
        property_json(&writer, i);
    json_end(&writer);
    json_end(&writer);
}
