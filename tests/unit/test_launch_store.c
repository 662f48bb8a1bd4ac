/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Guests of a set without a dom0 find a xenstore that answers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/store_guests.h"

#include <xen/io/xs_wire.h>

static void test_a_guest_reads_its_own_nodes(void **state)
{
    (void)state;
    store_expect(STORE_WEB, XS_READ, "name|", "2 web");
    store_expect(STORE_DB, XS_READ, "/local/domain/2/name|", "2 db");
    store_expect(STORE_PV, XS_READ, "domid|", "2 3");
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup_teardown(test, store_launch_make, store_launch_unmake)
    const struct CMUnitTest tests[] = {
        STEP(test_a_guest_reads_its_own_nodes),
    };

    return cmocka_run_group_tests(tests, store_set_make, store_set_unmake);
}
