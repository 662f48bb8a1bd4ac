/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The behaviours of the test guest, good and bad; the catalogue stands in main.c.
 */
#include "tests/guest/act.h"

#include <stdint.h>
#include <xen/xen.h>
#include <xen/sched.h>

#include "tests/guest/console.h"
#include "tests/guest/cpu.h"
#include "tests/guest/environment.h"
#include "tests/guest/lib.h"
#include "tests/guest/memory.h"
#include "tests/guest/report.h"
#include "tests/guest/store.h"
#include "tests/guest/trespass.h"
#include "tests/guest/xen.h"

enum {
    LINES = 32768, /* of a flood 64 bytes each: 2 MiB */
    LONGER = 448,  /* in a torrent: the longest lines that the launcher does not cut */
    TICK_MS = 100,
    TICK_STEP = 37,
    GARBAGE_MS = 2000,
    DRAIN_MS = 10000,
    LINE_SIZE = 256,
};

static uint32_t lines_read(const char *text)
{
    return *text ? number_read(text) : LINES;
}

static void flood(uint32_t lines, uint32_t longer)
{
    uint32_t i, j;

    for (i = 0; i < lines; i++) {
        char digits[NUMBER_SIZE];

        number_hex(digits, i, 8);
        console_print("tiny: flood=");
        console_print(digits);
        console_print(" the quick brown fox jumps over the dog...");
        for (j = 0; j < longer; j++)
            console_print(".");
        console_print("\n");
    }
    console_flush();
}

/* Each line says when it is, and how long the one before it was in the ring. */
static void tick(uint32_t lines)
{
    uint64_t took = 0, next, now, put;
    char digits[NUMBER_SIZE];
    uint32_t i;

    /* What was printed before is not to be waited for with the first. */
    console_await_taken(DRAIN_MS);
    next = xen_time_ms();
    for (i = 0; i < lines; i++) {
        console_print("tiny: tick=");
        number_hex(digits, i, 8);
        console_print(digits);
        put = xen_time_us();
        console_print(" at_us=");
        number_decimal(digits, put);
        console_print(digits);
        console_print(" took_us=");
        number_decimal(digits, took);
        console_print(digits);
        console_end_line();
        console_await_taken(DRAIN_MS);
        took = xen_time_us() - put;
        /* A tenth of a second in the mean, not in step with who reads. */
        next += TICK_MS / 2 + i * TICK_STEP % TICK_MS;
        for (now = xen_time_ms(); now < next; now = xen_time_ms())
            console_pause((uint32_t)(next - now));
    }
}

/* Fills ring and indexes with noise. */
static void write_garbage(void)
{
    volatile uint32_t *page = console_page();
    uint64_t end = xen_time_ms() + GARBAGE_MS;
    uint32_t noise = NOISE_START;

    while (page && xen_time_ms() < end) {
        noise_fill(page, MEMORY_PAGE / sizeof(*page), &noise);
        console_flush();
    }
}

static void echo(void)
{
    static char line[LINE_SIZE];

    while (console_read_line(line, sizeof(line)))
        report_text("echo", line);
}

void act_in_report(const char *action, const char *lines)
{
    if (text_equal(action, "flood"))
        flood(lines_read(lines), 0);
    else if (text_equal(action, "torrent"))
        flood(lines_read(lines), LONGER);
    else if (text_equal(action, "tick"))
        tick(lines_read(lines));
    else if (text_equal(action, "store"))
        environment_report_store();
    else if (text_equal(action, "ask"))
        store_ask(*lines ? lines_read(lines) : 1);
    else if (text_equal(action, "found"))
        environment_report_found();
    else if (text_equal(action, "ports"))
        report_number("ports", xen_last_port());
    else if (text_equal(action, "storm"))
        store_open_all();
    else if (text_equal(action, "trespass"))
        trespass((uint16_t)lines_read(lines));
    else
        environment_act(action);
}

void act_after_report(const char *action)
{
    if (text_equal(action, "poweroff")) {
        xen_shutdown(SHUTDOWN_poweroff);
    } else if (text_equal(action, "reboot")) {
        xen_shutdown(SHUTDOWN_reboot);
    } else if (text_equal(action, "crash") || text_equal(action, "trespass")) {
        xen_shutdown(SHUTDOWN_crash);
    } else if (text_equal(action, "fall")) {
        char line[LINE_SIZE];

        (void)console_read_line(line, sizeof(line));
        xen_shutdown(SHUTDOWN_crash);
    } else if (text_equal(action, "triple")) {
        cpu_triple_fault();
    } else if (text_equal(action, "garbage")) {
        console_drain(DRAIN_MS);
        write_garbage();
    } else if (text_equal(action, "storm")) {
        store_storm();
    } else if (text_equal(action, "echo")) {
        echo();
    } else {
        environment_act_after(action);
    }
    xen_idle();
}
