/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "tool/tool.h"
static const struct option_spec o[] = {{0}};
static int r(const struct command *c, int n, char **v)
{
    (void)c;
    (void)n;
    (void)v;
    return 3;
}
const struct command command_run = {"run", "FILE", "boot in QEMU", "", o, r};
