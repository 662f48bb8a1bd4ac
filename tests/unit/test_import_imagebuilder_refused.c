/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of ImageBuilder configurations: what is refused, cut, or not copied.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/imagebuilder_made.h"
#include "tests/support/texts.h"
#include "tool/import/imagebuilder.h"

static void test_refused(void **state)
{
    static const char wide[] = BOARD "X=\0a\n";

    (void)state;
    assert_null(builder_imported("DOMU_KERNEL[0]=k\n"));
    assert_null(builder_imported("NUM_DOMUS = 1\nDOMU_KERNEL[0]=k\n"));
    assert_null(builder_imported("NUM_DOMUS=one\n"));
    assert_null(builder_imported("NUM_DOMUS=257\n"));
    assert_null(builder_imported("NUM_DOMUS=1\nDOMU_KERNEL[0]=k\nDOMU_NOBOOT[0]=1\n"));
    assert_null(builder_imported("NUM_DOMUS=1\nif x; then NUM_DOMUS=2; fi\n"));
    assert_null(builder_imported(BOARD "DOMU_CMD[0]=\"a\nb\n"));
    assert_null(builder_imported(BOARD "DOMU_KERNEL=(a b\n"));
    assert_null(builder_imported_bytes(wide, sizeof(wide) - 1));
}

static void test_secrets_are_not_copied(void **state)
{
    char *text =
        builder_imported(BOARD "ROOT_PASSWORD=xyzzy\nFIT_ENC_KEY_DIR=xyzzy\nAPI_TOKEN=$xyzzy\n"
                               "PASSTHROUGH_DTS_REPO=https://me:xyzzy@host/repo\n");

    (void)state;
    assert_has(text, "ROOT_PASSWORD (line 4)");
    assert_has(text, "FIT_ENC_KEY_DIR (line 5, its value is not copied)");
    assert_has(text, "PASSTHROUGH_DTS_REPO (line 7, its value is not copied)");
    assert_lacks(text, "xyzzy");
    free(text);
    text = builder_imported(BOARD "DOMU_PASSTHROUGH_DTB[0]=pass.dtb\n");
    assert_has(text, "DOMU_PASSTHROUGH_DTB[0] = \"pass.dtb\"");
    free(text);
}

static void test_long_command_line(void **state)
{
    char config[6000] = BOARD "DOMU_CMD[0]=", *text;
    size_t used = strlen(config);

    (void)state;
    memset(config + used, 'x', 5000);
    memcpy(config + used + 5000, "LAST\n", 6);
    text = builder_imported(config);
    assert_has(text, "the command line is cut");
    assert_lacks(text, "LAST\";");
    free(text);
    memcpy(config + used + 4091, "LAST\n", 6);
    text = builder_imported(config);
    assert_has(text, "xLAST\"");
    assert_lacks(text, "is cut");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_secrets_are_not_copied),
        cmocka_unit_test(test_long_command_line),
    };

    return cmocka_run_group_tests_name("import_imagebuilder_refused", tests, NULL, NULL);
}
