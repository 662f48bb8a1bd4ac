/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any bytes on the console of a machine that `hyperlaunch run` watches, in any pieces: no domain
 * speaks for another, what was decided is told in words, and those command no terminal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/require.h"
#include "tool/run/seen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { DOMAINS = 3, TEXT_SIZE = 4096 };

static struct lcm_plan plan;
static struct run_seen seen;

static void plan_make(bool with_dom0)
{
    static const char *const names[DOMAINS] = {"web", "db", "dom0"};

    memset(&plan, 0, sizeof(plan));
    plan.domain_count = with_dom0 ? DOMAINS : DOMAINS - 1;
    for (uint32_t i = 0; i < plan.domain_count; i++) {
        snprintf(plan.domains[i].name, sizeof(plan.domains[i].name), "%s", names[i]);
        plan.domains[i].domid = i == 2 ? 0 : i + 1;
    }
}

static void words_require(void (*write)(const struct run_seen *seen, struct text *out))
{
    char buffer[TEXT_SIZE];
    struct text text;

    text_init(&text, buffer, sizeof(buffer));
    write(&seen, &text);
    for (const char *c = buffer; *c; c++)
        REQUIRE((unsigned char)*c >= ' ' || *c == '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum run_until untils[] = {RUN_UNTIL_READY, RUN_UNTIL_STARTED, RUN_UNTIL_SHELL,
                                            RUN_UNTIL_TEXT};
    size_t piece;

    if (size < 2)
        return 0;
    plan_make(data[0] & 4);
    piece = data[1] + (size_t)1;
    run_seen_init(&seen, &plan, untils[data[0] & 3], "ok");
    for (size_t at = 2; at < size; at += piece) {
        run_seen_bytes(&seen, (const char *)data + at, size - at < piece ? size - at : piece);
        if (data[0] & 8)
            run_seen_quiet(&seen);
        REQUIRE(run_seen_verdict(&seen) <= RUN_FAILED);
        REQUIRE(seen.used <= sizeof(seen.line) && seen.focus <= plan.domain_count);
    }
    words_require(run_seen_describe);
    words_require(run_seen_ends);
    if (run_seen_verdict(&seen) == RUN_FAILED)
        words_require(run_seen_reason);
    return 0;
}
