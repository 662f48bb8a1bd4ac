/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Prints results, for people and for programs.
 */
#include "dom0/report.h"

#include <inttypes.h>

#include "dom0/say.h"
#include "tool/base/json.h"

/* ", " and the member; an empty string is null. */
static void member_print(FILE *out, const char *name, const char *value)
{
    fputs(", ", out);
    json_member(out, name, *value ? value : NULL);
}

void report_json(FILE *out, const struct record *record, const struct introduction *done)
{
    fputs("[\n", out);
    for (uint32_t i = 0; i < record->domain_count; i++) {
        fprintf(out, "  {\"domid\": %" PRIu32, record->domains[i].domid);
        member_print(out, "name", record->domains[i].name);
        member_print(out, "result", introduce_result_name(done[i].result));
        member_print(out, "step", done[i].step);
        member_print(out, "cause", done[i].cause);
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
