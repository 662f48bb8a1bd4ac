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

#include "tool/run.h"
#include "tool/tool.h"

enum { STOP_TENTHS = 50 }; /* of a second, before QEMU is killed */

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

/* Without SA_RESTART, so that waiting ends. On a terminal Ctrl-C is for QEMU alone. */
static void signals_take(bool with_interrupt)
{
    struct sigaction action = {.sa_handler = on_signal};
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, with_interrupt ? &action : &ignore, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
}

bool run_interrupted(void)
{
    return interrupted;
}

/* Two pipes between this process and its child: ours[0] to write to it, ours[1] to read from it. */
static bool pipes_make(int ours[2], int theirs[2])
{
    int input[2], output[2];

    if (pipe2(input, O_CLOEXEC) != 0)
        return false;
    if (pipe2(output, O_CLOEXEC) != 0) {
        close(input[0]);
        close(input[1]);
        return false;
    }
    theirs[0] = input[0];
    ours[0] = input[1];
    ours[1] = output[0];
    theirs[1] = output[1];
    return true;
}

static void pipes_close(const int ends[2])
{
    close(ends[0]);
    close(ends[1]);
}

pid_t run_start(const struct run *run, int pipes[2])
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int theirs[2];
    sigset_t defaults;
    pid_t pid;
    int error;

    if (pipes && !pipes_make(pipes, theirs)) {
        tool_complain("run: %s", strerror(errno));
        return -1;
    }
    signals_take(pipes != NULL);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGINT);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_init(&actions);
    if (pipes) {
        posix_spawn_file_actions_adddup2(&actions, theirs[0], STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, theirs[1], STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, theirs[1], STDERR_FILENO);
    }
    error = posix_spawnp(&pid, run->arguments[0], &actions, &attributes, run->arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (pipes)
        pipes_close(theirs);
    if (error == 0)
        return pid;
    if (pipes)
        pipes_close(pipes);
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

int run_interactive(const struct run *run)
{
    pid_t pid;
    int status = 0;

    fputs(
        "keys: Ctrl-] n moves the focus to the next domain; Ctrl-A x ends; where all stands still, "
        "any key wakes the emulator\n",
        stderr);
    pid = run_start(run, NULL);
    if (pid < 0)
        return TOOL_FAILED;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR || interrupted) {
            run_stop(pid);
            return TOOL_FAILED;
        }
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return TOOL_FINE;
    tool_complain("run: QEMU failed; its message stands above");
    return TOOL_FAILED;
}
