/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checking paths and making absolute ones.
 */
#include "core/store/path.h"

#include <string.h>

#include "core/base/text.h"

static bool is_path_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '/' || c == '_' || c == '@';
}

bool path_is_special(const char *path)
{
    return strcmp(path, "@introduceDomain") == 0 || strcmp(path, "@releaseDomain") == 0;
}

bool path_is_watchable(const char *path)
{
    size_t length = strlen(path);

    if (length == 0 || length >= PATH_SIZE || (path[0] != '/' && length > PATH_RELATIVE_MAX))
        return false;
    if (path[length - 1] == '/' && length > 1)
        return false;
    for (size_t i = 0; i < length; i++)
        if (!is_path_character(path[i]) || (path[i] == '/' && path[i + 1] == '/'))
            return false;
    return true;
}

bool path_is_valid(const char *path)
{
    return path[0] != '@' && path_is_watchable(path);
}

bool path_absolute(uint32_t domid, const char *path, char absolute[PATH_SIZE])
{
    if (path[0] == '/')
        return text_set(absolute, PATH_SIZE, "%s", path);
    return text_set(absolute, PATH_SIZE, "/local/domain/%u/%s", domid, path);
}

void path_parent(const char *path, char parent[PATH_SIZE])
{
    size_t length = strlen(path);

    memcpy(parent, path, length + 1);
    while (length > 1 && parent[length - 1] != '/')
        length--;
    parent[length > 1 ? length - 1 : 1] = '\0';
    parent[0] = '/';
}

bool path_is_within(const char *path, const char *above)
{
    size_t length = strlen(above);

    if (length == 1)
        return path[0] == '/';
    return strncmp(path, above, length) == 0 && (path[length] == '\0' || path[length] == '/');
}
