/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Findings about waivers themselves: those that waive nothing, have no reason, or may not be.
 */
#include <stdio.h>

#include "tool/read/checks.h"
#include "tool/read/report.h"
#include "tool/read/waivers.h"

static void waiver_check(struct report *report, const struct waiver *waiver)
{
    enum lcm_severity severity;
    char text[256], hint[64];
    struct lcm_fault fault = {.severity = LCM_WARNING, .path = "/", .text = text};

    if (!check_find(waiver->check, &severity)) {
        fault.check = "waiver-unknown";
        check_hint(waiver->check, hint, sizeof(hint));
        snprintf(text, sizeof(text), "waives \"%s\", but no check has this name; %s", waiver->check,
                 hint);
    } else if (severity == LCM_ERROR) {
        fault.check = "waiver-error";
        snprintf(
            text, sizeof(text),
            "waives \"%s\", which is an error: the launcher would refuse it; remove the waiver",
            waiver->check);
    } else if (waiver->reason[0] == '\0') {
        fault.check = "waiver-reason";
        snprintf(text, sizeof(text),
                 "waives \"%s\" without a reason; write hyperlaunch-waive %s: and why",
                 waiver->check, waiver->check);
    } else if (!waiver->used) {
        fault.check = "waiver-unused";
        snprintf(
            text, sizeof(text),
            "waives \"%s\", which finds nothing here; remove the waiver, or put it on the line "
            "before",
            waiver->check);
    } else {
        return;
    }
    report_fault_at(report, &fault, &waiver->place);
}

void waivers_check(struct report *report)
{
    const struct waivers *waivers = report->waivers;

    for (size_t i = 0; waivers && i < waivers->count; i++)
        waiver_check(report, &waivers->list[i]);
    if (waivers && waivers->cut)
        report_warning(report, "waiver-limit", "/", NULL,
                       "there are more than %d waivers; use fewer", WAIVERS_MAX);
}
