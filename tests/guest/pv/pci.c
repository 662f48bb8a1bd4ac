/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Asks the back end of the domain's PCI devices, as Linux' xen-pcifront does.
 *
 * Facts: xen/include/public/io/pciif.h, xenbus.h; PCI Local Bus Specification 3.0, chapter 6.
 */
#include <stdint.h>
#include <xen/xen.h>
#include <xen/io/pciif.h>
#include <xen/io/xenbus.h>

#include "tests/guest/cpu.h"
#include "tests/guest/memory.h"
#include "tests/guest/pv/device.h"
#include "tests/guest/report.h"
#include "tests/guest/xen.h"

enum { ANSWER_MS = 20000, WAIT_MS = 10, PORT_NONE = 99999, CAPABILITIES = 0x34, BAR = 0x10 };

static union {
    struct xen_pci_sharedinfo info;
    uint8_t bytes[MEMORY_PAGE];
} shared __attribute__((aligned(MEMORY_PAGE)));
static uint32_t own_port;

/* What the back end makes of one wrong node: it has to close, and to begin again. */
static void refused(const struct frontend *front, const char *key, const char *name, uint32_t wrong,
                    uint32_t right)
{
    frontend_write_number(front, name, wrong);
    report_number(key, frontend_tell(front, XenbusStateInitialised, XenbusStateClosed));
    frontend_tell(front, XenbusStateInitialising, XenbusStateInitialised);
    frontend_write_number(front, name, right);
}

bool pci_connect(void)
{
    static struct frontend front;
    uint32_t reference, state;

    if (!frontend_open(&front, "device/pci/0"))
        return false;
    reference = grant_page(&shared, 0);
    if (reference == GRANT_NONE || !xen_offer_port(0, &own_port)) {
        report_error("there is no page or port for PCI requests", reference);
        return false;
    }
    frontend_write_number(&front, "pci-op-ref", reference);
    frontend_write_number(&front, "event-channel", own_port);
    frontend_write(&front, "magic", XEN_PCI_MAGIC);
    refused(&front, "pci_no_grant", "pci-op-ref", GRANT_NONE, reference);
    refused(&front, "pci_empty_grant", "pci-op-ref", reference + 1, reference);
    refused(&front, "pci_no_port", "event-channel", PORT_NONE, own_port);
    refused(&front, "pci_no_magic", "magic", 8, 7);
    state = frontend_tell(&front, XenbusStateInitialised, XenbusStateConnected);
    report_number("pci_state", state);
    return state == XenbusStateConnected;
}

bool pci_ask(struct xen_pci_op *op)
{
    volatile uint32_t *flags = &shared.info.flags;
    uint64_t end = xen_time_ms() + ANSWER_MS;

    shared.info.op = *op;
    __atomic_fetch_or(flags, XEN_PCIF_active, __ATOMIC_SEQ_CST);
    xen_send_event(own_port);
    while (*flags & XEN_PCIF_active) {
        xen_forget_event(own_port);
        if (!(*flags & XEN_PCIF_active))
            break;
        if (xen_time_ms() > end) {
            report_error_once("the back end of PCI devices does not answer; command", op->cmd);
            return false;
        }
        xen_wait_event(own_port, WAIT_MS);
    }
    cpu_barrier();
    *op = shared.info.op;
    return true;
}

static uint32_t answer_of(struct xen_pci_op *op)
{
    return pci_ask(op) ? (uint32_t)-op->err : UINT32_MAX;
}

uint32_t pci_read(uint32_t offset, uint32_t size, uint32_t *value)
{
    static struct xen_pci_op op;
    uint32_t answer;

    op = (struct xen_pci_op){
        .cmd = XEN_PCI_OP_conf_read, .offset = (int32_t)offset, .size = (int32_t)size};
    answer = answer_of(&op);
    *value = op.value;
    return answer;
}

uint32_t pci_write(uint32_t offset, uint32_t size, uint32_t value)
{
    static struct xen_pci_op op;

    op = (struct xen_pci_op){.cmd = XEN_PCI_OP_conf_write,
                             .offset = (int32_t)offset,
                             .size = (int32_t)size,
                             .value = value};
    return answer_of(&op);
}

uint32_t pci_interrupts(uint32_t command, uint32_t count, uint32_t *vector)
{
    static struct xen_pci_op op;
    uint32_t answer, i;

    op = (struct xen_pci_op){.cmd = command, .value = count};
    for (i = 0; i < SH_INFO_MAX_VEC; i++)
        op.msix_entries[i].entry = (uint16_t)i;
    answer = answer_of(&op);
    *vector = command == XEN_PCI_OP_enable_msix ? op.msix_entries[0].vector : op.value;
    return answer;
}

uint32_t pci_capability(uint32_t id)
{
    uint32_t at = CAPABILITIES, value, steps;

    for (steps = 0; steps < 48 && !pci_read(at, 1, &value) && value; steps++) {
        at = value;
        if (!pci_read(at, 1, &value) && value == id)
            return at;
        at++;
    }
    return 0;
}

volatile uint32_t *pci_registers(void)
{
    uint32_t address;

    return pci_read(BAR, 4, &address) ? NULL : device_memory(address & ~15u);
}

void pci_ring(void)
{
    xen_send_event(own_port);
}
