/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The parts of the import of xl's configurations.
 *
 * Nothing is dropped without a word: the names that stand in a file are listed first, each becomes
 * a comment with its value unless the function that takes it says that it arrives as a property.
 */
#ifndef TOOL_IMPORT_XL_H
#define TOOL_IMPORT_XL_H

#include <libxlutil.h>

#include "tool/import/import.h"

/* More names than xl knows, by far; a file with more is refused. */
enum { XL_KEYS_MAX = 1024 };

/* A name that stands in the file. */
struct xl_key {
    const char *name;
    unsigned int times; /* that it is given anew, with "=" */
    unsigned int line;  /* of the last of these */
    bool added;         /* with "+=" */
    bool told;          /* it arrived, or a comment has it */
};

struct xl {
    struct import_set *set;
    struct import_domain *domain;
    const char *file; /* its name, for complaints */
    XLU_Config *config;
    FILE *report; /* what its parser says */
    char *report_text;
    size_t report_size;
    struct xl_key *keys; /* XL_KEYS_MAX of them */
    size_t key_count;
    bool refused; /* after a complaint */
};

/* What a value must be. */
enum xl_kind {
    XL_STRING,
    XL_NUMBER,
    XL_LIST,
    XL_STRING_OR_NUMBER,
    XL_STRING_OR_LIST,
    XL_SECRET, /* a string that is not copied */
};

/* One key of xl.cfg(5), and what becomes of it. */
struct xl_known {
    const char *key;
    enum xl_kind kind;
    const char
        *property;   /* that has the value in the source where it arrives; NULL: it never does */
    const char *why; /* it does not arrive, and what to do */
    /* Takes a value of the right kind. True where it arrives; else it may have told why. */
    bool (*take)(struct xl *xl, const struct xl_known *known);
};

/* -- xl_keys.c ------------------------------------------------------------------------------- */

/* Lists the names that values are given to; false, after a complaint, where they are too many. */
bool xl_keys_find(struct xl *xl, const char *bytes, size_t size);
/* One of them, or NULL where it is not given. */
struct xl_key *xl_key_of(const struct xl *xl, const char *key);

/* -- xl_read.c ------------------------------------------------------------------------------- */

/* Reads the file with xl's parser into xl->config, or says why it does not read it. */
int xl_read(struct xl *xl, const char *bytes, size_t size);
/* Gives back what xl_read() took, whatever it returned. */
void xl_release(struct xl *xl);

/* -- xl_hints.c ------------------------------------------------------------------------------ */

/* Says what xl_read() may have failed for; xl->report_text is what the parser said. */
void xl_hints_give(struct xl *xl, const char *bytes, size_t size);

/* -- xl_note.c ------------------------------------------------------------------------------- */

/* Notes "KEY = VALUE: " and the text, and that the key was told of. */
void xl_note(struct xl *xl, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* -- xl_refuse.c ----------------------------------------------------------------------------- */

/* Complains of what xl refuses, too, or of what cannot be a domain here; ends the import. */
void xl_refuse(struct xl *xl, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* -- xl_value.c ------------------------------------------------------------------------------ */

/* The string that a key has; NULL where it has none, or a list. */
const char *xl_string(const struct xl *xl, const char *key);
/* The number that a key has; false where it has none, or xl does not take it for one. */
bool xl_number(const struct xl *xl, const char *key, long *value);
/* The value of a key as xl.cfg(5) writes it, passwords left out. */
const char *xl_value_text(const struct xl *xl, const char *key);
/* One entry of a list likewise. */
const char *xl_item_text(const struct xl *xl, XLU_ConfigValue *item);
/* A string as one word for a shell, passwords left out. */
const char *xl_shell_word(struct import_set *set, const char *string);
/* Whether a key's name says that its value is a password. */
bool xl_is_secret(const char *key);

/* -- xl_kind.c ------------------------------------------------------------------------------- */

/* Notes, once, why a value is not of its kind; false where it is not. */
bool xl_kind_check(struct xl *xl, const struct xl_known *known);

/* -- xl_known.c ------------------------------------------------------------------------------ */

/* All keys; and one of them, or NULL. */
extern const struct xl_known xl_known[];
extern const size_t xl_known_count;
const struct xl_known *xl_known_find(const char *key);

/* What the table of keys points to, by subject: see xl_known.take. */

/* -- xl_strings.c ---------------------------------------------------------------------------- */

bool xl_take_type(struct xl *xl, const struct xl_known *known);
bool xl_take_name(struct xl *xl, const struct xl_known *known);
bool xl_take_uuid(struct xl *xl, const struct xl_known *known);
bool xl_take_label(struct xl *xl, const struct xl_known *known);
bool xl_take_kernel(struct xl *xl, const struct xl_known *known);
bool xl_take_ramdisk(struct xl *xl, const struct xl_known *known);
bool xl_take_cmdline(struct xl *xl, const struct xl_known *known);
bool xl_take_passthrough(struct xl *xl, const struct xl_known *known);
bool xl_take_pool(struct xl *xl, const struct xl_known *known);
bool xl_take_firmware(struct xl *xl, const struct xl_known *known);
bool xl_take_shim(struct xl *xl, const struct xl_known *known);

/* -- xl_numbers.c ---------------------------------------------------------------------------- */

bool xl_take_memory(struct xl *xl, const struct xl_known *known);
bool xl_take_maxmem(struct xl *xl, const struct xl_known *known);
bool xl_take_vnuma(struct xl *xl, const struct xl_known *known);
bool xl_take_vcpus(struct xl *xl, const struct xl_known *known);
bool xl_take_maxvcpus(struct xl *xl, const struct xl_known *known);
bool xl_take_limit(struct xl *xl, const struct xl_known *known);
bool xl_take_scheduling(struct xl *xl, const struct xl_known *known);

/* -- xl_cpus.c ------------------------------------------------------------------------------- */

bool xl_take_cpus(struct xl *xl, const struct xl_known *known);
bool xl_take_soft_cpus(struct xl *xl, const struct xl_known *known);

/* -- xl_ends.c ------------------------------------------------------------------------------- */

bool xl_take_end(struct xl *xl, const struct xl_known *known);

/* -- xl_devices.c ---------------------------------------------------------------------------- */

bool xl_take_devices(struct xl *xl, const struct xl_known *known);

/* -- xl_pci.c -------------------------------------------------------------------------------- */

/* Adds a PCI device to the domain; returns NULL, or why that cannot be. */
const char *xl_pci_take(struct xl *xl, const char *specification);
/* Says, once all are taken, that pci_permissive has none that it is for. */
void xl_pci_permissive_tell(struct xl *xl);
bool xl_take_pci_permissive(struct xl *xl, const struct xl_known *known);

/* -- xl_backend.c ---------------------------------------------------------------------------- */

/*
 * Adds a device that a domain of this name serves, in a set without a domain 0. Returns why it is
 * not there yet: the next note, which is the caller's, goes when that domain is imported.
 */
const char *xl_backend_take(struct xl *xl, const struct lcm_device *device, const char *backend);
/* Finds, when one more domain was imported, the backends that are there now. */
void xl_backends_settle(struct import_set *set);
bool xl_take_driver_domain(struct xl *xl, const struct xl_known *known);

/* -- xl_attach.c ----------------------------------------------------------------------------- */

/* Adds a disk, or a network card, to the domain; returns NULL, or why that cannot be. */
const char *xl_attach_take(struct xl *xl, bool is_disk, const char *specification);
/* Whether a backend is domain 0. */
bool xl_is_dom0(const char *name);
/*
 * A MAC address as xl reads it, six hexadecimal numbers with a character between them, in the form
 * of the binding; NULL where it is none.
 */
const char *xl_mac_text(struct xl *xl, const char *text);

#endif
