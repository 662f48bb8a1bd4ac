/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Watches a launch without a terminal: done when every domain has reported from user space.
 *
 * A domain reports by the line "[NAME] ...hyperlaunch-guest: ready...". The brackets at the line's
 * start are the launcher's own, so no domain can report for another. After a hand-over the console
 * is dom0's, which reports by "hyperlaunch-dom0: ready...": then nobody else is waited for.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tool/run.h"
#include "tool/tool.h"

#define READY_TEXT    "hyperlaunch-guest: ready"
#define DOM0_TEXT     "hyperlaunch-dom0: ready"
#define COMPLETE_TEXT "hyperlaunch: launch complete: "

/*
 * QEMU's emulation of SVM loses an interrupt once in some dozens of boots (a race between a guest's
 * exit and a timer of QEMU's main thread), and all stands still until the next one. So after some
 * seconds of silence a key is typed that means nothing: the launcher's prefix and no command, which
 * no guest sees.
 */
enum { SILENCE_SECONDS = 5 };
static const char nudge[] = {0x1d, 0};

struct watch {
    const struct lcm_plan *plan;
    bool ready[LCM_DOMAINS_MAX];
    uint32_t ready_count;
    bool complete;
    bool dom0_ready;
    unsigned long started, failed;
    char line[4096]; /* what is longer is cut: no line of interest is */
    size_t used;
};

static void domain_line(struct watch *w, const char *line)
{
    for (uint32_t i = 0; i < w->plan->domain_count; i++) {
        const char *name = w->plan->domains[i].name;
        size_t length = strlen(name);

        if (strncmp(line + 1, name, length) != 0 || strncmp(line + 1 + length, "] ", 2) != 0)
            continue;
        if (strstr(line + length + 3, READY_TEXT) && !w->ready[i]) {
            w->ready[i] = true;
            w->ready_count++;
        }
        return;
    }
}

/* "N started, M failed" */
static bool counts_read(const char *text, unsigned long *started, unsigned long *failed)
{
    char *rest;

    *started = strtoul(text, &rest, 10);
    if (rest == text || strncmp(rest, " started, ", 10) != 0)
        return false;
    text = rest + 10;
    *failed = strtoul(text, &rest, 10);
    return rest != text && strncmp(rest, " failed", 7) == 0;
}

static void watch_line(struct watch *w)
{
    const char *line = w->line + strspn(w->line, "\r");

    if (line[0] == '[')
        domain_line(w, line);
    else if (strncmp(line, COMPLETE_TEXT, strlen(COMPLETE_TEXT)) == 0)
        w->complete = counts_read(line + strlen(COMPLETE_TEXT), &w->started, &w->failed);
    else if (w->complete && strncmp(line, DOM0_TEXT, strlen(DOM0_TEXT)) == 0)
        w->dom0_ready = true;
}

static void watch_bytes(struct watch *w, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] == '\n') {
            w->line[w->used] = '\0';
            watch_line(w);
            w->used = 0;
        } else if (w->used + 1 < sizeof(w->line) && bytes[i] != '\0') {
            w->line[w->used++] = bytes[i];
        }
    }
}

/* Nothing more will come: all reported, or all that were started. */
static bool watch_done(const struct watch *w)
{
    return w->dom0_ready || w->ready_count == w->plan->domain_count ||
           (w->complete && w->failed > 0 && w->ready_count >= w->started);
}

static long seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)now.tv_sec;
}

/* Reads until the end is decided; the reason why it was not fine, or NULL. */
static const char *watch_output(struct watch *w, const int pipes[2], unsigned long timeout)
{
    long heard = seconds_now(), end = heard + (long)timeout;
    char bytes[4096];

    while (!watch_done(w)) {
        struct pollfd wait = {.fd = pipes[1], .events = POLLIN};
        ssize_t count;

        if (run_interrupted())
            return "interrupted";
        if (seconds_now() >= end)
            return "time is up";
        if (seconds_now() - heard >= SILENCE_SECONDS) {
            heard = seconds_now();
            /* Where QEMU has ended this fails, and reading tells. */
            if (write(pipes[0], nudge, sizeof(nudge)) < 0)
                continue;
        }
        if (poll(&wait, 1, 1000) <= 0)
            continue;
        heard = seconds_now();
        count = read(pipes[1], bytes, sizeof(bytes));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return "QEMU ended";
        (void)fwrite(bytes, 1, (size_t)count, stdout);
        fflush(stdout);
        watch_bytes(w, bytes, (size_t)count);
    }
    if (w->dom0_ready)
        return w->failed ? "domains failed" : NULL;
    return w->ready_count == w->plan->domain_count ? NULL : "domains failed";
}

static void verdict_complain(const struct watch *w, const char *reason)
{
    char names[LCM_DOMAINS_MAX * (LCM_NAME_SIZE + 2)] = "";
    size_t used = 0;

    for (uint32_t i = 0; i < w->plan->domain_count; i++) {
        if (!w->ready[i])
            used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s", used ? ", " : "",
                                     w->plan->domains[i].name);
    }
    tool_complain("run: %s; no report from user space by: %s", reason, names);
}

int run_watched(const struct run *run, const struct lcm_plan *plan)
{
    struct watch *w = calloc(1, sizeof(*w));
    const char *reason;
    int pipes[2], status;
    pid_t pid;

    if (!w) {
        tool_complain("out of memory");
        return TOOL_FAILED;
    }
    w->plan = plan;
    pid = run_start(run, pipes);
    if (pid < 0) {
        free(w);
        return TOOL_FAILED;
    }
    reason = watch_output(w, pipes, run->timeout);
    status = run_stop(pid);
    close(pipes[0]);
    close(pipes[1]);
    fputc('\n', stdout);
    if (reason)
        verdict_complain(w, reason);
    else if (w->dom0_ready)
        printf("run: all %u domains were started, %s reported from user space\n",
               (unsigned int)plan->domain_count, run_dom0(plan)->name);
    else
        printf("run: all %u domains reported from user space\n", (unsigned int)plan->domain_count);
    free(w);
    if (run_interrupted())
        return TOOL_FAILED;
    /* QEMU that ends with a failure of its own never booted anything. */
    if (reason && WIFEXITED(status) && WEXITSTATUS(status) != 0)
        return TOOL_FAILED;
    return reason ? TOOL_FAULT : TOOL_FINE;
}
