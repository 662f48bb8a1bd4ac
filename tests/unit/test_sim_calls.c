/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The fake Xen refuses wrong channels, parameters, contexts and unknown calls, and says which.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "xen/domain.h"
#include "xen/errno.h"
#include "xen/event.h"
#include "xen/hypercall.h"
#include "tests/support/sim_domain.h"

#include <xen/hvm/params.h>
#include <xen/hvm/save.h>

static void test_wrong_channels(void **state)
{
    uint32_t remote, port, virq;

    (void)state;
    assert_int_equal(xen_event_bind(sim_xen, DOMID, 7, &port), -XEN_EINVAL);
    sim_fault_expect("port 7 of domain 4 is not offered to domain 0");
    assert_int_equal(xen_event_offer(sim_xen, DOMID, 0, &remote), 0);
    assert_int_equal(xen_event_bind(sim_xen, DOMID, remote, &port), 0);
    assert_int_equal(xen_event_bind(sim_xen, DOMID, remote, &port), -XEN_EINVAL);
    assert_int_equal(xen_event_close(sim_xen, 100), -XEN_EINVAL);
    sim_fault_expect("closing port 100, which is free");
    assert_int_equal(xen_event_send(sim_xen, 100), -XEN_EINVAL);
    sim_fault_expect("sending on port 100, which is not bound to a domain");
    assert_int_equal(xen_event_bind_virq(sim_xen, VIRQ_DOM_EXC, &virq), 0);
    assert_int_equal(xen_event_bind_virq(sim_xen, VIRQ_DOM_EXC, &virq), -XEN_EEXIST);
    sim_fault_expect("virtual interrupt 3 is bound already");
    assert_int_equal(xen_block(sim_xen, 0), -XEN_EINVAL);
    sim_fault_expect("blocking without an entry for events");
    assert_int_equal(xen_event_enter(sim_xen, 0), -XEN_EINVAL);
    sim_fault_expect("callback command 0 of type 0");
}

static void test_wrong_parameters(void **state)
{
    (void)state;
    assert_int_equal(xen_hvm_param_set(sim_xen, DOMID, HVM_PARAM_CONSOLE_PFN, 9), -XEN_EINVAL);
    sim_fault_expect("parameter 17 names gfn 0x9, not populated");
    assert_int_equal(xen_hvm_param_set(sim_xen, DOMID, HVM_PARAM_CONSOLE_EVTCHN, 3), -XEN_EINVAL);
    sim_fault_expect("parameter 18 names port 3, not offered");
    assert_int_equal(xen_hvm_param_set(sim_xen, DOMID, HVM_PARAM_TIMER_MODE, 4), -XEN_EINVAL);
    sim_fault_expect("timer mode 4");
    assert_int_equal(xen_hvm_param_set(sim_xen, DOMID, HVM_PARAM_ALTP2M, 1), -XEN_EINVAL);
    sim_fault_expect("parameter 35 is none that a PVH domain needs");
}

static void context_refused(const void *bytes, size_t size, const char *text)
{
    assert_int_equal(xen_domain_set_hvm_context(sim_xen, DOMID, bytes, size), -XEN_EINVAL);
    sim_fault_expect(text);
}

static void test_wrong_contexts(void **state)
{
    struct {
        struct hvm_save_descriptor header_is;
        struct hvm_save_header header;
        struct hvm_save_descriptor mtrr_is;
        struct hvm_hw_mtrr mtrr;
        struct hvm_save_descriptor end;
    } records = {
        .header_is = {HVM_SAVE_CODE(HEADER), 0, sizeof(records.header)},
        .header = {.magic = HVM_FILE_MAGIC, .version = HVM_FILE_VERSION},
        .mtrr_is = {HVM_SAVE_CODE(MTRR), 0, sizeof(records.mtrr)},
        .mtrr = {.msr_mtrr_cap = 8, .msr_mtrr_def_type = 0x806},
    };

    (void)state;
    context_refused(&records, 4, "it does not begin with a header");
    context_refused(&records, sizeof(records) - 1, "it does not end with an end record");
    context_refused(&records, sizeof(records), "no CPU record");
    records.mtrr.msr_mtrr_def_type = 0;
    context_refused(&records, sizeof(records), "memory is not write-back");
    records.mtrr_is.instance = 1;
    context_refused(&records, sizeof(records), "a record of a vCPU that does not exist");
    records.header.version = 2;
    context_refused(&records, sizeof(records), "the header has another magic or version");
}

static void test_unknown_calls(void **state)
{
    (void)state;
    assert_int_equal(hypercall(__HYPERVISOR_kexec_op, 0, 0, 0, 0), -XEN_ENOSYS);
    sim_fault_expect("number 37 is none that a launcher needs");
    assert_int_equal(hypercall(__HYPERVISOR_sched_op, 4, 0, 0, 0), -XEN_ENOSYS);
    sim_fault_expect("scheduler command 4 is none that a launcher needs");
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, sim_domain_make, sim_domain_unmake)
    const struct CMUnitTest tests[] = {
        CASE(test_wrong_channels),
        CASE(test_wrong_parameters),
        CASE(test_wrong_contexts),
        CASE(test_unknown_calls),
    };
#undef CASE

    return cmocka_run_group_tests(tests, NULL, NULL);
}
