/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A system below a folder of its own, for the tests of install: with parts to install, and a
 * program that makes a menu of the numbers of the two newest generations.
 */
#ifndef TESTS_SUPPORT_INSTALLED_H
#define TESTS_SUPPORT_INSTALLED_H

#include <stdbool.h>

#include "tool/install/install.h"

/* Operations that are let through, and what happens then. */
struct faults {
    unsigned long count; /* of the operations so far */
    unsigned long first; /* that fails, from 1; 0: none */
    bool lasting;        /* and so does each one after it: the power is gone */
};

extern struct install installed;
extern struct faults installed_faults;

/* Setup and teardown of a test: nothing is installed yet. */
int installed_set_up(void **state);
int installed_tear_down(void **state);

#define WITH_SYSTEM(test)                                                                          \
    cmocka_unit_test_setup_teardown(test, installed_set_up, installed_tear_down)

/* Installs what has this text for an image; the status of install_run(). Its complaints are
 * dropped. */
int installed_install(const char *image, unsigned long *number);
/* The same of uninstall_run(). */
int installed_remove(void);

/* Reads a file below the root, or ""; the caller frees it. */
char *installed_read(const char *name);
bool installed_has(const char *name);
/* Writes a file below the root. */
void installed_write(const char *name, const char *text);

/* Checks that each generation, and each that the menu names, is whole: what it was when it was
 * made. */
void installed_check_whole(void);
/* Counts what is in /boot/hyperlaunch. */
unsigned int installed_count(void);

#endif
