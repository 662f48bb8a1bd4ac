/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The stored configuration of a domain: the file that xl reads when it changes a domain later, in
 * JSON as libxl of Xen 4.14 to 4.22 parses it.
 */
#ifndef DOM0_USERDATA_H
#define DOM0_USERDATA_H

#include <stdbool.h>

#include "core/record/record_read.h"

/*
 * Writes the domain's stored configuration below `folder`; an older one, of an earlier start of
 * this host, is replaced at once. False with errno set.
 */
bool userdata_write(const char *folder, const struct record_domain *domain);

bool userdata_present(const char *folder, const struct record_domain *domain);

#endif
