/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where what a domain shares lies, by which references and ports, and what it costs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/layout/cost.h"
#include "core/layout/layout.h"
#include "core/share/share.h"

static struct lcm_plan plan;

static void share_add(uint32_t domain, enum lcm_share_kind kind, uint32_t size_kib)
{
    plan.shares[plan.share_count++] = (struct lcm_share){
        .domain = domain, .peer = 1 - domain, .kind = (uint8_t)kind, .size_kib = size_kib};
    plan.domains[domain].shared_kib += size_kib;
}

static int plan_make(void **state)
{
    (void)state;
    memset(&plan, 0, sizeof(plan));
    plan.domain_count = 2;
    plan.domains[1].mode = LCM_MODE_PV;
    return 0;
}

static void place_expect(uint32_t i, const struct share_place *expected)
{
    struct share_place place;

    share_place(&plan, &plan.shares[i], &place);
    assert_int_equal(place.first, expected->first);
    assert_int_equal(place.pages, expected->pages);
    assert_int_equal(place.reference, expected->reference);
    assert_int_equal(place.own_reference, expected->own_reference);
    assert_int_equal(place.port, expected->port);
}

static void test_six_references_are_those_of_tools(void **state)
{
    (void)state;
    share_add(0, LCM_SHARE_MEMORY, 16);
    share_add(1, LCM_SHARE_CHANNEL, 4);
    share_add(0, LCM_SHARE_CHANNEL, 4);
    share_add(0, LCM_SHARE_CHANNEL, 4);
    share_add(1, LCM_SHARE_CHANNEL, 4);
    share_add(1, LCM_SHARE_MEMORY, 4);
    place_expect(0, &(struct share_place){.first = 0, .pages = 4, .reference = 2});
    place_expect(2, &(struct share_place){.first = 4, .pages = 1, .reference = 6, .port = 3});
    place_expect(3, &(struct share_place){.first = 5, .pages = 1, .reference = 7, .port = 4});
    place_expect(1, &(struct share_place){0, 1, 2, 3, 3});
    place_expect(4, &(struct share_place){1, 1, 4, 5, 4});
    place_expect(5, &(struct share_place){2, 1, 6, 7, 0});
    assert_int_equal(share_grant_frames(&plan.domains[0]), 0);
    assert_int_equal(share_cost_kib(&plan.domains[0]), 24);
    assert_int_equal(share_cost_kib(&plan.domains[1]), 12);
}

static void test_more_are_in_frames_of_their_own(void **state)
{
    (void)state;
    share_add(0, LCM_SHARE_MEMORY, 1024);
    share_add(0, LCM_SHARE_CHANNEL, 4);
    place_expect(0, &(struct share_place){.first = 0, .pages = 256, .reference = 63 * 512});
    place_expect(1, &(struct share_place){256, 1, 63 * 512 + 256, 0, 3});
    assert_int_equal(share_grant_frames(&plan.domains[0]), 64);
    assert_int_equal(share_cost_kib(&plan.domains[0]), 1028 + 64 * 32);
}

static void test_they_follow_the_frames_that_the_domain_has(void **state)
{
    (void)state;
    for (unsigned int i = 0; i < 4; i++)
        share_add(1, LCM_SHARE_MEMORY, 1024);
    plan.domains[1].limits.grant_frames = (struct lcm_limit){.value = 8, .given = true};
    place_expect(0, &(struct share_place){0, 256, 8 * 512, 8 * 512 + 256, 0});
    place_expect(3, &(struct share_place){768, 256, 11 * 512, 11 * 512 + 256, 0});
    assert_int_equal(share_grant_frames(&plan.domains[1]), 12);
    /* Without a limit of its own it has Xen's, in all. */
    plan.domains[1].limits.grant_frames.given = false;
    place_expect(0, &(struct share_place){0, 256, 60 * 512, 60 * 512 + 256, 0});
}

static void test_no_limit_wraps(void **state)
{
    (void)state;
    share_add(0, LCM_SHARE_MEMORY, 1024);
    plan.domains[0].limits.grant_frames = (struct lcm_limit){.value = INT32_MAX, .given = true};
    assert_int_equal(share_grant_frames(&plan.domains[0]), SHARE_GRANT_FRAMES_MAX);
}

static void test_the_cost_of_a_domain_has_it(void **state)
{
    uint64_t before = cost_overhead_kib(&plan.domains[0]);

    (void)state;
    assert_int_equal(share_cost_kib(&plan.domains[0]), 0);
    share_add(0, LCM_SHARE_MEMORY, 64);
    assert_int_equal(cost_overhead_kib(&plan.domains[0]), before + 64 + 64 * 32);
}

static void test_the_memory_map_reserves_the_most_that_can_be_shared(void **state)
{
    struct layout layout = {.map_count = 2,
                            .map = {{0, 4096, E820_RAM}, {0xfeff8000, 0x8000, E820_RESERVED}}};

    (void)state;
    layout_shared_add(&layout, LCM_SHARED_MAX_KIB);
    assert_int_equal(layout.map[0].size, 4096);
    assert_int_equal(layout.map[1].size, 0x8000 + (4 << 20));
    assert_true(LAYOUT_SHARED_GFN == LAYOUT_CONSOLE_GFN + 1);
    assert_true(LAYOUT_SHARED_GFN * 4096 + LCM_SHARED_MAX_KIB * 1024 <= LAYOUT_HOLE_END);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_six_references_are_those_of_tools, plan_make),
        cmocka_unit_test_setup(test_more_are_in_frames_of_their_own, plan_make),
        cmocka_unit_test_setup(test_they_follow_the_frames_that_the_domain_has, plan_make),
        cmocka_unit_test_setup(test_no_limit_wraps, plan_make),
        cmocka_unit_test_setup(test_the_cost_of_a_domain_has_it, plan_make),
        cmocka_unit_test_setup(test_the_memory_map_reserves_the_most_that_can_be_shared, plan_make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
