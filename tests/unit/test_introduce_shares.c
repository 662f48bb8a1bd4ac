/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What hyperlaunch-init tells launched domains that they share.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dom0/shares.h"
#include "tests/support/fake_store.h"

static struct lcm_plan plan;
static struct record record;
static struct introduction done[3];

static int set_make(void **state)
{
    static const struct lcm_share shares[] = {
        {.domain = 0, .peer = 1, .kind = LCM_SHARE_MEMORY, .size_kib = 8, .name = "ring"},
        {.domain = 1, .peer = 2, .kind = LCM_SHARE_CHANNEL, .size_kib = 4, .name = "ctl"},
    };

    (void)state;
    fake_store_reset();
    memset(&plan, 0, sizeof(plan));
    memset(&record, 0, sizeof(record));
    plan.domain_count = record.domain_count = 3;
    for (uint32_t i = 0; i < 3; i++) {
        plan.domains[i].domid = record.domains[i].domid = i < 2 ? i + 1 : 0;
        done[i] = (struct introduction){.result = i < 2 ? INTRODUCE_DONE : INTRODUCE_SKIPPED};
    }
    memcpy(plan.shares, shares, sizeof(shares));
    plan.share_count = 2;
    plan.domains[0].shared_kib = 8;
    plan.domains[1].shared_kib = 4;
    return 0;
}

static bool tell(void)
{
    struct xs_handle *store = xs_open(0);
    bool good = shares_write(store, &record, &plan, done);

    xs_close(store);
    return good;
}

static void node_expect(const char *path, const char *value)
{
    const char *found = fake_store_value(path);

    if (!value)
        assert_null(found);
    else
        assert_string_equal(found ? found : "nothing", value);
}

static void test_both_are_told_and_domain_0_is(void **state)
{
    (void)state;
    assert_true(tell());
    node_expect("/local/domain/1/hyperlaunch/shared-memory/ring/role", "owner");
    node_expect("/local/domain/2/hyperlaunch/shared-memory/ring/reference", "2");
    node_expect("/local/domain/0/hyperlaunch/channel/ctl/role", "peer");
    node_expect("/local/domain/0/hyperlaunch/channel/ctl/peer", "2");
    node_expect("/local/domain/0/hyperlaunch/channel/ctl/port", "3");
}

/* It is not what the launcher made: others would map nothing, or something else. */
static void test_nobody_is_told_of_an_owner_that_is_gone(void **state)
{
    (void)state;
    done[0].result = INTRODUCE_FAILED;
    assert_true(tell());
    node_expect("/local/domain/1/hyperlaunch/shared-memory/ring/role", NULL);
    node_expect("/local/domain/2/hyperlaunch/shared-memory/ring/role", NULL);
    node_expect("/local/domain/2/hyperlaunch/channel/ctl/role", "owner");
}

static void test_a_peer_that_is_gone_is_told_nothing(void **state)
{
    (void)state;
    done[1].result = INTRODUCE_SKIPPED;
    assert_true(tell());
    node_expect("/local/domain/1/hyperlaunch/shared-memory/ring/role", "owner");
    node_expect("/local/domain/2/hyperlaunch/shared-memory/ring/role", NULL);
    node_expect("/local/domain/0/hyperlaunch/channel/ctl/role", NULL);
}

static void test_a_node_that_cannot_be_written_is_no_success(void **state)
{
    (void)state;
    fake_store.denied = "/local/domain/2/hyperlaunch/shared-memory/ring/size";
    assert_false(tell());
    node_expect("/local/domain/2/hyperlaunch/shared-memory/ring/role", NULL);
    node_expect("/local/domain/0/hyperlaunch/channel/ctl/role", "peer");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_both_are_told_and_domain_0_is, set_make),
        cmocka_unit_test_setup(test_nobody_is_told_of_an_owner_that_is_gone, set_make),
        cmocka_unit_test_setup(test_a_peer_that_is_gone_is_told_nothing, set_make),
        cmocka_unit_test_setup(test_a_node_that_cannot_be_written_is_no_success, set_make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
