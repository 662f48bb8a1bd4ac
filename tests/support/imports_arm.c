/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks sources of imported boards.
 */
#include "tests/support/imports_arm.h"

#include <string.h>

#include "tests/support/sources.h"

static void demand(bool good)
{
    if (!good)
        abort();
}

/* A fault of a source: its check is one of those that the binding names. */
static void fault_demand(void *context, const struct lcm_fault *fault)
{
    enum lcm_severity severity;
    const char *name;
    unsigned int i = 0;

    (void)context;
    while ((name = lcm_check_at(i, &severity)) && strcmp(name, fault->check) != 0)
        i++;
    demand(name && fault->path && *fault->text);
}

static bool text_is(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* What a good LCM says is what was imported. */
static void demand_same(const struct import_set *set, const struct lcm_plan *plan)
{
    demand(plan->domain_count == set->count && plan->cpupool_count == set->pool_count);
    demand(text_is(plan->xsm_policy.file, set->xsm_policy));
    for (uint32_t i = 0; i < set->count; i++) {
        const struct import_domain *from = &set->domains[i];
        const struct lcm_domain *to = &plan->domains[i];

        demand(from->memory_kib == to->memory_kib && from->vcpus == to->cpus);
        demand((from->pool != 0) == (to->cpupool != 0));
        demand(from->dom0 == (to->domid == 0) &&
               from->no_store == (to->enhanced == LCM_ENHANCED_NO_XENSTORE));
        demand(text_is(from->kernel, to->kernel.file) &&
               text_is(from->cmdline, to->kernel.bootargs));
        demand(text_is(from->ramdisk, to->ramdisk.file));
    }
}

/*
 * The source compiles, and its LCM is good, and says the same, or has named faults.
 */
static void demand_source(const struct import_set *set, const char *text)
{
    static char blob[LCM_BLOB_MAX] __attribute__((aligned(8)));
    static struct lcm_plan plan;
    const struct lcm_sink sink = {.report = fault_demand};

    if (lcm_read(blob, source_text_compile(text, blob, sizeof(blob)), LCM_FORM_SOURCE, &sink,
                 &plan) == 0)
        demand_same(set, &plan);
}

char *import_arm_source(struct import_set *set)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    demand(out);
    set->origin = "fuzz";
    import_write(set, out);
    demand(fclose(out) == 0);
    demand_source(set, text);
    return text;
}

void import_arm_word_demand(const char *text, const char *name)
{
    size_t length = strlen(name);
    char *shown = malloc(2 * length + 1);
    size_t used = 0;
    bool found;

    demand(shown);
    /* As a comment has it. */
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)name[i];

        shown[used++] = c < ' ' || c > '~' ? '?' : name[i];
        if (c == '*' && name[i + 1] == '/')
            shown[used++] = ' ';
    }
    shown[used] = '\0';
    /* What would waive a finding is not shown. */
    found = strstr(text, shown) || strstr(name, "hyperlaunch-waive");
    free(shown);
    demand(found);
}
