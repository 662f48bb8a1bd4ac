/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The nodes in xenstore of a launched domain: those that xl gives a domain that it creates, with
 * the same owners, as read from stores of Xen 4.14, 4.17 and 4.20.
 */
#ifndef DOM0_NODES_H
#define DOM0_NODES_H

#include <stdbool.h>

#include <xenstore.h>

#include "core/record/record_read.h"

enum { NODES_PATH_SIZE = 128, NODES_UUID_SIZE = 37 };

/* The text of a UUID, as Xen's tools write it. */
void nodes_uuid_write(const uint8_t uuid[16], char text[NODES_UUID_SIZE]);

/*
 * Writes all nodes of the domain in one transaction, again when another client was in the way.
 * False with errno set, and in `where` the node or step that failed.
 */
bool nodes_write(struct xs_handle *store, const struct record_domain *domain,
                 char where[NODES_PATH_SIZE]);

/* Tells whether they are there; they come all at once or not at all. */
bool nodes_present(struct xs_handle *store, const struct record_domain *domain);

#endif
