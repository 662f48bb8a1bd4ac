/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writing into the memory of the domain being built, through the copy window.
 */
#ifndef LAUNCHER_BUILD_GUEST_H
#define LAUNCHER_BUILD_GUEST_H

#include "launcher/build/build.h"

/* Writes `count` bytes of `source` at guest-physical `address`. 0 or Xen's error. */
int guest_write(struct build *b, uint64_t address, const void *source, uint64_t count);

#endif
