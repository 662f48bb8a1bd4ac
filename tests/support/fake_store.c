/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * libxenstore as far as dom0/ calls it, on a list of nodes in memory.
 */
#include "tests/support/fake_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xenstore.h>

enum { NODES_MAX = 4096, PATH_SIZE = 128, VALUE_SIZE = 128, PERMS_MAX = 2, TRANSACTION = 7 };

struct node {
    char path[PATH_SIZE];
    char value[VALUE_SIZE];
    struct xs_permissions perms[PERMS_MAX];
    unsigned int perm_count;
};

struct tree {
    struct node nodes[NODES_MAX];
    size_t count;
};

struct xs_handle {
    int open;
};

struct fake_store fake_store;
static struct tree committed, pending;
static struct xs_handle the_handle;

static int node_compare(const void *a, const void *b)
{
    return strcmp(((const struct node *)a)->path, ((const struct node *)b)->path);
}

static struct node *node_find(struct tree *tree, const char *path)
{
    for (size_t i = 0; i < tree->count; i++)
        if (strcmp(tree->nodes[i].path, path) == 0)
            return &tree->nodes[i];
    return NULL;
}

/* Finds or makes a node; what is missing above it is made too, and owners are inherited. */
static struct node *node_make(struct tree *tree, const char *path)
{
    struct node *node = node_find(tree, path), *parent;
    char above[PATH_SIZE];
    char *slash;

    if (node)
        return node;
    (void)snprintf(above, sizeof(above), "%s", path);
    slash = strrchr(above, '/');
    slash[slash == above] = '\0';
    parent = node_make(tree, above);
    if (!parent || tree->count == NODES_MAX) {
        errno = ENOSPC;
        return NULL;
    }
    node = &tree->nodes[tree->count++];
    *node = *parent;
    (void)snprintf(node->path, sizeof(node->path), "%s", path);
    node->value[0] = '\0';
    return node;
}

static struct tree *tree_of(xs_transaction_t transaction)
{
    return transaction == XBT_NULL ? &committed : &pending;
}

void fake_store_reset(void)
{
    memset(&fake_store, 0, sizeof(fake_store));
    committed.count = 1;
    committed.nodes[0] = (struct node){.path = "/", .perm_count = 1};
}

const char *fake_store_value(const char *path)
{
    const struct node *node = node_find(&committed, path);

    return node ? node->value : NULL;
}

void fake_store_remove(const char *path)
{
    size_t length = strlen(path), kept = 0;

    for (size_t i = 0; i < committed.count; i++) {
        const char *at = committed.nodes[i].path;
        bool below = strncmp(at, path, length) == 0 && (at[length] == '/' || at[length] == '\0');

        if (!below)
            committed.nodes[kept++] = committed.nodes[i];
    }
    committed.count = kept;
}

char *fake_store_dump(void)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    qsort(committed.nodes, committed.count, sizeof(committed.nodes[0]), node_compare);
    for (size_t i = 0; i < committed.count; i++) {
        const struct node *node = &committed.nodes[i];

        if (strcmp(node->path, "/") == 0)
            continue;
        fprintf(out, "%s = \"%s\" (", node->path, node->value);
        for (unsigned int p = 0; p < node->perm_count; p++) {
            fprintf(out, "%s%c%u", p ? "," : "", node->perms[p].perms == XS_PERM_NONE ? 'n' : 'r',
                    node->perms[p].id);
        }
        fputs(")\n", out);
    }
    (void)fclose(out);
    return text;
}

struct xs_handle *xs_open(unsigned long flags)
{
    (void)flags;
    if (fake_store.down) {
        errno = ECONNREFUSED;
        return NULL;
    }
    the_handle.open++;
    return &the_handle;
}

void xs_close(struct xs_handle *handle)
{
    if (handle)
        handle->open--;
}

xs_transaction_t xs_transaction_start(struct xs_handle *handle)
{
    (void)handle;
    pending = committed;
    return TRANSACTION;
}

bool xs_transaction_end(struct xs_handle *handle, xs_transaction_t transaction, bool abort)
{
    (void)handle;
    (void)transaction;
    fake_store.ended++;
    if (abort)
        return true;
    if (fake_store.conflicts > 0) {
        fake_store.conflicts--;
        errno = EAGAIN;
        return false;
    }
    committed = pending;
    return true;
}

bool xs_write(struct xs_handle *handle, xs_transaction_t transaction, const char *path,
              const void *data, unsigned int size)
{
    struct node *node;

    (void)handle;
    fake_store.writes++;
    if (fake_store.denied && strcmp(fake_store.denied, path) == 0) {
        errno = EACCES;
        return false;
    }
    node = node_make(tree_of(transaction), path);
    if (!node || size >= VALUE_SIZE)
        return false;
    memcpy(node->value, data, size);
    node->value[size] = '\0';
    return true;
}

bool xs_set_permissions(struct xs_handle *handle, xs_transaction_t transaction, const char *path,
                        struct xs_permissions *perms, unsigned int count)
{
    struct node *node = node_find(tree_of(transaction), path);

    (void)handle;
    if (!node || count > PERMS_MAX) {
        errno = ENOENT;
        return false;
    }
    memcpy(node->perms, perms, count * sizeof(*perms));
    node->perm_count = count;
    return true;
}

void *xs_read(struct xs_handle *handle, xs_transaction_t transaction, const char *path,
              unsigned int *size)
{
    const struct node *node;

    (void)handle;
    if (fake_store.on_read)
        fake_store.on_read();
    node = node_find(tree_of(transaction), path);
    if (!node) {
        errno = ENOENT;
        return NULL;
    }
    *size = (unsigned int)strlen(node->value);
    return strdup(node->value);
}

char **xs_directory(struct xs_handle *handle, xs_transaction_t transaction, const char *path,
                    unsigned int *count)
{
    const struct tree *tree = tree_of(transaction);
    size_t length = strlen(path);
    char **names = calloc(NODES_MAX, sizeof(*names) + PATH_SIZE);
    char *text = (char *)(names + NODES_MAX);

    (void)handle;
    *count = 0;
    if (fake_store.on_list)
        fake_store.on_list();
    for (size_t i = 0; names && i < tree->count; i++) {
        const char *at = tree->nodes[i].path;

        if (strncmp(at, path, length) != 0 || at[length] != '/' || strchr(at + length + 1, '/'))
            continue;
        names[*count] = strcpy(text, at + length + 1);
        text += PATH_SIZE;
        ++*count;
    }
    return names;
}

bool xs_introduce_domain(struct xs_handle *handle, unsigned int domid, unsigned long frame,
                         unsigned int port)
{
    struct fake_introduction *domain = &fake_store.domains[domid % FAKE_DOMAINS];

    (void)handle;
    if (fake_store.refused == domid) {
        errno = EINVAL;
        return false;
    }
    domain->count++;
    domain->frame = frame;
    domain->port = port;
    fake_store.introduced++;
    if (fake_store.on_introduce)
        fake_store.on_introduce(domid);
    return true;
}

bool xs_is_domain_introduced(struct xs_handle *handle, unsigned int domid)
{
    (void)handle;
    return fake_store.domains[domid % FAKE_DOMAINS].count > 0;
}

int xs_fileno(struct xs_handle *handle)
{
    static int always = -1;

    (void)handle;
    if (always < 0)
        always = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return always;
}

bool xs_watch(struct xs_handle *handle, const char *path, const char *token)
{
    (void)handle;
    (void)path;
    (void)token;
    fake_store.watches++;
    return true;
}

bool xs_unwatch(struct xs_handle *handle, const char *path, const char *token)
{
    (void)handle;
    (void)path;
    (void)token;
    fake_store.watches--;
    return true;
}

char **xs_read_watch(struct xs_handle *handle, unsigned int *count)
{
    (void)handle;
    *count = 0;
    if (fake_store.on_wait && fake_store.on_wait())
        return calloc(1, sizeof(char *));
    errno = ECONNRESET;
    return NULL;
}
