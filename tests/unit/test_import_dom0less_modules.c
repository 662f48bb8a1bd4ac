/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The modules of a dom0less tree: what each is, and where it lies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/dom0less_made.h"
#include "tests/support/texts.h"
#include "tool/import/dom0less.h"

#define DOMU                                                                                       \
    "domU1 { compatible = \"xen,domain\"; memory = <0 65536>; cpus = <1>;"                         \
    " k { compatible = \"multiboot,kernel\", \"multiboot,module\"; reg = <0 1>; }; };"

static void test_policy_is_no_ramdisk(void **state)
{
    char *text =
        dom0less_imported_text("/dts-v1/; / { chosen { #address-cells = <1>; #size-cells = <1>;"
                               "m { compatible = \"xen,xsm-policy\", \"multiboot,module\";"
                               " reg = <0x1000 1>; }; " DOMU " }; };");

    (void)state;
    assert_has(text, "compatible = \"xen,xsm-policy\", \"multiboot,module\"");
    assert_lacks(text, "multiboot,ramdisk");
    assert_lacks(text, "capabilities");
    free(text);
}

static void test_ramdisk_alone_is_no_dom0(void **state)
{
    char *text =
        dom0less_imported_text("/dts-v1/; / { chosen { xen,dom0-bootargs = \"quiet\";"
                               "linux,initrd-start = <1>; linux,initrd-end = <2>;"
                               "m { compatible = \"multiboot,ramdisk\", \"multiboot,module\";"
                               " reg = <0 0x1000 1>; }; " DOMU " }; };");

    (void)state;
    assert_has(text, "no dom0 is described");
    assert_has(text, "xen,dom0-bootargs = \"quiet\": not used");
    assert_lacks(text, "capabilities");
    free(text);
}

/* The source of a domain whose kernel begins like that. */
static char *kernel_imported(const char *start)
{
    char source[512];

    snprintf(source, sizeof(source),
             "/dts-v1/; / { chosen { d { compatible = \"xen,domain\"; %s"
             " compatible = \"multiboot,module\", \"multiboot,kernel\"; }; }; }; };",
             start);
    return dom0less_imported_text(source);
}

/* The address and the size of a kernel's reg, by the numbers of cells. */
static void test_cells_of_reg(void **state)
{
    static const struct text_example examples[] = {
        {"#address-cells = <1>; #size-cells = <1>; k { reg = <0x3000000 0x1000>;",
         "loaded it at 0x3000000 (0x1000 bytes)"},
        {"#address-cells = <1>; #size-cells = <2>; k { reg = <0x3000000 1 0x1000>;",
         "loaded it at 0x3000000 (0x100001000 bytes)"},
        {"#address-cells = <2>; #size-cells = <1>; k { reg = <1 0x3000000 0x1000>;",
         "loaded it at 0x103000000 (0x1000 bytes)"},
        {"#address-cells = <2>; #size-cells = <2>; k { reg = <1 2 0 0x1000>;",
         "loaded it at 0x100000002 (0x1000 bytes)"},
        {"k { reg = <7 8 9>;", "loaded it at 0x700000008 (0x9 bytes)"},
        {"#size-cells = <1>; #address-cells = <1>; k { reg = <1>;", "malformed"},
        {"#size-cells = <3>; #address-cells = <1>; k { reg = <1 2 3 4>;", "malformed"},
        {"#size-cells = <1>; #address-cells = <1>; k { reg = <1 2 3 4>;", "more than one range"},
    };

    (void)state;
    TEXTS_CHECK(kernel_imported, examples);
}

static void test_module_that_does_not_say_what(void **state)
{
    char *text =
        dom0less_imported_text("/dts-v1/; / { chosen {"
                               "a { compatible = \"multiboot,module\"; reg = <0 1 2>;"
                               " bootargs = \"first\"; };"
                               "b { compatible = \"multiboot,module\"; reg = <0 3 4>; };"
                               "c { compatible = \"multiboot,module\"; reg = <0 5 6>; }; }; };");

    (void)state;
    assert_has(text, "hyperlaunch,file = \"dom0-kernel\";\n            bootargs = \"first\"");
    assert_has(text, "hyperlaunch,file = \"dom0-ramdisk\"");
    assert_has(text, "the node b: does not say what it is; Xen takes the second such");
    assert_has(text, "the node c: does not say what it is; Xen takes it as an XSM policy");
    free(text);
}

static void test_modules_in_other_nodes(void **state)
{
    char *text =
        dom0less_imported_text("/dts-v1/; / { chosen { box {"
                               "a { compatible = \"multiboot,module\", \"multiboot,kernel\";"
                               " reg = <0 1 2>;"
                               " in-a { compatible = \"multiboot,module\", \"multiboot,ramdisk\";"
                               " reg = <0 3 4>; }; }; };"
                               "b { compatible = \"multiboot,module\", \"multiboot,ramdisk\";"
                               " reg = <0 5 6>;"
                               " in-b { compatible = \"multiboot,module\", \"xen,xsm-policy\";"
                               " reg = <0 7 8>; }; }; }; };");

    (void)state;
    assert_has(text, "the node box (compatible: nothing): holds modules, which are taken");
    assert_has(text, "kernel: the boot loader loaded it at 0x1");
    assert_has(text, "ramdisk: the boot loader loaded it at 0x5");
    assert_has(text, "the node box/a/in-a: is deeper than Xen looks for modules; left out");
    assert_has(text, "xsm-policy: the boot loader loaded it at 0x7");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy_is_no_ramdisk),
        cmocka_unit_test(test_ramdisk_alone_is_no_dom0),
        cmocka_unit_test(test_cells_of_reg),
        cmocka_unit_test(test_module_that_does_not_say_what),
        cmocka_unit_test(test_modules_in_other_nodes),
    };

    return cmocka_run_group_tests_name("import_dom0less_modules", tests, NULL, NULL);
}
