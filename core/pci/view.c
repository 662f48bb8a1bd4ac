/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads what is kept here over what the device says; finds the registers that a write touches.
 */
#include "core/pci/view.h"

#include <stddef.h>

#include "core/pci/register.h"

/* Of the command register, what the device has and the domain sees; and what it sets. */
enum {
    COMMAND_OTHERS = PCI_COMMAND_SPECIAL | PCI_COMMAND_VGA | PCI_COMMAND_WAIT | PCI_COMMAND_FAST,
    COMMAND_SET = PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_INVALIDATE,
    POWER_SET = PCI_POWER_PME_STATUS | PCI_POWER_DATA | PCI_POWER_STATE,
    NO_LINE = 0xff, /* "unknown", by the PCI specification's note on PCs */
};

typedef void write_fn(struct pci_view *view, const struct pci_access *access, unsigned int offset,
                      uint32_t value);

bool pci_view_takes(uint32_t offset, uint32_t size)
{
    return (size == 1 || size == 2 || size == 4) && offset % size == 0 &&
           offset <= PCI_SPACE_SIZE - size;
}

/* The BAR at an offset; PCI_BARS where there is none. */
static unsigned int bar_at(unsigned int offset)
{
    if (offset >= PCI_BAR && offset < PCI_BAR + 4 * PCI_ROM)
        return (offset - PCI_BAR) / 4;
    return offset >= PCI_ROM_BAR && offset < PCI_ROM_BAR + 4 ? PCI_ROM : PCI_BARS;
}

/* One that was given no address looks as if it were not there; its upper half has the same size. */
static uint32_t bar_value(const struct pci_view *view, unsigned int i)
{
    const struct pci_function *f = view->function;
    struct pci_bar bar;
    bool is_there =
        pci_bar_read(f, i, &bar) || (i > 0 && i < PCI_ROM && pci_bar_read(f, i - 1, &bar) &&
                                     !bar.is_io && (f->values[i - 1] & PCI_BAR_TYPE) == PCI_BAR_64);

    if (!is_there)
        return 0;
    return view->sized & 1u << i ? f->lengths[i] : f->values[i];
}

/* A byte as the domain sees it, of which the device says `real`. */
static uint8_t byte_of(const struct pci_view *view, unsigned int offset, uint8_t real)
{
    unsigned int bar = bar_at(offset);
    uint32_t command = view->command;

    if (bar < PCI_BARS)
        return (uint8_t)(bar_value(view, bar) >> offset % 4 * 8);
    if (offset == PCI_COMMAND || offset == PCI_COMMAND + 1) {
        command = (uint32_t)real << (offset - PCI_COMMAND) * 8;
        command = (command & (PCI_COMMAND_MASTER | PCI_COMMAND_INVALIDATE | COMMAND_OTHERS)) |
                  (view->command &
                   ~(uint32_t)(PCI_COMMAND_MASTER | PCI_COMMAND_INVALIDATE | COMMAND_OTHERS));
        return (uint8_t)(command >> (offset - PCI_COMMAND) * 8);
    }
    if (offset == PCI_LINE)
        return view->line ? view->line : NO_LINE;
    if (offset == PCI_PIN)
        return view->line ? real : 0;
    if (view->function->power && offset == view->function->power + (unsigned int)PCI_POWER_PME)
        return real & 7;
    return real;
}

uint32_t pci_view_read(const struct pci_view *view, const struct pci_access *access,
                       unsigned int offset, unsigned int size)
{
    uint32_t real = access->read(access->context, offset, size), value = 0;

    for (unsigned int i = 0; i < size; i++)
        value |= (uint32_t)byte_of(view, offset + i, (uint8_t)(real >> i * 8)) << i * 8;
    return value;
}

/* -- registers that can be written ----------------------------------------------------------------
 */

static void command_write(struct pci_view *view, const struct pci_access *access,
                          unsigned int offset, uint32_t value)
{
    uint32_t set = COMMAND_SET | (view->permissive ? COMMAND_OTHERS : 0);
    uint32_t real = access->read(access->context, offset, 2);

    view->command = (uint16_t)value;
    if ((real & set) != (value & set))
        access->write(access->context, offset, 2, (real & ~set) | (value & set));
}

static void byte_write(struct pci_view *view, const struct pci_access *access, unsigned int offset,
                       uint32_t value)
{
    (void)view;
    access->write(access->context, offset, 1, value);
}

/* Only to start or stop the test. */
static void bist_write(struct pci_view *view, const struct pci_access *access, unsigned int offset,
                       uint32_t value)
{
    uint32_t real = access->read(access->context, offset, 1);

    (void)view;
    if (((real ^ value) & ~(uint32_t)PCI_BIST_START) == 0 || value == PCI_BIST_START)
        access->write(access->context, offset, 1, value);
}

/* All ones ask for the length. The value itself restores it, where the device lost it. */
static void bar_write(struct pci_view *view, const struct pci_access *access, unsigned int offset,
                      uint32_t value)
{
    unsigned int i = offset == PCI_ROM_BAR ? PCI_ROM : (offset - PCI_BAR) / 4 % PCI_ROM;
    uint32_t own = view->function->values[i], flags = i == PCI_ROM       ? 0x7ff
                                                      : own & PCI_BAR_IO ? 3
                                                                         : 0xf;
    struct pci_bar bar;

    view->sized &= (uint8_t) ~(1u << i);
    /* The upper half of an address has no flags, but no address has those bits in its length. */
    if ((value | flags) == UINT32_MAX)
        view->sized |= (uint8_t)(1u << i);
    else if (value == own && (pci_bar_read(view->function, i, &bar) || bar_value(view, i) != 0) &&
             access->read(access->context, offset, 4) != own)
        access->write(access->context, offset, 4, own);
}

static void power_write(struct pci_view *view, const struct pci_access *access, unsigned int offset,
                        uint32_t value)
{
    uint32_t real = access->read(access->context, offset, 2);

    (void)view;
    if ((real & POWER_SET) != (value & POWER_SET))
        access->write(access->context, offset, 2,
                      (real & ~(uint32_t)POWER_SET) | (value & POWER_SET));
}

/* To read, not to write, what the device keeps of itself. */
static void vpd_write(struct pci_view *view, const struct pci_access *access, unsigned int offset,
                      uint32_t value)
{
    (void)view;
    if ((value & PCI_VPD_WRITE) == 0)
        access->write(access->context, offset, 2, value);
}

/* A register: its offset, in a capability or, 0, in the header. NULL: it cannot be written. */
struct field {
    unsigned int offset, size;
    write_fn *write;
};

enum { FIELDS = 4 + PCI_BARS + 2 + 2 };

static unsigned int fields_of(const struct pci_view *view, struct field fields[FIELDS])
{
    unsigned int count = 0;

    fields[count++] = (struct field){PCI_COMMAND, 2, command_write};
    fields[count++] = (struct field){PCI_CACHE_LINE, 1, byte_write};
    fields[count++] = (struct field){PCI_LATENCY, 1, byte_write};
    fields[count++] = (struct field){PCI_BIST, 1, bist_write};
    for (unsigned int i = 0; i < PCI_BARS; i++)
        fields[count++] = (struct field){i == PCI_ROM ? (unsigned int)PCI_ROM_BAR : PCI_BAR + 4 * i,
                                         4, bar_write};
    fields[count++] = (struct field){PCI_LINE, 2, NULL};
    if (view->function->power)
        fields[count++] =
            (struct field){view->function->power + (unsigned int)PCI_POWER_CONTROL, 2, power_write};
    if (view->function->vpd)
        fields[count++] =
            (struct field){view->function->vpd + (unsigned int)PCI_VPD_ADDRESS, 2, vpd_write};
    return count;
}

/* Interrupts are Xen's: what a permissive view lets through elsewhere, it does not here. */
static bool is_owners(const struct pci_view *view, unsigned int offset)
{
    const struct pci_function *f = view->function;

    return (f->msi && offset >= f->msi && offset < f->msi + 24u) ||
           (f->msix && offset >= f->msix && offset < f->msix + 12u);
}

void pci_view_write(struct pci_view *view, const struct pci_access *access, unsigned int offset,
                    unsigned int size, uint32_t value)
{
    struct field fields[FIELDS];
    unsigned int count = fields_of(view, fields);
    bool is_field = false;

    for (unsigned int i = 0; i < count; i++) {
        const struct field *field = &fields[i];
        unsigned int first = offset > field->offset ? offset : field->offset;
        unsigned int end = offset + size < field->offset + field->size
                               ? offset + size
                               : field->offset + field->size;
        uint32_t now;

        if (first >= end)
            continue;
        is_field = true;
        if (!field->write)
            continue;
        /* What is not written of the register stays as the domain sees it. */
        now = pci_view_read(view, access, field->offset, field->size);
        for (unsigned int at = first; at < end; at++) {
            unsigned int shift = (at - field->offset) * 8;

            now = (now & ~(0xffu << shift)) | (value >> (at - offset) * 8 & 0xff) << shift;
        }
        field->write(view, access, field->offset, now);
    }
    if (!is_field && view->permissive && !is_owners(view, offset))
        access->write(access->context, offset, size, value);
}
