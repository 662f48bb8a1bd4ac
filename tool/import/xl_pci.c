/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PCI devices of a configuration of xl, which a PV domain can have.
 *
 * What a specification means is said by docs/man/xl-pci-configuration.5.pod of Xen, what xl takes
 * by tools/libs/util/libxlu_pci.c. That parser is not linked with: it needs all of libxenlight.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/lcm/pci_address.h"
#include "tool/import/xl.h"

enum { LEFT_SIZE = 256 };

/* A specification on its way. */
struct spec {
    bool is_named; /* by name= instead of an address */
    bool is_addressed;
    bool is_whole_slot;
    bool is_permissive;
    unsigned long segment, bus, slot, function;
    struct text left; /* options that do not arrive */
    char left_text[LEFT_SIZE];
};

static const char *hex_take(const char *at, unsigned long most, unsigned long *value)
{
    char *end;

    if (!isxdigit((unsigned char)*at))
        return NULL;
    *value = strtoul(at, &end, 16);
    return *value <= most ? end : NULL;
}

/* [DDDD:]BB:SS.F, F being * for all; returns what follows, or NULL. */
static const char *address_take(struct spec *spec, const char *at)
{
    unsigned long numbers[3];
    unsigned int count = 0;

    do
        at = hex_take(at, UINT16_MAX, &numbers[count++]);
    while (at && *at == ':' && count < 3 && at++);
    if (!at || count < 2 || *at++ != '.')
        return NULL;
    spec->segment = count == 3 ? numbers[0] : 0;
    spec->bus = numbers[count - 2];
    spec->slot = numbers[count - 1];
    if (spec->bus > 0xff || spec->slot > 0x1f)
        return NULL;
    spec->is_addressed = true;
    spec->is_whole_slot = *at == '*';
    return spec->is_whole_slot ? at + 1 : hex_take(at, 7, &spec->function);
}

static void left_add(struct spec *spec, const char *text, int length)
{
    text_append(&spec->left, "%s%.*s", spec->left.used ? ", " : "", length, text);
}

/* One KEY=VALUE; false where xl refuses it. */
static bool option_take(struct spec *spec, const char *option, int length)
{
    static const char *const without[] = {
        "vslot=", "msitranslate=", "seize=", "power_mgmt=", "rdm_policy="};
    char value[LEFT_SIZE];

    snprintf(value, sizeof(value), "%.*s", length, option);
    if (strncmp(value, "bdf=", 4) == 0)
        return address_take(spec, value + 4);
    if (strncmp(value, "permissive=", 11) == 0) {
        spec->is_permissive = strtol(value + 11, NULL, 10) != 0;
        return true;
    }
    if (strncmp(value, "name=", 5) == 0) {
        spec->is_named = true;
        return true;
    }
    for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++) {
        if (strncmp(value, without[i], strlen(without[i])) != 0)
            continue;
        left_add(spec, option, length);
        return true;
    }
    return false;
}

static bool spec_read(struct spec *spec, const char *at)
{
    const char *end = address_take(spec, at);

    if (end) {
        at = end;
        if (*at == '@') {
            int length = (int)strcspn(at, ",");

            left_add(spec, at, length);
            at += length;
        }
        if (*at == ',')
            at++;
        else if (*at != '\0')
            return false;
    }
    while (*at) {
        int length = (int)strcspn(at, ",");

        if (!option_take(spec, at, length))
            return false;
        at += length + (at[length] == ',');
    }
    return spec->is_addressed != spec->is_named;
}

/* Why a device cannot be one of the set; NULL where it can. */
static const char *device_fault(const struct xl *xl, const struct spec *spec)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < xl->set->device_count; i++)
        count += xl->set->devices[i].kind == LCM_DEVICE_PCI;
    if (!xl->domain->pv)
        return "PCI devices are for PV domains; write type = \"pv\" if its kernel runs as one";
    if (spec->is_named)
        return "a name is known to xl alone; write the address that it stands for";
    if (spec->is_whole_slot)
        return "each function is a device of its own; write an entry for each";
    if (spec->segment != 0)
        return "devices of PCI segment 0000 alone can be given yet";
    if (count == LCM_PCI_MAX || xl->set->device_count == LCM_DEVICES_MAX)
        return "a set has no more devices than it has already";
    return NULL;
}

const char *xl_pci_take(struct xl *xl, const char *specification)
{
    struct spec spec = {.is_named = false};
    struct import_set *set = xl->set;
    const char *fault;
    long permissive = 0;

    text_init(&spec.left, spec.left_text, sizeof(spec.left_text));
    spec.is_permissive = xl_number(xl, "pci_permissive", &permissive) && permissive != 0;
    if (!spec_read(&spec, specification))
        return "it is not [DDDD:]BB:SS.F with options that xl has; xl refuses it";
    fault = device_fault(xl, &spec);
    if (fault)
        return fault;
    set->devices[set->device_count++] = (struct lcm_device){
        .kind = LCM_DEVICE_PCI,
        .domain = (uint32_t)(xl->domain - set->domains),
        .sbdf = (uint32_t)(spec.bus << 8 | spec.slot << 3 | spec.function),
        .permissive = spec.is_permissive,
    };
    if (spec.left.used)
        import_note(set, xl->domain, "pci: %s: %s%s: has no equivalent",
                    import_quoted(set, specification), spec.left_text, spec.left.cut ? "..." : "");
    return NULL;
}

void xl_pci_permissive_tell(struct xl *xl)
{
    const struct import_set *set = xl->set;
    long permissive;

    if (!xl_number(xl, "pci_permissive", &permissive) || permissive == 0)
        return;
    for (uint32_t i = 0; i < set->device_count; i++)
        if (set->devices[i].kind == LCM_DEVICE_PCI && set->devices[i].permissive &&
            &set->domains[set->devices[i].domain] == xl->domain)
            return;
    xl_note(xl, "pci_permissive", "no PCI device that is carried over takes it");
}

bool xl_take_pci_permissive(struct xl *xl, const struct xl_known *known)
{
    long permissive;

    if (!xl_number(xl, known->key, &permissive))
        return false;
    if (permissive == 0)
        xl_note(xl, known->key, "is the default; nothing need be written");
    else if (!xl_key_of(xl, "pci") || xlu_cfg_get_list(xl->config, "pci", NULL, NULL, 1) != 0)
        xl_note(xl, known->key, "there is no pci that it would be for");
    return true;
}
