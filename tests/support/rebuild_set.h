/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set of three domains, its launch image in a folder of its own, and the record of its launch:
 * for the tests of building a domain again.
 */
#ifndef TESTS_SUPPORT_REBUILD_SET_H
#define TESTS_SUPPORT_REBUILD_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dom0/rebuild.h"
#include "core/image/payload.h"
#include "tests/support/launches.h"

enum { WEB, DB, SETS };

/* Three chunks of a payload, the last not whole; and what no compression makes smaller. */
enum { RAMDISK_SIZE = 2 * PAYLOAD_CHUNK + 4567, NOISE_SIZE = PAYLOAD_CHUNK + 1 };

/* Where the image and what is built again lie; what is packed; what a launch left of it. */
extern char rebuild_folder[64];
extern uint8_t rebuild_ramdisk[RAMDISK_SIZE], rebuild_noise[NOISE_SIZE];
extern struct kernel rebuild_kernels[SETS];
extern struct record rebuild_record;

/* The path of a file in the folder; the caller frees it. */
char *in_folder(const char *name);

/* Checks that a file has exactly these bytes. */
void file_check(const char *path, const void *bytes, size_t size);

/* The same of the file that this payload became. */
void payload_check(uint32_t index, const void *bytes, size_t size);

/* Whether a file of this name is in the folder. */
bool in_folder_exists(const char *name);

/* Writes a file of exactly these bytes. */
void rebuild_file_write(const char *path, const void *bytes, size_t size);

/* web: its own kernel and ramdisk; db: another kernel, noise for a ramdisk; bare: web's kernel. */
struct set_image rebuild_set_make(const char *bootargs);

/* Writes the image to a file, and has the record tell that the host was launched from it. */
char *image_put(const char *name, const struct set_image *set);

/* The same with a set of rebuild_set_make; the caller frees the path. */
char *image_make(const char *name, const char *bootargs);

/* Flips a bit of the stored bytes of one payload in a file. */
void payload_damage(const char *path, uint32_t index);

/* Setup and teardown of a test: a record without an image, and an empty folder. */
int rebuild_set_up(void **state);
int rebuild_tear_down(void **state);

/* Setup and teardown of a group: what is packed. */
int make_payloads(void **state);
int free_payloads(void **state);

/* Builds the domain of this index again from the first of the images that fits. */
char *rebuild_again(uint32_t i, char *first, char *second);

#endif
