/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The tables of a predicted launch: work and time by domain and step, and when guests start.
 */
#include <string.h>

#include "tool/run/simulate_prediction.h"
#include "tool/show/show.h"

#define MS 1e6

/* When guests start. */
struct starts {
    uint32_t count;
    uint32_t first; /* their indexes */
    uint32_t last;
    double mean_ns;
};

static double started_ns(const struct simulate_work *work, uint32_t i)
{
    return work_time_sum(work->started[i]);
}

static struct starts starts_find(const struct lcm_plan *plan, const struct simulate_work *work)
{
    struct starts starts = {.count = 0};
    double sum = 0;

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        if (!work->is_started[i] || plan->domains[i].domid == 0)
            continue;
        if (starts.count == 0 || started_ns(work, i) < started_ns(work, starts.first))
            starts.first = i;
        if (starts.count == 0 || started_ns(work, i) > started_ns(work, starts.last))
            starts.last = i;
        sum += started_ns(work, i);
        starts.count++;
    }
    starts.mean_ns = starts.count > 0 ? sum / starts.count : 0;
    return starts;
}

static bool counts_empty(const struct work_counts *counts)
{
    uint64_t any = 0;

    for (enum work work = 0; work < WORKS; work++)
        any |= counts->of[work];
    return any == 0;
}

static void counts_add(struct work_counts *sum, const struct work_counts *counts)
{
    for (enum work work = 0; work < WORKS; work++)
        sum->of[work] += counts->of[work];
}

static struct work_counts counts_all(const struct lcm_plan *plan, const struct simulate_work *work)
{
    struct work_counts all = work->own;

    for (uint32_t i = 0; i < plan->domain_count; i++)
        for (enum build_step step = 0; step < BUILD_STEPS; step++)
            counts_add(&all, &work->steps[i][step]);
    return all;
}

/* "128.0 MiB scrubbed, 64 extents". */
static void counts_print(const struct work_counts *counts)
{
    const char *separator = "";

    for (enum work work = 0; work < WORKS; work++) {
        const struct work_form *form = work_form(work);
        uint64_t count = counts->of[work];
        char size[SIZE_TEXT_SIZE];

        if (count == 0)
            continue;
        show_size(count, size);
        if (form->is_rate)
            printf("%s%s %s", separator, size, form->many);
        else
            printf("%s%llu %s", separator, (unsigned long long)count,
                   count == 1 ? form->one : form->many);
        separator = ", ";
    }
    printf("\n");
}

static void line_print(int width, const char *name, const char *step,
                       const struct simulate_work *work, const struct work_counts *counts)
{
    struct work_time time = work_time(work->units, counts);

    if (counts_empty(counts))
        return;
    printf("%-*s  %-8s  %10.3f  %10.3f  ", width, name, step, time.shared / MS, time.serial / MS);
    counts_print(counts);
}

void prediction_text(const struct lcm_plan *plan, const struct simulate_work *work)
{
    struct work_counts all = counts_all(plan, work);
    struct starts starts = starts_find(plan, work);
    int width = (int)strlen("launcher");

    for (uint32_t i = 0; i < plan->domain_count; i++)
        if ((int)strlen(plan->domains[i].name) > width)
            width = (int)strlen(plan->domains[i].name);
    printf("\npredicted for one CPU, by the costs of --units\n%-*s  %-8s  %10s  %10s  %s\n", width,
           "domain", "step", "shared/ms", "serial/ms", "work");
    for (uint32_t i = 0; i < plan->domain_count; i++)
        for (enum build_step step = 0; step < BUILD_STEPS; step++)
            line_print(width, plan->domains[i].name, build_step_name(step), work,
                       &work->steps[i][step]);
    line_print(width, "launcher", "-", work, &work->own);
    line_print(width, "all", "-", work, &all);
    if (starts.count == 0)
        return;
    printf("guests started, after the launcher's entry: the first (%s) %.3f ms, in the mean %.3f "
           "ms, the last (%s) %.3f ms\n",
           plan->domains[starts.first].name, started_ns(work, starts.first) / MS,
           starts.mean_ns / MS, plan->domains[starts.last].name,
           started_ns(work, starts.last) / MS);
}

/* A time in JSON: whole nanoseconds. */
static void time_json(struct json *json, const char *name, double nanoseconds)
{
    json_number(json, name, (uint64_t)(nanoseconds + 0.5));
}

static void counts_json(struct json *json, const char *name, const struct simulate_work *work,
                        const struct work_counts *counts)
{
    struct work_time time = work_time(work->units, counts);

    if (counts_empty(counts))
        return;
    json_object(json, name, JSON_ON_ONE_LINE);
    time_json(json, "shared_ns", time.shared);
    time_json(json, "serial_ns", time.serial);
    for (enum work kind = 0; kind < WORKS; kind++)
        if (counts->of[kind] > 0)
            json_number(json, work_form(kind)->count, counts->of[kind]);
    json_end(json);
}

static void domain_json(struct json *json, const struct lcm_domain *domain,
                        const struct simulate_work *work, uint32_t i)
{
    json_object(json, NULL, JSON_ON_ONE_LINE);
    json_text(json, "name", domain->name);
    if (work->is_started[i])
        time_json(json, "started_ns", started_ns(work, i));
    json_object(json, "steps", JSON_ON_ONE_LINE);
    for (enum build_step step = 0; step < BUILD_STEPS; step++)
        counts_json(json, build_step_name(step), work, &work->steps[i][step]);
    json_end(json);
    json_end(json);
}

void prediction_json(struct json *json, const struct lcm_plan *plan,
                     const struct simulate_work *work)
{
    struct work_counts all = counts_all(plan, work);
    struct starts starts = starts_find(plan, work);

    json_object(json, "prediction", JSON_ON_LINES);
    if (starts.count > 0) {
        time_json(json, "first_ns", started_ns(work, starts.first));
        time_json(json, "mean_ns", starts.mean_ns);
        time_json(json, "last_ns", started_ns(work, starts.last));
    }
    counts_json(json, "all", work, &all);
    counts_json(json, "launcher", work, &work->own);
    json_array(json, "domains", JSON_ON_LINES);
    for (uint32_t i = 0; i < plan->domain_count; i++)
        domain_json(json, &plan->domains[i], work, i);
    json_end(json);
    json_end(json);
}
