/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * How fast the console may be written to, by Xen's own command line.
 */
#ifndef XEN_CONSOLE_RATE_H
#define XEN_CONSOLE_RATE_H

#include <stdint.h>

/*
 * Bytes a second that Xen's serial console is sure to send, for console=, com1= and com2= as Xen
 * reads them; 0 where no serial port is a console.
 */
uint64_t console_rate_find(const char *command_line);

#endif
