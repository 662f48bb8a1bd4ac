/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Building domains on several CPUs: what comes of it is what one CPU makes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/mixed_domains.h"

enum { CPUS_SOME = 3, CPUS_ALL = 40 };

/* What of a launch must not depend on the CPUs: lines without times and counts of hypercalls. */
static char *log_take(void)
{
    char *text = strdup(sim_console(mixed_run.sim)), *to = text;
    bool digits = false;

    for (const char *from = text; *from; from++) {
        /* Times and counts differ: a number is as good as another. */
        bool digit = *from >= '0' && *from <= '9';

        if (!digit || !digits)
            *to++ = digit ? '0' : *from;
        digits = digit || (digits && *from == '.');
    }
    *to = 0;
    return text;
}

static void set_expect(void)
{
    assert_string_equal(run_wrong(&mixed_run), "");
    assert_int_equal(mixed_run.launcher.launch.started, SET);
    mixed_kernel_expect(&mixed_domains[DB], mixed_domain_end(&mixed_domains[DB]),
                        mixed_domain_end(&mixed_domains[DB]) + 0x10000, 0x800000);
}

/* The ramdisk of each domain that has one is where its start info says. */
static void ramdisks_expect(void)
{
    for (uint32_t i = 0; i < SET; i++) {
        const struct set_domain *domain = &mixed_domains[i];
        struct sim_domain_view view;
        uint64_t place[4];

        if (!domain->ramdisk)
            continue;
        assert_true(sim_domain_view(mixed_run.sim, domain->domid, &view));
        /* struct hvm_start_info: the list of modules is at 16, the first one's address there. */
        assert_true(sim_guest_read(mixed_run.sim, domain->domid, view.start_info + 16, place, 8));
        assert_true(sim_guest_read(mixed_run.sim, domain->domid, place[0], place, 16));
        assert_int_equal(place[1], domain->ramdisk_size);
        mixed_memory_expect(domain->domid, place[0], domain->ramdisk, domain->ramdisk_size);
    }
}

static void test_helpers_build_the_same(void **state)
{
    char *alone, *some;

    (void)state;
    mixed_run_start_on(17, 1, NULL);
    assert_int_equal(mixed_run.launcher.cpus.helpers, 0);
    set_expect();
    alone = log_take();
    run_free(&mixed_run);
    for (uint32_t vcpus = 2; vcpus <= CPUS_SOME; vcpus++) {
        mixed_run_start_on(17, vcpus, NULL);
        assert_int_equal(mixed_run.launcher.cpus.helpers, vcpus - 1);
        set_expect();
        ramdisks_expect();
        some = log_take();
        /* The launch says that there are more CPUs, and nothing else differs. */
        assert_non_null(strstr(some, "0 CPUs build domains"));
        assert_string_equal(strstr(some, "hyperlaunch: domain "),
                            strstr(alone, "hyperlaunch: domain "));
        free(some);
        run_free(&mixed_run);
    }
    free(alone);
}

/* Xen's shared page has a place for 32 vCPUs. */
static void test_more_cpus_than_are_of_use(void **state)
{
    (void)state;
    mixed_run_start_on(17, CPUS_ALL, NULL);
    assert_int_equal(mixed_run.launcher.cpus.helpers, BOOT_CPUS_MAX - 1);
    set_expect();
    ramdisks_expect();
    run_free(&mixed_run);
}

static void test_option_says_how_many(void **state)
{
    (void)state;
    mixed_run_start_on(17, CPUS_SOME, "cpus=1");
    assert_int_equal(mixed_run.launcher.cpus.helpers, 0);
    set_expect();
    run_free(&mixed_run);
    mixed_run_start_on(17, CPUS_ALL, "cpus=4");
    assert_int_equal(mixed_run.launcher.cpus.helpers, 3);
    set_expect();
    run_free(&mixed_run);
}

/* Who cannot be started is done without. */
static void test_fewer_helpers_than_vcpus(void **state)
{
    (void)state;
    run_make(&mixed_run, &(struct sim_config){
                             .minor = 17,
                             .free_kib = 7 * 1024 * 1024,
                             .image = mixed_image.bytes,
                             .image_size = mixed_image.size,
                             .vcpus = 4,
                             .helpers_most = 1,
                         });
    run_launch(&mixed_run);
    assert_int_equal(mixed_run.launcher.cpus.helpers, 1);
    assert_true(run_said(&mixed_run, "2 CPUs cannot help"));
    set_expect();
    run_free(&mixed_run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_helpers_build_the_same),
        cmocka_unit_test(test_more_cpus_than_are_of_use),
        cmocka_unit_test(test_option_says_how_many),
        cmocka_unit_test(test_fewer_helpers_than_vcpus),
    };

    return cmocka_run_group_tests(tests, mixed_set_make, mixed_set_unmake);
}
