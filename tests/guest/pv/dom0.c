/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What only domain 0 is given: a screen's description and a launch record, but no rings.
 */
#include "tests/guest/pv/pv.h"

#include <xen/memory.h>

#include "tests/guest/console.h"
#include "tests/guest/lib.h"
#include "tests/guest/report.h"

enum { PORTS_CHECKED = 32, TREE_MAGIC = 0xd00dfeed };

static uint32_t read_big(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

void pv_check_dom0(const struct pv *pv)
{
    const struct start_info *info = pv->info;
    uint32_t offset = info->console.dom0.info_off, size = info->console.dom0.info_size, port;

    if (info->store_mfn || info->store_evtchn)
        report_error("domain 0 was given a store", info->store_mfn);
    if (size && (offset != sizeof(*info) || size > 4096 - sizeof(*info)))
        report_error("the screen's description does not follow start_info, but is at", offset);
    for (port = 1; port < PORTS_CHECKED; port++)
        if (!pv_port_closed(port))
            report_error_once("an event channel is open at entry; port", port);
    if (pv->record_found && (read_big(pv->record_start) != TREE_MAGIC ||
                             read_big(pv->record_start + 4) > pv->record_size))
        report_error("the launch record is no whole device tree; its first bytes",
                     read_big(pv->record_start));
}

void pv_report_dom0(const struct pv *pv)
{
    const struct start_info *info = pv->info;
    uint32_t offset = info->console.dom0.info_off, size = info->console.dom0.info_size;
    char text[2 * NUMBER_SIZE + 1];
    unsigned int used = 0;

    number_decimal(text, offset);
    while (text[used])
        used++;
    text[used++] = ',';
    number_decimal(text + used, size);
    report_text("console_info", text);
    if (size && offset < 4096)
        report_hex("console_type", ((const uint8_t *)info)[offset], 2);
    report_number("maximum_pages", pv_memory_number(XENMEM_maximum_reservation));
    if (pv->record_found) {
        report_number("record_bytes", pv->record_size);
        report_hex("record_magic", read_big(pv->record_start), 8);
    } else {
        report_text("record", "none");
    }
}
