/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the machine has ready for the hand-over.
 */
#ifndef SIM_HANDOVER_H
#define SIM_HANDOVER_H

#include <stdint.h>

struct sim;

/* Of the screen's description that domain 0 finds. */
enum { SIM_CONSOLE_INFO_SIZE = 40 };

#define SIM_SHARED_ADDRESS UINT64_C(0x7f000)
#define SIM_JUMP_ADDRESS   UINT64_C(0xffffffff80001000)

/* Domain 0 as it is at its start; before it, its list of frames was made. */
void handover_make(struct sim *sim);

#endif
