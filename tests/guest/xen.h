/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the test guest asks of Xen: the few hypercalls it needs, events and time.
 */
#ifndef TESTS_GUEST_XEN_H
#define TESTS_GUEST_XEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/e820.h"

struct shared_info;

/* Hypercalls work from here on; `page` is shared with Xen, NULL where it could not be mapped. */
void xen_use(volatile struct shared_info *page);

/* False on a machine without Xen, where nothing else of this header does anything. */
bool xen_found(void);

/* major << 16 | minor. */
uint32_t xen_version(void);

/* The domain's UUID. */
bool xen_uuid(uint8_t uuid[16]);

/* Reads the memory map that Xen holds for this domain; returns its entries, 0 when there is none.
 */
uint32_t xen_memory_map(struct e820_entry *entries, uint32_t count);

/* Prints on Xen's own console, and takes what was typed there; most domains may not. */
void xen_print(const char *text);
size_t xen_read(char *text, size_t size);

/* Has Xen send events for a VIRQ_* of xen/xen.h. */
bool xen_bind_virq(uint32_t virq, uint32_t *port);

/* Makes an event channel that the domain can bind. */
bool xen_offer_port(uint16_t domid, uint32_t *port);

/* Takes all event channels that are left; returns the highest. */
uint32_t xen_last_port(void);

void xen_send_event(uint32_t port);

/* Marks the port as looked at: an event after this ends the next wait at once. Whether there was
 * one. */
bool xen_forget_event(uint32_t port);

/* Blocks until an event for the port, or for `milliseconds` (0: without end). */
void xen_wait_event(uint32_t port, uint32_t milliseconds);

void xen_yield(void);

/* Blocks for ever without using CPU. */
void xen_idle(void) __attribute__((noreturn));

/* Ends the domain; `reason` is a SHUTDOWN_* of xen/sched.h. */
void xen_shutdown(uint32_t reason) __attribute__((noreturn));

/* Time since the host's boot by Xen's clock. */
uint64_t xen_time_ms(void);
uint64_t xen_time_us(void);

/* The wall clock at the start of Xen's clock, in nanoseconds since 1970; 0 when it is not known. */
uint64_t xen_boot_ns(void);

#endif
