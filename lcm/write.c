/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes the canonical compiled form of a plan.
 */
#include <libfdt.h>
#include <string.h>

#include "lcm/lcm.h"
#include "lcm/text.h"

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

static void begin_numbered_node(struct writer *w, const char *name, uint32_t number)
{
    char buffer[NODE_NAME_SIZE];
    struct text text;

    text_init(&text, buffer, sizeof(buffer));
    text_append(&text, "%s@%x", name, number);
    begin_node(w, buffer);
}

static void end_node(struct writer *w)
{
    if (w->error == 0)
        w->error = fdt_end_node(w->blob);
}

static void write_bytes(struct writer *w, const char *name, const void *bytes, size_t size)
{
    if (w->error == 0)
        w->error = fdt_property(w->blob, name, bytes, (int)size);
}

static void write_string(struct writer *w, const char *name, const char *string)
{
    write_bytes(w, name, string, strlen(string) + 1);
}

static void write_u32(struct writer *w, const char *name, uint32_t value)
{
    if (w->error == 0)
        w->error = fdt_property_u32(w->blob, name, value);
}

static void write_u64(struct writer *w, const char *name, uint64_t value)
{
    if (w->error == 0)
        w->error = fdt_property_u64(w->blob, name, value);
}

static void write_module(struct writer *w, const char *name, const struct lcm_module *module,
                         const char *compatible, size_t compatible_size)
{
    if (!module->present)
        return;
    begin_node(w, name);
    write_bytes(w, "compatible", compatible, compatible_size);
    write_u32(w, "module-index", module->index);
    if (module->bootargs != NULL)
        write_string(w, "bootargs", module->bootargs);
    end_node(w);
}

static void write_domain(struct writer *w, const struct lcm_domain *domain)
{
    static const char kernel[] = "multiboot,kernel\0multiboot,module";
    static const char ramdisk[] = "multiboot,ramdisk\0multiboot,module";

    begin_numbered_node(w, "domain", domain->domid);
    write_string(w, "compatible", "xen,domain");
    write_u32(w, "domid", domain->domid);
    write_string(w, "hyperlaunch,name", domain->name);
    write_u64(w, "memory", domain->memory_kib);
    write_u32(w, "cpus", domain->cpus);
    write_u32(w, "mode", domain->mode);
    write_u32(w, "capabilities", domain->capabilities);
    write_u32(w, "functions", domain->functions);
    if (domain->enhanced == LCM_ENHANCED_NO_XENSTORE)
        write_string(w, "xen,enhanced", "no-xenstore");
    if (domain->uuid_given)
        write_bytes(w, "domain-uuid", domain->uuid, sizeof(domain->uuid));
    write_module(w, "kernel", &domain->kernel, kernel, sizeof(kernel));
    write_module(w, "ramdisk", &domain->ramdisk, ramdisk, sizeof(ramdisk));
    end_node(w);
}

static void write_payload(struct writer *w, const struct lcm_payload *payload, uint32_t index)
{
    begin_numbered_node(w, "module", index);
    write_u64(w, "hyperlaunch,offset", payload->offset);
    write_u64(w, "hyperlaunch,stored-size", payload->stored_size);
    write_u64(w, "hyperlaunch,size", payload->size);
    write_string(w, "hyperlaunch,encoding", payload->encoding == LCM_ENCODING_LZ4 ? "lz4" : "none");
    write_bytes(w, "hyperlaunch,sha256", payload->sha256, sizeof(payload->sha256));
    end_node(w);
}

size_t lcm_write(const struct lcm_plan *plan, void *buffer, size_t capacity)
{
    struct writer w = {.blob = buffer};

    w.error = fdt_create(buffer, capacity > LCM_BLOB_MAX ? (int)LCM_BLOB_MAX : (int)capacity);
    if (w.error == 0)
        w.error = fdt_finish_reservemap(buffer);
    begin_node(&w, "");
    begin_node(&w, "chosen");
    begin_node(&w, "hypervisor");
    write_string(&w, "compatible", "hypervisor,xen");
    for (uint32_t i = 0; i < plan->domain_count; i++)
        write_domain(&w, &plan->domains[i]);
    begin_node(&w, "modules");
    write_string(&w, "compatible", "hyperlaunch,module-table");
    for (uint32_t i = 0; i < plan->payload_count; i++)
        write_payload(&w, &plan->payloads[i], i + 1);
    end_node(&w);
    end_node(&w);
    end_node(&w);
    end_node(&w);
    if (w.error == 0)
        w.error = fdt_finish(buffer);
    return w.error == 0 ? fdt_totalsize(buffer) : 0;
}
