/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a xenstore answers where a request fails: names of errnos, as io/xs_wire.h lists them.
 */
#ifndef CORE_STORE_ERROR_H
#define CORE_STORE_ERROR_H

enum store_error {
    STORE_OK,
    STORE_EINVAL, /* malformed: a path, an argument, a transaction's end */
    STORE_EACCES, /* the domain may not */
    STORE_EEXIST, /* the watch is there already */
    STORE_ENOENT, /* no such node, watch or transaction */
    STORE_ENOMEM, /* the pool is empty */
    STORE_ENOSPC, /* a quota of the domain is used up */
    STORE_ENOSYS, /* not served */
    STORE_EBUSY,  /* a transaction within a transaction */
    STORE_EAGAIN, /* the transaction met another change: try again */
    STORE_E2BIG,  /* too many watches, or an answer that does not fit */
    STORE_EPERM,  /* the owner cannot be changed */
};

/* The name as the wire has it, e.g. "ENOENT". */
const char *store_error_name(enum store_error error);

#endif
