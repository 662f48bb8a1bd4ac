/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A resident launcher that serves until nothing is left to do.
 */
#ifndef TESTS_SUPPORT_SERVING_H
#define TESTS_SUPPORT_SERVING_H

#include "tests/support/launches.h"

/* Serves until it sleeps without a deadline, in fewer rounds than `most`. Returns how many. */
uint32_t run_serve_all(struct run *run, uint32_t most);

#endif
