/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Prints results, for people and for programs.
 */
#include "dom0/report.h"

#include <inttypes.h>

#include "dom0/say.h"

/* Text of a record may hold anything: what is not plain ASCII is replaced. */
static void string_print(FILE *out, const char *name, const char *value)
{
    fprintf(out, ", \"%s\": ", name);
    if (!*value) {
        fputs("null", out);
        return;
    }
    fputc('"', out);
    for (; *value; value++) {
        unsigned char c = (unsigned char)*value;

        if (c == '"' || c == '\\') {
            fprintf(out, "\\%c", c);
        } else if (c < ' ' || c == 0x7f) {
            fprintf(out, "\\u%04x", c);
        } else if (c > 0x7f) {
            fputs("\\ufffd", out);
        } else {
            fputc(c, out);
        }
    }
    fputc('"', out);
}

void report_json(FILE *out, const struct record *record, const struct introduction *done)
{
    fputs("[\n", out);
    for (uint32_t i = 0; i < record->domain_count; i++) {
        fprintf(out, "  {\"domid\": %" PRIu32, record->domains[i].domid);
        string_print(out, "name", record->domains[i].name);
        string_print(out, "result", introduce_result_name(done[i].result));
        string_print(out, "step", done[i].step);
        string_print(out, "cause", done[i].cause);
        fprintf(out, "}%s\n", i + 1 < record->domain_count ? "," : "");
    }
    fputs("]\n", out);
}

void report_text(FILE *out, const struct record *record, const struct introduction *done)
{
    for (uint32_t i = 0; i < record->domain_count; i++) {
        const struct record_domain *domain = &record->domains[i];

        if (done[i].result == INTRODUCE_FAILED) {
            say("domain %s: %s: %s", domain->name, done[i].step, done[i].cause);
            continue;
        }
        fprintf(out, "%s (id %" PRIu32 "): %s%s%s\n", domain->name, domain->domid,
                introduce_result_name(done[i].result), *done[i].cause ? ": " : "", done[i].cause);
    }
}
