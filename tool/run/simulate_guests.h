/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the domains of a simulated launch do, which run no program.
 */
#ifndef TOOL_RUN_SIMULATE_GUESTS_H
#define TOOL_RUN_SIMULATE_GUESTS_H

#include "launcher/launcher.h"
#include "sim/sim.h"
#include "tool/run/simulate.h"

/* All zero at first but for the configuration. */
struct simulate_guests {
    const struct simulate_config *config;
    struct bits said; /* those that said what is waited for */
    bool is_done;     /* the boot domain said so */
};

/*
 * Has each domain that runs do what it does by its own program, between two turns of the launcher:
 * one that is waited for says at once that it is ready, the boot domain that it is done, and those
 * that are to fail, fail.
 */
void guests_act(struct simulate_guests *guests, struct sim *sim, const struct launcher *launcher);

/* Whether something is to happen that the launcher notices only as it serves the domains. */
bool guests_fail_late(const struct simulate_guests *guests);

/* What became of domain i of the plan, as "would crash, and be destroyed"; else empty. */
void guest_became(const struct simulate_guests *guests, const struct launch *launch, uint32_t i,
                  char became[SIMULATE_BECAME_SIZE]);

#endif
