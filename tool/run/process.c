/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * QEMU as a child: started, interrupted, stopped.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/base/tool.h"
#include "tool/run/run.h"

enum { STOP_TENTHS = 50 }; /* of a second, before QEMU is killed */

static volatile sig_atomic_t interrupted;

static void signal_note(int number)
{
    (void)number;
    interrupted = 1;
}

/* Without SA_RESTART, so that waiting ends. On a terminal Ctrl-C is for QEMU alone. */
static void signals_take(bool with_interrupt)
{
    struct sigaction action = {.sa_handler = signal_note};
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, with_interrupt ? &action : &ignore, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
}

bool run_interrupted(void)
{
    return interrupted;
}

static void ends_close(int ends[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (ends[i] >= 0)
            close(ends[i]);
        ends[i] = -1;
    }
}

void run_ends_close(struct run_ends *ends)
{
    ends_close((int[]){ends->input, ends->output, ends->errors}, 3);
}

/* Makes one pipe for each stream of the child; `theirs` are its ends, in the order of its streams.
 */
static bool pipes_make(struct run_ends *ours, int theirs[3])
{
    int *mine[] = {&ours->input, &ours->output, &ours->errors};

    for (int i = ours->with_input ? 0 : 1; i < 3; i++) {
        int ends[2];

        if (pipe2(ends, O_CLOEXEC) != 0)
            return false;
        theirs[i] = ends[i == 0 ? 0 : 1];
        *mine[i] = ends[i == 0 ? 1 : 0];
    }
    return true;
}

static int child_spawn(const struct run *run, const int theirs[3], pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    int error;

    sigemptyset(&defaults);
    sigaddset(&defaults, SIGINT);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_init(&actions);
    for (int i = 0; i < 3; i++)
        if (theirs[i] >= 0)
            posix_spawn_file_actions_adddup2(&actions, theirs[i], i);
    error = posix_spawnp(pid, run->arguments[0], &actions, &attributes, run->arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

pid_t run_start(const struct run *run, struct run_ends *ends)
{
    int theirs[3] = {-1, -1, -1};
    pid_t pid = -1;
    int error;

    ends->input = ends->output = ends->errors = -1;
    signals_take(ends->with_input);
    error = pipes_make(ends, theirs) ? child_spawn(run, theirs, &pid) : errno;
    ends_close(theirs, 3);
    if (error == 0)
        return pid;
    run_ends_close(ends);
    if (error == ENOENT)
        tool_complain("run: %s is not installed; install it (apt install qemu-system-x86)",
                      run->arguments[0]);
    else
        tool_complain("run: %s: %s", run->arguments[0], strerror(error));
    return -1;
}

int run_stop(pid_t pid)
{
    int status = 0;

    kill(pid, SIGTERM);
    for (int i = 0; i < STOP_TENTHS; i++) {
        if (waitpid(pid, &status, WNOHANG) == pid)
            return status;
        usleep(100 * 1000);
    }
    kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}
