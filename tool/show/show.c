/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The tables of `hyperlaunch show` and what both of its forms need.
 */
#include "tool/show/show.h"

#include <string.h>

#include "core/image/digest.h"
#include "core/lcm/property.h"
#include "tool/base/printable.h"
#include "tool/show/traits.h"

void show_uuid_bytes(const uint8_t u[LCM_UUID_SIZE], char text[UUID_TEXT_SIZE])
{
    snprintf(text, UUID_TEXT_SIZE,
             "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", u[0], u[1],
             u[2], u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12], u[13], u[14],
             u[15]);
}

bool show_uuid(const struct input *input, const struct lcm_domain *domain,
               char text[UUID_TEXT_SIZE])
{
    uint8_t u[LCM_UUID_SIZE];

    bool derived = !domain->uuid_given && domain->domid != 0;

    /* Only an image's bytes decide what is derived; a compiled LCM has the same digest. */
    if (derived && input->kind == INPUT_SOURCE)
        return false;
    if (derived && input->kind == INPUT_COMPILED) {
        uint8_t digest[DIGEST_SIZE];

        digest_sha256(input->file.bytes, input->file.size, digest);
        digest_domain_uuid(digest, domain->domid, u);
    } else {
        image_domain_uuid(&input->image, domain, u);
    }
    show_uuid_bytes(u, text);
    return true;
}

bool show_sha256(const struct input *input, uint32_t index, char text[DIGEST_TEXT_SIZE])
{
    uint8_t sha256[DIGEST_SIZE];

    if (input->kind != INPUT_IMAGE)
        return false;
    digest_sha256(image_payload(&input->image, index),
                  input->image.plan.payloads[index - 1].stored_size, sha256);
    digest_text(sha256, text);
    return true;
}

void show_size(uint64_t bytes, char text[SIZE_TEXT_SIZE])
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB"};
    uint64_t tenths = bytes;
    unsigned int unit = 0;

    if (bytes < 1024) {
        snprintf(text, SIZE_TEXT_SIZE, "%llu B", (unsigned long long)bytes);
        return;
    }
    while (bytes >= 1024 && unit < 3) {
        tenths = (bytes / 1024) * 10 + (bytes % 1024) * 10 / 1024;
        bytes /= 1024;
        unit++;
    }
    if (tenths % 10)
        snprintf(text, SIZE_TEXT_SIZE, "%llu.%llu %s", (unsigned long long)(tenths / 10),
                 (unsigned long long)(tenths % 10), units[unit]);
    else
        snprintf(text, SIZE_TEXT_SIZE, "%llu %s", (unsigned long long)(tenths / 10), units[unit]);
}

const char *show_mode(enum lcm_mode mode)
{
    return property_rows[PROPERTY_MODE].values[mode];
}

const char *show_enhanced(enum lcm_enhanced enhanced)
{
    return property_rows[PROPERTY_ENHANCED].values[enhanced];
}

const char *show_all_stopped(const struct lcm_plan *plan)
{
    return property_choice(&property_rows[PROPERTY_WHEN_ALL_STOPPED], plan);
}

const char *show_encoding(enum lcm_encoding encoding)
{
    return property_rows[PROPERTY_ENCODING].values[encoding];
}

const char *show_payload_use(const struct lcm_plan *plan, uint32_t index, char text[USE_TEXT_SIZE])
{
    static const char *const names[] = {"kernel", "ramdisk", "microcode", "XSM policy"};
    bool used[] = {false, false, plan->microcode.present && plan->microcode.index == index,
                   plan->xsm_policy.present && plan->xsm_policy.index == index};
    size_t length = 0;

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        used[0] |= plan->domains[i].kernel.index == index;
        used[1] |= plan->domains[i].ramdisk.present && plan->domains[i].ramdisk.index == index;
    }
    for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (used[i])
            length += (size_t)snprintf(text + length, USE_TEXT_SIZE - length, "%s%s",
                                       length ? ", " : "", names[i]);
    }
    return length ? text : "unused";
}

/* A module in a table: its payload's number, its file, or nothing. */
static void module_text(const struct lcm_module *module, char *text, size_t size)
{
    if (!module->present)
        snprintf(text, size, "-");
    else if (module->index)
        snprintf(text, size, "payload %u", module->index);
    else
        snprintf(text, size, "%s", module->file ? module->file : "-");
}

void show_memory(const struct lcm_domain *domain, char text[SIZE_TEXT_SIZE])
{
    if (domain->memory_kib)
        show_size(domain->memory_kib * 1024, text);
    else
        memcpy(text, "rest", sizeof("rest"));
}

static int width_longer(int width, const char *text)
{
    return printable_width(text) > width ? printable_width(text) : width;
}

static void domains_text(const struct input *input, FILE *out)
{
    const struct lcm_plan *plan = &input->image.plan;
    int name = 4, kernel = 6, ramdisk = 7;
    char text[LCM_PATH_SIZE];

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        name = width_longer(name, plan->domains[i].name);
        module_text(&plan->domains[i].kernel, text, sizeof(text));
        kernel = width_longer(kernel, text);
        module_text(&plan->domains[i].ramdisk, text, sizeof(text));
        ramdisk = width_longer(ramdisk, text);
    }
    fprintf(out, "%5s  %-*s  %5s  %9s  %-4s  %-*s  %-*s  %s\n", "domid", name, "name", "vCPUs",
            "memory", "mode", kernel, "kernel", ramdisk, "ramdisk", "uuid");
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        const struct lcm_domain *d = &plan->domains[i];
        char size[SIZE_TEXT_SIZE], uuid[UUID_TEXT_SIZE];

        show_memory(d, size);
        fprintf(out, "%5u  %-*s  %5u  %9s  %-4s  ", d->domid, name, d->name, d->cpus, size,
                show_mode(d->mode));
        module_text(&d->kernel, text, sizeof(text));
        printable_column(out, kernel, text);
        fputs("  ", out);
        module_text(&d->ramdisk, text, sizeof(text));
        printable_column(out, ramdisk, text);
        fprintf(out, "  %s\n", show_uuid(input, d, uuid) ? uuid : "(made when built)");
    }
}

static void names_text(enum lcm_bits kind, uint32_t bits, FILE *out)
{
    const char *before = " ", *text;
    uint32_t bit;

    for (unsigned int i = 0; (text = lcm_bit_name(kind, i, &bit)); i++) {
        if (bits & bit) {
            fprintf(out, "%s%s", before, text);
            before = ", ";
        }
    }
}

/* What few domains have: one line for each that has something. */
static void roles_text(const struct lcm_plan *plan, FILE *out)
{
    const char *title = "\nroles\n";

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        const struct lcm_domain *d = &plan->domains[i];

        if (!d->capabilities && !d->functions && d->enhanced == LCM_ENHANCED_ENABLED)
            continue;
        fprintf(out, "%s  %s:", title, d->name);
        if (d->capabilities) {
            fputs(" capabilities", out);
            names_text(LCM_BITS_CAPABILITIES, d->capabilities, out);
        }
        if (d->functions) {
            fputs(d->capabilities ? "; functions" : " functions", out);
            names_text(LCM_BITS_FUNCTIONS, d->functions, out);
        }
        if (d->enhanced != LCM_ENHANCED_ENABLED)
            fprintf(out, "%s %s", d->capabilities || d->functions ? ";" : "",
                    show_enhanced(d->enhanced));
        fputc('\n', out);
        title = "";
    }
}

/* A line for each domain that has some of it, one for each cpupool, and one for the host. */
static void traits_text(const struct lcm_plan *plan, FILE *out)
{
    const char *title = "\nlimits, places, order\n";

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        struct trait trait = {.next = 0};
        const char *before = ": ";

        for (; trait_next(plan, &plan->domains[i], &trait); before = "; ") {
            if (before[0] == ':')
                fprintf(out, "%s  %s", title, plan->domains[i].name);
            fprintf(out, "%s%s ", before, trait.name);
            printable_print(out, trait.text);
            title = "";
        }
        if (before[0] == ';')
            fputc('\n', out);
    }
    for (uint32_t i = 0; i < plan->cpupool_count; i++) {
        char pool[TRAIT_TEXT_SIZE];

        cpupool_text(&plan->cpupools[i], pool, sizeof(pool));
        fprintf(out, "%s  cpupool %s: %s\n", title, plan->cpupools[i].name, pool);
        title = "";
    }
    if (plan->when_all_stopped)
        fprintf(out, "%s  host: hyperlaunch,when-all-stopped %s\n", title, show_all_stopped(plan));
}

/* Command lines are the longest texts: one on a line, so that the table stays a table. */
static void bootargs_text(const struct lcm_plan *plan, FILE *out)
{
    fputs("\ncommand lines\n", out);
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        const char *arguments = plan->domains[i].kernel.bootargs;

        fprintf(out, "  %s: ", plan->domains[i].name);
        if (!arguments)
            fputs("(none)", out);
        else if (!*arguments)
            fputs("(empty)", out);
        else
            printable_print(out, arguments);
        fputc('\n', out);
    }
}

static void payloads_text(const struct input *input, FILE *out)
{
    const struct lcm_plan *plan = &input->image.plan;
    int file = 4;

    for (uint32_t i = 0; i < plan->payload_count; i++)
        file = plan->payloads[i].file ? width_longer(file, plan->payloads[i].file) : file;
    fprintf(out, "\n%7s  %-15s  %-*s  %9s  %9s  %-8s  %s\n", "payload", "used as", file, "file",
            "size", "stored", "encoding", "sha256 of what is stored");
    for (uint32_t i = 0; i < plan->payload_count; i++) {
        const struct lcm_payload *p = &plan->payloads[i];
        char size[SIZE_TEXT_SIZE], stored[SIZE_TEXT_SIZE], sha256[DIGEST_TEXT_SIZE] = "-";
        char use[USE_TEXT_SIZE];

        show_size(p->size, size);
        show_size(p->stored_size, stored);
        (void)show_sha256(input, i + 1, sha256);
        fprintf(out, "%7u  %-15s  ", i + 1, show_payload_use(plan, i + 1, use));
        printable_column(out, file, p->file ? p->file : "-");
        fprintf(out, "  %9s  %9s  %-8s  %s\n", size, stored, show_encoding(p->encoding), sha256);
    }
    if (plan->payload_count > 0)
        fputs("\npayload  digest in the LCM\n", out);
    for (uint32_t i = 0; i < plan->payload_count; i++) {
        char digest[DIGEST_TEXT_SIZE];

        digest_text(plan->payloads[i].digest, digest);
        fprintf(out, "%7u  %s\n", i + 1, digest);
    }
}

void show_text(const struct input *input, FILE *out)
{
    const struct lcm_plan *plan = &input->image.plan;

    domains_text(input, out);
    roles_text(plan, out);
    traits_text(plan, out);
    bootargs_text(plan, out);
    if (input->kind == INPUT_SOURCE)
        return;
    fprintf(out, "\nformat of the image: %d\n", LCM_FORMAT);
    payloads_text(input, out);
}
