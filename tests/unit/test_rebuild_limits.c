/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Building a domain again as it was launched: what xl cannot do is refused, grants stay.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/disk/folder_room.h"
#include "dom0/rebuild.h"

static void test_domain_without_a_store_is_refused(void **state)
{
    const struct set_domain domain = {.name = "web",
                                      .domid = 5,
                                      .memory_kib = 65536,
                                      .cpus = 1,
                                      .kernel = &rebuild_kernels[WEB],
                                      .enhanced = LCM_ENHANCED_NO_XENSTORE};
    struct set_image set = set_build(&domain, 1);
    char *image = image_put("system.img", &set);

    (void)state;
    assert_null(rebuild_again(0, image, NULL));
    assert_int_equal(folder_files_count(), 1);
    set_free(&set);
    free(image);
}

/* The line of the configuration about grant tables; "" where there is none. */
static char *grant_line(uint32_t recorded, struct lcm_limit asked)
{
    static char line[64];
    static struct lcm_plan plan;
    char *text = NULL, *at;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    plan = (struct lcm_plan){.domain_count = 1, .domains[0].limits.grant_version = asked};
    rebuild_record.domains[0].grant_version = recorded;
    assert_non_null(out);
    rebuild_config_write(out, &rebuild_record.domains[0], "/run/k", NULL, &plan, &plan.domains[0]);
    assert_int_equal(fclose(out), 0);
    at = strstr(text, "max_grant_version");
    (void)snprintf(line, sizeof(line), "%.*s", at ? (int)strcspn(at, "\n") : 0, at ? at : "");
    free(text);
    return line;
}

static void test_grant_version_is_the_one_that_it_was_launched_with(void **state)
{
    (void)state;
    assert_string_equal(grant_line(1, (struct lcm_limit){0}), "max_grant_version = 1");
    assert_string_equal(grant_line(2, (struct lcm_limit){0}), "max_grant_version = 2");
    /* A Xen without such a limit, or a record of a launcher that did not tell. */
    assert_string_equal(grant_line(0, (struct lcm_limit){0}), "");
    assert_string_equal(grant_line(0, (struct lcm_limit){2, true}), "max_grant_version = 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ROOM(test_domain_without_a_store_is_refused),
        WITH_ROOM(test_grant_version_is_the_one_that_it_was_launched_with),
    };

    return cmocka_run_group_tests(tests, make_payloads, free_payloads);
}
