/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A run on one of the versions of the fake Xen, for tests.
 */
#include "tests/support/version_runs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct run version_run;

void version_run_end(void)
{
    assert_string_equal(sim_faults(version_run.sim), "");
    assert_string_equal(sim_audit(version_run.sim), "");
    run_free(&version_run);
}
