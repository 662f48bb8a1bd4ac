/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The nodes that a domain gets in a store: each once, those above before those below, all below the
 * roots that are removed when it is gone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/store/domain_nodes.h"

enum { NODES_MAX = 128 };

static struct domain_nodes domain;

static struct put {
    char path[DOMAIN_NODES_PATH_SIZE];
    char value[DOMAIN_NODES_PATH_SIZE];
    uint32_t permission_count;
    struct permission permissions[DOMAIN_NODE_PERMISSIONS_MAX];
} nodes[NODES_MAX];
static uint32_t node_count, node_limit;

static bool note(void *context, const struct domain_node *node)
{
    struct put *put = &nodes[node_count];

    assert_ptr_equal(context, &domain);
    if (node_count == node_limit)
        return false;
    node_count++;
    strcpy(put->path, node->path);
    strcpy(put->value, node->value);
    put->permission_count = node->permission_count;
    memcpy(put->permissions, node->permissions, sizeof(put->permissions));
    return true;
}

static int domain_make(void **state)
{
    static const uint8_t uuid[16] = {0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0xff};

    (void)state;
    domain = (struct domain_nodes){
        .domid = 5,
        .name = "web",
        .mode = "pvh",
        .start_time = "1700000000.25",
        .cpus = 3,
        .memory_kib = 131072,
        .has_store = true,
        .store_port = 1,
        .store_frame = 0xfeffc,
        .console_port = 2,
        .console_frame = 0xfefff,
    };
    domain_nodes_uuid_write(uuid, domain.uuid);
    node_count = 0;
    node_limit = NODES_MAX;
    return 0;
}

static const struct put *find(const char *path)
{
    for (uint32_t i = 0; i < node_count; i++)
        if (strcmp(nodes[i].path, path) == 0)
            return &nodes[i];
    return NULL;
}

static void value_expect(const char *path, const char *value)
{
    const struct put *put = find(path);

    assert_non_null(put);
    assert_string_equal(put->value, value);
}

static void test_values_are_the_domains(void **state)
{
    (void)state;
    assert_true(domain_nodes_put(&domain, note, &domain));
    value_expect("/local/domain/5", "");
    value_expect("/local/domain/5/vm", "/vm/12345678-9abc-def0-ff00-000000000000");
    value_expect("/local/domain/5/name", "web");
    value_expect("/local/domain/5/cpu/2/availability", "online");
    value_expect("/local/domain/5/memory/target", "131072");
    value_expect("/local/domain/5/store/ring-ref", "1044476");
    value_expect("/local/domain/5/console/port", "2");
    value_expect("/local/domain/0/backend/console/5/0/frontend", "/local/domain/5/console");
    value_expect("/vm/12345678-9abc-def0-ff00-000000000000/start_time", "1700000000.25");
    value_expect("/libxl/5/type", "pvh");
    assert_null(find("/local/domain/5/cpu/3/availability"));
}

static void test_each_node_comes_once_and_after_those_above(void **state)
{
    (void)state;
    assert_true(domain_nodes_put(&domain, note, &domain));
    for (uint32_t i = 0; i < node_count; i++)
        for (uint32_t later = i + 1; later < node_count; later++) {
            size_t length = strlen(nodes[later].path);

            assert_string_not_equal(nodes[i].path, nodes[later].path);
            assert_false(strncmp(nodes[i].path, nodes[later].path, length) == 0 &&
                         nodes[i].path[length] == '/');
        }
}

static void permissions_expect(const char *path, struct permission owner, uint32_t count)
{
    const struct put *put = find(path);

    assert_non_null(put);
    assert_int_equal(put->permission_count, count);
    assert_int_equal(put->permissions[0].domid, owner.domid);
    assert_int_equal(put->permissions[0].access, owner.access);
}

static void test_the_guest_owns_what_it_writes_and_reads_the_rest(void **state)
{
    (void)state;
    assert_true(domain_nodes_put(&domain, note, &domain));
    permissions_expect("/local/domain/5", (struct permission){0, 0}, 2);
    assert_int_equal(find("/local/domain/5")->permissions[1].domid, 5);
    assert_int_equal(find("/local/domain/5")->permissions[1].access, PERMISSION_READ);
    permissions_expect("/local/domain/5/data", (struct permission){5, 0}, 1);
    permissions_expect("/local/domain/5/control/shutdown", (struct permission){5, 0}, 1);
    permissions_expect("/libxl/5", (struct permission){0, 0}, 1);
    assert_int_equal(find("/local/domain/5/name")->permission_count, 0);
}

static void test_without_store_or_console_their_nodes_are_missing(void **state)
{
    (void)state;
    domain.has_store = false;
    domain.console_port = 0;
    assert_true(domain_nodes_put(&domain, note, &domain));
    assert_null(find("/local/domain/5/store/port"));
    assert_null(find("/local/domain/5/console/port"));
    assert_null(find("/local/domain/0/backend/console/5/0"));
    assert_non_null(find("/local/domain/5/data"));
}

static void test_it_stops_where_one_cannot_be_put(void **state)
{
    (void)state;
    node_limit = 7;
    assert_false(domain_nodes_put(&domain, note, &domain));
    assert_int_equal(node_count, 7);
}

static void test_all_nodes_are_below_its_roots(void **state)
{
    char root[DOMAIN_NODES_PATH_SIZE];

    (void)state;
    assert_true(domain_nodes_put(&domain, note, &domain));
    for (uint32_t i = 0; i < node_count; i++) {
        bool is_below = false;

        for (uint32_t number = 0; domain_nodes_root(&domain, number, root); number++) {
            size_t length = strlen(root);

            is_below = is_below || (strncmp(nodes[i].path, root, length) == 0 &&
                                    (!nodes[i].path[length] || nodes[i].path[length] == '/'));
        }
        assert_true(is_below);
    }
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup(test, domain_make)
    const struct CMUnitTest tests[] = {
        STEP(test_values_are_the_domains),
        STEP(test_each_node_comes_once_and_after_those_above),
        STEP(test_the_guest_owns_what_it_writes_and_reads_the_rest),
        STEP(test_without_store_or_console_their_nodes_are_missing),
        STEP(test_it_stops_where_one_cannot_be_put),
        STEP(test_all_nodes_are_below_its_roots),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
