/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The frame of a domctl.
 */
#include "sim/control.h"
#include "sim/layouts.h"

_Static_assert(sizeof(struct sim_control) == SIM_DOMCTL_SIZE, "the size of every version");

bool control_rest_is_zero(const struct sim_control *control, size_t used)
{
    for (size_t i = used; i < sizeof(control->operation); i++)
        if (control->operation[i])
            return false;
    return control->pad[0] == 0 && control->pad[1] == 0 && control->pad[2] == 0;
}
