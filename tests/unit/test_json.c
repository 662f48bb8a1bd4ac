/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the writer of JSON writes: commas, indents, numbers, and strings of foreign bytes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tool/base/json.h"

struct page {
    struct json json;
    char *text;
    size_t size;
};

static int set_up(void **state)
{
    static struct page page;

    page = (struct page){.text = NULL};
    page.json.out = open_memstream(&page.text, &page.size);
    *state = &page;
    return page.json.out ? 0 : -1;
}

static int tear_down(void **state)
{
    struct page *page = *state;

    fclose(page->json.out);
    free(page->text);
    return 0;
}

static void assert_written(struct page *page, const char *expected)
{
    assert_int_equal(page->json.depth, 0);
    assert_int_equal(fflush(page->json.out), 0);
    assert_string_equal(page->text, expected);
}

static void assert_text(struct page *page, const char *text, const char *expected)
{
    json_text(&page->json, NULL, text);
    assert_written(page, expected);
}

static void test_an_object_on_lines(void **state)
{
    struct page *page = *state;

    json_object(&page->json, NULL, JSON_ON_LINES);
    json_text(&page->json, "name", "web");
    json_bool(&page->json, "good", true);
    json_bool(&page->json, "bad", false);
    json_text(&page->json, "cause", NULL);
    json_end(&page->json);
    assert_written(page, "{\n  \"name\": \"web\",\n  \"good\": true,\n  \"bad\": false,\n"
                         "  \"cause\": null\n}\n");
}

static void test_what_is_in_another_is_indented(void **state)
{
    struct page *page = *state;

    json_array(&page->json, NULL, JSON_ON_LINES);
    json_object(&page->json, NULL, JSON_ON_ONE_LINE);
    json_number(&page->json, "id", 1);
    json_array(&page->json, "ranges", JSON_ON_LINES);
    json_number(&page->json, NULL, 2);
    json_number(&page->json, NULL, 3);
    json_end(&page->json);
    json_end(&page->json);
    json_number(&page->json, NULL, 4);
    json_end(&page->json);
    assert_written(page, "[\n  {\"id\": 1, \"ranges\": [\n    2,\n    3\n  ]},\n  4\n]\n");
}

static void test_on_one_line(void **state)
{
    struct page *page = *state;

    json_array(&page->json, NULL, JSON_ON_ONE_LINE);
    json_text(&page->json, NULL, "a");
    json_object(&page->json, NULL, JSON_ON_ONE_LINE);
    json_end(&page->json);
    json_end(&page->json);
    assert_written(page, "[\"a\", {}]\n");
}

static void test_empty_ones_take_no_lines(void **state)
{
    struct page *page = *state;

    json_object(&page->json, NULL, JSON_ON_LINES);
    json_array(&page->json, "none", JSON_ON_LINES);
    json_end(&page->json);
    json_end(&page->json);
    assert_written(page, "{\n  \"none\": []\n}\n");
}

static void test_numbers_of_64_bits(void **state)
{
    struct page *page = *state;

    json_number(&page->json, NULL, UINT64_MAX);
    assert_written(page, "18446744073709551615");
}

static void test_quotes_and_control_characters_are_escaped(void **state)
{
    assert_text(*state, "a\"b\\c\n\033\x7f", "\"a\\\"b\\\\c\\u000a\\u001b\\u007f\"");
}

static void test_c1_is_escaped(void **state)
{
    assert_text(*state, "a\xc2\x9b\033", "\"a\\u009b\\u001b\"");
}

static void test_utf8_stays(void **state)
{
    assert_text(*state, "Gr\xc3\xbc\xc3\x9f \xc2\xa0 \xf0\x9f\x90\xa7",
                "\"Gr\xc3\xbc\xc3\x9f \xc2\xa0 \xf0\x9f\x90\xa7\"");
}

static void test_bytes_that_are_no_utf8_are_replaced(void **state)
{
    assert_text(*state, "\xff\xed\xa0\x80.\xe2\x82",
                "\"\\ufffd\\ufffd\\ufffd\\ufffd.\\ufffd\\ufffd\"");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_an_object_on_lines),
        TEST(test_what_is_in_another_is_indented),
        TEST(test_on_one_line),
        TEST(test_empty_ones_take_no_lines),
        TEST(test_numbers_of_64_bits),
        TEST(test_quotes_and_control_characters_are_escaped),
        TEST(test_c1_is_escaped),
        TEST(test_utf8_stays),
        TEST(test_bytes_that_are_no_utf8_are_replaced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
