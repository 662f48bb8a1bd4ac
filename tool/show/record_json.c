/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * `hyperlaunch record show --json`: all of the record in one object, in a fixed order.
 */
#include "core/image/digest.h"
#include "core/lcm/lcm.h"
#include "tool/base/json.h"
#include "tool/show/record_life.h"
#include "tool/show/record_show.h"
#include "tool/show/show.h"

/* What is not known is null. */
static void number_json(struct json *json, const char *name, bool known, uint64_t number)
{
    if (known)
        json_number(json, name, number);
    else
        json_text(json, name, NULL);
}

static void bool_json(struct json *json, const char *name, bool known, bool value)
{
    if (known)
        json_bool(json, name, value);
    else
        json_text(json, name, NULL);
}

#define NUMBER(json, name, d, member)                                                              \
    number_json(json, name, RECORD_DOMAIN_KNOWS(d, member), (d)->member)
#define BOOL(json, name, d, member)                                                                \
    bool_json(json, name, RECORD_DOMAIN_KNOWS(d, member), (d)->member)

/* An empty text is null. */
static void text_json(struct json *json, const char *name, const char *text)
{
    json_text(json, name, *text ? text : NULL);
}

static void module_json(struct json *json, const char *name, const struct record_module *module)
{
    char digest[DIGEST_TEXT_SIZE];

    if (!module->present) {
        json_text(json, name, NULL);
        return;
    }
    digest_text(module->digest, digest);
    json_object(json, name, JSON_ON_ONE_LINE);
    json_number(json, "payload", module->index);
    json_text(json, "digest", RECORD_MODULE_KNOWS(module, digest) ? digest : NULL);
    json_end(json);
}

static void steps_json(struct json *json, const struct record_domain *d)
{
    json_array(json, "steps", JSON_ON_ONE_LINE);
    for (uint32_t i = 0; i < d->step_count; i++) {
        json_object(json, NULL, JSON_ON_ONE_LINE);
        json_text(json, "name", d->steps[i].name);
        json_number(json, "took_ns", d->steps[i].took_ns);
        json_end(json);
    }
    json_end(json);
}

/* What a boot domain gave it. */
static void given_json(struct json *json, const struct record_domain *d)
{
    struct record_datum datum = {.path = NULL};

    json_text(json, "boot_cmdline", d->cmdline.size ? d->cmdline.first : NULL);
    json_array(json, "boot_data", JSON_ON_ONE_LINE);
    while (record_data_next(&d->data, &datum)) {
        json_object(json, NULL, JSON_ON_ONE_LINE);
        json_text(json, "path", datum.path);
        json_text(json, "value", datum.value);
        json_end(json);
    }
    json_end(json);
}

static void rings_json(struct json *json, const struct record_domain *d)
{
    json_object(json, "console", JSON_ON_ONE_LINE);
    NUMBER(json, "frame", d, console_frame);
    NUMBER(json, "port", d, console_port);
    json_end(json);
    json_object(json, "store", JSON_ON_ONE_LINE);
    json_text(json, "state", RECORD_DOMAIN_KNOWS(d, store) ? record_store_name(d->store) : NULL);
    NUMBER(json, "frame", d, store_frame);
    NUMBER(json, "port", d, store_port);
    json_end(json);
}

static void life_json(struct json *json, const struct record *record, const struct record_domain *d)
{
    static const char *const ready[] = {
        [LCM_READY_STARTED] = "started", [LCM_READY_LINE] = "line", [LCM_READY_SIGNAL] = "signal"};

    json_array(json, "start_after", JSON_ON_ONE_LINE);
    for (uint32_t i = 0; i < d->after_count; i++)
        json_number(json, NULL, d->after[i]);
    json_end(json);
    json_text(json, "ready", RECORD_DOMAIN_KNOWS(d, ready) ? ready[d->ready] : NULL);
    text_json(json, "ready_line", d->ready_line);
    NUMBER(json, "ready_timeout_ms", d, ready_timeout_ms);
    NUMBER(json, "ready_ns", d, ready_ns);
    BOOL(json, "late", d, late);
    NUMBER(json, "start_within_ms", d, start_within_ms);
    bool_json(json, "budget_missed",
              RECORD_DOMAIN_KNOWS(d, start_within_ms) && RECORD_DOMAIN_KNOWS(d, started_ns),
              record_budget_missed(record, d));
    json_text(json, "end", record_end_name(d->end));
    NUMBER(json, "ended_ns", d, ended_ns);
    BOOL(json, "preserved", d, preserved);
    BOOL(json, "given_up", d, given_up);
    NUMBER(json, "restarts", d, restarts);
    json_array(json, "restarts_ns", JSON_ON_ONE_LINE);
    for (uint32_t i = 0; i < d->restart_count; i++)
        json_number(json, NULL, d->restarts_ns[i]);
    json_end(json);
}

/* What the domain is. */
static void facts_json(struct json *json, const struct record_domain *d)
{
    char uuid[UUID_TEXT_SIZE];

    show_uuid_bytes(d->uuid, uuid);
    NUMBER(json, "domid", d, domid);
    text_json(json, "name", d->name);
    text_json(json, "uuid", RECORD_DOMAIN_KNOWS(d, uuid) ? uuid : "");
    text_json(json, "mode", RECORD_DOMAIN_KNOWS(d, mode) ? record_mode_name(d->mode) : "");
    NUMBER(json, "vcpus", d, cpus);
    NUMBER(json, "memory_kib", d, memory_kib);
    NUMBER(json, "capabilities", d, capabilities);
    NUMBER(json, "functions", d, functions);
    show_names_json(json, "capability_names", LCM_BITS_CAPABILITIES, d->capabilities);
    show_names_json(json, "function_names", LCM_BITS_FUNCTIONS, d->functions);
}

static void domain_json(struct json *json, const struct record *record,
                        const struct record_domain *d)
{
    json_object(json, NULL, JSON_ON_LINES);
    facts_json(json, d);
    text_json(json, "state", record_state_name(d->state));
    text_json(json, "step", d->step);
    text_json(json, "cause", d->cause);
    NUMBER(json, "began_ns", d, began_ns);
    NUMBER(json, "created_ns", d, created_ns);
    NUMBER(json, "started_ns", d, started_ns);
    NUMBER(json, "loaded", d, loaded);
    NUMBER(json, "hypercalls", d, hypercalls);
    NUMBER(json, "cpupool", d, cpupool);
    text_json(json, "on_reboot",
              !RECORD_DOMAIN_KNOWS(d, reboot_destroys) ? ""
              : d->reboot_destroys                     ? "destroy"
                                                       : "restart");
    BOOL(json, "label_ignored", d, label_ignored);
    NUMBER(json, "max_grant_version", d, grant_version);
    life_json(json, record, d);
    steps_json(json, d);
    given_json(json, d);
    module_json(json, "kernel", &d->kernel);
    module_json(json, "ramdisk", &d->ramdisk);
    rings_json(json, d);
    json_end(json);
}

void record_json(const struct record *record, FILE *out)
{
    struct json json = {.out = out};
    char digest[DIGEST_TEXT_SIZE], xen[24];

    digest_text(record->image_sha256, digest);
    snprintf(xen, sizeof(xen), "%u.%u", record->xen_major, record->xen_minor);
    json_object(&json, NULL, JSON_ON_LINES);
    json_text(&json, "xen", xen);
    json_bool(&json, "simulated", record->simulated);
    json_bool(&json, "parsed", record->parsed);
    json_text(&json, "image_sha256", RECORD_KNOWS(record, image_sha256) ? digest : NULL);
    json_number(&json, "entered_ns", record->entered_ns);
    json_number(&json, "recorded_ns", record->recorded_ns);
    number_json(&json, "hypercalls", RECORD_KNOWS(record, hypercalls), record->hypercalls);
    number_json(&json, "store_kib", RECORD_KNOWS(record, store_kib), record->store_kib);
    number_json(&json, "image_kept_kib", RECORD_KNOWS(record, image_kept_kib),
                record->image_kept_kib);
    number_json(&json, "image_freed_kib", RECORD_KNOWS(record, image_freed_kib),
                record->image_freed_kib);
    json_array(&json, "domains", JSON_ON_LINES);
    for (uint32_t i = 0; i < record->domain_count; i++)
        domain_json(&json, record, &record->domains[i]);
    json_end(&json);
    json_end(&json);
}
