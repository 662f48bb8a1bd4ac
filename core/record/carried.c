/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads what a record carries of a boot domain, from untrusted bytes.
 */
#include "core/record/carried.h"

#include <string.h>

#include "core/base/values.h"
#include "core/lcm/lcm.h"

/* Keeps the texts of a property; false where they are more than a record may have. */
static bool texts_keep(struct carried *carried, const struct property *property,
                       struct record_texts *texts)
{
    if (property->length > RECORD_CARRIED_MAX - carried->size)
        return false;
    memcpy(carried->texts + carried->size, property->data, property->length);
    *texts = (struct record_texts){carried->texts + carried->size, (uint32_t)property->length};
    carried->size += texts->size;
    return true;
}

/* Whether it names a node below another, or by "" that itself. */
static bool path_is_good(const char *path)
{
    static const char good[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_@/";
    size_t length = strlen(path);

    return length < RECORD_PATH_SIZE && strspn(path, good) == length && path[0] != '/' &&
           (length == 0 || path[length - 1] != '/') && !strstr(path, "//");
}

static enum record_error data_check(const struct property *data)
{
    const char *text = NULL;
    uint32_t count = 0;

    if (data->length == 0 || data->data[data->length - 1] != '\0')
        return RECORD_INCOMPLETE;
    for (; (text = value_next_string(data, text)); count++) {
        if (count == 2 * RECORD_DATA_MAX)
            return RECORD_TOO_MANY;
        if (count % 2 == 0 ? !path_is_good(text) : strlen(text) >= RECORD_VALUE_SIZE)
            return RECORD_INCOMPLETE;
    }
    return count % 2 == 0 ? RECORD_OK : RECORD_INCOMPLETE;
}

bool record_data_next(const struct record_texts *data, struct record_datum *datum)
{
    const char *next = datum->path ? datum->value + strlen(datum->value) + 1 : data->first;

    if (data->size == 0 || next == data->first + data->size)
        return false;
    *datum = (struct record_datum){next, next + strlen(next) + 1};
    return true;
}

enum record_error carried_read(const void *blob, int node, struct carried *carried,
                               struct record_domain *domain)
{
    struct property cmdline = value_find(blob, node, "hyperlaunch,cmdline");
    struct property data = value_find(blob, node, "hyperlaunch,data");
    enum record_error error;

    if (cmdline.data && (!value_string(&cmdline) || cmdline.length > LCM_BOOTARGS_SIZE))
        return RECORD_INCOMPLETE;
    if (cmdline.data && !texts_keep(carried, &cmdline, &domain->cmdline))
        return RECORD_TOO_MANY;
    if (!data.data)
        return RECORD_OK;
    error = data_check(&data);
    if (error != RECORD_OK)
        return error;
    return texts_keep(carried, &data, &domain->data) ? RECORD_OK : RECORD_TOO_MANY;
}
