/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Booting a launch image in QEMU: what `hyperlaunch run` needs, found, put together and watched.
 */
#ifndef TOOL_RUN_H
#define TOOL_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "lcm/lcm.h"

enum { RUN_ARGUMENTS_MAX = 32, RUN_SCRATCH_MAX = 8 };

/* What was asked for, and what was found; strings that end in `_path` are owned. */
struct run {
    const char *xen;           /* a file, a version, or NULL for the newest that is there */
    unsigned long memory_mib;  /* 0: what the domains need */
    unsigned long cpus;        /* 0: what a dom0 asks for and the set names, else 1 */
    unsigned long timeout;     /* seconds */
    const char *xen_args;      /* NULL: none */
    const char *launcher_args; /* NULL: none */
    bool batch;                /* watch the output instead of giving the terminal away */

    char *home; /* the folder of this program */
    char *xen_path;
    char *launcher_path;
    char *image_path;
    char *scratch; /* a temporary folder, or NULL */
    char *scratch_files[RUN_SCRATCH_MAX];
    size_t scratch_count;

    char *arguments[RUN_ARGUMENTS_MAX + 1];
    size_t argument_count;
};

/* Names a new file in the temporary folder, which is made when first needed; NULL on failure. */
char *run_scratch_file(struct run *run, const char *name);

/* Finds Xen and the launcher; complains and returns false where one is missing. run_find.c */
bool run_find(struct run *run);

/* Puts the command line together for an image of `image_size` bytes with this plan. run_command.c
 */
bool run_command_make(struct run *run, const struct lcm_plan *plan, uint64_t image_size);

/* The domain of the plan that takes over domain 0, or NULL. run_command.c */
const struct lcm_domain *run_dom0(const struct lcm_plan *plan);

/* Prints the command line so that a shell takes it. */
void run_command_print(const struct run *run);

/* Runs QEMU on the terminal until it ends. Returns an exit code of the tool. run_process.c */
int run_interactive(const struct run *run);

/*
 * Runs QEMU until every domain has reported from user space, or cannot any more; after a hand-over
 * only dom0 is heard, and its report is enough. run_watch.c
 */
int run_watched(const struct run *run, const struct lcm_plan *plan);

/*
 * Starts QEMU: with `pipes` what is written to the first is typed there, and what it prints can be
 * read from the second; without, it has the terminal. Returns -1 after a complaint. run_process.c
 */
pid_t run_start(const struct run *run, int pipes[2]);

/* Ends QEMU, at first politely. Returns its wait status. */
int run_stop(pid_t pid);

/* True after SIGINT or SIGTERM arrived, from run_start on. */
bool run_interrupted(void);

void run_release(struct run *run);

#endif
