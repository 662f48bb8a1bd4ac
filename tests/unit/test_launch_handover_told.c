/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* What the next domain 0 and the domains beside it are told: vCPUs, a store, pages of hypercalls.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/handed_over.h"

static void test_fewer_vcpus_are_told_to_linux(void **state)
{
    struct start_info info;
    uint64_t top;

    (void)state;
    handed_domains[DOM0].cpus = 1;
    handed_launch(17, 1, 0);
    info = handed_start_info_read(&top);
    assert_string_equal((char *)info.cmd_line, "console=hvc0 nr_cpus=1");
    handed_launch_end();
}

static void test_more_vcpus_than_xen_made_are_said(void **state)
{
    struct start_info info;
    uint64_t top;

    (void)state;
    handed_domains[DOM0].cpus = 8;
    handed_launch(17, 1, 0);
    info = handed_start_info_read(&top);
    assert_string_equal((char *)info.cmd_line, "console=hvc0");
    assert_true(run_said(&handed_run,
                         "domain dom0: has 2 vCPUs, not 8, since Xen made no more for domain 0; "
                         "put dom0_max_vcpus=8 on Xen's command line\n"));
    handed_launch_end();
}

static void test_no_xenstore_where_none_is_wanted(void **state)
{
    struct sim_domain_view view;

    (void)state;
    handed_domains[WEB].enhanced = LCM_ENHANCED_NO_XENSTORE;
    handed_launch(17, 2, 0);
    assert_true(handed_run.left);
    assert_true(sim_domain_view(handed_run.sim, 3, &view));
    assert_int_equal(view.params[0], 0);
    handed_launch_end();
}

/* What a kernel other than Linux makes of its command line is not known. */
static void test_no_kernel_but_linux_is_told_of_vcpus(void **state)
{
    struct start_info info;
    uint64_t top;

    (void)state;
    handed_domains[DOM0].cpus = 1;
    handed_domains[DOM0].kernel = &handed_not_linux;
    handed_launch(17, 1, 0);
    info = handed_start_info_read(&top);
    assert_string_equal((char *)info.cmd_line, "console=hvc0");
    handed_launch_end();
}

static void test_hypercall_page_is_filled(void **state)
{
    uint64_t top, at;
    uint8_t page[4096];

    (void)state;
    handed_domains[DOM0].kernel = &handed_plain;
    handed_launch(17, 1, 0);
    (void)handed_start_info_read(&top);
    at = KERNEL_VIRT_BASE + handed_plain.parts[0].paddr + HYPERCALL_OFFSET;
    assert_true(sim_space_read(handed_run.sim, top, at, page, sizeof(page)));
    for (unsigned int i = 0; i < sizeof(page); i++)
        assert_int_equal(page[i], HYPERCALL_BYTE);
    handed_launch_end();
}

/* The store that dom0 will serve is announced to PV domains at once, at the ring that is recorded.
 */
static void test_pv_domain_is_told_of_the_store(void **state)
{
    struct start_info info;
    struct sim_domain_view view;
    uint64_t top;

    (void)state;
    handed_launch(17, SET, 0);
    info = handed_start_info_read(&top);
    handed_ramdisk_expect(top, &info);
    assert_true(sim_domain_view(handed_run.sim, 5, &view));
    assert_true(sim_space_read(handed_run.sim, view.top, view.start_info, &info, sizeof(info)));
    assert_int_equal(info.store_mfn, handed_record.domains[DB].store_frame);
    assert_int_equal(info.store_evtchn, handed_record.domains[DB].store_port);
    assert_int_equal(info.console.domU.mfn, handed_record.domains[DB].console_frame);
    assert_int_equal(info.console.domU.evtchn, handed_record.domains[DB].console_port);
    handed_launch_end();
    handed_domains[DB].enhanced = LCM_ENHANCED_NO_XENSTORE;
    handed_launch(17, SET, 0);
    assert_true(handed_run.left && sim_domain_view(handed_run.sim, 5, &view));
    assert_true(sim_space_read(handed_run.sim, view.top, view.start_info, &info, sizeof(info)));
    assert_int_equal(info.store_mfn, 0);
    assert_int_equal(info.store_evtchn, 0);
    handed_launch_end();
}

/*
 * Kernels other than Linux map the store's page at their start: they have it at once, and the port
 * unless no store is wanted.
 */
static void test_other_kernels_are_told_of_the_store_at_once(void **state)
{
    static const enum lcm_enhanced wants[] = {LCM_ENHANCED_ENABLED, LCM_ENHANCED_NO_XENSTORE};

    (void)state;
    for (unsigned int i = 0; i < 2; i++) {
        struct sim_domain_view web, db;
        struct start_info info;
        uint64_t top;
        uint32_t store = i == 0 ? RECORD_STORE_WAITING : RECORD_STORE_NONE;

        handed_domains[WEB].kernel = handed_domains[DB].kernel = &handed_not_linux;
        handed_domains[WEB].enhanced = handed_domains[DB].enhanced = wants[i];
        handed_launch(17, SET, 0);
        info = handed_start_info_read(&top);
        handed_ramdisk_expect(top, &info); /* and with it the record */
        assert_true(sim_domain_view(handed_run.sim, 3, &web));
        assert_true(sim_domain_view(handed_run.sim, 5, &db));
        assert_int_equal(web.params[0], LAYOUT_STORE_GFN);
        assert_int_equal(handed_record.domains[WEB].store, store);
        assert_int_equal(handed_record.domains[DB].store, store);
        assert_int_equal(web.params[1], handed_record.domains[WEB].store_port);
        assert_int_equal(web.params[1] != 0, i == 0);
        assert_true(sim_space_read(handed_run.sim, db.top, db.start_info, &info, sizeof(info)));
        assert_int_equal(info.store_mfn, handed_run.launcher.launch.domains[DB].result.store_frame);
        assert_int_equal(info.store_evtchn, handed_record.domains[DB].store_port);
        handed_launch_end();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_fewer_vcpus_are_told_to_linux, handed_domains_make),
        cmocka_unit_test_setup(test_more_vcpus_than_xen_made_are_said, handed_domains_make),
        cmocka_unit_test_setup(test_no_xenstore_where_none_is_wanted, handed_domains_make),
        cmocka_unit_test_setup(test_no_kernel_but_linux_is_told_of_vcpus, handed_domains_make),
        cmocka_unit_test_setup(test_hypercall_page_is_filled, handed_domains_make),
        cmocka_unit_test_setup(test_pv_domain_is_told_of_the_store, handed_domains_make),
        cmocka_unit_test_setup(test_other_kernels_are_told_of_the_store_at_once,
                               handed_domains_make),
    };

    return cmocka_run_group_tests(tests, handed_set_make, handed_set_unmake);
}
