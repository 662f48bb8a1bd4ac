/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A domain writes to its store ring, or takes from it, while the launcher does the same: Linux
 * signals only what the other side cannot have seen (drivers/xen/xenbus/xenbus_comms.c), so the
 * launcher looks again before it waits for a signal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/store/permission.h"
#include "launcher/serve/store_ring.h"

#include <xen/io/xs_wire.h>

enum { DOMID = 1, POOL_SIZE = 1 << 20, LONG_SIZE = 600, LONGER_SIZE = 1500 };

static struct store store;
static uint8_t pool[POOL_SIZE] __attribute__((aligned(64)));
static struct xenstore_domain_interface page;
static struct store_ring ring;
/* What the domain does while its next bytes are read, or the next are written for it. */
static void (*act_on_feed)(void), (*act_on_pull)(void);

/* The linker puts __wrap_X where X is called (--wrap); __real_X is the store's. */
uint32_t __real_store_feed(struct store *s, uint32_t client, const void *bytes, uint32_t size);
uint32_t __wrap_store_feed(struct store *s, uint32_t client, const void *bytes, uint32_t size);
uint32_t __real_store_pull(struct store *s, uint32_t client, void *bytes, uint32_t size);
uint32_t __wrap_store_pull(struct store *s, uint32_t client, void *bytes, uint32_t size);

static void act(void (**acts)(void))
{
    void (*now)(void) = *acts;

    *acts = NULL;
    if (now)
        now();
}

uint32_t __wrap_store_feed(struct store *s, uint32_t client, const void *bytes, uint32_t size)
{
    act(&act_on_feed);
    return __real_store_feed(s, client, bytes, size);
}

uint32_t __wrap_store_pull(struct store *s, uint32_t client, void *bytes, uint32_t size)
{
    act(&act_on_pull);
    return __real_store_pull(s, client, bytes, size);
}

static void domain_write(const void *bytes, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++)
        page.req[MASK_XENSTORE_IDX(page.req_prod + i)] = ((const char *)bytes)[i];
    page.req_prod += size;
}

static void domain_ask(const char *path)
{
    const struct xsd_sockmsg header = {.type = XS_READ, .len = (uint32_t)strlen(path) + 1};

    domain_write(&header, sizeof(header));
    domain_write(path, header.len);
}

static void path_write(void)
{
    domain_write("/long", sizeof("/long"));
}

static void domain_take_all(void)
{
    page.rsp_cons = page.rsp_prod;
}

static int ring_make(void **state)
{
    static const char value[LONGER_SIZE];

    (void)state;
    memset(&page, 0, sizeof(page));
    assert_true(store_init(&store, pool, sizeof(pool), 1));
    assert_int_equal(store_write(&store, "/long", value, LONG_SIZE), 0);
    assert_int_equal(store_write(&store, "/longer", value, LONGER_SIZE), 0);
    for (unsigned int i = 0; i < 2; i++)
        assert_int_equal(store_set_permissions(&store, i ? "/long" : "/longer",
                                               &(struct permission){0, PERMISSION_READ}, 1),
                         0);
    assert_true(store_ring_open(&ring, &store, DOMID, &page));
    return 0;
}

static void test_rest_of_a_request_that_comes_meanwhile_is_served(void **state)
{
    const struct xsd_sockmsg header = {.type = XS_READ, .len = sizeof("/long")};

    (void)state;
    domain_write(&header, sizeof(header));
    act_on_feed = path_write;
    assert_true(store_ring_serve(&ring, &store).goes_on);
    assert_int_equal(page.rsp_prod, 0);
    assert_false(store_ring_serve(&ring, &store).goes_on);
    assert_int_equal(page.rsp_prod, sizeof(header) + LONG_SIZE);
}

static void test_room_that_comes_meanwhile_is_used(void **state)
{
    (void)state;
    domain_ask("/long");
    assert_false(store_ring_serve(&ring, &store).goes_on);
    domain_ask("/longer");
    act_on_pull = domain_take_all;
    assert_true(store_ring_serve(&ring, &store).goes_on);
    assert_int_equal(page.rsp_prod, XENSTORE_RING_SIZE);
    /* It is told of that; what does not fit now waits until it signals. */
    assert_false(store_ring_give(&ring, &store).goes_on);
    assert_true(page.rsp_prod > XENSTORE_RING_SIZE);
}

static void test_full_ring_waits_for_a_signal(void **state)
{
    (void)state;
    domain_ask("/longer");
    assert_false(store_ring_serve(&ring, &store).goes_on);
    assert_int_equal(page.rsp_prod, XENSTORE_RING_SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_rest_of_a_request_that_comes_meanwhile_is_served, ring_make),
        cmocka_unit_test_setup(test_room_that_comes_meanwhile_is_used, ring_make),
        cmocka_unit_test_setup(test_full_ring_waits_for_a_signal, ring_make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
