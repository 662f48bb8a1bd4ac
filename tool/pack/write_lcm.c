/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes the canonical compiled form of a plan.
 */
#include <libfdt.h>
#include <string.h>

#include "core/base/text.h"
#include "core/base/tree_write.h"
#include "tool/pack/write.h"

static void write_module(struct tree_writer *w, const char *name, const struct lcm_module *module,
                         const char *compatible)
{
    static const char second[] = "multiboot,module";
    size_t first_size = strlen(compatible) + 1;
    char *both;

    if (!module->present)
        return;
    tree_begin(w, name);
    both = tree_room(w, "compatible", first_size + sizeof(second));
    if (both) {
        memcpy(both, compatible, first_size);
        memcpy(both + first_size, second, sizeof(second));
    }
    tree_u32(w, "module-index", module->index);
    if (module->bootargs)
        tree_string(w, "bootargs", module->bootargs);
    tree_end(w);
}

/* Phandles, only of what is referred to: the pools first, then the domains by their place. */
static uint32_t pool_phandle(uint32_t pool)
{
    return pool + 1;
}

static uint32_t domain_phandle(uint32_t domain)
{
    return LCM_CPUPOOLS_MAX + 1 + domain;
}

static void write_cpus(struct tree_writer *w, const char *name, const struct bits *cpus)
{
    char buffer[BITS_MAX * sizeof("511,") + 1];
    struct text text;

    text_init(&text, buffer, sizeof(buffer));
    bits_append(&text, cpus);
    tree_string(w, name, buffer);
}

static void write_cpupool(struct tree_writer *w, const struct lcm_cpupool *pool, uint32_t index)
{
    tree_begin_numbered(w, "cpupool", index);
    tree_string(w, "compatible", "xen,cpupool");
    tree_string(w, "hyperlaunch,name", pool->name);
    tree_u32(w, "phandle", pool_phandle(index));
    write_cpus(w, "cpupool-cpus", &pool->cpus);
    if (pool->scheduler)
        tree_string(w, "cpupool-sched", pool->scheduler);
    tree_end(w);
}

static void write_limit(struct tree_writer *w, const char *name, struct lcm_limit limit)
{
    if (limit.given)
        tree_u32(w, name, limit.value);
}

static void write_start_after(struct tree_writer *w, const struct bits *domains)
{
    fdt32_t phandles[LCM_DOMAINS_MAX];
    size_t count = 0;

    for (uint32_t i = 0; i < LCM_DOMAINS_MAX; i++)
        if (bits_has(domains, i))
            phandles[count++] = cpu_to_fdt32(domain_phandle(i));
    if (count != 0)
        tree_bytes(w, "hyperlaunch,start-after", phandles, count * sizeof(*phandles));
}

static void write_affinities(struct tree_writer *w, const struct lcm_plan *plan, uint32_t domain)
{
    for (uint32_t i = 0; i < plan->affinity_count; i++) {
        const struct lcm_affinity *affinity = &plan->affinities[i];

        if (affinity->domain != domain)
            continue;
        tree_begin_numbered(w, "vcpu", affinity->vcpu);
        tree_string(w, "compatible", "xen,vcpu");
        tree_u32(w, "id", affinity->vcpu);
        write_cpus(w, "hard-affinity", &affinity->hard);
        tree_end(w);
    }
}

static bool is_waited_for(const struct lcm_plan *plan, uint32_t domain)
{
    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (bits_has(&plan->domains[i].start_after, domain))
            return true;
    return false;
}

static void write_domain(struct tree_writer *w, const struct lcm_plan *plan, uint32_t index)
{
    const struct lcm_domain *domain = &plan->domains[index];
    const struct lcm_limits *limits = &domain->limits;

    tree_begin_numbered(w, "domain", domain->domid);
    tree_string(w, "compatible", "xen,domain");
    if (is_waited_for(plan, index))
        tree_u32(w, "phandle", domain_phandle(index));
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
    if (domain->security_id)
        tree_string(w, "security-id", domain->security_id);
    if (domain->label_optional)
        tree_string(w, "hyperlaunch,label-policy", "ignore");
    write_limit(w, "xen,domain-p2m-mem-mb", limits->p2m_mem_mib);
    write_limit(w, "max_grant_version", limits->grant_version);
    write_limit(w, "max_grant_frames", limits->grant_frames);
    write_limit(w, "max_maptrack_frames", limits->maptrack_frames);
    if (domain->cpupool != 0)
        tree_u32(w, "domain-cpupool", pool_phandle(domain->cpupool - 1));
    write_start_after(w, &domain->start_after);
    if (domain->reboot_destroys)
        tree_string(w, "hyperlaunch,on-reboot", "destroy");
    write_affinities(w, plan, index);
    write_module(w, "kernel", &domain->kernel, "multiboot,kernel");
    write_module(w, "ramdisk", &domain->ramdisk, "multiboot,ramdisk");
    tree_end(w);
}

static void write_config(struct tree_writer *w, const struct lcm_plan *plan)
{
    if (!plan->microcode.present && !plan->xsm_policy.present)
        return;
    tree_begin(w, "config");
    tree_string(w, "compatible", "xen,config");
    write_module(w, "microcode", &plan->microcode, "multiboot,microcode");
    write_module(w, "policy", &plan->xsm_policy, "xen,xsm-policy");
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
    if (payload->file)
        tree_string(w, "hyperlaunch,file-name", payload->file);
    if (payload->cmdline_size != 0)
        tree_u32(w, "hyperlaunch,cmdline-size", payload->cmdline_size);
    tree_end(w);
}

size_t lcm_write(const struct lcm_plan *plan, void *buffer, size_t capacity)
{
    struct tree_writer w;

    tree_start(&w, buffer, capacity, LCM_BLOB_MAX);
    tree_begin(&w, "chosen");
    tree_begin(&w, "hypervisor");
    tree_string(&w, "compatible", "hypervisor,xen");
    write_config(&w, plan);
    for (uint32_t i = 0; i < plan->cpupool_count; i++)
        write_cpupool(&w, &plan->cpupools[i], i);
    for (uint32_t i = 0; i < plan->domain_count; i++)
        write_domain(&w, plan, i);
    tree_begin(&w, "modules");
    tree_string(&w, "compatible", "hyperlaunch,module-table");
    for (uint32_t i = 0; i < plan->payload_count; i++)
        write_payload(&w, &plan->payloads[i], i + 1);
    tree_end(&w);
    tree_end(&w);
    tree_end(&w);
    return tree_finish(&w);
}
