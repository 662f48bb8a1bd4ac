/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes the canonical compiled form of a plan, property by property as properties.def has them.
 */
#include <libfdt.h>
#include <string.h>

#include "core/base/text.h"
#include "core/base/tree_write.h"
#include "core/lcm/device.h"
#include "core/lcm/pci_address.h"
#include "core/lcm/property.h"
#include "tool/pack/write.h"

static void cpus_write(struct tree_writer *w, const char *name, const struct bits *cpus)
{
    char buffer[BITS_MAX * sizeof("511,") + 1];
    struct text text;

    text_init(&text, buffer, sizeof(buffer));
    bits_append(&text, cpus);
    tree_string(w, name, buffer);
}

/* Writes a property as its form has it; `base` is what its node describes. */
static void row_write(struct tree_writer *w, const struct property_row *row, const void *base)
{
    const void *member = (const char *)base + row->offset;
    uint64_t number = property_number(row, base);

    switch (row->form) {
    case FORM_U32:
        if (number >= row->low)
            tree_u32(w, row->name, (uint32_t)number);
        break;
    case FORM_BITS:
        tree_u32(w, row->name, (uint32_t)number);
        break;
    case FORM_U64:
        tree_u64(w, row->name, number);
        break;
    case FORM_LIMIT:
        if (((const struct lcm_limit *)member)->given)
            tree_u32(w, row->name, ((const struct lcm_limit *)member)->value);
        break;
    case FORM_CHOICE:
        if (number != 0 || row->required)
            tree_string(w, row->name, property_choice(row, base));
        break;
    case FORM_TEXT:
        if (*(const char *const *)member)
            tree_string(w, row->name, *(const char *const *)member);
        break;
    case FORM_NAME:
        if (*(const char *)member)
            tree_string(w, row->name, member);
        break;
    case FORM_BYTES:
        tree_bytes(w, row->name, member, row->size);
        break;
    case FORM_CPUS:
        cpus_write(w, row->name, member);
        break;
    case FORM_FLAG:
        if (number != 0)
            tree_bytes(w, row->name, "", 0);
        break;
    case FORM_OWN:
        break;
    }
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

/* What functions of their own write: phandles, and what a flag beside it says is given. */
static void pool_name_write(struct tree_writer *w, const struct lcm_plan *plan, const void *base)
{
    const struct lcm_cpupool *pool = base;

    row_write(w, &property_rows[PROPERTY_POOL_NAME], pool);
    tree_u32(w, "phandle", pool_phandle((uint32_t)(pool - plan->cpupools)));
}

static void uuid_write(struct tree_writer *w, const struct lcm_plan *plan, const void *base)
{
    (void)plan;
    if (((const struct lcm_domain *)base)->uuid_given)
        row_write(w, &property_rows[PROPERTY_UUID], base);
}

static void pool_write(struct tree_writer *w, const struct lcm_plan *plan, const void *base)
{
    uint32_t cpupool = ((const struct lcm_domain *)base)->cpupool;

    (void)plan;
    if (cpupool != 0)
        tree_u32(w, property_rows[PROPERTY_CPUPOOL].name, pool_phandle(cpupool - 1));
}

/* Only where it says something, so that sets without a boot domain are as they were. */
static void boot_may_write(struct tree_writer *w, const struct lcm_plan *plan, const void *base)
{
    (void)plan;
    if (((const struct lcm_domain *)base)->boot_may != 0)
        row_write(w, &property_rows[PROPERTY_BOOT_MAY], base);
}

static void start_after_write(struct tree_writer *w, const struct lcm_plan *plan, const void *base)
{
    const struct bits *domains = &((const struct lcm_domain *)base)->start_after;
    fdt32_t phandles[LCM_DOMAINS_MAX];
    size_t count = 0;

    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (bits_has(domains, i))
            phandles[count++] = cpu_to_fdt32(domain_phandle(i));
    if (count != 0)
        tree_bytes(w, property_rows[PROPERTY_START_AFTER].name, phandles,
                   count * sizeof(*phandles));
}

static void address_write(struct tree_writer *w, const struct lcm_plan *plan, const void *base)
{
    char address[PCI_ADDRESS_SIZE];

    (void)plan;
    pci_address_text(((const struct lcm_device *)base)->sbdf, address);
    tree_string(w, property_rows[PROPERTY_PCI_ADDRESS].name, address);
}

/* One that is domain 0 is the default. */
static void backend_write(struct tree_writer *w, const struct lcm_plan *plan, const void *base)
{
    uint32_t backend = ((const struct lcm_device *)base)->backend;

    if (backend < plan->domain_count && plan->domains[backend].domid != 0)
        tree_u32(w, property_rows[PROPERTY_BACKEND].name, domain_phandle(backend));
}

static void peer_write(struct tree_writer *w, const struct lcm_plan *plan, const void *base)
{
    (void)plan;
    tree_u32(w, property_rows[PROPERTY_PEER].name,
             domain_phandle(((const struct lcm_share *)base)->peer));
}

/* The properties that a node of this role has in `base`, in the order of their rows. */
static void rows_write(struct tree_writer *w, const struct lcm_plan *plan, enum role role,
                       const void *base)
{
    static void (*const own[PROPERTY_COUNT])(struct tree_writer * w, const struct lcm_plan *plan,
                                             const void *base) = {
        [PROPERTY_POOL_NAME] = pool_name_write, [PROPERTY_UUID] = uuid_write,
        [PROPERTY_CPUPOOL] = pool_write,        [PROPERTY_START_AFTER] = start_after_write,
        [PROPERTY_BOOT_MAY] = boot_may_write,   [PROPERTY_BACKEND] = backend_write,
        [PROPERTY_PCI_ADDRESS] = address_write, [PROPERTY_PEER] = peer_write,
    };

    for (unsigned int i = 0; i < PROPERTY_COUNT; i++) {
        if (!property_belongs(&property_rows[i], role) || property_rows[i].source)
            continue;
        if (own[i])
            own[i](w, plan, base);
        else
            row_write(w, &property_rows[i], base);
    }
}

static void module_write(struct tree_writer *w, const struct lcm_plan *plan, enum role role,
                         const char *name, const struct lcm_module *module, const char *compatible)
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
    rows_write(w, plan, role, module);
    tree_end(w);
}

static void cpupool_write(struct tree_writer *w, const struct lcm_plan *plan, uint32_t index)
{
    tree_begin_numbered(w, "cpupool", index);
    tree_string(w, "compatible", "xen,cpupool");
    rows_write(w, plan, ROLE_CPUPOOL, &plan->cpupools[index]);
    tree_end(w);
}

static void affinities_write(struct tree_writer *w, const struct lcm_plan *plan, uint32_t domain)
{
    for (uint32_t i = 0; i < plan->affinity_count; i++) {
        const struct lcm_affinity *affinity = &plan->affinities[i];

        if (affinity->domain != domain)
            continue;
        tree_begin_numbered(w, "vcpu", affinity->vcpu);
        tree_string(w, "compatible", "xen,vcpu");
        rows_write(w, plan, ROLE_VCPU, affinity);
        tree_end(w);
    }
}

static void devices_write(struct tree_writer *w, const struct lcm_plan *plan, uint32_t domain)
{
    static const struct {
        const char *name, *compatible;
        enum role role;
    } kinds[] = {
        [LCM_DEVICE_NIC] = {"nic", "hyperlaunch,nic", ROLE_NIC},
        [LCM_DEVICE_DISK] = {"disk", "hyperlaunch,disk", ROLE_DISK},
        [LCM_DEVICE_PCI] = {"pci", "hyperlaunch,pci", ROLE_PCI},
    };
    uint32_t number = 0;

    for (uint32_t i = 0; i < plan->device_count; i++) {
        const struct lcm_device *device = &plan->devices[i];

        if (device->domain != domain)
            continue;
        tree_begin_numbered(w, kinds[device->kind].name, number++);
        tree_string(w, "compatible", kinds[device->kind].compatible);
        rows_write(w, plan, kinds[device->kind].role, device);
        tree_end(w);
    }
}

static void shares_write(struct tree_writer *w, const struct lcm_plan *plan, uint32_t domain)
{
    uint32_t number = 0;

    for (uint32_t i = 0; i < plan->share_count; i++) {
        const struct lcm_share *share = &plan->shares[i];
        bool is_channel = share->kind == LCM_SHARE_CHANNEL;

        if (share->domain != domain)
            continue;
        tree_begin_numbered(w, is_channel ? "channel" : "shared-memory", number++);
        tree_string(w, "compatible",
                    is_channel ? "hyperlaunch,channel" : "hyperlaunch,shared-memory");
        rows_write(w, plan, is_channel ? ROLE_CHANNEL : ROLE_MEMORY, share);
        tree_end(w);
    }
}

static bool domain_is_referred_to(const struct lcm_plan *plan, uint32_t domain)
{
    bool is_dom0 = plan->domains[domain].domid == 0;

    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (bits_has(&plan->domains[i].start_after, domain) ||
            (!is_dom0 && device_is_served(plan, i, domain)))
            return true;
    for (uint32_t i = 0; i < plan->share_count; i++)
        if (plan->shares[i].peer == domain)
            return true;
    return false;
}

static void domain_write(struct tree_writer *w, const struct lcm_plan *plan, uint32_t index)
{
    const struct lcm_domain *domain = &plan->domains[index];

    tree_begin_numbered(w, "domain", domain->domid);
    tree_string(w, "compatible", "xen,domain");
    if (domain_is_referred_to(plan, index))
        tree_u32(w, "phandle", domain_phandle(index));
    rows_write(w, plan, ROLE_DOMAIN, domain);
    affinities_write(w, plan, index);
    devices_write(w, plan, index);
    shares_write(w, plan, index);
    module_write(w, plan, ROLE_KERNEL, "kernel", &domain->kernel, "multiboot,kernel");
    module_write(w, plan, ROLE_RAMDISK, "ramdisk", &domain->ramdisk, "multiboot,ramdisk");
    tree_end(w);
}

static void config_write(struct tree_writer *w, const struct lcm_plan *plan)
{
    if (!plan->microcode.present && !plan->xsm_policy.present)
        return;
    tree_begin(w, "config");
    tree_string(w, "compatible", "xen,config");
    module_write(w, plan, ROLE_MICROCODE, "microcode", &plan->microcode, "multiboot,microcode");
    module_write(w, plan, ROLE_XSM_POLICY, "policy", &plan->xsm_policy, "xen,xsm-policy");
    tree_end(w);
}

static void payload_write(struct tree_writer *w, const struct lcm_plan *plan, uint32_t index)
{
    tree_begin_numbered(w, "module", index);
    rows_write(w, plan, ROLE_PAYLOAD, &plan->payloads[index - 1]);
    tree_end(w);
}

size_t lcm_write(const struct lcm_plan *plan, void *buffer, size_t capacity)
{
    struct tree_writer w;

    tree_start(&w, buffer, capacity, LCM_BLOB_MAX);
    tree_begin(&w, "chosen");
    tree_begin(&w, "hypervisor");
    tree_string(&w, "compatible", "hypervisor,xen");
    rows_write(&w, plan, ROLE_HYPERVISOR, plan);
    config_write(&w, plan);
    for (uint32_t i = 0; i < plan->cpupool_count; i++)
        cpupool_write(&w, plan, i);
    for (uint32_t i = 0; i < plan->domain_count; i++)
        domain_write(&w, plan, i);
    tree_begin(&w, "modules");
    tree_string(&w, "compatible", "hyperlaunch,module-table");
    tree_u32(&w, property_rows[PROPERTY_FORMAT].name, LCM_FORMAT);
    for (uint32_t i = 0; i < plan->payload_count; i++)
        payload_write(&w, plan, i + 1);
    tree_end(&w);
    tree_end(&w);
    tree_end(&w);
    return tree_finish(&w);
}
