/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a PV guest alone can do; the catalogue stands in main.c.
 */
#include "tests/guest/environment.h"
#include "tests/guest/lib.h"
#include "tests/guest/pv/device.h"

void environment_act(const char *action)
{
    if (text_equal(action, "pci"))
        pci_try();
    else if (text_equal(action, "frontends"))
        frontends_try();
}

void environment_act_after(const char *action)
{
    if (text_equal(action, "pci"))
        pci_storm();
    else if (text_equal(action, "card"))
        card_watch();
}
