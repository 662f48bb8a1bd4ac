/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Warnings about Linux guests that would start, and that nobody would hear or see come up.
 */
#ifndef TOOL_CHECK_GUEST_CHECK_H
#define TOOL_CHECK_GUEST_CHECK_H

#include "tool/read/input.h"

/* Of each domain whose files were looked at: its command line, where its kernel is a Linux. */
void guests_check(struct input *input);

#endif
