/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A driver domain of a set without a dom0 serves a card to web and disks to web and pv: the nodes
 * are there while both domains run, and go and come with either.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/served_devices.h"
#include "xen/clock.h"

#include <xen/io/xs_wire.h>
#include <xen/sched.h>

enum { WEB = DEVICES_WEB, PV = DEVICES_PV, NET = DEVICES_NET, ROUNDS_MAX = 20000 };

static void serve(void)
{
    assert_true(devices_serve_all());
}

static const struct store *store(void)
{
    return devices_run.launcher.resident.store;
}

static const char *value(const char *path)
{
    static char text[256];
    uint32_t size = sizeof(text) - 1;

    if (store_read(store(), path, text, &size))
        return NULL;
    text[size] = '\0';
    return text;
}

static void expect_device(const char *front, const char *back, bool is_there)
{
    assert_int_equal(store_has(store(), front), is_there);
    assert_int_equal(store_has(store(), back), is_there);
}

/* A request of a domain, served; "" or the error that it got. */
static const char *ask(uint32_t i, uint32_t type, const char *payload, uint32_t size)
{
    static char text[XENSTORE_PAYLOAD_MAX + 1];
    const struct xsd_sockmsg header = {.type = type, .len = size};
    struct xsd_sockmsg reply = {.type = XS_WATCH_EVENT};

    (void)sim_guest_store_send(devices_run.sim, i + 1, &header, sizeof(header));
    (void)sim_guest_store_send(devices_run.sim, i + 1, payload, size);
    resident_serve(&devices_run.launcher.resident);
    while (reply.type == XS_WATCH_EVENT) {
        assert_int_equal(sim_guest_store_take(devices_run.sim, i + 1, &reply, sizeof(reply)),
                         sizeof(reply));
        (void)sim_guest_store_take(devices_run.sim, i + 1, text, reply.len);
        text[reply.len] = '\0';
    }
    return reply.type == XS_ERROR ? text : "";
}

/* Until it is destroyed: it is not built again then. */
static void end(uint32_t i)
{
    uint32_t rounds = 0;

    sim_guest_shutdown(devices_run.sim, i + 1, SHUTDOWN_crash);
    while (devices_run.launcher.launch.domains[i].state == DOMAIN_RUNNING) {
        resident_serve(&devices_run.launcher.resident);
        assert_true(++rounds < ROUNDS_MAX);
    }
}

static void test_both_halves_are_there_when_both_run(void **state)
{
    (void)state;
    assert_string_equal(value(FRONT_CARD "/backend"), BACK_CARD);
    assert_string_equal(value(FRONT_CARD "/mac"), "00:16:3e:01:02:03");
    assert_string_equal(value(BACK_CARD "/bridge"), "xenbr0");
    assert_string_equal(value(FRONT_DISK "/virtual-device"), "51712");
    assert_string_equal(value(BACK_DISK "/params"), "/srv/web");
    assert_string_equal(value(BACK_DISK "/mode"), "w");
    assert_string_equal(value(PV_BACK "/mode"), "r");
    assert_string_equal(value(PV_DISK "/protocol"), "x86_64-abi");
}

static void test_each_domain_writes_its_own_half_alone(void **state)
{
    static const char front[] = FRONT_CARD "/state\0004", back[] = BACK_CARD "/state\0002",
                      other[] = PV_DISK "/state\0004", read[] = BACK_CARD "/state";

    (void)state;
    assert_string_equal(ask(WEB, XS_WRITE, front, sizeof(front) - 1), "");
    assert_string_equal(ask(NET, XS_WRITE, back, sizeof(back) - 1), "");
    assert_string_equal(ask(WEB, XS_READ, read, sizeof(read)), "");
    assert_string_equal(ask(WEB, XS_WRITE, back, sizeof(back) - 1), "EACCES");
    assert_string_equal(ask(NET, XS_WRITE, front, sizeof(front) - 1), "EACCES");
    assert_string_equal(ask(WEB, XS_WRITE, other, sizeof(other) - 1), "EACCES");
    assert_string_equal(ask(PV, XS_READ, read, sizeof(read)), "EACCES");
}

/* A domain that gets its own devices by what it writes could name any backend. */
static void test_nobody_makes_devices_of_its_own(void **state)
{
    static const char own[] = "/local/domain/1/device/vif/7\0",
                      back[] = "/local/domain/3/backend/vif/2\0";

    (void)state;
    assert_string_equal(ask(WEB, XS_WRITE, own, sizeof(own) - 1), "EACCES");
    assert_string_equal(ask(NET, XS_WRITE, back, sizeof(back) - 1), "EACCES");
}

static void test_the_backend_is_told_to_close_when_a_frontend_ends(void **state)
{
    static const char closed[] = BACK_CARD "/state\0006";

    (void)state;
    end(WEB);
    assert_false(store_has(store(), FRONT_CARD));
    assert_string_equal(value(BACK_CARD "/online"), "0");
    assert_string_equal(value(BACK_CARD "/state"), "5");
    assert_string_equal(ask(NET, XS_WRITE, closed, sizeof(closed) - 1), "");
    resident_serve(&devices_run.launcher.resident);
    assert_false(store_has(store(), BACK_CARD) && strcmp(value(BACK_CARD "/state"), "1") != 0);
    /* The disk is one by itself. */
    assert_string_equal(value(BACK_DISK "/state"), "5");
    assert_true(store_has(store(), PV_BACK));
}

static void test_devices_of_a_frontend_come_again(void **state)
{
    static const char card[] = BACK_CARD "/state\0006", disk[] = BACK_DISK "/state\0006";

    (void)state;
    end(WEB);
    (void)ask(NET, XS_WRITE, card, sizeof(card) - 1);
    (void)ask(NET, XS_WRITE, disk, sizeof(disk) - 1);
    serve();
    expect_device(FRONT_CARD, BACK_CARD, true);
    expect_device(FRONT_DISK, BACK_DISK, true);
    assert_string_equal(value(BACK_CARD "/online"), "1");
    assert_string_equal(value(BACK_CARD "/state"), "1");
}

static void test_a_backend_that_does_not_close_is_not_waited_for_for_ever(void **state)
{
    uint64_t began = clock_now();

    (void)state;
    end(WEB);
    serve();
    expect_device(FRONT_CARD, BACK_CARD, true);
    assert_string_equal(value(BACK_CARD "/state"), "1");
    assert_true(clock_now() - began >= UINT64_C(10000000000));
}

static void test_frontends_are_unplugged_when_their_backend_ends(void **state)
{
    (void)state;
    end(NET);
    expect_device(FRONT_CARD, BACK_CARD, false);
    expect_device(FRONT_DISK, BACK_DISK, false);
    expect_device(PV_DISK, PV_BACK, false);
    serve();
    expect_device(FRONT_CARD, BACK_CARD, true);
    expect_device(FRONT_DISK, BACK_DISK, true);
    expect_device(PV_DISK, PV_BACK, true);
}

/* How many events about the path a domain has; takes all. */
static uint32_t events_take(uint32_t i, const char *path)
{
    char text[XENSTORE_PAYLOAD_MAX + 1];
    struct xsd_sockmsg message;
    uint32_t count = 0;

    while (sim_guest_store_take(devices_run.sim, i + 1, &message, sizeof(message)) != 0) {
        assert_int_equal(message.type, XS_WATCH_EVENT);
        (void)sim_guest_store_take(devices_run.sim, i + 1, text, message.len);
        text[message.len] = '\0';
        count += strcmp(text, path) == 0;
    }
    return count;
}

/* Linux lists its devices before it watches for more, and would miss one that came in between. */
static void test_a_frontend_that_looks_late_is_told_of_what_came_before(void **state)
{
    static const char watch[] = "device\0token";

    (void)state;
    assert_string_equal(ask(WEB, XS_WATCH, watch, sizeof(watch)), "");
    assert_int_equal(events_take(WEB, "device/vif/0/state"), 1);
    resident_serve(&devices_run.launcher.resident);
    assert_int_equal(events_take(WEB, "device/vif/0/state"), 0);
}

static void test_a_frontend_that_has_begun_is_told_nothing(void **state)
{
    static const char watch[] = "device\0token", began[] = FRONT_CARD "/state\0003";

    (void)state;
    assert_string_equal(ask(WEB, XS_WRITE, began, sizeof(began) - 1), "");
    assert_string_equal(ask(WEB, XS_WATCH, watch, sizeof(watch)), "");
    assert_int_equal(events_take(WEB, "device/vif/0/state"), 0);
    assert_string_equal(value(FRONT_CARD "/state"), "3");
}

/* Linux watches its backend's state until it has let go of the device. */
static void test_a_frontend_has_let_go_before_its_device_comes_again(void **state)
{
    static const char watch[] = BACK_CARD "/state\0token";

    (void)state;
    assert_string_equal(ask(WEB, XS_WATCH, watch, sizeof(watch)), "");
    end(NET);
    while (!devices_run.launcher.resident.domains[NET].has_nodes)
        resident_serve(&devices_run.launcher.resident);
    resident_serve(&devices_run.launcher.resident);
    expect_device(FRONT_CARD, BACK_CARD, false);
    assert_string_equal(ask(WEB, XS_UNWATCH, watch, sizeof(watch)), "");
    serve();
    expect_device(FRONT_CARD, BACK_CARD, true);
}

static void test_a_frontend_that_does_not_let_go_is_not_waited_for_for_ever(void **state)
{
    static const char watch[] = BACK_CARD "/state\0token";
    uint64_t began = clock_now();

    (void)state;
    assert_string_equal(ask(WEB, XS_WATCH, watch, sizeof(watch)), "");
    end(NET);
    serve();
    expect_device(FRONT_CARD, BACK_CARD, true);
    assert_true(clock_now() - began >= UINT64_C(10000000000));
}

static void test_both_ends_are_one_end(void **state)
{
    (void)state;
    end(WEB);
    end(NET);
    expect_device(FRONT_CARD, BACK_CARD, false);
    serve();
    expect_device(FRONT_CARD, BACK_CARD, true);
    expect_device(PV_DISK, PV_BACK, true);
}

static void test_a_domain_that_is_preserved_keeps_its_devices(void **state)
{
    (void)state;
    sim_guest_shutdown(devices_run.sim, PV + 1, SHUTDOWN_crash);
    serve();
    assert_int_equal(devices_run.launcher.launch.domains[PV].state, DOMAIN_PRESERVED);
    expect_device(PV_DISK, PV_BACK, true);
}

static bool has_said(const char *text)
{
    return strstr(sim_console(devices_run.sim), text);
}

/* It would wait for answers of its devices for ever. */
static void test_frontends_are_unplugged_when_their_backend_is_preserved(void **state)
{
    (void)state;
    sim_guest_shutdown(devices_run.sim, NET + 1, SHUTDOWN_poweroff);
    serve();
    assert_int_equal(devices_run.launcher.launch.domains[NET].state, DOMAIN_PRESERVED);
    expect_device(FRONT_CARD, BACK_CARD, false);
    expect_device(FRONT_DISK, BACK_DISK, false);
    expect_device(PV_DISK, PV_BACK, false);
    assert_true(has_said("domain web: disk xvda, served by net: unplugged, as that domain ended"));
}

static void test_a_preserved_domain_gets_no_device_again(void **state)
{
    (void)state;
    sim_guest_shutdown(devices_run.sim, PV + 1, SHUTDOWN_crash);
    serve();
    end(NET);
    serve();
    expect_device(FRONT_CARD, BACK_CARD, true);
    expect_device(PV_DISK, PV_BACK, false);
}

static void test_frontends_run_without_devices_once_their_backend_is_given_up(void **state)
{
    (void)state;
    for (uint32_t i = 0; i <= LCM_RESTART_LIMIT; i++) {
        serve();
        end(NET);
    }
    serve();
    assert_true(has_said("domain net: given up: "));
    assert_int_equal(devices_run.launcher.launch.domains[NET].state, DOMAIN_ENDED);
    assert_int_equal(devices_run.launcher.launch.domains[WEB].state, DOMAIN_RUNNING);
    expect_device(FRONT_CARD, BACK_CARD, false);
    expect_device(PV_DISK, PV_BACK, false);
    /* One that is started again does, and is told why it has none. */
    assert_false(has_said("not plugged in"));
    end(WEB);
    serve();
    assert_int_equal(devices_run.launcher.launch.domains[WEB].state, DOMAIN_RUNNING);
    expect_device(FRONT_DISK, BACK_DISK, false);
    assert_true(has_said("domain web: disk xvda, served by net: not plugged in, as that domain "
                         "does not run"));
}

static void test_domains_start_after_their_backend(void **state)
{
    (void)state;
    assert_true(bits_has(&devices_run.launcher.launch.image.plan.domains[WEB].start_after, NET));
    assert_true(devices_run.launcher.launch.lives[WEB].started >=
                devices_run.launcher.launch.lives[NET].started);
    assert_true(devices_run.launcher.launch.lives[PV].started >=
                devices_run.launcher.launch.lives[NET].started);
}

#define LAUNCHED(test)                                                                             \
    cmocka_unit_test_setup_teardown(test, devices_launch_make, devices_launch_unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LAUNCHED(test_both_halves_are_there_when_both_run),
        LAUNCHED(test_each_domain_writes_its_own_half_alone),
        LAUNCHED(test_nobody_makes_devices_of_its_own),
        LAUNCHED(test_the_backend_is_told_to_close_when_a_frontend_ends),
        LAUNCHED(test_devices_of_a_frontend_come_again),
        LAUNCHED(test_a_backend_that_does_not_close_is_not_waited_for_for_ever),
        LAUNCHED(test_a_frontend_that_looks_late_is_told_of_what_came_before),
        LAUNCHED(test_a_frontend_that_has_begun_is_told_nothing),
        LAUNCHED(test_frontends_are_unplugged_when_their_backend_ends),
        LAUNCHED(test_a_frontend_has_let_go_before_its_device_comes_again),
        LAUNCHED(test_a_frontend_that_does_not_let_go_is_not_waited_for_for_ever),
        LAUNCHED(test_both_ends_are_one_end),
        LAUNCHED(test_a_domain_that_is_preserved_keeps_its_devices),
        LAUNCHED(test_frontends_are_unplugged_when_their_backend_is_preserved),
        LAUNCHED(test_a_preserved_domain_gets_no_device_again),
        LAUNCHED(test_frontends_run_without_devices_once_their_backend_is_given_up),
        LAUNCHED(test_domains_start_after_their_backend),
    };

    return cmocka_run_group_tests(tests, devices_set_make, devices_set_unmake);
}
