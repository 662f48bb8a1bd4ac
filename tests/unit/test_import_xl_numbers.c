/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of xl's configurations keeps what numbers mean: memory, vCPUs, CPUs and limits as xl
 * reads them, or with a comment that is true.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/import_xl_made.h"
#include "tool/base/tool.h"

static void test_memory(void **state)
{
    (void)state;
    assert_int_equal(xl_import("name = \"a\"; kernel = \"k\"; maxmem = 1024\n"), TOOL_FINE);
    assert_source("memory = \"1024M\";");
    assert_silent();
    import_release(&xl_set);
    assert_int_equal(xl_import("name = \"a\"; kernel = \"k\"\n"), TOOL_FINE);
    assert_source("memory = \"32M\";");
    assert_note("memory: not given; xl gives 32 MiB then");
    import_release(&xl_set);
    assert_int_equal(xl_import("name = \"a\"; kernel = \"k\"; memory = 0x100; maxmem = 256\n"),
                     TOOL_FINE);
    assert_source("memory = \"256M\";");
    assert_silent();
}

static void test_memory_of_virtual_nodes(void **state)
{
    (void)state;
    assert_int_equal(
        xl_import("name = \"a\"; kernel = \"k\"; vnuma = [ [ \"pnode=0\", \"size = 64\" ], "
                  "[ \"size=32\" ] ]\n"),
        TOOL_FINE);
    assert_source("memory = \"96M\";");
    assert_note("the domain sees one node, with the memory of all, 96 MiB");
    assert_int_equal(xl_import_with("vnuma = [ [ \"size=32\" ] ]"), TOOL_FINE);
    assert_source("memory = \"64M\";");
}

static void test_memory_that_cannot_be(void **state)
{
    static const struct example examples[] = {
        {"maxmem = 128", "memory = \"64M\";", "maxmem = \"128\": a domain cannot grow beyond"},
        {"maxmem = 32", "memory = \"64M\";", "maxmem = \"32\": is less than memory"},
    };

    (void)state;
    EXAMPLES_CHECK(examples);
    import_release(&xl_set);
    assert_int_equal(xl_import("name = \"a\"; kernel = \"k\"; memory = '-64'\n"), TOOL_FINE);
    assert_note("memory = \"-64\": is negative");
    import_release(&xl_set);
    assert_int_equal(xl_import("name = \"a\"; kernel = \"k\"; memory = 9223372036854775807\n"),
                     TOOL_FINE);
    assert_source("memory = \"16777216M\";");
    import_release(&xl_set);
    assert_int_equal(xl_import("name = \"a\"; kernel = \"k\"; memory = '64M'; maxmem = 128\n"),
                     TOOL_FINE);
    assert_source("memory = \"128M\";");
    assert_note("memory = \"64M\": is not a number");
}

static void test_vcpus(void **state)
{
    static const struct example examples[] = {
        {"vcpus = \"4\"; maxvcpus = 4", "cpus = <4>;", NULL},
        {"vcpus = 300", "cpus = <128>;",
         "vcpus = \"300\": is not between 1 and 128; the domain has 128"},
        {"maxvcpus = 4", "cpus = <1>;", "give cpus = <4>"},
        {"vcpus = 4; maxvcpus = 2", "cpus = <4>;", "is less than vcpus, 4, which xl refuses"},
        {"vcpus = \"two\"", "cpus = <1>;", "vcpus = \"two\": is not a number"},
    };

    (void)state;
    EXAMPLES_CHECK(examples);
}

static void test_cpus(void **state)
{
    static const struct example examples[] = {
        {"cpus = \"0-3,^1\"", "hard-affinity = \"0,2-3\";", NULL},
        {"cpus = \"all,^0,^1-511,,5\"", NULL, "cpus = \"all,^0,^1-511,,5\": leaves out some CPUs"},
        {"cpus = \"all,^0\"", NULL, "cpus = \"all,^0\": leaves out some CPUs"},
        {"cpus = \"^0,all\"", NULL, "allows every CPU"},
        {"cpus = \"all\"", NULL, "allows every CPU"},
        {"cpus = \"node:0\"", NULL, "cpus = \"node:0\": names NUMA nodes"},
        {"cpus = \"nodes:0-1,^node:1\"", NULL, "names NUMA nodes"},
        {"cpus = \"^all\"", NULL, "excludes all CPUs, which xl refuses"},
        {"cpus = \"3-1\"", NULL, "is not a list of CPUs"},
        {"cpus = \"1 ,2\"", NULL, "is not a list of CPUs"},
        {"cpus = \"-1\"", NULL, "is not a list of CPUs"},
        {"cpus = \"600\"", NULL, "has a CPU above 511"},
        {"cpus = \"1,^1\"", NULL, "names no CPU"},
        {"cpus = 2", "hard-affinity = \"2\";", NULL},
        {"vcpus = 2; cpus = [ \"1\", \"2-3\" ]", "id = <1>;\n            hard-affinity = \"2-3\";",
         NULL},
        {"cpus = \"all,^0\"", NULL, "in dom0: xl vcpu-pin web all 'all,^0'"},
        {"cpus_soft = \"all,^0\"", NULL,
         "cpus_soft = \"all,^0\": there is no soft affinity; in dom0: xl vcpu-pin web all - "
         "'all,^0'"},
        {"cpus_soft = [ \"3\" ]", NULL,
         "cpus_soft: entry 0, \"3\": there is no soft affinity; in dom0: xl vcpu-pin web 0 - 3"},
    };

    (void)state;
    EXAMPLES_CHECK(examples);
    assert_int_equal(xl_import_with("cpus = [ \"1\", \"all,^0\" ]; vcpus = 2"), TOOL_FINE);
    assert_source("hard-affinity = \"1\";");
    assert_source("cpus: entry 1, \"all,^0\": leaves out some CPUs");
    assert_source("in dom0: xl vcpu-pin web 1 'all,^0' */");
    assert_int_equal(xl_import_with("cpus = [ \"node:0\", \"2,x\", \"0\" ]; vcpus = 2"), TOOL_FINE);
    assert_source("in dom0: xl vcpu-pin web 0 node:0 */");
    assert_source("cpus: entry 1, \"2,x\": is not a list of CPUs, as \"0-3,^1\"; xl refuses it */");
    assert_source("cpus: entry 2, \"0\": there is no such vCPU when the domain starts */");
}

static void test_affinities_of_many_vcpus(void **state)
{
    (void)state;
    assert_int_equal(xl_import_with("vcpus = 128; cpus = \"1\""), TOOL_FINE);
    for (int i = 1; i < 4; i++) {
        char config[128];

        snprintf(config, sizeof(config),
                 "name = \"d%d\"; kernel = \"k\"; memory = 64; vcpus = 128; cpus = \"1\"\n", i);
        assert_int_equal(xl_import(config), TOOL_FINE);
    }
    assert_silent();
    assert_int_equal(xl_import("name = \"e\"; kernel = \"k\"; memory = 64; cpus = \"1\"\n"),
                     TOOL_FINE);
    assert_note("cpus = \"1\": a set binds at most 512 vCPUs");
}

static void test_limits(void **state)
{
    static const struct example examples[] = {
        {"max_grant_version = 2", "max_grant_version = <2>;", NULL},
        {"max_grant_version = 3", NULL, "max_grant_version = \"3\": is not between 1 and 2"},
        {"max_grant_frames = 0", NULL, "max_grant_frames = \"0\": is not between 1 and 2147483647"},
        {"max_maptrack_frames = 0x10", "max_maptrack_frames = <16>;", NULL},
        {"max_event_channels = 64", "hyperlaunch,max-event-channels = <64>;", NULL},
        {"max_event_channels = 1", NULL, "\"1\": is not between 2 and 131071, and is left out"},
        {"shadow_memory = 8", NULL, "a PV domain has no nested page tables"},
        {"type = \"pvh\"; shadow_memory = 8", "xen,domain-p2m-mem-mb = <8>;", NULL},
        {"passthrough = \"disabled\"", "passthrough = \"disabled\";", NULL},
        {"passthrough = \"enabled\"", NULL, "is enabled for a domain with a PCI device"},
        {"passthrough = \"on\"", NULL, "is none of \"disabled\""},
        {"pool = \"Pool-0\"", NULL, "nothing need be written"},
        {"pool = \"fast\"", NULL, "add a node xen,cpupool"},
        {"cpu_weight = 512", NULL, "xl sched-credit2 -d web -w 512"},
        {"cap = 50", NULL, "xl sched-credit2 -d web -c 50"},
    };

    (void)state;
    EXAMPLES_CHECK(examples);
    assert_int_equal(xl_import("name = \"a\"; memory = 64; bootloader = \"pygrub\"\n"), TOOL_FINE);
    assert_source("bootloader = \"pygrub\": no boot loader runs; copy the kernel");
    assert_source("kernel: not named");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_memory, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_memory_of_virtual_nodes, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_memory_that_cannot_be, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_vcpus, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_cpus, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_affinities_of_many_vcpus, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_limits, xl_set_up, xl_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
