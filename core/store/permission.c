/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Asking, reading and writing permissions.
 */
#include "core/store/permission.h"

#include <string.h>

#include "core/base/text.h"
#include "core/base/values.h"

static const char letters[] = {
    [0] = 'n',
    [PERMISSION_READ] = 'r',
    [PERMISSION_WRITE] = 'w',
    [PERMISSION_READ | PERMISSION_WRITE] = 'b',
};

uint32_t permission_count(const struct store_pool *pool, uint32_t permissions)
{
    return blob_size(pool, permissions) / (uint32_t)sizeof(struct permission);
}

struct permission permission_at(const struct store_pool *pool, uint32_t permissions, uint32_t i)
{
    struct permission entry;

    blob_read(pool, permissions, i * (uint32_t)sizeof(entry), &entry, sizeof(entry));
    return entry;
}

uint32_t permission_owner(const struct store_pool *pool, uint32_t permissions)
{
    return permission_at(pool, permissions, 0).domid;
}

uint32_t permission_access(const struct store_pool *pool, uint32_t permissions, uint32_t domid,
                           bool is_privileged)
{
    uint32_t count = permission_count(pool, permissions);
    struct permission first = permission_at(pool, permissions, 0);

    if (is_privileged || first.domid == domid)
        return PERMISSION_READ | PERMISSION_WRITE | PERMISSION_OWN;
    for (uint32_t i = 1; i < count; i++) {
        struct permission entry = permission_at(pool, permissions, i);

        if (entry.domid == domid && !(entry.access & PERMISSION_IGNORED))
            return entry.access;
    }
    return first.access;
}

bool permission_read(const char *text, struct permission *permission)
{
    const char *letter = text[0] ? memchr(letters, text[0], sizeof(letters)) : NULL;
    uint64_t domid;

    if (!letter || text[1] == '\0' || *value_decimal(text + 1, &domid) || domid > UINT32_MAX)
        return false;
    *permission = (struct permission){(uint32_t)domid, (uint32_t)(letter - letters)};
    return true;
}

uint32_t permission_write(struct permission permission, char text[PERMISSION_TEXT_SIZE])
{
    (void)text_set(text, PERMISSION_TEXT_SIZE, "%c%u", letters[permission.access & 3],
                   permission.domid);
    return (uint32_t)strlen(text) + 1;
}
