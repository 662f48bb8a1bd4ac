/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks the generation that boots against its sources, and all for damage.
 */
#include "tool/command/check_installed.h"

#include <stdlib.h>

#include "tool/base/own_files.h"
#include "tool/base/printable.h"
#include "tool/base/tool.h"
#include "tool/install/grub.h"
#include "tool/install/step.h"

static void in_step_print(const struct place *place, unsigned long number, bool boots, size_t files)
{
    struct entry *entry = malloc(sizeof(*entry));
    struct generation_sizes sizes;

    if (!entry)
        return;
    generation_read(place, number, entry, &sizes);
    printf("Generation %lu (%s) is in step with ", number,
           boots ? "boots next" : "not what GRUB boots by default");
    printable_print(stdout, entry->set);
    printf(": %zu files\n", files);
    free(entry);
}

static int generations_check(const struct place *place, const struct generations *found,
                             const char *launcher)
{
    unsigned long boots = grub_default(place, "check"), used = generations_used(found, boots);
    int worst = TOOL_FINE;

    for (size_t i = 0; i < found->count; i++) {
        unsigned long number = found->numbers[i];
        size_t files = 0;
        int status =
            step_check(place, "check", number, number == used ? launcher : NULL, stdout, &files);

        if (status == TOOL_FINE && number == used)
            in_step_print(place, number, used == boots, files);
        if (status > worst)
            worst = status;
    }
    return worst;
}

int installed_check(const char *root)
{
    struct generations found;
    char *folder, *launcher;
    struct place place;
    int status = TOOL_FAILED;

    if (!place_open(&place, "check", root))
        return TOOL_USAGE;
    if (!generations_find(&place, "check", &found))
        return TOOL_FAILED;
    if (found.count == 0) {
        printf("Nothing is installed in %s" PLACE_HOME ".\n", place.root);
        return TOOL_FINE;
    }
    folder = own_folder("check");
    launcher = folder ? own_launcher("check", folder) : NULL;
    if (launcher)
        status = generations_check(&place, &found, launcher);
    free(launcher);
    free(folder);
    return status;
}
