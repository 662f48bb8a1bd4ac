/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Transactions of a store: isolated, and ended by EAGAIN only where they met another change.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/store/permission.h"
#include "core/store/transaction.h"

enum { POOL_SIZE = 64 * 4096, LOG_MAX = 64 };

static struct store_pool pool;
static struct store_tree tree;
static void *memory;
static const struct store_actor dom0 = {
    .is_privileged = true, .value_max = 2048, .permissions_max = 5, .entries_max = LOG_MAX};

static void effect_ignore(void *context, const struct transaction_effect *effect)
{
    (void)context;
    (void)effect;
}

static int set_up(void **state)
{
    const struct permission owner = {0, 0};
    uint32_t blob;

    (void)state;
    memory = calloc(1, POOL_SIZE);
    pool_init(&pool, memory, POOL_SIZE);
    pool_account_set(&pool, 0, 0, 0, UINT32_MAX);
    if (!blob_make(&pool, &owner, sizeof(owner), &blob))
        return -1;
    tree = (struct store_tree){.pool = &pool};
    tree.root = node_root_make(&pool, blob);
    blob_drop(&pool, blob);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    node_drop(&pool, tree.root);
    assert_int_equal(pool.used, 0);
    free(memory);
    return 0;
}

static void write_now(const char *path, const char *value)
{
    struct transaction t;

    transaction_begin(&t, &tree);
    assert_int_equal(transaction_write(&t, &tree, &dom0, path, value, (uint32_t)strlen(value)),
                     STORE_OK);
    assert_int_equal(transaction_end(&t, &tree, effect_ignore, NULL), STORE_OK);
}

static bool has(uint32_t root, const char *path, const char *value)
{
    uint32_t node = node_find(&pool, root, path);

    return node && blob_equals(&pool, node_at(&pool, node)->value, value, (uint32_t)strlen(value));
}

static void test_changes_are_seen_at_the_end_only(void **state)
{
    struct transaction t;

    (void)state;
    transaction_begin(&t, &tree);
    assert_int_equal(transaction_write(&t, &tree, &dom0, "/a/b", "1", 1), STORE_OK);
    assert_true(has(t.root, "/a/b", "1"));
    assert_false(node_find(&pool, tree.root, "/a"));
    assert_int_equal(transaction_end(&t, &tree, effect_ignore, NULL), STORE_OK);
    assert_true(has(tree.root, "/a/b", "1"));
    assert_true(has(tree.root, "/a", ""));
}

static void test_other_places_do_not_meet(void **state)
{
    struct transaction t;
    uint32_t node;

    (void)state;
    write_now("/a/x", "1");
    write_now("/b/x", "1");
    transaction_begin(&t, &tree);
    assert_int_equal(transaction_read(&t, &tree, &dom0, "/a/x", &node), STORE_OK);
    assert_int_equal(transaction_write(&t, &tree, &dom0, "/a/y/z", "2", 1), STORE_OK);
    write_now("/b/x", "3");
    write_now("/c", "4");
    assert_int_equal(transaction_end(&t, &tree, effect_ignore, NULL), STORE_OK);
    assert_true(has(tree.root, "/a/y/z", "2"));
    assert_true(has(tree.root, "/b/x", "3"));
    assert_true(has(tree.root, "/c", "4"));
}

static void test_what_was_read_and_changed_is_again(void **state)
{
    struct transaction t;
    uint32_t node;

    (void)state;
    write_now("/a/x", "1");
    transaction_begin(&t, &tree);
    assert_int_equal(transaction_read(&t, &tree, &dom0, "/a/x", &node), STORE_OK);
    assert_int_equal(transaction_write(&t, &tree, &dom0, "/d", "2", 1), STORE_OK);
    write_now("/a/x", "1");
    assert_int_equal(transaction_end(&t, &tree, effect_ignore, NULL), STORE_EAGAIN);
    assert_false(node_find(&pool, tree.root, "/d"));
}

static void test_removed_with_what_came_meanwhile_is_again(void **state)
{
    struct transaction t;

    (void)state;
    write_now("/a/x/y", "1");
    transaction_begin(&t, &tree);
    assert_int_equal(transaction_remove(&t, &tree, &dom0, "/a"), STORE_OK);
    write_now("/a/x/y", "2");
    assert_int_equal(transaction_end(&t, &tree, effect_ignore, NULL), STORE_EAGAIN);
    assert_true(has(tree.root, "/a/x/y", "2"));
}

static void test_removed_and_made_again_has_no_old_children(void **state)
{
    struct transaction t;

    (void)state;
    write_now("/a/x", "1");
    transaction_begin(&t, &tree);
    assert_int_equal(transaction_remove(&t, &tree, &dom0, "/a"), STORE_OK);
    assert_int_equal(transaction_write(&t, &tree, &dom0, "/a/n", "2", 1), STORE_OK);
    write_now("/b", "3");
    assert_int_equal(transaction_end(&t, &tree, effect_ignore, NULL), STORE_OK);
    assert_false(node_find(&pool, tree.root, "/a/x"));
    assert_true(has(tree.root, "/a/n", "2"));
}

static void test_short_memory_changes_nothing(void **state)
{
    static const char value[1500];

    (void)state;
    write_now("/a", "1");
    for (unsigned int i = 0; i < 400; i++) {
        struct transaction t;
        char path[] = {'/', (char)('a' + i % 26), '/', (char)('a' + i / 26 % 26), '\0'};
        uint32_t before = tree.root, used = pool.used;
        enum store_error error;

        transaction_begin(&t, &tree);
        error = transaction_write(&t, &tree, &dom0, path, value, sizeof(value));
        if (!error)
            error = transaction_end(&t, &tree, effect_ignore, NULL);
        else
            transaction_abandon(&t, &tree);
        if (error) {
            assert_int_equal(error, STORE_ENOMEM);
            assert_int_equal(tree.root, before);
            assert_int_equal(pool.used, used);
            return;
        }
    }
    fail_msg("the pool did not end");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_changes_are_seen_at_the_end_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_places_do_not_meet, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_was_read_and_changed_is_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_removed_with_what_came_meanwhile_is_again, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_removed_and_made_again_has_no_old_children, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_short_memory_changes_nothing, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
