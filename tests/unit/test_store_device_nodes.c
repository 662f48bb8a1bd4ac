/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The nodes of a disk or a network card are those that libxl gives one: paths, values, owners.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "core/store/device_nodes.h"

enum { LISTED_MAX = 8192 };

/* "PATH PERMISSIONS = VALUE" of each, as xenstore-ls -fp has it. */
static char listed[LISTED_MAX];

static bool list(void *context, const struct domain_node *node)
{
    size_t used = strlen(listed);

    (void)context;
    used += (size_t)snprintf(listed + used, sizeof(listed) - used, "%s", node->path);
    for (uint32_t i = 0; i < node->permission_count; i++)
        used += (size_t)snprintf(listed + used, sizeof(listed) - used, "%s%c%u", i ? "," : " ",
                                 node->permissions[i].access == PERMISSION_READ ? 'r' : 'n',
                                 (unsigned int)node->permissions[i].domid);
    (void)snprintf(listed + used, sizeof(listed) - used, " = %s\n", node->value);
    return true;
}

static const char *nodes_of(const struct device_nodes *device)
{
    listed[0] = '\0';
    assert_true(device_nodes_put(device, list, NULL));
    return listed;
}

static const struct device_nodes card = {
    .frontend = 5,
    .backend = 3,
    .number = 1,
    .mac = "00:16:3e:01:02:03",
    .bridge = "br0",
};

static const struct device_nodes disk = {
    .is_disk = true,
    .frontend = 5,
    .backend = 3,
    .number = 51712,
    .name = "xvda",
    .target = "/srv/a b.img",
};

static void test_a_card_has_those_of_libxl(void **state)
{
    (void)state;
    assert_string_equal(nodes_of(&card),
                        "/local/domain/5/device/vif/1 n5,r3 = \n"
                        "/local/domain/5/device/vif/1/backend = /local/domain/3/backend/vif/5/1\n"
                        "/local/domain/5/device/vif/1/backend-id n5,r3 = 3\n"
                        "/local/domain/5/device/vif/1/state n5,r3 = 1\n"
                        "/local/domain/5/device/vif/1/handle n5,r3 = 1\n"
                        "/local/domain/5/device/vif/1/mac n5,r3 = 00:16:3e:01:02:03\n"
                        "/local/domain/5/device/vif/1/trusted n5,r3 = 1\n"
                        "/local/domain/5/device/vif/1/mtu n3,r5 = 1500\n"
                        "/local/domain/3/backend/vif/5/1 n3,r5 = \n"
                        "/local/domain/3/backend/vif/5/1/frontend = /local/domain/5/device/vif/1\n"
                        "/local/domain/3/backend/vif/5/1/frontend-id = 5\n"
                        "/local/domain/3/backend/vif/5/1/online = 1\n"
                        "/local/domain/3/backend/vif/5/1/state = 1\n"
                        "/local/domain/3/backend/vif/5/1/script = /etc/xen/scripts/vif-bridge\n"
                        "/local/domain/3/backend/vif/5/1/mac = 00:16:3e:01:02:03\n"
                        "/local/domain/3/backend/vif/5/1/bridge = br0\n"
                        "/local/domain/3/backend/vif/5/1/handle = 1\n"
                        "/local/domain/3/backend/vif/5/1/type = vif\n"
                        "/local/domain/3/backend/vif/5/1/hotplug-status = \n");
}

static void test_a_disk_has_those_of_libxl(void **state)
{
    (void)state;
    assert_string_equal(
        nodes_of(&disk),
        "/local/domain/5/device/vbd/51712 n5,r3 = \n"
        "/local/domain/5/device/vbd/51712/backend = /local/domain/3/backend/vbd/5/51712\n"
        "/local/domain/5/device/vbd/51712/backend-id n5,r3 = 3\n"
        "/local/domain/5/device/vbd/51712/state n5,r3 = 1\n"
        "/local/domain/5/device/vbd/51712/virtual-device n5,r3 = 51712\n"
        "/local/domain/5/device/vbd/51712/device-type n5,r3 = disk\n"
        "/local/domain/5/device/vbd/51712/trusted n5,r3 = 1\n"
        "/local/domain/3/backend/vbd/5/51712 n3,r5 = \n"
        "/local/domain/3/backend/vbd/5/51712/frontend = /local/domain/5/device/vbd/51712\n"
        "/local/domain/3/backend/vbd/5/51712/params = /srv/a b.img\n"
        "/local/domain/3/backend/vbd/5/51712/script = /etc/xen/scripts/block\n"
        "/local/domain/3/backend/vbd/5/51712/frontend-id = 5\n"
        "/local/domain/3/backend/vbd/5/51712/online = 1\n"
        "/local/domain/3/backend/vbd/5/51712/removable = 0\n"
        "/local/domain/3/backend/vbd/5/51712/bootable = 1\n"
        "/local/domain/3/backend/vbd/5/51712/state = 1\n"
        "/local/domain/3/backend/vbd/5/51712/dev = xvda\n"
        "/local/domain/3/backend/vbd/5/51712/type = phy\n"
        "/local/domain/3/backend/vbd/5/51712/mode = w\n"
        "/local/domain/3/backend/vbd/5/51712/device-type = disk\n"
        "/local/domain/3/backend/vbd/5/51712/discard-enable = 1\n"
        "/local/domain/3/backend/vbd/5/51712/specification = xen\n");
}

static void test_what_nobody_writes_discards_nothing(void **state)
{
    struct device_nodes device = disk;

    (void)state;
    device.is_read_only = true;
    (void)nodes_of(&device);
    assert_non_null(strstr(listed, "/mode = r\n"));
    assert_non_null(strstr(listed, "/discard-enable = 0\n"));
}

/* Frontends of Linux before 2.6.26 do not say it themselves. */
static void test_a_disk_of_a_pv_domain_has_its_protocol(void **state)
{
    struct device_nodes device = disk;

    (void)state;
    device.is_pv = true;
    (void)nodes_of(&device);
    assert_non_null(strstr(listed, "/device/vbd/51712/protocol n5,r3 = x86_64-abi\n"));
    assert_null(strstr(nodes_of(&card), "protocol"));
}

static bool refuse_third(void *context, const struct domain_node *node)
{
    (void)node;
    return ++*(int *)context < 3;
}

static void test_the_first_that_is_refused_ends_it(void **state)
{
    int count = 0;

    (void)state;
    assert_false(device_nodes_put(&card, refuse_third, &count));
    assert_int_equal(count, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_card_has_those_of_libxl),
        cmocka_unit_test(test_a_disk_has_those_of_libxl),
        cmocka_unit_test(test_what_nobody_writes_discards_nothing),
        cmocka_unit_test(test_a_disk_of_a_pv_domain_has_its_protocol),
        cmocka_unit_test(test_the_first_that_is_refused_ends_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
