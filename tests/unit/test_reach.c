/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Who can reach whom follows from what the set gives, and from nothing else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tool/check/reach.h"

static struct lcm_plan plan;

/* Domains a, b and c, of domids 1, 2 and 3. */
static int plan_make(void **state)
{
    (void)state;
    memset(&plan, 0, sizeof(plan));
    plan.domain_count = 3;
    for (uint32_t i = 0; i < plan.domain_count; i++) {
        plan.domains[i].domid = i + 1;
        plan.domains[i].name[0] = (char)('a' + i);
    }
    return 0;
}

static struct lcm_device *device_add(enum lcm_device_kind kind, uint32_t domain, uint32_t backend)
{
    struct lcm_device *device = &plan.devices[plan.device_count++];

    *device = (struct lcm_device){
        .kind = (uint8_t)kind, .domain = domain, .backend = backend, .device = "xvda"};
    return device;
}

/* All of it is "WHO WHAT WHOM; ...". */
static void assert_reaches(const char *expected)
{
    struct reach reach = {.next = 0};
    char text[512] = "";

    while (reach_next(&plan, &reach)) {
        size_t used = strlen(text);

        assert_true(reach.why[0] != '\0' && reach.remedy[0] != '\0');
        (void)snprintf(text + used, sizeof(text) - used, "%s%s %s %s", used ? "; " : "",
                       plan.domains[reach.who].name, reach_name(reach.what),
                       reach_whom(&plan, &reach));
    }
    assert_string_equal(text, expected);
}

static void test_nobody_reaches_anybody(void **state)
{
    (void)state;
    assert_reaches("");
}

static void test_domain_0_reaches_what_it_is_given(void **state)
{
    (void)state;
    plan.domains[1].domid = 0;
    plan.domains[1].capabilities = LCM_CAPS_DOM0 | LCM_CAP_XENSTORE;
    plan.domains[1].functions = LCM_FUNC_CONSOLE | LCM_FUNC_LEGACY_DOM0;
    assert_reaches("b memory all other domains; b store all other domains; "
                   "b console all other domains");
}

static void test_store_that_no_other_has_is_none(void **state)
{
    (void)state;
    plan.domains[0].functions = LCM_FUNC_XENSTORE;
    for (uint32_t i = 1; i < plan.domain_count; i++)
        plan.domains[i].enhanced = LCM_ENHANCED_NO_XENSTORE;
    assert_reaches("");
    plan.domains[2].enhanced = LCM_ENHANCED_ENABLED;
    assert_reaches("a store all other domains");
}

static void test_backend_reaches_what_it_serves(void **state)
{
    (void)state;
    device_add(LCM_DEVICE_DISK, 0, 2);
    device_add(LCM_DEVICE_NIC, 1, 0);
    assert_reaches("c disk a; a network b");
}

static void test_device_of_nobody_is_no_way(void **state)
{
    (void)state;
    device_add(LCM_DEVICE_DISK, 0, plan.domain_count);
    device_add(LCM_DEVICE_NIC, 0, BITS_MAX);
    assert_reaches("");
}

static void test_pci_device_reaches_no_memory_behind_an_iommu(void **state)
{
    struct lcm_device *device = device_add(LCM_DEVICE_PCI, 1, 0);

    (void)state;
    assert_reaches("");
    device->permissive = true;
    assert_reaches("b host the host");
    device->dma_without_iommu = true;
    assert_reaches("b memory all other domains and Xen; b host the host");
}

static void test_boot_domain_reaches_those_that_let_it(void **state)
{
    (void)state;
    plan.domains[0].boot_may = LCM_MAY_CMDLINE | LCM_MAY_MEMORY;
    assert_reaches("");
    plan.domains[2].functions = LCM_FUNC_BOOT;
    assert_reaches("c start a");
}

static void test_console_and_recovery_read_what_others_print(void **state)
{
    (void)state;
    plan.domains[0].functions = LCM_FUNC_CONSOLE;
    plan.domains[1].functions = LCM_FUNC_RECOVERY;
    assert_reaches("a console all other domains; b console all other domains");
}

static void test_peer_reaches_what_is_shared_alone(void **state)
{
    (void)state;
    plan.shares[0] = (struct lcm_share){
        .kind = LCM_SHARE_MEMORY, .domain = 0, .peer = 2, .name = "ring", .access = LCM_ACCESS_RO};
    plan.shares[1] =
        (struct lcm_share){.kind = LCM_SHARE_CHANNEL, .domain = 1, .peer = 0, .name = "orders"};
    plan.shares[2] =
        (struct lcm_share){.kind = LCM_SHARE_MEMORY, .domain = 1, .peer = BITS_MAX, .name = "none"};
    plan.share_count = 3;
    assert_reaches("c shared a; a shared b");
}

static void test_domain_that_is_alone_reaches_xen_at_most(void **state)
{
    (void)state;
    plan.domain_count = 1;
    plan.domains[0].capabilities = LCM_CAPS_DOM0;
    plan.domains[0].functions = LCM_FUNC_CONSOLE;
    assert_reaches("");
    device_add(LCM_DEVICE_PCI, 0, 0)->dma_without_iommu = true;
    assert_reaches("a memory Xen");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_nobody_reaches_anybody, plan_make),
        cmocka_unit_test_setup(test_domain_0_reaches_what_it_is_given, plan_make),
        cmocka_unit_test_setup(test_store_that_no_other_has_is_none, plan_make),
        cmocka_unit_test_setup(test_backend_reaches_what_it_serves, plan_make),
        cmocka_unit_test_setup(test_device_of_nobody_is_no_way, plan_make),
        cmocka_unit_test_setup(test_pci_device_reaches_no_memory_behind_an_iommu, plan_make),
        cmocka_unit_test_setup(test_boot_domain_reaches_those_that_let_it, plan_make),
        cmocka_unit_test_setup(test_console_and_recovery_read_what_others_print, plan_make),
        cmocka_unit_test_setup(test_peer_reaches_what_is_shared_alone, plan_make),
        cmocka_unit_test_setup(test_domain_that_is_alone_reaches_xen_at_most, plan_make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
