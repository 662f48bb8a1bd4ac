/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of xl's configurations keeps what values mean: as xl reads them, or with a comment
 * that is true.
 */
#include "tests/unit/import_xl_made.h"

struct example {
    const char *lines;
    const char *source; /* what stands in it; NULL: nothing in particular */
    const char *note;   /* the one comment; NULL: none */
};

static void examples_check(const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(import_with(examples[i].lines), TOOL_FINE);
        if (examples[i].source)
            assert_source(examples[i].source);
        if (examples[i].note)
            assert_note(examples[i].note);
        else
            assert_silent();
    }
}

#define EXAMPLES_CHECK(examples) examples_check(examples, sizeof(examples) / sizeof((examples)[0]))

static void test_type_as_xl_reads_it(void **state)
{
    static const struct example examples[] = {
        {"", "mode = \"pv\";", NULL},
        {"type = \"pvh\"", "mode = \"pvh\";", NULL},
        {"type = 'p'", "mode = \"pv\";", NULL},
        {"builder = \"generic\"", "mode = \"pv\";", NULL},
        {"builder = \"generic\"; type = \"pv\"", "mode = \"pv\";", NULL},
        {"builder = \"linux\"", "mode = \"pv\";", "xl refuses this builder since Xen 4.10"},
        {"type = \"pvh\"; pvshim = 1", "mode = \"pv\";", "the domain is PV itself here"},
        {"pvshim = 0; type = \"pvh\"", "mode = \"pvh\";", "nothing need be written"},
        {"pvshim = 1", "mode = \"pv\";", "is for type = \"pvh\"; xl ignores it"},
        {"type = [ \"pvh\" ]", "mode = \"pv\";", "type = [ \"pvh\" ]: is a list where a string"},
    };

    (void)state;
    EXAMPLES_CHECK(examples);
}

static void test_what_is_refused(void **state)
{
    static const char *const lines[] = {
        "type = \"hvm\"",          "type = \"\"",
        "builder = \"hvm\"",       "type = \"pvhvm\"",
        "firmware = \"pvgrub64\"", "type = \"pvh\"; builder = \"generic\"",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        assert_int_equal(import_with(lines[i]), TOOL_FAULT);
    assert_int_equal(import(""), TOOL_FAULT);
    assert_int_equal(import("kernel = \"k\"\n"), TOOL_FAULT);
    assert_int_equal(import("name = [ \"a\" ]; kernel = \"k\"\n"), TOOL_FAULT);
}

static void test_memory(void **state)
{
    (void)state;
    assert_int_equal(import("name = \"a\"; kernel = \"k\"; maxmem = 1024\n"), TOOL_FINE);
    assert_source("memory = \"1024M\";");
    assert_silent();
    import_release(&set);
    assert_int_equal(import("name = \"a\"; kernel = \"k\"\n"), TOOL_FINE);
    assert_source("memory = \"32M\";");
    assert_note("memory: none was given; xl gives 32 MiB then");
    import_release(&set);
    assert_int_equal(import("name = \"a\"; kernel = \"k\"; memory = 0x100; maxmem = 256\n"),
                     TOOL_FINE);
    assert_source("memory = \"256M\";");
    assert_silent();
}

static void test_memory_that_cannot_be(void **state)
{
    static const struct example examples[] = {
        {"maxmem = 128", "memory = \"64M\";", "maxmem = \"128\": a domain cannot grow beyond"},
        {"maxmem = 32", "memory = \"64M\";", "maxmem = \"32\": is less than memory"},
    };

    (void)state;
    EXAMPLES_CHECK(examples);
    import_release(&set);
    assert_int_equal(import("name = \"a\"; kernel = \"k\"; memory = '-64'\n"), TOOL_FINE);
    assert_note("memory = \"-64\": is negative");
    import_release(&set);
    assert_int_equal(import("name = \"a\"; kernel = \"k\"; memory = 9223372036854775807\n"),
                     TOOL_FINE);
    assert_source("memory = \"16777216M\";");
    import_release(&set);
    assert_int_equal(import("name = \"a\"; kernel = \"k\"; memory = '64M'; maxmem = 128\n"),
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
        {"cpus = \"^0,all\"", NULL, "binds to no CPU in particular"},
        {"cpus = \"all\"", NULL, "binds to no CPU in particular"},
        {"cpus = \"node:0\"", NULL, "cpus = \"node:0\": names NUMA nodes"},
        {"cpus = \"nodes:0-1,^node:1\"", NULL, "names NUMA nodes"},
        {"cpus = \"^all\"", NULL, "takes all CPUs out, which xl refuses"},
        {"cpus = \"3-1\"", NULL, "is no list of CPUs"},
        {"cpus = \"1 ,2\"", NULL, "is no list of CPUs"},
        {"cpus = \"-1\"", NULL, "is no list of CPUs"},
        {"cpus = \"600\"", NULL, "has a CPU that is not below 512"},
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
    assert_int_equal(import_with("cpus = [ \"1\", \"all,^0\" ]; vcpus = 2"), TOOL_FINE);
    assert_source("hard-affinity = \"1\";");
    assert_source("cpus: entry 1, \"all,^0\": leaves out some CPUs");
    assert_source("in dom0: xl vcpu-pin web 1 'all,^0' */");
    assert_int_equal(import_with("cpus = [ \"node:0\", \"2,x\", \"0\" ]; vcpus = 2"), TOOL_FINE);
    assert_source("in dom0: xl vcpu-pin web 0 node:0 */");
    assert_source(
        "cpus: entry 1, \"2,x\": is no list of CPUs as \"0-3,^1\" is one; xl refuses it */");
    assert_source("cpus: entry 2, \"0\": there is no such vCPU when the domain starts */");
}

static void test_affinities_of_many_vcpus(void **state)
{
    (void)state;
    assert_int_equal(import_with("vcpus = 128; cpus = \"1\""), TOOL_FINE);
    for (int i = 1; i < 4; i++) {
        char config[128];

        snprintf(config, sizeof(config),
                 "name = \"d%d\"; kernel = \"k\"; memory = 64; vcpus = 128; cpus = \"1\"\n", i);
        assert_int_equal(import(config), TOOL_FINE);
    }
    assert_silent();
    assert_int_equal(import("name = \"e\"; kernel = \"k\"; memory = 64; cpus = \"1\"\n"),
                     TOOL_FINE);
    assert_note("cpus = \"1\": a set binds at most 512 vCPUs");
}

static void test_ends(void **state)
{
    static const struct example examples[] = {
        {"on_reboot = \"destroy\"", "hyperlaunch,on-reboot = \"destroy\";", NULL},
        {"on_poweroff = \"destroy\"", "hyperlaunch,on-poweroff = \"destroy\";", NULL},
        {"on_crash = \"destroy\"", "hyperlaunch,on-crash = \"destroy\";", NULL},
        {"on_watchdog = \"destroy\"", NULL, "is what happens here, too"},
        {"on_reboot = \"restart\"", NULL, "is what happens where a dom0 watches"},
        {"on_reboot = \"preserve\"", NULL, "the domain is built again, as for \"restart\""},
        {"on_poweroff = \"restart\"", NULL, "the domain is destroyed, and is not started again"},
        {"on_crash = \"preserve\"", NULL, "the domain is destroyed, not kept"},
        {"on_crash = \"coredump-destroy\"", NULL, "the domain is destroyed without a core dump"},
        {"on_soft_reset = \"soft-reset\"", NULL, "is left as it ended where a dom0 watches"},
        {"on_crash = \"reboot\"", NULL, "on_crash = \"reboot\": is none of \"destroy\""},
        {"on_xend_start = \"start\"", NULL, "was xm's; xl does not know it"},
    };

    (void)state;
    EXAMPLES_CHECK(examples);
    assert_not_in_source("on-crash");
}

static void test_command_line(void **state)
{
    static const struct example examples[] = {
        {"root = \"/dev/xvda1 ro\"; extra = \"quiet\"", "bootargs = \"root=/dev/xvda1 ro quiet\";",
         NULL},
        {"extra = \"quiet\"", "bootargs = \"quiet\";", NULL},
        {"cmdline = \"\"", "bootargs = \"\";", NULL},
        {"root = \"x\"; cmdline = \"a\"", "bootargs = \"a\";", "root = \"x\": is ignored by xl"},
    };
    char *lines = calloc(1, 8192);

    (void)state;
    EXAMPLES_CHECK(examples);
    assert_non_null(lines);
    snprintf(lines, 8192, "cmdline = \"%0*dEND\"", 1100, 0);
    assert_int_equal(import_with(lines), TOOL_FINE);
    assert_note("00END\"");
    assert_int_equal(strlen(set.domains[0].cmdline), LCM_BOOTARGS_PV_SIZE - 1);
    free(lines);
}

static void test_names_and_uuids(void **state)
{
    static const struct example examples[] = {
        {"uuid = \"2c474d2e28ba4730a5ba88de9d25652a\"", NULL,
         "is not a UUID of the form 01234567-"},
        {"uuid = \"00000000-0000-0000-0000-000000000000\"", NULL, "is the UUID of domain 0"},
    };

    (void)state;
    assert_int_equal(import("name = \"web:1 (prod)\"; kernel = \"k\"; memory = 64\n"), TOOL_FINE);
    assert_source("hyperlaunch,name = \"web_1__prod_\";");
    assert_note("name = \"web:1 (prod)\": ");
    assert_int_equal(import("name = \"web_1__prod_\"; kernel = \"k\"; memory = 64\n"), TOOL_FINE);
    assert_source("name = \"web_1__prod_\": web_1__prod_ is the name of guest-1, too");
    EXAMPLES_CHECK(examples);
}

static void test_names_and_uuids_are_unique(void **state)
{
    static const char first[] = "name = \"a\"; kernel = \"k\"; memory = 64; uuid = "
                                "\"01234567-89ab-cdef-0123-456789abcdef\"\n";
    static const char second[] = "name = \"b\"; kernel = \"k\"; memory = 64; uuid = "
                                 "\"01234567-89AB-CDEF-0123-456789ABCDEF\"\n";

    (void)state;
    assert_int_equal(import(first), TOOL_FINE);
    assert_int_equal(import(second), TOOL_FINE);
    assert_note("is that of guest-1, too; check refuses that");
    assert_int_equal(import(first), TOOL_FINE);
    assert_source("name = \"a\": a is the name of guest-1, too; check refuses that");
}

static void test_labels(void **state)
{
    (void)state;
    assert_int_equal(import_with("seclabel = \"system_u:system_r:domU_t\""), TOOL_FINE);
    assert_source("security-id = \"system_u:system_r:domU_t\";");
    assert_note("where Xen has no XSM, xl starts the domain without it");
    assert_int_equal(import_with("seclabel = \"\""), TOOL_FINE);
    assert_not_in_source("security-id =");
}

static void test_limits(void **state)
{
    static const struct example examples[] = {
        {"max_grant_version = 2", "max_grant_version = <2>;", NULL},
        {"max_grant_version = 3", NULL, "max_grant_version = \"3\": is not between 1 and 2"},
        {"max_grant_frames = 0", NULL, "max_grant_frames = \"0\": is not between 1 and 2147483647"},
        {"max_maptrack_frames = 0x10", "max_maptrack_frames = <16>;", NULL},
        {"shadow_memory = 8", NULL, "a PV domain has no tables"},
        {"type = \"pvh\"; shadow_memory = 8", "xen,domain-p2m-mem-mb = <8>;", NULL},
        {"passthrough = \"disabled\"", "passthrough = \"disabled\";", NULL},
        {"passthrough = \"on\"", NULL, "is none of \"disabled\""},
        {"pool = \"Pool-0\"", NULL, "nothing need be written"},
        {"pool = \"fast\"", NULL, "add a node xen,cpupool"},
        {"cpu_weight = 512", NULL, "xl sched-credit2 -d web -w 512"},
        {"cap = 50", NULL, "xl sched-credit2 -d web -c 50"},
    };

    (void)state;
    EXAMPLES_CHECK(examples);
    assert_int_equal(import("name = \"a\"; memory = 64; bootloader = \"pygrub\"\n"), TOOL_FINE);
    assert_source("bootloader = \"pygrub\": no boot loader runs; copy the kernel");
    assert_source("kernel: none was named");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_type_as_xl_reads_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_memory, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_memory_that_cannot_be, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_vcpus, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cpus, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_affinities_of_many_vcpus, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_command_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_names_and_uuids, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_names_and_uuids_are_unique, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_labels, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_limits, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
