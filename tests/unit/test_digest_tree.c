/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The tree of a payload's digest: against the Python of docs/lcm-binding.md, against a tree made by
 * hand, and that no change of the bytes, their order or their number passes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/image/digest_tree.h"

enum { BLOCKS = 8, SIZE = BLOCKS * DIGEST_BLOCK };

static uint8_t *bytes;

/* Byte i is i % 251, so that no two blocks are the same. */
static int bytes_make(void **state)
{
    (void)state;
    bytes = malloc(SIZE);
    if (!bytes)
        return -1;
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (uint8_t)(i % 251);
    return 0;
}

static int bytes_free(void **state)
{
    (void)state;
    free(bytes);
    return 0;
}

/* Of the first `size` bytes; what that Python gives for them. */
static void test_digests_are_those_of_the_other_implementation(void **state)
{
    static const struct {
        uint64_t size;
        const char *digest;
    } vectors[] = {
        {1, "ef5f464056079ebafefc9f2ddcc9405475ba464ccd1d2234c41de669429e03bc"},
        {DIGEST_BLOCK - 1, "587cca2f4c088d0036d9780a2a4ed259993cddb1fa8b34cc64760b2082e15ddb"},
        {DIGEST_BLOCK, "c3247ef74f4e45f9addd71384ac5475734d0815056df362fd793831ee62a15c9"},
        {DIGEST_BLOCK + 1, "818a357f99193236c3ff50a39fdcb58ce489de569da4fc60878f119be161b76b"},
        {2 * DIGEST_BLOCK, "65688b2f0ad8332c9303b0089b20056c18971a58844a438aa75d36ca9ce51b84"},
        {2 * DIGEST_BLOCK + 1, "f47f7e9ca53f8ab5d445ba577fe94f614f9f7bf6380302f43d6034199309dd07"},
        {3 * DIGEST_BLOCK, "6e2abeb671540aaba10fce3ddf08fb60139c6843a67742c20473633eb3756a6a"},
        {4 * DIGEST_BLOCK, "87a1660f398af1c26b253c7237fae07d766421e62179b3ea673bf90380bace67"},
        {4 * DIGEST_BLOCK + 1, "083c713c5756e9599b9aef25d111fd3463c9733d633124f164c8119e256b8fe0"},
        {5 * DIGEST_BLOCK, "8cb8721a4d5efd17aae812359abbc887cd38d14a071f1b5fa86c9d3b5de1f946"},
        {7 * DIGEST_BLOCK, "3ca2ea48081383b97b975aede87ebe12022b72075ddbd66fe281fe890cda79da"},
        {8 * DIGEST_BLOCK - 5, "0e32640a20fb823f81526532b2ca575909009eaa4dd98403cdfd6dbb1bc93e30"},
    };
    uint8_t digest[DIGEST_SIZE];
    char text[DIGEST_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
        digest_payload(bytes, vectors[i].size, digest);
        digest_text(digest, text);
        assert_string_equal(text, vectors[i].digest);
    }
    digest_payload("abc", 3, digest);
    digest_text(digest, text);
    assert_string_equal(text, "ebedf307ad0108d7e6df6bed827cce8d529df2cbe7f3afce32594c1a0bf1a305");
}

/* node = SHA-256(0x01 || left || right), by SHA-256 alone. */
static void node_make(const uint8_t *left, const uint8_t *right, uint8_t *node)
{
    uint8_t input[1 + 2 * DIGEST_SIZE] = {1};

    memcpy(input + 1, left, DIGEST_SIZE);
    memcpy(input + 1 + DIGEST_SIZE, right, DIGEST_SIZE);
    digest_sha256(input, sizeof(input), node);
}

/* Five leaves: ((0 1) (2 3)) 4. They are made out of order, as several CPUs do, and added in it. */
static void test_leaves_made_in_any_order_give_the_tree(void **state)
{
    static uint8_t block[1 + DIGEST_BLOCK];
    uint8_t leaves[5][DIGEST_SIZE], leaf[DIGEST_SIZE], a[DIGEST_SIZE], b[DIGEST_SIZE];
    uint8_t last[1 + 8 + DIGEST_SIZE] = {2, 7, 0, 16}; /* 4 blocks and 7 bytes: 0x100007 */
    uint8_t expected[DIGEST_SIZE], digest[DIGEST_SIZE];
    const uint64_t size = 4 * DIGEST_BLOCK + 7;
    struct digest_tree tree = {0};

    (void)state;
    for (unsigned int i = 5; i-- > 0;)
        digest_leaf(bytes, size, (uint64_t)i * DIGEST_BLOCK, leaves[i]);
    memcpy(block + 1, bytes + 3 * DIGEST_BLOCK, DIGEST_BLOCK);
    digest_sha256(block, sizeof(block), leaf);
    assert_memory_equal(leaf, leaves[3], DIGEST_SIZE);
    memcpy(block + 1, bytes + 4 * DIGEST_BLOCK, 7);
    digest_sha256(block, 8, leaf);
    assert_memory_equal(leaf, leaves[4], DIGEST_SIZE);

    node_make(leaves[0], leaves[1], a);
    node_make(leaves[2], leaves[3], b);
    node_make(a, b, a);
    node_make(a, leaves[4], last + 9);
    digest_sha256(last, sizeof(last), expected);
    for (unsigned int i = 0; i < 5; i++)
        digest_tree_add(&tree, leaves[i]);
    digest_tree_finish(&tree, size, digest);
    assert_memory_equal(digest, expected, DIGEST_SIZE);
    digest_payload(bytes, size, digest);
    assert_memory_equal(digest, expected, DIGEST_SIZE);
}

static void digest_differs(const uint8_t *expected, uint64_t size)
{
    uint8_t digest[DIGEST_SIZE];

    digest_payload(bytes, size, digest);
    assert_memory_not_equal(digest, expected, DIGEST_SIZE);
}

static void test_a_changed_byte_of_any_block_is_seen(void **state)
{
    const uint64_t size = 5 * DIGEST_BLOCK - 7;
    const uint64_t places[] = {0, DIGEST_BLOCK - 1, 2 * DIGEST_BLOCK + 17, 4 * DIGEST_BLOCK,
                               5 * DIGEST_BLOCK - 8};
    uint8_t good[DIGEST_SIZE];

    (void)state;
    digest_payload(bytes, size, good);
    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        bytes[places[i]] ^= 1;
        digest_differs(good, size);
        bytes[places[i]] ^= 1;
    }
}

static void test_blocks_in_another_order_are_seen(void **state)
{
    static uint8_t kept[DIGEST_BLOCK];
    uint8_t good[DIGEST_SIZE];
    uint8_t *second = bytes + DIGEST_BLOCK, *third = second + DIGEST_BLOCK;

    (void)state;
    digest_payload(bytes, 4 * DIGEST_BLOCK, good);
    memcpy(kept, second, DIGEST_BLOCK);
    memcpy(second, third, DIGEST_BLOCK);
    memcpy(third, kept, DIGEST_BLOCK);
    digest_differs(good, 4 * DIGEST_BLOCK);
    memcpy(third, second, DIGEST_BLOCK);
    memcpy(second, kept, DIGEST_BLOCK);
    digest_payload(bytes, 4 * DIGEST_BLOCK, kept);
    assert_memory_equal(kept, good, DIGEST_SIZE);
}

/* Also where all leaves are the same: the size is in the digest. */
static void test_another_size_is_seen(void **state)
{
    const uint64_t size = 5 * DIGEST_BLOCK;
    const uint64_t others[] = {size - 1, size + 1, 4 * DIGEST_BLOCK, 6 * DIGEST_BLOCK};
    uint8_t good[DIGEST_SIZE], other[DIGEST_SIZE], leaf[DIGEST_SIZE];
    struct digest_tree tree = {0}, same;

    (void)state;
    digest_payload(bytes, size, good);
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
        digest_differs(good, others[i]);
    digest_leaf(bytes, size, 0, leaf);
    digest_tree_add(&tree, leaf);
    same = tree;
    digest_tree_finish(&tree, DIGEST_BLOCK, good);
    digest_tree_finish(&same, DIGEST_BLOCK - 1, other);
    assert_memory_not_equal(good, other, DIGEST_SIZE);
}

/* A payload of what a node is made of, and one of what a leaf is made of, are none of them. */
static void test_a_node_is_no_block(void **state)
{
    uint8_t leaves[2 * DIGEST_SIZE], node[DIGEST_SIZE], leaf[DIGEST_SIZE];

    (void)state;
    digest_leaf(bytes, 2 * DIGEST_BLOCK, 0, leaves);
    digest_leaf(bytes, 2 * DIGEST_BLOCK, DIGEST_BLOCK, leaves + DIGEST_SIZE);
    node_make(leaves, leaves + DIGEST_SIZE, node);
    digest_leaf(leaves, sizeof(leaves), 0, leaf);
    assert_memory_not_equal(node, leaf, DIGEST_SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digests_are_those_of_the_other_implementation),
        cmocka_unit_test(test_leaves_made_in_any_order_give_the_tree),
        cmocka_unit_test(test_a_changed_byte_of_any_block_is_seen),
        cmocka_unit_test(test_blocks_in_another_order_are_seen),
        cmocka_unit_test(test_another_size_is_seen),
        cmocka_unit_test(test_a_node_is_no_block),
    };

    return cmocka_run_group_tests(tests, bytes_make, bytes_free);
}
