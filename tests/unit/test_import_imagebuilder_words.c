/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of ImageBuilder configurations: each line and each value has a word.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/imagebuilder_made.h"
#include "tests/support/texts.h"
#include "tool/import/imagebuilder.h"

static void test_each_line_has_a_word(void **state)
{
    static const struct text_example examples[] = {
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
    TEXTS_CHECK(builder_imported_with, examples);
}

static void test_each_value_has_a_word(void **state)
{
    static const struct text_example examples[] = {
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
    TEXTS_CHECK(builder_imported_with, examples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_line_has_a_word),
        cmocka_unit_test(test_each_value_has_a_word),
    };

    return cmocka_run_group_tests_name("import_imagebuilder_words", tests, NULL, NULL);
}
