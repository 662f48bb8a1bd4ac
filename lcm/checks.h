/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The checks of an LCM: their names, and the functions that the table in checks.c runs.
 */
#ifndef LCM_CHECKS_H
#define LCM_CHECKS_H

#include "lcm/reader.h"

/* In the order in which they run. docs/lcm-binding.md tells what each is about. */
enum check_id {
    CHECK_NONE, /* ends a list of prerequisites */

    /* The bytes; each needs all before it. */
    CHECK_BLOB_SIZE,
    CHECK_BLOB_ALIGNMENT,
    CHECK_BLOB_HEADER,
    CHECK_BLOB_VERSION,
    CHECK_BLOB_EXTENT,
    CHECK_BLOB_STRUCTURE,
    CHECK_NODE_DEPTH,
    CHECK_NODE_COUNT,
    CHECK_PROPERTY_COUNT,
    CHECK_PROPERTY_ORDER,

    /* Any property; after the first check that fails on one, the rest leave it alone. */
    CHECK_PROPERTY_DUPLICATE,
    CHECK_PROPERTY_IGNORED,
    CHECK_PROPERTY_UNKNOWN,
    CHECK_PROPERTY_NOT_SERVED,

    CHECK_DOMID_SHAPE,
    CHECK_DOMID_RESERVED,
    CHECK_DOMID_ZERO,
    CHECK_NAME_SHAPE,
    CHECK_NAME_LENGTH,
    CHECK_NAME_CHARACTERS,
    CHECK_MEMORY_SHAPE,
    CHECK_MEMORY_TEXT,
    CHECK_MEMORY_RANGE,
    CHECK_MEMORY_PAGES,
    CHECK_CPUS_SHAPE,
    CHECK_CPUS_RANGE,
    CHECK_MODE_SHAPE,
    CHECK_MODE_UNKNOWN,
    CHECK_MODE_NOT_SERVED,
    CHECK_CAPABILITIES_SHAPE,
    CHECK_CAPABILITIES_UNKNOWN,
    CHECK_CAPABILITIES_NOT_SERVED,
    CHECK_FUNCTIONS_SHAPE,
    CHECK_FUNCTIONS_UNKNOWN,
    CHECK_FUNCTIONS_NOT_SERVED,
    CHECK_UUID_SHAPE,
    CHECK_UUID_TEXT,
    CHECK_UUID_NIL,
    CHECK_UUID_DUPLICATE,

    CHECK_FILE_FORM,
    CHECK_FILE_SHAPE,
    CHECK_INDEX_FORM,
    CHECK_INDEX_SHAPE,
    CHECK_INDEX_RANGE,
    CHECK_REG_REFUSED,
    CHECK_BOOTARGS_SHAPE,
    CHECK_BOOTARGS_LENGTH,

    CHECK_OFFSET_SHAPE,
    CHECK_STORED_SIZE_SHAPE,
    CHECK_SIZE_SHAPE,
    CHECK_ENCODING_SHAPE,
    CHECK_ENCODING_UNKNOWN,
    CHECK_SHA256_SHAPE,

    /* A node as a whole. */
    CHECK_NODE_DUPLICATE,
    CHECK_NODE_IGNORED,
    CHECK_COMPATIBLE_MISSING,
    CHECK_NODE_UNKNOWN,
    CHECK_NODE_AMBIGUOUS,
    CHECK_NODE_MISPLACED,
    CHECK_NODE_NOT_SERVED,
    CHECK_SET_LIMIT,
    CHECK_HYPERVISOR_DUPLICATE,

    CHECK_DOMID_DUPLICATE,
    CHECK_NAME_LABEL,
    CHECK_NAME_DUPLICATE,
    CHECK_MEMORY_MISSING,
    CHECK_KERNEL_MISSING,

    CHECK_MODULE_DUPLICATE,
    CHECK_MODULE_COMPATIBLE,
    CHECK_MODULE_SOURCE_MISSING,

    CHECK_TABLE_FORM,
    CHECK_TABLE_DUPLICATE,
    CHECK_PAYLOAD_NAME,
    CHECK_PAYLOAD_INCOMPLETE,
    CHECK_PAYLOAD_EMPTY,
    CHECK_PAYLOAD_ALIGNMENT,
    CHECK_PAYLOAD_OVERFLOW,
    CHECK_PAYLOAD_RAW_SIZE,
    CHECK_PAYLOAD_OVERLAP,
    CHECK_PAYLOAD_UNUSED,

    /* The set. */
    CHECK_DOMAIN_MISSING,
    CHECK_TABLE_MISSING,

    CHECK_COUNT,
};
_Static_assert(CHECK_COUNT <= 128, "a check needs a bit of its own in struct check_set");

typedef void check_fn(struct reader *r);

enum { CHECK_NEEDS_MAX = 6 };

struct check {
    const char *name;
    enum lcm_severity severity;
    enum role roles;
    const char *property; /* runs at this property, "*": at each; NULL: once for the node */
    check_fn *run;
    uint8_t needs[CHECK_NEEDS_MAX]; /* checks that must not have failed on the same node */
};

void check_set_add(struct check_set *set, const struct check *check);

/* One text for whatever is known and not yet served. */
#define TEXT_NOT_SERVED "is not yet served; leave it out"

/* checks_blob.c */
check_fn check_blob_size, check_blob_alignment, check_blob_header, check_blob_version,
    check_blob_extent, check_blob_structure, check_node_depth, check_node_count,
    check_property_count, check_property_order;

/* checks_tree.c */
check_fn check_property_duplicate, check_property_ignored, check_property_unknown,
    check_property_not_served, check_node_duplicate, check_node_ignored, check_compatible_missing,
    check_node_unknown, check_node_ambiguous, check_node_misplaced, check_node_not_served,
    check_set_limit, check_hypervisor_duplicate, check_domain_missing;

/* checks_domain.c */
check_fn check_domid_shape, check_domid_reserved, check_domid_zero, check_domid_duplicate,
    check_name_shape, check_name_length, check_name_characters, check_name_label,
    check_name_duplicate, check_memory_shape, check_memory_text, check_memory_range,
    check_memory_pages, check_memory_missing, check_cpus_shape, check_cpus_range,
    check_kernel_missing;

/* checks_roles.c */
check_fn check_mode_shape, check_mode_unknown, check_mode_not_served, check_capabilities_shape,
    check_capabilities_unknown, check_capabilities_not_served, check_functions_shape,
    check_functions_unknown, check_functions_not_served, check_uuid_shape, check_uuid_text,
    check_uuid_nil, check_uuid_duplicate;

/* checks_module.c */
check_fn check_file_form, check_file_shape, check_index_form, check_index_shape, check_index_range,
    check_reg_refused, check_bootargs_shape, check_bootargs_length, check_module_duplicate,
    check_module_compatible, check_module_source_missing;

/* checks_payload.c */
check_fn check_payload_u64, check_encoding_shape, check_encoding_unknown, check_sha256_shape,
    check_table_form, check_table_duplicate, check_table_missing, check_payload_name,
    check_payload_incomplete, check_payload_empty, check_payload_alignment, check_payload_overflow,
    check_payload_raw_size, check_payload_overlap, check_payload_unused;

#endif
