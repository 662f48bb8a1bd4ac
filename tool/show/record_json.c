/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * `hyperlaunch record show --json`: all of the record in one object, in a fixed order.
 */
#include "core/image/digest.h"
#include "tool/base/json.h"
#include "tool/show/record_show.h"
#include "tool/show/show.h"

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
    digest_text(module->sha256, digest);
    json_object(json, name, JSON_ON_ONE_LINE);
    json_number(json, "payload", module->index);
    json_text(json, "sha256", digest);
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

static void rings_json(struct json *json, const struct record_domain *d)
{
    json_object(json, "console", JSON_ON_ONE_LINE);
    json_number(json, "frame", d->console_frame);
    json_number(json, "port", d->console_port);
    json_end(json);
    json_object(json, "store", JSON_ON_ONE_LINE);
    json_text(json, "state", record_store_name(d->store));
    json_number(json, "frame", d->store_frame);
    json_number(json, "port", d->store_port);
    json_end(json);
}

static void domain_json(struct json *json, const struct record_domain *d)
{
    char uuid[UUID_TEXT_SIZE];

    show_uuid_bytes(d->uuid, uuid);
    json_object(json, NULL, JSON_ON_LINES);
    json_number(json, "domid", d->domid);
    text_json(json, "name", d->name);
    text_json(json, "uuid", uuid);
    text_json(json, "mode", record_mode_name(d->mode));
    json_number(json, "vcpus", d->cpus);
    json_number(json, "memory_kib", d->memory_kib);
    json_number(json, "capabilities", d->capabilities);
    json_number(json, "functions", d->functions);
    show_names_json(json, "capability_names", LCM_BITS_CAPABILITIES, d->capabilities);
    show_names_json(json, "function_names", LCM_BITS_FUNCTIONS, d->functions);
    text_json(json, "state", record_state_name(d->state));
    text_json(json, "step", d->step);
    text_json(json, "cause", d->cause);
    json_number(json, "began_ns", d->began_ns);
    json_number(json, "created_ns", d->created_ns);
    json_number(json, "started_ns", d->started_ns);
    json_number(json, "loaded", d->loaded);
    json_number(json, "hypercalls", d->hypercalls);
    json_number(json, "cpupool", d->cpupool);
    text_json(json, "on_reboot", d->reboot_destroys ? "destroy" : "restart");
    json_bool(json, "label_ignored", d->label_ignored);
    json_number(json, "max_grant_version", d->grant_version);
    steps_json(json, d);
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
    json_text(&json, "image_sha256", digest);
    json_number(&json, "entered_ns", record->entered_ns);
    json_number(&json, "recorded_ns", record->recorded_ns);
    json_number(&json, "hypercalls", record->hypercalls);
    json_array(&json, "domains", JSON_ON_LINES);
    for (uint32_t i = 0; i < record->domain_count; i++)
        domain_json(&json, &record->domains[i]);
    json_end(&json);
    json_end(&json);
}
