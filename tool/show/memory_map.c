/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A domain's memory as a list of ranges.
 */
#include "tool/show/memory_map.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/image/payload.h"
#include "core/layout/layout.h"
#include "core/layout/pv_layout.h"

static void range_add(struct memory_map *map, uint64_t start, uint64_t size, const char *what)
{
    struct memory_range *range = &map->ranges[map->count];

    if (size == 0 || map->count == MEMORY_RANGES_MAX)
        return;
    range->start = start;
    range->end = start + size;
    snprintf(range->what, sizeof(range->what), "%s", what);
    map->count++;
}

static void pages_add(struct memory_map *map, uint64_t frame, uint64_t pages, const char *what)
{
    range_add(map, frame << XEN_PAGE_SHIFT, pages << XEN_PAGE_SHIFT, what);
}

static void kernel_add(struct memory_map *map, const struct elf_kernel *kernel, uint64_t offset)
{
    for (uint32_t i = 0; i < kernel->segment_count; i++) {
        char what[MEMORY_WHAT_SIZE];

        snprintf(what, sizeof(what), "kernel segment %u", i + 1);
        range_add(map, kernel->segments[i].paddr - offset, kernel->segments[i].mem_size, what);
    }
    if (kernel->symbols.present)
        range_add(map, kernel->symbols.paddr - offset, kernel->symbols.size, "kernel symbols");
}

static int range_compare(const void *a, const void *b)
{
    const struct memory_range *first = a, *second = b;

    return (first->start > second->start) - (first->start < second->start);
}

static bool pvh_make(struct memory_map *map, const struct lcm_domain *domain,
                     const struct elf_kernel *kernel, uint64_t ramdisk_size, char *why, size_t size)
{
    struct layout layout;

    if (layout_make(&layout, domain->memory_kib, kernel, domain->kernel.bootargs, ramdisk_size, why,
                    size))
        return false;
    kernel_add(map, kernel, 0);
    pages_add(map, layout.info >> XEN_PAGE_SHIFT, layout.info_pages, "start info, command line");
    range_add(map, layout.ramdisk, layout.ramdisk_size, "ramdisk");
    if (layout.rsdp != LAYOUT_ACPI)
        range_add(map, layout.rsdp, LAYOUT_RSDP_SIZE, "ACPI root pointer");
    range_add(map, LAYOUT_ACPI, XEN_PAGE_SIZE, "ACPI tables");
    pages_add(map, LAYOUT_STORE_GFN, 1, "xenstore page");
    pages_add(map, LAYOUT_IDENT_GFN, 1, "identity page table");
    pages_add(map, LAYOUT_CONSOLE_GFN, 1, "console page");
    range_add(map, LAYOUT_SHARED_GFN << XEN_PAGE_SHIFT, (uint64_t)domain->shared_kib * 1024,
              "shared with others");
    return true;
}

static bool pv_make(struct memory_map *map, const struct lcm_domain *domain,
                    const struct elf_kernel *kernel, uint64_t ramdisk_size, char *why, size_t size)
{
    struct pv_layout layout;

    if (pv_layout_make(&layout, domain->memory_kib / 4, kernel, ramdisk_size, domain->domid == 0,
                       why, size))
        return false;
    kernel_add(map, kernel, layout.paddr_offset);
    pages_add(map, layout.start_info, 1, "start info");
    pages_add(map, layout.store, layout.store != 0, "xenstore page");
    pages_add(map, layout.console, layout.console != 0, "console page");
    pages_add(map, layout.top_table, layout.top_tables, "page tables");
    pages_add(map, layout.stack, 1, "boot stack");
    range_add(map, layout.ramdisk << XEN_PAGE_SHIFT, layout.ramdisk_size, "ramdisk");
    pages_add(map, layout.p2m, layout.p2m_pages, "list of frames");
    if (layout.list.pages)
        pages_add(map, layout.list.tables,
                  layout.list.counts[1] + layout.list.counts[2] + layout.list.counts[3],
                  "page tables of the list");
    range_add(map, layout.pages << XEN_PAGE_SHIFT, (uint64_t)domain->shared_kib * 1024,
              "shared with others");
    return true;
}

bool memory_map_make(struct memory_map *map, const struct lcm_domain *domain,
                     const struct elf_kernel *kernel, uint64_t ramdisk_size, char *why,
                     size_t why_size)
{
    bool made;

    map->count = 0;
    if (domain->memory_kib == 0) {
        snprintf(why, why_size, "its memory is what the host leaves; give it a size to see more");
        return false;
    }
    made = domain->mode == LCM_MODE_PV ? pv_make(map, domain, kernel, ramdisk_size, why, why_size)
                                       : pvh_make(map, domain, kernel, ramdisk_size, why, why_size);
    qsort(map->ranges, map->count, sizeof(map->ranges[0]), range_compare);
    return made;
}

const struct memory_range *memory_map_find(const struct memory_map *map, uint64_t address)
{
    for (unsigned int i = 0; i < map->count; i++)
        if (address >= map->ranges[i].start && address < map->ranges[i].end)
            return &map->ranges[i];
    return NULL;
}

static bool payload_bytes_read(void *context, uint64_t offset, void *target, size_t count)
{
    return payload_read(context, offset, target, count) == PAYLOAD_OK;
}

static bool image_kernel_read(const struct input *input, uint32_t index, struct elf_kernel *kernel)
{
    struct payload *payload = malloc(sizeof(*payload));
    const struct lcm_payload *entry = &input->image.plan.payloads[index - 1];
    bool good = payload &&
                payload_open(payload, entry, image_payload(&input->image, index)) == PAYLOAD_OK &&
                elf_read(payload_bytes_read, payload, payload->size, kernel) == ELF_OK;

    free(payload);
    return good;
}

bool domain_parts_find(const struct input *input, const struct modules *modules, uint32_t i,
                       struct elf_kernel *kernel, uint64_t *ramdisk_size)
{
    const struct lcm_plan *plan = &input->image.plan;
    const struct lcm_module *ramdisk = &plan->domains[i].ramdisk;

    if (input->kind == INPUT_IMAGE) {
        *ramdisk_size = ramdisk->present ? plan->payloads[ramdisk->index - 1].size : 0;
        return image_kernel_read(input, plan->domains[i].kernel.index, kernel);
    }
    if (!modules || !modules->kernels[i] || !modules->kernels[i]->good ||
        (modules->ramdisks[i] && !modules->ramdisks[i]->good))
        return false;
    *kernel = modules->kernels[i]->elf;
    *ramdisk_size = modules->ramdisks[i] ? modules->ramdisks[i]->unpacked.size : 0;
    return true;
}
