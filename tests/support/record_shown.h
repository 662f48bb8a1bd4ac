/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of how a launch record is shown: files for it, and what is printed.
 */
#ifndef TESTS_SUPPORT_RECORD_SHOWN_H
#define TESTS_SUPPORT_RECORD_SHOWN_H

#include <stddef.h>
#include <stdio.h>

#include "tests/support/records.h"

/* The record, the folder for files, and what lies there. */
extern struct record record_shown;
extern char record_folder[];
extern char record_path[64], output_path[64];

/* What a function prints; the caller frees it. */
char *record_print(void (*function)(const struct record *, FILE *));

/* Gives the text to a Python program, which exits with 0 when it finds it good. */
void assert_python_likes(const char *text, const char *program);

/* The plot of record_shown, which is XML and stays in its frame; to be freed. */
char *record_plot_checked(void);

/* Writes a file of exactly these bytes. */
void record_file_write(const char *path, const void *bytes, size_t size);

/* Setup and teardown of a group: a typical record, and its file in the folder. */
int record_folder_make(void **state);
int record_folder_remove(void **state);

#endif
