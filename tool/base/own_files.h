/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Files that come with this program: beside it where it was built, or where `make install` puts
 * them.
 */
#ifndef TOOL_BASE_OWN_FILES_H
#define TOOL_BASE_OWN_FILES_H

/* Each returns a path that the caller frees, or NULL after a complaint by `command`. */

/* The folder of this program. */
char *own_folder(const char *command);
/* launcher.elf, for a program in `folder`; HYPERLAUNCH_LAUNCHER names another one. */
char *own_launcher(const char *command, const char *folder);
/* The folder of what `install` puts into /etc: 09_hyperlaunch, zz_hyperlaunch.cfg and
 * zz-hyperlaunch. */
char *own_etc_folder(const char *command, const char *folder);

#endif
