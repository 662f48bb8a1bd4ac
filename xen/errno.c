/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Words for Xen's errors.
 */
#include <stddef.h>

#include "xen/errno.h"

const char *xen_strerror(int64_t error)
{
    static const struct {
        int number;
        const char *text;
    } texts[] = {
        {XEN_EPERM, "EPERM, not permitted"},
        {XEN_ENOENT, "ENOENT, no such thing"},
        {XEN_ESRCH, "ESRCH, no such domain"},
        {XEN_E2BIG, "E2BIG, too large"},
        {XEN_EAGAIN, "EAGAIN, try again"},
        {XEN_ENOMEM, "ENOMEM, out of memory"},
        {XEN_EACCES, "EACCES, access or interface version refused"},
        {XEN_EFAULT, "EFAULT, bad address"},
        {XEN_EBUSY, "EBUSY, in use"},
        {XEN_EEXIST, "EEXIST, exists already"},
        {XEN_ENODEV, "ENODEV, no such device"},
        {XEN_EINVAL, "EINVAL, invalid argument"},
        {XEN_ENOSPC, "ENOSPC, no space"},
        {XEN_ENOSYS, "ENOSYS, not known to this Xen"},
        {XEN_EOPNOTSUPP, "EOPNOTSUPP, not supported by this Xen"},
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (error == -(int64_t)texts[i].number)
            return texts[i].text;
    return "an unknown error";
}
