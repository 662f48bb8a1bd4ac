/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The values of a domain in a dom0less tree: what Xen makes of them is what the source says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/dom0less_made.h"
#include "tests/support/texts.h"
#include "tool/import/dom0less.h"

static char *domain_with(const char *properties)
{
    char source[1024];

    snprintf(source, sizeof(source),
             "/dts-v1/; / { chosen { d { compatible = \"xen,domain\"; cpus = <2>; %s }; }; };",
             properties);
    return dom0less_imported_text(source);
}

static void test_values_of_a_domain(void **state)
{
    static const struct text_example examples[] = {
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
    TEXTS_CHECK(domain_with, examples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_of_a_domain),
    };

    return cmocka_run_group_tests_name("import_dom0less_values", tests, NULL, NULL);
}
