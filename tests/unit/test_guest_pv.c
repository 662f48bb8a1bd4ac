/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sound PV domains, made of arrays, pass all checks of the tiny guest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/guest/pv_domain.h"

static void sound_domains_pass(void **state)
{
    (void)state;
    for (unsigned int i = 0; i < 4; i++) {
        make(i & 1, i & 2);
        check();
        assert_nothing_told();
        assert_int_equal(pv.mapped, MAPPED);
        assert_int_equal(boot.memory_size, PAGES * PAGE);
        assert_int_equal(boot.ramdisk, (i & 1 ? IMAGE_END : RAMDISK) * PAGE);
        assert_int_equal(boot.ramdisk_size, RAMDISK_SIZE);
        assert_string_equal(boot.cmdline, "do=idle");
        assert_false(pv.record_found);
    }
}

static void domain_without_store_or_ramdisk_passes(void **state)
{
    (void)state;
    make(false, false);
    info()->store_mfn = info()->store_evtchn = 0;
    info()->mod_start = info()->mod_len = 0;
    info()->flags = 0;
    check();
    assert_nothing_told();
    assert_false(boot.ramdisk_given);
}

static void domain_with_a_store_page_alone_passes(void **state)
{
    (void)state;
    make(false, false);
    info()->store_evtchn = 0;
    check();
    assert_nothing_told();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_domains_pass),
        cmocka_unit_test(domain_without_store_or_ramdisk_passes),
        cmocka_unit_test(domain_with_a_store_page_alone_passes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
