/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The tiny test guest: reports what it was given, then behaves as its command line says.
 *
 * One source, built for three environments. tiny32.elf and tiny64.elf are PVH, with the note in
 * three places: a PT_NOTE segment, only a section (-section), nowhere (-nonote, which must be
 * refused). tiny64-high.elf lies at 16 MiB and maps nothing below itself while it reads what it was
 * given; tiny64-linux.elf is the same with the notes of a Linux before 5.0, by which start info,
 * ramdisk, ACPI root pointer and store lie elsewhere; tiny64-class32.elf is tiny64.elf as a file of
 * class 32. tiny64-pv.elf is 64-bit PV, able to be domain 0, with INIT_P2M, MOD_START_PFN,
 * BSD_SYMTAB; tiny64-pv-plain.elf has none of them, and makes its hypercalls through the page that
 * HYPERCALL_PAGE asks for.
 *
 * The report, one line each on the PV console (domain 0: on Xen's), with the prefix "tiny: ":
 *
 *   bits=32|64
 *   mode=pvh|pv                    the environment
 *   memory_kib=N                   RAM of the start info's memory map; PV: nr_pages
 *   memmap=N                       entries of that map; PV: 1
 *   vcpus=N                        vCPUs that ran (PVH: of the MADT), the first one included
 *   cmdline=TEXT                   or (absent); an empty one is empty. PV: absent is empty
 *   ramdisk_bytes=N                0 without one
 *   ramdisk_crc32=XXXXXXXX         or none
 *   xen=4.17                       or none, on a machine without Xen
 *   uuid=XXXXXXXX-XXXX-...         or none
 *   stale=none|ADDRESS             first byte of RAM neither zero nor placed by the builder; an
 *                                  error, but not in domain 0, which used its memory before
 *   error=TEXT: 0xVALUE            one line for each thing that is wrong
 *   boot_ns=N                      the wall clock when Xen's began, in ns since 1970
 *   (then "hyperlaunch-guest: ready", without the prefix)
 *   done time_ms=N result=success|error    always the last: Xen's time since host boot
 *
 * PV guests also have, after stale:
 *
 *   symbols=N                      of the kernel's own symbol table behind it; 0 in the plain one
 *
 * Domain 0 then also has:
 *
 *   console_info=OFFSET,SIZE       the screen's description behind the start info; 0,0 without one
 *   console_type=XX                its first byte, where there is one
 *   maximum_pages=N                Xen's limit; unlimited is 4294967295 or more
 *   record_bytes=N                 size of the launch record in the ramdisk's last archive
 *   record_magic=XXXXXXXX          its first four bytes: d00dfeed
 *   record=none                    instead of both: there is no record, so Xen is the builder. Then
 *                                  the limit, and what follows the list of frames, may be anything
 *
 * What is checked, each fault an error: in pvh/, the start info, the memory map against Xen's, the
 * modules' places and the ACPI tables; in pv/, all that pv.h lists.
 *
 * Words of the command line; others are ignored, of two equal ones the last counts:
 *
 *   check=full | check=sample      all of RAM, or the ends of each page (default: full to 256 MiB)
 *   do=idle                        block for ever without using CPU (default)
 *   do=poweroff | reboot | crash   shut down for that reason
 *   do=fall                        after the report, crash at a line of input
 *   do=triple                      die of a triple fault; PV: of an exception, which is a crash
 *   do=garbage                     after the report, noise over the console ring for 2 s, then idle
 *   do=flood                       lines `flood=XXXXXXXX ...` before ready and done, all at once
 *   do=torrent                     the same with lines of 512 bytes
 *   do=tick                        the same, `tick=XXXXXXXX at_us=N took_us=N`, each tenth of a
 *                                  second in the mean: Xen's time since host boot, and how long
 *                                  the line before waited in its ring
 *   lines=N                        of these three (default: 32768, which are 2 MiB)
 *   do=echo                        after the report, `echo=LINE` for every line of input
 *   do=ports                       before ready and done: ports=N, the last event channel of all
 *                                  that it can get
 *   do=store                       before ready and done: store_pfn=HEX and store_evtchn=N;
 *                                  PV: store_mfn=HEX, store_evtchn=N, and with a page
 *                                  store_connection=N, its connection word
 *   do=ask                         before ready and done, of its store: store_name=NAME,
 *                                  store_answers=N with lines=N (default: 1) requests for it and
 *                                  store_ms=N for their time, store_write=OK,
 *                                  store_note=hello, store_forbidden=EACCES, store_ready=OK
 *   do=storm                       before ready and done, all nodes, watches and transactions that
 *                                  its store gives it: store_nodes=N, store_watches=N,
 *                                  store_transactions=N; after the report, requests without taking
 *                                  answers for 2 s, then noise over the store's page for 2 s, then
 *                                  idle
 *   do=trespass                    before ready and done: trespass_WHAT=N, what Xen says to what
 *                                  only domain 0 may do to domain lines=N; then as do=crash
 *   do=found                       before ready and done: found=WHAT HEX..., a line for each thing
 *                                  as it was found, so that two builders can be compared
 *
 * PV guests also know:
 *
 *   do=frontends                   before ready and done, of its network card 0 and its disk xvda:
 *                                  vif_no_grant=N, vbd_no_grant=N, the state of the back end that
 *                                  was given no grant and no port; vif_again=N, vbd_again=N, after
 *                                  it began again; vif_garbage=N, vbd_garbage=N, with good ones of
 *                                  rings that are noise, of which it tells for a second
 *   do=card                        after the report, card=there and card=gone: whenever the node
 *                                  of its network card 0 comes or goes
 *   do=pci                         before ready and done, of its first PCI device, an e1000e:
 *                                  pci_WHAT=ANSWER [BEFORE AFTER], what comes of wrong nodes, of
 *                                  writes to registers, and of requests that make no sense. After
 *                                  the report, a flood of each kind without end, of which it says
 *                                  storm=KIND; a line of input ends it, and it says KIND=N
 */
#include <stddef.h>
#include <stdint.h>

#include "tests/guest/act.h"
#include "tests/guest/boot.h"
#include "tests/guest/console.h"
#include "tests/guest/environment.h"
#include "tests/guest/lib.h"
#include "tests/guest/memory.h"
#include "tests/guest/report.h"
#include "tests/guest/stale.h"
#include "tests/guest/xen.h"

enum { FULL_CHECK_MAX = 256 << 20, WORD_SIZE = 16 };

void guest_main(void);

static void report_ramdisk(const struct boot *boot)
{
    report_number("ramdisk_bytes", boot->ramdisk_size);
    if (boot->ramdisk_given)
        report_hex("ramdisk_crc32", memory_crc32(boot->ramdisk, boot->ramdisk_size), 8);
    else
        report_text("ramdisk_crc32", "none");
}

static void report_xen(void)
{
    char text[2 * NUMBER_SIZE];
    uint8_t uuid[16];
    unsigned int i, used;

    if (!xen_found()) {
        report_text("xen", "none");
        report_text("uuid", "none");
        return;
    }
    number_decimal(text, xen_version() >> 16);
    used = (unsigned int)text_length(text);
    text[used++] = '.';
    number_decimal(text + used, xen_version() & 0xffff);
    report_text("xen", text);

    if (!xen_uuid(uuid)) {
        report_error("Xen does not tell the domain's UUID", 0);
        report_text("uuid", "none");
        return;
    }
    for (i = 0, used = 0; i < sizeof(uuid); i++, used += 2) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text[used++] = '-';
        number_hex(text + used, uuid[i], 2);
    }
    report_text("uuid", text);
}

static bool wants_full_check(const struct boot *boot)
{
    char word[WORD_SIZE];

    if (word_value(boot->cmdline, "check", word, sizeof(word))) {
        if (text_equal(word, "full"))
            return true;
        if (text_equal(word, "sample"))
            return false;
    }
    return boot->memory_size <= FULL_CHECK_MAX;
}

void guest_main(void)
{
    static struct boot boot;
    char action[WORD_SIZE], lines[WORD_SIZE];

    environment_open(&boot);
    word_value(boot.cmdline, "do", action, sizeof(action));
    word_value(boot.cmdline, "lines", lines, sizeof(lines));

    report_number("bits", sizeof(void *) * 8);
    report_text("mode", environment_mode);
    report_number("memory_kib", boot.memory_size / 1024);
    report_number("memmap", boot.memmap_count);
    report_number("vcpus", environment_start_cpus(&boot));
    report_text("cmdline", boot.cmdline_given ? boot.cmdline : "(absent)");
    report_ramdisk(&boot);
    report_xen();
    stale_check(&boot, wants_full_check(&boot));
    stale_report(&boot);
    environment_report(&boot);
    act_in_report(action, lines);
    report_number("boot_ns", xen_boot_ns());
    report_errors();
    console_print("hyperlaunch-guest: ready");
    console_end_line();
    report_done(xen_time_ms());
    act_after_report(action);
}
