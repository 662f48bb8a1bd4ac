/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch check --installed: what is installed against its sources.
 */
#ifndef TOOL_COMMAND_CHECK_INSTALLED_H
#define TOOL_COMMAND_CHECK_INSTALLED_H

/* Checks what is installed below `root`, NULL for this system. Returns an exit status. */
int installed_check(const char *root);

#endif
