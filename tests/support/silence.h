/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For fuzz targets: what the tool tells a person goes nowhere.
 */
#ifndef TESTS_SUPPORT_SILENCE_H
#define TESTS_SUPPORT_SILENCE_H

/* Complaints are dropped from now on; sanitizers and the fuzzer itself still report. */
void complaints_silence(void);

#endif
