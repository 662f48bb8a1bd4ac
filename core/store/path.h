/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Paths of a xenstore (docs/misc/xenstore.txt): which are valid, and what a relative one means.
 */
#ifndef CORE_STORE_PATH_H
#define CORE_STORE_PATH_H

#include <stdbool.h>
#include <stdint.h>

enum {
    PATH_SIZE = 3073, /* an absolute path with its NUL: XENSTORE_ABS_PATH_MAX, io/xs_wire.h */
    PATH_RELATIVE_MAX = 2048, /* XENSTORE_REL_PATH_MAX */
};

/*
 * Whether a request may name this path: absolute or relative, of A-Z, a-z, 0-9 and "-/_@", without
 * "//", and without "/" at its end unless it is "/".
 */
bool path_is_valid(const char *path);

/* Whether a watch may name it, which also takes any "@..." that is made as a path is. */
bool path_is_watchable(const char *path);

/* Whether it is "@introduceDomain" or "@releaseDomain", which only watches and permissions know. */
bool path_is_special(const char *path);

/*
 * Writes the absolute path that a valid `path` of the domain means: relative ones begin at
 * /local/domain/DOMID. False where that would be too long.
 */
bool path_absolute(uint32_t domid, const char *path, char absolute[PATH_SIZE]);

/* Writes the path of the parent; that of "/" is "/". */
void path_parent(const char *path, char parent[PATH_SIZE]);

/* Whether `path` is `above` or lies below it. */
bool path_is_within(const char *path, const char *above);

#endif
