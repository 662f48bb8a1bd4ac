/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * `hyperlaunch show --json`: everything in one object, in a fixed order.
 */
#include "core/base/text.h"
#include "core/image/digest.h"
#include "tool/base/json.h"
#include "tool/show/show.h"
#include "tool/show/traits.h"

static void module_json(FILE *out, const char *name, const struct lcm_module *module)
{
    fprintf(out, ",\n      \"%s\": ", name);
    if (!module->present) {
        fputs("null", out);
        return;
    }
    fputc('{', out);
    if (module->index)
        fprintf(out, "\"payload\": %u, ", module->index);
    else
        fputs("\"payload\": null, ", out);
    json_member(out, "file", module->file);
    fputs(", ", out);
    json_member(out, "bootargs", module->bootargs);
    fputc('}', out);
}

void show_names_json(FILE *out, const char *member, bool function, uint32_t bits)
{
    const char *before = "", *text;
    uint32_t bit;

    fprintf(out, "\"%s\": [", member);
    for (unsigned int i = 0; (text = lcm_bit_name(function, i, &bit)); i++) {
        if (bits & bit) {
            fprintf(out, "%s\"%s\"", before, text);
            before = ", ";
        }
    }
    fputc(']', out);
}

static void limit_json(FILE *out, const char *name, struct lcm_limit limit)
{
    fprintf(out, ",\n      \"%s\": ", name);
    if (limit.given)
        fprintf(out, "%u", limit.value);
    else
        fputs("null", out);
}

static void cpus_json(FILE *out, const struct bits *cpus)
{
    char list[TRAIT_TEXT_SIZE];
    struct text text;

    text_init(&text, list, sizeof(list));
    bits_append(&text, cpus);
    json_member(out, "cpus", list);
}

/* What few domains have: limits, label, pool, order, affinity. */
static void traits_json(FILE *out, const struct lcm_plan *plan, const struct lcm_domain *d)
{
    const char *before = "";

    limit_json(out, "p2m_mem_mib", d->limits.p2m_mem_mib);
    limit_json(out, "max_grant_version", d->limits.grant_version);
    limit_json(out, "max_grant_frames", d->limits.grant_frames);
    limit_json(out, "max_maptrack_frames", d->limits.maptrack_frames);
    fputs(",\n      ", out);
    json_member(out, "security_id", d->security_id);
    fputs(",\n      ", out);
    json_member(out, "label_policy", d->label_optional ? "ignore" : "require");
    fputs(",\n      ", out);
    json_member(out, "on_reboot", d->reboot_destroys ? "destroy" : "restart");
    limit_json(out, "cpupool",
               (struct lcm_limit){.value = d->cpupool - 1, .given = d->cpupool != 0});
    fputs(",\n      ", out);
    json_member(out, "cpupool_name", d->cpupool ? plan->cpupools[d->cpupool - 1].name : NULL);
    fputs(",\n      \"start_after\": [", out);
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        if (bits_has(&d->start_after, i)) {
            fprintf(out, "%s\"%s\"", before, plan->domains[i].name);
            before = ", ";
        }
    }
    fputs("],\n      \"affinity\": [", out);
    before = "";
    for (uint32_t i = 0; i < plan->affinity_count; i++) {
        if (&plan->domains[plan->affinities[i].domain] != d)
            continue;
        fprintf(out, "%s{\"vcpu\": %u, ", before, plan->affinities[i].vcpu);
        cpus_json(out, &plan->affinities[i].hard);
        fputc('}', out);
        before = ", ";
    }
    fputc(']', out);
}

static void cpupools_json(FILE *out, const struct lcm_plan *plan)
{
    fputs(",\n  \"cpupools\": [", out);
    for (uint32_t i = 0; i < plan->cpupool_count; i++) {
        fputs(i ? ", {" : "{", out);
        json_member(out, "name", plan->cpupools[i].name);
        fputs(", ", out);
        cpus_json(out, &plan->cpupools[i].cpus);
        fputs(", ", out);
        json_member(out, "scheduler", plan->cpupools[i].scheduler);
        fputc('}', out);
    }
    fputc(']', out);
}

static void domain_json(FILE *out, const struct input *input, const struct lcm_domain *d)
{
    char uuid[UUID_TEXT_SIZE];

    fprintf(out, "\n    {\n      \"domid\": %u,\n      ", d->domid);
    json_member(out, "name", d->name);
    fprintf(out, ",\n      \"vcpus\": %u,\n      \"memory_kib\": %llu,\n", d->cpus,
            (unsigned long long)d->memory_kib);
    fprintf(
        out,
        "      \"mode\": \"%s\",\n      \"capabilities\": %u,\n      \"functions\": %u,\n      ",
        show_mode(d->mode), d->capabilities, d->functions);
    show_names_json(out, "capability_names", false, d->capabilities);
    fputs(",\n      ", out);
    show_names_json(out, "function_names", true, d->functions);
    fprintf(out, ",\n      \"memory_rest\": %s,\n      \"enhanced\": \"%s\",\n",
            d->memory_kib ? "false" : "true", show_enhanced(d->enhanced));
    fputs("      ", out);
    json_member(out, "uuid", show_uuid(input, d, uuid) ? uuid : NULL);
    traits_json(out, &input->image.plan, d);
    module_json(out, "kernel", &d->kernel);
    module_json(out, "ramdisk", &d->ramdisk);
    fputs("\n    }", out);
}

static void payload_json(FILE *out, const struct lcm_plan *plan, uint32_t index)
{
    const struct lcm_payload *p = &plan->payloads[index - 1];
    char digest[DIGEST_TEXT_SIZE], use[USE_TEXT_SIZE];

    digest_text(p->sha256, digest);
    fprintf(out, "\n    {\n      \"index\": %u,\n      ", index);
    json_member(out, "file", p->file);
    fprintf(out,
            ",\n      \"used_as\": \"%s\",\n      \"offset\": %llu,\n"
            "      \"size\": %llu,\n      \"stored\": %llu,\n      \"encoding\": \"%s\",\n"
            "      \"sha256\": \"%s\"\n    }",
            show_payload_use(plan, index, use), (unsigned long long)p->offset,
            (unsigned long long)p->size, (unsigned long long)p->stored_size,
            show_encoding(p->encoding), digest);
}

void show_json(const struct input *input, FILE *out)
{
    static const char *const kinds[] = {"source", "compiled", "image"};
    const struct lcm_plan *plan = &input->image.plan;

    fputs("{\n  ", out);
    json_member(out, "file", input->path);
    fputs(",\n  ", out);
    json_member(out, "kind", kinds[input->kind]);
    fputs(",\n  \"domains\": [", out);
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        fputs(i ? "," : "", out);
        domain_json(out, input, &plan->domains[i]);
    }
    fputs("\n  ]", out);
    cpupools_json(out, plan);
    fputs(",\n  \"payloads\": [", out);
    for (uint32_t i = 0; i < plan->payload_count; i++) {
        fputs(i ? "," : "", out);
        payload_json(out, plan, i + 1);
    }
    fputs(plan->payload_count ? "\n  ]\n}\n" : "]\n}\n", out);
}
