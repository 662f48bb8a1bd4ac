/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * One line per finding.
 */
#include "tool/read/report.h"

#include <stdarg.h>
#include <stddef.h>

#include "core/base/nearest.h"
#include "tool/base/printable.h"
#include "tool/read/words.h"

static const char *severity_name(enum lcm_severity severity)
{
    switch (severity) {
    case LCM_NOTE:
        return "note";
    case LCM_WARNING:
        return "warning";
    case LCM_ERROR:
        break;
    }
    return "error";
}

static const struct source_place *place_find(const struct report *report, const char *path,
                                             const char *property)
{
    return path && report->map ? source_map_find(report->map, path, property) : NULL;
}

static void finding_text(const struct report *report, enum lcm_severity severity,
                         const struct lcm_fault *fault, const struct source_place *place)
{
    if (place) {
        printable_print(report->out, place->file);
        fprintf(report->out, ":%u:%u", place->line, place->column);
    } else {
        printable_print(report->out, report->file);
    }
    fprintf(report->out, ": %s: ", severity_name(severity));
    printable_print(report->out, fault->path);
    if (fault->property) {
        fputs(": ", report->out);
        printable_print(report->out, fault->property);
    }
    fputs(": ", report->out);
    printable_print(report->out, fault->text);
    fprintf(report->out, " [%s]\n", fault->check);
}

static void fault_text(const struct report *report, const struct lcm_fault *fault,
                       const struct source_place *place)
{
    finding_text(report, fault->severity, fault, place);
    if (fault->other_path)
        finding_text(report, LCM_NOTE,
                     &(struct lcm_fault){.check = fault->check,
                                         .path = fault->other_path,
                                         .property = fault->other_property,
                                         .text = "the other place is here"},
                     place_find(report, fault->other_path, fault->other_property));
}

/* The members that say where something is. */
static void place_json(const struct report *report, const char *path, const char *property,
                       const struct source_place *place)
{
    json_text(report->json, "file", place ? place->file : report->file);
    if (place) {
        json_number(report->json, "line", place->line);
        json_number(report->json, "column", place->column);
    } else {
        json_text(report->json, "line", NULL);
        json_text(report->json, "column", NULL);
    }
    json_text(report->json, "node", path);
    json_text(report->json, "property", property);
}

static void fault_json(const struct report *report, const struct lcm_fault *fault,
                       const struct source_place *place, const char *waived)
{
    struct json *json = report->json;

    json_object(json, NULL, JSON_ON_ONE_LINE);
    json_text(json, "severity", severity_name(fault->severity));
    json_text(json, "check", fault->check);
    place_json(report, fault->path, fault->property, place);
    json_text(json, "text", fault->text);
    if (waived)
        json_text(json, "waived", waived);
    if (fault->other_path) {
        json_object(json, "other", JSON_ON_ONE_LINE);
        place_json(report, fault->other_path, fault->other_property,
                   place_find(report, fault->other_path, fault->other_property));
        json_end(json);
    }
    json_end(json);
}

void report_fault_at(struct report *report, const struct lcm_fault *fault,
                     const struct source_place *place)
{
    struct lcm_fault shown = *fault;
    const char *waived = NULL;

    /* A waiver has its use also where the finding is hidden. */
    if (fault->severity != LCM_ERROR)
        waived = waiver_take(report->waivers, fault->check, place);
    if (!check_levels_apply(report->levels, shown.check, &shown.severity))
        return;
    if (report->json)
        fault_json(report, &shown, place, waived);
    else if (!waived)
        fault_text(report, &shown, place);
    if (waived)
        report->waived++;
    else if (shown.severity == LCM_ERROR)
        report->errors++;
    else if (shown.severity == LCM_WARNING)
        report->warnings++;
    else
        report->notes++;
}

void report_fault(struct report *report, const struct lcm_fault *fault)
{
    report_fault_at(report, fault, place_find(report, fault->path, fault->property));
}

static void report_take(void *context, const struct lcm_fault *fault)
{
    report_fault(context, fault);
}

struct lcm_sink report_sink(struct report *report)
{
    return (struct lcm_sink){
        .report = report_take, .context = report, .word = word_find, .is_close = name_is_close};
}

static void finding_print(struct report *report, struct lcm_fault fault, const char *format,
                          va_list arguments)
{
    char text[1024];

    vsnprintf(text, sizeof(text), format, arguments);
    fault.text = text;
    report_fault(report, &fault);
}

void report_error(struct report *report, const char *check, const char *path, const char *property,
                  const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    finding_print(report,
                  (struct lcm_fault){
                      .check = check, .severity = LCM_ERROR, .path = path, .property = property},
                  format, arguments);
    va_end(arguments);
}

void report_warning(struct report *report, const char *check, const char *path,
                    const char *property, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    finding_print(report,
                  (struct lcm_fault){
                      .check = check, .severity = LCM_WARNING, .path = path, .property = property},
                  format, arguments);
    va_end(arguments);
}
