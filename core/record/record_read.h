/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A whole launch record in memory, reading and writing it, and its words for people: for tools and
 * dom0, as the launcher only writes one, domain by domain.
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
    RECORD_TOO_MANY,   /* more domains, steps or texts than there may be */
};

/* One launch, with what struct record_launch has first. About 340 KiB: keep it static. */
struct record {
    RECORD_LAUNCH_MEMBERS
    struct record_domain domains[RECORD_DOMAINS_MAX];
    char carried[RECORD_CARRIED_MAX]; /* the texts of a record that was read */
};

/*
 * Reads a record from untrusted bytes, aligned to 8 bytes as libfdt demands; what follows the tree,
 * unknown properties and unknown nodes are ignored. The names of a record that was read are those
 * of the binding, unique as the domids are; all its texts are printable. After an error `record`
 * must not be used.
 */
enum record_error record_read(const void *blob, size_t size, struct record *record);

/* Writes a record that is whole, as record_write_each() does. */
size_t record_write(const struct record *record, void *buffer, size_t capacity);

/* One node of a domain's data: its path below data, or "", and its value, without a NUL in it. */
struct record_datum {
    const char *path;
    const char *value;
};

/* The nodes of the data of a record that was read: start with {NULL}; false after the last. */
bool record_data_next(const struct record_texts *data, struct record_datum *datum);

/*
 * Whether a property is known: of a record that is made of a log, some are not. The member then is
 * 0, and means nothing. `offset` is that of the member in its struct.
 */
bool record_knows(const struct record *record, size_t offset);
bool record_domain_knows(const struct record_domain *domain, size_t offset);
bool record_module_knows(const struct record_module *module, size_t offset);
#define RECORD_KNOWS(of, member) record_knows(of, offsetof(struct record, member))
#define RECORD_DOMAIN_KNOWS(of, member)                                                            \
    record_domain_knows(of, offsetof(struct record_domain, member))
#define RECORD_MODULE_KNOWS(of, member)                                                            \
    record_module_knows(of, offsetof(struct record_module, member))

/* The same is known from now on: for who makes a record. */
void record_learn(struct record *record, size_t offset);
void record_domain_learn(struct record_domain *domain, size_t offset);
void record_module_learn(struct record_module *module, size_t offset);
#define RECORD_LEARN(of, member) record_learn(of, offsetof(struct record, member))
#define RECORD_MODULE_LEARN(of, member)                                                            \
    record_module_learn(of, offsetof(struct record_module, member))

/* What is wrong, as text for a person. */
const char *record_strerror(enum record_error error);

/* "failed", "running", "ended", "handed-over", "planned", "staged", "held"; "pvh", "pv"; "none",
 * "param", "waiting".
 */
const char *record_state_name(enum record_state state);
const char *record_mode_name(enum record_mode mode);
const char *record_store_name(enum record_store store);
/* "powered-off", "rebooted", "crashed", "other"; NULL for none. */
const char *record_end_name(enum record_end end);

#endif
