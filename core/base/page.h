/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The page of x86, in which Xen counts and maps memory.
 */
#ifndef CORE_BASE_PAGE_H
#define CORE_BASE_PAGE_H

enum { XEN_PAGE_SIZE = 4096, XEN_PAGE_SHIFT = 12 };

#endif
