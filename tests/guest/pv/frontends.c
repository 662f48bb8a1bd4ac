/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Is the front end of a network card and of a disk that a driver domain serves, and lies to it.
 *
 * Facts: xen/include/public/io/netif.h, blkif.h, xenbus.h.
 */
#include <stdint.h>

#include <xen/xen.h>
#include <xen/io/xenbus.h>

#include "tests/guest/console.h"
#include "tests/guest/lib.h"
#include "tests/guest/memory.h"
#include "tests/guest/pv/device.h"
#include "tests/guest/report.h"
#include "tests/guest/xen.h"

enum { PORT_NONE = 99999, GARBAGE_MS = 1000, RINGS = 2, LOOK_MS = 20 };

/* One of a kind, and what it reports. */
struct kind {
    const char *path;
    const char *rings[RINGS]; /* nodes with their references */
    uint32_t state;           /* that says that the nodes are there */
    const char *no_grant, *again, *garbage;
};

static const struct kind kinds[] = {
    {"device/vif/0",
     {"tx-ring-ref", "rx-ring-ref"},
     XenbusStateConnected,
     "vif_no_grant",
     "vif_again",
     "vif_garbage"},
    {"device/vbd/51712",
     {"ring-ref"},
     XenbusStateInitialised,
     "vbd_no_grant",
     "vbd_again",
     "vbd_garbage"},
};

static uint8_t pages[RINGS][MEMORY_PAGE] __attribute__((aligned(MEMORY_PAGE)));

static void garbage_tell(uint32_t port)
{
    uint64_t end = xen_time_ms() + GARBAGE_MS;
    uint32_t noise = NOISE_START;

    while (xen_time_ms() < end) {
        noise_fill((volatile uint32_t *)(void *)pages, sizeof(pages) / sizeof(noise), &noise);
        xen_send_event(port);
    }
}

static void references_write(const struct frontend *front, const struct kind *kind, bool good)
{
    for (unsigned int i = 0; i < RINGS && kind->rings[i]; i++)
        frontend_write_number(front, kind->rings[i],
                              good ? grant_page(pages[i], front->domid) : GRANT_NONE);
}

static void kind_try(const struct kind *kind)
{
    struct frontend front;
    uint32_t port;

    if (!frontend_open(&front, kind->path))
        return;
    frontend_tell(&front, XenbusStateInitialising, XenbusStateInitWait);
    frontend_write(&front, "request-rx-copy", "1");
    frontend_write(&front, "protocol", "x86_64-abi");
    references_write(&front, kind, false);
    frontend_write_number(&front, "event-channel", PORT_NONE);
    report_number(kind->no_grant, frontend_tell(&front, kind->state, XenbusStateClosing));

    frontend_tell(&front, XenbusStateClosing, XenbusStateClosing);
    frontend_tell(&front, XenbusStateClosed, XenbusStateClosed);
    report_number(kind->again, frontend_tell(&front, XenbusStateInitialising, XenbusStateInitWait));
    if (!xen_offer_port(front.domid, &port)) {
        report_error("there is no port for a driver domain", front.domid);
        return;
    }
    memset(pages, 0, sizeof(pages));
    references_write(&front, kind, true);
    frontend_write_number(&front, "event-channel", port);
    report_number(kind->garbage, frontend_tell(&front, kind->state, XenbusStateConnected));
    garbage_tell(port);
}

void card_watch(void)
{
    bool was_there = false;

    while (store_open()) {
        char answer[STORE_ANSWER_SIZE];
        bool is_there = store_read("device/vif/0/backend", answer) && answer[0] == '/';

        if (is_there != was_there)
            report_text("card", is_there ? "there" : "gone");
        was_there = is_there;
        console_pause(LOOK_MS);
    }
}

void frontends_try(void)
{
    for (unsigned int i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        kind_try(&kinds[i]);
}
