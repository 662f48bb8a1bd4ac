/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Makes the hypercalls that every environment needs, and reads Xen's clock.
 *
 * Facts: xen/include/public/xen.h (shared info, CONSOLEIO_*), event_channel.h, sched.h, memory.h,
 * version.h.
 */
#include "tests/guest/xen.h"

#include <xen/xen.h>
#include <xen/event_channel.h>
#include <xen/memory.h>
#include <xen/sched.h>
#include <xen/version.h>

#include "tests/guest/cpu.h"
#include "tests/guest/hypercall.h"
#include "tests/guest/lib.h"

static bool found;
static volatile struct shared_info *shared;

void xen_use(volatile struct shared_info *page)
{
    found = true;
    shared = page;
}

bool xen_found(void)
{
    return found;
}

uint32_t xen_version(void)
{
    return (uint32_t)hypercall(__HYPERVISOR_xen_version, XENVER_version, 0, 0);
}

bool xen_uuid(uint8_t uuid[16])
{
    return !hypercall(__HYPERVISOR_xen_version, XENVER_guest_handle, (uintptr_t)uuid, 0);
}

uint32_t xen_memory_map(struct e820_entry *entries, uint32_t count)
{
    struct xen_memory_map map = {.nr_entries = count};

    set_xen_guest_handle(map.buffer, entries);
    if (!found || hypercall(__HYPERVISOR_memory_op, XENMEM_memory_map, (uintptr_t)&map, 0))
        return 0;
    return map.nr_entries <= count ? map.nr_entries : count;
}

void xen_print(const char *text)
{
    hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, text_length(text), (uintptr_t)text);
}

size_t xen_read(char *text, size_t size)
{
    long count = hypercall(__HYPERVISOR_console_io, CONSOLEIO_read, size, (uintptr_t)text);

    return count > 0 ? (size_t)count : 0;
}

bool xen_bind_virq(uint32_t virq, uint32_t *port)
{
    struct evtchn_bind_virq bind = {.virq = virq};

    if (hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq, (uintptr_t)&bind, 0))
        return false;
    *port = bind.port;
    return true;
}

bool xen_offer_port(uint16_t domid, uint32_t *port)
{
    struct evtchn_alloc_unbound alloc = {.dom = DOMID_SELF, .remote_dom = domid};

    if (hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound, (uintptr_t)&alloc, 0))
        return false;
    *port = alloc.port;
    return true;
}

uint32_t xen_last_port(void)
{
    struct evtchn_alloc_unbound alloc = {.dom = DOMID_SELF, .remote_dom = DOMID_SELF};
    const uintptr_t request = (uintptr_t)&alloc;

    while (hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound, request, 0) == 0)
        continue;
    return alloc.port;
}

void xen_send_event(uint32_t port)
{
    struct evtchn_send send = {.port = port};

    hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, (uintptr_t)&send, 0);
}

bool xen_forget_event(uint32_t port)
{
    /* Both widths of the shared info have the pending bits at one place, so bytes suit both. */
    volatile uint8_t *pending;

    if (!shared || port >= sizeof(shared->evtchn_pending) * 8)
        return false;
    pending = (volatile uint8_t *)shared->evtchn_pending;
    return __atomic_fetch_and(&pending[port / 8], (uint8_t) ~(1u << port % 8), __ATOMIC_SEQ_CST) &
           1u << port % 8;
}

/* Nanoseconds since the host's boot. */
static uint64_t time_now(void)
{
    volatile struct vcpu_time_info *time;
    uint64_t now, delta;
    uint32_t version;

    if (!shared)
        return 0;
    /* At one place in both widths of the shared info too. */
    time = &shared->vcpu_info[0].time;
    do {
        while ((version = time->version) & 1)
            cpu_pause();
        cpu_barrier();
        delta = cpu_tsc() - time->tsc_timestamp;
        if (time->tsc_shift >= 0)
            delta <<= time->tsc_shift;
        else
            delta >>= -time->tsc_shift;
        now = time->system_time + number_scale(delta, time->tsc_to_system_mul);
        cpu_barrier();
    } while (version != time->version);
    return now;
}

uint64_t xen_time_ms(void)
{
    return number_divide(time_now(), 1000000, NULL);
}

uint64_t xen_time_us(void)
{
    return number_divide(time_now(), 1000, NULL);
}

uint64_t xen_boot_ns(void)
{
    uint32_t version;
    uint64_t boot;

    if (!shared)
        return 0;
    do {
        version = shared->wc_version;
        __asm__ volatile("" ::: "memory");
        boot = shared->wc_sec * 1000000000ull + shared->wc_nsec;
        __asm__ volatile("" ::: "memory");
    } while (version % 2 || version != shared->wc_version);
    return boot;
}

void xen_wait_event(uint32_t port, uint32_t milliseconds)
{
    struct sched_poll poll = {.nr_ports = 1};

    /* Without the pending bits a poll could return at once for ever. */
    if (!shared) {
        xen_yield();
        return;
    }
    set_xen_guest_handle(poll.ports, &port);
    if (milliseconds)
        poll.timeout = time_now() + milliseconds * 1000000ull;
    hypercall(__HYPERVISOR_sched_op, SCHEDOP_poll, (uintptr_t)&poll, 0);
}

void xen_yield(void)
{
    if (found)
        hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0, 0);
}

void xen_idle(void)
{
    struct sched_poll poll = {.nr_ports = 0};

    /* Unlike a block this leaves events masked: a PV domain has nothing that would take one. A halt
     * with interrupts off would end the domain. */
    while (found)
        hypercall(__HYPERVISOR_sched_op, SCHEDOP_poll, (uintptr_t)&poll, 0);
    cpu_halt();
}

void xen_shutdown(uint32_t reason)
{
    struct sched_shutdown shutdown = {.reason = reason};

    if (found)
        hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown, (uintptr_t)&shutdown, 0);
    /* Without Xen: the power-off of QEMU's PC, or for anything else a restart. */
    if (reason == SHUTDOWN_poweroff)
        cpu_out16(0x604, 0x2000);
    cpu_triple_fault();
}
