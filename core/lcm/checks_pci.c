/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of flags and of PCI devices.
 */
#include "core/base/values.h"
#include "core/lcm/check.h"
#include "core/lcm/pci_address.h"

void check_flag_shape(struct reader *r)
{
    if (r->row->form != FORM_FLAG)
        return;
    if (r->property.length == 0)
        property_number_set(r->row, reader_described(r), true);
    else
        reader_fault(r, r->row->name, "is a flag, and has no value; write \"%s;\", or leave it out",
                     r->row->name);
}

void check_pci_address(struct reader *r)
{
    const char *text = value_string(&r->property);
    uint32_t *sbdf = &reader_device(r)->sbdf;

    if (!text || !pci_address_read(text, sbdf))
        reader_fault(r, r->row->name,
                     "is not the address of a PCI function; write it as \"0000:00:03.0\"");
    else if (*sbdf >> 16 != 0)
        /* What the launcher reaches by the ports 0xcf8 and 0xcfc. */
        reader_fault(r, r->row->name,
                     "is in PCI segment %04x, and only devices of 0000 are supported yet; remove "
                     "the node",
                     *sbdf >> 16);
}

void check_pci_incomplete(struct reader *r)
{
    if (reader_lacks(r, PROPERTY_PCI_ADDRESS))
        reader_fault(r, property_rows[PROPERTY_PCI_ADDRESS].name,
                     "is missing; write address = \"0000:00:03.0\"");
}

void check_pci_mode(struct reader *r)
{
    if (reader_domain(r)->mode == LCM_MODE_PVH && reader_domain(r)->domid != 0)
        reader_fault(r, NULL,
                     "is a PCI device of a PVH domain, and only PV domains can have one; give the "
                     "domain mode = \"pv\", or remove the node");
}

void check_pci_dom0(struct reader *r)
{
    if (reader_domain(r)->domid == 0)
        reader_fault(r, NULL, "is a device that domain 0 has anyway; remove the node");
}

void check_pci_duplicate(struct reader *r)
{
    const struct lcm_device *device = reader_device(r);

    for (const struct lcm_device *other = r->plan->devices; other < device; other++) {
        if (other->kind != LCM_DEVICE_PCI || other->sbdf != device->sbdf)
            continue;
        (void)reader_other(r, other->node);
        reader_fault(r, property_rows[PROPERTY_PCI_ADDRESS].name,
                     "is also that of a device of %s; keep one",
                     r->plan->domains[other->domain].name);
        return;
    }
}
