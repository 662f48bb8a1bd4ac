/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads and writes addresses of PCI functions.
 */
#include "core/lcm/pci_address.h"

#include "core/base/values.h"

/* A number of so many hexadecimal digits, which the text moves behind; false where it is none. */
static bool hex_read(const char **text, unsigned int digits, uint32_t *number)
{
    *number = 0;
    for (; digits > 0; digits--, ++*text) {
        int digit = value_hex_digit(**text);

        if (digit < 0)
            return false;
        *number = *number << 4 | (uint32_t)digit;
    }
    return true;
}

bool pci_address_read(const char *text, uint32_t *sbdf)
{
    /* How many digits each part has, what is behind it, and its bits. */
    static const struct {
        uint8_t digits;
        char end;
        uint8_t bits;
    } parts[] = {{4, ':', 16}, {2, ':', 8}, {2, '.', 5}, {1, '\0', 3}};
    uint32_t address = 0, number;

    for (unsigned int i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (!hex_read(&text, parts[i].digits, &number) || *text++ != parts[i].end ||
            number >> parts[i].bits != 0)
            return false;
        address = address << parts[i].bits | number;
    }
    *sbdf = address;
    return true;
}

void pci_address_text(uint32_t sbdf, char text[PCI_ADDRESS_SIZE])
{
    (void)text_set(text, PCI_ADDRESS_SIZE, "%04x:%02x:%02x.%x", sbdf >> 16, sbdf >> 8 & 0xff,
                   sbdf >> 3 & 0x1f, sbdf & 7);
}

void pci_hide_append(struct text *text, const struct lcm_plan *plan)
{
    const char *before = "xen-pciback.hide=(";
    char address[PCI_ADDRESS_SIZE];

    for (uint32_t i = 0; i < plan->device_count; i++) {
        if (plan->devices[i].kind != LCM_DEVICE_PCI)
            continue;
        pci_address_text(plan->devices[i].sbdf, address);
        text_append(text, "%s%s)", before, address);
        before = "(";
    }
    text_append(text, "%s", before[1] ? "" : " ");
}
