/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Guests that talk to the launcher's store.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/store_guests.h"
#include "tests/support/serving.h"

#include <xen/io/xs_wire.h>

#define MIB UINT64_C(1024)

static struct kernel kernel;
static struct set_image image;
struct run store_run;

int store_set_make(void **state)
{
    (void)state;
    kernel = kernel_make(&(struct kernel_spec){.bits = 64,
                                               .paddr = 0x100000,
                                               .text_size = 5000,
                                               .data_size = 100,
                                               .pv = PV_FULL,
                                               .seed = 1});
    image = set_build_with(
        (struct set_domain[]){
            {"web", STORE_WEB, 4 * MIB, 2, &kernel, NULL, 0, NULL, 0, 0},
            {"db", STORE_DB, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
            {"pv", STORE_PV, 8 * MIB, 1, &kernel, NULL, 0, NULL, LCM_MODE_PV, 0},
        },
        STORE_GUESTS,
        &(struct set_rest){
            .more = (struct set_more[STORE_GUESTS]){[2] = {.on_crash = LCM_END_PRESERVE}}});
    return 0;
}

int store_set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernel);
    return 0;
}

int store_launch_prepare(void **state)
{
    (void)state;
    run_make(&store_run, &(struct sim_config){
                             .minor = 17,
                             .free_kib = 128 * MIB,
                             .spare_kib = 32 * MIB,
                             .image = image.bytes,
                             .image_size = image.size,
                         });
    return 0;
}

int store_launch_make(void **state)
{
    (void)store_launch_prepare(state);
    run_launch(&store_run);
    assert_string_equal(run_wrong(&store_run), "");
    assert_int_equal(store_run.launcher.launch.started, STORE_GUESTS);
    store_serve_all();
    sim_console_clear(store_run.sim);
    return 0;
}

int store_launch_unmake(void **state)
{
    (void)state;
    assert_string_equal(run_wrong(&store_run), "");
    run_free(&store_run);
    return 0;
}

void store_serve_all(void)
{
    (void)run_serve_all(&store_run, 1000);
}

void store_ask(uint32_t domid, uint32_t type, const char *payload, size_t size)
{
    static uint32_t number;
    const struct xsd_sockmsg header = {.type = type, .req_id = ++number, .len = (uint32_t)size};

    assert_int_equal(sim_guest_store_send(store_run.sim, domid, &header, sizeof(header)),
                     sizeof(header));
    assert_int_equal(sim_guest_store_send(store_run.sim, domid, payload, size), size);
}

int store_answer(uint32_t domid, char payload[STORE_ANSWER_SIZE])
{
    struct xsd_sockmsg header;
    size_t got = sim_guest_store_take(store_run.sim, domid, &header, sizeof(header));

    if (got == 0)
        return -1;
    assert_int_equal(got, sizeof(header));
    assert_true(header.len < STORE_ANSWER_SIZE);
    for (got = 0; got < header.len;) {
        size_t piece = sim_guest_store_take(store_run.sim, domid, payload + got, header.len - got);

        if (piece == 0)
            store_serve_all();
        got += piece;
    }
    payload[header.len] = 0;
    for (size_t i = 0; i + 1 < header.len; i++)
        payload[i] = payload[i] ? payload[i] : '|';
    return (int)header.type;
}

void store_expect(uint32_t domid, uint32_t type, const char *payload, const char *answer)
{
    char bytes[STORE_ANSWER_SIZE], got[STORE_ANSWER_SIZE + 8], text[STORE_ANSWER_SIZE];
    size_t size = strlen(payload);
    int replied;

    assert_true(size < sizeof(bytes));
    for (size_t i = 0; i < size; i++)
        bytes[i] = payload[i] == '|' ? '\0' : payload[i];
    store_ask(domid, type, bytes, size);
    store_serve_all();
    text[0] = 0;
    replied = store_answer(domid, text);
    (void)snprintf(got, sizeof(got), "%d %s", replied, replied < 0 ? "" : text);
    assert_string_equal(got, answer);
}
