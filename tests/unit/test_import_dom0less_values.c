/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The values of imported dom0less trees: what Xen makes of them is what the source says.
 */
#include "tests/unit/dom0less_made.h"

#define DOMU                                                                                       \
    "domU1 { compatible = \"xen,domain\"; memory = <0 65536>; cpus = <1>;"                         \
    " k { compatible = \"multiboot,kernel\", \"multiboot,module\"; reg = <0 1>; }; };"

static void test_policy_is_no_ramdisk(void **state)
{
    char *text = imported_text("/dts-v1/; / { chosen { #address-cells = <1>; #size-cells = <1>;"
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
    char *text = imported_text("/dts-v1/; / { chosen { xen,dom0-bootargs = \"quiet\";"
                               "linux,initrd-start = <1>; linux,initrd-end = <2>;"
                               "m { compatible = \"multiboot,ramdisk\", \"multiboot,module\";"
                               " reg = <0 0x1000 1>; }; " DOMU " }; };");

    (void)state;
    assert_has(text, "no dom0 is described");
    assert_has(text, "xen,dom0-bootargs = \"quiet\": not used");
    assert_lacks(text, "capabilities");
    free(text);
}

/* The address and the size of a kernel's reg, by the numbers of cells. */
static void test_cells_of_reg(void **state)
{
    static const struct {
        const char *tree, *shown;
    } cases[] = {
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
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char source[512], *text;

        snprintf(source, sizeof(source),
                 "/dts-v1/; / { chosen { d { compatible = \"xen,domain\"; %s"
                 " compatible = \"multiboot,module\", \"multiboot,kernel\"; }; }; }; };",
                 cases[i].tree);
        text = imported_text(source);
        assert_has(text, cases[i].shown);
        free(text);
    }
}

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
    return imported_text(source);
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

static void test_options_of_dom0(void **state)
{
    static const struct {
        const char *line, *shown;
    } cases[] = {
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
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char chosen[256], *text;

        snprintf(chosen, sizeof(chosen), "xen,xen-bootargs = \"%s\";", cases[i].line);
        text = dom0_with(chosen, "");
        assert_has(text, cases[i].shown);
        free(text);
    }
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

static char *domain_with(const char *properties)
{
    char source[1024];

    snprintf(source, sizeof(source),
             "/dts-v1/; / { chosen { d { compatible = \"xen,domain\"; cpus = <2>; %s }; }; };",
             properties);
    return imported_text(source);
}

static void test_values_of_a_domain(void **state)
{
    static const struct {
        const char *properties, *shown;
    } cases[] = {
        {"memory = <0 0x40000>;", "memory = \"256M\""},
        {"memory = <0x40000>;", "memory = \"256M\""},
        {"memory = <0x40000>;", "malformed: Xen reads two cells"},
        {"memory = \"256M\";", "malformed: it is two cells"},
        {"memory = <0 65538>;", "not a whole number of pages"},
        {"xen,enhanced;", "xen,enhanced = \"enabled\""},
        {"xen,enhanced = \"enabled\";", "xen,enhanced = \"enabled\""},
        {"xen,enhanced = \"legacy\";", "x86 has one for all"},
        {"xen,enhanced = \"disabled\";",
         "xen,enhanced = \"disabled\": Xen on Arm gives no PV interfaces then"},
        {"xen,enhanced = \"on\";", "malformed"},
        {"", "xen,enhanced = \"no-xenstore\""},
        {"passthrough = \"enabled\";", "no devices are passed through yet"},
        {"passthrough = \"disabled\";", "passthrough = \"disabled\""},
        {"capabilities = <7>;", "capabilities = \"control\", \"hardware\", \"xenstore\""},
        {"capabilities = <3>;", "capabilities = \"control\", \"hardware\";"},
        {"capabilities = <1>;",
         "capabilities = <0x1>: the capabilities control are not carried over"},
        {"xen,sched-granularity = \"core\";", "xen,sched-granularity: not known to Xen"},
        {"x { compatible = \"xen,domain-v2\"; };",
         "the node x (compatible: \"xen,domain-v2\"): not"},
        {"domid = <5>;", "domid = <5>"},
        {"domid = <0x7ff0>;", "domid: 32752 cannot be its domid"},
        {"capabilities = <8>;", "malformed: 0x8 has bits"},
        {"v { compatible = \"xen,vcpu\"; id = <1>; hard-affinity = \"0x2,010-9,\"; };",
         "hard-affinity = \"2,8-9\""},
        {"v { compatible = \"xen,vcpu\"; id = <1>; hard-affinity = \"5-3\"; };", "malformed: CPUs"},
        {"v { compatible = \"xen,vcpu\"; id = <2>; hard-affinity = \"1\"; };",
         "the CPUs of vCPU 2: left out"},
        {"k { compatible = \"multiboot,kernel\", \"multiboot,module\"; xen,uefi-binary = \"a\"; };"
         "l { compatible = \"multiboot,kernel\", \"multiboot,module\"; xen,uefi-binary = \"b\"; };",
         "the node l: a second kernel; the last is used"},
        {"k { compatible = \"multiboot,kernel\", \"multiboot,module\"; xen,uefi-binary = <1>; };",
         "kernel: has no reg and no xen,uefi-binary that names a file"},
        {"llc-colors = \"*/ 0-3\";", "llc-colors = \"* / 0-3\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *text = domain_with(cases[i].properties);

        assert_has(text, cases[i].shown);
        free(text);
    }
}

static void test_module_that_does_not_say_what(void **state)
{
    char *text = imported_text("/dts-v1/; / { chosen {"
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
    char *text = imported_text("/dts-v1/; / { chosen { box {"
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
        cmocka_unit_test(test_command_lines_of_dom0),
        cmocka_unit_test(test_options_of_dom0),
        cmocka_unit_test(test_dom0_gets_the_cpus_of_its_pool),
        cmocka_unit_test(test_values_of_a_domain),
        cmocka_unit_test(test_module_that_does_not_say_what),
        cmocka_unit_test(test_modules_in_other_nodes),
    };

    return cmocka_run_group_tests_name("import_dom0less_values", tests, NULL, NULL);
}
