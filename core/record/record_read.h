/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reading the launch record, and its words for people: for tools and dom0, as the launcher only
 * writes it.
 */
#ifndef CORE_RECORD_RECORD_READ_H
#define CORE_RECORD_RECORD_READ_H

#include "core/record/record.h"

enum record_error {
    RECORD_OK = 0,
    RECORD_NOT_TREE,   /* not a sound device tree */
    RECORD_NOT_RECORD, /* a device tree of something else */
    RECORD_VERSION,    /* of a format not known here */
    RECORD_INCOMPLETE, /* a property that must be there is missing or has the wrong shape */
    RECORD_TOO_MANY,   /* more domains or steps than there may be */
};

/*
 * Reads a record from untrusted bytes, aligned to 8 bytes as libfdt demands; what follows the tree,
 * unknown properties and unknown nodes are ignored. The names of a record that was read are those
 * of the binding, unique as the domids are; all its texts are printable. After an error `record`
 * must not be used.
 */
enum record_error record_read(const void *blob, size_t size, struct record *record);

/* What is wrong, as text for a person. */
const char *record_strerror(enum record_error error);

/* "failed", "running", "ended", "handed-over"; "pvh", "pv"; "none", "param", "waiting". */
const char *record_state_name(enum record_state state);
const char *record_mode_name(enum record_mode mode);
const char *record_store_name(enum record_store store);

#endif
