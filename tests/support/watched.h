/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launched domains in a fake Xen, an xl that notes its calls, and a launch image, for tests of the
 * watch.
 */
#ifndef TESTS_SUPPORT_WATCHED_H
#define TESTS_SUPPORT_WATCHED_H

#include <stdbool.h>

#include "core/lcm/lcm.h"
#include "core/record/record_read.h"
#include "tests/support/dom0/fake_dom0.h"

/* Where image and files of the watch lie; what is watched; the payloads of the image. */
extern char watched_folder[64];
extern struct record watched_record;
extern const uint8_t watched_kernel[41];
extern uint8_t watched_ramdisk[700000];

/* The reasons by which those that xl creates end at once, in their order; they run from `count` on.
 */
enum { WATCHED_BUILT = 20, WATCHED_BUILT_MAX = 40 };
struct watched_built {
    unsigned int count;
    uint8_t reasons[WATCHED_BUILT_MAX];
    unsigned int made; /* so far */
};
extern struct watched_built watched_built;

/* An event by which whatever runs is powered off; at last, when nothing runs, there is none. */
bool watched_power_off(void);

/* The path of a file in the folder; the caller frees it. */
char *watched_path(const char *name);

/* Writes a file of this text and mode into the folder. */
void watched_file_write(const char *name, const char *text, unsigned int mode);

/* The text of a file, "" where there is none; the caller frees it. */
char *watched_file_read(const char *name);

/* The same with DIR for the path of the folder. */
char *watched_file_text(const char *name);

/* Runs the watch; what it says is in the file "said". */
int watched_run(char *const *images);

/* Checks how xl was called. */
void watched_calls_check(const char *expected);

/*
 * Adds a running domain to the record and to the fake Xen. What xl is called for is done there,
 * too: a domain that is created has the next domid from WATCHED_BUILT, and runs unless
 * watched_built has an end for it.
 */
struct fake_guest *watched_add(uint32_t domid, const char *name);

/* Setup and teardown of a test: no domain, and an xl that notes its calls. */
int watched_set_up(void **state);
int watched_tear_down(void **state);

/* What the image says of the ends of the first domain; by default nothing. */
extern struct lcm_domain watched_policy;

/* Writes a launch image with the first domain of the record, and notes its digest there. */
char *watched_image_make(const char *name, const char *bootargs);

/*
 * Writes one in which the first domain of the record serves a disk, xvda, to the second, and has
 * the second have it.
 */
char *watched_served_make(const char *name);

/* How the backend of a disk that xl attaches is: "1" until a test says otherwise, or "4". */
extern const char *watched_answer;

/* Domain 5 is there, and asks to be started again. */
void watched_reboot_ask(void);

#endif
