/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Store rings of a hostile guest and of an honest one, on one store: whatever the hostile page
 * holds, and however it changes between visits, only its ring and words are written, each visit
 * ends, and the honest guest has the right answer to each request.
 *
 * The input is a list of operations, one byte each with what it needs behind it.
 */
#include <stdlib.h>
#include <string.h>

#include "launcher/serve/store_ring.h"
#include "tests/support/require.h"

#include <xen/io/xs_wire.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HOSTILE = 3, HONEST = 4, DOMAINS = 2, OPERATIONS = 256 };

static const uint8_t *input;
static size_t input_left;

static uint32_t input_take(unsigned int bytes)
{
    uint32_t value = 0;

    for (unsigned int i = 0; i < bytes && input_left > 0; i++, input_left--)
        value = value << 8 | *input++;
    return value;
}

/* Each page is one of its own, so that ASan sees what is read or written beside it. */
static struct xenstore_domain_interface *pages[2];
static struct store_ring rings[2];
static struct store store;

static void request_write(struct xenstore_domain_interface *page, const void *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        page->req[MASK_XENSTORE_IDX(page->req_prod++)] = ((const char *)bytes)[i];
}

static void hostile_request(struct xenstore_domain_interface *page)
{
    struct xsd_sockmsg header = {
        .type = input_take(1) % (XS_DIRECTORY_PART + 2),
        .req_id = input_take(1),
        .tx_id = input_take(1),
    };
    char payload[128];

    header.len = input_take(1) % sizeof(payload);
    for (uint32_t i = 0; i < header.len; i++)
        payload[i] = (char)input_take(1);
    request_write(page, &header, sizeof(header));
    request_write(page, payload, header.len);
}

static void hostile_act(struct xenstore_domain_interface *page)
{
    switch (input_take(1) % 6) {
    case 0:
        hostile_request(page);
        break;
    case 1: /* indexes, features, connection, error */
        (&page->req_cons)[input_take(1) % 7] = input_take(4);
        break;
    case 2:
        (&page->req_cons)[input_take(1) % 7] += input_take(2);
        break;
    case 3:
        ((uint8_t *)page)[input_take(2) % sizeof(*page)] = (uint8_t)input_take(1);
        break;
    case 4:
        page->rsp_cons = page->rsp_prod;
        break;
    default:
        page->connection = XENSTORE_RECONNECT;
        break;
    }
}

/* Visits until nothing goes on. */
static void visit(unsigned int which)
{
    struct store_visit done = store_ring_serve(&rings[which], &store);

    /* A request takes a header at least. */
    for (uint32_t n = 0; done.goes_on; n++) {
        REQUIRE(n <= XENSTORE_RING_SIZE / sizeof(struct xsd_sockmsg));
        REQUIRE(done.has_moved && !done.is_damaged);
        done = store_ring_serve(&rings[which], &store);
    }
    REQUIRE(!done.is_damaged || (done.has_moved && rings[which].is_closed));
}

static void honest_ask(void)
{
    struct xenstore_domain_interface *page = pages[1];
    const struct xsd_sockmsg request = {.type = XS_READ, .len = sizeof("name")};
    struct xsd_sockmsg answer;
    char name[6];

    request_write(page, &request, sizeof(request));
    request_write(page, "name", sizeof("name"));
    visit(1);
    REQUIRE(page->req_cons == page->req_prod);
    REQUIRE(page->rsp_prod - page->rsp_cons == sizeof(answer) + sizeof(name));
    for (size_t i = 0; i < sizeof(answer); i++)
        ((char *)&answer)[i] = page->rsp[MASK_XENSTORE_IDX(page->rsp_cons++)];
    for (size_t i = 0; i < sizeof(name); i++)
        name[i] = page->rsp[MASK_XENSTORE_IDX(page->rsp_cons++)];
    REQUIRE(answer.type == XS_READ && answer.len == sizeof(name));
    REQUIRE(memcmp(name, "honest", sizeof(name)) == 0);
}

static void nodes_make(void)
{
    const struct permission owners[] = {{HOSTILE, 0}, {HONEST, 0}};

    REQUIRE(!store_write(&store, "/local/domain/3", "", 0));
    REQUIRE(!store_set_permissions(&store, "/local/domain/3", &owners[0], 1));
    REQUIRE(!store_write(&store, "/local/domain/4/name", "honest", 6));
    REQUIRE(!store_set_permissions(&store, "/local/domain/4/name", &owners[1], 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void *memory;

    if (!memory)
        memory = malloc(store_memory_size(DOMAINS));
    REQUIRE(memory && store_init(&store, memory, store_memory_size(DOMAINS), DOMAINS));
    nodes_make();
    input = data;
    input_left = size;
    for (unsigned int i = 0; i < 2; i++) {
        pages[i] = calloc(1, sizeof(*pages[i]));
        REQUIRE(pages[i]);
        REQUIRE(store_ring_open(&rings[i], &store, HOSTILE + i, pages[i]));
    }
    for (unsigned int i = 0; i < OPERATIONS && input_left > 0; i++) {
        hostile_act(pages[0]);
        if (input_take(1) % 2)
            continue;
        visit(0);
        (void)store_ring_give(&rings[0], &store);
        honest_ask();
    }
    for (unsigned int i = 0; i < 2; i++) {
        store_ring_close(&rings[i], &store);
        free(pages[i]);
    }
    return 0;
}
