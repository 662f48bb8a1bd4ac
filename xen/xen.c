/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finding out which Xen this is.
 */
#include "core/base/text.h"
#include "xen/call.h"
#include "xen/domain.h"
#include "xen/errno.h"

#include <xen/version.h>

int xen_init(struct xen *xen)
{
    int64_t version;
    struct xen_domain_info info;

    *xen = (struct xen){0};
    version = xen_call(xen, __HYPERVISOR_xen_version, XENVER_version, 0, 0, 0);
    if (version < 0)
        return (int)version;
    xen->major = (unsigned int)(version >> 16);
    xen->minor = (unsigned int)(version & 0xffff);
    xen->abi = xen_abi_find(xen->major, xen->minor);
    if (!xen->abi)
        return -XEN_ENOSYS;
    return xen_domain_info(xen, 0, &info);
}

void xen_refusal_write(const struct xen *xen, int error, char *buffer, size_t size)
{
    struct text text;

    text_init(&text, buffer, size);
    if (xen->major == 0) {
        text_append(&text, "Xen's version cannot be read: %s", xen_strerror(error));
    } else if (!xen->abi) {
        bool newer = xen_abi_is_newer(xen->major, xen->minor);

        text_append(&text,
                    "Xen %u.%u is %s than what this hyperlaunch knows, Xen %s; boot one of those",
                    xen->major, xen->minor, newer ? "newer" : "older", xen_abi_known());
        if (newer)
            text_append(&text, ", or get a newer hyperlaunch");
    } else if (error == -XEN_EACCES) {
        /* A vendor, or a Xen between two releases, may have it under the same version number. */
        text_append(&text,
                    "Xen %u.%u has another control interface than its release (domctl 0x%x, sysctl "
                    "0x%x); boot a released Xen, %s, or use a hyperlaunch made for this one",
                    xen->major, xen->minor, (unsigned int)xen->abi->domctl_version,
                    (unsigned int)xen->abi->sysctl_version, xen_abi_known());
    } else {
        text_append(&text, "Xen %u.%u cannot be asked: %s", xen->major, xen->minor,
                    xen_strerror(error));
    }
}

int xen_command_line(struct xen *xen, char line[XEN_COMMAND_LINE_SIZE])
{
    int error;

    _Static_assert(sizeof(xen_commandline_t) == XEN_COMMAND_LINE_SIZE, "layout of the interface");
    error = (int)xen_call(xen, __HYPERVISOR_xen_version, XENVER_commandline,
                          hypercall_pointer(line), 0, 0);
    line[error ? 0 : XEN_COMMAND_LINE_SIZE - 1] = 0;
    return error;
}
