/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What was compressed before, so that building a set again compresses only what is new.
 *
 * Files in $XDG_CACHE_HOME/hyperlaunch (else ~/.cache/hyperlaunch; XDG Base Directory
 * Specification), named after the SHA-256 of the bytes as given, LZ4's level and LZ4's version. A
 * file is not trusted: it is used only where it decodes to exactly the bytes that were given. The
 * cache is kept below BUILD_CACHE_MAX bytes; what was not used for longest goes first. Where it
 * cannot be read or written, nothing is said: all that is lost is time.
 */
#ifndef TOOL_PACK_BUILD_CACHE_H
#define TOOL_PACK_BUILD_CACHE_H

#include <stdbool.h>

#include "tool/pack/write.h"

#define BUILD_CACHE_MAX (UINT64_C(1) << 30)

/* Makes the writer look into the cache, and keep there what it compresses. */
void build_cache_use(struct image_writer *writer);

#endif
