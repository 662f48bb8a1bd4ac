/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The least-privilege lint: a note for each way in which a domain can reach another.
 */
#ifndef TOOL_CHECK_REACH_CHECK_H
#define TOOL_CHECK_REACH_CHECK_H

#include "tool/read/input.h"

/* Of a set that was read without errors. The notes are shown on request alone (checks.h). */
void reach_check(struct input *input);

#endif
