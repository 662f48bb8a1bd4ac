/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A domain in the fake Xen, and the fault that a wrong call on it must give.
 */
#include "tests/support/sim_domain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "xen/domain.h"
#include "xen/memory_op.h"

#include <xen/hvm/params.h>
#include <xen/hvm/save.h>

struct run sim_run;
struct xen *const sim_xen = &sim_run.xen;
struct boot *sim_domain_boot;

int sim_domain_make(void **state)
{
    uint64_t gfns[] = {0, 1, 2, 3};
    const struct xen_create create = {
        .domid = DOMID, .vcpus = 1, .grant_version = 1, .grant_frames = 1};

    (void)state;
    run_make(&sim_run, &(struct sim_config){.minor = 17, .free_kib = 8192, .spare_kib = 64});
    sim_domain_boot = sim_boot(sim_run.sim);
    assert_int_equal(xen_init(sim_xen), 0);
    assert_int_equal(xen_domain_create(sim_xen, &create), 0);
    assert_int_equal(xen_domain_set_vcpus(sim_xen, DOMID, 1), 0);
    assert_int_equal(xen_domain_set_max_memory(sim_xen, DOMID, 32), 0);
    assert_int_equal(xen_domain_set_paging_pool(sim_xen, DOMID, 1024), 0);
    assert_int_equal(xen_memory_populate(sim_xen, DOMID, gfns, 4, 0), 4);
    assert_string_equal(sim_faults(sim_run.sim), "");
    return 0;
}

int sim_domain_unmake(void **state)
{
    (void)state;
    assert_string_equal(sim_audit(sim_run.sim), "");
    run_free(&sim_run);
    return 0;
}

void sim_fault_expect(const char *text)
{
    if (!strstr(sim_faults(sim_run.sim), text))
        fail_msg("'%s' is not among the faults: %s", text, sim_faults(sim_run.sim));
}
