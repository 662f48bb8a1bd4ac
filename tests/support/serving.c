/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The rounds of that.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/serving.h"

uint32_t run_serve_all(struct run *run, uint32_t most)
{
    uint32_t before = sim_sleeps(run->sim).endless, rounds = 0;

    while (sim_sleeps(run->sim).endless == before) {
        resident_serve(&run->launcher.resident);
        assert_true(++rounds < most);
    }
    return rounds;
}
