/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finds waivers in the text of a source.
 */
#include <string.h>

#include "tool/read/waivers.h"

static const char word[] = "hyperlaunch-waive";

/* Where the text is read; nothing at or behind `end` is looked at. */
struct scan {
    const char *at;
    const char *end;
};

static bool scan_is(const struct scan *scan, const char *text)
{
    size_t length = strlen(text);

    return (size_t)(scan->end - scan->at) >= length && memcmp(scan->at, text, length) == 0;
}

static void scan_blanks(struct scan *scan)
{
    while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\t'))
        scan->at++;
}

/* Copies what stands before the end of the comment or line, without blanks around it. */
static void reason_read(struct scan *scan, char reason[WAIVER_REASON_SIZE])
{
    size_t used = 0;

    scan_blanks(scan);
    while (scan->at < scan->end && *scan->at != '\n' && !scan_is(scan, "*/")) {
        if (used + 1 < WAIVER_REASON_SIZE)
            reason[used++] = *scan->at;
        scan->at++;
    }
    while (used > 0 && (reason[used - 1] == ' ' || reason[used - 1] == '\r'))
        used--;
    reason[used] = '\0';
}

/* Reads "CHECK: REASON" behind the word. */
static void waiver_read(struct scan *scan, struct waiver *waiver)
{
    size_t used = 0;

    scan_blanks(scan);
    while (scan->at < scan->end && used + 1 < WAIVER_CHECK_SIZE &&
           ((*scan->at >= 'a' && *scan->at <= 'z') || (*scan->at >= '0' && *scan->at <= '9') ||
            *scan->at == '-' || *scan->at == '_'))
        waiver->check[used++] = *scan->at++;
    waiver->check[used] = '\0';
    scan_blanks(scan);
    if (scan_is(scan, ":")) {
        scan->at++;
        reason_read(scan, waiver->reason);
    }
}

void waivers_scan(struct waivers *waivers, char *file, const char *text, size_t size)
{
    struct scan scan = {text, text + size};
    unsigned int line = 1;
    const char *line_start = text;

    while (scan.at < scan.end) {
        const char *start = scan.at;
        bool begins = scan_is(&scan, "/*") || scan_is(&scan, "//");

        if (!begins) {
            if (*scan.at++ == '\n') {
                line++;
                line_start = scan.at;
            }
            continue;
        }
        scan.at += 2;
        scan_blanks(&scan);
        if (!scan_is(&scan, word))
            continue;
        scan.at += sizeof(word) - 1;
        if (waivers->count == WAIVERS_MAX) {
            waivers->cut = true;
            return;
        }
        waivers->list[waivers->count] = (struct waiver){
            .place = {
                .file = file, .line = line, .column = (unsigned int)(start - line_start) + 1}};
        waiver_read(&scan, &waivers->list[waivers->count++]);
    }
}
