/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The service that stays after a launch, step by step: consoles, input, ends of domains, idleness.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/launches.h"
#include "xen/errno.h"

#include <xen/io/console.h>
#include <xen/sched.h>

enum { WEB = 1, DB = 2, JOB = 3 };

#define MIB     UINT64_C(1024)
#define RING_AT (UINT64_C(0xfefff) << 12)
#define NEXT    "\x1dn"

static struct kernel kernel;
static struct set_image image;
static struct run run;

static int set_make(void **state)
{
    (void)state;
    kernel = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 5000, .data_size = 100, .seed = 1});
    image = set_build_with(
        (struct set_domain[]){
            {"web", WEB, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
            {"db", DB, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
            {"job", JOB, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
        },
        3, &(struct set_rest){.more = (struct set_more[3]){[1] = {.reboot_destroys = true}}});
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernel);
    return 0;
}

/* Serves until nothing is left to do; returns how many rounds that took. */
static uint32_t serve_all(void)
{
    uint32_t before = sim_sleeps(run.sim).endless, rounds = 0;

    while (sim_sleeps(run.sim).endless == before) {
        resident_serve(&run.launcher.resident);
        rounds++;
        assert_true(rounds < 20);
    }
    return rounds;
}

/* A launch of three domains whose consoles have been quiet so far. */
static int launch_make(void **state)
{
    (void)state;
    run_make(&run, &(struct sim_config){
                       .minor = 17,
                       .free_kib = 128 * MIB,
                       .image = image.bytes,
                       .image_size = image.size,
                   });
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_int_equal(run.launcher.launch.started, 3);
    assert_true(run_said(&run,
                         "hyperlaunch: input goes to web (Ctrl-] n: next domain, Ctrl-] ?: all "
                         "keys)\n"));
    /* Binding an event channel signals it once. */
    (void)serve_all();
    sim_console_clear(run.sim);
    return 0;
}

static int launch_unmake(void **state)
{
    (void)state;
    assert_string_equal(run_wrong(&run), "");
    run_free(&run);
    return 0;
}

/* What the console has got since it was looked at last. */
static void console_expect(const char *text)
{
    assert_string_equal(sim_console(run.sim), text);
    sim_console_clear(run.sim);
}

static void typed_expect(uint32_t domid, const char *text)
{
    char typed[64];

    (void)sim_guest_typed(run.sim, domid, typed, sizeof(typed));
    assert_string_equal(typed, text);
}

static void test_lines_carry_their_domain(void **state)
{
    uint32_t signals = sim_guest_signals(run.sim, DB);

    (void)state;
    (void)sim_guest_print(run.sim, DB, "ready\nserving\n");
    (void)sim_guest_print(run.sim, WEB, "up\n");
    (void)serve_all();
    console_expect("[web] up\n[db] ready\n[db] serving\n");
    /* The domain is told that there is room again. */
    assert_int_equal(sim_guest_signals(run.sim, DB), signals + 1);
    (void)sim_guest_print(run.sim, WEB, "half ");
    (void)serve_all();
    (void)sim_guest_print(run.sim, WEB, "whole\n");
    (void)serve_all();
    assert_true(run_said(&run, "half"));
    assert_true(run_said(&run, "whole\n"));
}

static void test_prompt_shows_after_a_while(void **state)
{
    uint32_t timed = sim_sleeps(run.sim).timed;

    (void)state;
    (void)sim_guest_print(run.sim, WEB, "login: ");
    resident_serve(&run.launcher.resident);
    console_expect("");
    resident_serve(&run.launcher.resident);
    console_expect("[web] login: ");
    assert_int_equal(sim_sleeps(run.sim).timed, timed + 1);
    /* Shown once, it needs no more waking. */
    (void)serve_all();
    assert_int_equal(sim_sleeps(run.sim).timed, timed + 1);
    console_expect("");
    (void)sim_guest_print(run.sim, WEB, "root\n");
    (void)serve_all();
    console_expect("root\n");
}

/* What others print in the meantime does not make it show before its time. */
static void test_prompt_waits_for_quiet(void **state)
{
    (void)state;
    (void)sim_guest_print(run.sim, WEB, "login: ");
    resident_serve(&run.launcher.resident);
    (void)sim_guest_print(run.sim, DB, "busy\n");
    resident_serve(&run.launcher.resident);
    console_expect("[db] busy\n");
    resident_serve(&run.launcher.resident);
    console_expect("[web] login: ");
}

static void test_unfocused_prompt_waits(void **state)
{
    (void)state;
    (void)sim_guest_print(run.sim, DB, "no end yet");
    (void)serve_all();
    console_expect("");
    assert_int_equal(sim_sleeps(run.sim).timed, 0);
}

static void test_garbage_in_a_ring(void **state)
{
    const XENCONS_RING_IDX far = 0x80000000u;
    const uint64_t out_prod = RING_AT + offsetof(struct xencons_interface, out_prod);

    (void)state;
    assert_true(sim_guest_write(run.sim, DB, out_prod, &far, sizeof(far)));
    sim_guest_signal(run.sim, DB);
    (void)sim_guest_print(run.sim, WEB, "unharmed\n");
    (void)serve_all();
    console_expect(
        "[web] unharmed\nhyperlaunch: domain db: its console ring is damaged; output may "
        "be lost\n");
    /* Said once; and it works again from there. */
    (void)sim_guest_print(run.sim, DB, "back\n");
    (void)serve_all();
    console_expect("[db] back\n");
}

/* A domain that signals without end costs one look at its ring each time, and nobody else's turn.
 */
static void test_signals_without_output(void **state)
{
    (void)state;
    for (unsigned int i = 0; i < 10; i++) {
        uint64_t calls = sim_calls(run.sim);

        sim_guest_signal(run.sim, DB);
        resident_serve(&run.launcher.resident);
        assert_int_equal(sim_calls(run.sim), calls + 1);
    }
    console_expect("");
}

static void test_input_follows_the_focus(void **state)
{
    (void)state;
    sim_type(run.sim, "ls\n");
    (void)serve_all();
    typed_expect(WEB, "ls\n");
    sim_type(run.sim, NEXT "x");
    (void)serve_all();
    console_expect("hyperlaunch: input goes to db (Ctrl-] n: next domain, Ctrl-] ?: all keys)\n");
    typed_expect(DB, "x");
    typed_expect(WEB, "");
    sim_type(run.sim, "\x1dp\x1dpy");
    (void)serve_all();
    console_expect("hyperlaunch: input goes to web (Ctrl-] n: next domain, Ctrl-] ?: all keys)\n"
                   "hyperlaunch: input goes to job (Ctrl-] n: next domain, Ctrl-] ?: all keys)\n");
    typed_expect(JOB, "y");
    sim_type(run.sim, "\x1d]");
    (void)serve_all();
    typed_expect(JOB, "\x1d");
}

static void test_keys_are_listed(void **state)
{
    (void)state;
    sim_type(run.sim, "\x1d?");
    (void)serve_all();
    console_expect("hyperlaunch: keys after Ctrl-]: n next domain, p previous, l list, ] Ctrl-] "
                   "itself, ? this help\n");
    sim_type(run.sim, "\x1dl");
    (void)serve_all();
    console_expect("hyperlaunch: domain web: running, has the input\n"
                   "hyperlaunch: domain db: running\n"
                   "hyperlaunch: domain job: running\n");
}

/* More than one read's worth at once; what does not fit into the domain's ring is dropped. */
static void test_much_input(void **state)
{
    static const char digits[] = "0123456789012345678901234567890123456789";
    char typed[1100];

    (void)state;
    for (unsigned int i = 0; i < 60; i++)
        sim_type(run.sim, digits);
    (void)serve_all();
    assert_int_equal(sim_guest_typed(run.sim, WEB, typed, sizeof(typed)),
                     sizeof(((struct xencons_interface *)NULL)->in));
    assert_memory_equal(typed, digits, sizeof(digits) - 1);
}

static void test_reboot_that_is_to_end_it(void **state)
{
    (void)state;
    sim_guest_shutdown(run.sim, DB, SHUTDOWN_reboot);
    (void)serve_all();
    assert_true(run_said(&run,
                         "hyperlaunch: domain db: asked for a reboot; destroyed, its memory given "
                         "back\n"));
}

static void test_ends_are_reported(void **state)
{
    static const struct {
        uint32_t domid;
        uint8_t reason;
        const char *line;
    } ends[] = {
        {DB, SHUTDOWN_crash,
         "[db] last words\nhyperlaunch: domain db: crashed; destroyed, its memory given back\n"},
        {WEB, SHUTDOWN_poweroff,
         "hyperlaunch: domain web: powered off; destroyed, its memory given back\n"
         "hyperlaunch: input goes to job (Ctrl-] n: next domain, Ctrl-] ?: all keys)\n"},
        {JOB, SHUTDOWN_reboot,
         "hyperlaunch: domain job: asked for a reboot, which is not served yet; destroyed, its "
         "memory given back\n"
         "hyperlaunch: no running domain can take input\n"},
    };

    (void)state;
    (void)sim_guest_print(run.sim, DB, "last words");
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        struct sim_domain_view view;

        sim_guest_shutdown(run.sim, ends[i].domid, ends[i].reason);
        (void)serve_all();
        console_expect(ends[i].line);
        assert_false(sim_domain_view(run.sim, ends[i].domid, &view));
        assert_int_equal(sim_mapped(run.sim, ends[i].domid), 0);
        assert_string_equal(run_wrong(&run), "");
    }
    assert_int_equal(sim_domains(run.sim), 0);
    assert_int_equal(sim_own_ports(run.sim), 2);
    /* Input and keys have nowhere to go, and do no harm. */
    sim_type(run.sim, "x" NEXT);
    (void)serve_all();
    console_expect("hyperlaunch: no running domain can take input\n");
}

/* Not being told how a domain is, is no reason to destroy it. */
static void test_unanswered_question_destroys_nothing(void **state)
{
    struct sim_domain_view view;

    (void)state;
    sim_guest_shutdown(run.sim, JOB, SHUTDOWN_crash);
    sim_fail_call(run.sim, sim_calls(run.sim) + 2, XEN_EBUSY);
    (void)serve_all();
    assert_true(sim_domain_view(run.sim, WEB, &view));
    assert_false(sim_domain_view(run.sim, JOB, &view));
    assert_true(run_said(&run, "hyperlaunch: domain web: its state cannot be read: Xen says EBUSY, "
                               "in use; it is left alone\n"));
}

static void test_idle_is_one_sleep(void **state)
{
    uint64_t calls = sim_calls(run.sim);

    (void)state;
    for (unsigned int i = 1; i <= 5; i++) {
        assert_int_equal(serve_all(), 1);
        assert_int_equal(sim_calls(run.sim), calls + i);
    }
    assert_int_equal(sim_sleeps(run.sim).timed, 0);
    console_expect("");
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup_teardown(test, launch_make, launch_unmake)
    const struct CMUnitTest tests[] = {
        STEP(test_lines_carry_their_domain),
        STEP(test_prompt_shows_after_a_while),
        STEP(test_prompt_waits_for_quiet),
        STEP(test_unfocused_prompt_waits),
        STEP(test_garbage_in_a_ring),
        STEP(test_signals_without_output),
        STEP(test_input_follows_the_focus),
        STEP(test_keys_are_listed),
        STEP(test_much_input),
        STEP(test_reboot_that_is_to_end_it),
        STEP(test_ends_are_reported),
        STEP(test_unanswered_question_destroys_nothing),
        STEP(test_idle_is_one_sleep),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
