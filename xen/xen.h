/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Which Xen this is: the state that every operation on Xen takes.
 *
 * The operations are in the headers beside this one, by subject: domain, cpu_policy, schedule,
 * memory_op, mmu, event, console, platform_op. Unless said otherwise each returns 0 (or what it
 * says) on success and -XEN_E* on failure (xen/errno.h). The state is only the version table's row
 * and a count of hypercalls.
 */
#ifndef XEN_XEN_H
#define XEN_XEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The interface of Xen 4.14, the oldest served; newer ones keep to it. */
#define __XEN_INTERFACE_VERSION__ 0x00040e00
#include <xen/xen.h>

#include "core/base/page.h"
#include "xen/abi.h"

struct xen {
    const struct xen_abi *abi;
    unsigned int major;
    unsigned int minor;
    uint64_t calls; /* hypercalls issued so far */
};

/* How often to try what undoes: where it fails, memory or a whole domain stays behind. */
enum { XEN_UNDO_TRIES = 4 };

/*
 * Finds out which Xen this is and confirms its domctl version by a harmless question. With
 * -XEN_ENOSYS the version is unknown (major and minor are filled), other errors are Xen's own:
 * -XEN_EACCES where its control interface is another than that of the version.
 */
int xen_init(struct xen *xen);
/* Says why this Xen cannot be served, with what is known and what to do. */
enum { XEN_REFUSAL_SIZE = 256 };
void xen_refusal_write(const struct xen *xen, int error, char *buffer, size_t size);

/* Copies Xen's own command line, with a NUL. */
enum { XEN_COMMAND_LINE_SIZE = 1024 };
int xen_command_line(struct xen *xen, char line[XEN_COMMAND_LINE_SIZE]);

#endif
