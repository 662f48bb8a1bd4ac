/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The watch, a driver domain and a domain that it serves, one of them or both built again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/fake_store.h"
#include "tests/support/watched.h"
#include "tests/support/xl_devices.h"

#include <xen/sched.h>

#define ATTACH "format=raw,vdev=xvda,access=rw,backend=net,target=/srv/web\n"

static struct fake_guest *net, *web;
static char *images[2];
static unsigned int rounds; /* of waiting, since the driver domain was built again */
static const char *done_by; /* what has to be in the calls of xl before all is powered off */

static int served_set_up(void **state)
{
    if (watched_set_up(state) != 0)
        return -1;
    net = watched_add(5, "net");
    web = watched_add(6, "web");
    images[0] = watched_served_make("system.img");
    done_by = NULL;
    rounds = 0;
    return 0;
}

static int served_tear_down(void **state)
{
    free(images[0]);
    return watched_tear_down(state);
}

static void reboot(struct fake_guest *guest)
{
    guest->shut_down = true;
    guest->reason = SHUTDOWN_reboot;
}

static bool has_called(const char *words)
{
    char *calls = watched_file_read("calls");
    bool has = strstr(calls, words);

    free(calls);
    return has;
}

/* Things happen until xl was called for that; then all is powered off. */
static bool wait_calls(void)
{
    return !has_called(done_by) || watched_power_off();
}

static void calls_begin(const char *expected)
{
    char *calls = watched_file_text("calls");

    calls[strlen(expected) < strlen(calls) ? strlen(expected) : strlen(calls)] = '\0';
    assert_string_equal(calls, expected);
    free(calls);
}

/* What it served is let go of before it is built, and comes from the new one. */
static void test_driver_domain_serves_again_what_it_served(void **state)
{
    (void)state;
    reboot(net);
    done_by = "block-attach";
    fake_store.on_wait = wait_calls;
    assert_int_equal(watched_run(images), 0);
    calls_begin("destroy 5\nblock-detach 6 xvda\ncreate -qe DIR/net.cfg\nblock-attach 6 " ATTACH);
    assert_int_equal(fake_store.watches, 1); /* that on the ends of domains */
}

/* The domain looks for devices just when xl has attached one. */
static bool wait_shown(void)
{
    if (!has_called(done_by))
        return true;
    if (rounds++ == 0) {
        xl_devices_node_write("/local/domain/6/device/vbd/51712/state", "1");
        fake_store.writes = 0;
        return true;
    }
    assert_int_equal(fake_store.writes, 1);
    xl_devices_node_write("/local/domain/6/device/vbd/51712/state", "4");
    return watched_power_off();
}

static void test_device_that_the_domain_may_have_missed_is_shown_again(void **state)
{
    (void)state;
    reboot(net);
    done_by = "block-attach";
    fake_store.on_wait = wait_shown;
    assert_int_equal(watched_run(images), 0);
    assert_int_equal(rounds, 2);
}

static void test_configurations_name_the_backend(void **state)
{
    char *text;

    (void)state;
    reboot(net);
    done_by = "block-attach";
    fake_store.on_wait = wait_calls;
    assert_int_equal(watched_run(images), 0);
    text = watched_file_read("net.cfg");
    assert_non_null(strstr(text, "\ndriver_domain = 1\n"));
    free(text);
}

static void test_domain_that_is_built_again_has_its_devices_of_xl(void **state)
{
    char *text;

    (void)state;
    reboot(web);
    fake_store.on_wait = watched_power_off;
    assert_int_equal(watched_run(images), 0);
    calls_begin("destroy 6\ncreate -qe DIR/web.cfg\ndestroy 5\n");
    text = watched_file_read("web.cfg");
    assert_null(strstr(text, "driver_domain"));
    assert_non_null(strstr(text, "disk = [\"format=raw,vdev=xvda,access=rw,backend=net,"
                                 "target=/srv/web\"]\n"));
    free(text);
}

/* The old one had said that it was ready, so the new one will. */
static bool ready_says(void)
{
    if (has_called("create -qe") && ++rounds == 3) {
        assert_false(has_called("block-attach"));
        assert_false(has_called("web.cfg"));
        xl_devices_node_write("/local/domain/20/data/hyperlaunch/ready", "1");
    }
    return wait_calls();
}

static void test_driver_domain_that_says_when_it_is_ready_is_waited_for(void **state)
{
    (void)state;
    xl_devices_node_write("/local/domain/5/data/hyperlaunch/ready", "1");
    reboot(net);
    done_by = "block-attach";
    fake_store.on_wait = ready_says;
    assert_int_equal(watched_run(images), 0);
    calls_begin("destroy 5\nblock-detach 6 xvda\ncreate -qe DIR/net.cfg\nblock-attach 6 " ATTACH);
}

/* Xl would wait in vain, and a build that fails counts as a restart. */
static void test_domain_is_built_after_the_driver_domain_that_serves_it(void **state)
{
    char *text;

    (void)state;
    xl_devices_node_write("/local/domain/5/data/hyperlaunch/ready", "1");
    reboot(net);
    reboot(web);
    done_by = "web.cfg";
    fake_store.on_wait = ready_says;
    assert_int_equal(watched_run(images), 0);
    calls_begin("destroy 5\nblock-detach 6 xvda\ncreate -qe DIR/net.cfg\ndestroy 6\n"
                "create -qe DIR/web.cfg\ndestroy 20\n");
    text = watched_file_read("said");
    assert_non_null(strstr(text, "domain web: asked for a reboot; destroyed, and built again once "
                                 "driver domain net is ready\n"));
    free(text);
}

/* The devices go, and nothing is attached to nobody. */
static void test_driver_domain_that_stays_away_leaves_no_devices(void **state)
{
    (void)state;
    net->shut_down = true;
    net->reason = SHUTDOWN_poweroff;
    fake_store.on_wait = watched_power_off;
    assert_int_equal(watched_run(images), 0);
    watched_calls_check("destroy 5\nblock-detach 6 xvda\ndestroy 6\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, served_set_up, served_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_driver_domain_serves_again_what_it_served),
        TEST(test_device_that_the_domain_may_have_missed_is_shown_again),
        TEST(test_configurations_name_the_backend),
        TEST(test_domain_that_is_built_again_has_its_devices_of_xl),
        TEST(test_driver_domain_that_says_when_it_is_ready_is_waited_for),
        TEST(test_domain_is_built_after_the_driver_domain_that_serves_it),
        TEST(test_driver_domain_that_stays_away_leaves_no_devices),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
