/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Tries what only domain 0 may do.
 */
#ifndef TESTS_GUEST_TRESPASS_H
#define TESTS_GUEST_TRESPASS_H

#include <stdint.h>

/* Reports what Xen says to each try that is about domain `domid`: trespass_WHAT=N, an XEN_E*; 0
 * where it let it happen. */
void trespass(uint16_t domid);

#endif
