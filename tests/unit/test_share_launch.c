/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What domains share in a set without a dom0: pages, grants, ports and nodes, at the launch and
 * after restarts of owner and peer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/restarts.h"

#include <xen/grant_table.h>
#include <xen/sched.h>

#define SHARED_ADDRESS UINT64_C(0xff000000)

enum { LAST_FRAME = 63 * 512, PV_PAGES = 8 << 8 /* 8 MiB */ };

static const struct lcm_share shares[] = {
    {.domain = RESTARTS_WEB,
     .peer = RESTARTS_PV,
     .kind = LCM_SHARE_MEMORY,
     .access = LCM_ACCESS_RO,
     .size_kib = 16,
     .name = "ring"},
    {.domain = RESTARTS_WEB,
     .peer = RESTARTS_DB,
     .kind = LCM_SHARE_CHANNEL,
     .size_kib = 4,
     .name = "ctl"},
    {.domain = RESTARTS_PV,
     .peer = RESTARTS_WEB,
     .kind = LCM_SHARE_MEMORY,
     .size_kib = 64,
     .name = "back"},
};

static struct run *const run = &restarts_run;

static uint64_t entry(uint64_t frame, uint32_t domid, uint64_t flags)
{
    return frame << 32 | (uint64_t)domid << 16 | flags;
}

static void grants_expect(void)
{
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(sim_grant(run->sim, 1, 2 + i),
                         entry(0xff000 + i, 2, GTF_permit_access | GTF_readonly));
    assert_int_equal(sim_grant(run->sim, 1, 6), entry(0xff004, 3, GTF_permit_access));
    assert_int_equal(sim_grant(run->sim, 1, 7), 0);
    for (uint32_t i = 0; i < 16; i++) {
        uint64_t for_peer = sim_grant(run->sim, 2, LAST_FRAME + i);

        assert_int_equal((uint32_t)for_peer, entry(0, 1, GTF_permit_access));
        assert_true(for_peer >> 32 != 0);
        /* The same frame, for itself. */
        assert_int_equal(sim_grant(run->sim, 2, LAST_FRAME + 16 + i),
                         entry(for_peer >> 32, 2, GTF_permit_access));
    }
    assert_int_equal(sim_grant(run->sim, 2, LAST_FRAME + 32), 0);
}

static void test_pages_are_zero_and_reserved(void **state)
{
    struct sim_domain_view view;
    bool is_reserved = false;

    (void)state;
    assert_int_equal(run_memory_differs(run, 1, SHARED_ADDRESS, NULL, 5 * 4096), 5 * 4096);
    assert_true(sim_domain_view(run->sim, 1, &view));
    assert_int_equal(view.pages, 8 * 256 + 4 + 5);
    for (uint32_t i = 0; i < view.map_count; i++)
        is_reserved |= view.map[i].type == E820_RESERVED &&
                       view.map[i].address + view.map[i].size == SHARED_ADDRESS + 5 * 4096;
    assert_true(is_reserved);
    assert_true(sim_domain_view(run->sim, 2, &view));
    assert_int_equal(view.pages, PV_PAGES + 16);
    assert_int_equal(run_memory_differs(run, 2, (uint64_t)PV_PAGES << 12, NULL, 16 * 4096),
                     16 * 4096);
}

static void test_the_peers_have_grants_and_ports(void **state)
{
    (void)state;
    grants_expect();
    assert_int_equal(sim_offer(run->sim, 1, 3), 3);
    assert_int_equal(sim_offer(run->sim, 1, 4), SIM_NOBODY);
    assert_int_equal(sim_offer(run->sim, 2, 3), SIM_NOBODY);
}

/* So it is with all domains of a set that shares nothing: test_launch.c. */
static void test_who_owns_nothing_is_as_it_was(void **state)
{
    struct sim_domain_view view;

    (void)state;
    assert_true(sim_domain_view(run->sim, 3, &view));
    assert_int_equal(view.grant_count, 1);
    assert_int_equal(view.grant_frames, -1);
    assert_int_equal(view.pages, 8 * 256 + 4);
    assert_int_equal(sim_offer(run->sim, 3, 3), SIM_NOBODY);
    assert_true(sim_domain_view(run->sim, 1, &view));
    assert_int_equal(view.grant_frames, -1);
}

static void test_an_owner_that_starts_again_has_it_afresh(void **state)
{
    const uint32_t rubbish = 0x12345678;

    (void)state;
    assert_true(sim_guest_write(run->sim, 1, SHARED_ADDRESS, &rubbish, sizeof(rubbish)));
    assert_true(sim_guest_write(run->sim, 2, (uint64_t)PV_PAGES << 12, &rubbish, sizeof(rubbish)));
    restarts_end(RESTARTS_WEB, SHUTDOWN_reboot);
    restarts_end(RESTARTS_PV, SHUTDOWN_reboot);
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_RUNNING);
    assert_int_equal(restarts_state(RESTARTS_PV), DOMAIN_RUNNING);
    test_pages_are_zero_and_reserved(state);
    test_the_peers_have_grants_and_ports(state);
}

/* What a peer still maps keeps the old domain: the others are served meanwhile. */
static void test_an_owner_waits_for_who_maps_its_memory(void **state)
{
    (void)state;
    sim_hold(run->sim, 1);
    sim_guest_shutdown(run->sim, 1, SHUTDOWN_reboot);
    for (int i = 0; i < 100; i++)
        resident_serve(&run->launcher.resident);
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_PLANNED);
    sim_let_go(run->sim, 1);
    restarts_serve();
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_RUNNING);
    grants_expect();
}

static void test_a_peer_that_starts_again_finds_it_as_it_is(void **state)
{
    const uint32_t word = 0x12345678;

    (void)state;
    assert_true(sim_guest_write(run->sim, 1, SHARED_ADDRESS, &word, sizeof(word)));
    restarts_end(RESTARTS_PV, SHUTDOWN_reboot);
    assert_int_equal(run_memory_differs(run, 1, SHARED_ADDRESS, (const uint8_t *)&word, 4), 4);
    grants_expect();
}

/* -- nodes ----------------------------------------------------------------------------------------
 */

static void node_expect(const char *path, const char *value)
{
    char text[64];
    uint32_t size = sizeof(text) - 1;

    if (!value) {
        assert_false(store_has(run->launcher.resident.store, path));
        return;
    }
    if (store_read(run->launcher.resident.store, path, text, &size))
        fail_msg("no node %s", path);
    text[size] = '\0';
    assert_string_equal(text, value);
}

static void test_both_find_it_in_the_store(void **state)
{
    static const char *const nodes[][2] = {
        {"/local/domain/1/hyperlaunch/shared-memory/ring/role", "owner"},
        {"/local/domain/1/hyperlaunch/shared-memory/ring/peer", "2"},
        {"/local/domain/1/hyperlaunch/shared-memory/ring/size", "16384"},
        {"/local/domain/1/hyperlaunch/shared-memory/ring/access", "ro"},
        {"/local/domain/1/hyperlaunch/shared-memory/ring/address", "4278190080"},
        {"/local/domain/1/hyperlaunch/shared-memory/ring/reference", NULL},
        {"/local/domain/1/hyperlaunch/shared-memory/ring/port", NULL},
        {"/local/domain/2/hyperlaunch/shared-memory/ring/role", "peer"},
        {"/local/domain/2/hyperlaunch/shared-memory/ring/peer", "1"},
        {"/local/domain/2/hyperlaunch/shared-memory/ring/reference", "2"},
        {"/local/domain/2/hyperlaunch/shared-memory/ring/address", NULL},
        {"/local/domain/1/hyperlaunch/channel/ctl/address", "4278206464"},
        {"/local/domain/1/hyperlaunch/channel/ctl/port", "3"},
        {"/local/domain/3/hyperlaunch/channel/ctl/role", "peer"},
        {"/local/domain/3/hyperlaunch/channel/ctl/reference", "6"},
        {"/local/domain/3/hyperlaunch/channel/ctl/port", "3"},
        {"/local/domain/3/hyperlaunch/channel/ctl/access", "rw"},
        {"/local/domain/2/hyperlaunch/shared-memory/back/role", "owner"},
        {"/local/domain/2/hyperlaunch/shared-memory/back/reference", "32272"},
        {"/local/domain/1/hyperlaunch/shared-memory/back/reference", "32256"},
        {"/local/domain/3/hyperlaunch/shared-memory", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++)
        node_expect(nodes[i][0], nodes[i][1]);
}

static void test_the_peer_sees_that_the_owner_ended(void **state)
{
    (void)state;
    sim_hold(run->sim, 1);
    sim_guest_shutdown(run->sim, 1, SHUTDOWN_reboot);
    for (int i = 0; i < 100; i++)
        resident_serve(&run->launcher.resident);
    node_expect("/local/domain/2/hyperlaunch/shared-memory/ring", NULL);
    node_expect("/local/domain/3/hyperlaunch/channel/ctl", NULL);
    node_expect("/local/domain/2/hyperlaunch/shared-memory/back/role", "owner");
    sim_let_go(run->sim, 1);
    restarts_serve();
    test_both_find_it_in_the_store(state);
}

static void test_a_peer_that_starts_again_finds_its_nodes(void **state)
{
    (void)state;
    restarts_end(RESTARTS_PV, SHUTDOWN_reboot);
    test_both_find_it_in_the_store(state);
}

#define LAUNCHED(test)                                                                             \
    cmocka_unit_test_setup_teardown(test, restarts_launch_make, restarts_launch_unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LAUNCHED(test_pages_are_zero_and_reserved),
        LAUNCHED(test_the_peers_have_grants_and_ports),
        LAUNCHED(test_who_owns_nothing_is_as_it_was),
        LAUNCHED(test_an_owner_that_starts_again_has_it_afresh),
        LAUNCHED(test_an_owner_waits_for_who_maps_its_memory),
        LAUNCHED(test_a_peer_that_starts_again_finds_it_as_it_is),
        LAUNCHED(test_both_find_it_in_the_store),
        LAUNCHED(test_the_peer_sees_that_the_owner_ended),
        LAUNCHED(test_a_peer_that_starts_again_finds_its_nodes),
    };

    restarts_shares = shares;
    restarts_share_count = sizeof(shares) / sizeof(shares[0]);
    restarts_spare_kib = 2048;
    return cmocka_run_group_tests(tests, restarts_set_make, restarts_set_unmake);
}
