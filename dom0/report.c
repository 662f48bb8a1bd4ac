/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Prints results, for people and for programs.
 */
#include "dom0/report.h"

#include <inttypes.h>

#include "dom0/say.h"
#include "tool/base/json.h"

void report_json(FILE *out, const struct record *record, const struct introduction *done)
{
    struct json json = {.out = out};

    json_array(&json, NULL, JSON_ON_LINES);
    for (uint32_t i = 0; i < record->domain_count; i++) {
        json_object(&json, NULL, JSON_ON_ONE_LINE);
        json_number(&json, "domid", record->domains[i].domid);
        json_text(&json, "name", record->domains[i].name);
        json_text(&json, "result", introduce_result_name(done[i].result));
        json_text(&json, "step", *done[i].step ? done[i].step : NULL);
        json_text(&json, "cause", *done[i].cause ? done[i].cause : NULL);
        json_number(&json, "attached", done[i].attached);
        json_end(&json);
    }
    json_end(&json);
}

void report_text(FILE *out, const struct record *record, const struct introduction *done)
{
    for (uint32_t i = 0; i < record->domain_count; i++) {
        const struct record_domain *domain = &record->domains[i];

        if (done[i].result == INTRODUCE_FAILED) {
            say("domain %s: %s: %s", domain->name, done[i].step, done[i].cause);
            continue;
        }
        fprintf(out, "%s (id %" PRIu32 "): %s%s%s", domain->name, domain->domid,
                introduce_result_name(done[i].result), *done[i].cause ? ": " : "", done[i].cause);
        if (done[i].attached)
            fprintf(out, ", %" PRIu32 " device%s attached", done[i].attached,
                    done[i].attached == 1 ? "" : "s");
        fputc('\n', out);
    }
}
