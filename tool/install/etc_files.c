/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Puts files of ours into /etc, newer over older, and removes them.
 */
#include "tool/install/etc_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/base/file.h"
#include "tool/base/options.h"
#include "tool/base/tool.h"

#define VERSION_MARK "\n# hyperlaunch-generator "

/* Our files, and where they are looked for: by GRUB, by the packages of kernels, and by
 * update-initramfs. Each of these passes over a name that begins with a dot. */
static const struct etc_file {
    const char *above, *folder, *name;
    mode_t mode;
} etc_files[] = {
    {"/etc/default", "/etc/default/grub.d", "zz_hyperlaunch.cfg", 0644},
    {"/etc", PLACE_GRUB_D, "09_hyperlaunch", 0755},
    {"/etc/kernel", "/etc/kernel/postinst.d", "zz-hyperlaunch", 0755},
    {"/etc/initramfs", "/etc/initramfs/post-update.d", "zz-hyperlaunch", 0755},
};
enum { ETC_FILES = sizeof(etc_files) / sizeof(etc_files[0]) };

/* One that is there. */
enum found { FOUND_NONE, FOUND_OURS, FOUND_OTHER, FOUND_UNREADABLE };

/* The version that a file says of itself, 0 where that is none; false: it is not ours. */
static bool version_find(const struct file *file, unsigned long *version)
{
    const char *mark = memmem(file->bytes, file->size, VERSION_MARK, strlen(VERSION_MARK));
    char number[8] = "";

    *version = 0;
    if (!mark)
        return false;
    mark += strlen(VERSION_MARK);
    memcpy(number, mark, strnlen(mark, sizeof(number) - 1));
    number[strspn(number, "0123456789")] = '\0';
    if (!option_number(number, 1, 999999, version))
        *version = 0;
    return true;
}

/* What has the name of one of our files; FOUND_UNREADABLE after a complaint. */
static enum found file_find(const struct disk *disk, const char *path, unsigned long *version)
{
    enum found found = FOUND_OTHER;
    struct file there;

    if (!file_read(&there, path)) {
        if (errno == ENOENT)
            return FOUND_NONE;
        tool_complain("%s: %s cannot be read: %s; move it away", disk->command, path,
                      strerror(errno));
        return FOUND_UNREADABLE;
    }
    if (version_find(&there, version))
        found = FOUND_OURS;
    file_release(&there);
    return found;
}

static bool file_put(const struct place *place, struct disk *disk, const struct etc_file *file,
                     const struct file *ours)
{
    char path[DISK_PATH_SIZE], made[DISK_PATH_SIZE], above[DISK_PATH_SIZE], folder[DISK_PATH_SIZE];
    unsigned long version = 0, newer;
    enum found found;

    (void)version_find(ours, &newer);
    place_path(place, above, "%s", file->above);
    place_path(place, folder, "%s", file->folder);
    place_path(place, path, "%s/%s", file->folder, file->name);
    place_path(place, made, "%s/.%s.new", file->folder, file->name);
    found = file_find(disk, path, &version);
    if (found == FOUND_OTHER)
        tool_complain("%s: %s is not a file of hyperlaunch, and stays as it is; move it away and "
                      "install again",
                      disk->command, path);
    if (found == FOUND_OTHER || (found == FOUND_OURS && version >= newer))
        return true;
    return found != FOUND_UNREADABLE && disk_folder_make(disk, above) &&
           disk_folder_make(disk, folder) &&
           disk_text_write(disk, made, (const char *)ours->bytes, file->mode) &&
           disk_rename(disk, made, path) && disk_folder_sync(disk, folder);
}

bool etc_files_put(const struct place *place, struct disk *disk, const char *from)
{
    bool good = true;

    for (size_t i = 0; good && i < ETC_FILES; i++) {
        struct file file = {0};
        char *source = NULL;

        good = asprintf(&source, "%s/%s", from, etc_files[i].name) >= 0;
        if (good && !file_read(&file, source)) {
            tool_complain("%s: %s: %s; install hyperlaunch anew (make install)", disk->command,
                          source, strerror(errno));
            good = false;
        }
        good = good && file_put(place, disk, &etc_files[i], &file);
        file_release(&file);
        free(source);
    }
    return good;
}

bool etc_files_remove(const struct place *place, struct disk *disk)
{
    char path[DISK_PATH_SIZE], folder[DISK_PATH_SIZE];

    for (size_t i = 0; i < ETC_FILES; i++) {
        unsigned long version = 0;
        enum found found;

        place_path(place, folder, "%s", etc_files[i].folder);
        place_path(place, path, "%s/.%s.new", etc_files[i].folder, etc_files[i].name);
        if (!disk_file_remove(disk, path))
            return false;
        place_path(place, path, "%s/%s", etc_files[i].folder, etc_files[i].name);
        found = file_find(disk, path, &version);
        if (found == FOUND_UNREADABLE || (found == FOUND_OURS && !disk_file_remove(disk, path)) ||
            (access(folder, F_OK) == 0 && !disk_folder_sync(disk, folder)))
            return false;
    }
    return true;
}
