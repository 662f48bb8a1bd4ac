/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Which lines of a log are the launcher's, and what each says of the launch.
 */
#include "tool/record/parse.h"

#include <stdio.h>
#include <string.h>

#include "tool/record/scan.h"

#define OWN_TEXT "hyperlaunch: "
#define XEN_TEXT "(XEN) "

static void launch_begin(struct parse *p, const struct record *record)
{
    p->launches++;
    p->is_read = p->wanted == 0 || p->wanted == p->launches;
    if (!p->is_read)
        return;
    p->is_complete = p->is_over = p->too_many = false;
    memset(p->domains, 0, sizeof(p->domains));
    p->record = *record;
}

static void entry_read(struct parse *p, uint64_t at, uint64_t major, uint64_t minor)
{
    static struct record record;

    memset(&record, 0, sizeof(record));
    record.absent = UINT64_MAX;
    record.parsed = 1;
    record.entered_ns = record.recorded_ns = at;
    record.xen_major = (uint32_t)major;
    record.xen_minor = (uint32_t)minor;
    RECORD_LEARN(&record, parsed);
    RECORD_LEARN(&record, simulated);
    RECORD_LEARN(&record, entered_ns);
    RECORD_LEARN(&record, recorded_ns);
    RECORD_LEARN(&record, xen_major);
    RECORD_LEARN(&record, xen_minor);
    launch_begin(p, &record);
}

static bool nibble_read(char c, unsigned int *value)
{
    const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c) : NULL;

    if (at)
        *value = (unsigned int)(at - digits);
    return at;
}

static void digest_read(struct parse *p, const char *text)
{
    uint8_t digest[sizeof(p->record.image_sha256)] = {0};

    for (size_t i = 0; i < sizeof(digest); i++) {
        unsigned int high, low;

        if (!nibble_read(text[2 * i], &high) || !nibble_read(text[2 * i + 1], &low))
            return;
        digest[i] = (uint8_t)(high << 4 | low);
    }
    memcpy(p->record.image_sha256, digest, sizeof(digest));
    RECORD_LEARN(&p->record, image_sha256);
}

static void store_read(struct parse *p, uint64_t kib)
{
    p->record.store_kib = kib;
    RECORD_LEARN(&p->record, store_kib);
}

static void image_read(struct parse *p, uint64_t kept, uint64_t freed)
{
    p->record.image_kept_kib = kept;
    p->record.image_freed_kib = freed;
    RECORD_LEARN(&p->record, image_kept_kib);
    RECORD_LEARN(&p->record, image_freed_kib);
}

/* "  NAME  DOMID  VCPUS  MIB  kernel=N ramdisk=N  CREATED  STARTED", the last two milliseconds. */
static void row_read(struct parse *p, const char *name)
{
    const char *rest = strchr(name, ' ');
    uint64_t domid, cpus, mib, kernel, ramdisk = 0, at;
    struct record_domain *d;

    rest = rest ? scan(rest, " # # # kernel=#", &domid, &cpus, &mib, &kernel) : NULL;
    d = rest && cpus <= UINT32_MAX ? parse_domain_find(p, name, true) : NULL;
    if (!rest || !d)
        return;
    parse_domid_set(p, d, domid);
    PARSE_SET(d, cpus, (uint32_t)cpus);
    PARSE_SET(d, memory_kib, mib * 1024);
    d->kernel =
        (struct record_module){.present = true, .index = (uint32_t)kernel, .absent = UINT64_MAX};
    RECORD_MODULE_LEARN(&d->kernel, index);
    if (strncmp(rest, " ramdisk=", 9) == 0 && (rest = scan(rest, " ramdisk=#", &ramdisk))) {
        d->ramdisk = d->kernel;
        d->ramdisk.index = (uint32_t)ramdisk;
    }
    rest = rest ? strrchr(rest, ' ') : NULL;
    if (rest && scan(rest, " ~", &at)) {
        PARSE_SET(d, started_ns, p->record.entered_ns + at);
        if (parse_domain_own(p, d)->started == 0)
            parse_domain_own(p, d)->started = d->started_ns;
        if (d->state == RECORD_PLANNED)
            d->state = RECORD_RUNNING;
    } else if (rest && strcmp(rest, " staged") == 0) {
        d->state = RECORD_STAGED;
    } else if (rest && (strcmp(rest, " failed") == 0 || strcmp(rest, " held") == 0)) {
        PARSE_SET(d, started_ns, 0);
        if (d->state != RECORD_HELD)
            d->state = rest[1] == 'h' ? RECORD_HELD : RECORD_FAILED;
    }
}

static void complete_read(struct parse *p, uint64_t took, uint64_t calls)
{
    p->is_complete = true;
    p->record.hypercalls = calls;
    RECORD_LEARN(&p->record, hypercalls);
    if (p->record.entered_ns + took > p->record.recorded_ns)
        p->record.recorded_ns = p->record.entered_ns + took;
    for (uint32_t i = 0; i < p->record.domain_count; i++)
        p->is_over = p->is_over || p->record.domains[i].state == RECORD_HANDED_OVER;
}

static void own_line(struct parse *p, const char *line)
{
    uint64_t a, b, c, d;
    const char *rest;

    p->is_launcher = true;
    if (scan(line, "entered at @ s on Xen #.#", &a, &b, &c) && b <= UINT32_MAX && c <= UINT32_MAX)
        entry_read(p, a, b, c);
    else if (!p->is_read || p->is_over)
        return;
    else if (scan(line, "launch complete: # started, # failed, ~ ms after entry, # hypercalls", &a,
                  &b, &c, &d))
        complete_read(p, c, d);
    else if ((rest = scan(line, "LCM's sha256: ")))
        digest_read(p, rest);
    else if (scan(line, "xenstore: # KiB", &a))
        store_read(p, a);
    else if (scan(line, "the launch image stays in memory, # KiB", &a))
        image_read(p, a, p->record.image_freed_kib);
    else if (scan(line, "no domain can be started again: the launch image's # KiB are given", &a))
        image_read(p, 0, p->record.image_freed_kib + a);
    else if (scan(line, "the launch image: # KiB are given back", &a))
        image_read(p, 0, a);
    else if (scan(line, "# KiB of the launch image are given back, # KiB stay", &a, &b))
        image_read(p, b, p->record.image_freed_kib + a);
    else if ((rest = scan(line, "domain ")))
        parse_domain_line(p, rest);
    else if (strncmp(line, "  ", 2) == 0)
        row_read(p, line + 2);
}

/* "[NAME] ...": what a domain prints tells that it runs. */
static void domain_prints(struct parse *p)
{
    char *end = strchr(p->line, ']');
    struct record_domain *domain;

    if (!p->is_read || !end)
        return;
    *end = ':';
    domain = parse_domain_find(p, p->line + 1, false);
    if (domain)
        parse_domain_own(p, domain)->has_printed = true;
}

/* Joins a line with what of it stood before Xen's. False where it goes on later. */
static bool line_join(struct parse *p)
{
    char *cut;

    if (p->is_held && p->line[0] != '[' && strncmp(p->line, OWN_TEXT, strlen(OWN_TEXT)) != 0) {
        size_t held = strlen(p->held), rest = strlen(p->line);

        if (rest > sizeof(p->line) - 1 - held)
            rest = sizeof(p->line) - 1 - held;
        memmove(p->line + held, p->line, rest);
        memcpy(p->line, p->held, held);
        p->line[held + rest] = '\0';
    }
    p->is_held = false;
    cut = strncmp(p->line, OWN_TEXT, strlen(OWN_TEXT)) == 0 ? strstr(p->line, XEN_TEXT) : NULL;
    if (!cut)
        return true;
    *cut = '\0';
    memcpy(p->held, p->line, strlen(p->line) + 1);
    p->is_held = true;
    return false;
}

static void line_read(struct parse *p)
{
    size_t first = 0;

    while (p->used > 0 && p->line[p->used - 1] == '\r')
        p->used--;
    p->line[p->used] = '\0';
    while (p->line[first] == '\r')
        first++;
    memmove(p->line, p->line + first, p->used - first + 1);
    p->used = 0;
    if (strncmp(p->line, XEN_TEXT, strlen(XEN_TEXT)) == 0 || !line_join(p))
        return;
    if (p->line[0] == '[')
        domain_prints(p);
    else if (strncmp(p->line, OWN_TEXT, strlen(OWN_TEXT)) == 0)
        own_line(p, p->line + strlen(OWN_TEXT));
}

void parse_bytes(struct parse *p, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes[i] == '\n')
            line_read(p);
        else if (p->used + 1 < sizeof(p->line))
            p->line[p->used++] = bytes[i] ? bytes[i] : '?';
}

enum parse_error parse_end(struct parse *p)
{
    /* A line that was cut is not read: half a number would be another. */
    if (!p->is_launcher)
        return PARSE_NO_LAUNCHER;
    if (p->launches == 0)
        return PARSE_NO_BEGINNING;
    if (p->wanted > p->launches)
        return PARSE_NO_SUCH_LAUNCH;
    if (p->too_many)
        return PARSE_TOO_MANY;
    parse_finish(p);
    return PARSE_OK;
}

const char *parse_strerror(const struct parse *p, enum parse_error error)
{
    static char text[96];

    switch (error) {
    case PARSE_NO_LAUNCHER:
        return "it has no line of a launcher; give what Xen's serial line showed from the host's "
               "boot on";
    case PARSE_NO_BEGINNING:
        return "it begins in the middle of a launch, without the line \"hyperlaunch: entered at "
               "...\"; give what Xen's serial line showed from the host's boot on";
    case PARSE_NO_SUCH_LAUNCH:
        (void)snprintf(text, sizeof(text), "it has %u launch%s; give --launch 1 to %u", p->launches,
                       p->launches == 1 ? "" : "es", p->launches);
        return text;
    case PARSE_TOO_MANY:
        return "it names more domains than a launch has; give the log as it was captured";
    default:
        return "nothing is wrong";
    }
}
