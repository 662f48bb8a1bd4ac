/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Builds one set twice, with its dom0 and without. */
#include "tests/support/two_sets.h"

void two_sets_make(struct two_sets *sets, const struct kernel_spec *spec,
                   const struct set_domain *domains, uint32_t count, const struct set_rest *rest)
{
    struct set_rest without = *rest;

    /* Beside a dom0 no driver domain serves devices. */
    without.devices = NULL;
    without.device_count = 0;
    sets->kernel = kernel_make(spec);
    bytes_fill(sets->ramdisk, sizeof(sets->ramdisk), 3, true);
    sets->resident = set_build_with(domains, count - 1, rest);
    sets->hand_over = set_build_with(domains, count, &without);
}

void two_sets_free(struct two_sets *sets)
{
    set_free(&sets->resident);
    set_free(&sets->hand_over);
    kernel_free(&sets->kernel);
}

const struct set_image *two_sets_image(const struct two_sets *sets, bool hand_over)
{
    return hand_over ? &sets->hand_over : &sets->resident;
}
