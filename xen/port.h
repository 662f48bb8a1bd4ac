/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * I/O ports: another door, as hypercall.h is one. On the machine they are instructions that Xen
 * emulates for domain 0 (launcher/machine/x86/), in a hosted build the simulated Xen has them.
 */
#ifndef XEN_PORT_H
#define XEN_PORT_H

#include <stdint.h>

/*
 * Reads or writes 1, 2 or 4 bytes at a port. Domain 0 needs xen_ports_open() once before; a port
 * that it has no access to is a general protection fault.
 */
uint32_t port_read(uint16_t port, unsigned int size);
void port_write(uint16_t port, unsigned int size, uint32_t value);

#endif
