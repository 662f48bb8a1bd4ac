/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the domain finds in memory at its start: start info, command line, ACPI tables, ring pages.
 */
#include <string.h>

#include "launcher/builder/pvh/acpi.h"
#include "launcher/builder/parts/guest.h"
#include "core/layout/start_info.h"
#include "xen/window.h"

/* The pages written here, as pages of the copy window: mapped and unmapped together. */
enum { ACPI, IDENTITY, STORE, CONSOLE, INFO, PAGES_MAX = INFO + LAYOUT_INFO_PAGES_MAX };

/* Entries of a page table that maps 4 GiB one to one in pages of 4 MiB, for a vCPU without paging.
 */
static void identity_write(uint8_t *page)
{
    enum { PAGE_4M_SHIFT = 22, PRESENT_RW_USER_ACCESSED_DIRTY_LARGE = 0xe7 };

    for (uint32_t i = 0; i < XEN_PAGE_SIZE / sizeof(uint32_t); i++) {
        uint32_t entry = i << PAGE_4M_SHIFT | PRESENT_RW_USER_ACCESSED_DIRTY_LARGE;

        memcpy(page + i * sizeof(entry), &entry, sizeof(entry));
    }
}

static int pages_map(struct build *b, uint32_t count)
{
    uint64_t gfns[PAGES_MAX] = {
        [ACPI] = LAYOUT_ACPI / XEN_PAGE_SIZE,
        [IDENTITY] = LAYOUT_IDENT_GFN,
        [STORE] = LAYOUT_STORE_GFN,
        [CONSOLE] = LAYOUT_CONSOLE_GFN,
    };

    for (uint32_t i = INFO; i < count; i++)
        gfns[i] = b->layout.info / XEN_PAGE_SIZE + (i - INFO);
    return window_map(b->xen, &b->boot->copy, 0, gfns, count, b->domid);
}

int build_info_write(struct build *b)
{
    const struct window *window = &b->boot->copy;
    uint32_t pages = INFO + (uint32_t)b->layout.info_pages;
    uint8_t rsdp[ACPI_RSDP_SIZE];
    int error = pages_map(b, pages);

    if (error)
        return build_refused(b, BUILD_LOAD, "its boot information", error);
    start_info_write(window_page(window, INFO), &b->layout, b->domain->kernel.bootargs);
    if (!acpi_write(window_page(window, ACPI), XEN_PAGE_SIZE, LAYOUT_ACPI, b->domain->cpus)) {
        return build_fail(b, BUILD_LOAD, "no ACPI tables for %u vCPUs; at most %d are possible",
                          (unsigned int)b->domain->cpus, ACPI_VCPUS_MAX);
    }
    memcpy(rsdp, window_page(window, ACPI), sizeof(rsdp));
    identity_write(window_page(window, IDENTITY));
    memset(window_page(window, STORE), 0, XEN_PAGE_SIZE);
    memset(window_page(window, CONSOLE), 0, XEN_PAGE_SIZE);
    error = window_unmap(b->xen, window, 0, pages);
    if (!error && b->layout.rsdp != LAYOUT_ACPI)
        error = guest_write(b, b->layout.rsdp, rsdp, sizeof(rsdp));
    return error ? build_refused(b, BUILD_LOAD, "its boot information", error) : 0;
}
