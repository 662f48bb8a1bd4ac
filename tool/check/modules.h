/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The files that a source names: found, read, unpacked, and checked as the launcher will check
 * them.
 */
#ifndef TOOL_CHECK_MODULES_H
#define TOOL_CHECK_MODULES_H

#include "core/kernel/elf.h"
#include "tool/unpack/unpack.h"
#include "tool/read/input.h"

/* One file that modules refer to; a file that is both kernel and ramdisk counts twice. */
struct module_file {
    char *path;
    bool is_kernel;
    bool absolute; /* its name begins with '/', so that no -I matters */
    bool good;
    struct file file;
    struct unpacked unpacked; /* what goes into the image */
    struct elf_kernel elf;    /* of a kernel */
    bool is_linux;            /* of a kernel: a bzImage, or one with Linux's banner */
    char why[512];            /* "what is wrong; what to do" unless good */
    const char *check;        /* the name of the check that it failed */
};

struct modules {
    size_t count;
    struct module_file files[2 * LCM_DOMAINS_MAX + 2];
    /* By domain; NULL without one. */
    struct module_file *kernels[LCM_DOMAINS_MAX];
    struct module_file *ramdisks[LCM_DOMAINS_MAX];
    /* For Xen itself; NULL without one. */
    struct module_file *microcode;
    struct module_file *xsm_policy;
};

/*
 * Loads the modules of a source whose plan is valid; findings go to the input's report. Returns
 * TOOL_FINE, TOOL_FAULT or TOOL_FAILED. Release in every case.
 */
int modules_load(struct modules *modules, struct input *input, const struct path_list *includes);
void modules_release(struct modules *modules);

/* Checks the payloads of an image: digests, encodings, kernels, and that all fits its domain. */
int payloads_check(struct input *input);

#endif
