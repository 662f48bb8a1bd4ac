/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the domain finds in memory at its start: start info, command line, ACPI tables, ring pages.
 */
#include <string.h>

#include "launcher/build/acpi.h"
#include "launcher/build/guest.h"
#include "launcher/build/start_info.h"

/* Entries of a page table that maps 4 GiB one to one in pages of 4 MiB, for a vCPU without paging.
 */
static void identity_write(uint8_t page[XEN_PAGE_SIZE])
{
    enum { PAGE_4M_SHIFT = 22, PRESENT_RW_USER_ACCESSED_DIRTY_LARGE = 0xe7 };

    for (uint32_t i = 0; i < XEN_PAGE_SIZE / sizeof(uint32_t); i++) {
        uint32_t entry = i << PAGE_4M_SHIFT | PRESENT_RW_USER_ACCESSED_DIRTY_LARGE;

        memcpy(page + i * sizeof(entry), &entry, sizeof(entry));
    }
}

int build_info_write(struct build *b)
{
    static uint8_t page[XEN_PAGE_SIZE];
    const char *bootargs = b->domain->kernel.bootargs;
    int error;

    start_info_write(page, &b->layout, bootargs != NULL);
    error = guest_write(b, b->layout.info, page, XEN_PAGE_SIZE);
    if (!error && bootargs) {
        _Static_assert((size_t)LCM_BOOTARGS_SIZE <= XEN_PAGE_SIZE, "the longest command line fits");
        error = guest_write(b, b->layout.info + XEN_PAGE_SIZE, bootargs, strlen(bootargs) + 1);
    }
    if (!error) {
        if (!acpi_write(page, sizeof(page), LAYOUT_ACPI, b->domain->cpus)) {
            return build_fail(b, BUILD_LOAD, "no ACPI tables for %u vCPUs; at most %d are possible",
                              (unsigned int)b->domain->cpus, ACPI_VCPUS_MAX);
        }
        error = guest_write(b, LAYOUT_ACPI, page, XEN_PAGE_SIZE);
    }
    if (!error) {
        identity_write(page);
        error = guest_write(b, LAYOUT_IDENT_GFN * XEN_PAGE_SIZE, page, XEN_PAGE_SIZE);
    }
    if (!error) {
        error = guest_zero(b, LAYOUT_STORE_GFN * XEN_PAGE_SIZE, XEN_PAGE_SIZE);
    }
    if (!error) {
        error = guest_zero(b, LAYOUT_CONSOLE_GFN * XEN_PAGE_SIZE, XEN_PAGE_SIZE);
    }
    return error ? build_refused(b, BUILD_LOAD, "its boot information", error) : 0;
}
