/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Hands findings to the sink, with the path of the node and the text made safe for a terminal.
 */
#include <libfdt.h>

#include "core/lcm/check.h"
#include "core/base/text.h"

enum { FAULT_TEXT_SIZE = 512 };

/* The strings come from a foreign blob: no control characters reach a console. */
static void make_printable(char *text)
{
    for (; *text != '\0'; text++)
        if (*text < ' ' || *text > '~')
            *text = '?';
}

void reader_path(const void *blob, const int *nodes, int depth, char path[LCM_PATH_SIZE])
{
    static const char ellipsis[] = "...";
    struct text text;

    text_init(&text, path, LCM_PATH_SIZE);
    if (depth == 0)
        text_append(&text, "/");
    for (int i = 1; i <= depth; i++)
        text_append(&text, "/%s", fdt_get_name(blob, nodes[i], NULL));
    if (text.cut) {
        text.used = LCM_PATH_SIZE - sizeof(ellipsis);
        text.cut = false;
        text_append(&text, "%s", ellipsis);
    }
    make_printable(path);
}

/* Finds the way from the root to a node; returns the node's depth. */
static int find_way(const void *blob, int node, int nodes[LCM_DEPTH_MAX])
{
    int depth = 0;

    for (int at = 0; at >= 0 && depth >= 0; at = fdt_next_node(blob, at, &depth)) {
        nodes[depth] = at;
        if (at == node)
            break;
    }
    return depth;
}

void reader_go_to(struct reader *r, int node)
{
    r->depth = find_way(r->blob, node, r->nodes);
}

const char *reader_other(struct reader *r, int node)
{
    int nodes[LCM_DEPTH_MAX];
    int depth = find_way(r->blob, node, nodes);

    reader_path(r->blob, nodes, depth, r->other_path);
    r->other = node;
    return r->other_path;
}

const struct lcm_word *reader_word(const struct reader *r, const char *where, const char *word)
{
    return r->sink->word ? r->sink->word(where, word) : NULL;
}

bool reader_is_close(const struct reader *r, const char *name, const char *known)
{
    return r->sink->is_close && r->sink->is_close(name, known);
}

/* The name that the current node has for a property: the old one where only that is there. */
static const char *name_written(const struct reader *r, const char *name)
{
    const struct property_row *row = property_find(name, reader_role(r));

    return row && row->old && !value_find(r->blob, reader_node(r), name).data &&
                   value_find(r->blob, reader_node(r), row->old).data
               ? row->old
               : name;
}

void reader_fault(struct reader *r, const char *property, const char *format, ...)
{
    char path[LCM_PATH_SIZE];
    char buffer[FAULT_TEXT_SIZE];
    char name[LCM_PATH_SIZE];
    struct text text;
    va_list arguments;
    int other = r->other;
    bool shared;

    r->other = -1;
    if (r->check->severity != LCM_NOTE) {
        bits_add(&r->failed, r->check->id);
        r->has_failed = true;
    }
    if (r->surveying)
        return;
    if (r->check->severity == LCM_ERROR)
        r->errors++;

    text_init(&text, buffer, sizeof(buffer));
    va_start(arguments, format);
    text_append_va(&text, format, arguments);
    va_end(arguments);
    make_printable(buffer);
    if (property) {
        property = name_written(r, property);
        (void)text_set(name, sizeof(name), "%s", property);
        make_printable(name);
    }
    reader_path(r->blob, r->nodes, r->depth, path);
    /* Two nodes mostly collide in the same property. */
    shared = other >= 0 && property && fdt_getprop(r->blob, other, property, NULL);
    r->sink->report(r->sink->context,
                    &(struct lcm_fault){.check = r->check->name,
                                        .severity = r->check->severity,
                                        .path = path,
                                        .property = property ? name : NULL,
                                        .text = buffer,
                                        .other_path = other < 0 ? NULL : r->other_path,
                                        .other_property = shared ? name : NULL});
}

void reader_unknown(struct reader *r, const char *property, const char *given, const char *nearest,
                    const char *advice)
{
    const struct lcm_word *word = reader_word(r, property, given);
    const char *meant = word ? word->name : nearest;

    if (meant)
        reader_fault(r, property, "\"%.64s\" is not known; did you mean \"%s\"?", given, meant);
    else
        reader_fault(r, property, "\"%.64s\" is not known; %s", given,
                     word ? word->advice : advice);
}
