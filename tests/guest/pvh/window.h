/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the test guest maps below its own image.
 */
#ifndef TESTS_GUEST_PVH_WINDOW_H
#define TESTS_GUEST_PVH_WINDOW_H

#include <stdbool.h>

/* Maps the large pages that end below the image, or unmaps them: to touch one is then its death. */
void window_low_map(bool mapped);

#endif
