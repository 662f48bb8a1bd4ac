/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any bytes as what `list`, `check --installed` and `install --again` read: the description of a
 * generation, of which each value is a line that is read back as it is written, the digests of what
 * it was built from, the options that it was given, and GRUB's menu with its environment block.
 */
#include <string.h>

#include "tests/support/require.h"
#include "tool/install/entry.h"
#include "tool/install/given.h"
#include "tool/install/grub.h"
#include "tool/install/sources.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void entry_try(const uint8_t *data, size_t size)
{
    static struct entry entry, again;
    static char text[ENTRY_TEXT_SIZE];

    entry_read(&entry, (const char *)data, size);
    entry_write(&entry, text);
    REQUIRE(strlen(text) < sizeof(text) - 1);
    entry_read(&again, text, strlen(text));
    REQUIRE(strcmp(entry.title, again.title) == 0 && strcmp(entry.xen, again.xen) == 0);
    REQUIRE(strcmp(entry.launcher, again.launcher) == 0 && strcmp(entry.set, again.set) == 0);
    REQUIRE(strcmp(entry.time, again.time) == 0);
}

/* Each line that is read is one as it is written. */
static void sources_try(const uint8_t *data, size_t size)
{
    static struct sources_row row;
    size_t offset = 0, before = 0;

    while (sources_next((const char *)data, size, &offset, &row)) {
        REQUIRE(strlen(row.digest) == DIGEST_TEXT_SIZE - 1 && row.path[0] == '/');
        REQUIRE(offset - before == strlen(row.digest) + 2 + strlen(row.path) + 1);
        REQUIRE(offset <= size);
        before = offset;
    }
    REQUIRE(offset == before);
}

/* The same of options. */
static void given_try(const uint8_t *data, size_t size)
{
    static struct given_row row;
    size_t offset = 0, before = 0;

    while (given_next((const char *)data, size, &offset, &row)) {
        REQUIRE(row.name[0] && !strchr(row.name, '=') && !strchr(row.name, '\n'));
        REQUIRE(!strchr(row.value, '\n'));
        REQUIRE(offset - before == strlen(row.name) + 1 + strlen(row.value) + 1);
        REQUIRE(offset <= size);
        before = offset;
    }
    REQUIRE(offset == before);
}

/* The menu, and after a NUL the environment block. */
static void menu_try(const uint8_t *data, size_t size)
{
    const uint8_t *end = memchr(data, 0, size);
    size_t length = end ? (size_t)(end - data) : size;
    FILE *menu = length > 0 ? fmemopen((void *)(uintptr_t)data, length, "r") : NULL;
    size_t left = end ? size - length - 1 : 0;
    FILE *environment = left > 0 ? fmemopen((void *)(uintptr_t)(end + 1), left, "r") : NULL;

    if (menu)
        REQUIRE(grub_default_read(menu, environment) <= 999999999);
    if (menu)
        (void)fclose(menu);
    if (environment)
        (void)fclose(environment);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    entry_try(data, size);
    sources_try(data, size);
    given_try(data, size);
    menu_try(data, size);
    return 0;
}
