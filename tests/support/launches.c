/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Building sets and running launches.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/record/record_read.h"
#include "tool/pack/write.h"
#include "xen/clock.h"
#include "xen/log.h"
#include "tests/support/launches.h"

enum { TEST_LEVEL = WRITE_LEVEL_MIN, SPOILT_BYTES = 64, ROUNDS_MAX = 20000 };

static void check(bool good, const char *what)
{
    if (!good) {
        perror(what);
        abort();
    }
}

static struct set_image file_take(const char *path)
{
    struct set_image image = {NULL, 0};
    FILE *file = fopen(path, "rb");
    long size;

    check(file && fseek(file, 0, SEEK_END) == 0, path);
    size = ftell(file);
    check(size > 0 && fseek(file, 0, SEEK_SET) == 0, path);
    image.size = (size_t)size;
    image.bytes = malloc(image.size);
    check(image.bytes && fread(image.bytes, 1, image.size, file) == image.size, path);
    (void)fclose(file);
    (void)unlink(path);
    return image;
}

/* Puts what Xen itself gets into the image, as it is. */
static void given_add(struct image_writer *writer, struct lcm_module *module, const char *text)
{
    module->present = text;
    if (text)
        check(!image_writer_add(writer, text, strlen(text), true, &module->index), text);
}

static void rest_add(struct image_writer *writer, struct lcm_plan *plan,
                     const struct set_rest *rest)
{
    for (uint32_t i = 0; i < plan->domain_count && rest->more; i++) {
        plan->domains[i].limits = rest->more[i].limits;
        plan->domains[i].cpupool = rest->more[i].cpupool;
        plan->domains[i].start_after = rest->more[i].start_after;
        plan->domains[i].security_id = rest->more[i].security_id;
        plan->domains[i].on_reboot = rest->more[i].on_reboot;
        plan->domains[i].on_crash = rest->more[i].on_crash;
        plan->domains[i].on_poweroff = rest->more[i].on_poweroff;
        plan->domains[i].on_failure = rest->more[i].on_failure;
        plan->domains[i].functions = rest->more[i].functions;
        plan->domains[i].boot_may = rest->more[i].boot_may;
        plan->domains[i].boot_timeout_ms = rest->more[i].boot_timeout_ms;
        plan->domains[i].restart_limit = rest->more[i].restart_limit;
        plan->domains[i].ready = rest->more[i].ready_line     ? LCM_READY_LINE
                                 : rest->more[i].ready_signal ? LCM_READY_SIGNAL
                                                              : LCM_READY_STARTED;
        if (rest->more[i].ready_line)
            (void)snprintf(plan->domains[i].ready_line, LCM_READY_LINE_SIZE, "%s",
                           rest->more[i].ready_line);
        plan->domains[i].ready_timeout_ms = rest->more[i].ready_timeout_ms;
        plan->domains[i].start_within_ms = rest->more[i].start_within_ms;
        plan->domains[i].label_optional = rest->more[i].label_optional;
    }
    given_add(writer, &plan->microcode, rest->microcode);
    given_add(writer, &plan->xsm_policy, rest->policy);
    plan->when_all_stopped = rest->when_all_stopped;
    plan->affinity_count = rest->affinity_count;
    for (uint32_t i = 0; i < rest->affinity_count; i++)
        plan->affinities[i] = rest->affinities[i];
    plan->device_count = rest->device_count;
    for (uint32_t i = 0; i < rest->device_count; i++) {
        plan->devices[i] = rest->devices[i];
        if (plan->devices[i].kind != LCM_DEVICE_PCI)
            plan->domains[plan->devices[i].backend].driver_domain = true;
    }
    plan->share_count = rest->share_count;
    for (uint32_t i = 0; i < rest->share_count; i++)
        plan->shares[i] = rest->shares[i];
    plan->cpupool_count = rest->cpupool_count;
    for (uint32_t i = 0; i < rest->cpupool_count; i++)
        plan->cpupools[i] = rest->cpupools[i];
}

struct set_image set_build(const struct set_domain *domains, uint32_t count)
{
    return set_build_with(domains, count, &(struct set_rest){.microcode = NULL});
}

struct set_image set_build_with(const struct set_domain *domains, uint32_t count,
                                const struct set_rest *rest)
{
    static struct lcm_plan plan;
    struct image_writer *writer = malloc(sizeof(*writer));
    char path[] = "/tmp/hyperlaunch-test-XXXXXX";
    int fd = mkstemp(path);

    check(writer && fd >= 0, path);
    (void)close(fd);
    image_writer_init(writer);
    writer->level = TEST_LEVEL;
    memset(&plan, 0, sizeof(plan));
    plan.domain_count = count;
    rest_add(writer, &plan, rest);
    for (uint32_t i = 0; i < count; i++) {
        const struct set_domain *from = &domains[i];
        struct lcm_domain *to = &plan.domains[i];

        (void)snprintf(to->name, sizeof(to->name), "%s", from->name);
        to->domid = from->domid;
        to->memory_kib = from->memory_kib;
        to->cpus = from->cpus;
        to->mode = from->domid ? from->mode : LCM_MODE_PV;
        to->capabilities = from->domid ? 0 : LCM_CAPS_DOM0;
        to->enhanced = from->enhanced;
        to->kernel.present = true;
        to->kernel.bootargs = from->bootargs;
        check(!image_writer_add(writer, from->kernel->bytes, from->kernel->size, false,
                                &to->kernel.index),
              "kernel");
        image_writer_limit(writer, to->kernel.index, from->kernel->cmdline_size);
        if (from->kernel->undecodable) {
            struct write_payload *payload = &writer->payloads[to->kernel.index - 1];

            memset(payload->stored + payload->stored_size / 4 * 3, 0xff, SPOILT_BYTES);
        }
        to->ramdisk.present = from->ramdisk;
        if (from->ramdisk) {
            check(!image_writer_add(writer, from->ramdisk, from->ramdisk_size, false,
                                    &to->ramdisk.index),
                  "ramdisk");
        }
    }
    check(!image_writer_save(writer, &plan, path), path);
    image_writer_release(writer);
    free(writer);
    return file_take(path);
}

void set_free(struct set_image *image)
{
    free(image->bytes);
    image->bytes = NULL;
}

/* The CPUs that are in any pool, and how many pools there are. */
static uint64_t pools_look(const struct sim *sim, uint32_t *count)
{
    uint64_t cpus = 0;
    struct sim_pool_view view;

    *count = 0;
    for (uint32_t pool = 0; pool <= LCM_CPUPOOLS_MAX; pool++) {
        *count += sim_pool_view(sim, pool, &view);
        cpus |= view.cpus;
    }
    return cpus;
}

void run_make(struct run *run, const struct sim_config *config)
{
    memset(run, 0, sizeof(*run));
    run->sim = sim_new(config);
    check(run->sim, "sim_new");
    run->free_before = sim_free_kib(run->sim);
    run->own_before = sim_own_frames(run->sim);
    run->cpus_before = pools_look(run->sim, &(uint32_t){0});
    log_init(&run->output, &run->xen);
    clock_init(sim_boot(run->sim)->shared);
}

/* What phase ended with the hypercall that was the last so far. */
static void phase_mark(struct run *run, enum launcher_phase ended)
{
    uint64_t calls = sim_calls(run->sim);

    switch (ended) {
    case PHASE_LISTEN:
        run->marks.settled = calls;
        break;
    case PHASE_LAUNCH:
        run->marks.started = calls;
        break;
    case PHASE_HAND_OVER:
    case PHASE_BUILD_DOM0:
        run->marks.leaving = calls;
        break;
    case PHASE_LEAVE:
        /* Two are past it: all ports closed, and the jump. */
        run->marks.leaving = calls - 1;
        break;
    default:
        break;
    }
}

bool run_until(struct run *run, enum launcher_phase phase)
{
    struct launcher *l = &run->launcher;

    while (l->phase < phase && l->phase < PHASE_SERVE) {
        enum launcher_phase before = l->phase;

        if (l->launch.started == 0)
            run->marks.created = sim_calls(run->sim);
        (void)launcher_step(l);
        if (l->phase != before)
            phase_mark(run, before);
    }
    return l->phase == phase;
}

void run_launch(struct run *run)
{
    run->greeted = launcher_greet(&run->launcher, &run->xen, sim_boot(run->sim));
    if (!run->greeted)
        return;
    run->marks.greeted = sim_calls(run->sim);
    run->resident = run_until(run, PHASE_SERVE);
    run->left = run->launcher.phase == PHASE_LEFT;
}

bool run_restarts_serve(struct run *run)
{
    struct resident *r = &run->launcher.resident;
    bool goes_on = true;

    for (unsigned int rounds = 0; goes_on && rounds < ROUNDS_MAX; rounds++) {
        goes_on = r->is_rebuilding;
        for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++)
            goes_on = goes_on || r->domains[i].again_at;
        if (goes_on)
            resident_serve(r);
    }
    return !goes_on;
}

void run_free(struct run *run)
{
    sim_free(run->sim);
    run->sim = NULL;
}

void run_record(const struct run *run, struct record *record)
{
    static _Alignas(8) char blob[RECORD_BLOB_MAX];
    size_t size = launch_record_write(&run->launcher.launch, blob, sizeof(blob));

    check(record_read(blob, size, record) == RECORD_OK, "record");
}

bool run_said(const struct run *run, const char *text)
{
    return strstr(sim_console(run->sim), text);
}

size_t run_memory_differs(const struct run *run, uint32_t domid, uint64_t address,
                          const uint8_t *bytes, size_t count)
{
    static uint8_t got[1 << 20];
    size_t done = 0;

    while (done < count) {
        size_t piece = count - done < sizeof(got) ? count - done : sizeof(got);

        if (!sim_guest_read(run->sim, domid, address + done, got, piece))
            return done;
        for (size_t i = 0; i < piece; i++, done++)
            if (got[i] != (bytes ? bytes[done] : 0))
                return done;
    }
    return count;
}

/* Whether Xen must have the domain: it runs, stays as it ended, or is kept for a failure. */
static bool domain_stays(const struct outcome *record)
{
    return record->state == DOMAIN_RUNNING || record->state == DOMAIN_PRESERVED ||
           record->state == DOMAIN_PAUSED;
}

/* Front ends that are connected: of domain i, or of all. */
static uint32_t links_count(const struct run *run, uint32_t i)
{
    const struct resident *r = &run->launcher.resident;
    uint32_t count = 0;

    for (uint32_t n = 0; n < LCM_PCI_MAX; n++)
        count +=
            r->pci[n].port && (i == LCM_DOMAINS_MAX || r->pci[n].devices->planned->domain == i);
    return count;
}

/* What the record says of one domain against what Xen says; adds its memory to `kib`. */
static const char *domain_wrong(const struct run *run, uint32_t i, uint64_t *kib)
{
    const struct outcome *record = &run->launcher.launch.domains[i];
    uint32_t domid = run->launcher.launch.image.plan.domains[i].domid;
    struct sim_domain_view view;
    bool alive = sim_domain_view(run->sim, domid, &view);

    if (domid == 0) {
        return (record->state == DOMAIN_RUNNING) == run->left
                   ? ""
                   : "the record is wrong about domain 0";
    }
    if (domain_stays(record)) {
        if (!alive || view.running != (record->state != DOMAIN_PAUSED))
            return "recorded as running, and is not, or the other way round";
        if (view.lost)
            return "running with memory that has no place";
        /* A grant table, and of a PV domain the page that it shares with Xen. */
        *kib += view.pages * 4 + view.pool_kib + view.grant_count * 4 + (view.pv ? 4 : 0);
        if (run->left)
            return sim_mapped(run->sim, domid) == 0 ? "" : "still mapped by a launcher that left";
        return sim_mapped(run->sim, domid) ==
                       1 + (record->result.store_port != 0) + links_count(run, i)
                   ? ""
                   : "running with other pages mapped than its rings";
    }
    if (record->result.built && record->state != DOMAIN_ENDED)
        return "recorded as built, and is not running";
    if (alive)
        return "recorded as failed or ended, and is alive";
    if (record->state == DOMAIN_FAILED && !strstr(record->result.cause, "; "))
        return "failed without cause and remedy";
    return "";
}

static const char *pools_wrong(const struct run *run)
{
    uint32_t live, made = 1; /* Xen's own */

    if (pools_look(run->sim, &live) != run->cpus_before)
        return "a CPU is in no cpupool";
    for (uint32_t i = 0; i < run->launcher.launch.image.plan.cpupool_count; i++)
        made += run->launcher.launch.site.cpupools[i].made;
    return live == made ? "" : "a cpupool is left over";
}

const char *run_wrong(const struct run *run)
{
    static char text[256];
    uint32_t count = run->launcher.launch.image.plan.domain_count;
    uint32_t running = 0, rings = 0, ports = sim_own_ports(run->sim);
    uint64_t kib = 0, given;

    if (sim_faults(run->sim)[0])
        return sim_faults(run->sim);
    if (sim_audit(run->sim)[0])
        return sim_audit(run->sim);
    if (pools_wrong(run)[0])
        return pools_wrong(run);
    if (!launcher_is_launching(&run->launcher) && sim_weight(run->sim) != SIM_WEIGHT &&
        !run_said(run, "domain 0 keeps the weight 65535"))
        return "domain 0's weight is not what it was";
    for (uint32_t i = 0; i < count; i++) {
        const char *wrong = domain_wrong(run, i, &kib);

        if (wrong[0]) {
            (void)snprintf(text, sizeof(text), "domain %s: %s",
                           run->launcher.launch.image.plan.domains[i].name, wrong);
            return text;
        }
        if (domain_stays(&run->launcher.launch.domains[i]) &&
            run->launcher.launch.image.plan.domains[i].domid != 0) {
            running++;
            rings += 1 + (run->launcher.launch.domains[i].result.store_port != 0);
        }
    }
    rings += links_count(run, LCM_DOMAINS_MAX);
    if (sim_domains(run->sim) != running || sim_zombies(run->sim) != 0)
        return "domains or zombies are left over";
    if (sim_mapped_own(run->sim) != 0)
        return "scratch pages are left mapped";
    if (run->left ? ports != 0 : ports < rings || ports > rings + LAUNCH_OWN_PORTS)
        return "event channels are left over";
    given = (run->own_before - sim_own_frames(run->sim)) * 4;
    if (sim_free_kib(run->sim) + kib != run->free_before + given)
        return "memory of what failed was not given back";
    return "";
}
