/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a simulated launch came to: frames, hypercalls, and what lies where in each domain.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/base/json.h"
#include "tool/show/memory_map.h"
#include "tool/base/printable.h"
#include "tool/show/show.h"
#include "tool/run/simulate.h"

enum { KIB_PER_MIB = 1024 };

static const char *outcome(const struct simulate_domain *domain)
{
    return domain->cause ? "failed" : "started";
}

/* The ranges of one domain, or why there are none. */
static bool map_of(const struct input *input, uint32_t i, struct memory_map *map, char *why,
                   size_t size)
{
    static struct elf_kernel kernel;
    uint64_t ramdisk_size;

    snprintf(why, size, "its kernel cannot be read");
    map->count = 0;
    return domain_parts_find(input, NULL, i, &kernel, &ramdisk_size) &&
           memory_map_make(map, &input->image.plan.domains[i], &kernel, ramdisk_size, why, size);
}

static void domains_text(const struct input *input, const struct simulate_summary *summary)
{
    const struct lcm_plan *plan = &input->image.plan;
    int name = 6;

    for (uint32_t i = 0; i < plan->domain_count; i++)
        name =
            (int)strlen(plan->domains[i].name) > name ? (int)strlen(plan->domains[i].name) : name;
    printf("\n%-*s  %-7s  %9s  %9s  %10s  %9s\n", name, "domain", "outcome", "frames", "Xen keeps",
           "hypercalls", "loaded");
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        const struct simulate_domain *d = &summary->domains[i];
        char kept[SIZE_TEXT_SIZE], loaded[SIZE_TEXT_SIZE];

        show_size(d->kept_kib * 1024, kept);
        show_size(d->loaded, loaded);
        printf("%-*s  %-7s  %9llu  %9s  %10llu  %9s\n", name, plan->domains[i].name, outcome(d),
               (unsigned long long)d->frames, kept, (unsigned long long)d->calls, loaded);
    }
}

static void maps_text(const struct input *input, const struct simulate_summary *summary)
{
    const struct lcm_plan *plan = &input->image.plan;
    static struct memory_map map;
    char why[256];

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        bool made = map_of(input, i, &map, why, sizeof(why));

        printf("\n%s: what %s where%s%s\n", plan->domains[i].name,
               summary->domains[i].cause ? "would lie" : "lies", made ? "" : ": ", made ? "" : why);
        for (unsigned int j = 0; j < map.count && made; j++) {
            char size[SIZE_TEXT_SIZE];

            show_size(map.ranges[j].end - map.ranges[j].start, size);
            printf("  0x%010llx-0x%010llx  %9s  %s\n", (unsigned long long)map.ranges[j].start,
                   (unsigned long long)map.ranges[j].end - 1, size, map.ranges[j].what);
        }
    }
}

/* That memory suffices is the last line; what failed for another reason stands before it. */
static void failures_text(const struct input *input, const struct simulate_summary *summary)
{
    const struct lcm_plan *plan = &input->image.plan;
    bool first = true;

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        if (!summary->domains[i].cause)
            continue;
        printf("%s%s: would not start: ", first ? "\n" : "", plan->domains[i].name);
        printable_print(stdout, summary->domains[i].cause);
        printf("\n");
        first = false;
    }
}

void simulate_summary_text(const struct input *input, const struct simulate_summary *summary)
{
    domains_text(input, summary);
    maps_text(input, summary);
    failures_text(input, summary);
    printf("\n%s: %llu MiB were free, %llu MiB are left; %llu hypercalls in all\n",
           summary->fits ? "the allocation fits" : "the allocation does not fit",
           (unsigned long long)summary->free_kib / KIB_PER_MIB,
           (unsigned long long)summary->left_kib / KIB_PER_MIB, (unsigned long long)summary->calls);
}

static void ranges_json(const struct input *input, uint32_t i)
{
    static struct memory_map map;
    char why[256];

    fputs(", \"ranges\": [", stdout);
    if (map_of(input, i, &map, why, sizeof(why))) {
        for (unsigned int j = 0; j < map.count; j++) {
            printf("%s\n      {\"start\": %llu, \"end\": %llu, ", j ? "," : "",
                   (unsigned long long)map.ranges[j].start, (unsigned long long)map.ranges[j].end);
            json_member(stdout, "what", map.ranges[j].what);
            fputc('}', stdout);
        }
    }
    fputs("]}", stdout);
}

void simulate_summary_json(const struct input *input, const struct simulate_summary *summary)
{
    const struct lcm_plan *plan = &input->image.plan;

    printf("{\n  \"xen\": \"4.%u\",\n  \"free_kib\": %llu,\n  \"left_kib\": %llu,\n"
           "  \"fits\": %s,\n  \"hypercalls\": %llu,\n  \"domains\": [",
           summary->minor, (unsigned long long)summary->free_kib,
           (unsigned long long)summary->left_kib, summary->fits ? "true" : "false",
           (unsigned long long)summary->calls);
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        const struct simulate_domain *d = &summary->domains[i];

        printf("%s\n    {\"domid\": %u, ", i ? "," : "", plan->domains[i].domid);
        json_member(stdout, "name", plan->domains[i].name);
        printf(", \"started\": %s, ", d->cause ? "false" : "true");
        json_member(stdout, "cause", d->cause);
        printf(", \"frames\": %llu, \"kept_kib\": %llu, \"hypercalls\": %llu, \"loaded\": %llu",
               (unsigned long long)d->frames, (unsigned long long)d->kept_kib,
               (unsigned long long)d->calls, (unsigned long long)d->loaded);
        ranges_json(input, i);
    }
    fputs("\n  ]\n}\n", stdout);
}
