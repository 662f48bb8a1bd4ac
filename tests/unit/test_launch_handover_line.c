/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The hand-over on a serial line: the launcher's last lines are whole, and what its domains printed
 * is either on the line or left in their rings for dom0.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/launches.h"

#include <xen/io/console.h>

enum { GUESTS = 30, LINE_RATE = 11520, XEN_KEEPS = 16384 };

#define MIB     UINT64_C(1024)
#define RING_AT (UINT64_C(0xfefff) << 12)

static struct kernel kernel;
static struct set_image image;
static struct run run;
static uint32_t printed[GUESTS + 1];

static int set_make(void **state)
{
    static struct set_domain domains[GUESTS + 1];
    static char names[GUESTS][8];

    (void)state;
    kernel = kernel_make(&(struct kernel_spec){.bits = 64,
                                               .paddr = 0x100000,
                                               .text_size = 600000,
                                               .data_size = 70001,
                                               .bss_size = 30000,
                                               .pv = PV_FULL,
                                               .seed = 1});
    for (uint32_t i = 0; i < GUESTS; i++) {
        (void)snprintf(names[i], sizeof(names[i]), "d%u", i + 1);
        domains[i] = (struct set_domain){
            .name = names[i], .domid = i + 1, .memory_kib = 8 * MIB, .cpus = 1, .kernel = &kernel};
    }
    domains[GUESTS] = (struct set_domain){.name = "dom0",
                                          .domid = 0,
                                          .memory_kib = 64 * MIB,
                                          .cpus = 1,
                                          .kernel = &kernel,
                                          .bootargs = "console=hvc0"};
    image = set_build(domains, GUESTS + 1);
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernel);
    return 0;
}

/* Each guest prints as much as its ring holds once it runs: 64 lines of 32 bytes. */
static void guests_print(void *context, const struct sim_operation *operation)
{
    uint32_t domid = (uint32_t)operation->domid;
    char line[80];

    (void)context;
    if (!strstr(operation->words, "unpause it"))
        return;
    for (;;) {
        (void)snprintf(line, sizeof(line), "line %4u of what is printed...\n", printed[domid]);
        if (sim_guest_print(run.sim, domid, line) < strlen(line))
            break;
        printed[domid]++;
    }
}

/* The number of the first line that is in a guest's ring yet. */
static uint32_t ring_first(uint32_t domid)
{
    struct xencons_interface ring;
    char line[24] = {0};
    unsigned int number = 0;

    assert_true(sim_guest_read(run.sim, domid, RING_AT, &ring, sizeof(ring)));
    if (ring.out_cons == ring.out_prod)
        return printed[domid];
    for (uint32_t i = 0; i + 1 < sizeof(line); i++)
        line[i] = ring.out[MASK_XENCONS_IDX(ring.out_cons + i, ring.out)];
    assert_int_equal(sscanf(line, "line %u of", &number), 1);
    return number;
}

/* Launches; what was printed is on the line or in the rings, line by line. Returns how many are on
 * the line. */
static uint32_t launch(uint32_t line_rate, const char *options)
{
    uint32_t shown = 0;

    memset(printed, 0, sizeof(printed));
    run_make(&run, &(struct sim_config){.minor = 17,
                                        .free_kib = 512 * MIB,
                                        .image = image.bytes,
                                        .image_size = image.size,
                                        .options = options,
                                        .command_line = "console=com1 com1=115200,8n1",
                                        .line_rate = line_rate});
    sim_trace(run.sim, guests_print, NULL);
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_true(run.left);
    assert_int_equal(sim_line(run.sim).lost, 0);
    assert_true(run_said(&run, "\nhyperlaunch: domain dom0: takes over domain 0"));
    assert_true(run_said(&run, "\nhyperlaunch: launch complete: 31 started, 0 failed"));
    for (uint32_t domid = 1; domid <= GUESTS; domid++) {
        uint32_t first = ring_first(domid);
        char line[80];

        for (uint32_t i = 0; i < first; i++, shown++) {
            (void)snprintf(line, sizeof(line), "[d%u] line %4u of what is printed...\n", domid, i);
            assert_true(run_said(&run, line));
        }
        (void)snprintf(line, sizeof(line), "[d%u] line %4u of", domid, first);
        assert_false(run_said(&run, line));
        assert_int_equal(printed[domid], 64);
    }
    return shown;
}

static void test_log_goes_before_what_domains_print(void **state)
{
    (void)state;
    assert_int_equal(launch(LINE_RATE, NULL), 0);
    assert_in_range(sim_line(run.sim).most, 4096, XEN_KEEPS - 4096);
    run_free(&run);
}

/* Of what domains print as much as the line takes at once is shown, a line of each at first. */
static void test_rest_of_the_output_is_left_for_dom0(void **state)
{
    uint32_t shown;

    (void)state;
    shown = launch(45000000, "console-rate=30000000");
    assert_in_range(shown, GUESTS, GUESTS * 60);
    for (uint32_t domid = 1; domid <= GUESTS; domid++)
        assert_in_range(ring_first(domid), shown / GUESTS, shown / GUESTS + 1);
    run_free(&run);
}

static void test_all_is_shown_where_nothing_is_slow(void **state)
{
    (void)state;
    assert_int_equal(launch(0, "console-rate=0"), 64 * GUESTS);
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_log_goes_before_what_domains_print),
        cmocka_unit_test(test_rest_of_the_output_is_left_for_dom0),
        cmocka_unit_test(test_all_is_shown_where_nothing_is_slow),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
