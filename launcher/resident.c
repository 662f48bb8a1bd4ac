/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The service that stays: consoles drained, input passed on, ends of domains noticed. Driven by
 * events alone; with nothing to do it sleeps in Xen.
 */
#include <string.h>

#include "launcher/clock.h"
#include "launcher/console.h"
#include "launcher/keys.h"
#include "launcher/launcher.h"
#include "launcher/log.h"
#include "launcher/xen/window.h"

#include <xen/sched.h>

/* How long an unfinished line of the focused domain may wait for its end before it is shown. */
#define PARTIAL_NS UINT64_C(20000000)
/* How long to sleep where a poll cannot name all ports. Asleep, any event wakes it; one on a port
 * without a name that came after the last look, but before Xen had it sleep, is late by this. */
#define LOOK_NS UINT64_C(1000000000)

enum { XEN_ESRCH = -3 };

static struct {
    uint32_t console_port; /* something was typed */
    uint32_t ended_port;   /* a domain shut down or crashed */
    uint32_t focus;        /* index of the domain that input goes to */
    struct keys keys;
    struct screen screen;
    struct console consoles[LCM_DOMAINS_MAX];
} resident;

static void screen_write(void *context, const char *bytes, size_t count)
{
    (void)context;
    log_raw(bytes, count);
}

static bool is_running(const struct launch *launch, uint32_t i)
{
    return launch->domains[i].state == DOMAIN_RUNNING;
}

/* Says a line of the launcher's own between those of the domains. */
#define say(...)                                                                                   \
    do {                                                                                           \
        screen_break(&resident.screen);                                                            \
        log_line(__VA_ARGS__);                                                                     \
    } while (0)

static void focus_announce(const struct launch *launch)
{
    if (is_running(launch, resident.focus)) {
        say("input goes to %s (Ctrl-] n: next domain, Ctrl-] ?: all keys)",
            launch->image.plan.domains[resident.focus].name);
    } else {
        say("no domain is running that input could go to");
    }
}

/* Moves the focus to the next running domain, `step` forwards. */
static void focus_move(const struct launch *launch, uint32_t step)
{
    uint32_t count = launch->image.plan.domain_count;

    for (uint32_t tries = 0; tries < count; tries++) {
        resident.focus = (resident.focus + step) % count;
        if (is_running(launch, resident.focus)) {
            break;
        }
    }
}

static void domains_list(const struct launch *launch)
{
    static const char *const states[] = {
        [DOMAIN_FAILED] = "failed",
        [DOMAIN_PAUSED] = "paused",
        [DOMAIN_RUNNING] = "running",
        [DOMAIN_ENDED] = "ended",
    };

    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++) {
        say("domain %s: %s%s", launch->image.plan.domains[i].name, states[launch->domains[i].state],
            i == resident.focus ? ", has the input" : "");
    }
}

static void consoles_open(const struct launch *launch)
{
    resident.screen = (struct screen){.write = screen_write};
    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++) {
        if (is_running(launch, i) && launch->image.plan.domains[i].domid != 0) {
            console_open(&resident.consoles[i], launch->image.plan.domains[i].name,
                         window_page(&launch->boot->rings, i));
        }
    }
}

/* Whether the event was pending; it no longer is. */
static bool event_take(const struct launch *launch, uint32_t port)
{
    const uint32_t bits = 8 * sizeof(xen_ulong_t);
    xen_ulong_t *words = launch->boot->shared->evtchn_pending;
    xen_ulong_t bit = (xen_ulong_t)1 << port % bits;

    if (port == 0 || port / bits >= bits) {
        return false;
    }
    return __atomic_fetch_and(&words[port / bits], ~bit, __ATOMIC_SEQ_CST) & bit;
}

static void console_serve(struct launch *launch, uint32_t i)
{
    struct console *console = &resident.consoles[i];
    bool was_damaged = console->damaged;

    if (console_drain(console, &resident.screen)) {
        (void)xen_event_send(launch->xen, launch->domains[i].result.console_port);
    }
    if (console->damaged && !was_damaged) {
        say("domain %s: its console ring is damaged; output may be lost",
            launch->image.plan.domains[i].name);
    }
}

void resident_drain(struct launch *launch)
{
    memset(&resident, 0, sizeof(resident));
    consoles_open(launch);
    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++) {
        if (resident.consoles[i].ring) {
            console_serve(launch, i);
            console_close(&resident.consoles[i], &resident.screen);
        }
    }
}

static const char *reason_text(uint8_t reason, const struct lcm_domain *domain)
{
    switch (reason) {
    case SHUTDOWN_poweroff:
        return "powered off";
    case SHUTDOWN_reboot:
        return domain->reboot_destroys ? "asked for a reboot"
                                       : "asked for a reboot, which is not served yet";
    case SHUTDOWN_suspend:
        return "suspended itself, which nothing here can resume";
    case SHUTDOWN_crash:
        return "crashed";
    case SHUTDOWN_watchdog:
        return "was stopped by its watchdog";
    case SHUTDOWN_soft_reset:
        return "asked for a soft reset, which is not served";
    default:
        return "ended for a reason without a name";
    }
}

void resident_ends_tell(const struct launch *launch)
{
    const struct lcm_plan *plan = &launch->image.plan;

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        struct xen_domain_info info;

        if (is_running(launch, i) && plan->domains[i].domid != 0 &&
            xen_domain_info(launch->xen, plan->domains[i].domid, &info) == 0 && info.shut_down) {
            log_line("domain %s: %s; left as it is to the next domain 0", plan->domains[i].name,
                     reason_text(info.shutdown_reason, &plan->domains[i]));
        }
    }
}

static void domain_end(struct launch *launch, uint32_t i, const char *how)
{
    struct domain_record *record = &launch->domains[i];
    const struct lcm_domain *domain = &launch->image.plan.domains[i];
    bool destroyed;

    (void)console_drain(&resident.consoles[i], &resident.screen);
    console_close(&resident.consoles[i], &resident.screen);
    destroyed =
        build_undo(launch->xen, launch->boot, domain->domid, i, record->result.console_port);
    record->state = DOMAIN_ENDED;
    say("domain %s: %s; %s", domain->name, how,
        destroyed ? "destroyed, its memory given back"
                  : "Xen does not let it be destroyed, its memory is not given back");
    if (i == resident.focus) {
        focus_move(launch, 1);
        focus_announce(launch);
    }
}

/* Xen says only that some domain ended: looks which. */
static void ends_serve(struct launch *launch)
{
    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++) {
        struct xen_domain_info info;
        int error;

        if (!is_running(launch, i)) {
            continue;
        }
        error = xen_domain_info(launch->xen, launch->image.plan.domains[i].domid, &info);
        if (error == XEN_ESRCH) {
            domain_end(launch, i, "is gone");
        } else if (error) {
            /* Not knowing is no reason to destroy a domain that may be well. */
            say("domain %s: Xen says %s when asked how it is; it is left alone",
                launch->image.plan.domains[i].name, xen_strerror(error));
        } else if (info.shut_down) {
            domain_end(launch, i,
                       reason_text(info.shutdown_reason, &launch->image.plan.domains[i]));
        }
    }
}

bool resident_init(struct launch *launch)
{
    int error;

    memset(&resident, 0, sizeof(resident));
    error = xen_event_bind_virq(launch->xen, VIRQ_DOM_EXC, &resident.ended_port);
    memset(launch->boot->shared->evtchn_mask, 0xff, sizeof(launch->boot->shared->evtchn_mask));
    if (error) {
        log_line("ends of domains cannot be noticed: Xen says %s; consoles are not served",
                 xen_strerror(error));
        return false;
    }
    error = xen_event_bind_virq(launch->xen, VIRQ_CONSOLE, &resident.console_port);
    if (error) {
        log_line("input cannot be read: Xen says %s; the domains get none", xen_strerror(error));
        resident.console_port = 0;
    }
    consoles_open(launch);
    if (launch->started > 0) {
        if (!is_running(launch, resident.focus)) {
            focus_move(launch, 1);
        }
        focus_announce(launch);
    }
    /* A domain that ended before its port was bound gave no event: look once. */
    ends_serve(launch);
    return true;
}

static void key_serve(struct launch *launch, char typed)
{
    struct console *focused = &resident.consoles[resident.focus];

    switch (keys_take(&resident.keys, &typed)) {
    case KEY_TEXT:
        if (console_type(focused, &typed, 1)) {
            (void)xen_event_send(launch->xen, launch->domains[resident.focus].result.console_port);
        }
        break;
    case KEY_NEXT:
        focus_move(launch, 1);
        focus_announce(launch);
        break;
    case KEY_PREVIOUS:
        focus_move(launch, launch->image.plan.domain_count - 1);
        focus_announce(launch);
        break;
    case KEY_LIST:
        domains_list(launch);
        break;
    case KEY_HELP:
        say("keys after Ctrl-]: n next domain, p previous, l list, ] Ctrl-] itself, ? this help");
        break;
    case KEY_NOTHING:
        break;
    }
}

static void input_serve(struct launch *launch)
{
    char typed[64];
    size_t count;

    do {
        count = xen_console_read(launch->xen, typed, sizeof(typed));
        for (size_t i = 0; i < count && launch->started > 0; i++) {
            key_serve(launch, typed[i]);
        }
    } while (count == sizeof(typed));
}

/* The ports that wake the service; returns their number. */
static uint32_t ports_list(const struct launch *launch, uint32_t *ports)
{
    uint32_t count = 0;

    ports[count++] = resident.ended_port;
    if (resident.console_port) {
        ports[count++] = resident.console_port;
    }
    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++) {
        if (is_running(launch, i)) {
            ports[count++] = launch->domains[i].result.console_port;
        }
    }
    return count;
}

void resident_serve(struct launch *launch)
{
    static uint32_t ports[LCM_DOMAINS_MAX + 2];
    struct console *focused = &resident.consoles[resident.focus];
    bool waiting = console_has_partial(focused);
    uint32_t count = ports_list(launch, ports), named = count < XEN_POLL_MAX ? count : XEN_POLL_MAX;
    uint64_t most = waiting ? PARTIAL_NS : named < count ? LOOK_NS : 0;
    bool served = false;

    (void)xen_poll(launch->xen, ports, named, most ? clock_now() + most : 0);
    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++) {
        if (is_running(launch, i) && event_take(launch, launch->domains[i].result.console_port)) {
            console_serve(launch, i);
            served = true;
        }
    }
    if (event_take(launch, resident.ended_port)) {
        ends_serve(launch);
        served = true;
    }
    if (event_take(launch, resident.console_port)) {
        input_serve(launch);
        served = true;
    }
    if (waiting && !served) {
        console_show_partial(focused, &resident.screen);
    }
}
