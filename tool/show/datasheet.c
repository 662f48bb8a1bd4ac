/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The data sheet of a set: sums, domains, command lines, modules.
 */
#include "tool/show/datasheet.h"

#include <ctype.h>
#include <string.h>

#include "core/image/digest.h"
#include "core/layout/cost.h"
#include "tool/check/reach.h"
#include "tool/show/show.h"
#include "tool/show/traits.h"

/* Text inside a cell of a table: whatever could mean something to Markdown or HTML is an entity. */
static void cell_print(FILE *out, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c < 0x20 || c == 0x7f)
            fputc('?', out);
        else if (c >= 0x80 || isalnum(c) || strchr(" .,:;=/+-@%?", c))
            fputc(c, out);
        else
            fprintf(out, "&#%u;", c);
    }
}

static void names_print(FILE *out, enum lcm_bits kind, uint32_t bits)
{
    const char *before = "", *name;
    uint32_t bit;

    if (bits == 0)
        fputc('-', out);
    for (unsigned int i = 0; (name = lcm_bit_name(kind, i, &bit)); i++) {
        if (bits & bit) {
            fprintf(out, "%s%s", before, name);
            before = ", ";
        }
    }
}

static void module_print(FILE *out, const struct lcm_module *module)
{
    if (!module->present)
        fputc('-', out);
    else if (module->index)
        fprintf(out, "payload %u", module->index);
    else
        cell_print(out, module->file ? module->file : "-");
}

static void sums_print(const struct lcm_plan *plan, FILE *out)
{
    uint64_t memory_kib = 0, stored = 0, vcpus = 0;
    bool rest = false;
    char text[SIZE_TEXT_SIZE];

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        memory_kib += plan->domains[i].memory_kib;
        vcpus += plan->domains[i].cpus;
        rest = rest || plan->domains[i].memory_kib == 0;
    }
    for (uint32_t i = 0; i < plan->payload_count; i++)
        stored += plan->payloads[i].stored_size;
    fprintf(out, "| | |\n|---|---|\n| domains | %u |\n| vCPUs | %llu |\n", plan->domain_count,
            (unsigned long long)vcpus);
    show_size(memory_kib * 1024, text);
    fprintf(out, "| memory of the domains | %s%s |\n", text, rest ? " and the rest" : "");
    show_size((cost_plan_kib(plan) - memory_kib) * 1024, text);
    fprintf(out, "| what Xen keeps for them (page tables, spare) | %s |\n", text);
    if (plan->payload_count) {
        show_size(stored, text);
        fprintf(out, "| payloads, as stored | %u, %s |\n", plan->payload_count, text);
    }
}

static void domains_print(const struct input *input, FILE *out)
{
    const struct lcm_plan *plan = &input->image.plan;

    fputs("\n## Domains\n\n"
          "| domid | name | mode | vCPUs | memory | Xen keeps | capabilities | functions | store |"
          " kernel | ramdisk | UUID |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n",
          out);
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        const struct lcm_domain *d = &plan->domains[i];
        char memory[SIZE_TEXT_SIZE], kept[SIZE_TEXT_SIZE], uuid[UUID_TEXT_SIZE];

        show_memory(d, memory);
        show_size(cost_overhead_kib(d) * 1024, kept);
        fprintf(out, "| %u | ", d->domid);
        cell_print(out, d->name);
        fprintf(out, " | %s | %u | %s | %s | ", show_mode(d->mode), d->cpus, memory, kept);
        names_print(out, LCM_BITS_CAPABILITIES, d->capabilities);
        fputs(" | ", out);
        names_print(out, LCM_BITS_FUNCTIONS, d->functions);
        fprintf(out, " | %s | ", show_enhanced(d->enhanced));
        module_print(out, &d->kernel);
        fputs(" | ", out);
        module_print(out, &d->ramdisk);
        fprintf(out, " | %s |\n", show_uuid(input, d, uuid) ? uuid : "made when built");
    }
}

/* Nothing where nobody reaches anybody. */
static void reach_print(const struct lcm_plan *plan, FILE *out)
{
    const char *title = "\n## Who can reach whom\n\n| domain | what | whom | why |\n"
                        "|---|---|---|---|\n";
    struct reach reach = {.next = 0};

    for (; reach_next(plan, &reach); title = "") {
        fprintf(out, "%s| ", title);
        cell_print(out, plan->domains[reach.who].name);
        fprintf(out, " | %s | ", reach_name(reach.what));
        cell_print(out, reach_whom(plan, &reach));
        fputs(" | ", out);
        cell_print(out, reach.why);
        fputs(" |\n", out);
    }
}

static void command_lines_print(const struct lcm_plan *plan, FILE *out)
{
    fputs("\n## Command lines\n\n| domain | command line |\n|---|---|\n", out);
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        const char *bootargs = plan->domains[i].kernel.bootargs;

        fputs("| ", out);
        cell_print(out, plan->domains[i].name);
        fputs(" | ", out);
        cell_print(out, !bootargs ? "(none)" : *bootargs ? bootargs : "(empty)");
        fputs(" |\n", out);
    }
}

/* What few domains have, and the cpupools; nothing where there is neither. */
static void traits_print(const struct lcm_plan *plan, FILE *out)
{
    const char *title =
        "\n## Limits, places, order\n\n| domain | property | value |\n|---|---|---|\n";

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        struct trait trait = {.next = 0};

        while (trait_next(plan, &plan->domains[i], &trait)) {
            fprintf(out, "%s| ", title);
            cell_print(out, plan->domains[i].name);
            fprintf(out, " | %s | ", trait.name);
            cell_print(out, trait.text);
            fputs(" |\n", out);
            title = "";
        }
    }
    if (plan->when_all_stopped)
        fprintf(out, "%s| (host) | hyperlaunch,when-all-stopped | %s |\n", title,
                show_all_stopped(plan));
    if (plan->cpupool_count)
        fputs("\n## CPU pools\n\n| pool | what it has |\n|---|---|\n", out);
    for (uint32_t i = 0; i < plan->cpupool_count; i++) {
        char pool[TRAIT_TEXT_SIZE];

        cpupool_text(&plan->cpupools[i], pool, sizeof(pool));
        fprintf(out, "| %s | ", plan->cpupools[i].name);
        cell_print(out, pool);
        fputs(" |\n", out);
    }
}

static void users_print(const struct lcm_plan *plan, uint32_t index, FILE *out)
{
    const char *before = "";

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        const struct lcm_domain *d = &plan->domains[i];

        if (d->kernel.index != index && d->ramdisk.index != index)
            continue;
        fputs(before, out);
        cell_print(out, d->name);
        before = ", ";
    }
}

static void payloads_print(const struct input *input, FILE *out)
{
    const struct lcm_plan *plan = &input->image.plan;

    if (plan->payload_count == 0)
        return;
    fputs("\n## Payloads\n\n| payload | file | used as | by | offset | size | stored | encoding |"
          " SHA-256 of what is stored | digest in the LCM |\n"
          "|---|---|---|---|---|---|---|---|---|---|\n",
          out);
    for (uint32_t i = 1; i <= plan->payload_count; i++) {
        const struct lcm_payload *p = &plan->payloads[i - 1];
        char size[SIZE_TEXT_SIZE], stored[SIZE_TEXT_SIZE], digest[DIGEST_TEXT_SIZE];
        char sha256[DIGEST_TEXT_SIZE] = "-", use[USE_TEXT_SIZE];

        show_size(p->size, size);
        show_size(p->stored_size, stored);
        digest_text(p->digest, digest);
        (void)show_sha256(input, i, sha256);
        fprintf(out, "| %u | ", i);
        cell_print(out, p->file ? p->file : "-");
        fprintf(out, " | %s | ", show_payload_use(plan, i, use));
        users_print(plan, i, out);
        fprintf(out, " | 0x%llx | %s | %s | %s | %s | %s |\n", (unsigned long long)p->offset, size,
                stored, show_encoding(p->encoding), sha256, digest);
    }
}

void datasheet_print(const struct input *input, FILE *out)
{
    static const char *const kinds[] = {"source", "compiled LCM", "launch image"};
    const struct lcm_plan *plan = &input->image.plan;
    const char *slash = strrchr(input->path, '/');

    fputs("# ", out);
    cell_print(out, slash ? slash + 1 : input->path);
    fprintf(out, "\n\nA %s of %u domain%s.\n\n", kinds[input->kind], plan->domain_count,
            plan->domain_count == 1 ? "" : "s");
    sums_print(plan, out);
    domains_print(input, out);
    traits_print(plan, out);
    reach_print(plan, out);
    command_lines_print(plan, out);
    payloads_print(input, out);
}
