/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher: reads the plan, builds every domain, starts them, records it, and stays to serve.
 */
#include "xen/clock.h"
#include "xen/console_output.h"
#include "xen/console_rate.h"
#include "launcher/launcher.h"
#include "xen/log.h"
#include "launcher/options.h"

static struct launcher launcher;

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

bool launcher_greet(struct launcher *l, struct xen *xen, struct boot *boot)
{
    struct options options;
    struct clock_parts now = clock_split(clock_now());
    int error = xen_meet(xen);

    l->launch.entered = clock_now();
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
    return true;
}

bool launcher_launch(struct launcher *l, struct xen *xen, struct boot *boot)
{
    struct launch *launch = &l->launch;
    bool readable = launch_read(launch, xen, boot);

    boot_memory_settle(xen, boot, readable ? handover_spare_pages(launch) : 0);
    if (readable) {
        launch_configure(launch);
        launch_create(launch);
        launch_start(launch);
        if (handover_run(&l->handover, launch, &l->resident))
            return true;
    }
    launch_summary_log(launch);
    if (boot->image && boot_release_image(xen, boot))
        log_line("the launch image's memory could not be given back");
    return false;
}

bool launcher_enter(struct xen *xen, struct boot *boot)
{
    return launcher_greet(&launcher, xen, boot);
}

void launcher_run(struct xen *xen, struct boot *boot)
{
    if (launcher_launch(&launcher, xen, boot))
        return;
    if (resident_init(&launcher.resident, &launcher.launch))
        for (;;)
            resident_serve(&launcher.resident);
}
