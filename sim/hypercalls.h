/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Which fake Xen serves the hypercalls of this process.
 */
#ifndef SIM_HYPERCALLS_H
#define SIM_HYPERCALLS_H

struct sim;

/* Serves hypercall() from now on; NULL: nobody does. */
void hypercalls_serve(struct sim *sim);
struct sim *hypercalls_served(void);

#endif
