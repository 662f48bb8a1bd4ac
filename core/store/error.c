/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Names of a xenstore's errors.
 */
#include "core/store/error.h"

const char *store_error_name(enum store_error error)
{
    static const char *const names[] = {
        [STORE_OK] = "OK",         [STORE_EINVAL] = "EINVAL", [STORE_EACCES] = "EACCES",
        [STORE_EEXIST] = "EEXIST", [STORE_ENOENT] = "ENOENT", [STORE_ENOMEM] = "ENOMEM",
        [STORE_ENOSPC] = "ENOSPC", [STORE_ENOSYS] = "ENOSYS", [STORE_EBUSY] = "EBUSY",
        [STORE_EAGAIN] = "EAGAIN", [STORE_E2BIG] = "E2BIG",   [STORE_EPERM] = "EPERM",
    };

    return names[error];
}
