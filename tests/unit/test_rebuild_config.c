/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Building a domain again: xl's configuration character by character.
 */
#include <libxl.h>
#include <libxlutil.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/rebuild_set.h"
#include "dom0/rebuild.h"
#include "tool/import/import.h"
#include "tool/base/tool.h"

#define ENDS "on_poweroff = \"destroy\"\non_reboot = \"restart\"\non_crash = \"destroy\"\n"

static char *config_of(const struct record_domain *domain, const char *kernel, const char *initrd,
                       const char *bootargs)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    static struct lcm_plan lone;

    assert_non_null(out);
    lone = (struct lcm_plan){.domain_count = 1, .domains[0].kernel.bootargs = bootargs};
    rebuild_config_write(out, domain, kernel, initrd, &lone, &lone.domains[0]);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void test_configuration_of_each_kind(void **state)
{
    char *text = config_of(&rebuild_record.domains[0], "/run/k", "/run/r", "quiet console=hvc0");
    struct record_domain changed = rebuild_record.domains[2];

    (void)state;
    assert_string_equal(text, "name = \"web\"\nuuid = \"50515253-5455-5657-5859-5a5b5c5d5e5f\"\n"
                              "type = \"pvh\"\nmemory = 64\nvcpus = 2\nkernel = \"/run/k\"\n"
                              "ramdisk = \"/run/r\"\ncmdline = \"quiet console=hvc0\"\n" ENDS);
    free(text);
    text = config_of(&rebuild_record.domains[1], "/run/k", NULL, NULL);
    assert_string_equal(text, "name = \"db\"\nuuid = \"30313233-3435-3637-3839-3a3b3c3d3e3f\"\n"
                              "type = \"pv\"\nmemory = 32\nvcpus = 1\nkernel = \"/run/k\"\n" ENDS);
    free(text);
    /* 4100 KiB: xl counts in MiB, and a domain must not get less than before. */
    text = config_of(&rebuild_record.domains[2], "/run/k", "/run/r", NULL);
    assert_string_equal(text, "name = \"bare\"\nuuid = \"90919293-9495-9697-9899-9a9b9c9d9e9f\"\n"
                              "type = \"pvh\"\nmemory = 5\nvcpus = 1\nkernel = \"/run/k\"\n"
                              "ramdisk = \"/run/r\"\n" ENDS);
    free(text);
    /* A boot domain gave it another command line. */
    changed.cmdline = (struct record_texts){"loud", sizeof("loud")};
    text = config_of(&changed, "/run/k", NULL, "quiet");
    assert_non_null(strstr(text, "kernel = \"/run/k\"\ncmdline = \"loud\"\n" ENDS));
    free(text);
    changed.cmdline = (struct record_texts){"", sizeof("")};
    text = config_of(&changed, "/run/k", NULL, "quiet");
    assert_non_null(strstr(text, "kernel = \"/run/k\"\ncmdline = \"\"\n" ENDS));
    free(text);
    /* An empty command line was given, an absent one was not. */
    text = config_of(&rebuild_record.domains[2], "/run/k", NULL, "");
    assert_non_null(strstr(text, "kernel = \"/run/k\"\ncmdline = \"\"\n" ENDS));
    free(text);
}

/* What the image says of it beside that goes into xl's words. */
static void test_configuration_of_limits_and_places(void **state)
{
    static struct lcm_plan plan;
    struct record_domain domain = rebuild_record.domains[0];
    const struct import_domain *again;
    struct import_set *imported;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    (void)state;
    assert_non_null(out);
    domain.cpus = 3;
    plan = (struct lcm_plan){
        .domain_count = 2,
        .domains[1] = {.limits = {{8, true}, {1, true}, {40, true}, {0, true}, {64, true}},
                       .security_id = "system_u:system_r:domU_t",
                       .on_reboot = LCM_REBOOT_DESTROY},
        .affinity_count = 3,
        .affinities = {{.domain = 1, .vcpu = 2, .hard = {{0xd}}},
                       {.domain = 0, .vcpu = 3, .hard = {{0x1}}},
                       {.domain = 1, .vcpu = 0, .hard = {{0x2}}}},
    };
    domain.cpupool = 3;
    rebuild_config_write(out, &domain, "/run/k", NULL, &plan, &plan.domains[1]);
    assert_int_equal(fclose(out), 0);
    assert_non_null(strstr(text, "kernel = \"/run/k\"\nshadow_memory = 8\nmax_grant_version = 1\n"
                                 "max_grant_frames = 40\nmax_maptrack_frames = 0\n"
                                 "max_event_channels = 64\n"
                                 "seclabel = \"system_u:system_r:domU_t\"\npool = \"3\"\n"
                                 "cpus = [\"1\", \"all\", \"0,2-3\"]\n"
                                 "on_poweroff = \"destroy\"\non_reboot = \"destroy\"\n"
                                 "on_crash = \"destroy\"\n"));

    /* And back: what xl would build again can be launched again. */
    imported = calloc(1, sizeof(*imported));
    assert_non_null(imported);
    assert_int_equal(import_xl(imported, "web.cfg", text, size), TOOL_FINE);
    assert_int_equal(imported->count, 1);
    again = &imported->domains[0];
    assert_string_equal(again->name, "web");
    assert_string_equal(again->kernel, "/run/k");
    assert_int_equal(again->memory_kib, 64 * 1024);
    assert_int_equal(again->vcpus, 3);
    assert_false(again->pv);
    assert_string_equal(again->on_reboot, "destroy");
    assert_string_equal(again->label, "system_u:system_r:domU_t");
    assert_memory_equal(&again->limits, &plan.domains[1].limits, sizeof(again->limits));
    assert_true(again->affinity[0].given && again->affinity[2].given);
    assert_false(again->affinity[1].given);
    assert_memory_equal(&again->affinity[2].hard, &plan.affinities[0].hard, sizeof(struct bits));
    /* The pool's CPUs are not in xl's words, and a label is not for each Xen. */
    assert_int_equal(imported->note_count, 2);
    assert_non_null(strstr(imported->notes[0].text, "seclabel = "));
    assert_non_null(strstr(imported->notes[1].text, "pool = \"3\": "));
    import_release(imported);
    free(imported);
    free(text);
}

/* PCI devices, disks and cards of this domain alone; each disk as xl itself reads it. */
static void test_configuration_of_devices(void **state)
{
    static struct lcm_plan plan;
    XLU_Config *config = xlu_cfg_init(stderr, "test");
    const char *specification = NULL;
    libxl_device_disk disk;
    XLU_ConfigList *list;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    (void)state;
    plan = (struct lcm_plan){
        .domain_count = 2,
        .domains[1] = {.name = "web"},
        .device_count = 7,
        .devices = {{.domain = 1, .kind = LCM_DEVICE_PCI, .sbdf = 0x18, .permissive = true},
                    {.domain = 1, .kind = LCM_DEVICE_PCI, .sbdf = 0x101},
                    {.domain = 1, .kind = LCM_DEVICE_NIC, .mac = "00:16:3E:00:00:01"},
                    {.domain = 1,
                     .kind = LCM_DEVICE_DISK,
                     .device = "xvda",
                     .target = "/a \"b\\,vdev=xvdb",
                     .access = LCM_ACCESS_RO},
                    {.domain = 0, .kind = LCM_DEVICE_DISK, .device = "xvda", .target = "/other"},
                    {.domain = 1, .kind = LCM_DEVICE_DISK, .device = "xvdb", .target = "/srv/b"},
                    {.domain = 1, .kind = LCM_DEVICE_NIC, .bridge = "br0"}}};
    assert_non_null(out);
    rebuild_config_write(out, &rebuild_record.domains[0], "/run/k", NULL, &plan, &plan.domains[1]);
    assert_int_equal(fclose(out), 0);
    assert_non_null(
        strstr(text, "pci = [\"0000:00:03.0,seize=1,permissive=1\", \"0000:01:00.1,seize=1\"]\n"
                     "disk = [\"format=raw,vdev=xvda,access=ro,target=/a \\\"b\\\\,vdev=xvdb\", "
                     "\"format=raw,vdev=xvdb,access=rw,target=/srv/b\"]\n"
                     "vif = [\"mac=00:16:3e:00:00:01\", \"mac=fa:62:93:06:30:98,bridge=br0\"]\n"));
    assert_int_equal(xlu_cfg_readdata(config, text, (int)size), 0);
    assert_int_equal(xlu_cfg_get_list(config, "disk", &list, NULL, 0), 0);
    specification = xlu_cfg_get_listitem(list, 0);
    libxl_device_disk_init(&disk);
    assert_int_equal(xlu_disk_parse(config, 1, &specification, &disk), 0);
    assert_string_equal(disk.pdev_path, "/a \"b\\,vdev=xvdb");
    assert_string_equal(disk.vdev, "xvda");
    assert_int_equal(disk.format, LIBXL_DISK_FORMAT_RAW);
    assert_false(disk.readwrite);
    libxl_device_disk_dispose(&disk);
    xlu_cfg_destroy(config);
    free(text);
}

/* Checks a string of the configuration as xl itself reads it. */
static void string_check(const char *text, const char *name, const char *expected)
{
    XLU_Config *config = xlu_cfg_init(stderr, "test");
    const char *found = NULL;

    assert_non_null(config);
    assert_int_equal(xlu_cfg_readdata(config, text, (int)strlen(text)), 0);
    assert_int_equal(xlu_cfg_get_string(config, name, &found, 0), 0);
    assert_string_equal(found, expected);
    xlu_cfg_destroy(config);
}

static void test_every_character_of_a_command_line_is_kept(void **state)
{
    char bootargs[256], *text;

    (void)state;
    for (unsigned int i = 0; i < 255; i++)
        bootargs[i] = (char)(i + 1);
    bootargs[255] = '\0';
    text = config_of(&rebuild_record.domains[0], "/run/a\"b", "/run/c\\d'", bootargs);
    string_check(text, "kernel", "/run/a\"b");
    string_check(text, "ramdisk", "/run/c\\d'");
    string_check(text, "cmdline", bootargs);
    string_check(text, "on_crash", "destroy");
    free(text);
}

static void test_no_command_line_becomes_a_setting(void **state)
{
    char *text =
        config_of(&rebuild_record.domains[0], "/run/k", NULL, "x\"\non_crash = \"preserve");

    (void)state;
    assert_non_null(strstr(text, "cmdline = \"x\\\"\\non_crash = \\\"preserve\"\n" ENDS));
    string_check(text, "on_crash", "destroy");
    string_check(text, "cmdline", "x\"\non_crash = \"preserve");
    free(text);
    text = config_of(&rebuild_record.domains[0], "/run/k", NULL, "ends with \\");
    string_check(text, "cmdline", "ends with \\");
    string_check(text, "on_reboot", "restart");
    free(text);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, rebuild_set_up, rebuild_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_configuration_of_each_kind),
        IN_FOLDER(test_configuration_of_limits_and_places),
        IN_FOLDER(test_configuration_of_devices),
        IN_FOLDER(test_every_character_of_a_command_line_is_kept),
        IN_FOLDER(test_no_command_line_becomes_a_setting),
    };

    return cmocka_run_group_tests(tests, make_payloads, free_payloads);
}
