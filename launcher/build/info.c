/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the domain finds in memory at its start: start info, command line, ACPI tables, ring pages.
 */
#include <string.h>

#include "launcher/build/acpi.h"
#include "launcher/build/build.h"
#include "launcher/build/start_info.h"
#include "launcher/xen/window.h"

/* The pages written here, as pages of the copy window: mapped and unmapped together. */
enum { INFO, COMMAND_LINE, ACPI, IDENTITY, STORE, CONSOLE, PAGES };

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

static int pages_map(struct build *b)
{
    const uint64_t gfns[PAGES] = {
        [INFO] = b->layout.info / XEN_PAGE_SIZE,
        [COMMAND_LINE] = b->layout.info / XEN_PAGE_SIZE + 1,
        [ACPI] = LAYOUT_ACPI / XEN_PAGE_SIZE,
        [IDENTITY] = LAYOUT_IDENT_GFN,
        [STORE] = LAYOUT_STORE_GFN,
        [CONSOLE] = LAYOUT_CONSOLE_GFN,
    };

    return window_map(b->xen, &b->boot->copy, 0, gfns, PAGES, b->domid);
}

int build_info_write(struct build *b)
{
    const struct window *window = &b->boot->copy;
    const char *bootargs = b->domain->kernel.bootargs;
    int error = pages_map(b);

    if (error) {
        return build_refused(b, BUILD_LOAD, "its boot information", error);
    }
    start_info_write(window_page(window, INFO), &b->layout, bootargs != NULL);
    if (bootargs) {
        _Static_assert((size_t)LCM_BOOTARGS_SIZE <= XEN_PAGE_SIZE, "the longest command line fits");
        memcpy(window_page(window, COMMAND_LINE), bootargs, strlen(bootargs) + 1);
    }
    if (!acpi_write(window_page(window, ACPI), XEN_PAGE_SIZE, LAYOUT_ACPI, b->domain->cpus)) {
        return build_fail(b, BUILD_LOAD, "no ACPI tables for %u vCPUs; at most %d are possible",
                          (unsigned int)b->domain->cpus, ACPI_VCPUS_MAX);
    }
    identity_write(window_page(window, IDENTITY));
    memset(window_page(window, STORE), 0, XEN_PAGE_SIZE);
    memset(window_page(window, CONSOLE), 0, XEN_PAGE_SIZE);
    error = window_unmap(b->xen, window, 0, PAGES);
    return error ? build_refused(b, BUILD_LOAD, "its boot information", error) : 0;
}
