/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Compares two sets, domain by domain.
 */
#include "tool/show/diff.h"

#include <string.h>

#include "core/image/digest.h"
#include "core/lcm/property.h"
#include "tool/base/json.h"
#include "tool/base/printable.h"
#include "tool/show/show.h"
#include "tool/show/traits.h"

enum { TEXT_SIZE = 128 };

struct diff {
    const struct input *a, *b;
    struct json *json; /* NULL: lines to `out` */
    FILE *out;
    unsigned int count;
    const char *domain; /* whose differences are being told */
};

static void change_json(const struct diff *d, const char *what, const char *from, const char *to)
{
    json_object(d->json, NULL, JSON_ON_ONE_LINE);
    json_text(d->json, "domain", d->domain);
    json_text(d->json, "what", what);
    json_text(d->json, "from", from);
    json_text(d->json, "to", to);
    json_end(d->json);
}

/* Tells one difference: a value, or with one side NULL what is gained or lost. */
static void change_say(struct diff *d, const char *what, const char *from, const char *to)
{
    d->count++;
    if (d->json) {
        change_json(d, what, from, to);
    } else if (from && to) {
        fprintf(d->out, "%s: %s: ", d->domain, what);
        printable_print(d->out, from);
        fputs(" -> ", d->out);
        printable_print(d->out, to);
        fputc('\n', d->out);
    } else {
        fprintf(d->out, "%s: %s %s: ", d->domain, to ? "gains" : "loses", what);
        printable_print(d->out, to ? to : from);
        fputc('\n', d->out);
    }
}

static void text_say(struct diff *d, const char *what, const char *from, const char *to)
{
    if (strcmp(from, to) != 0)
        change_say(d, what, from, to);
}

static void number_say(struct diff *d, const char *what, uint32_t from, uint32_t to)
{
    char a[TEXT_SIZE], b[TEXT_SIZE];

    snprintf(a, sizeof(a), "%u", from);
    snprintf(b, sizeof(b), "%u", to);
    text_say(d, what, a, b);
}

static void bits_say(struct diff *d, enum lcm_bits kind, uint32_t from, uint32_t to)
{
    const char *what = kind == LCM_BITS_FUNCTIONS ? "function" : "capability", *name;
    uint32_t bit;

    for (unsigned int i = 0; (name = lcm_bit_name(kind, i, &bit)); i++)
        if ((from ^ to) & bit)
            change_say(d, what, from & bit ? name : NULL, to & bit ? name : NULL);
}

/* What few domains have: all of the first, then what only the second has. */
static void traits_say(struct diff *d, const struct lcm_domain *from, const struct lcm_domain *to)
{
    const struct lcm_plan *a = &d->a->image.plan, *b = &d->b->image.plan;
    struct trait one = {.next = 0}, other;

    while (trait_next(a, from, &one))
        if (!trait_find(b, to, one.name, &other))
            change_say(d, one.name, one.text, NULL);
        else
            text_say(d, one.name, one.text, other.text);
    one = (struct trait){.next = 0};
    while (trait_next(b, to, &one))
        if (!trait_find(a, from, one.name, &other))
            change_say(d, one.name, NULL, one.text);
}

/* What tells a module's bytes from others: a digest, or the file's name; "" for what cannot be
 * told. */
static void module_text(const struct input *input, const struct lcm_module *module, bool digests,
                        char text[TEXT_SIZE])
{
    text[0] = '\0';
    if (digests && module->index) {
        memcpy(text, "digest ", 7);
        digest_text(input->image.plan.payloads[module->index - 1].digest, text + 7);
    } else if (!digests && module->file) {
        snprintf(text, TEXT_SIZE, "%s", module->file);
    }
}

static void module_say(struct diff *d, const char *what, const struct lcm_module *from,
                       const struct lcm_module *to)
{
    bool images = d->a->kind != INPUT_SOURCE && d->b->kind != INPUT_SOURCE;
    bool sources = d->a->kind == INPUT_SOURCE && d->b->kind == INPUT_SOURCE;
    char a[TEXT_SIZE], b[TEXT_SIZE], line[TEXT_SIZE];

    module_text(d->a, from, images, a);
    module_text(d->b, to, images, b);
    if (from->present != to->present)
        change_say(d, what, from->present ? a : NULL, to->present ? b : NULL);
    else if (images || sources)
        text_say(d, what, a, b);
    if (!from->present || !to->present)
        return;
    snprintf(line, sizeof(line), "%s's command line", what);
    /* Absent and empty differ. */
    if ((!from->bootargs) != (!to->bootargs) ||
        (from->bootargs && strcmp(from->bootargs, to->bootargs) != 0))
        change_say(d, line, from->bootargs ? from->bootargs : "(absent)",
                   to->bootargs ? to->bootargs : "(absent)");
}

static void domain_compare(struct diff *d, const struct lcm_domain *from,
                           const struct lcm_domain *to)
{
    char a[SIZE_TEXT_SIZE], b[SIZE_TEXT_SIZE];
    char from_uuid[UUID_TEXT_SIZE], to_uuid[UUID_TEXT_SIZE];

    d->domain = from->name;
    text_say(d, "name", from->name, to->name);
    number_say(d, "domid", from->domid, to->domid);
    show_memory(from, a);
    show_memory(to, b);
    text_say(d, "memory", a, b);
    number_say(d, "vCPUs", from->cpus, to->cpus);
    text_say(d, "mode", show_mode(from->mode), show_mode(to->mode));
    bits_say(d, LCM_BITS_CAPABILITIES, from->capabilities, to->capabilities);
    bits_say(d, LCM_BITS_FUNCTIONS, from->functions, to->functions);
    text_say(d, "xen,enhanced", show_enhanced(from->enhanced), show_enhanced(to->enhanced));
    traits_say(d, from, to);
    /* One that is derived follows from the image, and would always differ. */
    if (from->uuid_given && to->uuid_given && show_uuid(d->a, from, from_uuid) &&
        show_uuid(d->b, to, to_uuid))
        text_say(d, "uuid", from_uuid, to_uuid);
    module_say(d, "kernel", &from->kernel, &to->kernel);
    module_say(d, "ramdisk", &from->ramdisk, &to->ramdisk);
}

static const struct lcm_domain *domain_named(const struct lcm_plan *plan, const char *name)
{
    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (strcmp(plan->domains[i].name, name) == 0)
            return &plan->domains[i];
    return NULL;
}

/* The same domain in the other set, or NULL. */
static const struct lcm_domain *domain_other(const struct lcm_plan *own,
                                             const struct lcm_plan *other,
                                             const struct lcm_domain *domain)
{
    const struct lcm_domain *found = domain_named(other, domain->name);

    for (uint32_t i = 0; !found && i < other->domain_count; i++)
        if (other->domains[i].domid == domain->domid && !domain_named(own, other->domains[i].name))
            found = &other->domains[i];
    return found;
}

static void domain_say(struct diff *d, const struct lcm_domain *domain, bool added)
{
    char memory[SIZE_TEXT_SIZE], text[TEXT_SIZE];

    show_memory(domain, memory);
    snprintf(text, sizeof(text), "domid %u, %s, %u vCPU%s, %s", domain->domid,
             show_mode(domain->mode), domain->cpus, domain->cpus == 1 ? "" : "s", memory);
    d->domain = domain->name;
    d->count++;
    if (d->json)
        change_json(d, "domain", added ? NULL : text, added ? text : NULL);
    else
        fprintf(d->out, "%s: is %s: %s\n", domain->name, added ? "added" : "removed", text);
}

unsigned int diff_print(const struct input *a, const struct input *b, bool json, FILE *out)
{
    struct json writer = {.out = out};
    struct diff d = {.a = a, .b = b, .json = json ? &writer : NULL, .out = out};
    const struct lcm_plan *from = &a->image.plan, *to = &b->image.plan;

    if (json) {
        json_object(d.json, NULL, JSON_ON_LINES);
        json_text(d.json, "from", a->path);
        json_text(d.json, "to", b->path);
        json_array(d.json, "differences", JSON_ON_LINES);
    }
    d.domain = "Xen";
    module_say(&d, "microcode", &from->microcode, &to->microcode);
    module_say(&d, "XSM policy", &from->xsm_policy, &to->xsm_policy);
    text_say(&d, property_rows[PROPERTY_WHEN_ALL_STOPPED].name, show_all_stopped(from),
             show_all_stopped(to));
    for (uint32_t i = 0; i < from->domain_count; i++) {
        const struct lcm_domain *other = domain_other(from, to, &from->domains[i]);

        if (other)
            domain_compare(&d, &from->domains[i], other);
        else
            domain_say(&d, &from->domains[i], false);
    }
    for (uint32_t i = 0; i < to->domain_count; i++)
        if (!domain_other(to, from, &to->domains[i]))
            domain_say(&d, &to->domains[i], true);
    if (json) {
        json_end(d.json);
        json_end(d.json);
    }
    return d.count;
}
