/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What all importers share: the set, its texts, its notes, and the bounds of the binding.
 */
#include "tool/import/import.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/values.h"

_Static_assert(LCM_NAME_SIZE == 32, "a text below says 31");

enum { KIB_PER_MIB = 1024, PAGE_KIB = 4, MEMORY_MIN_KIB = 2 * KIB_PER_MIB };
#define MEMORY_MAX_KIB (UINT64_C(16) << 30)

void import_release(struct import_set *set)
{
    for (size_t i = 0; i < set->text_count; i++)
        free(set->texts[i]);
    free(set->texts);
    free(set->notes);
    memset(set, 0, sizeof(*set));
}

struct import_domain *import_domain_new(struct import_set *set)
{
    struct import_domain *domain = &set->domains[set->count];

    if (set->count == LCM_DOMAINS_MAX) {
        set->full = true;
        return NULL;
    }
    set->count++;
    *domain = (struct import_domain){.vcpus = 1};
    return domain;
}

void import_dom0_add(struct import_set *set)
{
    struct import_domain *domain = import_domain_new(set);

    if (!domain)
        return;
    domain->dom0 = true;
    domain->serves_store = true;
    domain->kernel = "vmlinuz";
    domain->ramdisk = "dom0.cpio.gz";
    domain->cmdline = "console=hvc0";
    import_note(set, domain,
                "domain 0 serves the disks and network cards: name its kernel and ramdisk, have it "
                "run hyperlaunch-init, and give it what the disks are made of and the bridges");
}

void import_note(struct import_set *set, const struct import_domain *domain, const char *format,
                 ...)
{
    struct import_note *notes = realloc(set->notes, (set->note_count + 1) * sizeof(*notes));
    va_list arguments;
    char *text;

    if (!notes) {
        set->failed = true;
        return;
    }
    set->notes = notes;
    va_start(arguments, format);
    text = import_text_va(set, format, arguments);
    va_end(arguments);
    if (text)
        notes[set->note_count++] = (struct import_note){
            .domain = domain ? (int)(domain - set->domains) : -1,
            .text = text,
        };
}

void import_name(struct import_set *set, struct import_domain *domain, const char *name)
{
    enum value_name meaning = value_name_meaning(name);
    bool reserved = meaning != VALUE_NAME_FREE && !(meaning == VALUE_NAME_DOM0 && domain->dom0);
    char fit[LCM_NAME_SIZE];
    size_t used = 0;

    if (value_is_name(name) && !reserved) {
        domain->name = import_text(set, "%s", name);
        return;
    }
    if (*name && reserved)
        used = (size_t)snprintf(fit, sizeof(fit), "domain-");
    for (const char *c = name; *c && used + 1 < sizeof(fit); c++) {
        char one[2] = {*c, '\0'};

        fit[used++] = value_is_name(one) ? *c : '_';
    }
    fit[used] = '\0';
    if (used > 0)
        domain->name = import_text(set, "%s", fit);
    import_note(set, domain, "name = %s: %s; %s is used", import_quoted(set, name),
                *name && reserved ? "xl takes it as a domid, as domain 0 or as an option"
                                  : "a name here has 1 to 31 of A-Z, a-z, 0-9, '_', '.' and '-'",
                used > 0 ? fit : "none");
}

void import_memory(struct import_set *set, struct import_domain *domain, uint64_t kib)
{
    if (kib < MEMORY_MIN_KIB || kib > MEMORY_MAX_KIB) {
        domain->memory_kib = kib < MEMORY_MIN_KIB ? MEMORY_MIN_KIB : MEMORY_MAX_KIB;
        import_note(set, domain, "memory: %llu KiB is not between 2 MiB and 16 TiB; %s are used",
                    (unsigned long long)kib, kib < MEMORY_MIN_KIB ? "2 MiB" : "16 TiB");
        return;
    }
    domain->memory_kib = kib / PAGE_KIB * PAGE_KIB;
    if (kib % PAGE_KIB)
        import_note(set, domain,
                    "memory: %llu KiB is not a whole number of pages; %llu KiB are used",
                    (unsigned long long)kib, (unsigned long long)domain->memory_kib);
}

void import_vcpus(struct import_set *set, struct import_domain *domain, unsigned long long vcpus)
{
    if (vcpus >= 1 && vcpus <= LCM_CPUS_MAX)
        domain->vcpus = (unsigned long)vcpus;
    else
        import_note(set, domain, "vcpus: %llu is not between 1 and %d", vcpus, LCM_CPUS_MAX);
}

void import_limit(struct import_set *set, struct import_domain *domain,
                  const struct property_row *row, const char *name, unsigned long long value)
{
    if (value >= row->low && value <= row->high)
        property_limit_set(row, &domain->limits, (uint32_t)value);
    else
        import_note(set, domain, "%s: %llu is not between %u and %u", name, value, row->low,
                    row->high);
}

void import_cmdline(struct import_set *set, struct import_domain *domain, const char *cmdline)
{
    size_t most = domain->pv ? LCM_BOOTARGS_PV_SIZE - 1 : LCM_BOOTARGS_SIZE - 1;

    domain->cmdline = import_text(set, "%.*s", (int)most, cmdline);
    if (strlen(cmdline) > most)
        import_note(
            set, domain,
            "the command line is cut to %zu characters, the most that it can have; it was %s", most,
            import_quoted(set, cmdline));
}
