/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of what a domain is called, how it is labelled and what it is given.
 */
#include <string.h>

#include "core/lcm/check.h"
#include "core/base/values.h"

void check_domid_duplicate(struct reader *r)
{
    const struct lcm_domain *domain = reader_domain(r);

    /* None that was not given is that of another. */
    for (uint32_t i = 0; i + 1 < r->domain_next; i++) {
        if (r->plan->domains[i].domid == domain->domid) {
            reader_fault(r, "domid", "%u is also that of %s; change one", domain->domid,
                         reader_other(r, r->plan->domains[i].node));
            return;
        }
    }
}

void check_name_shape(struct reader *r)
{
    reader_facts(r)->name_given = true;
    if (!value_string(&r->property))
        reader_fault(r, "hyperlaunch,name", "must be one string; write it as \"web\"");
}

void check_name_length(struct reader *r)
{
    size_t length = r->property.length - 1;

    if (length < 1 || length >= LCM_NAME_SIZE)
        reader_fault(r, "hyperlaunch,name", "has %zu characters; use 1 to %d", length,
                     LCM_NAME_SIZE - 1);
    else
        memcpy(reader_domain(r)->name, r->property.data, length + 1);
}

void check_name_characters(struct reader *r)
{
    if (!value_is_name(reader_domain(r)->name))
        reader_fault(
            r, "hyperlaunch,name",
            "\"%s\" has a character other than A-Z, a-z, 0-9, '_', '.' and '-'; leave it out",
            reader_domain(r)->name);
}

void check_name_label(struct reader *r)
{
    if (reader_facts(r)->label_unfit)
        reader_fault(r, NULL,
                     "has no hyperlaunch,name, and its label is not a name of 1 to %d characters; "
                     "give it a name",
                     LCM_NAME_SIZE - 1);
}

void check_name_duplicate(struct reader *r)
{
    const struct lcm_domain *domain = reader_domain(r);

    for (uint32_t i = 0; i + 1 < r->domain_next && domain->name[0] != '\0'; i++) {
        /* Two names made from domids are the same only where the domids are: said already. */
        if (!reader_facts(r)->name_given && !r->facts[i].name_given)
            continue;
        if (strcmp(r->plan->domains[i].name, domain->name) == 0) {
            reader_fault(r, reader_facts(r)->name_given ? "hyperlaunch,name" : NULL,
                         "the name \"%s\" is also the name of %s; change one", domain->name,
                         reader_other(r, r->plan->domains[i].node));
            return;
        }
    }
}

/* What xl takes for another domain or for an option, where a domain's name is due. */
void check_name_reserved(struct reader *r)
{
    const struct lcm_domain *domain = reader_domain(r);
    enum value_name meaning = value_name_meaning(domain->name);

    if (!reader_facts(r)->name_given)
        return;
    if (meaning == VALUE_NAME_DOM0 && domain->domid != 0)
        reader_fault(r, "hyperlaunch,name",
                     "\"%s\" is domain 0 for Xen's tools, whose commands would reach that instead; "
                     "give another name",
                     domain->name);
    else if (meaning == VALUE_NAME_DOMID)
        reader_fault(r, "hyperlaunch,name",
                     "\"%s\" is a domid for Xen's tools; begin with a letter, as \"domain-%s\"",
                     domain->name, domain->name);
    else if (meaning == VALUE_NAME_OPTION)
        reader_fault(
            r, "hyperlaunch,name",
            "\"%s\" is an option for Xen's tools, since it begins with '-'; begin with a letter",
            domain->name);
}

void check_label_shape(struct reader *r)
{
    const char *label = value_is_text(&r->property) ? value_string(&r->property) : NULL;

    if (!label || r->property.length > LCM_LABEL_SIZE)
        reader_fault(r, "security-id",
                     "must be one label of at most %d characters; write it as "
                     "\"system_u:system_r:domU_t\"",
                     LCM_LABEL_SIZE - 1);
    else
        reader_domain(r)->security_id = label;
}

void check_memory_shape(struct reader *r)
{
    if (r->form == LCM_FORM_SOURCE && value_is_text(&r->property))
        return;
    if (value_u64(&r->property, &reader_domain(r)->memory_kib))
        return;
    if (r->form == LCM_FORM_SOURCE)
        reader_fault(r, "memory",
                     "must be a size or a 64-bit number of KiB; write \"256M\" or <0x0 0x40000>");
    else
        reader_fault(r, "memory", "must be a 64-bit number of KiB; build the image again");
}

void check_memory_text(struct reader *r)
{
    uint64_t *kib = &reader_domain(r)->memory_kib;

    if (r->form != LCM_FORM_SOURCE || !value_is_text(&r->property))
        return;
    if (!value_string(&r->property))
        reader_fault(r, "memory", "has more than one string; write one size, as \"256M\"");
    else if (strcmp(r->property.data, "rest") == 0)
        *kib = 0;
    else if (value_memory(r->property.data, kib) == VALUE_MEMORY_NOT_A_SIZE)
        reader_fault(r, "memory",
                     "\"%.32s\" is not a size; write digits and one of the units K, M, G, T, as "
                     "\"256M\"",
                     r->property.data);
    else if (value_memory(r->property.data, kib) == VALUE_MEMORY_OVERFLOW)
        *kib = UINT64_MAX; /* for the next check */
}

void check_memory_range(struct reader *r)
{
    uint64_t kib = reader_domain(r)->memory_kib;

    /* 0 is all that the others leave: check_memory_rest says whether the domain may have it. */
    if (kib != 0 && kib < LCM_MEMORY_MIN_KIB)
        reader_fault(r, "memory", "%llu KiB are too little for any kernel; give at least %llu KiB",
                     (unsigned long long)kib, (unsigned long long)LCM_MEMORY_MIN_KIB);
    else if (kib > LCM_MEMORY_MAX_KIB)
        reader_fault(r, "memory", "is more than 16 TiB, the maximum; give less");
}

void check_memory_pages(struct reader *r)
{
    uint64_t kib = reader_domain(r)->memory_kib;

    if (kib % LCM_PAGE_KIB != 0)
        reader_fault(r, "memory", "%llu KiB is not a whole number of pages; use a multiple of %d",
                     (unsigned long long)kib, LCM_PAGE_KIB);
}

void check_memory_missing(struct reader *r)
{
    if (!reader_has(r, PROPERTY_MEMORY))
        reader_fault(r, "memory", "is missing; give a size, as \"256M\"");
}

void check_kernel_missing(struct reader *r)
{
    if (!reader_domain(r)->kernel.present && !reader_facts(r)->child_refused)
        reader_fault(r, NULL,
                     "has no kernel; add a node with compatible \"multiboot,kernel\", "
                     "\"multiboot,module\"");
}
