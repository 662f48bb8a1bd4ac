/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launch records for tests.
 */
#ifndef TESTS_SUPPORT_RECORDS_H
#define TESTS_SUPPORT_RECORDS_H

#include "core/record/record_read.h"

/* A launch as it may well happen: three domains that run, one that failed, then the hand-over. */
void records_fill_typical(struct record *record);

/* A launch without a dom0, some time later: one that was awaited, one that waited too long for it,
 * one that crashed until it was given up. */
void records_fill_lived(struct record *record);

/* As much of everything as a record can hold, each number as large as it can be. */
void records_fill_fullest(struct record *record);

#endif
