/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes the canonical compiled form of a plan.
 */
#include "lcm/lcm.h"
#include "base/tree_write.h"

static void write_module(struct tree_writer *w, const char *name, const struct lcm_module *module,
                         const char *compatible, size_t compatible_size)
{
    if (!module->present)
        return;
    tree_begin(w, name);
    tree_bytes(w, "compatible", compatible, compatible_size);
    tree_u32(w, "module-index", module->index);
    if (module->bootargs != NULL)
        tree_string(w, "bootargs", module->bootargs);
    tree_end(w);
}

static void write_domain(struct tree_writer *w, const struct lcm_domain *domain)
{
    static const char kernel[] = "multiboot,kernel\0multiboot,module";
    static const char ramdisk[] = "multiboot,ramdisk\0multiboot,module";

    tree_begin_numbered(w, "domain", domain->domid);
    tree_string(w, "compatible", "xen,domain");
    tree_u32(w, "domid", domain->domid);
    tree_string(w, "hyperlaunch,name", domain->name);
    tree_u64(w, "memory", domain->memory_kib);
    tree_u32(w, "cpus", domain->cpus);
    tree_u32(w, "mode", domain->mode);
    tree_u32(w, "capabilities", domain->capabilities);
    tree_u32(w, "functions", domain->functions);
    if (domain->enhanced == LCM_ENHANCED_NO_XENSTORE)
        tree_string(w, "xen,enhanced", "no-xenstore");
    if (domain->uuid_given)
        tree_bytes(w, "domain-uuid", domain->uuid, sizeof(domain->uuid));
    write_module(w, "kernel", &domain->kernel, kernel, sizeof(kernel));
    write_module(w, "ramdisk", &domain->ramdisk, ramdisk, sizeof(ramdisk));
    tree_end(w);
}

static void write_payload(struct tree_writer *w, const struct lcm_payload *payload, uint32_t index)
{
    tree_begin_numbered(w, "module", index);
    tree_u64(w, "hyperlaunch,offset", payload->offset);
    tree_u64(w, "hyperlaunch,stored-size", payload->stored_size);
    tree_u64(w, "hyperlaunch,size", payload->size);
    tree_string(w, "hyperlaunch,encoding", payload->encoding == LCM_ENCODING_LZ4 ? "lz4" : "none");
    tree_bytes(w, "hyperlaunch,sha256", payload->sha256, sizeof(payload->sha256));
    tree_end(w);
}

size_t lcm_write(const struct lcm_plan *plan, void *buffer, size_t capacity)
{
    struct tree_writer w;

    tree_start(&w, buffer, capacity, LCM_BLOB_MAX);
    tree_begin(&w, "chosen");
    tree_begin(&w, "hypervisor");
    tree_string(&w, "compatible", "hypervisor,xen");
    for (uint32_t i = 0; i < plan->domain_count; i++)
        write_domain(&w, &plan->domains[i]);
    tree_begin(&w, "modules");
    tree_string(&w, "compatible", "hyperlaunch,module-table");
    for (uint32_t i = 0; i < plan->payload_count; i++)
        write_payload(&w, &plan->payloads[i], i + 1);
    tree_end(&w);
    tree_end(&w);
    tree_end(&w);
    return tree_finish(&w);
}
