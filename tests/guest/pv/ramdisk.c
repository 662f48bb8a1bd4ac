/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finds the ramdisk, and in its last archive the launch record.
 *
 * Facts: Documentation/driver-api/early-userspace/buffer-format.rst of Linux (cpio, format "newc").
 */
#include "tests/guest/lib.h"
#include "tests/guest/memory.h"
#include "tests/guest/pv/pv.h"
#include "tests/guest/report.h"

enum {
    HEADER_SIZE = 110,
    HEADER_DATA_SIZE = 54, /* places of the two fields that matter here */
    HEADER_NAME_SIZE = 94,
    FIELD_SIZE = 8,
    SEARCH_SIZE = 128 << 10, /* a record takes less */
};

static const char record_name[] = "hyperlaunch/record.dtb", trailer_name[] = "TRAILER!!!";

struct entry {
    uint64_t data; /* where its file starts */
    uint32_t size;
    uint64_t end; /* where the next header starts */
};

static uint64_t align(uint64_t address)
{
    return (address + 3) & ~(uint64_t)3;
}

static bool read_field(const char *header, unsigned int at, uint32_t *value)
{
    unsigned int i;

    *value = 0;
    for (i = at; i < at + FIELD_SIZE; i++) {
        char digit = header[i];

        if (digit >= '0' && digit <= '9')
            *value = *value << 4 | (uint32_t)(digit - '0');
        else if (digit >= 'a' && digit <= 'f')
            *value = *value << 4 | (uint32_t)(digit - 'a' + 10);
        else if (digit >= 'A' && digit <= 'F')
            *value = *value << 4 | (uint32_t)(digit - 'A' + 10);
        else
            return false;
    }
    return true;
}

/* Reads the entry at `at` if it is one of that name (`size` bytes with the NUL) and ends in bounds.
 */
static bool read_entry(uint64_t at, uint64_t end, const char *name, size_t size,
                       struct entry *entry)
{
    char header[HEADER_SIZE + sizeof(record_name)];
    uint32_t name_size;

    if (end - at < HEADER_SIZE + size || !memory_read(header, at, HEADER_SIZE + size) ||
        !text_starts(header, "070701") || !read_field(header, HEADER_DATA_SIZE, &entry->size) ||
        !read_field(header, HEADER_NAME_SIZE, &name_size) || name_size != size ||
        !text_starts(header + HEADER_SIZE, name) || header[HEADER_SIZE + size - 1])
        return false;
    entry->data = align(at + HEADER_SIZE + size);
    entry->end = align(entry->data + entry->size);
    return entry->data + entry->size <= end;
}

/* An archive ends with its trailer; zeros may follow. */
static bool ends_with_trailer(uint64_t at, uint64_t end)
{
    struct entry trailer;
    uint8_t byte = 0;

    if (at >= end || !read_entry(at, end, trailer_name, sizeof(trailer_name), &trailer))
        return false;
    for (at = trailer.data; at < end && !byte; at++)
        memory_read(&byte, at, 1);
    return !byte;
}

void pv_find_record(struct pv *pv, const struct boot *boot)
{
    uint64_t end = boot->ramdisk + boot->ramdisk_size, at = boot->ramdisk;
    struct entry entry;

    if (boot->ramdisk_size > SEARCH_SIZE)
        at = (end - SEARCH_SIZE) & ~(uint64_t)3;
    for (; at < end; at += 4) {
        if (!read_entry(at, end, record_name, sizeof(record_name), &entry))
            continue;
        pv->record_found = true;
        pv->record_size = entry.size;
        if (entry.size < sizeof(pv->record_start))
            report_error("the launch record is shorter than a device tree's header", entry.size);
        else
            memory_read(pv->record_start, entry.data, sizeof(pv->record_start));
        if (!ends_with_trailer(entry.end, end))
            report_error("the launch record's archive does not end the ramdisk at", entry.end);
        return;
    }
}

/* Whether the range of page frames is the domain's, and free for a ramdisk. */
static bool range_is_free(const struct pv *pv, uint64_t first, uint64_t count)
{
    const struct start_info *info = pv->info;

    return first < info->nr_pages && count <= info->nr_pages - first && first >= pv->image_end &&
           (first >= info->first_p2m_pfn + info->nr_p2m_frames ||
            first + count <= info->first_p2m_pfn || !info->nr_p2m_frames) &&
           (first >= pv->mapped || first + count <= pv_page(pv, pv->entry->start_info));
}

static void read_ramdisk(const struct pv *pv, struct boot *boot)
{
    const struct start_info *info = pv->info;
    uint64_t pages = info->mod_len / MEMORY_PAGE + (info->mod_len % MEMORY_PAGE != 0);
    uint64_t first =
        info->flags & SIF_MOD_START_PFN ? info->mod_start : pv_page(pv, info->mod_start);

    if (!info->mod_len)
        return;
    if (!(info->flags & SIF_MOD_START_PFN) && info->mod_start % MEMORY_PAGE)
        report_error("the ramdisk does not start at a page", info->mod_start);
    if (!range_is_free(pv, first, pages)) {
        report_error("the ramdisk is not in memory of its own", info->mod_start);
        return;
    }
    boot->ramdisk_given = true;
    boot->ramdisk = first * MEMORY_PAGE;
    boot->ramdisk_size = info->mod_len;
}

void pv_read_boot(struct pv *pv, struct boot *boot)
{
    const struct start_info *info = pv->info;
    unsigned int i;

    boot->memory_size = info->nr_pages * MEMORY_PAGE;
    /* Without the list there is no way to look at memory. */
    if (pv->list) {
        boot->memmap_count = 1;
        boot->memmap[0] = (struct boot_memory){.size = boot->memory_size, .ram = true};
    }
    boot->cmdline_given = true;
    for (i = 0; i < MAX_GUEST_CMDLINE - 1 && info->cmd_line[i]; i++)
        boot->cmdline[i] = info->cmd_line[i];
    read_ramdisk(pv, boot);
}
