/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a simulated launch came to: frames, hypercalls, and what lies where in each domain.
 */
#include <stdlib.h>
#include <string.h>

#include "core/life/life.h"
#include "tool/base/json.h"
#include "tool/show/memory_map.h"
#include "tool/base/printable.h"
#include "tool/show/show.h"
#include "tool/show/traits.h"
#include "tool/run/simulate.h"
#include "tool/run/simulate_prediction.h"

enum { KIB_PER_MIB = 1024 };

static const char *domain_outcome(const struct simulate_domain *domain)
{
    if (domain->is_staged)
        return "staged";
    return domain->cause || domain->became[0] ? "failed" : "started";
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
        printf("%-*s  %-7s  %9llu  %9s  %10llu  %9s\n", name, plan->domains[i].name,
               domain_outcome(d), (unsigned long long)d->frames, kept, (unsigned long long)d->calls,
               loaded);
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

/* Who waits for whom, and how long at most. */
static void waits_text(const struct input *input)
{
    const struct lcm_plan *plan = &input->image.plan;
    const char *title = "\nwaits\n";

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        static const struct life none[LCM_DOMAINS_MAX];
        char words[LIFE_PLAN_SIZE];

        life_plan_write(plan, none, i, words);
        if (!strchr(words, ';'))
            continue;
        printf("%s  %s: ", title, plan->domains[i].name);
        printable_print(stdout, words);
        printf("\n");
        title = "";
    }
}

/* What domains without a dom0 serve each other: nodes in the launcher's store. */
static void devices_text(const struct input *input, const struct simulate_summary *summary)
{
    const struct lcm_plan *plan = &input->image.plan;
    const char *title = "\ndevices\n";

    if (lcm_dom0(plan) < plan->domain_count)
        return;
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        struct trait trait = {.next = 0};

        while (trait_next(plan, &plan->domains[i], &trait)) {
            const struct lcm_device *device = trait.device;

            if (!device)
                continue;
            printf("%s  %s: %s: ", title, plan->domains[i].name, trait.name);
            printable_print(stdout, trait.text);
            printf("%s\n", summary->domains[i].cause || summary->domains[device->backend].cause
                               ? "; not plugged in"
                               : "");
            title = "";
        }
    }
}

/* That memory suffices is the last line; what failed for another reason stands before it. */
static void failures_text(const struct input *input, const struct simulate_summary *summary)
{
    const struct lcm_plan *plan = &input->image.plan;
    bool first = true;

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        const struct simulate_domain *d = &summary->domains[i];

        if (!d->cause && !d->became[0])
            continue;
        printf("%s%s: ", first ? "\n" : "", plan->domains[i].name);
        if (!d->cause) {
            printf("%s, by --fail", d->became);
        } else {
            printf("would not start: ");
            printable_print(stdout, bits_has(&summary->fails[SIMULATE_BUILD], i)
                                        ? "it was to fail, by --fail"
                                        : d->cause);
        }
        printf("\n");
        first = false;
    }
}

void simulate_summary_text(const struct input *input, const struct simulate_summary *summary)
{
    domains_text(input, summary);
    maps_text(input, summary);
    waits_text(input);
    devices_text(input, summary);
    if (summary->work)
        prediction_text(&input->image.plan, summary->work);
    failures_text(input, summary);
    printf("\n%s: %llu MiB were free, %llu MiB are left; %llu hypercalls in all\n",
           summary->fits ? "the allocation fits" : "the allocation does not fit",
           (unsigned long long)summary->free_kib / KIB_PER_MIB,
           (unsigned long long)summary->left_kib / KIB_PER_MIB, (unsigned long long)summary->calls);
}

static void ranges_json(struct json *json, const struct input *input, uint32_t i)
{
    static struct memory_map map;
    char why[256];

    json_array(json, "ranges", JSON_ON_LINES);
    if (map_of(input, i, &map, why, sizeof(why))) {
        for (unsigned int j = 0; j < map.count; j++) {
            json_object(json, NULL, JSON_ON_ONE_LINE);
            json_number(json, "start", map.ranges[j].start);
            json_number(json, "end", map.ranges[j].end);
            json_text(json, "what", map.ranges[j].what);
            json_end(json);
        }
    }
    json_end(json);
}

/* Whom it starts after, what makes it ready, and when it is to be. */
static void waits_json(struct json *json, const struct lcm_plan *plan,
                       const struct lcm_domain *domain)
{
    static const char *const ready[] = {
        [LCM_READY_STARTED] = "started", [LCM_READY_LINE] = "line", [LCM_READY_SIGNAL] = "signal"};

    json_array(json, "start_after", JSON_ON_ONE_LINE);
    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (bits_has(&domain->start_after, i))
            json_text(json, NULL, plan->domains[i].name);
    json_end(json);
    json_text(json, "ready", ready[domain->ready]);
    json_number(json, "ready_timeout_ms", domain->ready ? life_ready_timeout(domain) : 0);
    json_number(json, "start_within_ms", domain->start_within_ms);
}

static void domain_json(struct json *json, const struct lcm_domain *domain,
                        const struct simulate_domain *d)
{
    json_number(json, "domid", domain->domid);
    json_text(json, "name", domain->name);
    json_bool(json, "started", !d->cause && !d->is_staged);
    json_bool(json, "staged", d->is_staged);
    json_text(json, "cause", d->cause);
    json_text(json, "became", d->became[0] ? d->became : NULL);
    json_number(json, "frames", d->frames);
    json_number(json, "kept_kib", d->kept_kib);
    json_number(json, "hypercalls", d->calls);
    json_number(json, "loaded", d->loaded);
}

static void to_fail_json(struct json *json, const struct simulate_summary *summary, uint32_t i)
{
    bool fails = false;

    for (unsigned int way = 0; way < SIMULATE_WAYS; way++)
        fails = fails || bits_has(&summary->fails[way], i);
    json_bool(json, "to_fail", fails);
}

void simulate_summary_json(const struct input *input, const struct simulate_summary *summary)
{
    const struct lcm_plan *plan = &input->image.plan;
    struct json json = {.out = stdout};
    char xen[16];

    snprintf(xen, sizeof(xen), "4.%u", summary->minor);
    json_object(&json, NULL, JSON_ON_LINES);
    json_text(&json, "xen", xen);
    json_number(&json, "free_kib", summary->free_kib);
    json_number(&json, "left_kib", summary->left_kib);
    json_bool(&json, "fits", summary->fits);
    json_number(&json, "hypercalls", summary->calls);
    json_array(&json, "domains", JSON_ON_LINES);
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        json_object(&json, NULL, JSON_ON_ONE_LINE);
        domain_json(&json, &plan->domains[i], &summary->domains[i]);
        to_fail_json(&json, summary, i);
        waits_json(&json, plan, &plan->domains[i]);
        ranges_json(&json, input, i);
        json_end(&json);
    }
    json_end(&json);
    if (summary->work)
        prediction_json(&json, plan, summary->work);
    json_end(&json);
}
