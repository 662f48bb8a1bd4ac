/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Laying out a PVH domain.
 */
#include "launcher/build/layout.h"
#include "base/text.h"

#define KIB             UINT64_C(1024)
#define PAGE            UINT64_C(4096)
#define INFO_LOW        UINT64_C(0x9000)
#define RAMDISK_HIGHEST UINT64_C(0x40000000)

enum { E820_RAM = 1, E820_RESERVED = 2, E820_ACPI = 3 };

static uint64_t round_up(uint64_t value)
{
    return (value + PAGE - 1) & ~(PAGE - 1);
}

static void map_add(struct layout *layout, uint64_t start, uint64_t end, uint32_t type)
{
    if (end > start) {
        layout->map[layout->map_count++] =
            (struct xen_e820){.address = start, .size = end - start, .type = type};
    }
}

static int refuse(char *why, size_t size, const char *what, uint64_t needed, uint64_t memory_kib)
{
    /* Addresses of a hostile file may end just below 2^64: rounded up without a sum. */
    uint64_t needed_kib = (needed / PAGE + (needed % PAGE != 0)) * (PAGE / KIB);
    struct text text;

    text_init(&text, why, size);
    text_append(&text, "%s needs memory up to %lu KiB, ", what, (unsigned long)needed_kib);
    if (needed > LAYOUT_HOLE_START) {
        text_append(&text,
                    "no domain has more than %lu KiB below the hole under 4 GiB; use a smaller "
                    "kernel or ramdisk",
                    (unsigned long)(LAYOUT_HOLE_START / KIB));
    } else {
        text_append(&text, "the domain has %lu KiB; give it more memory",
                    (unsigned long)memory_kib);
    }
    return -1;
}

int layout_make(struct layout *layout, uint64_t memory_kib, const struct elf_kernel *kernel,
                uint64_t ramdisk_size, char *why, size_t why_size)
{
    uint64_t memory = memory_kib / 4 * PAGE;
    uint64_t kernel_end = round_up(kernel->paddr_end);
    uint64_t occupied, top;

    *layout = (struct layout){0};
    layout->low_end = memory < LAYOUT_HOLE_START ? memory : LAYOUT_HOLE_START;
    layout->high_end = LAYOUT_HOLE_END + (memory - layout->low_end);
    if (kernel->paddr_end > layout->low_end) {
        return refuse(why, why_size, "the kernel", kernel->paddr_end, memory_kib);
    }
    occupied = kernel_end;
    layout->info = INFO_LOW;
    if (kernel->paddr_start < INFO_LOW + LAYOUT_INFO_PAGES * PAGE) {
        layout->info = kernel_end;
        occupied += LAYOUT_INFO_PAGES * PAGE;
    }
    if (occupied > layout->low_end) {
        return refuse(why, why_size, "the kernel with its start info", occupied, memory_kib);
    }
    if (ramdisk_size > layout->low_end - occupied) {
        return refuse(why, why_size, "the kernel with the ramdisk after it",
                      ramdisk_size < UINT64_MAX - occupied ? occupied + ramdisk_size : UINT64_MAX,
                      memory_kib);
    }
    if (ramdisk_size > 0) {
        top = layout->low_end < RAMDISK_HIGHEST ? layout->low_end : RAMDISK_HIGHEST;
        if (occupied > top || round_up(ramdisk_size) > top - occupied) {
            top = layout->low_end;
        }
        layout->ramdisk = top - round_up(ramdisk_size);
        layout->ramdisk_size = ramdisk_size;
    }
    map_add(layout, 0, layout->low_end, E820_RAM);
    map_add(layout, LAYOUT_ACPI, LAYOUT_ACPI + PAGE, E820_ACPI);
    map_add(layout, LAYOUT_STORE_GFN * PAGE, (LAYOUT_CONSOLE_GFN + 1) * PAGE, E820_RESERVED);
    map_add(layout, LAYOUT_HOLE_END, layout->high_end, E820_RAM);
    return 0;
}
