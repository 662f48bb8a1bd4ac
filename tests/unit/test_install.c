/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Installing generation after generation: what stays, what goes, and what is on the disk.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/disk/synced.h"
#include "tests/support/installed.h"
#include "tool/base/tool.h"

static uint64_t room;

/* The file system has as much room as a test says. */
int statvfs(const char *path, struct statvfs *status)
{
    if (access(path, F_OK) != 0)
        return -1;
    *status = (struct statvfs){.f_frsize = 1024, .f_bavail = room / 1024};
    return 0;
}

static int set_up(void **state)
{
    room = UINT64_C(1) << 30;
    return installed_set_up(state);
}

static void text_check(const char *name, const char *expected)
{
    char *text = installed_read(name);

    assert_string_equal(text, expected);
    free(text);
}

static void test_two_generations_stay(void **state)
{
    unsigned long number;

    (void)state;
    assert_int_equal(installed_install("one", &number), TOOL_FINE);
    assert_int_equal(number, 1);
    assert_int_equal(installed_install("two", NULL), TOOL_FINE);
    assert_int_equal(installed_install("three", &number), TOOL_FINE);
    assert_int_equal(number, 3);
    assert_int_equal(installed_count(), 2);
    text_check("/boot/grub/grub.cfg", "'hyperlaunch-3'\n'hyperlaunch-2'\n");
    text_check("/boot/hyperlaunch/3/system.img", "three");
    installed_check_whole();
}

static void test_all_stay_where_somebody_else_makes_the_menu(void **state)
{
    (void)state;
    installed.place.mkconfig = NULL;
    for (int i = 0; i < 4; i++)
        assert_int_equal(installed_install("set", NULL), TOOL_FINE);
    assert_int_equal(installed_count(), 4);
    text_check("/boot/grub/grub.cfg", "");
}

static void test_all_is_on_the_disk(void **state)
{
    static const char *const names[] = {
        "/boot",
        "/boot/hyperlaunch",
        "/boot/hyperlaunch/1",
        "/boot/hyperlaunch/1/system.img",
        "/boot/hyperlaunch/1/launcher.elf",
        "/boot/hyperlaunch/1/entry",
        "/boot/hyperlaunch/1/options",
        "/etc",
        "/etc/grub.d",
        "/etc/grub.d/09_hyperlaunch",
        "/etc/default",
        "/etc/default/grub.d",
        "/etc/default/grub.d/zz_hyperlaunch.cfg",
        "/etc/kernel",
        "/etc/kernel/postinst.d",
        "/etc/kernel/postinst.d/zz-hyperlaunch",
        "/etc/initramfs",
        "/etc/initramfs/post-update.d",
        "/etc/initramfs/post-update.d/zz-hyperlaunch",
        "/boot/grub",
        "/boot/grub/grub.cfg",
    };
    char path[DISK_PATH_SIZE];

    (void)state;
    synced_forget();
    assert_int_equal(installed_install("one", NULL), TOOL_FINE);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        place_path(&installed.place, path, "%s", names[i]);
        if (!synced_has(path))
            fail_msg("%s is not", names[i]);
    }
}

static void test_menu_keeps_its_permissions(void **state)
{
    char path[DISK_PATH_SIZE];
    struct stat status;

    (void)state;
    place_path(&installed.place, path, "/boot/grub/grub.cfg");
    assert_int_equal(chmod(path, 0400), 0);
    assert_int_equal(installed_install("one", NULL), TOOL_FINE);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0400);
}

/* What GRUB's menu is made by from now on; its second word is where the menu goes. */
static void program_put(const char *text)
{
    FILE *program = fopen(installed.place.mkconfig, "w");

    assert_non_null(program);
    assert_true(fprintf(program, "#!/bin/sh\n%s", text) > 0);
    assert_int_equal(fclose(program), 0);
}

static void test_generation_that_the_menu_names_stays(void **state)
{
    (void)state;
    assert_int_equal(installed_install("one", NULL), TOOL_FINE);
    assert_int_equal(installed_install("two", NULL), TOOL_FINE);
    program_put("echo \"'hyperlaunch-3' 'hyperlaunch-1'\" >\"$2\"\n"); /* for 2 is damaged */
    assert_int_equal(installed_install("three", NULL), TOOL_FINE);
    assert_int_equal(installed_count(), 3);
    text_check("/boot/hyperlaunch/1/system.img", "one");
}

static void test_menu_that_is_not_done_does_not_count(void **state)
{
    (void)state;
    assert_int_equal(installed_install("one", NULL), TOOL_FINE);
    program_put("echo 9 >\"$2\"\nexit 1\n");
    assert_int_equal(installed_install("two", NULL), TOOL_FAILED);
    text_check("/boot/grub/grub.cfg", "'hyperlaunch-1'\n");
    assert_int_equal(installed_count(), 2);
}

static void test_nothing_is_written_without_room(void **state)
{
    (void)state;
    room = 1024 * 1024; /* and nothing for the files */
    assert_int_equal(installed_install("one", NULL), TOOL_FAILED);
    assert_int_equal(installed_count(), 0);
    assert_false(installed_has("/etc/grub.d/09_hyperlaunch"));
}

static void test_two_do_not_install_at_once(void **state)
{
    char path[DISK_PATH_SIZE];
    int other;

    (void)state;
    assert_int_equal(installed_install("one", NULL), TOOL_FINE);
    place_path(&installed.place, path, PLACE_HOME);
    other = open(path, O_RDONLY | O_DIRECTORY);
    assert_int_equal(flock(other, LOCK_EX), 0);
    assert_int_equal(installed_install("two", NULL), TOOL_FAILED);
    assert_int_equal(installed_remove(), TOOL_FAILED);
    assert_int_equal(close(other), 0);
    assert_int_equal(installed_count(), 1);
    assert_int_equal(installed_install("two", NULL), TOOL_FINE);
}

static void test_older_generator_is_replaced(void **state)
{
    char *text;

    (void)state;
    installed_write("/etc/grub.d/09_hyperlaunch", "#!/bin/sh\n# hyperlaunch-generator 0\n");
    assert_int_equal(installed_install("one", NULL), TOOL_FINE);
    text = installed_read("/etc/grub.d/09_hyperlaunch");
    assert_non_null(strstr(text, "grub-mkconfig_lib"));
    free(text);
}

static void test_generator_of_this_version_or_later_stays(void **state)
{
    (void)state;
    installed_write("/etc/grub.d/09_hyperlaunch", "# mine\n# hyperlaunch-generator 999999\n");
    assert_int_equal(installed_install("one", NULL), TOOL_FINE);
    text_check("/etc/grub.d/09_hyperlaunch", "# mine\n# hyperlaunch-generator 999999\n");
}

static void test_file_that_is_not_ours_stays(void **state)
{
    static const char *const names[] = {
        "/etc/grub.d/09_hyperlaunch",
        "/etc/default/grub.d/zz_hyperlaunch.cfg",
        "/etc/kernel/postinst.d/zz-hyperlaunch",
        "/etc/initramfs/post-update.d/zz-hyperlaunch",
    };

    (void)state;
    assert_int_equal(installed_install("one", NULL), TOOL_FINE);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        installed_write(names[i], "mine\n");
    assert_int_equal(installed_install("two", NULL), TOOL_FINE);
    assert_int_equal(installed_remove(), TOOL_FINE);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        text_check(names[i], "mine\n");
}

static void test_updates_run_the_hook(void **state)
{
    static const char *const names[] = {"/etc/kernel/postinst.d/zz-hyperlaunch",
                                        "/etc/initramfs/post-update.d/zz-hyperlaunch"};
    char path[DISK_PATH_SIZE];
    struct stat status;

    (void)state;
    assert_int_equal(installed_install("one", NULL), TOOL_FINE);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        place_path(&installed.place, path, "%s", names[i]);
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 07777, 0755);
    }
}

#define WITH_ROOM(test) cmocka_unit_test_setup_teardown(test, set_up, installed_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ROOM(test_two_generations_stay),
        WITH_ROOM(test_all_stay_where_somebody_else_makes_the_menu),
        WITH_ROOM(test_all_is_on_the_disk),
        WITH_ROOM(test_menu_keeps_its_permissions),
        WITH_ROOM(test_generation_that_the_menu_names_stays),
        WITH_ROOM(test_menu_that_is_not_done_does_not_count),
        WITH_ROOM(test_nothing_is_written_without_room),
        WITH_ROOM(test_two_do_not_install_at_once),
        WITH_ROOM(test_older_generator_is_replaced),
        WITH_ROOM(test_generator_of_this_version_or_later_stays),
        WITH_ROOM(test_file_that_is_not_ours_stays),
        WITH_ROOM(test_updates_run_the_hook),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
