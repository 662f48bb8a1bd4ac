/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of a domain's modules: its kernel and ramdisk.
 */
#include "core/lcm/check.h"
#include "core/base/values.h"

void check_file_form(struct reader *r)
{
    if (r->form == LCM_FORM_COMPILED)
        reader_fault(r, "hyperlaunch,file",
                     "names a file, but a launch image has none; build the image again");
}

void check_file_shape(struct reader *r)
{
    const char *file = value_string(&r->property);

    if (!file || file[0] == '\0')
        reader_fault(r, "hyperlaunch,file",
                     "must be one file name; write it as \"vmlinuz\", beside the source or in a "
                     "directory given with -I");
    else
        reader_module(r)->file = file;
}

void check_index_form(struct reader *r)
{
    if (r->form == LCM_FORM_SOURCE)
        reader_fault(r, "module-index",
                     "is given when the image is built; name a file with hyperlaunch,file");
}

void check_index_shape(struct reader *r)
{
    if (!value_u32(&r->property, &reader_module(r)->index)) {
        r->module_refused = true;
        reader_fault(r, "module-index", "must be one 32-bit number; build the image again");
    }
}

void check_index_range(struct reader *r)
{
    uint32_t index = reader_module(r)->index;

    /* The survey may meet the table after the domains: it only counts who is used. */
    if (r->surveying) {
        if (index >= 1 && index <= LCM_MODULES_MAX)
            bits_add(&r->used, index - 1);
        return;
    }
    if (r->table < 0 || (index >= 1 && index <= r->plan->payload_count))
        return;
    if (index == 0)
        reader_fault(r, "module-index", "0 is the LCM itself; build the image again");
    else
        reader_fault(r, "module-index",
                     "%u is beyond the %u modules of the table; build the image again", index,
                     r->plan->payload_count);
}

void check_reg_refused(struct reader *r)
{
    reader_fault(r, "reg",
                 "gives an address, but modules are inside the launch image; name a file with "
                 "hyperlaunch,file");
}

void check_bootargs_shape(struct reader *r)
{
    const char *bootargs = value_string(&r->property);

    if (!bootargs)
        reader_fault(r, "bootargs", "must be one string; write it as \"console=hvc0\"");
    else
        reader_module(r)->bootargs = bootargs;
}

void check_bootargs_length(struct reader *r)
{
    if (r->property.length > LCM_BOOTARGS_SIZE)
        reader_fault(r, "bootargs", "has %zu characters; use at most %d", r->property.length - 1,
                     LCM_BOOTARGS_SIZE - 1);
}

void check_bootargs_pv(struct reader *r)
{
    if (reader_domain(r)->mode == LCM_MODE_PV && r->property.length > LCM_BOOTARGS_PV_SIZE)
        reader_fault(r, "bootargs", "has %zu characters; use at most %d, the limit of a PV kernel",
                     r->property.length - 1, LCM_BOOTARGS_PV_SIZE - 1);
}

void check_module_duplicate(struct reader *r)
{
    enum role role = role_named(r);

    reader_fault(r, NULL, "is a second %s of %s beside %s; keep one", role_module(role)->name,
                 (role & ROLE_BOOT) != 0 ? "the domain" : "Xen",
                 reader_other(r, reader_module_of(r, role)->node));
}

void check_module_compatible(struct reader *r)
{
    if (!role_has_compatible(r, "multiboot,module") && !role_is_of_2021(r))
        reader_fault(r, "compatible",
                     "lacks \"multiboot,module\"; write \"%s\", \"multiboot,module\"",
                     role_module(reader_role(r))->compatible);
}

/* Xen reads it where it lies in the image. */
void check_config_encoding(struct reader *r)
{
    uint32_t index = reader_module(r)->index;

    if (index >= 1 && index <= r->plan->payload_count &&
        r->plan->payloads[index - 1].encoding != LCM_ENCODING_NONE)
        reader_fault(r, "module-index", "%u is compressed; build the image again", index);
}

/* Of the three ways to say where a module is, each form has one and refuses the others. */
void check_module_source_missing(struct reader *r)
{
    if (reader_has(r, PROPERTY_FILE) || reader_has(r, PROPERTY_MODULE_INDEX) ||
        reader_has(r, PROPERTY_REG))
        return;
    if (r->form == LCM_FORM_SOURCE)
        reader_fault(r, "hyperlaunch,file", "is missing; name the file that holds the %s",
                     role_module(reader_role(r))->name);
    else
        reader_fault(r, "module-index", "is missing; build the image again");
}
