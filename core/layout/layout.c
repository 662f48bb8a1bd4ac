/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Laying out a PVH domain.
 */
#include "core/layout/start_info.h"
#include "core/base/text.h"

#define KIB  UINT64_C(1024)
#define PAGE UINT64_C(4096)
/* What the start info must not reach: kernels enter with as small an identity map. */
#define INFO_LIMIT UINT64_C(0x40000000)
/* Where a BIOS has the ACPI root pointer, as libxl places it: in the last page below 1 MiB. */
#define BIOS_END  UINT64_C(0x100000)
#define BIOS_RSDP (BIOS_END - 64)

static uint64_t round_up(uint64_t value)
{
    return (value + PAGE - 1) & ~(PAGE - 1);
}

static void map_add(struct layout *layout, uint64_t start, uint64_t end, uint32_t type)
{
    if (end > start) {
        layout->map[layout->map_count++] =
            (struct e820_entry){.address = start, .size = end - start, .type = type};
    }
}

static int layout_refuse(char *why, size_t size, const char *what, uint64_t needed,
                         uint64_t memory_kib)
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

/* RAM below the hole; in a BIOS's place of the root pointer one page of it is the tables'. */
static void low_map_add(struct layout *layout, const struct elf_kernel *kernel)
{
    layout->rsdp = LAYOUT_ACPI;
    if (kernel->rsdp_low && kernel->paddr_start >= BIOS_END) {
        layout->rsdp = BIOS_RSDP;
        map_add(layout, 0, BIOS_END - PAGE, E820_RAM);
        map_add(layout, BIOS_END - PAGE, BIOS_END, E820_ACPI);
        map_add(layout, BIOS_END, layout->low_end, E820_RAM);
    } else {
        map_add(layout, 0, layout->low_end, E820_RAM);
    }
}

int layout_make(struct layout *layout, uint64_t memory_kib, const struct elf_kernel *kernel,
                const char *bootargs, uint64_t ramdisk_size, char *why, size_t why_size)
{
    uint64_t memory = memory_kib / 4 * PAGE;
    uint64_t kernel_end = round_up(kernel->paddr_end);
    uint64_t info_size = round_up(start_info_size(bootargs)), occupied;

    *layout = (struct layout){.info_pages = info_size / PAGE};
    layout->low_end = memory < LAYOUT_HOLE_START ? memory : LAYOUT_HOLE_START;
    layout->high_end = LAYOUT_HOLE_END + (memory - layout->low_end);
    if (kernel->paddr_end > layout->low_end)
        return layout_refuse(why, why_size, "the kernel", kernel->paddr_end, memory_kib);
    occupied = kernel_end + info_size;
    if (occupied > layout->low_end)
        return layout_refuse(why, why_size, "the kernel with its start info", occupied, memory_kib);
    if (ramdisk_size > layout->low_end - occupied) {
        return layout_refuse(why, why_size, "the kernel with the ramdisk after it",
                             ramdisk_size < UINT64_MAX - occupied ? occupied + ramdisk_size
                                                                  : UINT64_MAX,
                             memory_kib);
    }
    layout->info = kernel_end;
    if (ramdisk_size > 0) {
        layout->ramdisk = occupied;
        layout->ramdisk_size = ramdisk_size;
        /* A kernel that does not say otherwise has its ramdisk first, as libxc places it. */
        if (!kernel->mod_start_pfn && occupied + round_up(ramdisk_size) <= INFO_LIMIT) {
            layout->ramdisk = kernel_end;
            layout->info = kernel_end + round_up(ramdisk_size);
        }
    }
    low_map_add(layout, kernel);
    map_add(layout, LAYOUT_ACPI, LAYOUT_ACPI + PAGE, E820_ACPI);
    map_add(layout, LAYOUT_SPECIAL_GFN * PAGE, (LAYOUT_CONSOLE_GFN + 1) * PAGE, E820_RESERVED);
    map_add(layout, LAYOUT_HOLE_END, layout->high_end, E820_RAM);
    return 0;
}
