/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Prints what is in a source, a compiled LCM or an image, for people and for programs.
 */
#ifndef TOOL_SHOW_SHOW_H
#define TOOL_SHOW_SHOW_H

#include <stdio.h>

#include "core/image/digest.h"
#include "tool/read/input.h"

enum { UUID_TEXT_SIZE = 37, SIZE_TEXT_SIZE = 24 };

/* Tables of domains, their roles, command lines and payloads. */
void show_text(const struct input *input, FILE *out);

/* One JSON object; members are only ever added, never renamed. In tool/show/show_json.c. */
void show_json(const struct input *input, FILE *out);

/* A list of the names of the bits that are set. In tool/show/show_json.c. */
void show_names_json(struct json *json, const char *member, enum lcm_bits kind, uint32_t bits);

/* The domain's UUID as text; false for one that is derived when the image is built. */
bool show_uuid(const struct input *input, const struct lcm_domain *domain,
               char text[UUID_TEXT_SIZE]);

void show_uuid_bytes(const uint8_t uuid[LCM_UUID_SIZE], char text[UUID_TEXT_SIZE]);

/* "1.5 MiB" and the like. */
void show_size(uint64_t bytes, char text[SIZE_TEXT_SIZE]);

/* A domain's memory, or "rest". */
void show_memory(const struct lcm_domain *domain, char text[SIZE_TEXT_SIZE]);

/*
 * The SHA-256 of the stored bytes of payload `index` (from 1), as sha256sum prints it: hashed now,
 * as the LCM has another digest. False for a compiled LCM without its image.
 */
bool show_sha256(const struct input *input, uint32_t index, char text[DIGEST_TEXT_SIZE]);

const char *show_mode(enum lcm_mode mode);
const char *show_enhanced(enum lcm_enhanced enhanced);
const char *show_encoding(enum lcm_encoding encoding);
/* What becomes of the host when all domains have ended. */
const char *show_all_stopped(const struct lcm_plan *plan);

/* What payload `index` (from 1) is used as: "kernel", "kernel, ramdisk" and so on; or "unused". */
enum { USE_TEXT_SIZE = 48 };
const char *show_payload_use(const struct lcm_plan *plan, uint32_t index, char text[USE_TEXT_SIZE]);

#endif
