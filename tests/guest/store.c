/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Speaks the xenstore protocol from the guest's side.
 *
 * Facts: xen/include/public/io/xs_wire.h, docs/misc/xenstore.txt, docs/misc/xenstore-ring.txt.
 */
#include "tests/guest/store.h"

#include <xen/xen.h>
#include <xen/io/xs_wire.h>

#include "tests/guest/cpu.h"
#include "tests/guest/environment.h"
#include "tests/guest/lib.h"
#include "tests/guest/memory.h"
#include "tests/guest/report.h"
#include "tests/guest/xen.h"

enum { ANSWER_MS = 20000, WAIT_MS = 100, STORM_MS = 2000, PATH_SIZE = 128 };

static volatile struct xenstore_domain_interface *ring;
static uint32_t ring_port;

bool store_open(void)
{
    ring = environment_store(&ring_port);
    if (!ring || !ring_port)
        report_error("there is no store to ask", ring_port);
    return ring && ring_port;
}

/* Writes what has room; returns how much. */
static size_t put(const char *bytes, size_t count)
{
    uint32_t produced = ring->req_prod;
    size_t done = 0;

    while (done < count && produced - ring->req_cons < sizeof(ring->req))
        ring->req[MASK_XENSTORE_IDX(produced++)] = bytes[done++];
    cpu_barrier();
    ring->req_prod = produced;
    xen_send_event(ring_port);
    return done;
}

static size_t put_request(uint32_t type, const char *payload, size_t size)
{
    const struct xsd_sockmsg header = {.type = type, .len = (uint32_t)size};

    return put((const char *)&header, sizeof(header)) + put(payload, size);
}

/* Takes the next byte; false where none comes. */
static bool take(char *byte)
{
    uint64_t end = xen_time_ms() + ANSWER_MS;
    uint32_t consumed = ring->rsp_cons;

    while (ring->rsp_prod == consumed) {
        xen_forget_event(ring_port);
        if (ring->rsp_prod != consumed)
            break;
        if (xen_time_ms() > end)
            return false;
        xen_wait_event(ring_port, WAIT_MS);
    }
    cpu_barrier();
    *byte = ring->rsp[MASK_XENSTORE_IDX(consumed)];
    cpu_barrier();
    ring->rsp_cons = consumed + 1;
    return true;
}

/* Takes a message, and its text, cut to its place; false where none comes. */
static bool message_take(struct xsd_sockmsg *header, char answer[STORE_ANSWER_SIZE])
{
    uint32_t i;

    answer[0] = '\0';
    for (i = 0; i < sizeof(*header); i++)
        if (!take((char *)header + i))
            return false;
    for (i = 0; i < header->len; i++) {
        char byte;

        if (!take(&byte))
            return false;
        if (i < STORE_ANSWER_SIZE - 1) {
            answer[i] = byte;
            answer[i + 1] = '\0';
        }
    }
    return true;
}

/* Asks, and has the answer's text; false where none came. */
static bool ask(uint32_t type, const char *payload, size_t size, char answer[STORE_ANSWER_SIZE])
{
    struct xsd_sockmsg header;

    put_request(type, payload, size);
    do {
        if (!message_take(&header, answer))
            return false;
    } while (header.type == XS_WATCH_EVENT);
    xen_send_event(ring_port);
    return true;
}

bool store_read(const char *path, char answer[STORE_ANSWER_SIZE])
{
    return ask(XS_READ, path, text_length(path) + 1, answer);
}

bool store_write(const char *path, const char *value)
{
    char payload[PATH_SIZE + STORE_ANSWER_SIZE], answer[STORE_ANSWER_SIZE];
    size_t size = text_length(path) + 1, length = text_length(value);

    if (size > PATH_SIZE || length > STORE_ANSWER_SIZE)
        return false;
    memcpy(payload, path, size);
    memcpy(payload + size, value, length);
    return ask(XS_WRITE, payload, size + length, answer) && text_equal(answer, "OK");
}

void store_ring(void)
{
    xen_send_event(ring_port);
}

void store_ask(uint32_t count)
{
    char name[STORE_ANSWER_SIZE], answer[STORE_ANSWER_SIZE];
    uint64_t start;
    uint32_t i;

    if (!store_open())
        return;
    start = xen_time_ms();
    if (!ask(XS_READ, "name", sizeof("name"), name)) {
        report_error("the store does not answer; its connection", ring->connection);
        return;
    }
    report_text("store_name", name);
    for (i = 1; i < count; i++) {
        if (!ask(XS_READ, "name", sizeof("name"), answer) || !text_equal(answer, name)) {
            report_error("the store does not answer any more; request", i);
            return;
        }
    }
    report_number("store_answers", i);
    report_number("store_ms", xen_time_ms() - start);
    ask(XS_WRITE, "data/note\0hello", sizeof("data/note\0hello") - 1, answer);
    report_text("store_write", answer);
    ask(XS_READ, "data/note", sizeof("data/note"), answer);
    report_text("store_note", answer);
    ask(XS_WRITE, "name\0other", sizeof("name\0other") - 1, answer);
    report_text("store_forbidden", answer);
    ask(XS_WRITE, "data/hyperlaunch/ready\0yes", sizeof("data/hyperlaunch/ready\0yes") - 1, answer);
    report_text("store_ready", answer);
}

/* Asks for one after the other, whose names end in a number, until none is given; how many were. */
static uint32_t all_open(uint32_t type, const char *words, size_t length)
{
    char payload[16 + NUMBER_SIZE], answer[STORE_ANSWER_SIZE] = "";
    uint32_t count = 0;

    memcpy(payload, words, length);
    for (;; count++) {
        size_t size = length;

        number_decimal(payload + length, count);
        while (payload[size++] != '\0') {
        }
        if (!ask(type, payload, size, answer)) {
            report_error("the store does not answer any more; request", count);
            return count;
        }
        if (answer[0] == 'E')
            return count;
    }
}

void store_open_all(void)
{
    if (!store_open())
        return;
    report_number("store_nodes", all_open(XS_MKDIR, "data/n", sizeof("data/n") - 1));
    report_number("store_watches", all_open(XS_WATCH, "data\0t", sizeof("data\0t") - 1));
    report_number("store_transactions", all_open(XS_TRANSACTION_START, "", 0));
}

void store_storm(void)
{
    uint64_t end = xen_time_ms() + STORM_MS;
    uint32_t noise = NOISE_START;

    if (!store_open())
        return;
    while (xen_time_ms() < end)
        put_request(XS_READ, "name", sizeof("name"));
    end += STORM_MS;
    while (xen_time_ms() < end) {
        noise_fill((volatile uint32_t *)ring, MEMORY_PAGE / sizeof(noise), &noise);
        xen_send_event(ring_port);
    }
}
