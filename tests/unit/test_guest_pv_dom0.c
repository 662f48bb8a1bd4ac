/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The tiny guest as domain 0: it finds its launch record, and each fault of what it is given is
 * told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/record/archive.h"
#include "tests/support/guest/pv_domain.h"

/* Puts an archive of a record behind a ramdisk of `size` bytes, as the launcher does. */
static void put_record(const void *record, size_t record_size, uint64_t size)
{
    static char archive[2 * PAGE];
    size_t archive_size = archive_write(record, record_size, archive, sizeof(archive));
    uint64_t start = (size + 3) / 4 * 4;

    assert_int_not_equal(archive_size, 0);
    assert_true(start + archive_size <= 3 * PAGE);
    memset(ram + RAMDISK * PAGE, 0x5a, size);
    memcpy(ram + RAMDISK * PAGE + start, archive, archive_size);
    info()->mod_len = start + archive_size;
}

static const uint8_t tree[40] = {0xd0, 0x0d, 0xfe, 0xed, 0, 0, 0, 40};

static void record_is_found(void **state)
{
    static const uint64_t sizes[] = {0, 1, 4096, 5003};

    (void)state;
    for (unsigned int i = 0; i < 4; i++) {
        make(false, true);
        put_record(tree, sizeof(tree), sizes[i]);
        check();
        assert_nothing_told();
        assert_true(pv.record_found);
        assert_int_equal(pv.record_size, sizeof(tree));
        assert_memory_equal(pv.record_start, tree, 8);
    }
}

static void each_fault_of_a_record_is_told(void **state)
{
    uint8_t bad[40];

    (void)state;
    memcpy(bad, tree, sizeof(bad));
    bad[7] = 41;
    make(false, true);
    put_record(bad, sizeof(bad), 100);
    check();
    assert_told("the launch record is no whole device tree; its first bytes");

    make(false, true);
    put_record(tree, 4, 100);
    check();
    assert_told("the launch record is shorter than a device tree's header");

    make(false, true);
    put_record(tree, sizeof(tree), 100);
    memset(ram + RAMDISK * PAGE + info()->mod_len, 1, 8);
    info()->mod_len += 8;
    check();
    assert_told("the launch record's archive does not end the ramdisk at");

    make(false, true);
    put_record(tree, sizeof(tree), 100);
    info()->mod_len -= 8;
    check();
    assert_told("the launch record's archive does not end the ramdisk at");
}

static void each_fault_of_domain_0_is_told(void **state)
{
    (void)state;
    make(false, true);
    info()->store_mfn = 1;
    check();
    assert_told("domain 0 was given a store");

    make(false, true);
    info()->console.dom0.info_off++;
    check();
    assert_told("the screen's description does not follow start_info, but is at");

    make(false, true);
    open_port = 31;
    check();
    assert_told("an event channel is open at entry; port");

    make(false, true);
    put_record(tree, sizeof(tree), 100);
    limit++;
    check();
    assert_told("the memory limit does not suit nr_pages");

    make(false, true);
    put_record(tree, sizeof(tree), 100);
    *list_at(PAGES) = 0;
    check();
    assert_told("the frame list's last page is not filled with ones at");
}

/* Xen promises less than a launcher does. */
static void domain_0_of_xen_passes(void **state)
{
    (void)state;
    make(false, true);
    limit = UINT32_MAX;
    *list_at(PAGES) = 0;
    check();
    assert_nothing_told();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(record_is_found),
        cmocka_unit_test(each_fault_of_a_record_is_told),
        cmocka_unit_test(each_fault_of_domain_0_is_told),
        cmocka_unit_test(domain_0_of_xen_passes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
