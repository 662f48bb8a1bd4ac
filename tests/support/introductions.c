/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A record, a store and a fake Xen, in which tests introduce domains.
 */
#include "tests/support/introductions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/fake_store.h"

struct record_domain *introduction_record_add(struct fixture *f, uint32_t domid, const char *name,
                                              enum record_mode mode, enum record_store store)
{
    struct record_domain *domain = &f->record.domains[f->record.domain_count++];

    *domain = (struct record_domain){
        .domid = domid,
        .mode = mode,
        .memory_kib = 256 << 10,
        .cpus = 2,
        .state = RECORD_RUNNING,
        .store = store,
        .store_frame = store == RECORD_STORE_NONE ? 0 : 0xfeffc,
        .store_port = store == RECORD_STORE_NONE ? 0 : 3,
        .console_frame = 0xfefff,
        .console_port = 4,
    };
    (void)snprintf(domain->name, sizeof(domain->name), "%s", name);
    for (uint8_t i = 0; i < 16; i++)
        domain->uuid[i] = i;
    domain->uuid[0] = (uint8_t)(domid - 5);
    return domain;
}

int introductions_set_up(void **state)
{
    static struct fixture fixture;
    struct fixture *f = &fixture;

    memset(f, 0, sizeof(*f));
    memset(&fake_dom0, 0, sizeof(fake_dom0));
    fake_store_reset();
    (void)strcpy(f->folder, "/tmp/hyperlaunch-test-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    f->dom0.userdata = f->folder;
    f->dom0.store = xs_open(0);
    assert_int_equal(xen_init(&f->dom0.xen), 0);
    *state = f;
    return 0;
}

int introductions_tear_down(void **state)
{
    struct fixture *f = *state;

    xs_close(f->dom0.store);
    for (uint32_t i = 0; i < f->record.domain_count; i++) {
        char path[128];

        (void)snprintf(path, sizeof(path),
                       "%s/userdata-d.%u.%02x010203-0405-0607-0809-0a0b0c0d0e0f.libxl-json",
                       f->folder, f->record.domains[i].domid, f->record.domains[i].uuid[0]);
        (void)unlink(path);
    }
    assert_int_equal(rmdir(f->folder), 0); /* no half-written file is left */
    for (int i = 0; i < FAKE_GUESTS_MAX; i++) {
        assert_int_equal(fake_dom0.guests[i].maps, 0);
        assert_int_equal(fake_dom0.guests[i].pauses, 0);
    }
    return 0;
}
