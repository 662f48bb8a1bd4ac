/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * `hyperlaunch show --json`: everything in one object, in a fixed order.
 */
#include <string.h>

#include "image/digest.h"
#include "tool/show.h"

/* The length of the UTF-8 sequence at `text`, 0 where it is none (RFC 3629). */
static int utf8_length(const unsigned char *text)
{
    unsigned char low = 0x80, high = 0xbf;
    int length;

    if (text[0] < 0x80)
        return 1;
    if (text[0] >= 0xc2 && text[0] <= 0xdf)
        length = 2;
    else if ((text[0] & 0xf0) == 0xe0)
        length = 3;
    else if (text[0] >= 0xf0 && text[0] <= 0xf4)
        length = 4;
    else
        return 0;
    /* No overlong forms, no surrogates, nothing above U+10FFFF: the second byte tells. */
    if (text[0] == 0xe0)
        low = 0xa0;
    else if (text[0] == 0xed)
        high = 0x9f;
    else if (text[0] == 0xf0)
        low = 0x90;
    else if (text[0] == 0xf4)
        high = 0x8f;
    if (text[1] < low || text[1] > high)
        return 0;
    for (int i = 2; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    }
    return length;
}

static void string_print(FILE *out, const char *string)
{
    const unsigned char *text = (const unsigned char *)string;

    fputc('"', out);
    while (*text) {
        int length = utf8_length(text);

        if (length == 0) { /* not text: the replacement character stands for the byte */
            fputs("\\ufffd", out);
            length = 1;
        } else if (*text == '"' || *text == '\\') {
            fprintf(out, "\\%c", *text);
        } else if (*text < 0x20 || *text == 0x7f) {
            fprintf(out, "\\u%04x", *text);
        } else {
            (void)fwrite(text, 1, (size_t)length, out);
        }
        text += length;
    }
    fputc('"', out);
}

static void member_string(FILE *out, const char *name, const char *value)
{
    fprintf(out, "\"%s\": ", name);
    if (value)
        string_print(out, value);
    else
        fputs("null", out);
}

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
    member_string(out, "file", module->file);
    fputs(", ", out);
    member_string(out, "bootargs", module->bootargs);
    fputc('}', out);
}

/* The names of the bits that are set, as a list. */
static void member_names(FILE *out, const char *member, bool function, uint32_t bits)
{
    const char *before = "", *text;
    uint32_t bit;

    fprintf(out, "      \"%s\": [", member);
    for (unsigned int i = 0; (text = lcm_bit_name(function, i, &bit)) != NULL; i++) {
        if (bits & bit) {
            fprintf(out, "%s\"%s\"", before, text);
            before = ", ";
        }
    }
    fputs("],\n", out);
}

static void domain_json(FILE *out, const struct input *input, const struct lcm_domain *d)
{
    char uuid[UUID_TEXT_SIZE];

    fprintf(out, "\n    {\n      \"domid\": %u,\n      ", d->domid);
    member_string(out, "name", d->name);
    fprintf(out, ",\n      \"vcpus\": %u,\n      \"memory_kib\": %llu,\n", d->cpus,
            (unsigned long long)d->memory_kib);
    fprintf(out, "      \"mode\": \"%s\",\n      \"capabilities\": %u,\n      \"functions\": %u,\n",
            show_mode(d->mode), d->capabilities, d->functions);
    member_names(out, "capability_names", false, d->capabilities);
    member_names(out, "function_names", true, d->functions);
    fprintf(out, "      \"memory_rest\": %s,\n      \"enhanced\": \"%s\",\n",
            d->memory_kib ? "false" : "true", show_enhanced(d->enhanced));
    fputs("      ", out);
    member_string(out, "uuid", show_uuid(input, d, uuid) ? uuid : NULL);
    module_json(out, "kernel", &d->kernel);
    module_json(out, "ramdisk", &d->ramdisk);
    fputs("\n    }", out);
}

static void payload_json(FILE *out, const struct lcm_plan *plan, uint32_t index)
{
    const struct lcm_payload *p = &plan->payloads[index - 1];
    char digest[DIGEST_TEXT_SIZE];

    digest_text(p->sha256, digest);
    fprintf(out,
            "\n    {\n      \"index\": %u,\n      \"used_as\": \"%s\",\n      \"offset\": %llu,\n"
            "      \"size\": %llu,\n      \"stored\": %llu,\n      \"encoding\": \"%s\",\n"
            "      \"sha256\": \"%s\"\n    }",
            index, show_payload_use(plan, index), (unsigned long long)p->offset,
            (unsigned long long)p->size, (unsigned long long)p->stored_size,
            show_encoding(p->encoding), digest);
}

void show_json(const struct input *input, FILE *out)
{
    static const char *const kinds[] = {"source", "compiled", "image"};
    const struct lcm_plan *plan = &input->image.plan;

    fputs("{\n  ", out);
    member_string(out, "file", input->path);
    fputs(",\n  ", out);
    member_string(out, "kind", kinds[input->kind]);
    fputs(",\n  \"domains\": [", out);
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        fputs(i ? "," : "", out);
        domain_json(out, input, &plan->domains[i]);
    }
    fputs("\n  ],\n  \"payloads\": [", out);
    for (uint32_t i = 0; i < plan->payload_count; i++) {
        fputs(i ? "," : "", out);
        payload_json(out, plan, i + 1);
    }
    fputs(plan->payload_count ? "\n  ]\n}\n" : "]\n}\n", out);
}
