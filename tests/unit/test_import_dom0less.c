/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of dom0less trees: each documented name, and each unknown one, arrives or is named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/tree_write.h"
#include "tests/unit/lcm_tree.h"
#include "tool/import_dom0less.h"
#include "tool/tool.h"

enum { BLOB_SIZE = 8192 };

static struct import_set set;

/* The source made of a tree; the caller frees it. */
static char *imported(const void *blob, size_t size)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    assert_non_null(out);
    assert_int_equal(import_dom0less(&set, "board.dtb", blob, size), TOOL_FINE);
    assert_false(set.failed);
    set.origin = "test";
    import_write(&set, out);
    assert_int_equal(fclose(out), 0);
    import_release(&set);
    return text;
}

static char *imported_text(const char *source)
{
    struct tree tree = tree_compile(source);
    char *text = imported(tree.blob, tree.size);

    tree_free(&tree);
    return text;
}

static void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("not found: %s\nin: %s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part) != NULL)
        fail_msg("found: %s\nin: %s", part, text);
}

/* The "compatible" that makes a node one of a kind, two strings for a module. */
static void compatible_write(struct tree_writer *w, enum node_kind kind)
{
    static const char kernel[] = "multiboot,kernel\0multiboot,module";
    static const char ramdisk[] = "multiboot,ramdisk\0multiboot,module";
    static const char policy[] = "xen,xsm-policy\0multiboot,module";
    static const char microcode[] = "multiboot,microcode\0multiboot,module";
    static const char guest_tree[] = "multiboot,device-tree\0multiboot,module";

    switch (kind) {
    case NODE_KERNEL:
        tree_bytes(w, "compatible", kernel, sizeof(kernel));
        break;
    case NODE_RAMDISK:
        tree_bytes(w, "compatible", ramdisk, sizeof(ramdisk));
        break;
    case NODE_POLICY:
        tree_bytes(w, "compatible", policy, sizeof(policy));
        break;
    case NODE_MICROCODE:
        tree_bytes(w, "compatible", microcode, sizeof(microcode));
        break;
    case NODE_GUEST_TREE:
        tree_bytes(w, "compatible", guest_tree, sizeof(guest_tree));
        break;
    default:
        tree_string(w, "compatible",
                    kind == NODE_MODULE   ? "multiboot,module"
                    : kind == NODE_VCPU   ? "xen,vcpu"
                    : kind == NODE_POOL   ? "xen,cpupool"
                    : kind == NODE_EVTCHN ? "xen,evtchn-v1"
                    : kind == NODE_SHM    ? "xen,domain-shared-memory-v1"
                    : kind == NODE_SET    ? "hypervisor,xen"
                                          : "vendor,unknown");
    }
}

static void value_write(struct tree_writer *w, const char *name, enum value_shape shape)
{
    static const uint8_t cells[16] = {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1};

    if (strcmp(name, "memory") == 0)
        tree_u64(w, name, 65536);
    else if (shape == SHAPE_U32)
        tree_u32(w, name, 2);
    else if (shape == SHAPE_CELLS)
        tree_bytes(w, name, cells, sizeof(cells));
    else
        tree_string(w, name, "disabled");
}

/* The source of a domain's tree where the node of a kind has the property; 3 bytes if malformed. */
static char *with(enum node_kind kind, const struct dom0less_name *row, bool malformed)
{
    static char blob[BLOB_SIZE];
    struct tree_writer w;
    bool own = kind != NODE_CHOSEN && kind != NODE_DOMAIN;

    tree_start(&w, blob, sizeof(blob), sizeof(blob));
    tree_begin(&w, "chosen");
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 0 ? kind == NODE_CHOSEN : kind == NODE_DOMAIN) {
            if (row && malformed)
                tree_bytes(&w, row->name, "abc", 3);
            else if (row)
                value_write(&w, row->name, row->shape);
        }
        if (pass == 0) {
            tree_begin(&w, "domU1");
            tree_string(&w, "compatible", "xen,domain");
        }
    }
    if (kind == NODE_POOL)
        tree_end(&w);
    if (own) {
        tree_begin(&w, "thing");
        compatible_write(&w, kind);
        if (row && malformed)
            tree_bytes(&w, row->name, "abc", 3);
        else if (row)
            value_write(&w, row->name, row->shape);
        tree_end(&w);
    }
    if (kind != NODE_POOL)
        tree_end(&w);
    tree_end(&w);
    return imported(blob, tree_finish(&w));
}

/* How a tree says what its nodes are: these come to nothing else. */
static bool is_structure(const struct dom0less_name *row)
{
    return row->nodes == NODE_ANY && !row->take && !row->why;
}

/* What shows a property whose own name the output has not. */
static const char *shown_as(const char *name)
{
    return strcmp(name, "reg") == 0               ? "it lay at 0x"
           : strcmp(name, "xen,uefi-binary") == 0 ? "disabled"
           : strcmp(name, "id") == 0              ? "vCPU 2"
                                                  : name;
}

static void test_each_documented_property(void **state)
{
    (void)state;
    for (const struct dom0less_name *row = dom0less_names; row->name; row++) {
        for (unsigned int kind = 1; kind < NODE_ANY; kind <<= 1) {
            char *without, *text;

            if ((row->nodes & kind) == 0 || is_structure(row))
                continue;
            without = with(kind, NULL, false);
            text = with(kind, row, false);
            if (strcmp(without, text) == 0)
                fail_msg("%s of kind 0x%x is lost without a word", row->name, kind);
            assert_has(text, shown_as(row->name));
            free(without);
            free(text);
        }
    }
}

static void test_each_malformed_property(void **state)
{
    (void)state;
    for (const struct dom0less_name *row = dom0less_names; row->name; row++) {
        for (unsigned int kind = 1; kind < NODE_ANY; kind <<= 1) {
            char line[256], *text;

            if ((row->nodes & kind) == 0 || row->shape == SHAPE_ANY)
                continue;
            text = with(kind, row, true);
            snprintf(line, sizeof(line), "%s = [3 bytes]: malformed: it is ", row->name);
            assert_has(text, line);
            free(text);
        }
    }
}

static void test_each_node(void **state)
{
    (void)state;
    for (unsigned int kind = NODE_KERNEL; kind <= NODE_UNKNOWN; kind <<= 1) {
        char *without = with(NODE_DOMAIN, NULL, false), *text = with(kind, NULL, false);

        assert_string_not_equal(without, text);
        assert_has(text, kind == NODE_KERNEL      ? "kernel: has neither"
                         : kind == NODE_RAMDISK   ? "ramdisk: has neither"
                         : kind == NODE_POLICY    ? "\"xen,xsm-policy\""
                         : kind == NODE_MICROCODE ? "\"multiboot,microcode\""
                                                  : "thing");
        free(without);
        free(text);
    }
}

static void test_unknown_at_every_level(void **state)
{
    char *text = imported_text(
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
         "lay at 0x3000000 (0x1000 bytes)"},
        {"#address-cells = <1>; #size-cells = <2>; k { reg = <0x3000000 1 0x1000>;",
         "lay at 0x3000000 (0x100001000 bytes)"},
        {"#address-cells = <2>; #size-cells = <1>; k { reg = <1 0x3000000 0x1000>;",
         "lay at 0x103000000 (0x1000 bytes)"},
        {"#address-cells = <2>; #size-cells = <2>; k { reg = <1 2 0 0x1000>;",
         "lay at 0x100000002 (0x1000 bytes)"},
        {"k { reg = <7 8 9>;", "lay at 0x700000008 (0x9 bytes)"},
        {"#size-cells = <1>; #address-cells = <1>; k { reg = <1>;", "malformed"},
        {"#size-cells = <3>; #address-cells = <1>; k { reg = <1 2 3 4>;", "malformed"},
        {"#size-cells = <1>; #address-cells = <1>; k { reg = <1 2 3 4>;", "more than that"},
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
        {"dom0_mem=0x40M,max:1G", "malformed behind the size"},
        {"dom0_mem=max:1G", "dom0_mem=max:1G of Xen's command line: malformed"},
        {"console=dtuart", "memory = \"512M\";\n        cpus = <3>;"},
        {"dom0_max_vcpus=two", "malformed: Xen on Arm reads one number"},
        {"dom0_max_vcpus=500", "128 stand here"},
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
    assert_has(text, "cpupool-cpus = \"1\";\n        cpupool-sched = \"null\"");
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
        {"xen,enhanced = \"legacy\";", "here all have the one"},
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
         "the node l: a second kernel; the last counts"},
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
    assert_has(text, "the node c: does not say what it is; Xen takes it for an XSM policy");
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
    assert_has(text, "kernel: it lay at 0x1");
    assert_has(text, "ramdisk: it lay at 0x5");
    assert_has(text, "the node box/a/in-a: Xen looks for modules less deep; left out");
    assert_has(text, "xsm-policy: it lay at 0x7");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_documented_property),
        cmocka_unit_test(test_each_malformed_property),
        cmocka_unit_test(test_each_node),
        cmocka_unit_test(test_unknown_at_every_level),
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

    return cmocka_run_group_tests_name("import_dom0less", tests, NULL, NULL);
}
