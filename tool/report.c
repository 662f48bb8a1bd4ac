/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * One line per finding.
 */
#include "tool/report.h"

#include <stdarg.h>
#include <stddef.h>

#include "tool/json.h"
#include "tool/printable.h"

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

static void fault_text(const struct report *report, const struct lcm_fault *fault,
                       const struct source_place *place)
{
    if (place) {
        printable_print(report->out, place->file);
        fprintf(report->out, ":%u:%u", place->line, place->column);
    } else {
        printable_print(report->out, report->file);
    }
    fprintf(report->out, ": %s: ", severity_name(fault->severity));
    printable_print(report->out, fault->path);
    if (fault->property) {
        fputs(": ", report->out);
        printable_print(report->out, fault->property);
    }
    fputs(": ", report->out);
    printable_print(report->out, fault->text);
    fprintf(report->out, " [%s]\n", fault->check);
}

static void fault_json(const struct report *report, const struct lcm_fault *fault,
                       const struct source_place *place)
{
    FILE *out = report->out;

    fputs(report->errors + report->warnings + report->notes ? ",\n" : "\n", out);
    fputs("        {", out);
    json_member(out, "severity", severity_name(fault->severity));
    fputs(", ", out);
    json_member(out, "check", fault->check);
    fputs(", ", out);
    json_member(out, "file", place ? place->file : report->file);
    if (place)
        fprintf(out, ", \"line\": %u, \"column\": %u, ", place->line, place->column);
    else
        fputs(", \"line\": null, \"column\": null, ", out);
    json_member(out, "node", fault->path);
    fputs(", ", out);
    json_member(out, "property", fault->property);
    fputs(", ", out);
    json_member(out, "text", fault->text);
    fputc('}', out);
}

void report_fault(struct report *report, const struct lcm_fault *fault)
{
    struct lcm_fault shown = *fault;
    const struct source_place *place =
        report->map ? source_map_find(report->map, fault->path, fault->property) : NULL;

    if (!check_levels_apply(report->levels, shown.check, &shown.severity))
        return;
    if (report->json)
        fault_json(report, &shown, place);
    else
        fault_text(report, &shown, place);
    if (shown.severity == LCM_ERROR)
        report->errors++;
    else if (shown.severity == LCM_WARNING)
        report->warnings++;
    else
        report->notes++;
}

static void report_take(void *context, const struct lcm_fault *fault)
{
    report_fault(context, fault);
}

struct lcm_sink report_sink(struct report *report)
{
    return (struct lcm_sink){.report = report_take, .context = report};
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
    finding_print(report, (struct lcm_fault){check, LCM_ERROR, path, property, NULL}, format,
                  arguments);
    va_end(arguments);
}

void report_warning(struct report *report, const char *check, const char *path,
                    const char *property, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    finding_print(report, (struct lcm_fault){check, LCM_WARNING, path, property, NULL}, format,
                  arguments);
    va_end(arguments);
}
