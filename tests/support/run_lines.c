/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Feeds a run with lines of the console, for tests of what it sees.
 */
#include "tests/support/run_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct lcm_plan run_plan;
struct run_seen run_seen_made;

void run_begin_with(enum run_until until, const char *text, bool dom0)
{
    memset(&run_plan, 0, sizeof(run_plan));
    run_plan.domain_count = 2;
    strcpy(run_plan.domains[0].name, dom0 ? "dom0" : "web");
    run_plan.domains[0].domid = dom0 ? 0 : 1;
    strcpy(run_plan.domains[1].name, "web-2");
    run_plan.domains[1].domid = 2;
    run_seen_init(&run_seen_made, &run_plan, until, text);
}

void run_begin(enum run_until until, const char *text)
{
    run_begin_with(until, text, false);
}

void run_begin_with_recovery(enum run_until until)
{
    run_begin(until, NULL);
    run_plan.domains[1].functions = LCM_FUNC_RECOVERY;
}

void run_print(const char *text)
{
    run_seen_bytes(&run_seen_made, text, strlen(text));
}

void run_assert_reason(const char *wanted)
{
    char buffer[1024];
    struct text text;

    text_init(&text, buffer, sizeof(buffer));
    run_seen_reason(&run_seen_made, &text);
    assert_string_equal(buffer, wanted);
}
