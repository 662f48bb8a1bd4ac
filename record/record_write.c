/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes the launch record as a device tree.
 */
#include <libfdt.h>
#include <string.h>

#include "lcm/text.h"
#include "record/fields.h"

/* libfdt's sequential writer; the first error stays and turns the rest into nothing. */
struct writer {
    void *blob;
    int error;
};

enum { NODE_NAME_SIZE = 24 };

static void begin_node(struct writer *w, const char *name)
{
    if (w->error == 0)
        w->error = fdt_begin_node(w->blob, name);
}

static void end_node(struct writer *w)
{
    if (w->error == 0)
        w->error = fdt_end_node(w->blob);
}

/* Makes a property of `size` bytes for the caller to fill; NULL when that fails. */
static char *write_room(struct writer *w, const char *name, size_t size)
{
    void *room = NULL;

    if (w->error == 0)
        w->error = fdt_property_placeholder(w->blob, name, (int)size, &room);
    return w->error == 0 ? room : NULL;
}

static void write_bytes(struct writer *w, const char *name, const void *bytes, size_t size)
{
    if (w->error == 0)
        w->error = fdt_property(w->blob, name, bytes, (int)size);
}

/* A cause may quote what a kernel says of itself: what readers would refuse becomes '?'. */
static void write_text(struct writer *w, const char *name, const char *text)
{
    size_t length = strlen(text);
    char *room = length == 0 ? NULL : write_room(w, name, length + 1);

    for (size_t i = 0; room != NULL && i <= length; i++)
        room[i] = i < length && (text[i] < ' ' || text[i] > '~') ? '?' : text[i];
}

static void write_u32(struct writer *w, const char *name, uint32_t value)
{
    if (w->error == 0)
        w->error = fdt_property_u32(w->blob, name, value);
}

static void write_field(struct writer *w, const struct field *field, const char *member)
{
    uint64_t wide;
    uint32_t number;

    switch (field->kind) {
    case FIELD_U32:
        memcpy(&number, member, sizeof(number));
        write_u32(w, field->name, number);
        break;
    case FIELD_U64:
        memcpy(&wide, member, sizeof(wide));
        if (w->error == 0)
            w->error = fdt_property_u64(w->blob, field->name, wide);
        break;
    case FIELD_BYTES:
        write_bytes(w, field->name, member, field->size);
        break;
    case FIELD_TEXT:
        write_text(w, field->name, member);
        break;
    }
}

static void write_fields(struct writer *w, const struct field *fields, const void *from)
{
    for (; fields->name != NULL; fields++)
        write_field(w, fields, (const char *)from + fields->offset);
}

static void write_steps(struct writer *w, const struct record_domain *domain)
{
    size_t size = 0;
    char *names;
    char *times;

    if (domain->step_count == 0)
        return;
    for (uint32_t i = 0; i < domain->step_count; i++)
        size += strlen(domain->steps[i].name) + 1;
    names = write_room(w, "hyperlaunch,steps", size);
    for (uint32_t i = 0; i < domain->step_count && names != NULL; i++) {
        size = strlen(domain->steps[i].name) + 1;
        memcpy(names, domain->steps[i].name, size);
        names += size;
    }
    times = write_room(w, "hyperlaunch,steps-ns", domain->step_count * sizeof(uint64_t));
    for (uint32_t i = 0; i < domain->step_count && times != NULL; i++)
        fdt64_st(times + i * sizeof(uint64_t), domain->steps[i].took_ns);
}

static void write_module(struct writer *w, const char *name, const struct record_module *module)
{
    if (!module->present)
        return;
    begin_node(w, name);
    write_fields(w, record_module_fields, module);
    end_node(w);
}

static void write_domain(struct writer *w, const struct record_domain *domain)
{
    char name[NODE_NAME_SIZE];
    struct text text;

    text_init(&text, name, sizeof(name));
    text_append(&text, "domain@%x", (unsigned int)domain->domid);
    begin_node(w, name);
    write_fields(w, record_domain_fields, domain);
    if (domain->state == RECORD_FAILED)
        write_fields(w, record_failure_fields, domain);
    else
        write_fields(w, record_ring_fields, domain);
    write_steps(w, domain);
    write_module(w, "kernel", &domain->kernel);
    write_module(w, "ramdisk", &domain->ramdisk);
    end_node(w);
}

size_t record_write(const struct record *record, void *buffer, size_t capacity)
{
    static const char compatible[] = "hyperlaunch,record";
    struct writer w = {.blob = buffer};

    w.error = fdt_create(buffer, capacity > RECORD_BLOB_MAX ? RECORD_BLOB_MAX : (int)capacity);
    if (w.error == 0)
        w.error = fdt_finish_reservemap(buffer);
    begin_node(&w, "");
    write_bytes(&w, "compatible", compatible, sizeof(compatible));
    write_u32(&w, "hyperlaunch,version", FIELDS_VERSION);
    write_fields(&w, record_launch_fields, record);
    begin_node(&w, "domains");
    for (uint32_t i = 0; i < record->domain_count; i++)
        write_domain(&w, &record->domains[i]);
    end_node(&w);
    end_node(&w);
    if (w.error == 0)
        w.error = fdt_finish(buffer);
    return w.error == 0 ? fdt_totalsize(buffer) : 0;
}
