/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch list: what is installed.
 */
#include <stdlib.h>

#include "tool/base/options.h"
#include "tool/base/printable.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"
#include "tool/install/generation.h"
#include "tool/install/grub.h"
#include "tool/show/show.h"

static const struct option_spec list_options[] = {
    {0, "root", "DIR", "list what is installed below DIR"},
    {0},
};

static bool list_option(void *context, const struct option_spec *option, const char *value)
{
    (void)option;
    *(const char **)context = value;
    return true;
}

/* A size's column; what is not there has a dash. */
static void size_print(uint64_t bytes)
{
    char text[SIZE_TEXT_SIZE] = "-";

    if (bytes > 0)
        show_size(bytes, text);
    printf("  %10s", text);
}

static void generation_print(const struct place *place, unsigned long number, bool is_default)
{
    struct entry *entry = malloc(sizeof(*entry));
    struct generation_sizes sizes;

    if (!entry)
        return;
    generation_read(place, number, entry, &sizes);
    printf("%-10lu  %-7s  ", number, is_default ? "default" : "");
    printable_column(stdout, 20, entry->time);
    size_print(sizes.image);
    size_print(sizes.launcher);
    size_print(sizes.xen);
    fputs("  ", stdout);
    printable_print(stdout, entry->set);
    fputc('\n', stdout);
    free(entry);
}

static int list_run(const struct command *command, int argc, char **argv)
{
    struct generations found;
    unsigned long boots;
    struct place place;
    const char *root = NULL;
    int status;
    int first = options_parse(command, argc, argv, list_option, &root, &status);

    if (first < 0)
        return status;
    if (first < argc) {
        tool_complain("list: %s: unexpected argument; see hyperlaunch list --help", argv[first]);
        return TOOL_USAGE;
    }
    if (!place_open(&place, "list", root))
        return TOOL_USAGE;
    if (!generations_find(&place, "list", &found))
        return TOOL_FAILED;
    if (found.count == 0) {
        printf("Nothing is installed in %s" PLACE_HOME ".\n", place.root);
        return TOOL_FINE;
    }
    boots = grub_default(&place, "list");
    printf("%-10s  %-7s  %-20s  %10s  %10s  %10s  %s\n", "generation", "boots", "installed",
           "image", "launcher", "Xen", "set");
    for (size_t i = 0; i < found.count; i++)
        generation_print(&place, found.numbers[i], found.numbers[i] == boots);
    return TOOL_FINE;
}

const struct command command_list = {
    .name = "list",
    .operands = "",
    .summary = "list what hyperlaunch install has installed",
    .description = "Lists the generations in /boot/hyperlaunch, the newest first: when each was\n"
                   "installed, from which set, how large its files are, and which one GRUB boots\n"
                   "by default. Without a Xen of its own a generation has the newest in /boot.",
    .options = list_options,
    .run = list_run,
};
