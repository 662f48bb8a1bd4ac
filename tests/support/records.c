/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launch records for tests: see records.h.
 */
#include "tests/support/records.h"

#include <stdio.h>
#include <string.h>

#include "core/lcm/lcm.h"

#define MS UINT64_C(1000000)

static const char *const steps[] = {"verify", "kernel",   "layout", "create",  "populate",
                                    "load",   "channels", "vcpu",   "console", "start"};

enum { STEPS = sizeof(steps) / sizeof(steps[0]) };

/* Its steps take what is given, in microseconds, one after the other from `began_ms` on. */
static struct record_domain *add_domain(struct record *record, const char *name, uint32_t domid,
                                        uint64_t began_ms, const uint32_t took_us[STEPS])
{
    struct record_domain *domain = &record->domains[record->domain_count++];

    *domain = (struct record_domain){
        .domid = domid,
        .memory_kib = 131072,
        .cpus = 1,
        .state = RECORD_RUNNING,
        .began_ns = began_ms * MS,
        .created_ns = began_ms * MS,
        .loaded = 47185920,
        .hypercalls = 82,
        .step_count = STEPS,
        .kernel = {.present = true, .index = 1},
        .ramdisk = {.present = true, .index = 2},
        .console_frame = 0x7fff,
        .console_port = 2,
        .store = RECORD_STORE_PARAM,
        .store_frame = 0x7ffe,
        .store_port = 1,
    };
    snprintf(domain->name, sizeof(domain->name), "%s", name);
    memset(domain->uuid, 0x10 + (int)domid, sizeof(domain->uuid));
    memset(domain->kernel.digest, 0xa1, sizeof(domain->kernel.digest));
    memset(domain->ramdisk.digest, 0xa2, sizeof(domain->ramdisk.digest));
    for (unsigned int i = 0; i < STEPS; i++) {
        snprintf(domain->steps[i].name, sizeof(domain->steps[i].name), "%s", steps[i]);
        domain->steps[i].took_ns = took_us[i] * UINT64_C(1000);
        domain->created_ns += domain->steps[i].took_ns;
    }
    return domain;
}

void records_fill_typical(struct record *record)
{
    static const uint32_t linux_us[STEPS] = {139812, 1950, 31,   2204, 51033,
                                             74851,  1603, 4111, 402,  0};
    static const uint32_t again_us[STEPS] = {61, 1890, 30, 2150, 99870, 77120, 1580, 4090, 410, 0};
    static const uint32_t pv_us[STEPS] = {22410, 1210, 44, 3120, 25890, 41770, 1490, 1280, 388, 0};
    static const uint32_t failed_us[STEPS] = {210, 1900, 32, 2201, 12044, 0, 0, 0, 0, 0};
    static const uint32_t dom0_us[STEPS] = {151220, 2100, 65, 0, 210400, 88310, 350, 1270, 0, 0};
    struct record_domain *domain;

    *record = (struct record){.xen_major = 4,
                              .xen_minor = 17,
                              .entered_ns = 412 * MS,
                              .recorded_ns = 1961 * MS,
                              .hypercalls = 731};
    memset(record->image_sha256, 0x5a, sizeof(record->image_sha256));

    add_domain(record, "web", 1, 431, linux_us)->started_ns = 1484 * MS;
    domain = add_domain(record, "database", 2, 709, again_us);
    domain->started_ns = 1485 * MS;
    domain->memory_kib = 262144;
    domain->cpus = 2;
    domain->grant_version = 1;
    domain = add_domain(record, "mirage", 3, 898, pv_us);
    domain->started_ns = 1486 * MS;
    domain->mode = RECORD_PV;
    domain->store = RECORD_STORE_WAITING;
    domain->ramdisk = (struct record_module){.present = false};

    domain = add_domain(record, "archive", 4, 997, failed_us);
    domain->memory_kib = UINT64_C(8) << 20;
    domain->state = RECORD_FAILED;
    domain->created_ns = 0;
    domain->loaded = 0;
    domain->hypercalls = 17;
    snprintf(domain->step, sizeof(domain->step), "populate");
    snprintf(domain->cause, sizeof(domain->cause),
             "Xen has 512 MiB free, and the domain needs 8192 MiB; give it less memory");
    domain->console_frame = domain->store_frame = 0;
    domain->console_port = domain->store_port = 0;
    domain->store = RECORD_STORE_NONE;

    domain = add_domain(record, "dom0", 0, 1490, dom0_us);
    domain->state = RECORD_HANDED_OVER;
    domain->mode = RECORD_PV;
    domain->cpus = 2;
    domain->memory_kib = 1048576;
    domain->capabilities = LCM_CAP_CONTROL | LCM_CAP_HARDWARE;
    domain->functions = LCM_FUNC_LEGACY_DOM0;
    domain->started_ns = 1960 * MS;
}

void records_fill_lived(struct record *record)
{
    struct record_domain *db, *app, *crash;

    records_fill_typical(record);
    record->domain_count = 3;
    record->store_kib = 1152;
    record->image_kept_kib = 46080;
    record->recorded_ns = 9000 * MS;
    db = &record->domains[0];
    snprintf(db->name, sizeof(db->name), "db");
    db->ready = LCM_READY_LINE;
    snprintf(db->ready_line, sizeof(db->ready_line), "login:");
    db->ready_timeout_ms = 5000;
    db->ready_ns = 4484 * MS;
    app = &record->domains[1];
    snprintf(app->name, sizeof(app->name), "app");
    app->after_count = 1;
    app->after[0] = db->domid;
    app->started_ns = app->ready_ns = 4485 * MS;
    app->start_within_ms = 3000;
    crash = &record->domains[2];
    snprintf(crash->name, sizeof(crash->name), "crash");
    crash->ready_ns = crash->started_ns;
    crash->state = RECORD_ENDED;
    crash->end = RECORD_END_CRASHED;
    crash->ended_ns = 8400 * MS;
    crash->given_up = 1;
    crash->restarts = 12;
    for (uint32_t i = 0; i < RECORD_RESTARTS_MAX; i++)
        crash->restarts_ns[crash->restart_count++] = (5000 + 400 * i) * MS;
}

void records_fill_fullest(struct record *record)
{
    enum { SHARE = RECORD_CARRIED_MAX / RECORD_DOMAINS_MAX / 4 };
    static const char line[2 * SHARE] = {[0 ... 2 * SHARE - 2] = 'x'};
    static const char datum[2][SHARE] = {{[0 ... SHARE - 2] = 'p'}, {[0 ... SHARE - 2] = 'v'}};

    memset(record, 0xff, sizeof(*record));
    record->simulated = 1;
    record->absent = record->parsed = 0;
    record->domain_count = RECORD_DOMAINS_MAX;
    for (uint32_t i = 0; i < RECORD_DOMAINS_MAX; i++) {
        struct record_domain *domain = &record->domains[i];

        domain->absent = domain->kernel.absent = domain->ramdisk.absent = 0;
        domain->domid = LCM_DOMID_MAX - i;
        domain->ready = LCM_READY_SIGNAL;
        domain->late = domain->preserved = domain->given_up = 1;
        domain->end = RECORD_END_OTHER;
        domain->restart_count = RECORD_RESTARTS_MAX;
        domain->after_count = RECORD_AFTER_MAX;
        memset(domain->ready_line, 'l', sizeof(domain->ready_line) - 1);
        domain->ready_line[sizeof(domain->ready_line) - 1] = '\0';
        domain->mode = RECORD_PV;
        domain->state = RECORD_FAILED;
        domain->store = RECORD_STORE_WAITING;
        domain->kernel.present = domain->ramdisk.present = true;
        snprintf(domain->name, sizeof(domain->name), "name-of-31-characters-at-all%03u", i % 1000);
        domain->reboot_destroys = 1;
        domain->label_ignored = 1;
        domain->grant_version = 2;
        memset(domain->step, 's', sizeof(domain->step) - 1);
        domain->step[sizeof(domain->step) - 1] = '\0';
        memset(domain->cause, 'c', sizeof(domain->cause) - 1);
        domain->cause[sizeof(domain->cause) - 1] = '\0';
        domain->cmdline = (struct record_texts){line, sizeof(line)};
        domain->data = (struct record_texts){datum[0], sizeof(datum)};
        domain->step_count = RECORD_STEPS_MAX;
        for (uint32_t j = 0; j < RECORD_STEPS_MAX; j++)
            snprintf(domain->steps[j].name, sizeof(domain->steps[j].name), "fifteen-chars%02u",
                     j % 100);
    }
}
