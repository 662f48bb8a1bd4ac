/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launched domains in a fake Xen, an xl that notes its calls, and a launch image, for tests of the
 * watch.
 */
#include "tests/support/watched.h"

#include <fcntl.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <xenstore.h>

#include "core/image/image.h"
#include "dom0/watch.h"
#include "tool/pack/write.h"
#include "tests/support/fake_store.h"
#include "tests/support/xl_devices.h"

#include <xen/sched.h>

enum { EVENTS_MAX = 16 };

char watched_folder[64];
struct record watched_record;
const uint8_t watched_kernel[41] = "a kernel, or what the test takes for one";
uint8_t watched_ramdisk[700000];
struct watched_built watched_built;
struct lcm_domain watched_policy;
const char *watched_answer;
static unsigned int events; /* that came while nothing ran */
static size_t calls_taken;  /* bytes of the calls of xl that were done */

/* A program `xl` that notes how it was called, and fails if a file `fail-WORD` is there. */
static const char xl_script[] = "#!/bin/sh\n"
                                "echo \"$@\" >>%s/calls\n"
                                "[ ! -f %s/fail-$1 ]\n";

char *watched_path(const char *name)
{
    char *path;

    assert_true(asprintf(&path, "%s/%s", watched_folder, name) >= 0);
    return path;
}

void watched_file_write(const char *name, const char *text, unsigned int mode)
{
    char *path = watched_path(name);
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(chmod(path, mode), 0);
    free(path);
}

char *watched_file_read(const char *name)
{
    char *path = watched_path(name), *text = calloc(1, 1000000);
    FILE *in = fopen(path, "r");

    assert_non_null(text);
    if (in) {
        (void)fread(text, 1, 1000000 - 1, in);
        (void)fclose(in);
    }
    free(path);
    return text;
}

char *watched_file_text(const char *name)
{
    char *text = watched_file_read(name), *at = text;
    size_t length = strlen(watched_folder);

    while ((at = strstr(at, watched_folder))) {
        (void)strcpy(at, "DIR");
        memmove(at + 3, at + length, strlen(at + length) + 1);
    }
    return text;
}

int watched_run(char *const *images)
{
    char *path = watched_path("said");
    int before = dup(STDERR_FILENO), said = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600), status;

    assert_true(before >= 0 && said >= 0);
    assert_int_equal(dup2(said, STDERR_FILENO), STDERR_FILENO);
    status = watch_run(&watched_record, images, watched_folder);
    assert_int_equal(dup2(before, STDERR_FILENO), STDERR_FILENO);
    assert_int_equal(close(said), 0);
    assert_int_equal(close(before), 0);
    free(path);
    return status;
}

void watched_calls_check(const char *expected)
{
    char *calls = watched_file_read("calls");

    assert_string_equal(calls, expected);
    free(calls);
}

static void guest_remove(uint32_t domid)
{
    struct fake_guest *guest = fake_guest_find(domid);
    char path[32];

    (void)snprintf(path, sizeof(path), "/local/domain/%u", domid);
    fake_store_remove(path);
    if (guest)
        guest->exists = false;
}

/* Makes the domain of a configuration's path. */
static void guest_build(const char *path)
{
    const char *name = strrchr(path, '/') + 1;
    char node[32];

    for (uint32_t i = 0; i < watched_record.domain_count; i++) {
        struct record_domain domain = watched_record.domains[i];
        unsigned int made = watched_built.made;
        size_t length = strlen(domain.name);
        struct fake_guest *guest;

        if (strncmp(name, domain.name, length) != 0 || strcmp(name + length, ".cfg") != 0)
            continue;
        watched_built.made++;
        domain.domid = WATCHED_BUILT + made;
        guest = fake_guest_add(&domain);
        guest->shut_down = made < watched_built.count;
        guest->reason = guest->shut_down ? watched_built.reasons[made] : 0;
        (void)snprintf(node, sizeof(node), "/local/domain/%u", domain.domid);
        assert_true(xs_write(NULL, XBT_NULL, node, "", 0));
    }
}

static bool call_fails(const char *word)
{
    char name[32], *path;
    bool fails;

    (void)snprintf(name, sizeof(name), "fail-%s", word);
    path = watched_path(name);
    fails = access(path, F_OK) == 0;
    free(path);
    return fails;
}

/* The domid that the first domain of the record has by now. */
static uint32_t first_domid(void)
{
    for (int i = 0; i < FAKE_GUESTS_MAX; i++)
        if (fake_dom0.guests[i].exists &&
            memcmp(fake_dom0.guests[i].handle, watched_record.domains[0].uuid, 16) == 0)
            return fake_dom0.guests[i].domid;
    return 0;
}

/* Does in the fake Xen what xl was called for since. */
static void calls_take(void)
{
    char *calls = watched_file_read("calls"), *line, *rest = NULL;
    size_t size = strlen(calls);

    line = strtok_r(calls + calls_taken, "\n", &rest);
    calls_taken = size;
    for (; line; line = strtok_r(NULL, "\n", &rest))
        if (strncmp(line, "destroy ", 8) == 0 && !call_fails("destroy"))
            guest_remove((uint32_t)strtoul(line + 8, NULL, 10));
        else if (strncmp(line, "create ", 7) == 0 && !call_fails("create"))
            guest_build(line);
        else
            xl_devices_take(line, first_domid(), watched_answer);
    free(calls);
}

bool watched_power_off(void)
{
    bool any = false;

    for (int i = 0; i < FAKE_GUESTS_MAX; i++) {
        struct fake_guest *guest = &fake_dom0.guests[i];

        if (!guest->exists || guest->shut_down)
            continue;
        any = true;
        guest->shut_down = true;
        guest->reason = SHUTDOWN_poweroff;
    }
    events += any ? 0 : 1;
    return events < EVENTS_MAX;
}

struct fake_guest *watched_add(uint32_t domid, const char *name)
{
    struct record_domain *domain = &watched_record.domains[watched_record.domain_count++];

    *domain = (struct record_domain){.domid = domid,
                                     .state = RECORD_RUNNING,
                                     .memory_kib = 65536,
                                     .cpus = 2,
                                     .store = RECORD_STORE_PARAM,
                                     .store_port = 3};
    (void)snprintf(domain->name, sizeof(domain->name), "%s", name);
    for (uint8_t i = 0; i < 16; i++)
        domain->uuid[i] = i;
    domain->uuid[15] += watched_record.domain_count - 1;
    return fake_guest_add(domain);
}

int watched_set_up(void **state)
{
    char script[256], *path;

    (void)state;
    memset(&watched_record, 0, sizeof(watched_record));
    memset(&fake_dom0, 0, sizeof(fake_dom0));
    memset(&watched_built, 0, sizeof(watched_built));
    memset(&watched_policy, 0, sizeof(watched_policy));
    calls_taken = 0;
    events = 0;
    fake_dom0.on_look = calls_take;
    fake_store_reset();
    fake_store.on_list = calls_take;
    fake_store.on_read = calls_take;
    watched_answer = "4";
    (void)strcpy(watched_folder, "/tmp/hyperlaunch-test-XXXXXX");
    assert_non_null(mkdtemp(watched_folder));
    (void)snprintf(script, sizeof(script), xl_script, watched_folder, watched_folder);
    watched_file_write("xl", script, 0755);
    assert_true(asprintf(&path, "%s:/usr/bin:/bin", watched_folder) >= 0);
    assert_int_equal(setenv("PATH", path, 1), 0);
    free(path);
    return 0;
}

int watched_tear_down(void **state)
{
    glob_t found;
    char *pattern = watched_path("*");

    (void)state;
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        (void)unlink(found.gl_pathv[i]);
    globfree(&found);
    free(pattern);
    return rmdir(watched_folder);
}

/* Adds a domain of the record to the plan. */
static struct lcm_domain *domain_plan(struct lcm_plan *plan, struct image_writer *writer,
                                      const char *bootargs)
{
    const struct record_domain *recorded = &watched_record.domains[plan->domain_count];
    struct lcm_domain *domain = &plan->domains[plan->domain_count++];

    (void)snprintf(domain->name, sizeof(domain->name), "%s", recorded->name);
    domain->domid = recorded->domid;
    domain->memory_kib = recorded->memory_kib;
    domain->cpus = recorded->cpus;
    domain->kernel = (struct lcm_module){.present = true, .bootargs = bootargs};
    domain->ramdisk = (struct lcm_module){.present = true};
    assert_int_equal(image_writer_add(writer, watched_kernel, sizeof(watched_kernel), false,
                                      &domain->kernel.index),
                     0);
    assert_int_equal(image_writer_add(writer, watched_ramdisk, sizeof(watched_ramdisk), false,
                                      &domain->ramdisk.index),
                     0);
    return domain;
}

static void image_begin(struct lcm_plan *plan, struct image_writer *writer)
{
    for (size_t i = 0; i < sizeof(watched_ramdisk); i++)
        watched_ramdisk[i] = (uint8_t)(i / 999);
    memset(plan, 0, sizeof(*plan));
    image_writer_init(writer);
    writer->level = WRITE_LEVEL_MIN;
}

/* Saves the image, and has the record tell that the host was launched from it. */
static char *image_save(const char *name, struct lcm_plan *plan, struct image_writer *writer)
{
    static struct image image;
    const struct lcm_sink sink = {.report = NULL};
    char *path = watched_path(name);
    struct stat status;
    uint8_t *bytes;
    FILE *in;

    assert_int_equal(image_writer_save(writer, plan, path), WRITE_OK);
    image_writer_release(writer);
    assert_int_equal(stat(path, &status), 0);
    bytes = malloc((size_t)status.st_size);
    in = fopen(path, "r");
    assert_non_null(in);
    assert_int_equal(fread(bytes, 1, (size_t)status.st_size, in), status.st_size);
    (void)fclose(in);
    assert_int_equal(image_open(&image, bytes, (uint64_t)status.st_size, &sink), 0);
    memcpy(watched_record.image_sha256, image.lcm_digest, sizeof(watched_record.image_sha256));
    free(bytes);
    return path;
}

static struct lcm_plan plan;
static struct image_writer writer;

char *watched_image_make(const char *name, const char *bootargs)
{
    struct lcm_domain *domain;

    image_begin(&plan, &writer);
    domain = domain_plan(&plan, &writer, bootargs);
    domain->on_reboot = watched_policy.on_reboot;
    domain->on_crash = watched_policy.on_crash;
    domain->on_poweroff = watched_policy.on_poweroff;
    domain->restart_limit = watched_policy.restart_limit;
    return image_save(name, &plan, &writer);
}

char *watched_served_make(const char *name)
{
    char line[64];

    image_begin(&plan, &writer);
    domain_plan(&plan, &writer, "quiet")->driver_domain = true;
    (void)domain_plan(&plan, &writer, "quiet");
    plan.device_count = 1;
    plan.devices[0] = (struct lcm_device){
        .domain = 1, .kind = LCM_DEVICE_DISK, .device = "xvda", .target = "/srv/web"};
    (void)snprintf(line, sizeof(line), "block-attach %u format=raw,vdev=xvda",
                   watched_record.domains[1].domid);
    xl_devices_take(line, watched_record.domains[0].domid, "4");
    return image_save(name, &plan, &writer);
}

void watched_reboot_ask(void)
{
    struct fake_guest *guest = watched_add(5, "web");

    guest->shut_down = true;
    guest->reason = SHUTDOWN_reboot;
}
