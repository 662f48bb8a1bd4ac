/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Has GRUB's menu made, and looks into it.
 */
#include "tool/install/grub.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/base/file.h"
#include "tool/base/tool.h"

bool grub_is_there(const struct place *place, const char *command)
{
    char path[DISK_PATH_SIZE];
    struct stat status;

    place_path(place, path, PLACE_GRUB_D);
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
        tool_complain("%s: %s: there is no GRUB; install grub-pc (BIOS) or grub-efi-amd64 (UEFI), "
                      "or give your boot loader the lines of hyperlaunch-install(1)",
                      command, path);
        return false;
    }
    if (!place->mkconfig || access(place->mkconfig, X_OK) == 0)
        return true;
    tool_complain("%s: %s: %s; install grub-common", command, place->mkconfig, strerror(errno));
    return false;
}

/* The menu's path, the folder that it is in, and the file that takes its place. */
struct menu {
    char path[DISK_PATH_SIZE], folder[DISK_PATH_SIZE], made[DISK_PATH_SIZE];
};

/* A link stays a link: what it leads to is replaced. False where a path is too long. */
static bool menu_find(const struct place *place, struct menu *menu)
{
    char *target;
    int length;

    place_path(place, menu->folder, PLACE_GRUB "/grub.cfg");
    target = realpath(menu->folder, NULL);
    length = snprintf(menu->path, sizeof(menu->path), "%s",
                      target ? target : (const char *)menu->folder);
    free(target);
    if (length >= (int)sizeof(menu->path))
        return false;
    memcpy(menu->folder, menu->path, sizeof(menu->folder));
    *strrchr(menu->folder, '/') = '\0';
    length = snprintf(menu->made, sizeof(menu->made), "%s.hyperlaunch", menu->path);
    return length < (int)sizeof(menu->made);
}

bool grub_menu_make(const struct place *place, struct disk *disk)
{
    char *program = strdup(place->mkconfig), option[] = "-o";
    struct menu menu;
    char *const argv[] = {program, option, menu.made, NULL};
    bool good = program && menu_find(place, &menu);

    if (!good)
        tool_complain("%s: the path of grub.cfg is too long, or memory is short", disk->command);
    good = good && disk_run(disk, argv) && disk_file_settle(disk, menu.made, menu.path) &&
           disk_rename(disk, menu.made, menu.path) && disk_folder_sync(disk, menu.folder);
    if (!good)
        tool_complain("%s: GRUB's menu is the one of before; when the cause is gone, run "
                      "update-grub",
                      disk->command);
    free(program);
    return good;
}

bool grub_menu_names(const struct place *place, unsigned long number)
{
    char path[DISK_PATH_SIZE], id[64];
    struct file file;
    bool named;

    place_path(place, path, PLACE_GRUB "/grub.cfg");
    (void)snprintf(id, sizeof(id), "'hyperlaunch-%lu'", number);
    if (!file_read(&file, path))
        return true;
    named = memmem(file.bytes, file.size, id, strlen(id));
    file_release(&file);
    return named;
}
