/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reading what a record carries of a boot domain: texts of any length, which it keeps itself.
 */
#ifndef CORE_RECORD_CARRIED_H
#define CORE_RECORD_CARRIED_H

#include "core/record/record_read.h"

/* Texts that a record keeps. */
struct carried {
    char *texts; /* of struct record */
    uint32_t size;
};

/* Reads those of a domain's node. */
enum record_error carried_read(const void *blob, int node, struct carried *carried,
                               struct record_domain *domain);

#endif
