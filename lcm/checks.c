/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The table of all checks, and what runs it. A new check is one row here and one function.
 */
#include "lcm/checks.h"

#include <string.h>

#define ERROR   LCM_ERROR
#define WARNING LCM_WARNING

static const struct check checks[CHECK_COUNT] = {
    [CHECK_BLOB_SIZE] = {"blob-size", ERROR, ROLE_BLOB, NULL, check_blob_size, {0}},
    [CHECK_BLOB_ALIGNMENT] = {"blob-alignment", ERROR, ROLE_BLOB, NULL, check_blob_alignment, {0}},
    [CHECK_BLOB_HEADER] = {"blob-header", ERROR, ROLE_BLOB, NULL, check_blob_header, {0}},
    [CHECK_BLOB_VERSION] = {"blob-version", ERROR, ROLE_BLOB, NULL, check_blob_version, {0}},
    [CHECK_BLOB_TRUNCATED] = {"blob-truncated", ERROR, ROLE_BLOB, NULL, check_blob_truncated, {0}},
    [CHECK_BLOB_STRUCTURE] = {"blob-structure", ERROR, ROLE_BLOB, NULL, check_blob_structure, {0}},
    [CHECK_NODE_DEPTH] = {"node-depth", ERROR, ROLE_BLOB, NULL, check_node_depth, {0}},
    [CHECK_NODE_COUNT] = {"node-count", ERROR, ROLE_BLOB, NULL, check_node_count, {0}},
    [CHECK_PROPERTY_COUNT] = {"property-count", ERROR, ROLE_BLOB, NULL, check_property_count, {0}},
    [CHECK_PROPERTY_ORDER] = {"property-order", ERROR, ROLE_BLOB, NULL, check_property_order, {0}},

    [CHECK_PROPERTY_DUPLICATE] = {"property-duplicate", ERROR, ROLE_ANY, "*",
                                  check_property_duplicate, {0}},
    [CHECK_PROPERTY_IGNORED] = {"property-ignored", WARNING, ROLE_ROOT | ROLE_CHOSEN, "*",
                                check_property_ignored, {0}},
    [CHECK_PROPERTY_UNKNOWN] = {"property-unknown", ERROR, ROLE_TYPED, "*", check_property_unknown,
                                {0}},
    [CHECK_PROPERTY_NOT_SERVED] = {"property-not-served", ERROR, ROLE_TYPED, "*",
                                   check_property_not_served, {0}},

    [CHECK_DOMID_SHAPE] = {"domid-shape", ERROR, ROLE_DOMAIN, "domid", check_domid_shape, {0}},
    [CHECK_DOMID_RESERVED] = {"domid-reserved", ERROR, ROLE_DOMAIN, "domid", check_domid_reserved,
                              {0}},
    [CHECK_DOMID_ZERO] = {"domid-zero", ERROR, ROLE_DOMAIN, "domid", check_domid_zero, {0}},
    [CHECK_NAME_SHAPE] = {"name-shape", ERROR, ROLE_DOMAIN, "hyperlaunch,name", check_name_shape,
                          {0}},
    [CHECK_NAME_LENGTH] = {"name-length", ERROR, ROLE_DOMAIN, "hyperlaunch,name",
                           check_name_length, {0}},
    [CHECK_NAME_CHARACTERS] = {"name-characters", ERROR, ROLE_DOMAIN, "hyperlaunch,name",
                               check_name_characters, {0}},
    [CHECK_MEMORY_SHAPE] = {"memory-shape", ERROR, ROLE_DOMAIN, "memory", check_memory_shape, {0}},
    [CHECK_MEMORY_TEXT] = {"memory-text", ERROR, ROLE_DOMAIN, "memory", check_memory_text, {0}},
    [CHECK_MEMORY_RANGE] = {"memory-range", ERROR, ROLE_DOMAIN, "memory", check_memory_range, {0}},
    [CHECK_MEMORY_PAGES] = {"memory-pages", ERROR, ROLE_DOMAIN, "memory", check_memory_pages, {0}},
    [CHECK_CPUS_SHAPE] = {"cpus-shape", ERROR, ROLE_DOMAIN, "cpus", check_cpus_shape, {0}},
    [CHECK_CPUS_RANGE] = {"cpus-range", ERROR, ROLE_DOMAIN, "cpus", check_cpus_range, {0}},
    [CHECK_MODE_SHAPE] = {"mode-shape", ERROR, ROLE_DOMAIN, "mode", check_mode_shape, {0}},
    [CHECK_MODE_UNKNOWN] = {"mode-unknown", ERROR, ROLE_DOMAIN, "mode", check_mode_unknown, {0}},
    [CHECK_MODE_NOT_SERVED] = {"mode-not-served", ERROR, ROLE_DOMAIN, "mode",
                               check_mode_not_served, {0}},
    [CHECK_CAPABILITIES_SHAPE] = {"capabilities-shape", ERROR, ROLE_DOMAIN, "capabilities",
                                  check_capabilities_shape, {0}},
    [CHECK_CAPABILITIES_UNKNOWN] = {"capabilities-unknown", ERROR, ROLE_DOMAIN, "capabilities",
                                    check_capabilities_unknown, {0}},
    [CHECK_CAPABILITIES_NOT_SERVED] = {"capabilities-not-served", ERROR, ROLE_DOMAIN,
                                       "capabilities", check_capabilities_not_served, {0}},
    [CHECK_FUNCTIONS_SHAPE] = {"functions-shape", ERROR, ROLE_DOMAIN, "functions",
                               check_functions_shape, {0}},
    [CHECK_FUNCTIONS_UNKNOWN] = {"functions-unknown", ERROR, ROLE_DOMAIN, "functions",
                                 check_functions_unknown, {0}},
    [CHECK_FUNCTIONS_NOT_SERVED] = {"functions-not-served", ERROR, ROLE_DOMAIN, "functions",
                                    check_functions_not_served, {0}},
    [CHECK_UUID_SHAPE] = {"uuid-shape", ERROR, ROLE_DOMAIN, "domain-uuid", check_uuid_shape, {0}},
    [CHECK_UUID_TEXT] = {"uuid-text", ERROR, ROLE_DOMAIN, "domain-uuid", check_uuid_text, {0}},
    [CHECK_UUID_NIL] = {"uuid-nil", ERROR, ROLE_DOMAIN, "domain-uuid", check_uuid_nil, {0}},
    [CHECK_UUID_DUPLICATE] = {"uuid-duplicate", ERROR, ROLE_DOMAIN, "domain-uuid",
                              check_uuid_duplicate, {0}},

    [CHECK_FILE_FORM] = {"file-form", ERROR, ROLE_MODULE, "hyperlaunch,file", check_file_form, {0}},
    [CHECK_FILE_SHAPE] = {"file-shape", ERROR, ROLE_MODULE, "hyperlaunch,file", check_file_shape,
                          {0}},
    [CHECK_INDEX_FORM] = {"index-form", ERROR, ROLE_MODULE, "module-index", check_index_form, {0}},
    [CHECK_INDEX_SHAPE] = {"index-shape", ERROR, ROLE_MODULE, "module-index", check_index_shape,
                           {0}},
    [CHECK_INDEX_RANGE] = {"index-range", ERROR, ROLE_MODULE, "module-index", check_index_range,
                           {0}},
    [CHECK_REG_REFUSED] = {"reg-refused", ERROR, ROLE_MODULE, "reg", check_reg_refused, {0}},
    [CHECK_BOOTARGS_SHAPE] = {"bootargs-shape", ERROR, ROLE_MODULE, "bootargs",
                              check_bootargs_shape, {0}},
    [CHECK_BOOTARGS_LENGTH] = {"bootargs-length", ERROR, ROLE_MODULE, "bootargs",
                               check_bootargs_length, {0}},

    [CHECK_OFFSET_SHAPE] = {"offset-shape", ERROR, ROLE_PAYLOAD, "hyperlaunch,offset",
                            check_payload_u64, {0}},
    [CHECK_STORED_SIZE_SHAPE] = {"stored-size-shape", ERROR, ROLE_PAYLOAD,
                                 "hyperlaunch,stored-size", check_payload_u64, {0}},
    [CHECK_SIZE_SHAPE] = {"size-shape", ERROR, ROLE_PAYLOAD, "hyperlaunch,size", check_payload_u64,
                          {0}},
    [CHECK_ENCODING_SHAPE] = {"encoding-shape", ERROR, ROLE_PAYLOAD, "hyperlaunch,encoding",
                              check_encoding_shape, {0}},
    [CHECK_ENCODING_UNKNOWN] = {"encoding-unknown", ERROR, ROLE_PAYLOAD, "hyperlaunch,encoding",
                                check_encoding_unknown, {0}},
    [CHECK_SHA256_SHAPE] = {"sha256-shape", ERROR, ROLE_PAYLOAD, "hyperlaunch,sha256",
                            check_sha256_shape, {0}},

    [CHECK_NODE_DUPLICATE] = {"node-duplicate", ERROR, ROLE_ANY, NULL, check_node_duplicate, {0}},
    [CHECK_NODE_IGNORED] = {"node-ignored", WARNING, ROLE_OUTSIDE, NULL, check_node_ignored, {0}},
    [CHECK_COMPATIBLE_MISSING] = {"compatible-missing", ERROR, ROLE_UNTYPED, NULL,
                                  check_compatible_missing, {0}},
    [CHECK_NODE_UNKNOWN] = {"node-unknown", ERROR, ROLE_UNKNOWN, NULL, check_node_unknown, {0}},
    [CHECK_NODE_AMBIGUOUS] = {"node-ambiguous", ERROR, ROLE_AMBIGUOUS, NULL, check_node_ambiguous,
                              {0}},
    [CHECK_NODE_MISPLACED] = {"node-misplaced", ERROR, ROLE_MISPLACED, NULL, check_node_misplaced,
                              {0}},
    [CHECK_NODE_NOT_SERVED] = {"node-not-served", ERROR, ROLE_NOT_SERVED, NULL,
                               check_node_not_served, {0}},
    [CHECK_SET_LIMIT] = {"set-limit", ERROR, ROLE_EXCESS, NULL, check_set_limit, {0}},
    [CHECK_HYPERVISOR_DUPLICATE] = {"hypervisor-duplicate", ERROR, ROLE_HYPERVISOR, NULL,
                                    check_hypervisor_duplicate, {0}},

    [CHECK_DOMID_DUPLICATE] = {"domid-duplicate", ERROR, ROLE_DOMAIN, NULL, check_domid_duplicate,
                               {CHECK_DOMID_SHAPE, CHECK_DOMID_RESERVED, CHECK_DOMID_ZERO}},
    [CHECK_NAME_LABEL] = {"name-label", ERROR, ROLE_DOMAIN, NULL, check_name_label, {0}},
    [CHECK_NAME_DUPLICATE] = {"name-duplicate", ERROR, ROLE_DOMAIN, NULL, check_name_duplicate,
                              {CHECK_NAME_SHAPE, CHECK_NAME_LENGTH, CHECK_NAME_CHARACTERS,
                               CHECK_NAME_LABEL}},
    [CHECK_MEMORY_MISSING] = {"memory-missing", ERROR, ROLE_DOMAIN, NULL, check_memory_missing,
                              {0}},
    [CHECK_KERNEL_MISSING] = {"kernel-missing", ERROR, ROLE_DOMAIN, NULL, check_kernel_missing,
                              {0}},

    [CHECK_MODULE_DUPLICATE] = {"module-duplicate", ERROR, ROLE_SECOND, NULL,
                                check_module_duplicate, {0}},
    [CHECK_MODULE_COMPATIBLE] = {"module-compatible", ERROR, ROLE_MODULE, NULL,
                                 check_module_compatible, {0}},
    [CHECK_MODULE_SOURCE_MISSING] = {"module-source-missing", ERROR, ROLE_MODULE, NULL,
                                     check_module_source_missing, {CHECK_PROPERTY_NOT_SERVED}},
    [CHECK_MODULE_SOURCE_CONFLICT] = {"module-source-conflict", ERROR, ROLE_MODULE, NULL,
                                      check_module_source_conflict,
                                      {CHECK_FILE_FORM, CHECK_INDEX_FORM, CHECK_REG_REFUSED}},

    [CHECK_TABLE_FORM] = {"table-form", ERROR, ROLE_TABLE, NULL, check_table_form, {0}},
    [CHECK_TABLE_DUPLICATE] = {"table-duplicate", ERROR, ROLE_TABLE, NULL, check_table_duplicate,
                               {CHECK_TABLE_FORM}},
    [CHECK_PAYLOAD_NAME] = {"payload-name", ERROR, ROLE_PAYLOAD, NULL, check_payload_name, {0}},
    [CHECK_PAYLOAD_INCOMPLETE] = {"payload-incomplete", ERROR, ROLE_PAYLOAD, NULL,
                                  check_payload_incomplete, {0}},
    [CHECK_PAYLOAD_EMPTY] = {"payload-empty", ERROR, ROLE_PAYLOAD, NULL, check_payload_empty,
                             {CHECK_PAYLOAD_INCOMPLETE, CHECK_STORED_SIZE_SHAPE,
                              CHECK_SIZE_SHAPE}},
    [CHECK_PAYLOAD_ALIGNMENT] = {"payload-alignment", ERROR, ROLE_PAYLOAD, NULL,
                                 check_payload_alignment,
                                 {CHECK_PAYLOAD_INCOMPLETE, CHECK_OFFSET_SHAPE}},
    [CHECK_PAYLOAD_OVERFLOW] = {"payload-overflow", ERROR, ROLE_PAYLOAD, NULL,
                                check_payload_overflow,
                                {CHECK_PAYLOAD_INCOMPLETE, CHECK_OFFSET_SHAPE,
                                 CHECK_STORED_SIZE_SHAPE}},
    [CHECK_PAYLOAD_RAW_SIZE] = {"payload-raw-size", ERROR, ROLE_PAYLOAD, NULL,
                                check_payload_raw_size,
                                {CHECK_PAYLOAD_INCOMPLETE, CHECK_STORED_SIZE_SHAPE,
                                 CHECK_SIZE_SHAPE, CHECK_ENCODING_SHAPE, CHECK_ENCODING_UNKNOWN,
                                 CHECK_PAYLOAD_EMPTY}},
    [CHECK_PAYLOAD_OVERLAP] = {"payload-overlap", ERROR, ROLE_PAYLOAD, NULL, check_payload_overlap,
                               {CHECK_PAYLOAD_INCOMPLETE, CHECK_OFFSET_SHAPE,
                                CHECK_STORED_SIZE_SHAPE, CHECK_PAYLOAD_OVERFLOW}},
    [CHECK_PAYLOAD_UNUSED] = {"payload-unused", WARNING, ROLE_PAYLOAD, NULL, check_payload_unused,
                              {0}},

    [CHECK_DOMAIN_MISSING] = {"domain-missing", ERROR, ROLE_SET, NULL, check_domain_missing, {0}},
    [CHECK_TABLE_MISSING] = {"table-missing", ERROR, ROLE_SET, NULL, check_table_missing, {0}},
};

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
