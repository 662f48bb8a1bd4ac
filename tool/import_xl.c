/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Imports a domain from a configuration of xl, read by xl's own parser.
 *
 * libxlutil answers for names only, so the names that stand in the file are found here; what each
 * has for a value is the parser's word. Its static library is linked, since a shared one's name
 * changes with each release of Xen; see docs/man/xl.cfg.5.pod for what the keys mean.
 */
#include <ctype.h>
#include <errno.h>
#include <libxlutil.h>
#include <stdlib.h>
#include <string.h>

#include "base/values.h"
#include "tool/import.h"
#include "tool/tool.h"

enum { KEY_SIZE = 48, SEEN_SIZE = 4096, KIB_PER_MIB = 1024 };

/* What is known and has nothing here that corresponds to it. */
static const struct {
    const char *key;
    const char *why;
} reasons[] = {
    {"disk", "the launcher serves no disks; a dom0 can attach them: xl block-attach"},
    {"vif", "the launcher serves no networks; a dom0 can attach them: xl network-attach"},
    {"pci", "no devices are passed through yet"},
    {"vfb", "there is no framebuffer; the console is the PV console"},
    {"bootloader", "no boot loader runs; name the kernel and ramdisk that it would find"},
    {"maxmem", "a domain has the memory that it starts with"},
    {"maxvcpus", "a domain has the vCPUs that it starts with"},
    {"cpus_soft", "there is no soft affinity; cpus is what it may run on"},
    {"pool", "pools are described by their CPUs: add a node xen,cpupool, and domain-cpupool"},
    {"device_model_version", "no device model runs"},
    {"builder", "the type says what the domain is"},
};

struct xl {
    struct import_set *set;
    struct import_domain *domain;
    XLU_Config *config;
    const char *root, *extra, *cmdline;
};

static const char *string_of(const struct xl *xl, const char *key)
{
    const char *value;

    return xlu_cfg_get_string(xl->config, key, &value, 1) == 0 ? value : NULL;
}

/* A number as xl takes it; false, noted, where it is none. */
static bool number_of(const struct xl *xl, const char *key, unsigned long long *value)
{
    long number;

    if (xlu_cfg_get_long(xl->config, key, &number, 1) == 0 && number >= 0) {
        *value = (unsigned long long)number;
        return true;
    }
    import_note(xl->set, xl->domain, "%s: is not a number", key);
    return false;
}

/* One part of a list of CPUs: "2", "1-3", "all", "^1"; false for anything else. */
static bool cpus_part(struct bits *cpus, char *part)
{
    bool taken_out = *part == '^';
    struct bits set;

    if (strcmp(part, "all") == 0) {
        for (unsigned int cpu = 0; cpu < BITS_MAX; cpu++)
            bits_add(cpus, cpu);
        return true;
    }
    if (!bits_read(&set, part + (taken_out ? 1 : 0)))
        return false;
    if (taken_out) {
        bits_remove(cpus, &set);
    } else {
        for (unsigned int cpu = 0; cpu < BITS_MAX; cpu++) {
            if (bits_has(&set, cpu))
                bits_add(cpus, cpu);
        }
    }
    return true;
}

/* A whole list, in its order; "all" alone binds to nothing. */
static bool cpus_take(struct import_affinity *affinity, const char *value)
{
    char *copy = strdup(value), *part, *rest = copy;
    bool good = copy != NULL;

    affinity->hard = (struct bits){{0}};
    while (good && (part = strsep(&rest, ",")) != NULL) {
        while (*part == ' ')
            part++;
        part[strcspn(part, " ")] = '\0';
        good = cpus_part(&affinity->hard, part);
    }
    free(copy);
    affinity->given = good && strcmp(value, "all") != 0 && !bits_empty(&affinity->hard);
    return good && (affinity->given || strcmp(value, "all") == 0);
}

static void affinity_take(struct xl *xl)
{
    struct import_domain *domain = xl->domain;
    const char *value = string_of(xl, "cpus");
    XLU_ConfigList *list;
    int entries;

    if (value) {
        for (unsigned int i = 0; i < domain->vcpus; i++) {
            if (!cpus_take(&domain->affinity[i], value)) {
                import_note(xl->set, domain, "cpus: \"%s\" has more than CPU numbers and ranges",
                            value);
                return;
            }
        }
        return;
    }
    if (xlu_cfg_get_list(xl->config, "cpus", &list, &entries, 1) != 0)
        return;
    for (int i = 0; i < entries; i++) {
        value = xlu_cfg_get_listitem(list, i);
        if ((unsigned long)i >= domain->vcpus) {
            import_note(xl->set, domain, "cpus: an entry for vCPU %d, which there is not", i);
        } else if (!value || !cpus_take(&domain->affinity[i], value)) {
            import_note(xl->set, domain,
                        "cpus: the entry of vCPU %d has more than CPU numbers and "
                        "ranges",
                        i);
        }
    }
}

static void end_take(struct xl *xl, const char *key, const char *value)
{
    if (strcmp(key, "on_reboot") == 0) {
        xl->domain->reboot_destroys = strcmp(value, "destroy") == 0;
        if (strcmp(value, "restart") == 0)
            return;
    }
    if (strcmp(value, "destroy") != 0)
        import_note(xl->set, xl->domain, "%s: \"%s\" is not served; the domain is destroyed", key,
                    value);
}

static void type_take(struct xl *xl, const char *value)
{
    xl->domain->pv = strcmp(value, "pv") == 0;
    if (strcmp(value, "pv") != 0 && strcmp(value, "pvh") != 0)
        import_note(
            xl->set, xl->domain,
            "type: \"%s\" needs a device model, and none runs; the domain is PVH here, with "
            "a kernel that can be started so",
            value);
}

/* Takes what a string says; false where it is none of these. */
static bool string_take(struct xl *xl, const char *key, const char *value)
{
    struct import_domain *domain = xl->domain;
    uint8_t uuid[VALUE_UUID_SIZE];

    if (strcmp(key, "name") == 0)
        import_name(xl->set, domain, value);
    else if (strcmp(key, "kernel") == 0)
        domain->kernel = import_text(xl->set, "%s", value);
    else if (strcmp(key, "ramdisk") == 0)
        domain->ramdisk = import_text(xl->set, "%s", value);
    else if (strcmp(key, "cmdline") == 0)
        xl->cmdline = value;
    else if (strcmp(key, "root") == 0)
        xl->root = value;
    else if (strcmp(key, "extra") == 0)
        xl->extra = value;
    else if (strcmp(key, "seclabel") == 0)
        domain->label = import_text(xl->set, "%s", value);
    else if (strcmp(key, "uuid") == 0 && value_uuid(value, uuid))
        domain->uuid = import_text(xl->set, "%s", value);
    else if (strncmp(key, "on_", 3) == 0)
        end_take(xl, key, value);
    else
        return strcmp(key, "type") == 0 ||
               (strcmp(key, "passthrough") == 0 && strcmp(value, "disabled") == 0);
    return true;
}

/* Takes what a number says; false where it is none of these. */
static bool number_take(struct xl *xl, const char *key)
{
    static const struct {
        const char *key;
        size_t offset;
        unsigned long low, high;
    } limits[] = {
        {"max_grant_version", offsetof(struct lcm_limits, grant_version), 1, 2},
        {"max_grant_frames", offsetof(struct lcm_limits, grant_frames), 1, INT32_MAX},
        {"max_maptrack_frames", offsetof(struct lcm_limits, maptrack_frames), 0, INT32_MAX},
        {"shadow_memory", offsetof(struct lcm_limits, p2m_mem_mib), 1, 1 << 20},
    };
    struct import_domain *domain = xl->domain;
    unsigned long long value;

    if (strcmp(key, "memory") == 0) {
        if (number_of(xl, key, &value))
            import_memory(xl->set, domain, value > UINT32_MAX ? UINT64_MAX : value * KIB_PER_MIB);
        return true;
    }
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        if (strcmp(limits[i].key, key) != 0)
            continue;
        if (domain->pv && limits[i].offset == offsetof(struct lcm_limits, p2m_mem_mib))
            import_note(xl->set, domain, "shadow_memory: a PV domain has no such tables");
        else if (number_of(xl, key, &value))
            import_limit(xl->set, domain,
                         (struct lcm_limit *)(void *)((char *)&domain->limits + limits[i].offset),
                         key, value, limits[i].low, limits[i].high);
        return true;
    }
    return strcmp(key, "vcpus") == 0 || strcmp(key, "cpus") == 0;
}

static void key_take(struct xl *xl, const char *key)
{
    const char *value = string_of(xl, key), *why = "nothing here corresponds to it";

    if (number_take(xl, key) || (value && string_take(xl, key, value)))
        return;
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (strcmp(reasons[i].key, key) == 0)
            why = reasons[i].why;
    }
    if (value)
        import_note(xl->set, xl->domain, "%s = \"%s\": %s", key, value, why);
    else
        import_note(xl->set, xl->domain, "%s: %s", key, why);
}

/* The next name that a value is given to at the start of a statement; NULL after the last. */
static const char *key_next(const char *at, const char *end, char key[KEY_SIZE])
{
    int depth = 0;

    while (at < end) {
        size_t used = 0;

        if (*at == '#') {
            while (at < end && *at != '\n')
                at++;
        } else if (*at == '"' || *at == '\'') {
            char quote = *at++;

            while (at < end && *at != quote && *at != '\n')
                at += *at == '\\' && at + 1 < end ? 2 : 1;
            at += at < end;
        } else if (depth == 0 && (isalpha((unsigned char)*at) || *at == '_')) {
            while (at < end && (isalnum((unsigned char)*at) || *at == '_')) {
                if (used + 1 < KEY_SIZE)
                    key[used++] = *at;
                at++;
            }
            key[used] = '\0';
            while (at < end && (*at == ' ' || *at == '\t'))
                at++;
            if (at < end && *at == '+')
                at++;
            if (at < end && *at == '=')
                return at + 1;
        } else {
            depth += (*at == '[') - (*at == ']');
            at++;
        }
    }
    return NULL;
}

/* What several others depend on comes first; then the command line of all its parts. */
static void domain_take(struct xl *xl, const char *bytes, size_t size)
{
    struct import_domain *domain = xl->domain;
    const char *at = bytes, *type = string_of(xl, "type");
    char key[KEY_SIZE], seen[SEEN_SIZE] = "";
    size_t used = 0;
    unsigned long long vcpus;

    /* As libxl has it where a configuration says neither. */
    type_take(xl, type ? type : string_of(xl, "builder") ? string_of(xl, "builder") : "pv");
    if (string_of(xl, "vcpus") && number_of(xl, "vcpus", &vcpus))
        import_vcpus(xl->set, domain, vcpus);
    while ((at = key_next(at, bytes + size, key)) != NULL) {
        char mark[KEY_SIZE + 2];

        /* A name that is given twice has one value, the last. */
        snprintf(mark, sizeof(mark), ",%s,", key);
        if (strstr(seen, mark))
            continue;
        if (used + sizeof(mark) < sizeof(seen))
            used += (size_t)snprintf(seen + used, sizeof(seen) - used, "%s", mark);
        key_take(xl, key);
    }
    affinity_take(xl);
    if (xl->cmdline)
        import_cmdline(xl->set, domain, xl->cmdline);
    else if (xl->root || xl->extra)
        import_cmdline(xl->set, domain,
                       import_text(xl->set, "%s%s%s%s", xl->root ? "root=" : "",
                                   xl->root ? xl->root : "", xl->root && xl->extra ? " " : "",
                                   xl->extra ? xl->extra : ""));
    if (domain->memory_kib == 0) {
        import_memory(xl->set, domain, 128 * KIB_PER_MIB);
        import_note(xl->set, domain, "memory: none was given");
    }
    if (!domain->kernel) {
        domain->kernel = "kernel";
        import_note(xl->set, domain, "kernel: none was named; put its file's name here");
    }
}

/* libxl's, for a function of libxlutil that is not called here; libxl itself is not linked. */
void libxl_defbool_set(libxl_defbool *db, bool b)
{
    (void)db;
    (void)b;
}

int import_xl(struct import_set *set, const char *name, const char *bytes, size_t size)
{
    struct xl xl = {.set = set};

    if (memchr(bytes, 0, size)) {
        tool_complain("import: %s: not a text; name a configuration of xl", name);
        return TOOL_FAULT;
    }
    xl.config = xlu_cfg_init(stderr, name);
    if (!xl.config) {
        set->failed = true;
        return TOOL_FAILED;
    }
    if (size > INT32_MAX || xlu_cfg_readdata(xl.config, bytes, (int)size) != 0) {
        tool_complain("import: %s: not a configuration that xl reads; its parser says why above",
                      name);
        /* After a failure only this may be done. */
        xlu_cfg_destroy(xl.config);
        return TOOL_FAULT;
    }
    xl.domain = import_domain_new(set);
    if (xl.domain)
        domain_take(&xl, bytes, size);
    xlu_cfg_destroy(xl.config);
    return TOOL_FINE;
}
