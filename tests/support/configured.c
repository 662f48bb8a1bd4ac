/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Launches a set that asks much of Xen beside memory and vCPUs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/configured.h"

static struct kernel kernel;
struct run configured_run;

static const struct lcm_affinity affinities[] = {
    {.domain = WEB, .vcpu = 0, .hard = {{0x4}}},
    {.domain = WEB, .vcpu = 1, .hard = {{0xc}}},
    {.domain = LOG, .vcpu = 0, .hard = {{0x1}}},
};
static const struct lcm_cpupool pools[] = {
    {.name = "fast", .scheduler = "credit", .cpus = {{0xc}}},
    {.name = "slow", .cpus = {{0x2}}},
};

/* What a test changes of the set below. */
struct set_more configured_more[SET];
struct set_rest configured_rest;

int configured_set_make(void **state)
{
    (void)state;
    kernel = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 5000, .data_size = 100, .seed = 1});
    return 0;
}

int configured_set_unmake(void **state)
{
    (void)state;
    kernel_free(&kernel);
    return 0;
}

int configured_set_reset(void **state)
{
    (void)state;
    memset(configured_more, 0, sizeof(configured_more));
    configured_more[WEB].cpupool = 1;
    bits_add(&configured_more[WEB].start_after, DB);
    configured_more[WEB].limits = (struct lcm_limits){.p2m_mem_mib = {9, true},
                                                      .grant_version = {2, true},
                                                      .grant_frames = {64, true},
                                                      .maptrack_frames = {0, true},
                                                      .event_channels = {4095, true}};
    configured_more[DB].cpupool = 2;
    bits_add(&configured_more[DB].start_after, JOB);
    bits_add(&configured_more[DB].start_after, LOG);
    configured_rest = (struct set_rest){
        .more = configured_more,
        .microcode = "new microcode",
        .policy = "a policy",
        .affinities = affinities,
        .affinity_count = sizeof(affinities) / sizeof(affinities[0]),
        .cpupools = pools,
        .cpupool_count = sizeof(pools) / sizeof(pools[0]),
    };
    return 0;
}

struct set_image configured_image_make(void)
{
    const struct set_domain domains[SET] = {
        {"web", 1, 4 * MIB, 2, &kernel, NULL, 0, NULL, 0, 0},
        {"db", 2, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
        {"log", 3, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
        {"job", 4, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
    };

    return set_build_with(domains, SET, &configured_rest);
}

void configured_launch_on(struct sim_config config, const struct set_image *image)
{
    config.free_kib = 256 * MIB;
    config.image = image->bytes;
    config.image_size = image->size;
    run_make(&configured_run, &config);
    run_launch(&configured_run);
    assert_string_equal(run_wrong(&configured_run), "");
}

void configured_launch(struct sim_config config)
{
    struct set_image image = configured_image_make();

    configured_launch_on(config, &image);
    set_free(&image);
}

void configured_assert_said(const char *text)
{
    if (!run_said(&configured_run, text))
        fail_msg("not said: %s\nbut:\n%s", text, sim_console(configured_run.sim));
}

void configured_assert_failed(unsigned int domain, enum build_step step, const char *cause)
{
    const struct outcome *record = &configured_run.launcher.launch.domains[domain];

    assert_int_equal(record->state, DOMAIN_FAILED);
    assert_int_equal(record->result.step, step);
    assert_string_equal(record->result.cause, cause);
}
