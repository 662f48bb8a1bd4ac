/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of the import of ImageBuilder configurations: the source that is made of one.
 */
#ifndef TESTS_SUPPORT_IMAGEBUILDER_MADE_H
#define TESTS_SUPPORT_IMAGEBUILDER_MADE_H

#include <stddef.h>

/* The source made of a configuration, NULL where it is refused; the caller frees it. */
char *builder_imported_bytes(const char *config, size_t size);

/* The same from a text. */
char *builder_imported(const char *config);

/* The configuration of a board with dom0 and one domain. */
#define BOARD "DOM0_KERNEL=d\nNUM_DOMUS=1\nDOMU_KERNEL[0]=k\n"

/* The source of that board, with these lines behind it. */
char *builder_imported_with(const char *lines);

#endif
