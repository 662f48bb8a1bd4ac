/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of lcm/: makes a blob of a tree's text with dtc, and gathers what lcm_read reports.
 */
#ifndef TESTS_UNIT_LCM_TREE_H
#define TESTS_UNIT_LCM_TREE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/lcm/lcm.h"
#include "core/base/text.h"

/* A blob in memory of exactly its size, so that the sanitizer sees every byte read beyond. */
struct tree {
    void *blob;
    size_t size;
};

struct faults {
    char lines[8192];
    struct text text;
};

static inline struct tree tree_copy(const void *bytes, size_t size)
{
    struct tree tree = {.blob = malloc(size == 0 ? 1 : size), .size = size};

    if (!tree.blob)
        abort();
    memcpy(tree.blob, bytes, size);
    return tree;
}

static inline void tree_free(struct tree *tree)
{
    free(tree->blob);
    *tree = (struct tree){0};
}

static inline struct tree tree_compile(const char *text)
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

/* The domains of a source in the frame that all of them need. */
static inline struct tree tree_compile_domains(const char *domains)
{
    static char text[65536];

    snprintf(text, sizeof(text),
             "/dts-v1/; / { chosen { hypervisor { compatible = \"hypervisor,xen\"; %s }; }; };",
             domains);
    return tree_compile(text);
}

#define TREE_KERNEL                                                                                \
    "kernel { compatible = \"multiboot,kernel\", \"multiboot,module\"; "                           \
    "hyperlaunch,file = \"vmlinuz\"; };"

static inline void faults_take(void *context, const struct lcm_fault *fault)
{
    struct faults *faults = context;

    text_append(&faults->text, "%s %s %s\n", fault->check, fault->path,
                fault->property ? fault->property : "-");
}

/* Reads a tree; `faults` then has one line "check path property" for each finding. */
static inline unsigned int tree_read(const struct tree *tree, enum lcm_form form,
                                     struct lcm_plan *plan, struct faults *faults)
{
    const struct lcm_sink sink = {.report = faults_take, .context = faults};

    text_init(&faults->text, faults->lines, sizeof(faults->lines));
    return lcm_read(tree->blob, tree->size, form, &sink, plan);
}

#endif
