/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the domains that may read /hyperlaunch find there, and what they may change.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/image/digest.h"
#include "tests/support/boot_set.h"

#include <xen/io/xs_wire.h>

#define REFUSED "16 EACCES"

static void test_the_set_can_be_read(void **state)
{
    (void)state;
    boot_expect(BOOT_ITSELF, XS_DIRECTORY, "/hyperlaunch/domain|", "1 web|db|app|first");
    boot_reads("domain/web/domid", "1");
    boot_reads("domain/web/mode", "pvh");
    boot_reads("domain/db/mode", "pv");
    boot_reads("domain/web/cpus", "2");
    boot_reads("domain/db/memory", "8192");
    boot_reads("domain/web/cmdline", "quiet");
    boot_reads("domain/db/cmdline", "");
    boot_reads("domain/first/functions", "boot");
    boot_reads("domain/web/functions", "");
    boot_reads("domain/web/may", "cmdline memory skip start");
    boot_reads("domain/app/may", "skip");
    boot_reads("domain/db/may", NULL);
    boot_reads("domain/web/restarts", "0");
}

static void test_payloads_are_told_by_their_digests(void **state)
{
    const struct lcm_plan *plan = &boot_run.launcher.launch.image.plan;
    char digest[DIGEST_TEXT_SIZE];

    (void)state;
    digest_text(plan->payloads[plan->domains[BOOT_ITSELF].ramdisk.index - 1].digest, digest);
    boot_reads("domain/first/ramdisk", digest);
    digest_text(plan->payloads[plan->domains[BOOT_WEB].kernel.index - 1].digest, digest);
    boot_reads("domain/web/kernel", digest);
    boot_reads("domain/web/ramdisk", NULL);
}

static void test_the_record_is_live(void **state)
{
    (void)state;
    boot_reads("domain/first/state", "ready");
    boot_reads("domain/first/end", NULL);
    boot_reads("domain/first/cause", NULL);
    boot_reads("domain/web/end", NULL);
    assert_true(boot_run.launcher.launch.domains[BOOT_ITSELF].started);
}

/* Times are as in the log: seconds and microseconds after Xen's start. */
static void test_times_are_told(void **state)
{
    const struct outcome *outcome = &boot_run.launcher.launch.domains[BOOT_ITSELF];
    char text[32];

    (void)state;
    (void)snprintf(text, sizeof(text), "%llu.%06llu",
                   (unsigned long long)(outcome->started / 1000000000),
                   (unsigned long long)(outcome->started / 1000 % 1000000));
    boot_reads("domain/first/started", text);
    boot_reads("domain/first/ready", text);
}

static void test_what_the_lcm_allows_can_be_changed(void **state)
{
    (void)state;
    boot_writes("domain/web/cmdline", "loud");
    boot_reads("domain/web/cmdline", "loud");
    boot_writes("domain/web/memory", "8192");
    boot_writes("domain/web/skip", "1");
    boot_writes("domain/web/data/key", "value");
    boot_writes("domain/app/skip", "1");
}

static void test_nothing_else_can_be_changed(void **state)
{
    static const char *const places[] = {
        "domain/db/cmdline",    "domain/db/memory",     "domain/db/skip",
        "domain/db/start",      "domain/db/data/key",   "domain/db",
        "domain/app/cmdline",   "domain/app/memory",    "domain/app/start",
        "domain/web/state",     "domain/web/domid",     "domain/web/may",
        "domain/web/new",       "domain/new",           "new",
        "domain/first/cmdline", "domain/first/data/key"};

    (void)state;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        char payload[96];

        (void)snprintf(payload, sizeof(payload), "/hyperlaunch/%s|x", places[i]);
        boot_expect(BOOT_ITSELF, XS_WRITE, payload, REFUSED);
    }
    boot_expect(BOOT_ITSELF, XS_RM, "/hyperlaunch|", REFUSED);
    boot_expect(BOOT_ITSELF, XS_RM, "/hyperlaunch/domain/db|", REFUSED);
    boot_expect(BOOT_ITSELF, XS_SET_PERMS, "/hyperlaunch/domain/db/cmdline|b4|", REFUSED);
    boot_expect(BOOT_ITSELF, XS_SET_PERMS, "/hyperlaunch/domain/web/cmdline|n4|", REFUSED);
    boot_expect(BOOT_ITSELF, XS_WRITE, "/local/domain/0/name|x", REFUSED);
}

int main(void)
{
#define LAUNCH(test) cmocka_unit_test_setup_teardown(test, boot_launch_make, boot_launch_unmake)
    const struct CMUnitTest tests[] = {
        LAUNCH(test_the_set_can_be_read),
        LAUNCH(test_payloads_are_told_by_their_digests),
        LAUNCH(test_the_record_is_live),
        LAUNCH(test_times_are_told),
        LAUNCH(test_what_the_lcm_allows_can_be_changed),
        LAUNCH(test_nothing_else_can_be_changed),
    };

    return cmocka_run_group_tests(tests, boot_set_make, boot_set_unmake);
}
