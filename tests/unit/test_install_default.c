/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Which generation GRUB boots by default, from the text of its menu.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tool/install/grub.h"

#define OURS(title, number)                                                                        \
    "menuentry '" title "' --class xen $menuentry_id_option 'hyperlaunch-" number "' {\n}\n"
#define OTHER   "menuentry 'Debian' $menuentry_id_option 'gnulinux' {\n}\n"
#define SUBMENU "submenu 'More' {\n\tmenuentry 'inside' {\n\t}\n}\n"

/* 00_header as Debian has it, with this default. */
#define HEADER(choice)                                                                             \
    "if [ \"${next_entry}\" ] ; then\n   set default=\"${next_entry}\"\n"                          \
    "else\n   set default=\"" choice "\"\nfi\n"

static unsigned long default_of(const char *text, const char *saved)
{
    char menu[2048], environment[256] = "";
    FILE *in, *of_saved = NULL;
    unsigned long number;

    assert_true(snprintf(menu, sizeof(menu), "%s", text) < (int)sizeof(menu));
    in = fmemopen(menu, strlen(menu), "r");
    assert_non_null(in);
    if (saved) {
        (void)snprintf(environment, sizeof(environment), "# GRUB Environment Block\n%s\n##", saved);
        of_saved = fmemopen(environment, strlen(environment), "r");
        assert_non_null(of_saved);
    }
    number = grub_default_read(in, of_saved);
    assert_int_equal(fclose(in), 0);
    if (of_saved)
        assert_int_equal(fclose(of_saved), 0);
    return number;
}

static void test_entry_is_found_by_its_place(void **state)
{
    (void)state;
    assert_int_equal(default_of(HEADER("0") OURS("a", "7") OURS("b", "6") OTHER, NULL), 7);
    assert_int_equal(default_of(HEADER("1") OURS("a", "7") OURS("b", "6") OTHER, NULL), 6);
    assert_int_equal(default_of(HEADER("2") OURS("a", "7") OURS("b", "6") OTHER, NULL), 0);
    assert_int_equal(default_of(HEADER("9") OURS("a", "7"), NULL), 0);
    assert_int_equal(default_of(OURS("a", "7"), NULL), 7); /* no default at all is the first */
}

static void test_submenu_has_one_place(void **state)
{
    (void)state;
    assert_int_equal(default_of(HEADER("2") OTHER SUBMENU OURS("a", "7"), NULL), 7);
    assert_int_equal(default_of(HEADER("1") OTHER SUBMENU OURS("a", "7"), NULL), 0);
}

static void test_entry_is_found_by_its_id_and_title(void **state)
{
    (void)state;
    assert_int_equal(default_of(HEADER("hyperlaunch-6") OURS("a", "7") OURS("b", "6"), NULL), 6);
    assert_int_equal(default_of(HEADER("b") OURS("a", "7") OURS("b", "6"), NULL), 6);
    assert_int_equal(default_of(HEADER("gnulinux") OURS("a", "7") OTHER, NULL), 0);
}

static void test_saved_entry_counts_where_it_is_the_default(void **state)
{
    (void)state;
    assert_int_equal(default_of(HEADER("${saved_entry}") OURS("a", "7") OURS("b", "6"),
                                "saved_entry=hyperlaunch-6"),
                     6);
    assert_int_equal(default_of(HEADER("${saved_entry}") OURS("a", "7"), "saved_entry="), 7);
    assert_int_equal(default_of(HEADER("${saved_entry}") OURS("a", "7"), NULL), 7);
    assert_int_equal(default_of(HEADER("0") OURS("a", "7") OURS("b", "6"), "saved_entry=1"), 7);
}

static void test_number_that_is_too_large_is_no_generation(void **state)
{
    (void)state;
    assert_int_equal(default_of(OURS("a", "28888888888888888888888"), NULL), 0);
    assert_int_equal(default_of(HEADER("99999999999999999999") OURS("a", "7"), NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entry_is_found_by_its_place),
        cmocka_unit_test(test_submenu_has_one_place),
        cmocka_unit_test(test_entry_is_found_by_its_id_and_title),
        cmocka_unit_test(test_saved_entry_counts_where_it_is_the_default),
        cmocka_unit_test(test_number_that_is_too_large_is_no_generation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
