/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The names that stand in a configuration of xl.
 *
 * libxlutil answers for names only, so they are found here, in a text that its parser has read:
 * what is not a string, a comment, a list or a name is left out without being looked at.
 */
#include <string.h>

#include "tool/import/xl.h"

struct scan {
    const char *at, *end;
    unsigned int line;
    int depth; /* of lists */
};

static struct xl_key *key_find(const struct xl *xl, const char *key, size_t length)
{
    for (size_t i = 0; i < xl->key_count; i++)
        if (strncmp(xl->keys[i].name, key, length) == 0 && xl->keys[i].name[length] == '\0')
            return &xl->keys[i];
    return NULL;
}

struct xl_key *xl_key_of(const struct xl *xl, const char *key)
{
    return key_find(xl, key, strlen(key));
}

static void comment_skip(struct scan *s)
{
    while (s->at < s->end && *s->at != '\n')
        s->at++;
}

/* No string goes over the end of a line. */
static void string_skip(struct scan *s)
{
    char quote = *s->at++;

    while (s->at < s->end && *s->at != quote && *s->at != '\n')
        s->at += *s->at == '\\' && s->at + 1 < s->end ? 2 : 1;
    s->at += s->at < s->end && *s->at == quote;
}

static bool char_starts_name(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool char_continues_name(char c)
{
    return char_starts_name(c) || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

/* A number may have letters: 0x10. */
static void number_skip(struct scan *s)
{
    while (s->at < s->end && char_continues_name(*s->at))
        s->at++;
}

/* The entry of a name, a new one where it was not seen before; NULL where there are too many. */
static struct xl_key *key_enter(struct xl *xl, const char *name, size_t length, unsigned int line)
{
    struct xl_key *key = key_find(xl, name, length);

    if (key)
        return key;
    if (xl->key_count == XL_KEYS_MAX) {
        xl_refuse(xl, "line %u: there are more than %d different names; xl knows about 200", line,
                  XL_KEYS_MAX);
        return NULL;
    }
    name = import_text(xl->set, "%.*s", (int)length, name);
    if (!name)
        return NULL;
    key = &xl->keys[xl->key_count++];
    *key = (struct xl_key){.name = name};
    return key;
}

/* Takes the name here, and "=" or "+=" behind it. */
static bool key_take(struct xl *xl, struct scan *s)
{
    const char *start = s->at;
    struct xl_key *key;

    while (s->at < s->end && char_continues_name(*s->at))
        s->at++;
    key = key_enter(xl, start, (size_t)(s->at - start), s->line);
    if (!key)
        return false;
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\t'))
        s->at++;
    key->added = s->at < s->end && *s->at == '+';
    if (!key->added || key->times == 0) {
        key->times++;
        key->line = s->line;
    }
    return true;
}

bool xl_keys_find(struct xl *xl, const char *bytes, size_t size)
{
    struct scan s = {.at = bytes, .end = bytes + size, .line = 1};

    while (s.at < s.end) {
        if (*s.at == '#') {
            comment_skip(&s);
        } else if (*s.at == '"' || *s.at == '\'') {
            string_skip(&s);
        } else if (s.depth == 0 && char_starts_name(*s.at)) {
            if (!key_take(xl, &s))
                return false;
        } else if (*s.at >= '0' && *s.at <= '9') {
            number_skip(&s);
        } else {
            s.depth += (*s.at == '[') - (*s.at == ']');
            s.line += *s.at == '\n';
            s.at++;
        }
    }
    return true;
}
