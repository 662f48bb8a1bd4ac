/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The table of all checks, and what runs it. A new check is one row here and one function.
 */
#include "lcm/checks.h"

#include <string.h>

/* Rows of the table: a check of a property, of a node, and one with prerequisites. */
#define AT(id, name, roles, property, run)                                                         \
    [CHECK_##id] = {name, LCM_ERROR, roles, property, run, {0}}
#define OF(id, name, roles, run) AT(id, name, roles, NULL, run)
#define AFTER(id, name, roles, run, ...)                                                           \
    [CHECK_##id] = {name, LCM_ERROR, roles, NULL, run, {__VA_ARGS__}}
#define WARN(id, name, roles, property, run)                                                       \
    [CHECK_##id] = {name, LCM_WARNING, roles, property, run, {0}}

/* clang-format off */
static const struct check checks[CHECK_COUNT] = {
    OF(BLOB_SIZE, "blob-size", ROLE_BLOB, check_blob_size),
    OF(BLOB_ALIGNMENT, "blob-alignment", ROLE_BLOB, check_blob_alignment),
    OF(BLOB_HEADER, "blob-header", ROLE_BLOB, check_blob_header),
    OF(BLOB_VERSION, "blob-version", ROLE_BLOB, check_blob_version),
    OF(BLOB_EXTENT, "blob-extent", ROLE_BLOB, check_blob_extent),
    OF(BLOB_STRUCTURE, "blob-structure", ROLE_BLOB, check_blob_structure),
    OF(NODE_DEPTH, "node-depth", ROLE_BLOB, check_node_depth),
    OF(NODE_COUNT, "node-count", ROLE_BLOB, check_node_count),
    OF(PROPERTY_COUNT, "property-count", ROLE_BLOB, check_property_count),
    OF(PROPERTY_ORDER, "property-order", ROLE_BLOB, check_property_order),
    AT(PROPERTY_DUPLICATE, "property-duplicate", ROLE_ANY, "*", check_property_duplicate),
    WARN(PROPERTY_IGNORED, "property-ignored", ROLE_ROOT | ROLE_CHOSEN, "*",
          check_property_ignored),
    AT(PROPERTY_UNKNOWN, "property-unknown", ROLE_TYPED, "*", check_property_unknown),
    AT(PROPERTY_NOT_SERVED, "property-not-served", ROLE_TYPED, "*", check_property_not_served),
    AT(DOMID_SHAPE, "domid-shape", ROLE_DOMAIN, "domid", check_domid_shape),
    AT(DOMID_RESERVED, "domid-reserved", ROLE_DOMAIN, "domid", check_domid_reserved),
    AT(DOMID_ZERO, "domid-zero", ROLE_DOMAIN, "domid", check_domid_zero),
    AT(NAME_SHAPE, "name-shape", ROLE_DOMAIN, "hyperlaunch,name", check_name_shape),
    AT(NAME_LENGTH, "name-length", ROLE_DOMAIN, "hyperlaunch,name", check_name_length),
    AT(NAME_CHARACTERS, "name-characters", ROLE_DOMAIN, "hyperlaunch,name", check_name_characters),
    AT(MEMORY_SHAPE, "memory-shape", ROLE_DOMAIN, "memory", check_memory_shape),
    AT(MEMORY_TEXT, "memory-text", ROLE_DOMAIN, "memory", check_memory_text),
    AT(MEMORY_RANGE, "memory-range", ROLE_DOMAIN, "memory", check_memory_range),
    AT(MEMORY_PAGES, "memory-pages", ROLE_DOMAIN, "memory", check_memory_pages),
    AT(CPUS_SHAPE, "cpus-shape", ROLE_DOMAIN, "cpus", check_cpus_shape),
    AT(CPUS_RANGE, "cpus-range", ROLE_DOMAIN, "cpus", check_cpus_range),
    AT(MODE_SHAPE, "mode-shape", ROLE_DOMAIN, "mode", check_mode_shape),
    AT(MODE_UNKNOWN, "mode-unknown", ROLE_DOMAIN, "mode", check_mode_unknown),
    AT(MODE_NOT_SERVED, "mode-not-served", ROLE_DOMAIN, "mode", check_mode_not_served),
    AT(CAPABILITIES_SHAPE, "capabilities-shape", ROLE_DOMAIN, "capabilities",
          check_capabilities_shape),
    AT(CAPABILITIES_UNKNOWN, "capabilities-unknown", ROLE_DOMAIN, "capabilities",
          check_capabilities_unknown),
    AT(CAPABILITIES_NOT_SERVED, "capabilities-not-served", ROLE_DOMAIN, "capabilities",
          check_capabilities_not_served),
    AT(FUNCTIONS_SHAPE, "functions-shape", ROLE_DOMAIN, "functions", check_functions_shape),
    AT(FUNCTIONS_UNKNOWN, "functions-unknown", ROLE_DOMAIN, "functions", check_functions_unknown),
    AT(FUNCTIONS_NOT_SERVED, "functions-not-served", ROLE_DOMAIN, "functions",
          check_functions_not_served),
    AT(UUID_SHAPE, "uuid-shape", ROLE_DOMAIN, "domain-uuid", check_uuid_shape),
    AT(UUID_TEXT, "uuid-text", ROLE_DOMAIN, "domain-uuid", check_uuid_text),
    AT(UUID_NIL, "uuid-nil", ROLE_DOMAIN, "domain-uuid", check_uuid_nil),
    AT(UUID_DUPLICATE, "uuid-duplicate", ROLE_DOMAIN, "domain-uuid", check_uuid_duplicate),
    AT(FILE_FORM, "file-form", ROLE_MODULE, "hyperlaunch,file", check_file_form),
    AT(FILE_SHAPE, "file-shape", ROLE_MODULE, "hyperlaunch,file", check_file_shape),
    AT(INDEX_FORM, "index-form", ROLE_MODULE, "module-index", check_index_form),
    AT(INDEX_SHAPE, "index-shape", ROLE_MODULE, "module-index", check_index_shape),
    AT(INDEX_RANGE, "index-range", ROLE_MODULE, "module-index", check_index_range),
    AT(REG_REFUSED, "reg-refused", ROLE_MODULE, "reg", check_reg_refused),
    AT(BOOTARGS_SHAPE, "bootargs-shape", ROLE_MODULE, "bootargs", check_bootargs_shape),
    AT(BOOTARGS_LENGTH, "bootargs-length", ROLE_MODULE, "bootargs", check_bootargs_length),
    AT(OFFSET_SHAPE, "offset-shape", ROLE_PAYLOAD, "hyperlaunch,offset", check_payload_u64),
    AT(STORED_SIZE_SHAPE, "stored-size-shape", ROLE_PAYLOAD, "hyperlaunch,stored-size",
          check_payload_u64),
    AT(SIZE_SHAPE, "size-shape", ROLE_PAYLOAD, "hyperlaunch,size", check_payload_u64),
    AT(ENCODING_SHAPE, "encoding-shape", ROLE_PAYLOAD, "hyperlaunch,encoding",
          check_encoding_shape),
    AT(ENCODING_UNKNOWN, "encoding-unknown", ROLE_PAYLOAD, "hyperlaunch,encoding",
          check_encoding_unknown),
    AT(SHA256_SHAPE, "sha256-shape", ROLE_PAYLOAD, "hyperlaunch,sha256", check_sha256_shape),
    OF(NODE_DUPLICATE, "node-duplicate", ROLE_ANY, check_node_duplicate),
    WARN(NODE_IGNORED, "node-ignored", ROLE_OUTSIDE, NULL, check_node_ignored),
    OF(COMPATIBLE_MISSING, "compatible-missing", ROLE_UNTYPED, check_compatible_missing),
    OF(NODE_UNKNOWN, "node-unknown", ROLE_UNKNOWN, check_node_unknown),
    OF(NODE_AMBIGUOUS, "node-ambiguous", ROLE_AMBIGUOUS, check_node_ambiguous),
    OF(NODE_MISPLACED, "node-misplaced", ROLE_MISPLACED, check_node_misplaced),
    OF(NODE_NOT_SERVED, "node-not-served", ROLE_NOT_SERVED, check_node_not_served),
    OF(SET_LIMIT, "set-limit", ROLE_EXCESS, check_set_limit),
    OF(HYPERVISOR_DUPLICATE, "hypervisor-duplicate", ROLE_HYPERVISOR, check_hypervisor_duplicate),
    AFTER(DOMID_DUPLICATE, "domid-duplicate", ROLE_DOMAIN, check_domid_duplicate,
          CHECK_DOMID_SHAPE, CHECK_DOMID_RESERVED, CHECK_DOMID_ZERO),
    OF(NAME_LABEL, "name-label", ROLE_DOMAIN, check_name_label),
    AFTER(NAME_DUPLICATE, "name-duplicate", ROLE_DOMAIN, check_name_duplicate,
          CHECK_NAME_SHAPE, CHECK_NAME_LENGTH, CHECK_NAME_CHARACTERS, CHECK_NAME_LABEL),
    OF(MEMORY_MISSING, "memory-missing", ROLE_DOMAIN, check_memory_missing),
    OF(KERNEL_MISSING, "kernel-missing", ROLE_DOMAIN, check_kernel_missing),
    OF(MODULE_DUPLICATE, "module-duplicate", ROLE_SECOND, check_module_duplicate),
    OF(MODULE_COMPATIBLE, "module-compatible", ROLE_MODULE, check_module_compatible),
    AFTER(MODULE_SOURCE_MISSING, "module-source-missing", ROLE_MODULE,
          check_module_source_missing, CHECK_PROPERTY_NOT_SERVED),
    OF(TABLE_FORM, "table-form", ROLE_TABLE, check_table_form),
    AFTER(TABLE_DUPLICATE, "table-duplicate", ROLE_TABLE, check_table_duplicate, CHECK_TABLE_FORM),
    OF(PAYLOAD_NAME, "payload-name", ROLE_PAYLOAD, check_payload_name),
    OF(PAYLOAD_INCOMPLETE, "payload-incomplete", ROLE_PAYLOAD, check_payload_incomplete),
    AFTER(PAYLOAD_EMPTY, "payload-empty", ROLE_PAYLOAD, check_payload_empty,
          CHECK_PAYLOAD_INCOMPLETE, CHECK_STORED_SIZE_SHAPE, CHECK_SIZE_SHAPE),
    AFTER(PAYLOAD_ALIGNMENT, "payload-alignment", ROLE_PAYLOAD, check_payload_alignment,
          CHECK_PAYLOAD_INCOMPLETE, CHECK_OFFSET_SHAPE),
    AFTER(PAYLOAD_OVERFLOW, "payload-overflow", ROLE_PAYLOAD, check_payload_overflow,
          CHECK_PAYLOAD_INCOMPLETE, CHECK_OFFSET_SHAPE, CHECK_STORED_SIZE_SHAPE),
    AFTER(PAYLOAD_RAW_SIZE, "payload-raw-size", ROLE_PAYLOAD, check_payload_raw_size,
          CHECK_PAYLOAD_INCOMPLETE, CHECK_STORED_SIZE_SHAPE, CHECK_SIZE_SHAPE,
          CHECK_ENCODING_SHAPE, CHECK_ENCODING_UNKNOWN, CHECK_PAYLOAD_EMPTY),
    AFTER(PAYLOAD_OVERLAP, "payload-overlap", ROLE_PAYLOAD, check_payload_overlap,
          CHECK_PAYLOAD_INCOMPLETE, CHECK_OFFSET_SHAPE, CHECK_STORED_SIZE_SHAPE,
          CHECK_PAYLOAD_OVERFLOW),
    WARN(PAYLOAD_UNUSED, "payload-unused", ROLE_PAYLOAD, NULL, check_payload_unused),
    OF(DOMAIN_MISSING, "domain-missing", ROLE_SET, check_domain_missing),
    OF(TABLE_MISSING, "table-missing", ROLE_SET, check_table_missing),
};
/* clang-format on */

static bool check_set_has(const struct check_set *set, unsigned int id)
{
    return (set->bits[id / 64] >> (id % 64) & 1) != 0;
}

void check_set_add(struct check_set *set, const struct check *check)
{
    unsigned int id = (unsigned int)(check - checks);

    set->bits[id / 64] |= UINT64_C(1) << (id % 64);
}

static bool check_may_run(const struct reader *r, const struct check *check)
{
    for (unsigned int i = 0; i < CHECK_NEEDS_MAX && check->needs[i] != CHECK_NONE; i++) {
        if (check_set_has(&r->failed, check->needs[i]))
            return false;
    }
    return true;
}

/* Runs one check; returns false when it failed now. */
static bool check_run(struct reader *r, const struct check *check)
{
    struct check_set before = r->failed;
    bool passed;

    r->failed = (struct check_set){{0}};
    r->check = check;
    check->run(r);
    passed = r->failed.bits[0] == 0 && r->failed.bits[1] == 0;
    r->failed.bits[0] |= before.bits[0];
    r->failed.bits[1] |= before.bits[1];
    return passed;
}

bool checks_run_blob(struct reader *r)
{
    for (unsigned int id = CHECK_NONE + 1; id < CHECK_COUNT; id++) {
        if (checks[id].roles == ROLE_BLOB && !check_run(r, &checks[id]))
            return false;
    }
    return true;
}

void checks_run_property(struct reader *r)
{
    for (unsigned int id = CHECK_NONE + 1; id < CHECK_COUNT; id++) {
        const struct check *check = &checks[id];

        if ((check->roles & reader_role(r)) == 0 || check->property == NULL)
            continue;
        if (strcmp(check->property, "*") != 0 && strcmp(check->property, r->property.name) != 0)
            continue;
        if (!check_run(r, check))
            return;
    }
}

void checks_run_node(struct reader *r)
{
    for (unsigned int id = CHECK_NONE + 1; id < CHECK_COUNT; id++) {
        const struct check *check = &checks[id];

        if ((check->roles & reader_role(r)) != 0 && check->property == NULL &&
            check_may_run(r, check))
            check_run(r, check);
    }
}

void checks_run_set(struct reader *r)
{
    r->depth = 0;
    r->roles[0] = ROLE_SET;
    r->failed = (struct check_set){{0}};
    checks_run_node(r);
}

const char *lcm_check_name(unsigned int i)
{
    return i < CHECK_COUNT - CHECK_NONE - 1 ? checks[CHECK_NONE + 1 + i].name : NULL;
}
