/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Brings vCPUs up as a PC does: INIT and SIPI through the local APIC's registers.
 *
 * Facts: Intel SDM volume 3, chapters 9.4 and 11.6 (interrupt command register).
 */
#include "tests/guest/pvh/smp.h"

#include "tests/guest/cpu.h"
#include "tests/guest/lib.h"
#include "tests/guest/memory.h"
#include "tests/guest/report.h"
#include "tests/guest/stale.h"
#include "tests/guest/xen.h"

enum {
    APIC_ID = 0x20,
    APIC_SPURIOUS = 0xf0,
    APIC_COMMAND = 0x300,
    APIC_TARGET = 0x310,
    COMMAND_BUSY = 1 << 12,
    COMMAND_INIT = 0x4500, /* asserted, edge */
    COMMAND_STARTUP = 0x4600,
    ROUNDS = 20,
    ROUND_MS = 1000, /* an overcommitted host may keep a vCPU waiting for long */
};

extern const uint8_t trampoline_start[], trampoline_flags[], trampoline_end[];

static uint32_t apic_base;

static volatile uint32_t *apic_register(uint32_t offset)
{
    return (volatile uint32_t *)(uintptr_t)(apic_base + offset);
}

static void send(uint8_t target, uint32_t command)
{
    unsigned int tries = 1000000;

    *apic_register(APIC_TARGET) = (uint32_t)target << 24;
    *apic_register(APIC_COMMAND) = command;
    while (*apic_register(APIC_COMMAND) & COMMAND_BUSY && --tries)
        cpu_pause();
}

/* Finds a page of RAM below 1 MiB that holds nothing; 0 when there is none. */
static uint64_t find_page(const struct boot *boot)
{
    uint64_t page;

    for (page = MEMORY_PAGE; page < 0x100000; page += MEMORY_PAGE) {
        uint32_t i;

        for (i = 0; i < boot->memmap_count; i++) {
            const struct boot_memory *entry = &boot->memmap[i];
            struct memory_range gap;

            if (entry->ram && page >= entry->start &&
                page + MEMORY_PAGE <= entry->start + entry->size &&
                memory_gap(page, page + MEMORY_PAGE, &gap) && gap.start == page &&
                gap.end == page + MEMORY_PAGE)
                return page;
        }
    }
    return 0;
}

static uint32_t count_started(const struct acpi *acpi, const volatile uint8_t *flags)
{
    uint32_t count = 0, i;

    for (i = 0; i < acpi->cpu_count; i++)
        count += flags[acpi->apic_ids[i]];
    return count;
}

/* Waits until all run, or about ROUND_MS. */
static void wait_started(const struct acpi *acpi, const volatile uint8_t *flags)
{
    uint64_t end = xen_time_ms() + ROUND_MS;
    unsigned int tries = 1000000;

    while (count_started(acpi, flags) < acpi->cpu_count) {
        xen_yield();
        cpu_pause();
        if (xen_found() ? xen_time_ms() >= end : !--tries)
            return;
    }
}

uint32_t smp_start(const struct boot *boot, const struct acpi *acpi)
{
    const uint32_t size = (uint32_t)(trampoline_end - trampoline_start);
    uint64_t page = find_page(boot);
    volatile uint8_t *flags;
    uint32_t i, round;
    uint8_t self;

    if (!acpi->cpu_count)
        return 1;
    if (!page || acpi->local_apic % MEMORY_PAGE || !acpi->local_apic) {
        report_error("no free page below 1 MiB, or no local APIC to start vCPUs with",
                     acpi->local_apic);
        return 1;
    }
    stale_check_range(page, page + MEMORY_PAGE);
    memory_place(page, MEMORY_PAGE);
    memcpy(memory_at(page), trampoline_start, size);
    flags = memory_at(page) + (trampoline_flags - trampoline_start);

    apic_base = acpi->local_apic;
    *apic_register(APIC_SPURIOUS) = 0x1ff;
    self = (uint8_t)(*apic_register(APIC_ID) >> 24);
    flags[self] = 1;
    for (i = 0; i < acpi->cpu_count; i++)
        if (acpi->apic_ids[i] != self)
            send(acpi->apic_ids[i], COMMAND_INIT);
    for (round = 0; round < ROUNDS && count_started(acpi, flags) < acpi->cpu_count; round++) {
        for (i = 0; i < acpi->cpu_count; i++)
            if (!flags[acpi->apic_ids[i]])
                send(acpi->apic_ids[i], COMMAND_STARTUP | (uint32_t)(page / MEMORY_PAGE));
        wait_started(acpi, flags);
    }
    for (i = 0; i < acpi->cpu_count; i++) {
        if (!flags[acpi->apic_ids[i]])
            report_error("a vCPU of the MADT did not start; its APIC id", acpi->apic_ids[i]);
        if (acpi->apic_ids[i] == self)
            self = 0xff;
    }
    if (self != 0xff)
        report_error("the first vCPU is not in the MADT; its APIC id", self);
    return count_started(acpi, flags);
}
