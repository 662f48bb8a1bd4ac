/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of lcm/: makes a blob of a tree's text with dtc, and gathers what lcm_read reports.
 */
#ifndef TESTS_SUPPORT_LCM_TREE_H
#define TESTS_SUPPORT_LCM_TREE_H

#include <stddef.h>

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

#define TREE_KERNEL                                                                                \
    "kernel { compatible = \"multiboot,kernel\", \"multiboot,module\"; "                           \
    "hyperlaunch,file = \"vmlinuz\"; };"

/* A copy of exactly these bytes; tree_free frees it. */
struct tree tree_copy(const void *bytes, size_t size);
void tree_free(struct tree *tree);

/* Makes a blob of a source with dtc. */
struct tree tree_compile(const char *text);

/* The domains of a source in the frame that all of them need. */
struct tree tree_compile_domains(const char *domains);

/* Takes a finding for a sink whose context is a struct faults. */
void faults_take(void *context, const struct lcm_fault *fault);

/* Reads a tree; `faults` then has one line "check path property" for each finding. */
unsigned int tree_read(const struct tree *tree, enum lcm_form form, struct lcm_plan *plan,
                       struct faults *faults);

#endif
