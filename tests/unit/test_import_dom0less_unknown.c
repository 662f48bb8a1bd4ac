/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of dom0less trees names each property and node that is unknown, at every level.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/dom0less_made.h"
#include "tests/support/texts.h"
#include "tool/import/dom0less.h"

static void test_unknown_at_every_level(void **state)
{
    char *text = dom0less_imported_text(
        "/dts-v1/; / { aliases { }; soc { eth@1 { xen,passthrough; }; }; chosen { a-chosen = <1>; "
        "my-password = \"xyzzy\";\n"
        "n-chosen { a-in-n = <1>; m-in-n { a-in-m = <1>; }; };\n"
        "p: pool { compatible = \"xen,cpupool\"; cpupool-cpus = <&p>; a-pool; n-pool { a-in-pool; "
        "}; };\n"
        "d { compatible = \"vendor,domain\", \"xen,domain\"; memory = <0 65536>; cpus = <1>; "
        "a-domain; memry = <1>;\n"
        "  n-domain { a-in-domain; };\n"
        "  k { compatible = \"multiboot,kernel\", \"multiboot,module\"; a-kernel; n-kernel { "
        "a-deep; }; };\n"
        "  v { compatible = \"xen,vcpu\"; id = <0>; hard-affinity = \"0\"; a-vcpu; n-vcpu { }; };\n"
        "  e { compatible = \"xen,evtchn-v1\"; xen,evtchn = <1 2>; a-evtchn; n-evtchn { }; };\n"
        "  s { compatible = \"xen,domain-shared-memory-v1\"; xen,shm-id = \"id\"; a-shm; n-shm { "
        "}; };\n"
        "}; }; };");
    static const char *const names[] = {
        "a-chosen",
        "my-password",
        "n-chosen",
        "n-chosen: a-in-n",
        "n-chosen/m-in-n",
        "n-chosen/m-in-n: a-in-m",
        "pool: a-pool",
        "pool/n-pool",
        "pool/n-pool: a-in-pool",
        "\"vendor,domain\"",
        "a-domain",
        "did you mean memory",
        "n-domain",
        "n-domain: a-in-domain",
        "k: a-kernel",
        "k/n-kernel",
        "k/n-kernel: a-deep",
        "v: a-vcpu",
        "v/n-vcpu",
        "e: a-evtchn",
        "e/n-evtchn",
        "s: a-shm",
        "s/n-shm",
        "/soc/eth@1: xen,passthrough",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_has(text, names[i]);
    assert_lacks(text, "xyzzy");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unknown_at_every_level),
    };

    return cmocka_run_group_tests_name("import_dom0less_unknown", tests, NULL, NULL);
}
