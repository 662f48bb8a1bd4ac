/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads a launch record from untrusted bytes. A record is taken whole or not at all.
 */
#include "core/record/record_read.h"

#include <libfdt.h>
#include <string.h>

#include "core/base/tree_check.h"
#include "core/base/values.h"
#include "core/record/carried.h"
#include "core/record/fields.h"

static bool property_get(const void *blob, int node, const char *name, struct property *property)
{
    *property = value_find(blob, node, name);
    return property->data;
}

/* Reads a property that is there into the member; false when it cannot be one of that kind. */
static bool field_read(const struct property *property, const struct field *field, char *member)
{
    uint64_t wide;
    uint32_t number;

    switch (field->kind) {
    case FIELD_BYTES:
        if (property->length != field->size)
            return false;
        memcpy(member, property->data, field->size);
        return true;
    case FIELD_TEXT:
        /* One string, not empty, printable: it may meet a terminal. */
        if (!value_is_text(property) || !value_string(property) || property->length > field->size)
            return false;
        memcpy(member, property->data, property->length);
        return true;
    case FIELD_U64:
    case FIELD_U64_LATER:
        if (!value_u64(property, &wide))
            return false;
        memcpy(member, &wide, sizeof(wide));
        return true;
    case FIELD_U32:
    case FIELD_U32_LATER:
        break;
    }
    if (!value_u32(property, &number) || number > field->last)
        return false;
    memcpy(member, &number, sizeof(number));
    return true;
}

/* A record of a log has what is known: `absent` becomes what is not. NULL: all must be there. */
static bool fields_read(const void *blob, int node, const struct field *fields, void *into,
                        uint64_t *absent)
{
    struct property property;

    for (unsigned int row = 0; fields[row].name; row++) {
        enum field_kind kind = fields[row].kind;

        if (property_get(blob, node, fields[row].name, &property)) {
            if (!field_read(&property, &fields[row], (char *)into + fields[row].offset))
                return false;
        } else if (kind == FIELD_TEXT) {
            continue;
        } else if (absent) {
            *absent |= FIELD_BIT(row);
        } else if (kind != FIELD_U32_LATER && kind != FIELD_U64_LATER) {
            return false;
        }
    }
    return true;
}

static enum record_error steps_read(const void *blob, int node, struct record_domain *domain)
{
    struct property names, times;
    const char *name = NULL;

    if (!property_get(blob, node, "hyperlaunch,steps", &names))
        return RECORD_OK;
    if (!value_is_text(&names) || !property_get(blob, node, "hyperlaunch,steps-ns", &times))
        return RECORD_INCOMPLETE;
    while ((name = value_next_string(&names, name))) {
        struct record_step *step = &domain->steps[domain->step_count];
        size_t at = domain->step_count * sizeof(uint64_t);

        if (domain->step_count == RECORD_STEPS_MAX)
            return RECORD_TOO_MANY;
        if (strlen(name) >= sizeof(step->name) || times.length < at + sizeof(uint64_t))
            return RECORD_INCOMPLETE;
        memcpy(step->name, name, strlen(name) + 1);
        step->took_ns = fdt64_ld((const fdt64_t *)(const void *)(times.data + at));
        domain->step_count++;
    }
    return times.length == domain->step_count * sizeof(uint64_t) ? RECORD_OK : RECORD_INCOMPLETE;
}

static enum record_error life_read(const void *blob, int node, struct record_domain *domain)
{
    struct property times, after;

    (void)property_get(blob, node, "hyperlaunch,restarts-ns", &times);
    (void)property_get(blob, node, "hyperlaunch,start-after", &after);
    if (times.length % sizeof(uint64_t) != 0 || after.length % sizeof(uint32_t) != 0 ||
        (times.data && times.length == 0) || (after.data && after.length == 0))
        return RECORD_INCOMPLETE;
    if (times.length > sizeof(domain->restarts_ns) || after.length > sizeof(domain->after))
        return RECORD_TOO_MANY;
    domain->restart_count = (uint32_t)(times.length / sizeof(uint64_t));
    for (uint32_t i = 0; i < domain->restart_count && times.data; i++)
        domain->restarts_ns[i] =
            fdt64_ld((const fdt64_t *)(const void *)(times.data + i * sizeof(uint64_t)));
    domain->after_count = (uint32_t)(after.length / sizeof(uint32_t));
    for (uint32_t i = 0; i < domain->after_count && after.data; i++)
        domain->after[i] =
            fdt32_ld((const fdt32_t *)(const void *)(after.data + i * sizeof(uint32_t)));
    return RECORD_OK;
}

static bool module_read(const void *blob, int domain, const char *name, bool parsed,
                        struct record_module *module)
{
    int node = fdt_subnode_offset(blob, domain, name);

    module->present = node >= 0;
    return !module->present ||
           fields_read(blob, node, record_module_fields, module, parsed ? &module->absent : NULL);
}

static enum record_error domain_read(const void *blob, int node, bool parsed,
                                     struct record_domain *domain)
{
    enum record_error error;

    if (!fields_read(blob, node, record_domain_fields, domain, parsed ? &domain->absent : NULL) ||
        !value_is_name(domain->name) || (domain->absent & FIELD_STATE) ||
        (domain->state == RECORD_FAILED &&
         !fields_read(blob, node, record_failure_fields, domain, NULL)) ||
        !module_read(blob, node, "kernel", parsed, &domain->kernel) ||
        !module_read(blob, node, "ramdisk", parsed, &domain->ramdisk))
        return RECORD_INCOMPLETE;
    if ((domain->exact == RECORD_STAGED && domain->state == RECORD_PLANNED) ||
        (domain->exact == RECORD_HELD && domain->state == RECORD_FAILED))
        domain->state = domain->exact;
    domain->exact = 0;
    error = steps_read(blob, node, domain);
    return error == RECORD_OK ? life_read(blob, node, domain) : error;
}

/* Two domains of one id or name would be one to whoever acts on the record. */
static bool domain_is_new(const struct record *record, const struct record_domain *domain)
{
    for (uint32_t i = 0; i < record->domain_count; i++)
        if ((record->domains[i].domid == domain->domid &&
             !((record->domains[i].absent | domain->absent) & FIELD_DOMID)) ||
            strcmp(record->domains[i].name, domain->name) == 0)
            return false;
    return true;
}

static enum record_error domains_read(const void *blob, struct record *record)
{
    static const char prefix[] = "domain@";
    struct carried carried = {.texts = record->carried};
    int parent = fdt_subnode_offset(blob, 0, "domains");
    int node;

    if (parent < 0)
        return RECORD_INCOMPLETE;
    fdt_for_each_subnode(node, blob, parent)
    {
        struct record_domain *domain = &record->domains[record->domain_count];
        const char *name = fdt_get_name(blob, node, NULL);
        enum record_error error;

        if (!name || strlen(name) < sizeof(prefix) || memcmp(name, prefix, sizeof(prefix) - 1) != 0)
            continue;
        if (record->domain_count == RECORD_DOMAINS_MAX)
            return RECORD_TOO_MANY;
        error = domain_read(blob, node, record->parsed, domain);
        if (error == RECORD_OK)
            error = carried_read(blob, node, &carried, domain);
        if (error != RECORD_OK)
            return error;
        if (!domain_is_new(record, domain))
            return RECORD_INCOMPLETE;
        record->domain_count++;
    }
    return RECORD_OK;
}

/* Whether libfdt can be let loose on the bytes; the tree must end within them. */
static enum record_error blob_check(const void *blob, size_t size)
{
    size_t total = tree_total(blob, size);

    if (total == 0 || fdt_version(blob) < TREE_VERSION)
        return RECORD_NOT_TREE;
    if (total > RECORD_BLOB_MAX)
        return RECORD_TOO_MANY;
    return tree_check(blob, total, NULL) == 0 ? RECORD_OK : RECORD_NOT_TREE;
}

enum record_error record_read(const void *blob, size_t size, struct record *record)
{
    enum record_error error = blob_check(blob, size);
    struct property version, parsed;
    uint32_t number;

    memset(record, 0, sizeof(*record));
    if (error != RECORD_OK)
        return error;
    if (fdt_node_check_compatible(blob, 0, "hyperlaunch,record") != 0)
        return RECORD_NOT_RECORD;
    if (!property_get(blob, 0, "hyperlaunch,version", &version) || !value_u32(&version, &number))
        return RECORD_INCOMPLETE;
    if (number != FIELDS_VERSION)
        return RECORD_VERSION;
    (void)(property_get(blob, 0, "hyperlaunch,parsed", &parsed) && value_u32(&parsed, &number));
    if (!fields_read(blob, 0, record_launch_fields, record,
                     parsed.data && number == 1 ? &record->absent : NULL))
        return RECORD_INCOMPLETE;
    return domains_read(blob, record);
}
