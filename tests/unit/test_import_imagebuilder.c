/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of ImageBuilder configurations: each documented variable, and each other line, arrives
 * or is named; what bash reads is read alike.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/tool.h"
#include "tool/import/imagebuilder.h"

static struct import_set set;

/* The source made of a configuration, NULL where it is refused; the caller frees it. */
static char *imported_bytes(const char *config, size_t size)
{
    char *text = NULL;
    size_t length;
    FILE *out;

    if (import_imagebuilder(&set, "config", config, size) != TOOL_FINE) {
        import_release(&set);
        return NULL;
    }
    assert_false(set.failed);
    out = open_memstream(&text, &length);
    assert_non_null(out);
    set.origin = "test";
    import_write(&set, out);
    assert_int_equal(fclose(out), 0);
    import_release(&set);
    return text;
}

static char *imported(const char *config)
{
    return imported_bytes(config, strlen(config));
}

static void assert_has(const char *text, const char *part)
{
    if (!text || !strstr(text, part))
        fail_msg("not found: %s\nin: %s", part, text ? text : "(refused)");
}

static void assert_lacks(const char *text, const char *part)
{
    if (!text || strstr(text, part))
        fail_msg("found: %s\nin: %s", part, text ? text : "(refused)");
}

#define BOARD "DOM0_KERNEL=d\nNUM_DOMUS=1\nDOMU_KERNEL[0]=k\n"

/* One assignment behind those of a board with dom0 and one domain. */
static char *with(const struct builder_name *row, const char *value)
{
    char config[256];

    snprintf(config, sizeof(config), BOARD "%s%s=%s\n", row->name,
             row->scope == SCOPE_DOMU || row->scope == SCOPE_LIST ? "[0]"
             : row->scope == SCOPE_VCPU                           ? "[0,0]"
                                                                  : "",
             value);
    return imported(config);
}

static void test_each_documented_variable(void **state)
{
    (void)state;
    for (const struct builder_name *row = builder_names; row->name; row++) {
        char *without = imported(BOARD), *text = with(row, "64");

        /* Domains that there are not: none is lost without a word either. */
        if (strcmp(without, text) == 0)
            fail_msg("%s is lost without a word", row->name);
        if (!strstr(text, row->name))
            assert_has(text, row->becomes ? row->becomes : row->name);
        free(without);
        free(text);
    }
}

/* With a value of a shell's, each variable is named with its line, or refused. */
static void test_each_variable_that_needs_a_shell(void **state)
{
    (void)state;
    for (const struct builder_name *row = builder_names; row->name; row++) {
        char line[128], *text = with(row, "$X");

        if (strcmp(row->name, "NUM_DOMUS") == 0) {
            assert_null(text);
            continue;
        }
        snprintf(line, sizeof(line), "line 4 needs a shell: write %s", row->name);
        if (strcmp(row->name, "DOMU_NOBOOT") == 0)
            assert_has(text, row->name);
        else
            assert_has(text, line);
        free(text);
    }
}

static void test_each_line_has_a_word(void **state)
{
    static const struct {
        const char *lines, *shown;
    } cases[] = {
        {"N=2", "N (line 4): not a variable of ImageBuilder"},
        {"DOMU_KERNL[0]=x",
         "DOMU_KERNL[0] (line 4): not a variable of ImageBuilder; did you mean DOMU_KERNEL"},
        {"DOMU_MEM[5]=64", "DOMU_MEM[5] = \"64\": left out: NUM_DOMUS says"},
        {"DOMU_MEM[0,1]=64", "DOMU_MEM[0,1] = \"64\": malformed: it takes one number"},
        {"DOMU_VCPU_HARD_AFFINITY[0]=1", "malformed: it takes an index [DOMAIN,VCPU]"},
        {"XEN[3]=x", "malformed: it takes no index"},
        {"DOMU_MEM[i]=64", "line 4 needs a shell: write DOMU_MEM[i] out, or here as memory"},
        {"DOMU_MEM[0]=64\nDOMU_MEM[0]=65", "DOMU_MEM[0] (line 4): line 5 sets it again"},
        {"DOMU_MEM[0] = 64", "DOMU_MEM[0] out, or here as memory (blanks beside the ="},
        {"DOMU_KERNEL=(a b)", "DOMU_KERNEL out, or here as hyperlaunch,file (a list"},
        {"DOMU_KERNEL[0]=~/k", "(~ stands for a directory: ~/k)"},
        {"DOMU_VCPUS[0]=200", "DOMU_VCPUS[0]: 200 is not between 1 and 128; 128 is used"},
        {"DOMU_VCPUS[0]=0", "DOMU_VCPUS[0]: 0 is not between 1 and 128; 1 is used"},
        {"export DOMU_MEM[0]=64", "line 4: bash refuses to export one element, as DOMU_MEM[0]"},
        {"X=$(a; DOMU_MEM[0]=1)\nDOMU_VCPUS[0]=3", "cpus = <3>"},
        {"X=`a\nb`\nDOMU_VCPUS[0]=3", "cpus = <3>"},
        {"x ||\n\nDOMU_MEM[0]=64", "DOMU_MEM[0] out, or here as memory (it depends"},
        {"DOMU_MEM[0]=64 X=<y", "DOMU_MEM[0] out, or here as memory (it has an operator"},
        {"DOMU_MEM[0] = # ; X=1\nDOMU_VCPUS[0]=3", "cpus = <3>"},
        {"DOMU_MEM[0]=64 | x", "DOMU_MEM[0] out, or here as memory (it applies only to a part"},
        {"DOMU_MEM[0]=64 A = b",
         "DOMU_MEM[0] out, or here as memory (it applies only to the command"},
        {"echo a", "line 4 needs a shell: write out what it assigns"},
        {". ./other", "line 4 needs a shell: it reads another file"},
        {"if x\nthen DOMU_MEM[0]=64\nfi", "line 5 needs a shell: write DOMU_MEM[0] out"},
        {"if x; then DOMU_MEM[0]=64; fi; DOMU_VCPUS[0]=3", "cpus = <3>"},
        {"f() {\nDOMU_MEM[0]=64\n}\nDOMU_VCPUS[0]=3", "cpus = <3>"},
        {"f() {\nDOMU_MEM[0]=64\n}", "line 5 needs a shell: write DOMU_MEM[0] out"},
        {"test -f x && DOMU_MEM[0]=64", "DOMU_MEM[0] out, or here as memory (it depends"},
        {"DOMU_MEM[0]=64 make x",
         "DOMU_MEM[0] out, or here as memory (it applies only to the command"},
        {"cat <<E\nDOMU_MEM[0]=64\nE\nDOMU_VCPUS[0]=3", "cpus = <3>"},
        {"(( i++ ))\nDOMU_VCPUS[0]=3", "cpus = <3>"},
        {"(cd x)\nDOMU_VCPUS[0]=3", "cpus = <3>"},
        {"case x in\na) DOMU_MEM[0]=64;;\nesac\nDOMU_VCPUS[0]=3",
         "line 5 needs a shell: write DOMU_MEM[0] out"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char config[512], *text;

        snprintf(config, sizeof(config), BOARD "%s\n", cases[i].lines);
        text = imported(config);
        assert_has(text, cases[i].shown);
        free(text);
    }
}

static void test_each_value_has_a_word(void **state)
{
    static const struct {
        const char *lines, *shown;
    } cases[] = {
        {"DOMU_MEM[0]=", "DOMU_MEM[0] = \"\": is treated as not given"},
        {"DOMU_MEM[0]=64M",
         "DOMU_MEM[0] = \"64M\" (line 4): malformed, left out: it is a number of MiB"},
        {"DOMU_MEM[0]=-1", "malformed"},
        {"DOMU_GRANT_VER[0]=3", "DOMU_GRANT_VER[0]: 3 is not between 1 and 2"},
        {"DOMU_CAPS[0]='hardware|'", "DOMU_CAPS[0] = \"hardware|\" (line 4): malformed"},
        {"DOMU_CAPS[0]=dom0",
         "the capabilities control hardware xenstore are not carried over; another domain"},
        {"DOMU_VCPU_HARD_AFFINITY[0,0]=3-1", "malformed: CPUs are numbers"},
        {"DOMU_VCPU_HARD_AFFINITY[0,4]=1", "the CPUs of vCPU 4: left out, the domain has 1"},
        {"DOMU_STATIC_MEM[0]=1000", "malformed, left out: it is addresses and sizes"},
        {"DOMU_NOBOOT[0]=0", "DOMU_KERNEL[0] = \"k\": left out with its domain"},
        {"DOM0_MEM=64\nXEN_CMD=x",
         "DOM0_MEM = \"64\": ImageBuilder refuses it together with XEN_CMD; taken here"},
        {"XEN_CMD=console=x", "memory = \"512M\""},
        {"XEN_CMD=console=x",
         "dom0_max_vcpus: not given; Xen on Arm gives dom0 all CPUs then; 1 is used"},
        {"XEN_CMD=\"$X\"", "XEN_CMD, which was not read, may have dom0_mem"},
        {"DOM0_CMD=quiet", "DOM0_CMD: has no root="},
        {"LOAD_CMD=\"*/ \x1b[2J\"", "LOAD_CMD = \"* / ?[2J\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char config[512], *text;

        snprintf(config, sizeof(config), BOARD "%s\n", cases[i].lines);
        text = imported(config);
        assert_has(text, cases[i].shown);
        free(text);
    }
}

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
        text = imported(config);
        assert_has(text, shown);
        assert_lacks(text, "needs a shell");
        free(text);
    }
}

static void test_numbers(void **state)
{
    static const struct {
        const char *line, *shown;
    } cases[] = {
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
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char config[512], *text;

        snprintf(config, sizeof(config), BOARD "%s\n", cases[i].line);
        text = imported(config);
        assert_has(text, cases[i].shown);
        free(text);
    }
}

static void test_line_ends_and_marks(void **state)
{
    char *lf = imported(BOARD "DOMU_CMD[0]=\"a\"\n");
    char *crlf =
        imported("DOM0_KERNEL=d\r\nNUM_DOMUS=1\r\nDOMU_KERNEL[0]=k\r\nDOMU_CMD[0]=\"a\"\r\n");
    char *cr = imported("DOM0_KERNEL=d\rNUM_DOMUS=1\rDOMU_KERNEL[0]=k\rDOMU_CMD[0]=\"a\"\r");
    char *mark = imported("\xef\xbb\xbf" BOARD "DOMU_CMD[0]=\"a\"");

    (void)state;
    assert_string_equal(lf, crlf);
    assert_string_equal(lf, cr);
    assert_string_equal(lf, mark);
    free(lf);
    free(crlf);
    free(cr);
    free(mark);
}

static void test_refused(void **state)
{
    static const char wide[] = BOARD "X=\0a\n";

    (void)state;
    assert_null(imported("DOMU_KERNEL[0]=k\n"));
    assert_null(imported("NUM_DOMUS = 1\nDOMU_KERNEL[0]=k\n"));
    assert_null(imported("NUM_DOMUS=one\n"));
    assert_null(imported("NUM_DOMUS=257\n"));
    assert_null(imported("NUM_DOMUS=1\nDOMU_KERNEL[0]=k\nDOMU_NOBOOT[0]=1\n"));
    assert_null(imported("NUM_DOMUS=1\nif x; then NUM_DOMUS=2; fi\n"));
    assert_null(imported(BOARD "DOMU_CMD[0]=\"a\nb\n"));
    assert_null(imported(BOARD "DOMU_KERNEL=(a b\n"));
    assert_null(imported_bytes(wide, sizeof(wide) - 1));
}

static void test_secrets_are_not_copied(void **state)
{
    char *text = imported(BOARD "ROOT_PASSWORD=xyzzy\nFIT_ENC_KEY_DIR=xyzzy\nAPI_TOKEN=$xyzzy\n"
                                "PASSTHROUGH_DTS_REPO=https://me:xyzzy@host/repo\n");

    (void)state;
    assert_has(text, "ROOT_PASSWORD (line 4)");
    assert_has(text, "FIT_ENC_KEY_DIR (line 5, its value is not copied)");
    assert_has(text, "PASSTHROUGH_DTS_REPO (line 7, its value is not copied)");
    assert_lacks(text, "xyzzy");
    free(text);
    text = imported(BOARD "DOMU_PASSTHROUGH_DTB[0]=pass.dtb\n");
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
    text = imported(config);
    assert_has(text, "the command line is cut");
    assert_lacks(text, "LAST\";");
    free(text);
    memcpy(config + used + 4091, "LAST\n", 6);
    text = imported(config);
    assert_has(text, "xLAST\"");
    assert_lacks(text, "is cut");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_documented_variable),
        cmocka_unit_test(test_each_variable_that_needs_a_shell),
        cmocka_unit_test(test_each_line_has_a_word),
        cmocka_unit_test(test_each_value_has_a_word),
        cmocka_unit_test(test_values_as_bash_has_them),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_line_ends_and_marks),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_secrets_are_not_copied),
        cmocka_unit_test(test_long_command_line),
    };

    return cmocka_run_group_tests_name("import_imagebuilder", tests, NULL, NULL);
}
