/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Imports a domain from a configuration of xl: takes each key that stands in it, or tells why not.
 *
 * What the keys mean is said by docs/man/xl.cfg.5.pod, what xl does with them by
 * tools/xl/xl_parse.c of Xen 4.14 to 4.22.
 */
#include "tool/import/xl.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/nearest.h"
#include "tool/base/tool.h"

enum { MEMORY_DEFAULT_MIB = 32 /* libxl's */, KIB_PER_MIB = 1024 };

static void unknown_tell(struct xl *xl, const char *key)
{
    for (size_t i = 0; i < xl_known_count; i++) {
        if (name_is_close(key, xl_known[i].key)) {
            xl_note(xl, key, "xl does not know this key, and ignores it; did you mean %s?",
                    xl_known[i].key);
            return;
        }
    }
    xl_note(xl, key,
            "xl does not know this key, and ignores it: xl.cfg(5) of Xen 4.14 to 4.22 has none of "
            "this name");
}

static void key_take(struct xl *xl, struct xl_key *key)
{
    const struct xl_known *known = xl_known_find(key->name);

    if (key->told)
        return;
    if (!known) {
        unknown_tell(xl, key->name);
    } else if (xl_kind_check(xl, known)) {
        if (known->take && known->take(xl, known))
            key->told = true;
        if (!key->told)
            xl_note(xl, key->name, "%s", known->why ? known->why : "is not carried over");
    }
}

/* Takes what others depend on: false, after a complaint, where there is no domain to go on with. */
static bool first_take(struct xl *xl)
{
    static const char *const first[] = {"type", "builder", "pvshim", "name", "vcpus"};

    xl->domain->pv = true; /* as libxl has it where neither type nor builder is given */
    for (size_t i = 0; i < sizeof(first) / sizeof(first[0]) && !xl->refused; i++) {
        struct xl_key *key = xl_key_of(xl, first[i]);

        if (strcmp(first[i], "name") == 0 && !xl_string(xl, "name"))
            xl_refuse(xl, "name: not given, which xl refuses, too; write name = \"...\"");
        else if (key)
            key_take(xl, key);
    }
    return !xl->refused;
}

/* What a domain must have, and a configuration need not. */
static void defaults_take(struct xl *xl)
{
    struct import_domain *domain = xl->domain;

    if (domain->memory_kib == 0) {
        domain->memory_kib = MEMORY_DEFAULT_MIB * KIB_PER_MIB;
        import_note(xl->set, domain, "memory: not given; xl gives %d MiB then", MEMORY_DEFAULT_MIB);
    }
    if (!domain->kernel) {
        domain->kernel = "kernel";
        import_note(xl->set, domain, "kernel: not named; write its file name");
    }
}

static void domain_take(struct xl *xl)
{
    if (!first_take(xl))
        return;
    for (size_t i = 0; i < xl->key_count && !xl->refused; i++) {
        struct xl_key *key = &xl->keys[i];

        key_take(xl, key);
        if (key->times > 1)
            import_note(xl->set, xl->domain, "%s: is given %u times; xl takes the last, in line %u",
                        key->name, key->times, key->line);
    }
    defaults_take(xl);
}

int import_xl(struct import_set *set, const char *name, const char *bytes, size_t size)
{
    struct xl xl = {.set = set, .file = name};
    int status = xl_read(&xl, bytes, size);

    if (status == TOOL_FINE) {
        xl.keys = calloc(XL_KEYS_MAX, sizeof(*xl.keys));
        if (!xl.keys)
            set->failed = true;
        else if (xl_keys_find(&xl, bytes, size) && (xl.domain = import_domain_new(set)))
            domain_take(&xl);
        xl_backends_settle(set);
        free(xl.keys);
        status = xl.refused ? TOOL_FAULT : TOOL_FINE;
    }
    xl_release(&xl);
    return status;
}
