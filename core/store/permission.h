/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Permissions of a node (docs/misc/xenstore.txt): the first entry names the owner, and what all
 * domains without an entry of their own may do; the others name what one domain may do.
 */
#ifndef CORE_STORE_PERMISSION_H
#define CORE_STORE_PERMISSION_H

#include "core/store/blob.h"

enum {
    PERMISSION_READ = 1,
    PERMISSION_WRITE = 2,
    PERMISSION_OWN = 4,     /* may change the permissions themselves */
    PERMISSION_IGNORED = 8, /* of an entry: the domain was not there when it was set */
};

struct permission {
    uint32_t domid;
    uint32_t access; /* PERMISSION_READ, PERMISSION_WRITE, PERMISSION_IGNORED */
};

/* What a domain may do with a node of these permissions; one that is privileged, everything. */
uint32_t permission_access(const struct store_pool *pool, uint32_t permissions, uint32_t domid,
                           bool is_privileged);

/* How many entries there are, and one of them. */
uint32_t permission_count(const struct store_pool *pool, uint32_t permissions);
struct permission permission_at(const struct store_pool *pool, uint32_t permissions, uint32_t i);

uint32_t permission_owner(const struct store_pool *pool, uint32_t permissions);

/* Reads "n5", "r5", "w5" or "b5"; false where it is none of these. */
bool permission_read(const char *text, struct permission *permission);

/* Writes it with its NUL; returns the bytes of that. */
enum { PERMISSION_TEXT_SIZE = 12 };
uint32_t permission_write(struct permission permission, char text[PERMISSION_TEXT_SIZE]);

#endif
