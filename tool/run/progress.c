/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Progress of an emulated machine, by what its emulator was given of the processors.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tool/run/progress.h"

enum {
    /* Silent that long while the emulator works: a Linux with `quiet` takes a third of it. */
    SILENT_CPU_MS = 180 * 1000,
    /* All that a boot may take, however much is printed. */
    TOTAL_CPU_MS = 1200 * 1000,
    TOTAL_CPU_MS_EACH = 60 * 1000, /* and for each domain */
    /* Silent that long, and the emulator hardly wants a processor: everybody waits for somebody. */
    STILL_WALL_MS = 60 * 1000,
    STILL_PERCENT = 25,
};

uint64_t run_clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Reads the first line of a file of /proc. */
static bool line_read(const char *path, char *line, size_t size)
{
    FILE *file = fopen(path, "re");
    bool good;

    if (!file)
        return false;
    good = fgets(line, (int)size, file);
    fclose(file);
    return good;
}

/* The number in field `index` (from 0) of a line with blanks between; false where there is none. */
static bool field_read(const char *line, unsigned int index, uint64_t *value)
{
    char *end;

    for (; index > 0 && line; index--) {
        line = strchr(line, ' ');
        line = line ? line + 1 : NULL;
    }
    if (!line)
        return false;
    *value = strtoull(line, &end, 10);
    return end != line;
}

/* The times of all threads, ended ones too, are fields 14 and 15 of the process's own line. */
static bool cpu_read(pid_t pid, uint64_t *cpu_ms)
{
    char path[64], line[1024], *rest;
    uint64_t user, system;

    (void)snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
    if (!line_read(path, line, sizeof(line)))
        return false;
    /* The program's name, field 2, may hold anything but ends at the last parenthesis. */
    rest = strrchr(line, ')');
    if (!rest || !field_read(rest, 12, &user) || !field_read(rest, 13, &system))
        return false;
    *cpu_ms = (user + system) * 1000 / (uint64_t)sysconf(_SC_CLK_TCK);
    return true;
}

/* How long its threads were ready to run and did not: the second number of each one's schedstat. */
static uint64_t queued_read(pid_t pid)
{
    char pattern[64], line[256];
    uint64_t sum = 0, queued;
    glob_t threads;

    (void)snprintf(pattern, sizeof(pattern), "/proc/%ld/task/*/schedstat", (long)pid);
    if (glob(pattern, GLOB_NOSORT, NULL, &threads) != 0)
        return 0;
    for (size_t i = 0; i < threads.gl_pathc; i++)
        if (line_read(threads.gl_pathv[i], line, sizeof(line)) && field_read(line, 1, &queued))
            sum += queued;
    globfree(&threads);
    return sum / 1000000;
}

bool run_usage_read(pid_t pid, struct run_usage *usage)
{
    usage->wall_ms = run_clock_ms();
    if (cpu_read(pid, &usage->cpu_ms)) {
        usage->queued_ms = queued_read(pid);
        return true;
    }
    usage->cpu_ms = usage->wall_ms;
    usage->queued_ms = 0;
    return false;
}

const char *run_progress_stuck(const struct run_progress *progress, const struct run_usage *now)
{
    const struct run_usage *start = &progress->start, *heard = &progress->heard;
    uint64_t silent = now->wall_ms - heard->wall_ms;
    /* Threads end, and take what they waited with them. */
    uint64_t queued = now->queued_ms > heard->queued_ms ? now->queued_ms - heard->queued_ms : 0;
    uint64_t wanted = now->cpu_ms - heard->cpu_ms + queued;

    if (progress->limit_ms && now->wall_ms - start->wall_ms >= progress->limit_ms)
        return "time is up (--timeout)";
    if (silent >= STILL_WALL_MS && wanted < silent * STILL_PERCENT / 100)
        return "the machine makes no progress";
    if (now->cpu_ms - heard->cpu_ms >= SILENT_CPU_MS)
        return "nothing was printed for 180 s of processor time";
    if (now->cpu_ms - start->cpu_ms >=
        TOTAL_CPU_MS + (uint64_t)progress->domains * TOTAL_CPU_MS_EACH)
        return "it used more processor time than any boot should";
    return NULL;
}

bool run_machine_is_busy(double *load, long *processors)
{
    *processors = sysconf(_SC_NPROCESSORS_ONLN);
    return getloadavg(load, 1) == 1 && *load > (double)*processors;
}
