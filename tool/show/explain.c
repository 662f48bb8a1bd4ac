/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Explains domains: each property with where it was said, what uses it, what lies where.
 */
#include "tool/show/explain.h"

#include <libfdt.h>
#include <stdarg.h>
#include <string.h>

#include "core/layout/cost.h"
#include "tool/show/memory_map.h"
#include "tool/show/property_text.h"
#include "tool/base/printable.h"
#include "tool/show/show.h"
#include "tool/show/traits.h"

enum { VALUE_SIZE = LCM_BOOTARGS_SIZE + 64, ORIGIN_SIZE = 512, NAME_WIDTH = 24 };

void sheet_begin(struct sheet *sheet, const char *title)
{
    if (sheet->json) {
        json_object(sheet->json, NULL, JSON_ON_LINES);
        json_text(sheet->json, "about", title);
        json_array(sheet->json, "rows", JSON_ON_LINES);
    } else {
        printable_print(sheet->out, title);
        fputc('\n', sheet->out);
    }
}

void sheet_number(struct sheet *sheet, const char *name, uint64_t value)
{
    sheet->numbers[sheet->number_count].name = name;
    sheet->numbers[sheet->number_count++].value = value;
}

void sheet_range(struct sheet *sheet, uint64_t first, uint64_t last)
{
    sheet_number(sheet, "first", first);
    sheet_number(sheet, "last", last);
}

static void row_json(const struct sheet *sheet, const char *name, const char *value,
                     const char *origin)
{
    json_object(sheet->json, NULL, JSON_ON_ONE_LINE);
    json_text(sheet->json, "name", name);
    json_text(sheet->json, "value", value);
    for (unsigned int i = 0; i < sheet->number_count; i++)
        json_number(sheet->json, sheet->numbers[i].name, sheet->numbers[i].value);
    json_text(sheet->json, "origin", origin);
    json_end(sheet->json);
}

void sheet_row(struct sheet *sheet, const char *name, const char *origin, const char *format, ...)
{
    static char value[VALUE_SIZE];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(value, sizeof(value), format, arguments);
    va_end(arguments);
    if (sheet->json)
        row_json(sheet, name, value, origin);
    sheet->number_count = 0;
    if (sheet->json)
        return;
    fprintf(sheet->out, "  %-*s  ", NAME_WIDTH, name);
    printable_print(sheet->out, value);
    if (origin) {
        fputs("  (", sheet->out);
        printable_print(sheet->out, origin);
        fputc(')', sheet->out);
    }
    fputc('\n', sheet->out);
}

void sheet_end(struct sheet *sheet)
{
    if (!sheet->json)
        return;
    json_end(sheet->json);
    json_end(sheet->json);
}

/* Where a source says a property: its place, "default" where it does not; NULL for an image. */
static const char *origin_of(const struct input *input, int node, const char *property,
                             char text[ORIGIN_SIZE])
{
    const struct source_place *place;
    char path[LCM_PATH_SIZE];

    if (input->kind != INPUT_SOURCE)
        return NULL;
    if (property && !fdt_getprop(input->blob, node, property, NULL))
        return "default";
    input_node_path(input, node, path, sizeof(path));
    place = input->report.map ? source_map_find(input->report.map, path, property) : NULL;
    if (!place || !place->file)
        return "given";
    snprintf(text, ORIGIN_SIZE, "%s:%u:%u", place->file, place->line, place->column);
    return text;
}

static void names_write(enum lcm_bits kind, uint32_t bits, char *text, size_t size)
{
    size_t length = (size_t)snprintf(text, size, "%s", bits ? "" : "none");
    const char *name;
    uint32_t bit;

    for (unsigned int i = 0; (name = lcm_bit_name(kind, i, &bit)); i++) {
        if (bits & bit)
            length +=
                (size_t)snprintf(text + length, size - length, "%s%s", length ? ", " : "", name);
    }
}

static void module_rows(struct sheet *sheet, const struct input *input, const char *name,
                        const struct lcm_module *module)
{
    const struct lcm_plan *plan = &input->image.plan;
    char origin[ORIGIN_SIZE], size[SIZE_TEXT_SIZE];

    if (!module->present) {
        sheet_row(sheet, name, NULL, "none");
        return;
    }
    if (module->index) {
        show_size(plan->payloads[module->index - 1].size, size);
        sheet_number(sheet, "number", module->index);
        sheet_number(sheet, "bytes", plan->payloads[module->index - 1].size);
        sheet_row(sheet, name, NULL, "payload %u, %s", module->index, size);
    } else {
        sheet_row(sheet, name, origin_of(input, module->node, "hyperlaunch,file", origin), "%s",
                  module->file ? module->file : "-");
    }
    if (module->bootargs)
        sheet_row(sheet, "bootargs", origin_of(input, module->node, "bootargs", origin), "%s",
                  module->bootargs);
}

static void trait_rows(struct sheet *sheet, const struct input *input,
                       const struct lcm_domain *domain)
{
    struct trait trait = {.next = 0};
    char origin[ORIGIN_SIZE];

    while (trait_next(&input->image.plan, domain, &trait)) {
        int node = trait.node ? trait.node : domain->node;
        const char *property = trait.node ? trait.property : trait.name;
        const char *from = origin_of(input, node, property, origin);

        /* The one that has no default. */
        if (from && strcmp(from, "default") == 0 &&
            strcmp(trait.name, property_rows[PROPERTY_START_AFTER].name) == 0)
            from = "by its devices";
        if (trait.has_number)
            sheet_number(sheet, "number", trait.number);
        sheet_row(sheet, trait.name, from, "%s", trait.text);
    }
}

/* A row for each domain that it serves devices to. */
static void serving_rows(struct sheet *sheet, const struct lcm_plan *plan, uint32_t index)
{
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        char text[TRAIT_TEXT_SIZE];
        unsigned int disks = 0, cards = 0;

        for (uint32_t n = 0; n < plan->device_count; n++) {
            if (plan->devices[n].domain != i || plan->devices[n].backend != index)
                continue;
            if (plan->devices[n].kind == LCM_DEVICE_DISK)
                disks++;
            else
                cards++;
        }
        if (disks + cards == 0)
            continue;
        snprintf(text, sizeof(text), "%u disk%s, %u network card%s", disks, disks == 1 ? "" : "s",
                 cards, cards == 1 ? "" : "s");
        sheet_row(sheet, "serves", NULL, "%s: %s", plan->domains[i].name, text);
    }
}

/* Who is started only after the domain. */
static void waiting_row(struct sheet *sheet, const struct lcm_plan *plan, uint32_t index)
{
    char text[TRAIT_TEXT_SIZE] = "";
    size_t length = 0;

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        if (bits_has(&plan->domains[i].start_after, index))
            length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s",
                                       length ? ", " : "", plan->domains[i].name);
    }
    if (length)
        sheet_row(sheet, "starts before", NULL, "%s", text);
}

static void map_rows(struct sheet *sheet, const struct input *input, const struct modules *modules,
                     uint32_t index)
{
    const struct lcm_domain *domain = &input->image.plan.domains[index];
    static struct memory_map map;
    static struct elf_kernel kernel;
    uint64_t ramdisk_size;
    char why[256];

    if (!domain_parts_find(input, modules, index, &kernel, &ramdisk_size))
        return;
    if (!memory_map_make(&map, domain, &kernel, ramdisk_size, why, sizeof(why))) {
        sheet_row(sheet, "memory map", NULL, "%s", why);
        return;
    }
    for (unsigned int i = 0; i < map.count; i++) {
        sheet_range(sheet, map.ranges[i].start, map.ranges[i].end - 1);
        sheet_row(sheet, map.ranges[i].what, NULL, "0x%llx to 0x%llx",
                  (unsigned long long)map.ranges[i].start,
                  (unsigned long long)map.ranges[i].end - 1);
    }
}

/* A row for a property that each domain has, with its number for programs. */
static void domain_row(struct sheet *sheet, const struct input *input, const struct lcm_domain *d,
                       enum property_id id)
{
    const struct property_row *row = &property_rows[id];
    uint64_t number = property_number(row, d);
    char origin[ORIGIN_SIZE], text[ORIGIN_SIZE];

    if (id == PROPERTY_MEMORY)
        show_memory(d, text);
    else if (id == PROPERTY_UUID && !show_uuid(input, d, text))
        return;
    else if (row->form == FORM_BITS)
        names_write(property_bits(row), (uint32_t)number, text, sizeof(text));
    else if (row->values)
        snprintf(text, sizeof(text), "%s", property_choice(row, d));
    else if (row->form == FORM_U32)
        snprintf(text, sizeof(text), "%llu%s", (unsigned long long)number,
                 id == PROPERTY_DOMID && number == 0 ? ", domain 0" : "");
    else if (row->form == FORM_NAME)
        snprintf(text, sizeof(text), "%s", (const char *)d + row->offset);
    if (id == PROPERTY_MEMORY)
        sheet_number(sheet, "bytes", number * 1024);
    else if (row->form == FORM_U32 || row->form == FORM_BITS)
        sheet_number(sheet, "number", number);
    sheet_row(sheet, row->name, origin_of(input, d->node, row->name, origin), "%s", text);
}

static void domain_rows(struct sheet *sheet, const struct input *input, const struct lcm_domain *d)
{
    char size[SIZE_TEXT_SIZE];

    domain_row(sheet, input, d, PROPERTY_NAME);
    for (unsigned int i = 0; i < PROPERTY_COUNT; i++) {
        if (property_texts[i].json && !property_texts[i].some && i != PROPERTY_NAME)
            domain_row(sheet, input, d, i);
        if (i != PROPERTY_MEMORY)
            continue;
        show_size(cost_overhead_kib(d) * 1024, size);
        sheet_number(sheet, "bytes", cost_overhead_kib(d) * 1024);
        sheet_row(sheet, "Xen keeps beside it", NULL, "%s", size);
    }
}

void explain_domain(struct sheet *sheet, const struct input *input, const struct modules *modules,
                    uint32_t index)
{
    const struct lcm_domain *d = &input->image.plan.domains[index];
    char origin[ORIGIN_SIZE], text[ORIGIN_SIZE];

    snprintf(text, sizeof(text), "domain %s", d->name);
    sheet_begin(sheet, text);
    input_node_path(input, d->node, text, sizeof(text));
    sheet_row(sheet, "node", origin_of(input, d->node, NULL, origin), "%s", text);
    domain_rows(sheet, input, d);
    trait_rows(sheet, input, d);
    waiting_row(sheet, &input->image.plan, index);
    serving_rows(sheet, &input->image.plan, index);
    module_rows(sheet, input, "kernel", &d->kernel);
    module_rows(sheet, input, "ramdisk", &d->ramdisk);
    map_rows(sheet, input, modules, index);
    sheet_end(sheet);
}
