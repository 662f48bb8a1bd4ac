/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finds what comes with this program.
 */
#include "tool/base/own_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/base/tool.h"

enum { PLACES = 3 };

char *own_folder(const char *command)
{
    char *folder = realpath("/proc/self/exe", NULL);
    char *slash = folder ? strrchr(folder, '/') : NULL;

    if (slash) {
        *slash = '\0';
        return folder;
    }
    tool_complain("%s: cannot tell where this program is: %s", command, strerror(errno));
    free(folder);
    return NULL;
}

/* The first of the places below the folder where something is. */
static char *place_find(const char *folder, const char *const places[PLACES])
{
    for (size_t i = 0; i < PLACES; i++) {
        char *path;

        if (asprintf(&path, "%s%s", folder, places[i]) < 0)
            return NULL;
        if (access(path, F_OK) == 0)
            return path;
        free(path);
    }
    return NULL;
}

char *own_launcher(const char *command, const char *folder)
{
    static const char *const places[PLACES] = {"/launcher.elf", "/../launcher.elf",
                                               "/../lib/hyperlaunch/launcher.elf"};
    const char *named = getenv("HYPERLAUNCH_LAUNCHER");
    char *path = named && *named ? strdup(named) : place_find(folder, places);

    if (path && access(path, R_OK) == 0)
        return path;
    tool_complain("%s: %s: there is no launcher%s; build it (make), install it (make install) or "
                  "name it with HYPERLAUNCH_LAUNCHER",
                  command, path ? path : folder, path ? "" : " here or in ../lib/hyperlaunch");
    free(path);
    return NULL;
}

char *own_etc_folder(const char *command, const char *folder)
{
    static const char *const places[PLACES] = {"/../share/hyperlaunch/09_hyperlaunch",
                                               "/../boot/09_hyperlaunch",
                                               "/../../boot/09_hyperlaunch"};
    char *path = place_find(folder, places);

    if (path)
        *strrchr(path, '/') = '\0';
    else
        tool_complain("%s: %s%s: it is not there; install hyperlaunch anew (make install)", command,
                      folder, places[0]);
    return path;
}
