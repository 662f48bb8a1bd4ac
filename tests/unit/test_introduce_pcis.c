/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PCI devices of introduced domains: xen-pciback takes them, xl attaches what is not there yet, and
 * what fails is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "dom0/now.h"
#include "dom0/pcis.h"
#include "tests/support/fake_store.h"
#include "tests/support/introductions.h"

enum { COMMAND_SIZE = 256 };

/*
 * Both note how they were called. The module is there unless the folder has a file `without`; with
 * it comes what the kernel's command line hides, 0000:00:04.0. Nobody takes 0000:00:1f.0, and
 * 0000:00:1e.0 cannot be attached.
 */
static const char script[] = "#!/bin/sh\nhere=${0%/*}\necho \"${0##*/} $*\" >>\"$here/calls\"\n"
                             "case \"${0##*/} $*\" in\n"
                             "modprobe*) [ -e \"$here/without\" ] || { mkdir \"$here/bound\"; "
                             ">\"$here/bound/0000:00:04.0\"; } ;;\n"
                             "*-add*1f.0) exit 1 ;;\n"
                             "*-add*) >\"$here/bound/$2\" ;;\n"
                             "*attach*1e.0*) exit 1 ;;\n"
                             "esac\n";

static struct lcm_plan plan;
static char bound[96];
static struct pcis_host host = {bound, 0};

/* Runs a command of the shell in the fixture's folder. */
static void shell(const struct fixture *f, const char *command)
{
    char line[COMMAND_SIZE];

    (void)snprintf(line, sizeof(line), "cd %s && %s", f->folder, command);
    assert_int_equal(system(line), 0);
}

static int pcis_set_up(void **state)
{
    static char search[96];
    struct fixture *f;
    FILE *out;

    if (introductions_set_up(state) != 0)
        return -1;
    f = *state;
    (void)snprintf(search, sizeof(search), "%s/xl", f->folder);
    out = fopen(search, "w");
    assert_non_null(out);
    fputs(script, out);
    assert_int_equal(fclose(out), 0);
    shell(f, "chmod 755 xl && cp xl modprobe");
    (void)snprintf(search, sizeof(search), "%s:/usr/bin:/bin", f->folder);
    assert_int_equal(setenv("PATH", search, 1), 0);
    (void)snprintf(bound, sizeof(bound), "%s/bound", f->folder);
    host.wait_ns = 0;
    introduction_record_add(f, 5, "net", RECORD_PV, RECORD_STORE_PARAM);
    introduction_record_add(f, 6, "disk", RECORD_PV, RECORD_STORE_PARAM);
    plan = (struct lcm_plan){
        .domain_count = 3,
        .domains = {{.name = "dom0"}, {.name = "disk", .domid = 6}, {.name = "net", .domid = 5}},
        .device_count = 4,
        .devices = {{.domain = 1, .kind = LCM_DEVICE_DISK, .device = "xvda", .target = "/a"},
                    {.domain = 1, .kind = LCM_DEVICE_PCI, .sbdf = 0x20},
                    {.domain = 2, .kind = LCM_DEVICE_PCI, .sbdf = 0x18, .permissive = true},
                    {.domain = 2, .kind = LCM_DEVICE_PCI, .sbdf = 0x100}},
    };
    return 0;
}

static int pcis_tear_down(void **state)
{
    shell(*state, "rm -rf xl modprobe calls bound without");
    return introductions_tear_down(state);
}

static bool attach(struct fixture *f)
{
    return pcis_attach(f->dom0.store, &host, &f->record, &plan, f->done);
}

static void calls_check(const struct fixture *f, const char *expected)
{
    char path[96], text[1024];
    size_t size = 0;
    FILE *in;

    (void)snprintf(path, sizeof(path), "%s/calls", f->folder);
    in = fopen(path, "r");
    if (in) {
        size = fread(text, 1, sizeof(text) - 1, in);
        (void)fclose(in);
    }
    text[size] = '\0';
    assert_string_equal(text, expected);
}

static void node_write(struct fixture *f, const char *path, const char *value)
{
    assert_true(xs_write(f->dom0.store, XBT_NULL, path, value, (unsigned int)strlen(value)));
}

/* The first of each domain first. What Linux hid already needs no word. */
static void test_each_device_is_taken_and_attached(void **state)
{
    struct fixture *f = *state;

    assert_true(attach(f));
    calls_check(f, "modprobe -q xen-pciback\nxl pci-assignable-add 0000:00:03.0\n"
                   "xl pci-attach 5 0000:00:03.0,seize=1,permissive=1\n"
                   "xl pci-attach 6 0000:00:04.0,seize=1\n"
                   "xl pci-assignable-add 0000:01:00.0\nxl pci-attach 5 0000:01:00.0,seize=1\n");
    assert_int_equal(f->done[0].attached, 2);
    assert_int_equal(f->done[1].attached, 1);
}

/* In whatever place; a guest's own nodes say nothing. */
static void test_what_is_there_stays(void **state)
{
    struct fixture *f = *state;

    shell(f, "mkdir bound && >bound/0000:00:04.0");
    node_write(f, "/local/domain/0/backend/pci/5/0/dev-0", "0000:01:00.0");
    node_write(f, "/local/domain/0/backend/pci/5/0/dev-1", "0000:00:03.0");
    node_write(f, "/local/domain/6/device/pci/0/dev-0", "0000:00:04.0");
    assert_true(attach(f));
    calls_check(f, "xl pci-attach 6 0000:00:04.0,seize=1\n");
    assert_int_equal(f->done[0].attached, 0);
}

/* A front end that has the device before, at the second look. */
static bool front_connects(void)
{
    static const char path[] = "/local/domain/5/device/pci/0/state";
    struct xs_handle *store = xs_open(0);
    bool is_second = fake_store_value(path);

    assert_true(xs_write(store, XBT_NULL, path, is_second ? "4" : "3", 1));
    return true;
}

static void test_second_device_waits_for_the_front_end(void **state)
{
    struct fixture *f = *state;

    host.wait_ns = 60 * NOW_SECOND;
    plan.device_count = 4;
    node_write(f, "/local/domain/0/backend/pci/5/0/dev-0", "0000:00:03.0");
    f->done[1].result = INTRODUCE_FAILED;
    fake_store.on_wait = front_connects;
    assert_true(attach(f));
    calls_check(f, "modprobe -q xen-pciback\nxl pci-assignable-add 0000:01:00.0\n"
                   "xl pci-attach 5 0000:01:00.0,seize=1\n");
    assert_string_equal(fake_store_value("/local/domain/5/device/pci/0/state"), "4");
}

static bool front_sleeps(void)
{
    return true;
}

/* All are waited for together: 31 devices of a guest without a driver do not take 31 times as long.
 */
static void test_front_end_that_does_not_come_is_not_waited_for_long(void **state)
{
    struct fixture *f = *state;

    host.wait_ns = 100 * NOW_MILLISECOND;
    plan.devices[1].domain = 2;
    node_write(f, "/local/domain/0/backend/pci/5/0/dev-0", "0000:00:03.0");
    fake_store.on_wait = front_sleeps;
    assert_false(attach(f));
    calls_check(f, "modprobe -q xen-pciback\nxl pci-assignable-add 0000:01:00.0\n");
    assert_int_equal(f->done[0].attached, 0);
}

static void test_without_pciback_nothing_is_attached(void **state)
{
    struct fixture *f = *state;

    shell(f, ">without");
    plan.device_count = 3;
    assert_false(attach(f));
    calls_check(f, "modprobe -q xen-pciback\nmodprobe -q xen-pciback\n");
}

static void test_failure_leaves_the_others(void **state)
{
    struct fixture *f = *state;

    plan.devices[2].sbdf = 0x1f << 3;
    plan.devices[1].sbdf = 0x1e << 3;
    assert_false(attach(f));
    calls_check(f, "modprobe -q xen-pciback\nxl pci-assignable-add 0000:00:1f.0\n"
                   "xl pci-assignable-add 0000:00:1e.0\nxl pci-attach 6 0000:00:1e.0,seize=1\n"
                   "xl pci-assignable-add 0000:01:00.0\nxl pci-attach 5 0000:01:00.0,seize=1\n");
    assert_int_equal(f->done[0].attached, 1);
    assert_int_equal(f->done[1].attached, 0);
}

static void test_domain_that_was_not_introduced_gets_none(void **state)
{
    struct fixture *f = *state;

    f->done[0].result = INTRODUCE_FAILED;
    f->done[1].result = INTRODUCE_SKIPPED;
    assert_true(attach(f));
    calls_check(f, "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, pcis_set_up, pcis_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_each_device_is_taken_and_attached),
        TEST(test_what_is_there_stays),
        TEST(test_second_device_waits_for_the_front_end),
        TEST(test_front_end_that_does_not_come_is_not_waited_for_long),
        TEST(test_without_pciback_nothing_is_attached),
        TEST(test_failure_leaves_the_others),
        TEST(test_domain_that_was_not_introduced_gets_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
