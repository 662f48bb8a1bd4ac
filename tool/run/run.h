/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Booting a launch image in QEMU: what `hyperlaunch run` needs, found, put together and watched.
 */
#ifndef TOOL_RUN_RUN_H
#define TOOL_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/lcm/lcm.h"
#include "tool/run/seen.h"

enum { RUN_ARGUMENTS_MAX = 128, RUN_SCRATCH_MAX = 8 };

/* QEMU's clock: the machine's own, or one that counts instructions and does not care for load. */
enum run_icount { RUN_ICOUNT_AUTO, RUN_ICOUNT_ON, RUN_ICOUNT_OFF };

/* What was asked for, and what was found; strings that end in `_path` are owned. */
struct run {
    const char *xen;           /* a file, a version, or NULL for the newest that is there */
    unsigned long memory_mib;  /* 0: what the domains need */
    unsigned long cpus;        /* 0: what a dom0 asks for and the set names, else 1 */
    unsigned long timeout;     /* seconds; 0: as long as the machine makes progress */
    const char *xen_args;      /* NULL: none */
    const char *launcher_args; /* NULL: none */
    const char *qemu_args;     /* words with blanks between them; NULL: none */
    enum run_icount icount;
    enum run_until until;
    const char *text; /* what `until` waits for, if a text */
    bool batch;       /* watch the output instead of giving the terminal away */

    char *home; /* the folder of this program */
    char *xen_path;
    char *launcher_path;
    char *image_path;
    char *scratch; /* a temporary folder, or NULL */
    char *scratch_files[RUN_SCRATCH_MAX];
    size_t scratch_count;
    bool scratch_kept; /* a command line was printed that names the files in it */

    char *arguments[RUN_ARGUMENTS_MAX + 1];
    size_t argument_count;
};

/* -- find.c ---------------------------------------------------------------------------------- */

/* Names a new file in the temporary folder, which is made when first needed; NULL on failure. */
char *run_scratch_file(struct run *run, const char *name);

/* Finds Xen and the launcher; complains and returns false where one is missing. */
bool run_find(struct run *run);

void run_release(struct run *run);

/* -- command.c ------------------------------------------------------------------------------- */

/* Puts the command line together for an image of `image_size` bytes with this plan. */
bool run_command_make(struct run *run, const struct lcm_plan *plan, uint64_t image_size);

/* Prints the command line so that a shell takes it. */
void run_command_print(const struct run *run);

/* -- watch.c --------------------------------------------------------------------------------- */

/*
 * Runs QEMU on the terminal until it ends, or the last domain did. Returns an exit code of the
 * tool.
 */
int run_interactive(const struct run *run, const struct lcm_plan *plan);

/* Runs QEMU until what is waited for came, or cannot come any more; the last line says which. */
int run_watched(const struct run *run, const struct lcm_plan *plan);

/* -- process.c ------------------------------------------------------------------------------- */

/* Our ends of the pipes to QEMU's streams; -1 where it has the terminal instead. */
struct run_ends {
    bool with_input; /* what is written to `input` is typed there */
    int input, output, errors;
};

/* Starts QEMU with its output, and its input if asked for, in pipes; -1 after a complaint. */
pid_t run_start(const struct run *run, struct run_ends *ends);

void run_ends_close(struct run_ends *ends);

/* Ends QEMU, at first politely. Returns its wait status. */
int run_stop(pid_t pid);

/* True after SIGINT or SIGTERM arrived, from run_start on. */
bool run_interrupted(void);

#endif
