/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes the nodes of a launched domain (core/store/domain_nodes.h) into dom0's xenstore.
 */
#ifndef DOM0_NODES_H
#define DOM0_NODES_H

#include <stdbool.h>

#include <xenstore.h>

#include "core/record/record_read.h"

enum { NODES_PATH_SIZE = RECORD_PATH_SIZE + 64 };

/*
 * Writes all nodes of the domain, with the data of a boot domain, in one transaction, again when
 * another client was in the way. False with errno set, and in `where` the node or step that failed.
 */
bool nodes_write(struct xs_handle *store, const struct record_domain *domain,
                 char where[NODES_PATH_SIZE]);

/*
 * The data alone, for a domain that has the other nodes and by now another domid: so that it has
 * what a boot domain gave it.
 */
bool nodes_data_write(struct xs_handle *store, const struct record_domain *domain, uint32_t domid,
                      char where[NODES_PATH_SIZE]);

/*
 * Whether a node is there, and has this value, in capitals or not, unless that is NULL. Of a device
 * it is to be one of libxl's own: a guest can write below its /local/domain/ID/device.
 */
bool nodes_is(struct xs_handle *store, const char *path, const char *value);
/* Tells whether they are there; they come all at once or not at all. */
bool nodes_present(struct xs_handle *store, const struct record_domain *domain);

#endif
