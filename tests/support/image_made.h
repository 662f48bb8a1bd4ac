/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of launch images: a plan, a writer for it, and what is read back.
 */
#ifndef TESTS_SUPPORT_IMAGE_MADE_H
#define TESTS_SUPPORT_IMAGE_MADE_H

#include <stddef.h>
#include <stdint.h>

#include "core/image/image.h"
#include "core/image/payload.h"
#include "tool/pack/write.h"

/* The plan, its writer, what is read back, and the folder and file for it. */
extern struct lcm_plan made_plan;
extern struct image_writer made_writer;
extern struct image made_image;
extern char made_directory[64];
extern char made_path[128];

/* The names of the checks that spoke up, each between blanks. */
extern char made_faults[1024];

/* Setup and teardown of a test: an empty plan and writer, and a folder for the image. */
int image_set_up(void **state);
int image_tear_down(void **state);

/* Adds a domain with these payloads to the plan; ramdisk 0: none. */
void made_add_domain(const char *name, uint32_t kernel, uint32_t ramdisk);

/* Adds a file to the writer; the index of its payload. */
uint32_t made_add_file(const void *bytes, size_t size);

/* The bytes of the image file; the caller frees them. */
uint8_t *image_read_back(uint64_t *size);

/* One text that compresses, one that does not, used by three domains. */
uint8_t *image_write_three(uint64_t *size);

/* Opens an image for made_image; the number of findings, named in made_faults. */
unsigned int image_open_bytes(const uint8_t *bytes, uint64_t size);

#endif
