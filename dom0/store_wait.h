/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sleeping until the store has an event.
 */
#ifndef DOM0_STORE_WAIT_H
#define DOM0_STORE_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include <xenstore.h>

/*
 * Sleeps until a watch of this handle has an event, which it takes, or until `due` by dom0_now();
 * UINT64_MAX: for ever. False, told on stderr, where xenstored went away.
 */
bool store_wait(struct xs_handle *store, uint64_t due);

#endif
