/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of ImageBuilder configurations reads alike what bash reads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/imagebuilder_made.h"
#include "tests/support/texts.h"
#include "tool/import/imagebuilder.h"

/* What bash makes of it. */
static void test_values_as_bash_has_them(void **state)
{
    static const struct {
        const char *lines, *bootargs;
    } cases[] = {
        {"DOMU_CMD[0]=a\\ b # c", "a b"},
        {"DOMU_CMD[0]=a#b", "a#b"},
        {"DOMU_CMD[0]='a $b `c` \\d'", "a $b `c` \\\\d"},
        {"DOMU_CMD[0]=\"a \\$b \\\"c\\\" \\d 5$ $\"", "a $b \\\"c\\\" \\\\d 5$ $"},
        {"DOMU_CMD[0]=\"a\"'b'c", "abc"},
        {"DOMU_CMD[0]=\"a \\\nb\"", "a b"},
        {"DOMU_CMD[0]=\\\na", "a"},
        {"DOMU_CMD=a", "a"},
        {"\tDOMU_CMD[0]=a", "a"},
        {"export X=1 DOMU_CMD[0]=a", "a"},
        {"declare -a DOMU_CMD\nDOMU_CMD[0]=a; DOMU_MEM[0]=64", "a"},
        {"DOMU_MEM[0]=64 DOMU_CMD[0]=a", "a"},
        {"DOMU_CMD[0]=a\nDOMU_CMD[0]+=' b'\nDOMU_CMD[0]+=' c'", "a b c"},
        {"DOMU_CMD[ 0x0 ]=a", "a"},
        {"DOMU_CMD[0]=a=~b", "a=~b"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char config[512], shown[128], *text;

        snprintf(config, sizeof(config), BOARD "%s", cases[i].lines);
        snprintf(shown, sizeof(shown), "bootargs = \"%s\";", cases[i].bootargs);
        text = builder_imported(config);
        assert_has(text, shown);
        assert_lacks(text, "needs a shell");
        free(text);
    }
}

static void test_numbers(void **state)
{
    static const struct text_example examples[] = {
        {"DOMU_MEM[0]=0x100", "memory = \"256M\""},
        {"DOMU_MEM[0]=0100", "memory = \"64M\""},
        {"DOMU_MEM[0]=0", "memory = \"512M\""},
        {"DOMU_STATIC_MEM[0]='0x40000000 0x8000000 0x50000000 0x8000000'", "memory = \"256M\""},
        {"DOMU_MEM[0]=99999999999999999999", "malformed"},
        {"DOMU_MEM[0]=18446744073709551615", "is not between 2 MiB and 16 TiB; 16 TiB are used"},
        {"DOMU_CAPS[0]=0x0", "0 is the default"},
        {"DOM0_MEM=2048", "memory = \"2048M\""},
        {"DOM0_VCPUS=2", "cpus = <2>"},
        {"DOMU_DOMID[0]=9", "domid = <9>"},
        {"DOMU_DOMID[0]=0", "DOMU_DOMID[0]: 0 cannot be its domid"},
        {"XEN_POLICY=policy", "compatible = \"xen,xsm-policy\""},
    };

    (void)state;
    TEXTS_CHECK(builder_imported_with, examples);
}

static void test_line_ends_and_marks(void **state)
{
    char *lf = builder_imported(BOARD "DOMU_CMD[0]=\"a\"\n");
    char *crlf = builder_imported(
        "DOM0_KERNEL=d\r\nNUM_DOMUS=1\r\nDOMU_KERNEL[0]=k\r\nDOMU_CMD[0]=\"a\"\r\n");
    char *cr =
        builder_imported("DOM0_KERNEL=d\rNUM_DOMUS=1\rDOMU_KERNEL[0]=k\rDOMU_CMD[0]=\"a\"\r");
    char *mark = builder_imported("\xef\xbb\xbf" BOARD "DOMU_CMD[0]=\"a\"");

    (void)state;
    assert_string_equal(lf, crlf);
    assert_string_equal(lf, cr);
    assert_string_equal(lf, mark);
    free(lf);
    free(crlf);
    free(cr);
    free(mark);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_as_bash_has_them),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_line_ends_and_marks),
    };

    return cmocka_run_group_tests_name("import_imagebuilder_bash", tests, NULL, NULL);
}
