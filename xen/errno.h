/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Xen's errors: their numbers and their texts.
 *
 * The numbers are Xen's own ABI, whatever the libc of the host says: XEN_EPERM (1), XEN_ENOMEM (12)
 * and so on, all positive. They come from xen/include/public/errno.h itself, which is in
 * libxen-dev: it is the same in every version that is served, so a copy could only be wrong.
 *
 * A function that fails returns the negative number: `if (error == -XEN_ENOMEM)`. A number that
 * stands for an error to come, as in sim_fail_call(), is positive.
 */
#ifndef XEN_ERRNO_H
#define XEN_ERRNO_H

#include <stdint.h>

#include <xen/errno.h>

/*
 * The name and meaning of an error as a function returned it (negative), e.g. "ENOMEM, out of
 * memory". A number that is not known gets a text, too.
 */
const char *xen_strerror(int64_t error);

#endif
