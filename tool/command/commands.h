/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The commands of `hyperlaunch`, each defined in the file of its name.
 */
#ifndef TOOL_COMMAND_COMMANDS_H
#define TOOL_COMMAND_COMMANDS_H

#include "tool/base/options.h"

extern const struct command command_build, command_check, command_show, command_explain,
    command_diff, command_graph, command_run, command_simulate, command_record, command_datasheet,
    command_import, command_host, command_completion, command_install, command_list,
    command_uninstall;

#endif
