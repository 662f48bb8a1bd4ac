/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * `hyperlaunch record show --json`: all of the record in one object, in a fixed order.
 */
#include "core/image/digest.h"
#include "tool/base/json.h"
#include "tool/show/record_show.h"
#include "tool/show/show.h"

static void number_json(FILE *out, const char *name, uint64_t value)
{
    fprintf(out, ",\n      \"%s\": %llu", name, (unsigned long long)value);
}

static void text_json(FILE *out, const char *name, const char *text)
{
    fputs(",\n      ", out);
    json_member(out, name, *text ? text : NULL);
}

static void module_json(FILE *out, const char *name, const struct record_module *module)
{
    char digest[DIGEST_TEXT_SIZE];

    fprintf(out, ",\n      \"%s\": ", name);
    if (!module->present) {
        fputs("null", out);
        return;
    }
    digest_text(module->sha256, digest);
    fprintf(out, "{\"payload\": %u, \"sha256\": \"%s\"}", module->index, digest);
}

static void steps_json(FILE *out, const struct record_domain *d)
{
    fputs(",\n      \"steps\": [", out);
    for (uint32_t i = 0; i < d->step_count; i++) {
        fputs(i ? ", {" : "{", out);
        json_member(out, "name", d->steps[i].name);
        fprintf(out, ", \"took_ns\": %llu}", (unsigned long long)d->steps[i].took_ns);
    }
    fputc(']', out);
}

static void domain_json(FILE *out, const struct record_domain *d)
{
    char uuid[UUID_TEXT_SIZE];

    show_uuid_bytes(d->uuid, uuid);
    fprintf(out, "\n    {\n      \"domid\": %u", d->domid);
    text_json(out, "name", d->name);
    text_json(out, "uuid", uuid);
    text_json(out, "mode", record_mode_name(d->mode));
    number_json(out, "vcpus", d->cpus);
    number_json(out, "memory_kib", d->memory_kib);
    number_json(out, "capabilities", d->capabilities);
    number_json(out, "functions", d->functions);
    fputs(",\n      ", out);
    show_names_json(out, "capability_names", false, d->capabilities);
    fputs(",\n      ", out);
    show_names_json(out, "function_names", true, d->functions);
    text_json(out, "state", record_state_name(d->state));
    text_json(out, "step", d->step);
    text_json(out, "cause", d->cause);
    number_json(out, "began_ns", d->began_ns);
    number_json(out, "created_ns", d->created_ns);
    number_json(out, "started_ns", d->started_ns);
    number_json(out, "loaded", d->loaded);
    number_json(out, "hypercalls", d->hypercalls);
    number_json(out, "cpupool", d->cpupool);
    text_json(out, "on_reboot", d->reboot_destroys ? "destroy" : "restart");
    fprintf(out, ",\n      \"label_ignored\": %s", d->label_ignored ? "true" : "false");
    number_json(out, "max_grant_version", d->grant_version);
    steps_json(out, d);
    module_json(out, "kernel", &d->kernel);
    module_json(out, "ramdisk", &d->ramdisk);
    fprintf(out, ",\n      \"console\": {\"frame\": %llu, \"port\": %u}",
            (unsigned long long)d->console_frame, d->console_port);
    fprintf(out, ",\n      \"store\": {\"state\": \"%s\", \"frame\": %llu, \"port\": %u}\n    }",
            record_store_name(d->store), (unsigned long long)d->store_frame, d->store_port);
}

void record_json(const struct record *record, FILE *out)
{
    char digest[DIGEST_TEXT_SIZE];

    digest_text(record->image_sha256, digest);
    fprintf(out,
            "{\n  \"xen\": \"%u.%u\",\n  \"simulated\": %s,\n  \"image_sha256\": \"%s\",\n  "
            "\"entered_ns\": %llu,\n"
            "  \"recorded_ns\": %llu,\n  \"hypercalls\": %llu,\n  \"domains\": [",
            record->xen_major, record->xen_minor, record->simulated ? "true" : "false", digest,
            (unsigned long long)record->entered_ns, (unsigned long long)record->recorded_ns,
            (unsigned long long)record->hypercalls);
    for (uint32_t i = 0; i < record->domain_count; i++) {
        fputs(i ? "," : "", out);
        domain_json(out, &record->domains[i]);
    }
    fputs(record->domain_count ? "\n  ]\n}\n" : "]\n}\n", out);
}
