/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Passes on what a machine prints, and ends it: without a terminal once what is waited for came or
 * cannot come any more, on a terminal once no domain is left.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "tool/base/printable.h"
#include "tool/base/tool.h"
#include "tool/run/run.h"
#include "tool/run/progress.h"

/* The emulator cannot do all that its processor model can; nobody here needs more of it. */
#define WARNING_TEXT "warning: TCG doesn't support requested feature"

/*
 * QEMU's emulation of SVM loses an interrupt once in some dozens of boots (a race between a guest's
 * exit and a timer of QEMU's main thread), and all stands still until the next one. So after some
 * seconds of silence a key is typed that means nothing: the launcher's prefix and no command, which
 * no guest sees. Where prompts are waited for, it is the one that moves the keyboard on.
 */
enum {
    QUIET_MS = 300,
    SILENCE_MS = 5000,
    FOCUS_MS = 20000,
    SAMPLE_MS = 1000,
    REASON_SIZE = 4096,
    LINGER_MS = 5000,
    LINGER_QUIETS = 2 /* times QUIET_MS */
};
static const char nudge[] = {0x1d, 0}, next_focus[] = {0x1d, 'n'};

struct watch {
    const struct run *run;
    pid_t pid;
    struct run_ends ends;
    bool output_ended;
    struct run_seen seen;
    struct run_progress progress;
    struct run_usage now;
    uint64_t typed_ms;  /* when a key was typed last */
    uint64_t said;      /* what the machine had said when it was last looked at */
    char warning[1024]; /* a line of QEMU's own errors, as far as it came */
    size_t warning_used;
};

/* What QEMU says of its own need not be known here: of its processor, or that it was ended by us.
 */
static bool line_is_idle_talk(const char *line)
{
    char ended[64];

    (void)snprintf(ended, sizeof(ended), "terminating on signal 15 from pid %ld", (long)getpid());
    return strstr(line, WARNING_TEXT) || strstr(line, ended);
}

static void errors_pass(struct watch *w, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (w->warning_used + 1 < sizeof(w->warning))
            w->warning[w->warning_used++] = bytes[i];
        if (bytes[i] != '\n')
            continue;
        w->warning[w->warning_used] = '\0';
        if (!line_is_idle_talk(w->warning))
            fputs(w->warning, stderr);
        w->warning_used = 0;
    }
}

/* Passes on what is there, waiting a moment at most; false where nothing came from the machine. */
static bool watch_take(struct watch *w)
{
    struct pollfd waits[] = {{.fd = w->ends.output, .events = POLLIN},
                             {.fd = w->ends.errors, .events = POLLIN}};
    char bytes[4096];
    ssize_t count;

    if (poll(waits, 2, QUIET_MS) <= 0)
        return false;
    if (waits[1].revents) {
        count = read(w->ends.errors, bytes, sizeof(bytes));
        if (count > 0)
            errors_pass(w, bytes, (size_t)count);
        else if (count == 0 || errno != EINTR) {
            close(w->ends.errors);
            w->ends.errors = -1;
        }
    }
    if (!waits[0].revents)
        return false;
    count = read(w->ends.output, bytes, sizeof(bytes));
    if (count < 0 && errno == EINTR)
        return false;
    if (count <= 0) {
        w->output_ended = true;
        return false;
    }
    (void)fwrite(bytes, 1, (size_t)count, stdout);
    fflush(stdout);
    run_seen_bytes(&w->seen, bytes, (size_t)count);
    return true;
}

/* Looks, once a second, how far the machine came; what it says about its keyboard does not count.
 */
static const char *watch_progress(struct watch *w)
{
    if (run_clock_ms() - w->now.wall_ms < SAMPLE_MS)
        return NULL;
    (void)run_usage_read(w->pid, &w->now);
    if (w->seen.said != w->said) {
        w->said = w->seen.said;
        w->progress.heard = w->now;
    }
    return run_progress_stuck(&w->progress, &w->now);
}

/*
 * Moves the keyboard on where the domain that has it is done, or long silent; else types what wakes
 * the machine. Where instructions are counted no interrupt is lost.
 */
static void watch_type(struct watch *w)
{
    bool moves = run_seen_wants_focus(&w->seen);
    uint64_t silent = w->now.wall_ms - w->progress.heard.wall_ms;
    uint64_t since = w->now.wall_ms - w->typed_ms;

    if (moves && run_seen_focus_is_done(&w->seen))
        moves = since >= SAMPLE_MS;
    else
        moves = moves && silent >= FOCUS_MS && since >= FOCUS_MS;
    if (!moves && (w->run->icount == RUN_ICOUNT_ON || silent < SILENCE_MS || since < SILENCE_MS))
        return;
    w->typed_ms = w->now.wall_ms;
    /* Where QEMU has ended this fails, and reading tells. */
    (void)!write(w->ends.input, moves ? next_focus : nudge, sizeof(nudge));
}

/* Watches until the end is decided; why it came early, or NULL where the domains decided. */
static const char *watch_batch(struct watch *w)
{
    unsigned int quiet = 0;
    uint64_t linger_ms;

    while (run_seen_verdict(&w->seen) == RUN_OPEN) {
        const char *stuck;

        if (run_interrupted())
            return "interrupted";
        if (w->output_ended)
            return "QEMU ended";
        if (!watch_take(w)) {
            run_seen_quiet(&w->seen);
            watch_type(w);
        }
        stuck = watch_progress(w);
        if (stuck)
            return stuck;
    }
    /* Who was ready and crashes at once is not: until it is quiet, but not for long. */
    linger_ms = run_clock_ms() + LINGER_MS;
    while (quiet < LINGER_QUIETS && !w->output_ended && run_seen_verdict(&w->seen) == RUN_PASSED &&
           run_clock_ms() < linger_ms)
        quiet = watch_take(w) ? 0 : quiet + 1;
    return NULL;
}

static void watch_on_terminal(struct watch *w)
{
    bool quiet = false;

    while (!run_interrupted() && !w->output_ended && !(quiet && run_seen_all_ended(&w->seen)))
        quiet = !watch_take(w);
}

static bool watch_start(struct watch *w, const struct run *run, const struct lcm_plan *plan)
{
    w->run = run;
    run_seen_init(&w->seen, plan, run->until, run->text);
    w->pid = run_start(run, &w->ends);
    if (w->pid < 0)
        return false;
    (void)run_usage_read(w->pid, &w->now);
    w->progress = (struct run_progress){.start = w->now,
                                        .heard = w->now,
                                        .domains = plan->domain_count,
                                        .limit_ms = run->timeout * 1000};
    w->typed_ms = w->now.wall_ms;
    return true;
}

/* Ends QEMU, passing on what it says last. */
static int watch_end(struct watch *w)
{
    int status = run_stop(w->pid);

    while (!w->output_ended && watch_take(w))
        ;
    errors_pass(w, "\n", w->warning_used > 0);
    run_ends_close(&w->ends);
    return status;
}

/* The last line of all: what a pipe keeps of the exit status. */
static int verdict_print(struct watch *w, const char *early, int status)
{
    static const char other[] = "; --until TEXT waits for a text, --until started for nothing more";
    enum run_verdict verdict = run_seen_verdict(&w->seen);
    char buffer[REASON_SIZE];
    struct text reason;
    double load;
    long processors;

    text_init(&reason, buffer, sizeof(buffer));
    if (early)
        text_append(&reason, "%s; ", early);
    run_seen_reason(&w->seen, &reason);
    if (early && w->seen.complete && w->seen.until == RUN_UNTIL_READY)
        text_append(&reason, other);
    fflush(stderr);
    printf("\nrun: %s", verdict == RUN_PASSED ? "passed" : "failed: ");
    if (verdict != RUN_PASSED)
        printable_print(stdout, buffer);
    if (early && run_machine_is_busy(&load, &processors))
        printf("; this computer is busy: a load of %.1f on %ld processors", load, processors);
    fputs("\n", stdout);
    if (verdict == RUN_PASSED)
        return TOOL_FINE;
    /* QEMU that ends with a failure of its own never booted anything. */
    return run_interrupted() || (early && WIFEXITED(status) && WEXITSTATUS(status)) ? TOOL_FAILED
                                                                                    : TOOL_FAULT;
}

int run_watched(const struct run *run, const struct lcm_plan *plan)
{
    struct watch *w = calloc(1, sizeof(*w));
    char buffer[REASON_SIZE];
    struct text waits;
    int status = TOOL_FAILED;

    if (!w) {
        tool_complain("out of memory");
        return TOOL_FAILED;
    }
    w->ends.with_input = true;
    if (watch_start(w, run, plan)) {
        const char *early;

        text_init(&waits, buffer, sizeof(buffer));
        run_seen_describe(&w->seen, &waits);
        fprintf(stderr, "run: %s\n", buffer);
        early = watch_batch(w);
        status = verdict_print(w, early, watch_end(w));
    } else {
        puts("run: failed: QEMU was not started");
    }
    free(w);
    return status;
}

/* What a machine that was ended on a terminal leaves to say. */
static int ends_print(struct watch *w, bool ended, int status)
{
    char buffer[REASON_SIZE];
    struct text ends;

    if (!ended) {
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            return TOOL_FINE;
        if (!run_interrupted())
            tool_complain("run: QEMU failed; its message is above");
        return TOOL_FAILED;
    }
    text_init(&ends, buffer, sizeof(buffer));
    run_seen_ends(&w->seen, &ends);
    printf("\nrun: no domain is left: %s\n", buffer);
    return run_seen_verdict(&w->seen) == RUN_PASSED ? TOOL_FINE : TOOL_FAULT;
}

int run_interactive(const struct run *run, const struct lcm_plan *plan)
{
    struct watch *w = calloc(1, sizeof(*w));
    struct termios terminal;
    bool known = tcgetattr(STDIN_FILENO, &terminal) == 0;
    int status = TOOL_FAILED;

    if (!w) {
        tool_complain("out of memory");
        return TOOL_FAILED;
    }
    fputs("keys: Ctrl-] n moves the keyboard to the next domain; Ctrl-A x ends; if everything "
          "stops, any key wakes the emulator\n",
          stderr);
    if (watch_start(w, run, plan)) {
        bool ended;

        watch_on_terminal(w);
        ended = !w->output_ended && run_seen_all_ended(&w->seen);
        status = watch_end(w);
        /* QEMU gives it back as it was, unless it had to be killed. */
        if (known)
            (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal);
        status = ends_print(w, ended, status);
    }
    free(w);
    return status;
}
