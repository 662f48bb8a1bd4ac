/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The strings that requests are made of, and those of replies.
 */
#include <string.h>

#include "core/store/request.h"

uint32_t argument_count(const struct request *r)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < r->size; i++)
        count += r->payload[i] == '\0';
    return count;
}

const char *argument_next(const char *string)
{
    return string + strlen(string) + 1;
}

bool argument_is_single(const struct request *r)
{
    return r->size > 0 && strlen(r->payload) + 1 == r->size;
}

/* Whether a domain with limits may name a path as long as this; that of its home does not count. */
static bool is_short_enough(const struct request *r, const char *path)
{
    static const char home[] = "/local/domain/";
    const char *rest = path;

    if (r->client->is_privileged)
        return true;
    if (strncmp(path, home, sizeof(home) - 1) == 0) {
        rest = strchr(path + sizeof(home) - 1, '/');
        rest = rest ? rest + 1 : path;
    }
    return strlen(rest) <= r->store->limits.path_bytes;
}

enum store_error argument_path(const struct request *r, const char *string, bool special,
                               char path[PATH_SIZE])
{
    if (special && string[0] == '@' && path_is_watchable(string)) {
        memcpy(path, string, strlen(string) + 1);
        return STORE_OK;
    }
    if (!path_is_valid(string) || !path_absolute(r->client->domid, string, path) ||
        !is_short_enough(r, path))
        return STORE_EINVAL;
    return STORE_OK;
}

bool answer_add(struct request *r, const void *bytes, uint32_t size)
{
    if (size > STORE_PAYLOAD_MAX - r->reply_size)
        return false;
    if (size > 0)
        memcpy(r->reply + r->reply_size, bytes, size);
    r->reply_size += size;
    return true;
}

enum store_error answer_string(struct request *r, const char *string)
{
    return answer_add(r, string, (uint32_t)strlen(string) + 1) ? STORE_OK : STORE_E2BIG;
}

enum store_error answer_ok(struct request *r)
{
    return answer_string(r, "OK");
}
