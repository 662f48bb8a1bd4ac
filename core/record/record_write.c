/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes the launch record as a device tree.
 */
#include <libfdt.h>
#include <string.h>

#include "core/base/tree_write.h"
#include "core/record/fields.h"

/* A cause may quote what a kernel says of itself: what readers would refuse becomes '?'. */
static void text_write(struct tree_writer *w, const char *name, const char *text)
{
    size_t length = strlen(text);
    char *room = length == 0 ? NULL : tree_room(w, name, length + 1);

    for (size_t i = 0; room && i <= length; i++)
        room[i] = i < length && (text[i] < ' ' || text[i] > '~') ? '?' : text[i];
}

static void field_write(struct tree_writer *w, const struct field *field, const char *member)
{
    uint64_t wide;
    uint32_t number;

    switch (field->kind) {
    case FIELD_U32:
    case FIELD_U32_LATER:
        memcpy(&number, member, sizeof(number));
        tree_u32(w, field->name, number);
        break;
    case FIELD_U64:
    case FIELD_U64_LATER:
        memcpy(&wide, member, sizeof(wide));
        tree_u64(w, field->name, wide);
        break;
    case FIELD_BYTES:
        tree_bytes(w, field->name, member, field->size);
        break;
    case FIELD_TEXT:
        text_write(w, field->name, member);
        break;
    }
}

/* What is `absent` is left out. */
static void fields_write(struct tree_writer *w, const struct field *fields, const void *from,
                         uint64_t absent)
{
    for (unsigned int row = 0; fields[row].name; row++)
        if (!(absent & FIELD_BIT(row)))
            field_write(w, &fields[row], (const char *)from + fields[row].offset);
}

static void steps_write(struct tree_writer *w, const struct record_domain *domain)
{
    size_t size = 0;
    char *names;
    char *times;

    if (domain->step_count == 0)
        return;
    for (uint32_t i = 0; i < domain->step_count; i++)
        size += strlen(domain->steps[i].name) + 1;
    names = tree_room(w, "hyperlaunch,steps", size);
    for (uint32_t i = 0; i < domain->step_count && names; i++) {
        size = strlen(domain->steps[i].name) + 1;
        memcpy(names, domain->steps[i].name, size);
        names += size;
    }
    times = tree_room(w, "hyperlaunch,steps-ns", domain->step_count * sizeof(uint64_t));
    for (uint32_t i = 0; i < domain->step_count && times; i++)
        fdt64_st(times + i * sizeof(uint64_t), domain->steps[i].took_ns);
}

static void life_write(struct tree_writer *w, const struct record_domain *domain)
{
    char *room = NULL;

    if (domain->restart_count > 0)
        room = tree_room(w, "hyperlaunch,restarts-ns", domain->restart_count * sizeof(uint64_t));
    for (uint32_t i = 0; i < domain->restart_count && room; i++)
        fdt64_st(room + i * sizeof(uint64_t), domain->restarts_ns[i]);
    room = NULL;
    if (domain->after_count > 0)
        room = tree_room(w, "hyperlaunch,start-after", domain->after_count * sizeof(uint32_t));
    for (uint32_t i = 0; i < domain->after_count && room; i++)
        fdt32_st(room + i * sizeof(uint32_t), domain->after[i]);
}

static void texts_write(struct tree_writer *w, const char *name, const struct record_texts *texts)
{
    if (texts->size > 0)
        tree_bytes(w, name, texts->first, texts->size);
}

static void module_write(struct tree_writer *w, const char *name,
                         const struct record_module *module)
{
    if (!module->present)
        return;
    tree_begin(w, name);
    fields_write(w, record_module_fields, module, module->absent);
    tree_end(w);
}

/*
 * A domain whose domid is not known has a number that is no domid. Two states are written apart,
 * for readers that do not know them: those take them for planned and failed.
 */
static void domain_write(struct tree_writer *w, struct record_domain *domain, uint32_t i)
{
    domain->exact = domain->state >= RECORD_STAGED ? domain->state : 0;
    if (domain->exact)
        domain->state = domain->exact == RECORD_STAGED ? RECORD_PLANNED : RECORD_FAILED;
    tree_begin_numbered(w, "domain",
                        domain->absent & FIELD_DOMID ? FIELDS_NO_DOMID + i : domain->domid);
    fields_write(w, record_domain_fields, domain, domain->absent);
    if (domain->state == RECORD_FAILED && domain->cause[0] != '\0')
        fields_write(w, record_failure_fields, domain, 0);
    steps_write(w, domain);
    life_write(w, domain);
    texts_write(w, "hyperlaunch,cmdline", &domain->cmdline);
    texts_write(w, "hyperlaunch,data", &domain->data);
    module_write(w, "kernel", &domain->kernel);
    module_write(w, "ramdisk", &domain->ramdisk);
    tree_end(w);
}

size_t record_write_each(const struct record_launch *launch, record_domain_fn *fill,
                         const void *context, void *buffer, size_t capacity)
{
    static struct record_domain domain;
    struct tree_writer w;

    tree_start(&w, buffer, capacity, RECORD_BLOB_MAX);
    tree_string(&w, "compatible", "hyperlaunch,record");
    tree_u32(&w, "hyperlaunch,version", FIELDS_VERSION);
    fields_write(&w, record_launch_fields, launch, launch->absent);
    tree_begin(&w, "domains");
    for (uint32_t i = 0; i < launch->domain_count; i++) {
        memset(&domain, 0, sizeof(domain));
        fill(context, i, &domain);
        domain_write(&w, &domain, i);
    }
    tree_end(&w);
    return tree_finish(&w);
}
