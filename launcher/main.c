/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher: reads the plan, builds every domain, starts them, records it, and stays to serve.
 */
#include "xen/clock.h"
#include "xen/console_output.h"
#include "xen/console_rate.h"
#include "launcher/launch/launch.h"
#include "xen/log.h"
#include "xen/memory_op.h"
#include "launcher/options.h"

/* The one launch of this machine; a hosted build has others of its own. */
static struct launch launch;

static void option_unknown(const char *word, int length)
{
    log_line("option '%.*s' is unknown or has an invalid value; it is ignored", length, word);
}

/* Learns how fast the console may be written to: as the option says, else by Xen's own
 * options. */
static void output_settle(struct xen *xen, const struct options *options)
{
    char line[XEN_COMMAND_LINE_SIZE];

    if (options->has_console_rate)
        output_pace(options->console_rate);
    else if (!xen_command_line(xen, line))
        output_pace(console_rate_find(line));
}

/* Finds out which Xen this is; confirms both of its control interfaces. */
static int xen_meet(struct xen *xen)
{
    uint64_t total_kib, free_kib;
    int error = xen_init(xen);

    return error ? error : xen_host_memory(xen, &total_kib, &free_kib);
}

bool launch_enter(struct launch *l, struct xen *xen, struct boot *boot)
{
    struct options options;
    struct clock_parts now = clock_split(clock_now());
    int error = xen_meet(xen);

    if (error) {
        char refusal[XEN_REFUSAL_SIZE];

        xen_refusal_write(xen, error, refusal, sizeof(refusal));
        log_line("%s", refusal);
        return false;
    }
    log_line("entered at %lu.%06lu s on Xen %u.%u", now.seconds, now.microseconds, xen->major,
             xen->minor);
    options_read(&options, boot->command_line, option_unknown);
    output_settle(xen, &options);
    l->entered = clock_now();
    return true;
}

bool launch_run(struct launch *l, struct xen *xen, struct boot *boot)
{
    bool readable = launch_read(l, xen, boot);

    boot_memory_settle(xen, boot, readable ? launch_spare_pages(l) : 0);
    if (readable) {
        launch_configure(l);
        launch_create(l);
        launch_start(l);
        if (launch_hand_over(l))
            return true;
    }
    launch_record(l);
    if (boot->image && boot_release_image(xen, boot))
        log_line("the launch image's memory could not be given back");
    return false;
}

bool launcher_enter(struct xen *xen, struct boot *boot)
{
    return launch_enter(&launch, xen, boot);
}

void launcher_run(struct xen *xen, struct boot *boot)
{
    if (launch_run(&launch, xen, boot))
        return;
    if (resident_init(&launch))
        for (;;)
            resident_serve(&launch);
}
