/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* A set that is handed over on the fake Xen, and what must hold of the next domain 0. */
#ifndef TESTS_SUPPORT_HANDED_OVER_H
#define TESTS_SUPPORT_HANDED_OVER_H

#include "tests/support/launches.h"

enum { DOM0, WEB, DB, SET };
enum { HYPERCALL_OFFSET = 0x1000, HYPERCALL_BYTE = 0xf1, RING_SIZE = 2048 };

#define MIB UINT64_C(1024)

/* Kernels: of PV_FULL, of PV_NOT_LINUX, of PV_PLAIN, and of PV_FULL at 16 MiB. */
extern struct kernel handed_kernel, handed_not_linux, handed_plain, handed_high;

/* The set, its launch, and the record that was read out of it. */
extern struct set_domain handed_domains[SET];
extern struct run handed_run;
extern struct record handed_record;

/* Setup and teardown of a group: kernels and ramdisk. */
int handed_set_make(void **state);
int handed_set_unmake(void **state);

/* Each test starts from this set and changes what it wants. */
int handed_domains_make(void **state);

/* The host that the set is launched on has more of this, or fewer: all zero, but for two vCPUs. */
extern struct sim_config handed_host;

/* The image of the launch that goes on. */
extern struct set_image handed_image;

/* Launches the first `count` domains of the set, until the next domain 0 has taken over. */
void handed_launch(unsigned int minor, uint32_t count, uint64_t spare_kib);

/* Frees launch and image. */
void handed_launch_end(void);

/* Reads the start info through the new tables; `top` becomes their top. */
struct start_info handed_start_info_read(uint64_t *top);

/* Reads own memory by page frame, through the frame list. */
void handed_frames_read(uint64_t top, const struct start_info *info, uint64_t address, uint8_t *to,
                        size_t count);

/* The ramdisk is intact, and behind it an archive holds LCM and record, which is read. */
void handed_ramdisk_expect(uint64_t top, const struct start_info *info);

/* The record tells of the first `count` domains what Xen has. */
void handed_record_expect(uint32_t count);

/* Launches, and checks all that the next domain 0 finds. */
void handed_over_expect(unsigned int minor, uint32_t count, uint64_t spare_kib);

#endif
