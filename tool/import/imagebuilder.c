/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Imports a set from an ImageBuilder configuration, a shell script that assigns variables, read
 * without a shell.
 *
 * It describes an Arm board, so that kernels and command lines are those of another machine: a note
 * says so.
 */
#include "tool/import/imagebuilder.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/nearest.h"
#include "tool/base/tool.h"

enum { KIB_PER_MIB = 1024, MEMORY_MIB = 512 };

static const struct builder_name *name_find(const char *name)
{
    const struct builder_name *known = builder_names;

    while (known->name && strcmp(known->name, name) != 0)
        known++;
    return known->name ? known : NULL;
}

/* Whether a value is better not copied into another file. */
static bool variable_is_private(const struct shell_variable *v)
{
    return import_is_secret(v->name) || (strstr(v->value, "://") && strchr(v->value, '@'));
}

static void value_note(struct builder *b, const struct import_domain *domain,
                       const struct shell_variable *v, const char *why)
{
    if (variable_is_private(v))
        import_note(b->set, domain, "%s (line %u, its value is not copied): %s", v->shown, v->line,
                    why);
    else
        import_note(b->set, domain, "%s = \"%s\": %s", v->shown, v->value, why);
}

/* A known name that is meant by another: of the same kind, as DOMU_, where there is one. */
static const char *name_nearest(const char *name)
{
    const char *nearest = NULL;

    for (const struct builder_name *known = builder_names; known->name; known++) {
        if (!name_is_close(name, known->name))
            continue;
        if (strncmp(name, known->name, strlen("DOMU_")) == 0)
            return known->name;
        nearest = nearest ? nearest : known->name;
    }
    return nearest;
}

static void unknown_note(struct builder *b, const struct shell_variable *v)
{
    const char *nearest = name_nearest(v->name);

    import_note(b->set, NULL, "%s (line %u): not a variable of ImageBuilder; %s%s%s", v->shown,
                v->line, nearest ? "did you mean " : "left out", nearest ? nearest : "",
                nearest ? "?" : "");
}

static void problem_note(struct builder *b, const struct import_domain *domain,
                         const struct builder_name *known, const struct shell_variable *v)
{
    import_note(b->set, domain, "line %u needs a shell: write %s out%s%s (%s%s%s)", v->line,
                v->shown, known->becomes ? ", or here as " : "",
                known->becomes ? known->becomes : "", v->problem,
                variable_is_private(v) ? "" : ": ", variable_is_private(v) ? "" : v->value);
}

/* The domain that a variable is of; false, after a note, where there is none. */
static bool domain_of(struct builder *b, const struct builder_name *known,
                      const struct shell_variable *v, struct import_domain **domain)
{
    bool pair = strchr(v->index, ',');
    unsigned long domu = strtoul(v->index, NULL, 10);

    *domain = known->scope == SCOPE_DOM0 ? b->dom0 : NULL;
    if (pair != (known->scope == SCOPE_VCPU) ||
        (known->scope != SCOPE_LIST && known->scope < SCOPE_DOMU && domu != 0)) {
        value_note(b, NULL, v,
                   known->scope == SCOPE_VCPU
                       ? "malformed: it takes an index [DOMAIN,VCPU]; left out"
                   : known->scope == SCOPE_DOMU || known->scope == SCOPE_LIST
                       ? "malformed: it takes one number as its index; left out"
                       : "malformed: it takes no index; left out");
        return false;
    }
    if (known->scope == SCOPE_DOM0 && !b->dom0) {
        value_note(b, NULL, v, "left out: without DOM0_KERNEL there is no dom0");
        return false;
    }
    if (known->scope < SCOPE_DOMU)
        return true;
    if (domu >= b->domus) {
        value_note(b, NULL, v, "left out: NUM_DOMUS says that there is no such domain");
        return false;
    }
    *domain = b->domu[domu];
    if (!*domain && strcmp(v->name, "DOMU_NOBOOT") != 0) {
        value_note(b, NULL, v, "left out with its domain, for DOMU_NOBOOT");
        return false;
    }
    return true;
}

static void variable_take(struct builder *b, const struct shell_variable *v)
{
    const struct builder_name *known = name_find(v->name);
    struct import_domain *domain;

    if (v->joined)
        return; /* it is in the value of a later line */
    if (!known) {
        unknown_note(b, v);
        return;
    }
    if (v->again) {
        import_note(b->set, NULL, "%s (line %u): line %u sets it again and is used", v->shown,
                    v->line, v->again);
        return;
    }
    if (v->problem && v->index[0] == '\0' && known->scope >= SCOPE_DOMU) {
        problem_note(b, NULL, known, v);
        return;
    }
    if (!domain_of(b, known, v, &domain))
        return;
    if (v->problem)
        problem_note(b, domain, known, v);
    else if (*v->value == '\0')
        import_note(b->set, domain, "%s = \"\": is treated as not given", v->shown);
    else if (known->take)
        known->take(b, domain, v);
    else if (known->why)
        value_note(b, domain, v, known->why);
}

/* NUM_DOMUS; false, after a complaint, where it cannot be told. */
static bool domus_read(struct builder *b, const char *name)
{
    const struct shell_variable *v = shell_find(&b->file, "NUM_DOMUS", "");
    unsigned long long count;

    if (!v)
        return true;
    if (v->problem) {
        tool_complain("import: %s: line %u needs a shell: write NUM_DOMUS out, as NUM_DOMUS=2 (%s)",
                      name, v->line, v->problem);
        return false;
    }
    if (!import_number(v->value, &count) || count > LCM_DOMAINS_MAX) {
        tool_complain("import: %s: line %u: NUM_DOMUS = \"%s\" is not a number up to %d; write how "
                      "many domains there are",
                      name, v->line, v->value, LCM_DOMAINS_MAX);
        return false;
    }
    b->domus = (unsigned long)count;
    return true;
}

/* Whether anything is started; complains. */
static bool builder_has_domains(struct builder *b, const char *name)
{
    const struct shell_variable *kernel = builder_find(b, "DOMU_KERNEL", 0);

    if (shell_find(&b->file, "DOM0_KERNEL", "") || b->domus > 0)
        return true;
    if (kernel)
        tool_complain("import: %s: line %u: %s is given, but NUM_DOMUS gives no domains; write it, "
                      "as NUM_DOMUS=1",
                      name, kernel->line, kernel->shown);
    else
        tool_complain("import: %s: neither DOM0_KERNEL nor NUM_DOMUS is given; name an "
                      "ImageBuilder configuration",
                      name);
    return false;
}

/* False, after a complaint, where none is left. */
static bool domains_make(struct builder *b, const char *name)
{
    if (shell_find(&b->file, "DOM0_KERNEL", ""))
        b->dom0 = import_dom0_new(b->set);
    for (unsigned long i = 0; i < b->domus; i++) {
        const struct shell_variable *caps = builder_find(b, "DOMU_CAPS", i);
        struct import_domain *domain;

        if (builder_find(b, "DOMU_NOBOOT", i))
            continue;
        domain = b->domu[i] = import_domain_new(b->set);
        if (!domain)
            return true;
        domain->name = import_text(b->set, "domU%lu", i);
        domain->memory_kib = MEMORY_MIB * KIB_PER_MIB;
        /* First: a PV kernel's command line is shorter. */
        if (caps && !caps->problem)
            builder_capabilities_take(b, domain, caps);
    }
    if (b->set->count > 0)
        return true;
    tool_complain(
        "import: %s: DOMU_NOBOOT leaves out every domain; remove it for those that are to start",
        name);
    return false;
}

static void domains_finish(struct builder *b)
{
    builder_dom0_finish(b);
    for (unsigned long i = 0; i < b->domus; i++)
        if (b->domu[i])
            builder_domu_finish(b, b->domu[i], i);
    for (uint32_t i = 0; i < b->set->count; i++) {
        if (b->set->domains[i].kernel)
            continue;
        b->set->domains[i].kernel = "kernel";
        import_note(b->set, &b->set->domains[i], "kernel: not named; write its file name");
    }
}

int import_imagebuilder(struct import_set *set, const char *name, const char *bytes, size_t size)
{
    struct builder b = {.set = set};
    int status = TOOL_FAULT;

    import_arm_note(set);
    if (!shell_read(&b.file, set, name, bytes, size))
        return TOOL_FAULT;
    if (domus_read(&b, name) && builder_has_domains(&b, name) && domains_make(&b, name)) {
        for (size_t i = 0; i < b.file.count && !set->full; i++)
            variable_take(&b, &b.file.variables[i]);
        domains_finish(&b);
        status = TOOL_FINE;
    }
    shell_release(&b.file);
    return status;
}
