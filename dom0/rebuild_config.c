/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes xl's configuration of a launched domain, so that xl builds the same again.
 */
#include "core/lcm/property.h"
#include "dom0/devices.h"
#include "dom0/pcis.h"
#include "dom0/rebuild.h"

/*
 * A string as xl's configuration takes it: what could end it or change it is escaped. All else
 * stands as it is, since libxlutil refuses the numeric escapes that it names (4.14 to 4.22).
 */
static void quoted_write(FILE *out, const char *value)
{
    fputc('"', out);
    for (; *value; value++) {
        if (*value == '\n') {
            fputs("\\n", out);
            continue;
        }
        if (*value == '"' || *value == '\\')
            fputc('\\', out);
        fputc(*value, out);
    }
    fputc('"', out);
}

static void string_write(FILE *out, const char *name, const char *value)
{
    fprintf(out, "%s = ", name);
    quoted_write(out, value);
    fputc('\n', out);
}

/* The limits, each by its key. Xen may not know the grant version that was asked for. */
static void limits_write(FILE *out, const struct record_domain *domain,
                         const struct lcm_limits *limits)
{
    static const char *const keys[PROPERTY_COUNT] = {
#define LIMIT(id, name, member, low, high, xl, ...) [PROPERTY_##id] = (xl),
#include "core/lcm/properties.def"
    };

    for (unsigned int i = 0; i < PROPERTY_COUNT; i++) {
        struct lcm_limit limit = {.given = false};

        if (keys[i])
            limit = property_limit(&property_rows[i], limits);
        if (i == PROPERTY_GRANT_VERSION && domain->grant_version)
            limit = (struct lcm_limit){domain->grant_version, true};
        if (limit.given)
            fprintf(out, "%s = %u\n", keys[i], limit.value);
    }
}

/* One list of CPUs for each vCPU up to the last that is bound; xl takes "all" for the others. */
static void affinities_write(FILE *out, const struct lcm_plan *plan,
                             const struct lcm_domain *planned)
{
    const struct bits *bound[LCM_CPUS_MAX] = {NULL};
    uint32_t count = 0;

    for (uint32_t i = 0; i < plan->affinity_count; i++) {
        const struct lcm_affinity *affinity = &plan->affinities[i];

        if (&plan->domains[affinity->domain] != planned)
            continue;
        bound[affinity->vcpu] = &affinity->hard;
        count = affinity->vcpu >= count ? affinity->vcpu + 1 : count;
    }
    for (uint32_t i = 0; i < count; i++) {
        char cpus[BITS_MAX * sizeof("511,")] = "all";
        struct text text;

        if (bound[i]) {
            text_init(&text, cpus, sizeof(cpus));
            bits_append(&text, bound[i]);
        }
        fprintf(out, "%s\"%s\"", i ? ", " : "cpus = [", cpus);
    }
    fputs(count ? "]\n" : "", out);
}

/* The list of its PCI devices, of its disks, or of its network cards. With the first xl gives it
 * the host's memory map by itself (e820_host). */
static void devices_write(FILE *out, const struct lcm_plan *plan, const struct lcm_domain *planned,
                          enum lcm_device_kind kind)
{
    static const char *const lists[] = {
        [LCM_DEVICE_DISK] = "disk = [", [LCM_DEVICE_NIC] = "vif = [", [LCM_DEVICE_PCI] = "pci = ["};
    const char *before = lists[kind], *after = "";

    for (uint32_t i = 0; i < plan->device_count; i++) {
        const struct lcm_device *device = &plan->devices[i];
        char words[DEVICES_WORDS_SIZE];

        if (&plan->domains[device->domain] != planned || device->kind != kind)
            continue;
        if (kind == LCM_DEVICE_PCI)
            pcis_words(device, words);
        else
            devices_words(plan, device, words);
        fputs(before, out);
        quoted_write(out, words);
        before = ", ";
        after = "]\n";
    }
    fputs(after, out);
}

void rebuild_config_write(FILE *out, const struct record_domain *domain, const char *kernel,
                          const char *ramdisk, const struct lcm_plan *plan,
                          const struct lcm_domain *planned)
{
    static const struct {
        const char *key;
        enum property_id id;
    } ends[] = {{"on_poweroff", PROPERTY_ON_POWEROFF},
                {"on_reboot", PROPERTY_ON_REBOOT},
                {"on_crash", PROPERTY_ON_CRASH}};
    const char *cmdline = domain->cmdline.size ? domain->cmdline.first : planned->kernel.bootargs;
    const uint8_t *u = domain->uuid;

    string_write(out, "name", domain->name);
    fprintf(out,
            "uuid = \"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x\"\n",
            u[0], u[1], u[2], u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12], u[13],
            u[14], u[15]);
    string_write(out, "type", record_mode_name(domain->mode));
    fprintf(out, "memory = %llu\n", (unsigned long long)((domain->memory_kib + 1023) / 1024));
    fprintf(out, "vcpus = %u\n", domain->cpus);
    string_write(out, "kernel", kernel);
    if (ramdisk)
        string_write(out, "ramdisk", ramdisk);
    if (cmdline)
        string_write(out, "cmdline", cmdline);
    limits_write(out, domain, &planned->limits);
    if (planned->security_id)
        string_write(out, "seclabel", planned->security_id);
    if (domain->cpupool)
        fprintf(out, "pool = \"%u\"\n", domain->cpupool);
    affinities_write(out, plan, planned);
    if (planned->driver_domain)
        fputs("driver_domain = 1\n", out);
    devices_write(out, plan, planned, LCM_DEVICE_PCI);
    devices_write(out, plan, planned, LCM_DEVICE_DISK);
    devices_write(out, plan, planned, LCM_DEVICE_NIC);
    /* For who has xl alone build it: the watch does without. */
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        string_write(out, ends[i].key, property_choice(&property_rows[ends[i].id], planned));
}
