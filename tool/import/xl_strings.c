/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Keys of xl whose values are strings: what a domain is, what it is called, and what it starts.
 */
#include <string.h>

#include "core/base/values.h"
#include "tool/import/xl.h"

/* xl takes each beginning of a word for the word, the empty string for the first. */
static const char *word_find(const char *value, const char *const words[])
{
    while (*words && strncmp(value, *words, strlen(value)) != 0)
        words++;
    return *words;
}

/* What "type" or "builder" say, or NULL; refuses what is neither PV nor PVH. */
static const char *type_read(struct xl *xl, const char *key, const char *const words[])
{
    const char *value = xl_string(xl, key), *word = value ? word_find(value, words) : NULL;

    if (value && word && strcmp(word, "hvm") == 0)
        xl_refuse(xl,
                  "%s = %s: an HVM guest needs a device model, and none runs before dom0; start it "
                  "with xl create from dom0, or give type = \"pvh\" where its kernel can start so",
                  key, import_quoted(xl->set, value));
    else if (value && !word && strcmp(key, "type") == 0)
        xl_refuse(xl, "type = %s: is none of \"pv\", \"pvh\" and \"hvm\"; xl refuses it, too",
                  import_quoted(xl->set, value));
    return word;
}

bool xl_take_type(struct xl *xl, const struct xl_known *known)
{
    static const char *const types[] = {"hvm", "pv", "pvh", NULL};
    static const char *const builders[] = {"hvm", "generic", NULL};
    const char *type = type_read(xl, "type", types), *builder;

    builder = xl->refused ? NULL : type_read(xl, "builder", builders);
    if (type && builder && !xl->refused && strcmp(type, "pv") != 0)
        xl_refuse(
            xl,
            "builder = \"generic\" means PV, but type says otherwise; xl refuses both together");
    xl->domain->pv = !type || strcmp(type, "pv") == 0;
    if (xl->refused || strcmp(known->key, "type") == 0)
        return true;
    if (!builder) {
        xl_note(
            xl, "builder",
            "xl refuses this builder since Xen 4.10; to xm, \"linux\" was PV; mode says what the "
            "domain is");
        return false;
    }
    return true;
}

bool xl_take_name(struct xl *xl, const struct xl_known *known)
{
    struct import_domain *domain = xl->domain;

    import_name(xl->set, domain, xl_string(xl, known->key));
    for (uint32_t i = 0; domain->name && &xl->set->domains[i] < domain; i++) {
        const char *taken = xl->set->domains[i].name;

        if (taken && strcmp(taken, domain->name) == 0) {
            xl_note(xl, known->key,
                    "%s is the name of guest-%u, too; check refuses that: give another", taken,
                    i + 1);
            break;
        }
    }
    return true;
}

bool xl_take_uuid(struct xl *xl, const struct xl_known *known)
{
    static const uint8_t nil[VALUE_UUID_SIZE];
    const char *value = xl_string(xl, known->key);
    uint8_t uuid[VALUE_UUID_SIZE], other[VALUE_UUID_SIZE];

    if (!value_uuid(value, uuid)) {
        xl_note(
            xl, known->key,
            "is not a UUID of the form 01234567-89ab-cdef-0123-456789abcdef; xl refuses it, and "
            "domain-uuid is left out here");
        return false;
    }
    if (memcmp(uuid, nil, sizeof(nil)) == 0) {
        xl_note(xl, known->key, "is the UUID of domain 0; domain-uuid is left out here");
        return false;
    }
    xl->domain->uuid = import_text(xl->set, "%s", value);
    for (uint32_t i = 0; &xl->set->domains[i] < xl->domain; i++) {
        const char *taken = xl->set->domains[i].uuid;

        if (taken && value_uuid(taken, other) && memcmp(uuid, other, sizeof(uuid)) == 0) {
            xl_note(xl, known->key, "is that of guest-%u, too; check refuses that: give another",
                    i + 1);
            break;
        }
    }
    return true;
}

bool xl_take_label(struct xl *xl, const struct xl_known *known)
{
    const char *value = xl_string(xl, known->key);

    if (*value == '\0' || strlen(value) >= LCM_LABEL_SIZE || import_has_unprintable(value)) {
        xl_note(xl, known->key, "is not a label of 1 to %d printable characters, and is left out",
                LCM_LABEL_SIZE - 1);
        return false;
    }
    xl->domain->label = import_text(xl->set, "%s", value);
    xl->domain->label_ignorable = true;
    xl_note(xl, known->key,
            "where Xen has no XSM, the domain is started without it, as by xl; give "
            "hyperlaunch,label-policy = \"require\" if it must not be");
    return true;
}

static bool file_take(struct xl *xl, const char *key, const char **file)
{
    const char *value = xl_string(xl, key);

    if (*value == '\0') {
        xl_note(xl, key, "names no file");
        return false;
    }
    *file = import_text(xl->set, "%s", value);
    return true;
}

bool xl_take_kernel(struct xl *xl, const struct xl_known *known)
{
    if (xl_string(xl, "firmware"))
        xl_refuse(xl, "kernel and firmware are both given; xl refuses that, too: keep one of them");
    if (xl_string(xl, "bootloader"))
        xl_note(xl, known->key,
                "is kept, but xl starts what bootloader finds on the domain's disk instead");
    return file_take(xl, known->key, &xl->domain->kernel);
}

bool xl_take_ramdisk(struct xl *xl, const struct xl_known *known)
{
    return file_take(xl, known->key, &xl->domain->ramdisk);
}

/* cmdline wins over root and extra, which make a command line together. */
bool xl_take_cmdline(struct xl *xl, const struct xl_known *known)
{
    const char *cmdline = xl_string(xl, "cmdline"), *root = xl_string(xl, "root"),
               *extra = xl_string(xl, "extra");

    if (cmdline && strcmp(known->key, "cmdline") != 0) {
        xl_note(xl, known->key, "is ignored by xl, with a warning, since cmdline is given, too");
        return false;
    }
    if (xl->domain->cmdline)
        return true;
    if (!cmdline)
        cmdline = import_text(xl->set, "%s%s%s%s", root ? "root=" : "", root ? root : "",
                              root && extra ? " " : "", extra ? extra : "");
    if (cmdline)
        import_cmdline(xl->set, xl->domain, cmdline);
    return true;
}

bool xl_take_passthrough(struct xl *xl, const struct xl_known *known)
{
    static const char *const enabled[] = {"default", "enabled", "sync_pt", "share_pt"};
    const char *value = xl_string(xl, known->key);
    size_t i = 0;

    xl->domain->no_passthrough = strcmp(value, "disabled") == 0;
    while (i < sizeof(enabled) / sizeof(enabled[0]) && strcmp(value, enabled[i]) != 0)
        i++;
    if (i < sizeof(enabled) / sizeof(enabled[0]))
        xl_note(xl, known->key,
                "is enabled for a domain with a PCI device, and for no other; nothing need be "
                "written");
    else if (!xl->domain->no_passthrough)
        xl_note(
            xl, known->key,
            "is none of \"disabled\", \"enabled\", \"sync_pt\", \"share_pt\" and \"default\"; xl "
            "refuses it");
    return xl->domain->no_passthrough;
}

bool xl_take_pool(struct xl *xl, const struct xl_known *known)
{
    if (strcmp(xl_string(xl, known->key), "Pool-0") == 0)
        xl_note(xl, known->key, "is the pool of a domain that names none; nothing need be written");
    return false;
}

bool xl_take_firmware(struct xl *xl, const struct xl_known *known)
{
    const char *value = xl_string(xl, known->key);

    if (strncmp(value, "pvgrub32", strlen(value)) != 0 &&
        strncmp(value, "pvgrub64", strlen(value)) != 0)
        xl_note(xl, known->key,
                "is neither \"pvgrub32\" nor \"pvgrub64\"; xl refuses it for PV and PVH domains");
    return false;
}

bool xl_take_shim(struct xl *xl, const struct xl_known *known)
{
    long shim;

    if (xl->domain->pv) {
        xl_note(xl, known->key, "is for type = \"pvh\"; xl ignores it");
    } else if (!xl_number(xl, known->key, &shim) || shim == 0) {
        xl_note(xl, known->key, "no shim runs here, either; nothing need be written");
    } else {
        xl_note(xl, known->key,
                "no shim runs; its kernel is one for PV, so that the domain is PV itself here");
        xl->domain->pv = true;
    }
    return false;
}
