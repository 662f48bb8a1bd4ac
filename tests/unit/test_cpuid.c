/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* What CPUID tells of packages, cores and threads: the leaves that are changed, and how. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "launcher/builder/parts/cpuid.h"
#include "xen/cpu_policy.h"

#define NONE UINT32_MAX
#define HTT  (1u << 28)

enum { INTEL = 0x756e6547, AMD = 0x68747541, HYGON = 0x6f677948, OTHER = 0x746e6543 };

static struct xen_cpuid changed[CPUID_CHANGED_MAX];

/* Changes one leaf of a policy of the vendor; false where it stays. */
static bool change(uint32_t vendor, struct xen_cpuid leaf)
{
    const struct xen_cpuid policy[] = {{0, NONE, 13, vendor, 0, 0}, leaf};
    uint32_t count = cpuid_pvh_change(policy, 2, changed);

    assert_true(count <= 1);
    if (count == 1) {
        assert_int_equal(changed[0].leaf, leaf.leaf);
        assert_int_equal(changed[0].subleaf, leaf.subleaf);
    }
    return count == 1;
}

static void test_logical_processors_are_doubled(void **state)
{
    static const uint8_t cases[][2] = {{0, 2},     {1, 2},     {4, 8},    {64, 128},
                                       {127, 254}, {128, 128}, {255, 255}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint32_t processors = cases[i][0];

        assert_true(change(
            OTHER, (struct xen_cpuid){1, NONE, 1, 0xab00cdef | processors << 16, 0x80000001, 5}));
        assert_int_equal(changed[0].a, 1);
        assert_int_equal(changed[0].b, 0xab00cdef | (uint32_t)cases[i][1] << 16);
        assert_int_equal(changed[0].c, 0x80000001);
        assert_int_equal(changed[0].d, HTT | 5);
    }
}

static void test_intel_caches_are_shared_by_cores_only(void **state)
{
    const struct xen_cpuid cache = {4, 1, 3u << 26 | 7u << 14 | 0x122, 1, 2, 3};

    (void)state;
    assert_true(change(INTEL, cache));
    assert_int_equal(changed[0].a, 7u << 26 | 0x122);
    assert_int_equal(changed[0].b, 1);
    assert_true(change(INTEL, (struct xen_cpuid){4, 0, 63u << 26 | 0x121, 0, 0, 0}));
    assert_int_equal(changed[0].a, 63u << 26 | 0x121);
    assert_false(change(INTEL, (struct xen_cpuid){4, 2, 0, 0, 0, 0})); /* no cache: the end */
    assert_false(change(AMD, cache));
}

static void test_amd_cores_are_doubled(void **state)
{
    static const uint32_t cases[][2] = {
        /* highest core, bits of an id; then what becomes of them */
        {0x2003, 0x3007}, {0x0000, 0x0001}, {0x0003, 0x0007}, {0x6040, 0x7081},
        {0x707e, 0x70fd}, {0x5f03, 0x6f07}, {0x8003, 0x8007},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct xen_cpuid leaf = {0x80000008, NONE, 0x3030, 1, 0xabcd0000 | cases[i][0], 2};

        assert_true(change(i % 2 ? AMD : HYGON, leaf));
        assert_int_equal(changed[0].c, 0xabcd0000 | cases[i][1]);
        assert_int_equal(changed[0].a, 0x3030);
        assert_false(change(INTEL, leaf));
    }
    assert_false(change(AMD, (struct xen_cpuid){0x80000008, NONE, 0, 0, 0x707f, 0}));
    assert_true(change(AMD, (struct xen_cpuid){0x80000001, NONE, 1, 2, 0xff, 4}));
    assert_int_equal(changed[0].c, 0xfd);
}

static void test_other_leaves_stay(void **state)
{
    static const uint32_t leaves[] = {2, 7, 11, 13, 0x40000000, 0x80000000, 0x80000007, 0x8000001e};

    (void)state;
    for (size_t i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++) {
        assert_false(change(AMD, (struct xen_cpuid){leaves[i], NONE, 1, 2, 3, 4}));
        assert_false(change(INTEL, (struct xen_cpuid){leaves[i], NONE, 1, 2, 3, 4}));
    }
}

/* Xen says how many leaves there are; no policy, whatever is in it, overruns what is changed. */
static void test_policies_of_any_length(void **state)
{
    static struct xen_cpuid policy[64];

    (void)state;
    assert_int_equal(cpuid_pvh_change(policy, 0, changed), 0);
    assert_int_equal(cpuid_pv_change(policy, 0, policy, 0, changed), 0);
    for (size_t i = 0; i < 64; i++)
        policy[i] = (struct xen_cpuid){1, NONE, 0, 0, 0, 0};
    assert_int_equal(cpuid_pvh_change(policy, 64, changed), CPUID_CHANGED_MAX);
}

static void test_pv_has_the_hosts_flags(void **state)
{
    const struct xen_cpuid none[] = {{1, NONE, 1, 2, 3, 4}, {0x80000001, NONE, 5, 6, 8, 7}};
    const struct xen_cpuid both[] = {{1, NONE, 0, 0, 0, HTT}, {0x80000001, NONE, 0, 0, 2, 0}};

    (void)state;
    assert_int_equal(cpuid_pv_change(none, 2, both, 2, changed), 2);
    assert_int_equal(changed[0].d, HTT | 4);
    assert_int_equal(changed[0].c, 3);
    assert_int_equal(changed[1].c, 8 | 2);
    assert_int_equal(cpuid_pv_change(both, 2, none, 2, changed), 2);
    assert_int_equal(changed[0].d, 0);
    assert_int_equal(changed[1].c, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_logical_processors_are_doubled),
        cmocka_unit_test(test_intel_caches_are_shared_by_cores_only),
        cmocka_unit_test(test_amd_cores_are_doubled),
        cmocka_unit_test(test_other_leaves_stay),
        cmocka_unit_test(test_policies_of_any_length),
        cmocka_unit_test(test_pv_has_the_hosts_flags),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
