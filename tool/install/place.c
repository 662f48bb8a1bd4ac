/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Paths below the root, and the lock of the folder of generations.
 */
#include "tool/install/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/base/tool.h"

/* What stands below the root in the longest path, and more. */
enum { BELOW_MAX = 256 };

bool place_open(struct place *place, const char *command, const char *root)
{
    struct stat status;

    *place = (struct place){.root = "", .mkconfig = "/usr/sbin/grub-mkconfig", .lock = -1};
    if (!root || strcmp(root, "/") == 0)
        return true;
    place->root = root;
    place->mkconfig = NULL;
    if (strlen(root) > DISK_PATH_SIZE - BELOW_MAX) {
        tool_complain("%s: --root: the path is longer than %d characters; give a shorter one",
                      command, DISK_PATH_SIZE - BELOW_MAX);
        return false;
    }
    if (stat(root, &status) == 0 && S_ISDIR(status.st_mode))
        return true;
    tool_complain("%s: --root %s: there is no such folder; name the root of the system that is "
                  "being made",
                  command, root);
    return false;
}

void place_path(const struct place *place, char path[DISK_PATH_SIZE], const char *format, ...)
{
    size_t length = strlen(place->root);
    va_list arguments;

    memcpy(path, place->root, length);
    va_start(arguments, format);
    (void)vsnprintf(path + length, DISK_PATH_SIZE - length, format, arguments);
    va_end(arguments);
}

/* The path from the top; the caller frees it. */
static char *path_whole(const char *path)
{
    char *here, *whole = NULL;

    if (path[0] == '/')
        return strdup(path);
    here = realpath(".", NULL);
    if (here && asprintf(&whole, "%s/%s", here, path) < 0)
        whole = NULL;
    free(here);
    return whole;
}

/* What stands behind the root in the path; the path itself where it is not below the root. */
static const char *path_below(const struct place *place, const char *whole)
{
    char *root = *place->root ? path_whole(place->root) : NULL;
    size_t length = root ? strlen(root) : 0;

    while (length > 0 && root[length - 1] == '/')
        length--;
    if (length > 0 && strncmp(whole, root, length) == 0 && whole[length] == '/')
        whole += length;
    free(root);
    return whole;
}

char *place_name(const struct place *place, const char *command, const char *path)
{
    char *whole = path_whole(path), *name = NULL;
    bool fits = whole && !strpbrk(whole, "\n\\") && strlen(whole) < DISK_PATH_SIZE;

    if (fits)
        name = strdup(path_below(place, whole));
    if (whole && !fits)
        tool_complain("%s: %s: its path is too long, or has a newline or a backslash; rename it",
                      command, path);
    else if (!name)
        tool_complain("out of memory");
    free(whole);
    return name;
}

bool place_lock(struct place *place, const struct disk *disk)
{
    char home[DISK_PATH_SIZE];

    if (disk->dry)
        return true;
    place_path(place, home, PLACE_HOME);
    place->lock = open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (place->lock >= 0 && flock(place->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (place->lock >= 0 && errno == EWOULDBLOCK)
        tool_complain("%s: %s: another hyperlaunch installs there now; wait until it is done",
                      disk->command, home);
    else
        tool_complain("%s: %s: %s", disk->command, home, strerror(errno));
    place_unlock(place);
    return false;
}

void place_unlock(struct place *place)
{
    if (place->lock >= 0)
        close(place->lock);
    place->lock = -1;
}
