/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finds, makes and removes generations.
 */
#include "tool/install/generation.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tool/base/options.h"
#include "tool/base/tool.h"

static int newer_first(const void *a, const void *b)
{
    unsigned long one = *(const unsigned long *)a, other = *(const unsigned long *)b;

    return one < other ? 1 : one > other ? -1 : 0;
}

/* The number of a folder's name, as this program writes it; 0 of any other name. */
static unsigned long number_of(const char *name)
{
    unsigned long number;

    return name[0] != '0' && option_number(name, 1, GENERATION_NUMBER_MAX, &number) ? number : 0;
}

bool generations_find(const struct place *place, const char *command, struct generations *found)
{
    char home[DISK_PATH_SIZE];
    struct dirent *entry;
    bool good = true;
    DIR *folder;

    found->count = 0;
    place_path(place, home, PLACE_HOME);
    folder = opendir(home);
    if (!folder && errno == ENOENT)
        return true;
    if (!folder) {
        tool_complain("%s: %s: %s", command, home, strerror(errno));
        return false;
    }
    while (good && (entry = readdir(folder))) {
        unsigned long number = number_of(entry->d_name);

        good = number == 0 || found->count < GENERATIONS_MAX;
        if (good && number > 0)
            found->numbers[found->count++] = number;
    }
    closedir(folder);
    if (!good)
        tool_complain("%s: %s has more than %d generations; remove the folders of old ones, then "
                      "run update-grub",
                      command, home, GENERATIONS_MAX);
    qsort(found->numbers, found->count, sizeof(found->numbers[0]), newer_first);
    return good;
}

/* ".N.new" or ".N.old". */
static bool name_is_leftover(const char *name)
{
    char number[16];
    size_t digits = name[0] == '.' ? strspn(name + 1, "0123456789") : 0;

    if (digits == 0 || digits >= sizeof(number))
        return false;
    memcpy(number, name + 1, digits);
    number[digits] = '\0';
    return number_of(number) > 0 &&
           (strcmp(name + 1 + digits, ".new") == 0 || strcmp(name + 1 + digits, ".old") == 0);
}

bool generations_tidy(const struct place *place, struct disk *disk)
{
    char path[DISK_PATH_SIZE];
    struct dirent *entry;
    bool good = true;
    DIR *folder;

    place_path(place, path, PLACE_HOME);
    folder = opendir(path);
    while (good && folder && (entry = readdir(folder))) {
        if (!name_is_leftover(entry->d_name))
            continue;
        place_path(place, path, PLACE_HOME "/%s", entry->d_name);
        good = disk_folder_clear(disk, path);
    }
    if (folder)
        closedir(folder);
    return good;
}

/* What a file has to be later is what was given, whatever the disk makes of its copy. */
static bool part_note(const struct place *place, const struct disk *disk, unsigned long number,
                      const char *name, const char *from, struct generation_parts *parts)
{
    uint8_t digest[DIGEST_SIZE];
    char path[DISK_PATH_SIZE];

    if (!file_digest(from, digest)) {
        tool_complain("%s: %s cannot be read: %s", disk->command, from, strerror(errno));
        return false;
    }
    place_path(place, path, PLACE_HOME "/%lu/%s", number, name);
    return sources_add(&parts->sources, place, disk->command, path, digest);
}

/* The files of a generation that is being made, in its folder. */
static bool parts_write(const struct place *place, struct disk *disk, unsigned long number,
                        struct generation_parts *parts)
{
    const struct {
        const char *name, *from;
    } files[] = {
        {"system.img", parts->image},
        {"launcher.elf", parts->launcher},
        {"xen.gz", parts->xen},
    };
    char path[DISK_PATH_SIZE], text[ENTRY_TEXT_SIZE];

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        place_path(place, path, PLACE_HOME "/.%lu.new/%s", number, files[i].name);
        if (files[i].from && !disk_file_copy(disk, files[i].from, path))
            return false;
        if (files[i].from && !part_note(place, disk, number, files[i].name, files[i].from, parts))
            return false;
    }
    entry_write(&parts->entry, text);
    place_path(place, path, PLACE_HOME "/.%lu.new/entry", number);
    if (!disk_text_write(disk, path, text, 0644))
        return false;
    place_path(place, path, PLACE_HOME "/.%lu.new/options", number);
    if (parts->options && !disk_text_write(disk, path, parts->options, 0644))
        return false;
    place_path(place, path, PLACE_HOME "/.%lu.new/sources", number);
    return disk_text_write(disk, path, parts->sources.text, 0644);
}

bool generation_make(const struct place *place, struct disk *disk, unsigned long number,
                     struct generation_parts *parts)
{
    char home[DISK_PATH_SIZE], made[DISK_PATH_SIZE], named[DISK_PATH_SIZE];

    place_path(place, home, PLACE_HOME);
    place_path(place, made, PLACE_HOME "/.%lu.new", number);
    place_path(place, named, PLACE_HOME "/%lu", number);
    return disk_folder_make(disk, made) && parts_write(place, disk, number, parts) &&
           disk_folder_sync(disk, made) && disk_rename(disk, made, named) &&
           disk_folder_sync(disk, home);
}

bool generation_remove(const struct place *place, struct disk *disk, unsigned long number)
{
    char home[DISK_PATH_SIZE], gone[DISK_PATH_SIZE], named[DISK_PATH_SIZE];

    place_path(place, home, PLACE_HOME);
    place_path(place, named, PLACE_HOME "/%lu", number);
    if (disk->dry)
        return disk_folder_clear(disk, named);
    place_path(place, gone, PLACE_HOME "/.%lu.old", number);
    return disk_rename(disk, named, gone) && disk_folder_sync(disk, home) &&
           disk_folder_clear(disk, gone);
}

bool generations_leave(const struct place *place, struct disk *disk)
{
    char home[DISK_PATH_SIZE];
    struct dirent *entry;
    bool others = false;
    DIR *folder;

    place_path(place, home, PLACE_HOME);
    folder = opendir(home);
    while (folder && (entry = readdir(folder)))
        others |= strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
                  number_of(entry->d_name) == 0 && !name_is_leftover(entry->d_name);
    if (folder)
        closedir(folder);
    return others || disk_folder_remove(disk, home);
}

unsigned long generations_used(const struct generations *found, unsigned long boots)
{
    for (size_t i = 0; i < found->count; i++)
        if (found->numbers[i] == boots)
            return boots;
    return found->numbers[0];
}

bool generation_file_read(const struct place *place, unsigned long number, const char *name,
                          size_t most, struct file *file)
{
    char path[DISK_PATH_SIZE];
    bool good = false;
    FILE *in;

    *file = (struct file){0};
    place_path(place, path, PLACE_HOME "/%lu/%s", number, name);
    in = fopen(path, "re");
    if (!in)
        return false;
    file->bytes = malloc(most);
    if (file->bytes) {
        file->size = fread(file->bytes, 1, most, in);
        good = !ferror(in);
    }
    (void)fclose(in);
    return good;
}

static uint64_t size_of(const struct place *place, unsigned long number, const char *name)
{
    char path[DISK_PATH_SIZE];
    struct stat status;

    place_path(place, path, PLACE_HOME "/%lu/%s", number, name);
    return stat(path, &status) == 0 && status.st_size > 0 ? (uint64_t)status.st_size : 0;
}

void generation_read(const struct place *place, unsigned long number, struct entry *entry,
                     struct generation_sizes *sizes)
{
    char path[DISK_PATH_SIZE];
    struct file file;

    *sizes = (struct generation_sizes){.image = size_of(place, number, "system.img"),
                                       .launcher = size_of(place, number, "launcher.elf"),
                                       .xen = size_of(place, number, "xen.gz")};
    *entry = (struct entry){0};
    place_path(place, path, PLACE_HOME "/%lu/entry", number);
    if (file_read(&file, path)) {
        entry_read(entry, (const char *)file.bytes, file.size);
        file_release(&file);
    }
}
