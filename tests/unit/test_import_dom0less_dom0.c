/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The dom0 of a dom0less tree: its command line, its options, and its CPUs.
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

static char *dom0_with(const char *chosen, const char *kernel)
{
    char source[1024];

    snprintf(source, sizeof(source),
             "/dts-v1/; / { cpus { #address-cells = <1>; #size-cells = <0>;"
             "a: cpu@0 { device_type = \"cpu\"; reg = <0>; };"
             "b: cpu@1 { device_type = \"cpu\"; reg = <1>; };"
             "c: cpu@2 { device_type = \"cpu\"; reg = <2>; }; };"
             "chosen { %s k { compatible = \"xen,linux-zimage\", \"xen,multiboot-module\";"
             " reg = <0 1 2>; %s }; }; };",
             chosen, kernel);
    return dom0less_imported_text(source);
}

static void test_command_lines_of_dom0(void **state)
{
    static const struct {
        const char *chosen, *kernel, *line, *note;
    } cases[] = {
        {"xen,dom0-bootargs = \"own\";", "bootargs = \"module\";", "bootargs = \"own\"",
         "= \"module\": not used"},
        {"xen,xen-bootargs = \"x\"; bootargs = \"chosen\";", "bootargs = \"module\";",
         "bootargs = \"module\"", "= \"chosen\": not used"},
        {"xen,xen-bootargs = \"x\"; bootargs = \"chosen\";", "", "bootargs = \"chosen\"",
         "xen,xen-bootargs = \"x\""},
        {"bootargs = \"dom0_mem=64M\";", "bootargs = \"module\";", "bootargs = \"module\"",
         "bootargs = \"dom0_mem=64M\": Xen's own"},
        {"bootargs = \"chosen\";", "bootargs = \"\";", "bootargs = \"chosen\"",
         "dom0_mem: not given"},
        {"", "bootargs = \"\";", "bootargs = \"\"", "dom0_mem: not given"},
        {"", "xen,dom0-bootargs = \"misplaced\";", "cpus = <3>",
         "k: xen,dom0-bootargs: Xen does not"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *text = dom0_with(cases[i].chosen, cases[i].kernel);

        assert_has(text, cases[i].line);
        assert_has(text, cases[i].note);
        free(text);
    }
}

static char *dom0_of_xen_line(const char *line)
{
    char chosen[256];

    snprintf(chosen, sizeof(chosen), "xen,xen-bootargs = \"%s\";", line);
    return dom0_with(chosen, "");
}

static void test_options_of_dom0(void **state)
{
    static const struct text_example examples[] = {
        {"dom0_mem=1500M dom0_max_vcpus=2", "memory = \"1500M\";\n        cpus = <2>;"},
        {"dom0-mem=2G", "memory = \"2048M\""},
        {"dom0_mem=65536", "memory = \"64M\""},
        {"dom0_mem=512 dom0-mem=64M", "memory = \"64M\""},
        {"dom0_mem=512 dom0-mem=64M", "dom0_mem=512 of Xen's command line: is given twice"},
        {"dom0_mem=0x40M,max:1G", "malformed after the size"},
        {"dom0_mem=max:1G", "dom0_mem=max:1G of Xen's command line: malformed"},
        {"console=dtuart", "memory = \"512M\";\n        cpus = <3>;"},
        {"dom0_max_vcpus=two", "malformed: Xen on Arm reads one number"},
        {"dom0_max_vcpus=500", "500 is not between 1 and 128; 128 is used"},
        {"dom0_max_vcpus=2 dom0_vcpus_pin", "id = <1>;\n            hard-affinity = \"1\""},
        {"no-dom0_vcpus_pin", "no-dom0_vcpus_pin of Xen's command line: the default"},
        {"dom0=pvh", "dom0=pvh of Xen's command line: would apply to the launcher"},
        {"dom0_nosuch=1", "dom0_nosuch=1 of Xen's command line: not known"},
    };

    (void)state;
    TEXTS_CHECK(dom0_of_xen_line, examples);
}

static void test_dom0_gets_the_cpus_of_its_pool(void **state)
{
    char *text = dom0_with("p { compatible = \"xen,cpupool\"; cpupool-cpus = <&b>;"
                           " cpupool-sched = \"null\"; };",
                           "");

    (void)state;
    assert_has(text, "cpus = <2>");
    assert_has(text, "hyperlaunch,name = \"p\";\n        cpupool-cpus = \"1\";\n"
                     "        cpupool-sched = \"null\"");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_command_lines_of_dom0),
        cmocka_unit_test(test_options_of_dom0),
        cmocka_unit_test(test_dom0_gets_the_cpus_of_its_pool),
    };

    return cmocka_run_group_tests_name("import_dom0less_dom0", tests, NULL, NULL);
}
