/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The checks of an LCM: their names, and the functions that the table in checks.c runs.
 */
#ifndef LCM_CHECKS_H
#define LCM_CHECKS_H

#include "lcm/reader.h"

enum check_id {
    CHECK_NONE, /* ends a list of prerequisites */
#define AT(id, name, roles, property, run)   CHECK_##id,
#define OF(id, name, roles, run)             CHECK_##id,
#define AFTER(id, name, roles, run, ...)     CHECK_##id,
#define WARN(id, name, roles, property, run) CHECK_##id,
#include "lcm/checks.def"
#undef AT
#undef OF
#undef AFTER
#undef WARN
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
