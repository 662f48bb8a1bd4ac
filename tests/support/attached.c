/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * An xl that notes its calls, and what follows of them in the fake store.
 */
#include "tests/support/attached.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "tests/support/fake_store.h"
#include "tests/support/xl_devices.h"

enum { PATH_SIZE = 128 };

struct attached_backend attached_backend;
static const struct fixture *taken_of; /* whose calls are done */
static size_t taken;                   /* bytes of them that were */

static char *in_fixture(const struct fixture *f, const char *name)
{
    char *path;

    assert_true(asprintf(&path, "%s/%s", f->folder, name) > 0);
    return path;
}

static void xl_write(const struct fixture *f, const char *failing)
{
    char *path = in_fixture(f, "xl");
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    fprintf(
        out,
        "#!/bin/sh\necho \"$*\" >>\"${0%%/*}/calls\"\n"
        "case $* in *target=/bad) exit 1 ;; %s) exit 1 ;;\n"
        "*target=/slow) [ $(grep -c target=/slow \"${0%%/*}/calls\") -gt 1 ] || exit 1 ;; esac\n",
        failing);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(chmod(path, 0755), 0);
    free(path);
}

void attached_fail(const struct fixture *f, const char *words)
{
    char pattern[PATH_SIZE];

    (void)snprintf(pattern, sizeof(pattern), "*%s*", words);
    xl_write(f, pattern);
}

/* All calls of xl so far; the caller frees the text. */
static char *calls_of(const struct fixture *f)
{
    char *path = in_fixture(f, "calls"), *text = NULL;
    size_t size = 0;
    FILE *in = fopen(path, "r");

    if (!in || getdelim(&text, &size, '\0', in) < 0) {
        free(text);
        text = strdup("");
    }
    if (in)
        (void)fclose(in);
    free(path);
    return text;
}

void attached_calls_check(const struct fixture *f, const char *expected)
{
    char *text = calls_of(f);

    assert_string_equal(text, expected);
    free(text);
}

/* Does in the fake store what xl was called for since. */
static void calls_take(void)
{
    char *calls, *line, *rest = NULL;
    size_t size;

    if (!attached_backend.name)
        return;
    calls = calls_of(taken_of);
    size = strlen(calls);
    line = strtok_r(calls + taken, "\n", &rest);
    taken = size;
    for (; line; line = strtok_r(NULL, "\n", &rest))
        xl_devices_take(line, attached_backend.domid, "1");
    free(calls);
}

int attached_set_up(void **state)
{
    char *search;

    if (introductions_set_up(state) != 0)
        return -1;
    attached_backend.name = NULL;
    taken_of = *state;
    taken = 0;
    fake_store.on_list = calls_take;
    fake_store.on_read = calls_take;
    xl_write(taken_of, "none");
    assert_true(asprintf(&search, "%s:/usr/bin:/bin", taken_of->folder) > 0);
    assert_int_equal(setenv("PATH", search, 1), 0);
    free(search);
    return 0;
}

int attached_tear_down(void **state)
{
    struct fixture *f = *state;
    char *calls = in_fixture(f, "calls"), *xl = in_fixture(f, "xl");

    (void)remove(calls);
    (void)remove(xl);
    free(calls);
    free(xl);
    return introductions_tear_down(state);
}
