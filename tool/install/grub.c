/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Installs what GRUB's menu is made with, and has it made.
 */
#include "tool/install/grub.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/base/file.h"
#include "tool/base/options.h"
#include "tool/base/tool.h"

#define VERSION_MARK "\n# hyperlaunch-generator "

/* Our files, and where GRUB looks for them. */
static const struct grub_file {
    const char *folder, *name;
    mode_t mode;
} grub_files[] = {
    {"/etc/default/grub.d", "zz_hyperlaunch.cfg", 0644},
    {PLACE_GRUB_D, "09_hyperlaunch", 0755},
};
enum { GRUB_FILES = sizeof(grub_files) / sizeof(grub_files[0]) };

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

/* The version that a file says of itself; 0 where it does not. */
static unsigned long version_of(const struct file *file)
{
    const char *mark = strstr((const char *)file->bytes, VERSION_MARK);
    unsigned long version = 0;
    char number[8] = "";

    if (mark) {
        mark += strlen(VERSION_MARK);
        memcpy(number, mark, strnlen(mark, sizeof(number) - 1));
        number[strspn(number, "0123456789")] = '\0';
    }
    return option_number(number, 1, 999999, &version) ? version : 0;
}

/* GRUB looks at no file whose name begins with a dot. */
static bool file_put(const struct place *place, struct disk *disk, const struct grub_file *file,
                     const struct file *ours)
{
    char path[DISK_PATH_SIZE], made[DISK_PATH_SIZE], folder[DISK_PATH_SIZE];
    unsigned long version = 0;
    struct file there;

    place_path(place, folder, "%s", file->folder);
    place_path(place, path, "%s/%s", file->folder, file->name);
    place_path(place, made, "%s/.%s.new", file->folder, file->name);
    if (file_read(&there, path)) {
        version = version_of(&there);
        file_release(&there);
    }
    if (version > 0 && version >= version_of(ours))
        return true;
    return disk_folder_make(disk, folder) &&
           disk_text_write(disk, made, (const char *)ours->bytes, file->mode) &&
           disk_rename(disk, made, path) && disk_folder_sync(disk, folder);
}

bool grub_files_put(const struct place *place, struct disk *disk, const char *from)
{
    char path[DISK_PATH_SIZE];

    place_path(place, path, "/etc/default");
    if (!disk_folder_make(disk, path))
        return false;
    for (size_t i = 0; i < GRUB_FILES; i++) {
        struct file file = {0};
        char *source = NULL;
        bool good = asprintf(&source, "%s/%s", from, grub_files[i].name) >= 0;

        if (good && !file_read(&file, source)) {
            tool_complain("%s: %s: %s", disk->command, source, strerror(errno));
            good = false;
        }
        good = good && file_put(place, disk, &grub_files[i], &file);
        file_release(&file);
        free(source);
        if (!good)
            return false;
    }
    return true;
}

bool grub_files_remove(const struct place *place, struct disk *disk)
{
    char path[DISK_PATH_SIZE], folder[DISK_PATH_SIZE];

    for (size_t i = 0; i < GRUB_FILES; i++) {
        place_path(place, folder, "%s", grub_files[i].folder);
        place_path(place, path, "%s/.%s.new", grub_files[i].folder, grub_files[i].name);
        if (!disk_file_remove(disk, path))
            return false;
        place_path(place, path, "%s/%s", grub_files[i].folder, grub_files[i].name);
        if (!disk_file_remove(disk, path) ||
            (access(folder, F_OK) == 0 && !disk_folder_sync(disk, folder)))
            return false;
    }
    return true;
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
