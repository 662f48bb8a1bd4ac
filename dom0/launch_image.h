/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launch image that this host was launched from, as a file or block device that may change or
 * shrink at any time: what is used of it is read once, checked, and used from that copy.
 */
#ifndef DOM0_LAUNCH_IMAGE_H
#define DOM0_LAUNCH_IMAGE_H

#include "core/image/image.h"
#include "core/record/record_read.h"

struct launch_image {
    int fd;
    void *lcm;          /* our copy of the compiled LCM, and no more */
    struct image image; /* its plan; its payloads are not in memory: launch_image_payload() */
};

/*
 * Finds the image whose LCM has the SHA-256 that the record gives: in `images`, ended by NULL, then
 * in REBUILD_IMAGES, then in REBUILD_INSTALLED. False when there is none; files that cannot be read
 * are told on stderr.
 */
bool launch_image_find(struct launch_image *found, char *const *images,
                       const struct record *record);

/*
 * The same for who needs no payloads: the file lcm.dtb beside the record, where the launcher put
 * it, if it is the LCM that this host was launched by, else an image.
 */
bool launch_lcm_find(struct launch_image *found, const char *record_path, char *const *images,
                     const struct record *record);

/* The domain that the image has for this domid, or NULL. */
const struct lcm_domain *launch_image_domain(const struct launch_image *from, uint32_t domid);

/*
 * Reads the stored bytes of payload `index` and checks their digest. The caller frees them; NULL
 * with the reason in `why`.
 */
uint8_t *launch_image_payload(const struct launch_image *from, uint32_t index, const char **why);

void launch_image_close(struct launch_image *image);

#endif
