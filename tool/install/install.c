/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The order of an installation, and of its removal.
 */
#include "tool/install/install.h"

#include <errno.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/base/tool.h"
#include "tool/install/etc_files.h"
#include "tool/install/grub.h"

/* For the entry, folders, and GRUB's menu twice. */
enum { ROOM_MORE = 1024 * 1024 };

bool install_has_xen(const struct place *place)
{
    char pattern[DISK_PATH_SIZE];
    glob_t found = {0};
    bool there;

    place_path(place, pattern, "/boot/xen-*.gz");
    there = glob(pattern, 0, NULL, &found) == 0;
    globfree(&found);
    return there;
}

static bool size_add(uint64_t *sum, const char *path)
{
    struct stat status;

    return !path || (stat(path, &status) == 0 && status.st_size >= 0 &&
                     !__builtin_add_overflow(*sum, (uint64_t)status.st_size, sum));
}

/* Looked at before anything is written, so that nothing has to be taken back. */
static bool room_suffices(const struct install *install)
{
    const struct generation_parts *parts = &install->parts;
    uint64_t wanted = ROOM_MORE, room;
    char home[DISK_PATH_SIZE];

    place_path(&install->place, home, PLACE_HOME);
    if (!size_add(&wanted, parts->image) || !size_add(&wanted, parts->launcher) ||
        !size_add(&wanted, parts->xen) || !disk_room(home, &room)) {
        tool_complain("%s: %s: its room cannot be told: %s", install->disk.command, home,
                      strerror(errno));
        return false;
    }
    if (wanted <= room)
        return true;
    tool_complain("%s: %s: %llu KiB are needed and %llu KiB free; remove kernels that you do not "
                  "use, or have hyperlaunch uninstall remove the generations there",
                  install->disk.command, home, (unsigned long long)(wanted / 1024),
                  (unsigned long long)(room / 1024));
    return false;
}

static bool home_make(const struct install *install, struct disk *disk)
{
    char boot[DISK_PATH_SIZE], home[DISK_PATH_SIZE];

    place_path(&install->place, boot, "/boot");
    place_path(&install->place, home, PLACE_HOME);
    return disk_folder_make(disk, boot) && disk_folder_make(disk, home);
}

/* GRUB's menu names the new generation; what it no longer names goes. */
static bool menu_renew(struct install *install, const struct generations *before)
{
    /* Until somebody makes the menu the old one is what is there, and all that it may name stays.
     */
    if (!install->place.mkconfig)
        return true;
    if (!grub_menu_make(&install->place, &install->disk))
        return false;
    /* The generator passes over what it finds damaged or without a Xen: it may name an older one.
     */
    for (size_t i = GENERATIONS_KEPT - 1; i < before->count; i++)
        if ((install->disk.dry || !grub_menu_names(&install->place, before->numbers[i])) &&
            !generation_remove(&install->place, &install->disk, before->numbers[i]))
            return false;
    return true;
}

static bool locked_install(struct install *install, unsigned long *number)
{
    const struct place *place = &install->place;
    struct disk *disk = &install->disk;
    struct generations before;

    if (!generations_tidy(place, disk) || !generations_find(place, disk->command, &before) ||
        !room_suffices(install))
        return false;
    *number = before.count > 0 ? before.numbers[0] + 1 : 1;
    return etc_files_put(place, disk, install->etc) &&
           generation_make(place, disk, *number, &install->parts) && menu_renew(install, &before);
}

int install_run(struct install *install, unsigned long *number)
{
    bool good = home_make(install, &install->disk) && place_lock(&install->place, &install->disk) &&
                locked_install(install, number);

    place_unlock(&install->place);
    return good ? TOOL_FINE : TOOL_FAILED;
}

static bool locked_uninstall(struct install *install)
{
    const struct place *place = &install->place;
    struct disk *disk = &install->disk;
    struct generations there;

    if (!generations_find(place, disk->command, &there) || !etc_files_remove(place, disk))
        return false;
    if (place->mkconfig && access(place->mkconfig, X_OK) == 0 && !grub_menu_make(place, disk))
        return false;
    /* The oldest first: until the last one, an interrupted removal leaves the newest. */
    while (there.count > 0)
        if (!generation_remove(place, disk, there.numbers[--there.count]))
            return false;
    return generations_tidy(place, disk) && generations_leave(place, disk);
}

int uninstall_run(struct install *install)
{
    char home[DISK_PATH_SIZE];
    bool good;

    place_path(&install->place, home, PLACE_HOME);
    good = (access(home, F_OK) != 0 || place_lock(&install->place, &install->disk)) &&
           locked_uninstall(install);
    place_unlock(&install->place);
    return good ? TOOL_FINE : TOOL_FAILED;
}
