/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Notes about who can reach whom.
 */
#include "tool/check/reach_check.h"

#include <stdio.h>

#include "tool/check/reach.h"

enum { TEXT_SIZE = 640, CHECK_SIZE = 32 };

void reach_check(struct input *input)
{
    const struct lcm_plan *plan = &input->image.plan;
    struct reach reach = {.next = 0};

    while (reach_next(plan, &reach)) {
        char node[LCM_PATH_SIZE], text[TEXT_SIZE], check[CHECK_SIZE];

        snprintf(check, sizeof(check), "reach-%s", reach_name(reach.what));
        snprintf(text, sizeof(text), "%s %s %s: %s; %s", plan->domains[reach.who].name,
                 reach_phrase(reach.what), reach_whom(plan, &reach), reach.why, reach.remedy);
        input_node_path(input, reach.node, node, sizeof(node));
        report_fault(&input->report, &(struct lcm_fault){.check = check,
                                                         .severity = LCM_NOTE,
                                                         .path = node,
                                                         .property = reach.property,
                                                         .text = text});
    }
}
