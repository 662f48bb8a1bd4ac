/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Devices of a configuration of xl: those that a domain of the set can serve, those of the host,
 * and of the others each specification whole, and the command that attaches it.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/import/xl.h"

/* How xl takes the specification on its command line. */
enum form { FORM_WHOLE, FORM_PARTS /* a word for each part between commas */ };

static const struct attach {
    const char *key, *command;
    enum form form;
    const char *why;
} attaches[] = {
    {"disk", "block-attach", FORM_WHOLE, "the launcher serves no disks"},
    {"vif", "network-attach", FORM_PARTS, "the launcher serves no networks"},
    {"vtpm", "vtpm-attach", FORM_PARTS, "the launcher serves no TPM"},
    {"vkb", "vkb-attach", FORM_PARTS, "the launcher serves no keyboard"},
    {"vdispl", "vdispl-attach", FORM_PARTS, "the launcher serves no display"},
    {"usbctrl", "usbctrl-attach", FORM_PARTS, "the launcher serves no USB"},
    {"usbdev", "usbdev-attach", FORM_PARTS, "the launcher serves no USB"},
    {"vsnd", "vsnd-attach", FORM_WHOLE, "the launcher serves no sound"},
    {"pci", "pci-attach", FORM_WHOLE, "the launcher does not give it"},
};

static const struct attach *attach_find(const char *key)
{
    const struct attach *attach = attaches;

    while (strcmp(attach->key, key) != 0)
        attach++;
    return attach;
}

static void parts_print(struct import_set *set, FILE *out, const char *string)
{
    char *copy = strdup(string), *part, *rest = copy;

    set->failed = set->failed || !copy;
    while ((part = strsep(&rest, ","))) {
        part += strspn(part, " ");
        if (*part)
            fprintf(out, " %s", xl_shell_word(set, part));
    }
    free(copy);
}

/* The words behind the domain's name: of one specification, or of a list of its parts. */
static const char *words_of(struct xl *xl, const struct attach *attach, XLU_ConfigValue *item)
{
    char *text = NULL, *string;
    const char *words = NULL, *part;
    size_t size = 0;
    XLU_ConfigList *inner;
    FILE *out = open_memstream(&text, &size);

    if (!out) {
        xl->set->failed = true;
        return NULL;
    }
    if (xlu_cfg_value_get_string(xl->config, item, &string, 1) == 0)
        if (attach->form == FORM_PARTS)
            parts_print(xl->set, out, string);
        else
            fprintf(out, " %s", xl_shell_word(xl->set, string));
    else if (strcmp(attach->key, "vsnd") == 0 &&
             xlu_cfg_value_get_list(xl->config, item, &inner, 1) == 0)
        for (int i = 0; (part = xlu_cfg_get_listitem(inner, i)); i++)
            fprintf(out, " %s", xl_shell_word(xl->set, part));
    if (fclose(out) == 0)
        words = import_text(xl->set, "%s", text);
    free(text);
    return words;
}

static bool vif_is_sound(struct xl *xl, const char *string)
{
    for (const char *part = string; part; part = strchr(part, ',')) {
        part += strspn(part, ", ");
        if (strncmp(part, "mac=", 4) == 0) {
            char mac[32];

            snprintf(mac, sizeof(mac), "%.*s", (int)strcspn(part + 4, ","), part + 4);
            if (!xl_mac_text(xl, mac))
                return false;
        }
    }
    return true;
}

/*
 * Takes a disk or a card that a domain of the set serves, or a PCI device. Returns NULL where it
 * arrives, else why it does not.
 */
static const char *item_take(struct xl *xl, const struct attach *attach, XLU_ConfigValue *item)
{
    bool is_disk = strcmp(attach->key, "disk") == 0;
    char *string;

    if (strcmp(attach->key, "pci") == 0)
        return xlu_cfg_value_get_string(xl->config, item, &string, 1) == 0 ? xl_pci_take(xl, string)
                                                                           : "is not a string";
    if ((!is_disk && strcmp(attach->key, "vif") != 0) ||
        xlu_cfg_value_get_string(xl->config, item, &string, 1) != 0 ||
        (!is_disk && !vif_is_sound(xl, string)) ||
        (!xl->set->with_dom0 && !strstr(string, "backend=")))
        return attach->why;
    return xl_attach_take(xl, is_disk, string);
}

/* What xl finds out in dom0, as it will where the set has one, and an importer cannot. */
static void pins_tell(struct xl *xl)
{
    for (uint32_t i = 0; i < xl->set->device_count && !xl->set->with_dom0; i++) {
        if (xl->set->devices[i].kind != LCM_DEVICE_PCI ||
            &xl->set->domains[xl->set->devices[i].domain] != xl->domain)
            continue;
        import_note(xl->set, xl->domain,
                    "pci: a device whose driver takes INTx, not MSI, needs gsi = <N>, the IRQ that "
                    "lspci -v shows for it in dom0 while no driver has it");
        return;
    }
}

/* Tells of one device that does not arrive. */
static void item_tell(struct xl *xl, const struct attach *attach, int entry, XLU_ConfigValue *item,
                      const char *why)
{
    const char *name = xl->domain->name ? xl->domain->name : "NAME";
    const char *shown = xl_item_text(xl, item), *words = words_of(xl, attach, item);
    char *string;

    if (xlu_cfg_value_get_string(xl->config, item, &string, 1) != 0)
        string = NULL;
    if (!words || (!string && *words == '\0'))
        import_note(xl->set, xl->domain,
                    "%s: %s: entry %d is not a string; xl ignores it and all entries after it",
                    attach->key, shown, entry);
    else if (strcmp(attach->key, "vif") == 0 && string && !vif_is_sound(xl, string))
        import_note(xl->set, xl->domain,
                    "vif: %s: the MAC address is not of the form 00:16:3e:00:00:01; xl refuses it",
                    shown);
    else if (strcmp(attach->key, "pci") == 0)
        import_note(xl->set, xl->domain, "pci: %s: %s", shown, why);
    else
        import_note(xl->set, xl->domain, "%s: %s: %s; in dom0: xl %s %s%s", attach->key, shown, why,
                    attach->command, name, words);
}

bool xl_take_devices(struct xl *xl, const struct xl_known *known)
{
    const struct attach *attach = attach_find(known->key);
    XLU_ConfigList *list;
    XLU_ConfigValue *item;
    int entries;

    if (xlu_cfg_get_list(xl->config, known->key, &list, &entries, 1) != 0)
        return false;
    if (entries == 0)
        xl_note(xl, known->key, "is empty; nothing need be written");
    for (int i = 0; (item = xlu_cfg_get_listitem2(list, i)); i++) {
        const char *why = item_take(xl, attach, item);

        if (why)
            item_tell(xl, attach, i, item, why);
    }
    if (strcmp(attach->key, "pci") == 0) {
        pins_tell(xl);
        xl_pci_permissive_tell(xl);
    }
    xl_key_of(xl, known->key)->told = true;
    return false;
}
