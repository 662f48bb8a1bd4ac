/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A system below a folder, and the parts of an installation.
 */
#include "tests/support/installed.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tool/base/file.h"

#define LAUNCHER "a launcher"
#define MENU     "/boot/grub/grub.cfg"

struct install installed;
struct faults installed_faults;
static char installed_folder[64], root[80], program[80], image[80], launcher[80];

static bool operation_permit(void *context)
{
    struct faults *faults = context;

    faults->count++;
    return faults->first == 0 || faults->count < faults->first ||
           (faults->count > faults->first && !faults->lasting);
}

static void file_put(const char *path, const char *text)
{
    assert_true(file_write(path, text, strlen(text)));
}

void installed_write(const char *name, const char *text)
{
    char path[DISK_PATH_SIZE];

    place_path(&installed.place, path, "%s", name);
    file_put(path, text);
}

static void folder_put(const char *name)
{
    char path[DISK_PATH_SIZE];

    place_path(&installed.place, path, "%s", name);
    assert_int_equal(mkdir(path, 0755), 0);
}

/* What stands for grub-mkconfig: its second word is where the menu goes. */
static void program_put(void)
{
    char text[512];

    (void)snprintf(text, sizeof(text),
                   "#!/bin/sh\nls '%s%s' 2>/dev/null | grep '^[1-9]' | sort -rn | head -n 2 | "
                   "sed \"s/.*/'hyperlaunch-&'/\" >\"$2\"\n"
                   "echo menu made >&2\n",
                   root, PLACE_HOME);
    file_put(program, text);
    assert_int_equal(chmod(program, 0755), 0);
}

int installed_set_up(void **state)
{
    (void)state;
    strcpy(installed_folder, "/tmp/installed-XXXXXX");
    assert_non_null(mkdtemp(installed_folder));
    (void)snprintf(root, sizeof(root), "%s/root", installed_folder);
    (void)snprintf(program, sizeof(program), "%s/mkconfig", installed_folder);
    (void)snprintf(image, sizeof(image), "%s/image", installed_folder);
    (void)snprintf(launcher, sizeof(launcher), "%s/launcher", installed_folder);
    installed_faults = (struct faults){.count = 0};
    installed = (struct install){
        .place = {.root = root, .mkconfig = program, .lock = -1},
        .disk = {.command = "install", .permits = operation_permit, .context = &installed_faults},
        .etc = "boot",
        .parts = {.image = image, .launcher = launcher, .options = "set=/etc/system.dts\n"},
    };
    assert_int_equal(mkdir(root, 0755), 0);
    folder_put("/boot");
    folder_put(PLACE_GRUB);
    folder_put("/etc");
    folder_put(PLACE_GRUB_D);
    installed_write(MENU, "");
    file_put(launcher, LAUNCHER);
    program_put();
    return 0;
}

int installed_tear_down(void **state)
{
    char command[] = "rm", options[] = "-rf";
    char *const argv[] = {command, options, installed_folder, NULL};
    struct file out, err;

    (void)state;
    assert_int_equal(process_capture(argv, NULL, &out, &err), 0);
    file_release(&out);
    file_release(&err);
    return 0;
}

/* What is complained of, hundreds of times, is read by nobody. */
static FILE *complaints_drop(void)
{
    FILE *heard = stderr;

    stderr = fopen("/dev/null", "we");
    assert_non_null(stderr);
    return heard;
}

static void complaints_hear(FILE *heard)
{
    (void)fclose(stderr);
    stderr = heard;
}

int installed_install(const char *text, unsigned long *number)
{
    unsigned long unused;
    FILE *heard;
    int status;

    file_put(image, text);
    strcpy(installed.parts.entry.title, text);
    heard = complaints_drop();
    status = install_run(&installed, number ? number : &unused);
    complaints_hear(heard);
    sources_release(&installed.parts.sources);
    return status;
}

int installed_remove(void)
{
    FILE *heard = complaints_drop();
    int status = uninstall_run(&installed);

    complaints_hear(heard);
    return status;
}

char *installed_read(const char *name)
{
    char path[DISK_PATH_SIZE];
    struct file file;

    place_path(&installed.place, path, "%s", name);
    if (!file_read(&file, path))
        return strdup("");
    return (char *)file.bytes;
}

bool installed_has(const char *name)
{
    char path[DISK_PATH_SIZE];

    place_path(&installed.place, path, "%s", name);
    return access(path, F_OK) == 0;
}

/* The title is the image's text, so that one says what the other has to be. */
static void generation_check(unsigned long number)
{
    struct generation_sizes sizes;
    char name[64], *bytes;
    struct entry entry;

    generation_read(&installed.place, number, &entry, &sizes);
    (void)snprintf(name, sizeof(name), PLACE_HOME "/%lu/system.img", number);
    bytes = installed_read(name);
    assert_string_not_equal(bytes, "");
    assert_string_equal(bytes, entry.title);
    free(bytes);
    (void)snprintf(name, sizeof(name), PLACE_HOME "/%lu/launcher.elf", number);
    bytes = installed_read(name);
    assert_string_equal(bytes, LAUNCHER);
    free(bytes);
}

void installed_check_whole(void)
{
    char *menu = installed_read(MENU);
    struct generations found;

    assert_true(generations_find(&installed.place, "test", &found));
    for (size_t i = 0; i < found.count; i++)
        generation_check(found.numbers[i]);
    for (char *line = strtok(menu, "\n"); line; line = strtok(NULL, "\n"))
        generation_check(strtoul(line + strlen("'hyperlaunch-"), NULL, 10));
    free(menu);
}

unsigned int installed_count(void)
{
    char home[DISK_PATH_SIZE];
    unsigned int count = 0;
    struct dirent *entry;
    DIR *folder;

    place_path(&installed.place, home, PLACE_HOME);
    folder = opendir(home);
    while (folder && (entry = readdir(folder)))
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    if (folder)
        closedir(folder);
    return count;
}
