/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A guest's store page with any content, before and after its introduction by dom0: no byte outside
 * of it is touched, the domain runs on, and nothing stays mapped.
 */
#include <stdlib.h>
#include <string.h>

#include "dom0/ring.h"
#include "tests/support/fake_store.h"
#include "tests/support/require.h"
#include "tests/support/dom0/fake_dom0.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As much of the page as there are bytes; returns how many it took. */
static size_t page_fill(struct xenstore_domain_interface *page, const uint8_t *data, size_t size)
{
    size_t count = size < sizeof(*page) ? size : sizeof(*page);

    memcpy(page, data, count);
    /* The indexes lie behind the rings: short inputs reach them, too. */
    if (size >= 4) {
        page->req_cons ^= data[0];
        page->req_prod ^= data[1] * 5u;
        page->rsp_cons ^= data[2];
        page->rsp_prod ^= data[3];
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct record_domain domain = {.domid = 3, .store_frame = 0x1234, .store_port = 5};
    struct dom0 dom0 = {.xen = {.calls = 0}};
    struct fake_guest *guest;
    struct ring ring;
    size_t used;

    if (size < 1)
        return 0;
    memset(&fake_dom0, 0, sizeof(fake_dom0));
    domain.store = data[0] % 4 == 0 ? RECORD_STORE_PARAM : RECORD_STORE_WAITING;
    guest = fake_guest_add(&domain);
    REQUIRE(xen_init(&dom0.xen) == 0);
    used = page_fill(&guest->page, data + 1, size - 1);
    if (ring_offer(&dom0, &domain, &ring) != 0)
        return 0;
    REQUIRE(ring.count <= RING_REQUESTS_SIZE);
    /* What a daemon and a hostile guest make of it meanwhile. */
    (void)page_fill(&guest->page, data + 1 + used, size - 1 - used);
    ring_settle(&dom0, &domain, &ring);
    REQUIRE(guest->maps == 0 && guest->pauses == 0);
    return 0;
}
