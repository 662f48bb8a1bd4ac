/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Xen's own console (xen/include/public/xen.h, CONSOLEIO_*).
 */
#include "xen/console.h"
#include "xen/call.h"

void xen_console_write(struct xen *xen, const char *bytes, size_t count)
{
    (void)xen_call(xen, __HYPERVISOR_console_io, CONSOLEIO_write, count, hypercall_pointer(bytes),
                   0);
}

size_t xen_console_read(struct xen *xen, char *bytes, size_t count)
{
    int64_t got =
        xen_call(xen, __HYPERVISOR_console_io, CONSOLEIO_read, count, hypercall_pointer(bytes), 0);

    return got > 0 ? (size_t)got : 0;
}
