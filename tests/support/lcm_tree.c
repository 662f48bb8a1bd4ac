/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of lcm/: makes a blob of a tree's text with dtc, and gathers what lcm_read reports.
 */
#include "tests/support/lcm_tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/nearest.h"

struct tree tree_copy(const void *bytes, size_t size)
{
    struct tree tree = {.blob = malloc(size == 0 ? 1 : size), .size = size};

    if (!tree.blob)
        abort();
    memcpy(tree.blob, bytes, size);
    return tree;
}

void tree_free(struct tree *tree)
{
    free(tree->blob);
    *tree = (struct tree){0};
}

struct tree tree_compile(const char *text)
{
    static char bytes[LCM_BLOB_MAX];
    char path[] = "/tmp/lcm-test-XXXXXX";
    char command[128];
    int descriptor = mkstemp(path);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    size_t size;

    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        abort();
    snprintf(command, sizeof(command), "dtc -q -@ -I dts -O dtb %s", path);
    file = popen(command, "r");
    if (!file)
        abort();
    size = fread(bytes, 1, sizeof(bytes), file);
    if (pclose(file) != 0)
        abort();
    remove(path);
    return tree_copy(bytes, size);
}

struct tree tree_compile_domains(const char *domains)
{
    static char text[65536];

    snprintf(text, sizeof(text),
             "/dts-v1/; / { chosen { hypervisor { compatible = \"hypervisor,xen\"; %s }; }; };",
             domains);
    return tree_compile(text);
}

void faults_take(void *context, const struct lcm_fault *fault)
{
    struct faults *faults = context;

    text_append(&faults->text, "%s %s %s\n", fault->check, fault->path,
                fault->property ? fault->property : "-");
}

unsigned int tree_read(const struct tree *tree, enum lcm_form form, struct lcm_plan *plan,
                       struct faults *faults)
{
    const struct lcm_sink sink = {
        .report = faults_take, .context = faults, .is_close = name_is_close};

    text_init(&faults->text, faults->lines, sizeof(faults->lines));
    return lcm_read(tree->blob, tree->size, form, &sink, plan);
}
