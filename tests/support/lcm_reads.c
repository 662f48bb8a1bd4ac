/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads domains of an LCM for tests, and keeps plan and faults.
 */
#include "tests/support/lcm_reads.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct lcm_plan read_plan;
struct faults read_faults;

void read_good(const char *domains)
{
    struct tree tree = tree_compile_domains(domains);

    assert_int_equal(tree_read(&tree, LCM_FORM_SOURCE, &read_plan, &read_faults), 0);
    assert_string_equal(read_faults.lines, "");
    tree_free(&tree);
}
