/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Speaks Xen's PV console protocol from the guest's side.
 *
 * Facts: xen/include/public/io/console.h (1024 bytes in, 2048 out, free running indexes).
 */
#include "tests/guest/console.h"

#include <xen/xen.h>
#include <xen/io/console.h>

#include "tests/guest/cpu.h"
#include "tests/guest/lib.h"
#include "tests/guest/xen.h"

enum { SERIAL_PORT = 0x3f8, DEBUG_PORT = 0xe9, WAIT_MS = 10, LINE_SIZE = 128 };

static volatile struct xencons_interface *ring;
static uint32_t ring_port;

/* What Xen's console is given at once: its own messages do not break into the line then. */
static char line_out[LINE_SIZE + 1];
static size_t line_used;

void console_use(volatile void *page, uint32_t port)
{
    ring = page;
    ring_port = port;
}

void console_flush(void)
{
    if (ring) {
        xen_send_event(ring_port);
    } else if (line_used) {
        line_out[line_used] = '\0';
        xen_print(line_out);
        line_used = 0;
    }
}

static void put_xen(char character)
{
    line_out[line_used++] = character;
    if (line_used == LINE_SIZE || character == '\n')
        console_flush();
}

static void put_ring(char character)
{
    uint32_t produced = ring->out_prod;

    while (produced - ring->out_cons >= sizeof(ring->out)) {
        xen_forget_event(ring_port);
        if (produced - ring->out_cons < sizeof(ring->out))
            break;
        xen_send_event(ring_port);
        xen_wait_event(ring_port, WAIT_MS);
    }
    ring->out[produced & (sizeof(ring->out) - 1)] = character;
    cpu_barrier();
    ring->out_prod = produced + 1;
}

/* Without Xen: QEMU's first serial port and its debug port. */
static void put_port(char character)
{
    unsigned int tries = 100000;

    while (!(cpu_in8(SERIAL_PORT + 5) & 0x20) && --tries)
        cpu_pause();
    cpu_out8(SERIAL_PORT, (uint8_t)character);
    cpu_out8(DEBUG_PORT, (uint8_t)character);
}

void console_print(const char *text)
{
    for (; *text; text++)
        if (ring)
            put_ring(*text);
        else if (xen_found())
            put_xen(*text);
        else
            put_port(*text);
}

void console_end_line(void)
{
    console_print("\n");
    console_flush();
}

/* Waits for a character of the ring. */
static char get_ring(void)
{
    uint32_t consumed = ring->in_cons;
    char character;

    while (consumed == ring->in_prod) {
        xen_forget_event(ring_port);
        if (consumed == ring->in_prod)
            xen_wait_event(ring_port, 0);
    }
    cpu_barrier();
    character = ring->in[consumed & (sizeof(ring->in) - 1)];
    cpu_barrier();
    ring->in_cons = consumed + 1;
    /* Whoever fills the ring may wait for the room. */
    if (consumed + 1 == ring->in_prod)
        xen_send_event(ring_port);
    return character;
}

/* Waits for a character that was typed on Xen's console. */
static char get_xen(uint32_t port)
{
    char character;

    while (!xen_read(&character, 1)) {
        xen_forget_event(port);
        if (xen_read(&character, 1))
            break;
        xen_wait_event(port, 0);
    }
    return character;
}

bool console_read_line(char *line, size_t size)
{
    static uint32_t xen_port;
    size_t used = 0;

    if (!ring && !xen_port && (!xen_found() || !xen_bind_virq(VIRQ_CONSOLE, &xen_port)))
        return false;
    while (used + 1 < size) {
        char character = ring ? get_ring() : get_xen(xen_port);

        if (character == '\n' || character == '\r')
            break;
        line[used++] = character;
    }
    line[used] = '\0';
    return true;
}

bool console_has_input(void)
{
    return ring && ring->in_cons != ring->in_prod;
}

void console_drain(uint32_t milliseconds)
{
    uint64_t end = xen_time_ms() + milliseconds;

    while (ring && ring->out_cons != ring->out_prod && xen_time_ms() < end) {
        xen_forget_event(ring_port);
        xen_send_event(ring_port);
        xen_wait_event(ring_port, WAIT_MS);
    }
}

void console_await_taken(uint32_t milliseconds)
{
    uint64_t end = xen_time_ms() + milliseconds;

    while (ring && ring->out_cons != ring->out_prod && xen_time_ms() < end) {
        xen_forget_event(ring_port);
        if (ring->out_cons != ring->out_prod)
            xen_wait_event(ring_port, milliseconds);
    }
}

void console_pause(uint32_t milliseconds)
{
    xen_forget_event(ring_port);
    xen_wait_event(ring_port, milliseconds);
}

volatile uint32_t *console_page(void)
{
    return (volatile uint32_t *)ring;
}
