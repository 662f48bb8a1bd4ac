/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What people type who come from other tools, and what it is called here.
 */
#ifndef TOOL_READ_WORDS_H
#define TOOL_READ_WORDS_H

#include "core/lcm/lcm.h"

/* For struct lcm_sink: what `word` means at `where`; NULL where no other tool is known to have it.
 */
const struct lcm_word *word_find(const char *where, const char *word);

#endif
