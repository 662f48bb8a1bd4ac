/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launching sets with a boot domain, step by step.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/boot_set.h"

#include <xen/io/xs_wire.h>

#define MIB UINT64_C(1024)

enum { TEXT_SIZE = 512 };

static struct kernel kernel;
static uint8_t ramdisk[20000];
static struct set_image image;
struct run boot_run;
uint64_t boot_spare_kib = BOOT_SPARE_KIB;

static void set_make(uint32_t count)
{
    static struct set_more more[BOOT_SET] = {
        [BOOT_WEB] = {.boot_may = LCM_MAY_CMDLINE | LCM_MAY_MEMORY | LCM_MAY_SKIP | LCM_MAY_START},
        [BOOT_APP] = {.boot_may = LCM_MAY_SKIP},
        [BOOT_ITSELF] = {.functions = LCM_FUNC_BOOT, .boot_timeout_ms = BOOT_TIMEOUT_MS},
        [BOOT_DOM0] = {.boot_may = LCM_MAY_CMDLINE},
    };

    bits_add(&more[BOOT_APP].start_after, BOOT_WEB);
    kernel = kernel_make(&(struct kernel_spec){.bits = 64,
                                               .paddr = 0x100000,
                                               .text_size = 30000,
                                               .data_size = 3000,
                                               .bss_size = 64 << 10,
                                               .pv = PV_FULL,
                                               .seed = 1});
    kernel.cmdline_size = 100;
    bytes_fill(ramdisk, sizeof(ramdisk), 3, true);
    image = set_build_with(
        (struct set_domain[BOOT_SET]){
            {"web", 1, 4 * MIB, 2, &kernel, NULL, 0, "quiet", 0, 0},
            {"db", 2, 8 * MIB, 1, &kernel, NULL, 0, NULL, LCM_MODE_PV, 0},
            {"app", 3, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
            {"first", 4, 16 * MIB, 1, &kernel, ramdisk, sizeof(ramdisk), NULL, 0, 0},
            {"dom0", 0, BOOT_DOM0_KIB, 1, &kernel, ramdisk, sizeof(ramdisk), "tidy", LCM_MODE_PV,
             0},
        },
        count, &(struct set_rest){.more = more});
}

int boot_set_make(void **state)
{
    (void)state;
    set_make(BOOT_DOM0);
    return 0;
}

int boot_set_dom0_make(void **state)
{
    (void)state;
    set_make(BOOT_SET);
    return 0;
}

int boot_set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernel);
    return 0;
}

enum domain_state boot_state(uint32_t i)
{
    return boot_run.launcher.launch.domains[i].state;
}

void boot_until(uint32_t i, enum domain_state state)
{
    for (unsigned int steps = 0; boot_state(i) != state; steps++) {
        assert_true(steps < BOOT_STEPS_MAX);
        (void)launcher_step(&boot_run.launcher);
    }
}

void boot_run_make(void)
{
    run_make(&boot_run, &(struct sim_config){.minor = 17,
                                             .free_kib = 128 * MIB,
                                             .spare_kib = boot_spare_kib,
                                             .image = image.bytes,
                                             .image_size = image.size});
}

void boot_launch_begin(void)
{
    boot_run_make();
    assert_true(launcher_greet(&boot_run.launcher, &boot_run.xen, sim_boot(boot_run.sim)));
    boot_until(BOOT_ITSELF, DOMAIN_RUNNING);
}

int boot_launch_make(void **state)
{
    (void)state;
    boot_launch_begin();
    return 0;
}

int boot_launch_unmake(void **state)
{
    (void)state;
    boot_run.resident = run_until(&boot_run, PHASE_SERVE);
    boot_run.left = boot_run.launcher.phase == PHASE_LEFT;
    assert_true(boot_run.resident || boot_run.left);
    assert_string_equal(run_wrong(&boot_run), "");
    run_free(&boot_run);
    return 0;
}

void boot_ask(uint32_t i, uint32_t type, const char *payload)
{
    const struct xsd_sockmsg header = {.type = type, .len = (uint32_t)strlen(payload)};
    char bytes[TEXT_SIZE];

    assert_true(header.len < sizeof(bytes));
    for (size_t n = 0; n < header.len; n++)
        bytes[n] = payload[n] == '|' ? '\0' : payload[n];
    assert_int_equal(sim_guest_store_send(boot_run.sim, i + 1, &header, sizeof(header)),
                     sizeof(header));
    assert_int_equal(sim_guest_store_send(boot_run.sim, i + 1, bytes, header.len), header.len);
}

void boot_expect(uint32_t i, uint32_t type, const char *payload, const char *answer)
{
    char text[TEXT_SIZE], got[TEXT_SIZE + 16];
    struct xsd_sockmsg header;
    unsigned int steps = 0;

    boot_ask(i, type, payload);
    while (sim_guest_store_take(boot_run.sim, i + 1, &header, sizeof(header)) == 0) {
        assert_true(steps++ < BOOT_STEPS_MAX);
        (void)launcher_step(&boot_run.launcher);
    }
    assert_true(header.len < sizeof(text));
    assert_int_equal(sim_guest_store_take(boot_run.sim, i + 1, text, header.len), header.len);
    text[header.len] = '\0';
    for (size_t n = 0; n + 1 < header.len; n++)
        text[n] = text[n] ? text[n] : '|';
    (void)snprintf(got, sizeof(got), "%u %s", header.type, text);
    if (strcmp(got, answer) != 0)
        fail_msg("%s: %s, not %s", payload, got, answer);
}

void boot_reads(const char *path, const char *value)
{
    char payload[TEXT_SIZE], answer[TEXT_SIZE];

    (void)snprintf(payload, sizeof(payload), "/hyperlaunch/%s|", path);
    (void)snprintf(answer, sizeof(answer), "%s%s", value ? "2 " : "16 ", value ? value : "ENOENT");
    boot_expect(BOOT_ITSELF, XS_READ, payload, answer);
}

void boot_writes(const char *path, const char *value)
{
    char payload[TEXT_SIZE];

    (void)snprintf(payload, sizeof(payload), "/hyperlaunch/%s|%s", path, value);
    boot_expect(BOOT_ITSELF, XS_WRITE, payload, "11 OK");
}
