/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Whatever a user hands to a command: a source, a device tree blob in either form, or an image.
 */
#ifndef TOOL_READ_INPUT_H
#define TOOL_READ_INPUT_H

#include "core/kernel/elf.h"
#include "core/image/image.h"
#include "tool/base/file.h"
#include "tool/base/options.h"
#include "tool/read/report.h"
#include "tool/read/source.h"

enum input_kind {
    INPUT_SOURCE,   /* a .dts, or a blob that dtc made from one: files are named, not held */
    INPUT_COMPILED, /* a compiled LCM alone, without its payloads */
    INPUT_IMAGE,
};

/* What the dom0 of the set is made of, once its files or payloads were looked at. */
struct input_dom0 {
    bool known;
    struct elf_kernel kernel;
    uint64_t ramdisk_size;
    char *cloud_version; /* owned; of a build that mostly cannot be a dom0, or NULL */
};

/* What was found out about a domain's files or payloads. */
struct input_guest {
    bool is_linux;            /* its kernel, as far as known */
    const char *ramdisk_kind; /* what its ramdisk is that is none, or NULL */
};

struct input {
    const char *path;
    enum input_kind kind;
    struct file file;
    struct source source; /* of a .dts */
    struct report report;
    struct waivers waivers; /* of a .dts */
    struct image image;     /* its plan is filled for every kind, its bytes only of an image */
    struct input_dom0 dom0;
    struct input_guest guests[LCM_DOMAINS_MAX]; /* by domain */
    const void *blob;                           /* the tree */
};

/*
 * Reads and checks the file; findings go to `out`. Returns TOOL_FINE, TOOL_FAULT with findings, or
 * TOOL_FAILED after a complaint. Large: keep it off the stack. Release it in every case.
 */
int input_open(struct input *input, const char *path, const struct path_list *includes, FILE *out);
/* The same, with findings in the form that `how` says. */
int input_open_as(struct input *input, const char *path, const struct path_list *includes,
                  const struct report *how);
void input_release(struct input *input);

/*
 * For a command that takes exactly one file: opens it, findings on the standard error. Returns NULL
 * with `*status` to exit with when that failed; else close it with input_close.
 */
struct input *input_open_only(const struct command *command, int count, char **operands,
                              const struct path_list *includes, int *status);
void input_close(struct input *input);

/* The node path of `node` in the input's tree. */
void input_node_path(const struct input *input, int node, char *path, size_t size);

#endif
