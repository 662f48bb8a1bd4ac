/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* One set with a dom0 and without: images of a hand-over and of the resident service. */
#ifndef TESTS_SUPPORT_TWO_SETS_H
#define TESTS_SUPPORT_TWO_SETS_H

#include "tests/support/launches.h"

struct two_sets {
    struct kernel kernel;
    uint8_t ramdisk[20000];
    struct set_image resident;
    struct set_image hand_over;
};

/* Makes kernel and ramdisk, which the domains name, and the images; the last domain is the dom0. */
void two_sets_make(struct two_sets *sets, const struct kernel_spec *spec,
                   const struct set_domain *domains, uint32_t count, const struct set_rest *rest);

/* Frees kernel and images. */
void two_sets_free(struct two_sets *sets);

/* The image for a launch with, or without, a hand-over. */
const struct set_image *two_sets_image(const struct two_sets *sets, bool hand_over);

#endif
