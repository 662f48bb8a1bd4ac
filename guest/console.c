/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Speaks Xen's PV console protocol from the guest's side.
 *
 * Facts: xen/include/public/io/console.h (1024 bytes in, 2048 out, free running indexes).
 */
#include "guest/console.h"

#include <xen/xen.h>
#include <xen/hvm/params.h>
#include <xen/io/console.h>

#include "guest/cpu.h"
#include "guest/memory.h"
#include "guest/report.h"
#include "guest/xen.h"

enum { SERIAL_PORT = 0x3f8, DEBUG_PORT = 0xe9, WAIT_MS = 10 };

static volatile struct xencons_interface *ring;
static uint32_t ring_port;

void console_open(void)
{
    uint64_t frame = 0, port = 0;

    if (!xen_found())
        return;
    if (!xen_get_param(HVM_PARAM_CONSOLE_PFN, &frame) || !frame || frame >> 20 ||
        !xen_get_param(HVM_PARAM_CONSOLE_EVTCHN, &port) || !port || port >> 32) {
        report_error("no console ring in CONSOLE_PFN and CONSOLE_EVTCHN; frame", frame);
        return;
    }
    ring = (volatile struct xencons_interface *)memory_at(frame * MEMORY_PAGE);
    ring_port = (uint32_t)port;
}

void console_flush(void)
{
    if (ring)
        xen_send_event(ring_port);
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
    if (xen_found() && !ring) {
        xen_print(text);
        return;
    }
    for (; *text; text++) {
        if (ring)
            put_ring(*text);
        else
            put_port(*text);
    }
}

void console_end_line(void)
{
    console_print("\n");
    console_flush();
}

bool console_read_line(char *line, size_t size)
{
    size_t used = 0;

    if (!ring)
        return false;
    while (used + 1 < size) {
        uint32_t consumed = ring->in_cons;
        char character;

        if (consumed == ring->in_prod) {
            xen_forget_event(ring_port);
            if (consumed == ring->in_prod)
                xen_wait_event(ring_port, 0);
            continue;
        }
        cpu_barrier();
        character = ring->in[consumed & (sizeof(ring->in) - 1)];
        cpu_barrier();
        ring->in_cons = consumed + 1;
        /* Whoever fills the ring may wait for the room. */
        if (consumed + 1 == ring->in_prod)
            xen_send_event(ring_port);
        if (character == '\n' || character == '\r')
            break;
        line[used++] = character;
    }
    line[used] = '\0';
    return true;
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

volatile uint32_t *console_page(void)
{
    return (volatile uint32_t *)ring;
}
