/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The table of `hyperlaunch record show`, and what all forms of the record need.
 */
#include "tool/show/record_show.h"

#include <string.h>

#include "core/image/digest.h"
#include "tool/show/show.h"

void record_ms(uint64_t time, uint64_t zero, int decimals, char text[MS_TEXT_SIZE])
{
    uint64_t ns = time < zero ? zero - time : time - zero;
    const char *sign = time < zero ? "-" : "";

    if (time == 0)
        snprintf(text, MS_TEXT_SIZE, "-");
    else if (decimals == 1)
        snprintf(text, MS_TEXT_SIZE, "%s%llu.%llu", sign, (unsigned long long)(ns / 1000000),
                 (unsigned long long)(ns / 100000 % 10));
    else
        snprintf(text, MS_TEXT_SIZE, "%s%llu.%03llu", sign, (unsigned long long)(ns / 1000000),
                 (unsigned long long)(ns / 1000 % 1000));
}

void record_summary(const struct record *record, char *text, size_t size)
{
    static const struct {
        enum record_state state;
        const char *words;
    } parts[] = {
        {RECORD_RUNNING, "running"},
        {RECORD_ENDED, "ended"},
        {RECORD_FAILED, "failed"},
        {RECORD_HANDED_OVER, "handed over"},
    };
    const char *separator = ": ";
    int used = snprintf(text, size, "%u domain%s", record->domain_count,
                        record->domain_count == 1 ? "" : "s");

    for (size_t part = 0; part < sizeof(parts) / sizeof(parts[0]); part++) {
        unsigned int count = 0;

        for (uint32_t i = 0; i < record->domain_count; i++)
            count += record->domains[i].state == parts[part].state;
        if (count == 0 || used < 0 || (size_t)used >= size)
            continue;
        used += snprintf(text + used, size - (size_t)used, "%s%u %s", separator, count,
                         parts[part].words);
        separator = ", ";
    }
}

uint64_t record_loaded(const struct record *record)
{
    uint64_t loaded = 0;

    for (uint32_t i = 0; i < record->domain_count; i++)
        loaded += record->domains[i].loaded;
    return loaded;
}

static void domains_text(const struct record *record, FILE *out)
{
    int name = 6;

    for (uint32_t i = 0; i < record->domain_count; i++)
        if ((int)strlen(record->domains[i].name) > name)
            name = (int)strlen(record->domains[i].name);
    fprintf(out, "%5s  %-*s  %-4s  %5s  %9s  %-11s  %10s  %10s  %10s  %9s\n", "domid", name,
            "domain", "mode", "vCPUs", "memory", "state", "created/ms", "started/ms", "hypercalls",
            "loaded");
    for (uint32_t i = 0; i < record->domain_count; i++) {
        const struct record_domain *d = &record->domains[i];
        char created[MS_TEXT_SIZE], started[MS_TEXT_SIZE];
        char memory[SIZE_TEXT_SIZE], loaded[SIZE_TEXT_SIZE];

        record_ms(d->created_ns, record->entered_ns, 3, created);
        record_ms(d->started_ns, record->entered_ns, 3, started);
        show_size(d->memory_kib * 1024, memory);
        show_size(d->loaded, loaded);
        fprintf(out, "%5u  %-*s  %-4s  %5u  %9s  %-11s  %10s  %10s  %10llu  %9s\n", d->domid, name,
                d->name, record_mode_name(d->mode), d->cpus, memory, record_state_name(d->state),
                created, started, (unsigned long long)d->hypercalls, loaded);
    }
}

/* What a domain was built without, where the LCM let it be. */
static void ignored_labels_text(const struct record *record, FILE *out)
{
    const char *title = "\nwithout their labels, as this Xen has no XSM\n";

    for (uint32_t i = 0; i < record->domain_count; i++) {
        if (!record->domains[i].label_ignored)
            continue;
        fprintf(out, "%s  %s\n", title, record->domains[i].name);
        title = "";
    }
}

static void failures_text(const struct record *record, FILE *out)
{
    const char *title = "\nfailed\n";

    for (uint32_t i = 0; i < record->domain_count; i++) {
        const struct record_domain *d = &record->domains[i];

        if (d->state != RECORD_FAILED)
            continue;
        fprintf(out, "%s  %s: %s: %s\n", title, d->name, *d->step ? d->step : "-",
                *d->cause ? d->cause : "the record gives no cause");
        title = "";
    }
}

void record_show(const struct record *record, FILE *out)
{
    char entered[MS_TEXT_SIZE], recorded[MS_TEXT_SIZE], summary[128];
    char digest[DIGEST_TEXT_SIZE], loaded[SIZE_TEXT_SIZE];

    domains_text(record, out);
    failures_text(record, out);
    ignored_labels_text(record, out);
    record_summary(record, summary, sizeof(summary));
    show_size(record_loaded(record), loaded);
    record_ms(record->entered_ns, 0, 3, entered);
    record_ms(record->recorded_ns, record->entered_ns, 3, recorded);
    digest_text(record->image_sha256, digest);
    fprintf(out, "\n%s; %llu hypercalls, %s loaded\n", summary,
            (unsigned long long)record->hypercalls, loaded);
    if (record->simulated)
        fprintf(out, "simulated on Xen %u.%u: no machine was booted, an operation takes 1 us\n",
                record->xen_major, record->xen_minor);
    else
        fprintf(out, "Xen %u.%u booted for %s ms, then the launch took %s ms\n", record->xen_major,
                record->xen_minor, entered, recorded);
    fprintf(out, "sha256 of the LCM: %s\n", digest);
}
