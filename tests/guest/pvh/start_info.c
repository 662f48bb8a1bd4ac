/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads PVH's start info: the memory map, the command line, the ramdisk and the place of the ACPI.
 *
 * Facts: xen/include/public/arch-x86/hvm/start_info.h.
 */
#include "tests/guest/pvh/start_info.h"

#include <xen/xen.h>
#include <xen/arch-x86/hvm/start_info.h>

#include "tests/guest/memory.h"
#include "tests/guest/report.h"
#include "tests/guest/xen.h"

/* Two entries that share an address contradict each other. */
static void check_overlap(const struct boot *boot, const struct boot_memory *entry)
{
    uint32_t i;

    for (i = 0; i < boot->memmap_count; i++) {
        const struct boot_memory *other = &boot->memmap[i];

        if (entry->start < other->start + other->size && other->start < entry->start + entry->size)
            report_error("entries of the memory map overlap", entry->start);
    }
}

static void add_memory(struct boot *boot, uint64_t start, uint64_t size, uint32_t type)
{
    struct boot_memory *entry = &boot->memmap[boot->memmap_count];

    entry->start = start;
    entry->size = size;
    entry->ram = type == XEN_HVM_MEMMAP_TYPE_RAM;
    if (!memory_sound(start, size)) {
        /* QEMU reserves a range at the end of its address space: only RAM must be sound. */
        if (entry->ram)
            report_error("RAM beyond the addresses the guest takes", start);
        entry->ram = false;
        entry->size = 0;
    }
    check_overlap(boot, entry);
    if (entry->ram)
        boot->memory_size += entry->size;
    boot->memmap_count++;
}

/* A kernel may ask Xen instead of looking into the start info, so both must say the same. */
static void read_xen_memmap(struct boot *boot)
{
    static struct e820_entry map[BOOT_MEMMAP_MAX];
    uint32_t count = xen_memory_map(map, BOOT_MEMMAP_MAX), known = boot->memmap_count, i;

    for (i = 0; i < count; i++)
        if (!known)
            add_memory(boot, map[i].address, map[i].size, map[i].type);
        else if (count != known || map[i].address != boot->memmap[i].start ||
                 map[i].size != boot->memmap[i].size ||
                 (map[i].type == XEN_HVM_MEMMAP_TYPE_RAM) != boot->memmap[i].ram)
            report_error("Xen's memory map differs from the start info's; entry", i);
}

static void read_memmap(const struct hvm_start_info *info, struct boot *boot)
{
    uint32_t count = info->version ? info->memmap_entries : 0, i;

    if (!count || !info->memmap_paddr) {
        report_error("no memory map in the start info of version", info->version);
        return;
    }
    if (count > BOOT_MEMMAP_MAX) {
        report_error("more entries in the memory map than the guest takes", count);
        count = BOOT_MEMMAP_MAX;
    }
    for (i = 0; i < count; i++) {
        struct hvm_memmap_table_entry entry;

        if (!memory_read(&entry, info->memmap_paddr + i * sizeof(entry), sizeof(entry))) {
            report_error("the memory map is out of bounds", info->memmap_paddr);
            return;
        }
        add_memory(boot, entry.addr, entry.size, entry.type);
    }
    memory_place(info->memmap_paddr, (uint64_t)count * sizeof(struct hvm_memmap_table_entry));
}

/* Copies the text at `start`; returns false when it does not end within the limit. */
static bool read_text(uint64_t start, char *text, uint32_t size)
{
    uint32_t i;

    for (i = 0; i < size; i++) {
        if (!memory_read(&text[i], start + i, 1))
            break;
        if (!text[i]) {
            memory_place(start, i + 1);
            return true;
        }
    }
    text[0] = '\0';
    return false;
}

static bool lies_in_ram(const struct boot *boot, uint64_t start, uint64_t size)
{
    uint32_t i;

    for (i = 0; i < boot->memmap_count; i++) {
        const struct boot_memory *entry = &boot->memmap[i];

        if (entry->ram && start >= entry->start && start - entry->start <= entry->size &&
            size <= entry->size - (start - entry->start))
            return true;
    }
    return false;
}

static void read_modules(const struct hvm_start_info *info, struct boot *boot)
{
    static char text[BOOT_CMDLINE_SIZE];
    uint32_t count = info->nr_modules, i;

    if (count > BOOT_MODULES_MAX) {
        report_error("more modules than the guest takes", count);
        count = BOOT_MODULES_MAX;
    }
    for (i = 0; i < count; i++) {
        struct hvm_modlist_entry module;

        if (!memory_read(&module, info->modlist_paddr + i * sizeof(module), sizeof(module))) {
            report_error("the module list is out of bounds", info->modlist_paddr);
            return;
        }
        if (!memory_sound(module.paddr, module.size) ||
            !lies_in_ram(boot, module.paddr, module.size)) {
            report_error("a module does not lie in RAM", module.paddr);
            continue;
        }
        memory_place(module.paddr, module.size);
        if (module.cmdline_paddr && !read_text(module.cmdline_paddr, text, sizeof(text)))
            report_error("a module's command line has no end", module.cmdline_paddr);
        if (i == 0) {
            boot->ramdisk_given = true;
            boot->ramdisk = module.paddr;
            boot->ramdisk_size = module.size;
        }
    }
    memory_place(info->modlist_paddr, (uint64_t)count * sizeof(struct hvm_modlist_entry));
}

void boot_read(uint64_t start_info, struct boot *boot)
{
    struct hvm_start_info info = {0};

    if (!memory_read(&info, start_info, sizeof(info)) || info.magic != XEN_HVM_START_MAGIC_VALUE) {
        report_error("no start info at ebx", start_info);
        return;
    }
    memory_place(start_info, sizeof(info));
    read_memmap(&info, boot);
    read_xen_memmap(boot);
    if (info.cmdline_paddr) {
        boot->cmdline_given = read_text(info.cmdline_paddr, boot->cmdline, sizeof(boot->cmdline));
        if (!boot->cmdline_given)
            report_error("the command line has no end", info.cmdline_paddr);
    }
    read_modules(&info, boot);
    boot->rsdp = info.rsdp_paddr;
}
