/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the machine hands to the phases of a launch; a hosted build makes the same by other means.
 */
#ifndef LAUNCHER_BOOT_H
#define LAUNCHER_BOOT_H

#include <stdint.h>

#include "launcher/options.h"
#include "launcher/xen/xen.h"

/* Sizes of the windows, in pages. */
enum {
    WINDOW_LOAD_PAGES = 1024, /* 4 MiB of guest memory being filled */
    WINDOW_RING_PAGES = 512,  /* one console ring per domain, for as long as it lives */
    WINDOW_COPY_PAGES = 512,  /* everything short-lived */
    SCRATCH_PAGES = 64,       /* own frames for decoded bytes that no guest page takes: one chunk */
};

/* A range of own addresses whose page table entries may be written at will. */
struct window {
    uint8_t *base;
    uint64_t entries; /* machine address of the first page's entry; the others follow it */
    uint32_t pages;
};

struct boot {
    const void *image;
    uint64_t image_size;
    const char *command_line;
    struct shared_info *shared;
    struct window load;
    struct window rings;
    struct window copy;
    uint64_t scratch_mfn; /* first of SCRATCH_PAGES own consecutive frames, mapped nowhere else */
};

/*
 * Unmaps the launch image and gives its memory back to Xen. 0 or Xen's error; boot->image is gone
 * either way.
 */
int boot_release_image(struct xen *xen, struct boot *boot);

/* Commits the fault that the options ask for; returns where they ask for none. */
void boot_provoke(enum provoke provoke);

#endif
