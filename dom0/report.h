/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What `hyperlaunch-init` says of the domains that it went through.
 */
#ifndef DOM0_REPORT_H
#define DOM0_REPORT_H

#include <stdio.h>

#include "dom0/introduce.h"

/* A JSON array with one object per domain: name, domid, result, step and cause (null or text). */
void report_json(FILE *out, const struct record *record, const struct introduction *done);

/* A line per domain; those that failed are also complained about on stderr. */
void report_text(FILE *out, const struct record *record, const struct introduction *done);

#endif
