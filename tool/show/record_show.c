/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The table of `hyperlaunch record show`, and what all forms of the record need.
 */
#include "tool/show/record_show.h"

#include <string.h>

#include "core/image/digest.h"
#include "tool/base/printable.h"
#include "tool/show/record_life.h"
#include "tool/show/show.h"

void record_summary(const struct record *record, char *text, size_t size)
{
    static const struct {
        enum record_state state;
        const char *words;
    } parts[] = {
        {RECORD_RUNNING, "running"},         {RECORD_ENDED, "ended"},
        {RECORD_FAILED, "failed"},           {RECORD_HANDED_OVER, "handed over"},
        {RECORD_PLANNED, "not started yet"}, {RECORD_STAGED, "staged"},
        {RECORD_HELD, "held back"},
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

/* A number, or "-" where it is not known. */
static const char *number_text(char text[MS_TEXT_SIZE], bool known, uint64_t number)
{
    if (known)
        snprintf(text, MS_TEXT_SIZE, "%llu", (unsigned long long)number);
    return known ? text : "-";
}

static const char *size_text(char text[SIZE_TEXT_SIZE], bool known, uint64_t bytes)
{
    show_size(bytes, text);
    return known ? text : "-";
}

static void domain_text(const struct record_domain *d, uint64_t entered, int name, FILE *out)
{
    char domid[MS_TEXT_SIZE], cpus[MS_TEXT_SIZE], created[MS_TEXT_SIZE], started[MS_TEXT_SIZE];
    char calls[MS_TEXT_SIZE], memory[SIZE_TEXT_SIZE], loaded[SIZE_TEXT_SIZE];

    record_ms(d->created_ns, entered, 3, created);
    record_ms(d->started_ns, entered, 3, started);
    fprintf(out, "%5s  %-*s  %-4s  %5s  %9s  %-11s  %10s  %10s  %10s  %9s\n",
            number_text(domid, RECORD_DOMAIN_KNOWS(d, domid), d->domid), name, d->name,
            RECORD_DOMAIN_KNOWS(d, mode) ? record_mode_name(d->mode) : "-",
            number_text(cpus, RECORD_DOMAIN_KNOWS(d, cpus), d->cpus),
            size_text(memory, RECORD_DOMAIN_KNOWS(d, memory_kib), d->memory_kib * 1024),
            record_state_name(d->state), created, started,
            number_text(calls, RECORD_DOMAIN_KNOWS(d, hypercalls), d->hypercalls),
            size_text(loaded, RECORD_DOMAIN_KNOWS(d, loaded), d->loaded));
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
    for (uint32_t i = 0; i < record->domain_count; i++)
        domain_text(&record->domains[i], record->entered_ns, name, out);
}

static void lives_text(const struct record *record, FILE *out)
{
    const char *title = "\nlives\n";

    for (uint32_t i = 0; i < record->domain_count; i++) {
        char buffer[1024];
        struct text text;

        text_init(&text, buffer, sizeof(buffer));
        if (!record_life(record, &record->domains[i], &text))
            continue;
        fprintf(out, "%s  %s: %s\n", title, record->domains[i].name, buffer);
        title = "";
    }
}

/* What the boot domain gave the domains, for dom0 to know. */
static void given_text(const struct record *record, FILE *out)
{
    const char *title = "\ngiven by the boot domain\n";

    for (uint32_t i = 0; i < record->domain_count; i++) {
        const struct record_domain *d = &record->domains[i];
        struct record_datum datum = {.path = NULL};

        if (d->cmdline.size > 0) {
            fprintf(out, "%s  %s: command line: ", title, d->name);
            printable_print(out, d->cmdline.first);
            fputc('\n', out);
            title = "";
        }
        while (record_data_next(&d->data, &datum)) {
            fprintf(out, "%s  %s: data%s%s: ", title, d->name, *datum.path ? "/" : "", datum.path);
            printable_print(out, datum.value);
            fputc('\n', out);
            title = "";
        }
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

/* Why domains failed, or were held back. */
static void causes_text(const struct record *record, enum record_state state, const char *title,
                        FILE *out)
{
    for (uint32_t i = 0; i < record->domain_count; i++) {
        const struct record_domain *d = &record->domains[i];

        if (d->state != state)
            continue;
        fprintf(out, "%s  %s: %s: %s\n", title, d->name, *d->step ? d->step : "-",
                *d->cause ? d->cause : "the record gives no cause");
        title = "";
    }
}

static void totals_text(const struct record *record, FILE *out)
{
    char summary[128], loaded[SIZE_TEXT_SIZE], calls[MS_TEXT_SIZE], size[SIZE_TEXT_SIZE];

    record_summary(record, summary, sizeof(summary));
    show_size(record_loaded(record), loaded);
    fprintf(out, "\n%s; %s hypercalls, %s loaded\n", summary,
            number_text(calls, RECORD_KNOWS(record, hypercalls), record->hypercalls), loaded);
    show_size(record->store_kib * 1024, size);
    if (record->store_kib)
        fprintf(out, "the launcher's xenstore: %s\n", size);
    show_size(record->image_kept_kib * 1024, size);
    if (record->image_kept_kib)
        fprintf(out, "the launch image: %s stay in memory for restarts\n", size);
    show_size(record->image_freed_kib * 1024, size);
    if (record->image_freed_kib)
        fprintf(out, "the launch image: %s were given back\n", size);
}

void record_show(const struct record *record, FILE *out)
{
    char entered[MS_TEXT_SIZE], recorded[MS_TEXT_SIZE], digest[DIGEST_TEXT_SIZE];

    domains_text(record, out);
    causes_text(record, RECORD_FAILED, "\nfailed\n", out);
    causes_text(record, RECORD_HELD, "\nheld back\n", out);
    lives_text(record, out);
    given_text(record, out);
    ignored_labels_text(record, out);
    totals_text(record, out);
    record_ms(record->entered_ns, 0, 3, entered);
    record_ms(record->recorded_ns, record->entered_ns, 3, recorded);
    digest_text(record->image_sha256, digest);
    if (record->simulated)
        fprintf(out, "simulated on Xen %u.%u: no machine was booted, an operation takes 1 us\n",
                record->xen_major, record->xen_minor);
    else if (record->parsed)
        fprintf(out, "Xen %u.%u booted for %s ms; the log tells of %s ms after that\n",
                record->xen_major, record->xen_minor, entered, recorded);
    else
        fprintf(out, "Xen %u.%u booted for %s ms, then the launch took %s ms\n", record->xen_major,
                record->xen_minor, entered, recorded);
    fprintf(out, "sha256 of the LCM: %s\n", RECORD_KNOWS(record, image_sha256) ? digest : "-");
}
