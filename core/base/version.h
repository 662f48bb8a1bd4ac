/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The version of all programs, here alone: the programs and launcher.elf take it from this line,
 * and so does `make install` for the manual pages. C and assembly include it.
 */
#ifndef CORE_BASE_VERSION_H
#define CORE_BASE_VERSION_H

#define HYPERLAUNCH_VERSION "0.2"

#endif
