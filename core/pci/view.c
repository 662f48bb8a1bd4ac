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
    COMMAND_SEEN = PCI_COMMAND_MASTER | PCI_COMMAND_INVALIDATE | COMMAND_OTHERS,
    COMMAND_SET = PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_INVALIDATE,
    POWER_SET = PCI_POWER_PME_STATUS | PCI_POWER_DATA | PCI_POWER_STATE,
    NO_LINE = 0xff, /* "unknown", by the PCI specification's note on PCs */
};

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
    unsigned int bar = bar_at(offset), shift = (offset - PCI_COMMAND) * 8;

    if (bar < PCI_BARS)
        return (uint8_t)(bar_value(view, bar) >> offset % 4 * 8);
    if (offset == PCI_COMMAND || offset == PCI_COMMAND + 1)
        return (uint8_t)((real & COMMAND_SEEN >> shift) |
                         (view->command >> shift & ~(COMMAND_SEEN >> shift)));
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

/* What the domain makes of a register, all of it. */
struct write {
    struct pci_view *view;
    const struct pci_access *access;
    unsigned int offset;
    uint32_t value;
};

typedef void write_fn(const struct write *w);

static uint32_t real_of(const struct write *w, unsigned int size)
{
    return w->access->read(w->access->context, w->offset, size);
}

static void real_set(const struct write *w, unsigned int size, uint32_t value)
{
    w->access->write(w->access->context, w->offset, size, value);
}

/* Sets those bits of a register of two bytes, where they change. */
static void bits_set(const struct write *w, uint32_t bits)
{
    uint32_t real = real_of(w, 2);

    if ((real & bits) != (w->value & bits))
        real_set(w, 2, (real & ~bits) | (w->value & bits));
}

static void command_write(const struct write *w)
{
    w->view->command = (uint16_t)w->value;
    bits_set(w, COMMAND_SET | (w->view->permissive ? COMMAND_OTHERS : 0));
}

static void byte_write(const struct write *w)
{
    real_set(w, 1, w->value);
}

/* Only to start or stop the test. */
static void bist_write(const struct write *w)
{
    if (((real_of(w, 1) ^ w->value) & ~(uint32_t)PCI_BIST_START) == 0 || w->value == PCI_BIST_START)
        real_set(w, 1, w->value);
}

/* All ones ask for the length. The value itself restores it, where the device lost it. */
static void bar_write(const struct write *w)
{
    unsigned int i = w->offset == PCI_ROM_BAR ? PCI_ROM : (w->offset - PCI_BAR) / 4 % PCI_ROM;
    uint32_t own = w->view->function->values[i];

    w->view->sized &= (uint8_t) ~(1u << i);
    /* The upper half of an address has no flags, but no address has those bits in its length. */
    if ((w->value | pci_bar_flags(w->view->function, i)) == UINT32_MAX)
        w->view->sized |= (uint8_t)(1u << i);
    else if (w->value == own && bar_value(w->view, i) == own && real_of(w, 4) != own)
        real_set(w, 4, own);
}

static void power_write(const struct write *w)
{
    bits_set(w, POWER_SET);
}

/* To read, not to write, what the device keeps of itself. */
static void vpd_write(const struct write *w)
{
    if ((w->value & PCI_VPD_WRITE) == 0)
        real_set(w, 2, w->value);
}

/* A register that can be written: in the header, or in a capability, where the function has it. */
struct field {
    enum { HEADER, POWER, VPD } base;
    uint8_t offset;
    uint8_t size;
    write_fn *write; /* NULL: writes have no effect */
};

static const struct field fields[] = {
    {HEADER, PCI_COMMAND, 2, command_write},
    {HEADER, PCI_CACHE_LINE, 1, byte_write},
    {HEADER, PCI_LATENCY, 1, byte_write},
    {HEADER, PCI_BIST, 1, bist_write},
    {HEADER, PCI_BAR, 4, bar_write},
    {HEADER, PCI_BAR + 4, 4, bar_write},
    {HEADER, PCI_BAR + 8, 4, bar_write},
    {HEADER, PCI_BAR + 12, 4, bar_write},
    {HEADER, PCI_BAR + 16, 4, bar_write},
    {HEADER, PCI_BAR + 20, 4, bar_write},
    {HEADER, PCI_ROM_BAR, 4, bar_write},
    {HEADER, PCI_LINE, 2, NULL},
    {POWER, PCI_POWER_CONTROL, 2, power_write},
    {VPD, PCI_VPD_ADDRESS, 2, vpd_write},
};

/* Interrupts are Xen's: what a permissive view lets through elsewhere, it does not here. */
static bool is_owners(const struct pci_view *view, unsigned int offset)
{
    const struct pci_function *f = view->function;

    return (f->msi && offset >= f->msi && offset < f->msi + 24u) ||
           (f->msix && offset >= f->msix && offset < f->msix + 12u);
}

/* Writes what a request has of a register; the rest of it stays as the domain sees it. */
static void field_write(struct pci_view *view, const struct pci_access *access,
                        const struct field *field, unsigned int at, unsigned int offset,
                        unsigned int size, uint32_t value)
{
    uint32_t now = pci_view_read(view, access, at, field->size);

    for (unsigned int i = 0; i < size; i++) {
        unsigned int shift = (offset + i - at) * 8;

        if (offset + i >= at && offset + i < at + field->size)
            now = (now & ~(0xffu << shift)) | (value >> i * 8 & 0xff) << shift;
    }
    field->write(&(struct write){view, access, at, now});
}

void pci_view_write(struct pci_view *view, const struct pci_access *access, unsigned int offset,
                    unsigned int size, uint32_t value)
{
    const struct pci_function *f = view->function;
    bool is_field = false;

    for (unsigned int i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        const struct field *field = &fields[i];
        unsigned int base = field->base == POWER ? f->power : field->base == VPD ? f->vpd : 0;
        unsigned int at = base + field->offset;

        if ((field->base != HEADER && base == 0) || offset >= at + field->size ||
            at >= offset + size)
            continue;
        is_field = true;
        if (field->write)
            field_write(view, access, field, at, offset, size, value);
    }
    if (!is_field && view->permissive && !is_owners(view, offset))
        access->write(access->context, offset, size, value);
}
