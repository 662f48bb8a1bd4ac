/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What an Arm board's descriptions have in common, whatever file they stand in.
 */
#include "tool/import/arm.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void import_arm_note(struct import_set *set)
{
    import_note(
        set, NULL,
        "written for an Arm board: give kernels and ramdisks for x86, and check the command lines");
}

struct import_domain *import_dom0_new(struct import_set *set)
{
    struct import_domain *dom0 = import_domain_new(set);

    if (dom0)
        *dom0 = (struct import_domain){.name = "dom0", .dom0 = true, .pv = true, .vcpus = 1};
    return dom0;
}

bool import_number(const char *text, unsigned long long *value)
{
    char *end;

    if (!isdigit((unsigned char)*text))
        return false;
    errno = 0;
    *value = strtoull(text, &end, 0);
    return errno == 0 && *end == '\0';
}

/* Another domain with control and hardware, or NULL. */
static const struct import_domain *dom0_find(const struct import_set *set,
                                             const struct import_domain *except)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (set->domains[i].dom0 && &set->domains[i] != except)
            return &set->domains[i];
    return NULL;
}

void import_capabilities(struct import_set *set, struct import_domain *domain, const char *from,
                         uint32_t bits)
{
    const uint32_t known = LCM_CAPS_DOM0 | LCM_CAP_XENSTORE;

    if ((bits & ~known) != 0) {
        import_note(set, domain,
                    "%s: malformed: 0x%x has bits that no capability has; the domain gets none",
                    from, bits);
        return;
    }
    if ((bits & LCM_CAPS_DOM0) == LCM_CAPS_DOM0 && !dom0_find(set, domain)) {
        domain->dom0 = domain->pv = true;
        domain->serves_store = (bits & LCM_CAP_XENSTORE) != 0;
        return;
    }
    if (bits == 0) {
        import_note(set, domain, "%s: 0 is the default: no capabilities", from);
        return;
    }
    import_note(
        set, domain, "%s: the capabilities%s%s%s are not carried over; %s", from,
        (bits & LCM_CAP_CONTROL) != 0 ? " control" : "",
        (bits & LCM_CAP_HARDWARE) != 0 ? " hardware" : "",
        (bits & LCM_CAP_XENSTORE) != 0 ? " xenstore" : "",
        (bits & LCM_CAPS_DOM0) == LCM_CAPS_DOM0
            ? "another domain of the set is domain 0 already, and there is but one"
            : "Xen on x86 without XSM gives control and hardware only to domain 0, and domain 0 "
              "serves the xenstore: give one domain \"control\", \"hardware\", \"xenstore\"");
}

void import_enhanced(struct import_set *set, struct import_domain *domain, const char *from,
                     enum import_enhanced enhanced)
{
    static const char off[] = "Xen on Arm gives no PV interfaces then; here the domain has grants "
                              "and event channels, as every domain on x86, but no xenstore";

    if (domain->dom0) {
        if (enhanced != IMPORT_ENHANCED_ABSENT)
            import_note(set, domain, "%s: domain 0 serves the xenstore and always has it", from);
        return;
    }
    domain->with_store = enhanced == IMPORT_ENHANCED || enhanced == IMPORT_ENHANCED_LEGACY;
    domain->no_store = !domain->with_store;
    if (enhanced == IMPORT_ENHANCED_LEGACY)
        import_note(
            set, domain,
            "%s: Arm has another way to the xenstore for older kernels; x86 has one for all", from);
    else if (enhanced == IMPORT_ENHANCED_OFF)
        import_note(set, domain, "%s: %s", from, off);
    else if (enhanced == IMPORT_ENHANCED_ABSENT)
        import_note(set, domain, "%s: not given; %s", from, off);
}

/* Reads one number of a list; returns what follows it, or NULL. */
static const char *cpu_read(const char *text, unsigned long *cpu)
{
    char *end;

    if (!isdigit((unsigned char)*text))
        return NULL;
    *cpu = strtoul(text, &end, 0);
    return *cpu < BITS_MAX ? end : NULL;
}

static bool cpus_read(struct bits *bits, const char *text)
{
    *bits = (struct bits){{0}};
    for (;; text++) {
        unsigned long first, last;

        text = cpu_read(text, &first);
        if (!text)
            return false;
        last = first;
        if (*text == '-')
            text = cpu_read(text + 1, &last);
        if (!text || last < first)
            return false;
        for (; first <= last; first++)
            bits_add(bits, (unsigned int)first);
        /* Xen takes a list that ends with a comma. */
        if (*text == '\0' || (*text == ',' && text[1] == '\0'))
            return true;
        if (*text != ',')
            return false;
    }
}

void import_affinity(struct import_set *set, struct import_domain *domain, const char *from,
                     unsigned long vcpu, const char *cpus)
{
    struct bits hard;

    if (vcpu >= LCM_CPUS_MAX) {
        import_note(set, domain, "%s = \"%s\": vCPU %lu is beyond the %d that a domain can have",
                    from, cpus, vcpu, LCM_CPUS_MAX);
        return;
    }
    if (!cpus_read(&hard, cpus)) {
        import_note(set, domain,
                    "%s = \"%s\": malformed: CPUs are numbers and rising ranges below %d with "
                    "commas between them, as \"0,2-3\"",
                    from, cpus, BITS_MAX);
        return;
    }
    if (domain->affinity[vcpu].given)
        import_note(set, domain, "%s = \"%s\": vCPU %lu is given twice; the last one is used", from,
                    cpus, vcpu);
    domain->affinity[vcpu] = (struct import_affinity){.given = true, .hard = hard};
}

void import_affinity_finish(struct import_set *set, struct import_domain *domain)
{
    for (unsigned long i = domain->vcpus; i < LCM_CPUS_MAX; i++) {
        if (domain->affinity[i].given)
            import_note(set, domain,
                        "the CPUs of vCPU %lu: left out, the domain has %lu vCPUs, from 0 on", i,
                        domain->vcpus);
    }
}

void import_arm_vcpus(struct import_set *set, struct import_domain *domain, const char *from,
                      unsigned long long vcpus)
{
    domain->vcpus = vcpus < 1 ? 1 : vcpus > LCM_CPUS_MAX ? LCM_CPUS_MAX : (unsigned long)vcpus;
    if (domain->vcpus != vcpus)
        import_note(set, domain, "%s: %llu is not between 1 and %d; %lu is used", from, vcpus,
                    LCM_CPUS_MAX, domain->vcpus);
}

void import_domid(struct import_set *set, struct import_domain *domain, const char *from,
                  unsigned long long domid)
{
    if (!domain->dom0 && domid >= 1 && domid <= LCM_DOMID_MAX)
        domain->domid = (uint32_t)domid;
    else if (!domain->dom0 || domid != 0)
        import_note(set, domain, "%s: %llu cannot be its domid: %s", from, domid,
                    domain->dom0 ? "domain 0 has domid 0" : "other domains have 1 to 0x7fef");
    else
        import_note(set, domain, "%s: domain 0 always has it", from);
}

bool import_is_secret(const char *name)
{
    static const char *const words[] = {"secret", "token", "key", "seed", "cred", "psk"};
    const char *pass = strcasestr(name, "pass");

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcasestr(name, words[i]))
            return true;
    return pass && strncasecmp(pass, "passthrough", strlen("passthrough")) != 0;
}
