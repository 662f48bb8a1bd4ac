/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What is installed against the digests of its sources: each kind of difference has its line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/installed.h"
#include "tool/base/file.h"
#include "tool/base/tool.h"
#include "tool/install/step.h"

#define KERNEL "/boot/vmlinuz"

static char *said;
static size_t files;

static void path_of(char path[DISK_PATH_SIZE], const char *name)
{
    place_path(&installed.place, path, "%s", name);
}

/* One generation, of a kernel below the root, which is looked at as the system itself sees it. */
static int set_up(void **state)
{
    uint8_t digest[DIGEST_SIZE];
    char path[DISK_PATH_SIZE];

    assert_int_equal(installed_set_up(state), 0);
    installed_write(KERNEL, "kernel");
    path_of(path, KERNEL);
    assert_true(file_digest(path, digest));
    assert_true(sources_add(&installed.parts.sources, &installed.place, "install", path, digest));
    strcpy(installed.parts.entry.set, "/etc/system.dts");
    assert_int_equal(installed_install("one", NULL), TOOL_FINE);
    return 0;
}

static int tear_down(void **state)
{
    free(said);
    said = NULL;
    return installed_tear_down(state);
}

/* The lines, without the root that paths begin with. */
static int check(const char *launcher)
{
    size_t size, length = strlen(installed.place.root);
    FILE *out;
    int status;

    free(said);
    out = open_memstream(&said, &size);
    assert_non_null(out);
    status = step_check(&installed.place, "check", 1, launcher, out, &files);
    assert_int_equal(fclose(out), 0);
    for (char *at = said; (at = strstr(at, installed.place.root));)
        memmove(at, at + length, strlen(at + length) + 1);
    return status;
}

static void difference_check(const char *line)
{
    assert_int_equal(check(installed.parts.launcher), TOOL_FAULT);
    assert_string_equal(said, line);
}

static void test_what_is_unchanged_is_in_step(void **state)
{
    (void)state;
    assert_int_equal(check(installed.parts.launcher), TOOL_FINE);
    assert_string_equal(said, "");
    assert_int_equal(files, 3);
}

static void test_sources_are_lines_as_sha256sum_has_them(void **state)
{
    char *text = installed_read("/boot/hyperlaunch/1/sources");

    (void)state;
    /* printf kernel | sha256sum */
    assert_ptr_equal(
        strstr(text,
               "6923dd1bc0460082c5d55a831908c24a282860b7f1cd6c2b79cf1bc8857c639c  /boot/vmlinuz\n"),
        text);
    assert_non_null(strstr(text, "  /boot/hyperlaunch/1/system.img\n"));
    assert_non_null(strstr(text, "  /boot/hyperlaunch/1/launcher.elf\n"));
    free(text);
}

static void test_changed_source_is_named(void **state)
{
    (void)state;
    installed_write(KERNEL, "newer kernel");
    difference_check("generation 1: /boot/vmlinuz: changed since it was installed; run: "
                     "hyperlaunch install --again\n");
}

static void test_source_that_is_gone_is_named(void **state)
{
    char path[DISK_PATH_SIZE];

    (void)state;
    path_of(path, KERNEL);
    assert_int_equal(remove(path), 0);
    difference_check("generation 1: /boot/vmlinuz: gone since it was installed: put it back, or "
                     "correct the set; run: hyperlaunch install --again\n");
}

static void test_generation_without_options_names_its_set(void **state)
{
    char path[DISK_PATH_SIZE];

    (void)state;
    path_of(path, "/boot/hyperlaunch/1/options");
    assert_int_equal(remove(path), 0);
    installed_write(KERNEL, "newer kernel");
    difference_check("generation 1: /boot/vmlinuz: changed since it was installed; run: "
                     "hyperlaunch install /etc/system.dts\n");
}

static void test_every_difference_is_named_in_one_run(void **state)
{
    (void)state;
    installed_write(KERNEL, "newer kernel");
    installed_write("/boot/hyperlaunch/1/system.img", "other");
    installed_write("/boot/grub/grub.cfg", "");
    difference_check("generation 1: /boot/vmlinuz: changed since it was installed; run: "
                     "hyperlaunch install --again\n"
                     "generation 1: /boot/hyperlaunch/1/system.img: damaged: it is not what was "
                     "installed; run: hyperlaunch install --again\n"
                     "generation 1: /boot/grub/grub.cfg: it does not name the generation; run: "
                     "hyperlaunch install --again\n");
}

static void test_of_a_generation_that_is_not_used_only_damage_counts(void **state)
{
    (void)state;
    installed_write(KERNEL, "newer kernel");
    assert_int_equal(check(NULL), TOOL_FINE);
    installed_write("/boot/hyperlaunch/1/launcher.elf", "other");
    assert_int_equal(check(NULL), TOOL_FAULT);
    assert_string_equal(said, "generation 1: /boot/hyperlaunch/1/launcher.elf: damaged: it is not "
                              "what was installed; run: hyperlaunch install --again\n");
}

static void test_another_launcher_is_told(void **state)
{
    (void)state;
    assert_int_equal(check(installed.parts.image), TOOL_FAULT);
    assert_non_null(strstr(said, ": it is another launcher than the one installed; run: "));
}

static void test_generation_without_sources_says_so(void **state)
{
    char path[DISK_PATH_SIZE];

    (void)state;
    path_of(path, "/boot/hyperlaunch/1/sources");
    assert_int_equal(remove(path), 0);
    difference_check("generation 1: sources: it is not there: what this was built from is not "
                     "known; run: hyperlaunch install --again\n");
}

static void test_line_that_is_not_understood_is_damage(void **state)
{
    static const char *const lines[] = {"x\n", "\n", "0  /a\n", "\\", "no newline"};

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        installed_write("/boot/hyperlaunch/1/sources", lines[i]);
        difference_check("generation 1: sources: damaged: it has a line that is not understood; "
                         "run: hyperlaunch install --again\n");
    }
}

static void test_path_with_a_newline_or_backslash_is_refused(void **state)
{
    const uint8_t digest[DIGEST_SIZE] = {0};
    struct sources sources = {0};

    (void)state;
    assert_false(sources_add(&sources, &installed.place, "install", "/a\nb", digest));
    assert_false(sources_add(&sources, &installed.place, "install", "/a\\b", digest));
    assert_null(sources.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_is_unchanged_is_in_step, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sources_are_lines_as_sha256sum_has_them, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_changed_source_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_source_that_is_gone_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_generation_without_options_names_its_set, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_every_difference_is_named_in_one_run, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_of_a_generation_that_is_not_used_only_damage_counts,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_another_launcher_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_generation_without_sources_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_line_that_is_not_understood_is_damage, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_path_with_a_newline_or_backslash_is_refused, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
