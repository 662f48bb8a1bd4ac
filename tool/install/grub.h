/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * GRUB: the program that makes its menu, and the menu.
 */
#ifndef TOOL_INSTALL_GRUB_H
#define TOOL_INSTALL_GRUB_H

#include <stdbool.h>
#include <stdio.h>

#include "tool/install/disk.h"
#include "tool/install/place.h"

/* Whether GRUB is there, and the program that makes its menu; false after a complaint. */
bool grub_is_there(const struct place *place, const char *command);

/*
 * Makes GRUB's menu anew, as update-grub does. But update-grub writes over grub.cfg, and a power
 * cut would leave half of it: here it is written beside, and renamed.
 */
bool grub_menu_make(const struct place *place, struct disk *disk);

/* Whether the menu has an entry of this generation; true, too, where that cannot be told. */
bool grub_menu_names(const struct place *place, unsigned long number);

/*
 * The generation that GRUB's menu has as its default entry; 0: another entry, or not known, which
 * is told where the menu is there and cannot be read.
 */
unsigned long grub_default(const struct place *place, const char *command);
/* The same of the text of grub.cfg, and of grubenv, which may be NULL. */
unsigned long grub_default_read(FILE *menu, FILE *environment);

#endif
