/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PCI devices for a simulated host: one wherever a set has one.
 */
#ifndef TOOL_RUN_SIMULATE_PCI_H
#define TOOL_RUN_SIMULATE_PCI_H

#include "core/lcm/lcm.h"
#include "sim/sim.h"

/* Makes them, and returns how many. */
uint32_t simulate_pci(const struct lcm_plan *plan, struct sim_pci_device devices[LCM_PCI_MAX]);

#endif
