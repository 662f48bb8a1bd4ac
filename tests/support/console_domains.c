/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Opens the consoles of two domains on one screen.
 */
#include "tests/support/console_domains.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct xencons_interface web_ring, db_ring;
struct console web, db;
struct shown shown;
struct screen screen;

int consoles_open(void **state)
{
    (void)state;
    memset(&web_ring, 0, sizeof(web_ring));
    memset(&db_ring, 0, sizeof(db_ring));
    shown_forget(&shown);
    screen = (struct screen){.write = shown_write, .context = &shown};
    console_open(&web, "web", &web_ring);
    console_open(&db, "db", &db_ring);
    return 0;
}

void web_ring_start_at(uint32_t index)
{
    web_ring.out_cons = web_ring.out_prod = index;
    web_ring.in_cons = web_ring.in_prod = index;
}

void web_prints(const char *text)
{
    ring_print(&web_ring, text);
    assert_true(console_drain(&web, &screen, UINT32_MAX));
}

void web_waits(void)
{
    console_show_partial(&web, &screen);
    assert_false(console_has_partial(&web));
}
