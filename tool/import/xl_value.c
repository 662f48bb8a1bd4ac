/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The values of a configuration of xl: read, and as text for comments, without passwords.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tool/import/xl.h"

enum { LIST_DEPTH_MAX = 8 };

/*
 * libxl's, for a function of libxlutil that is not called here; libxl itself is not linked. It
 * stands where values are read, so that whatever needs libxlutil has it.
 */
void libxl_defbool_set(libxl_defbool *db, bool b)
{
    (void)db;
    (void)b;
}

const char *xl_string(const struct xl *xl, const char *key)
{
    const char *value;

    return xlu_cfg_get_string(xl->config, key, &value, 1) == 0 ? value : NULL;
}

bool xl_number(const struct xl *xl, const char *key, long *value)
{
    return xlu_cfg_get_long(xl->config, key, value, 1) == 0;
}

/* Whether a word of these characters names a password. */
static bool word_is_secret(const char *word, size_t length)
{
    static const struct {
        const char *part;
        bool at_end, alone;
    } names[] = {
        {"passw", false, false}, {"passphrase", false, false}, {"secret", false, false},
        {"pwd", false, false},   {"pass", true, false},        {"_key", true, false},
        {"-key", true, false},   {"key", true, true},
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t size = strlen(names[i].part);

        for (size_t at = 0; at + size <= length; at++)
            if ((!names[i].at_end || at + size == length) && (!names[i].alone || at == 0) &&
                strncasecmp(word + at, names[i].part, size) == 0)
                return true;
    }
    return false;
}

bool xl_is_secret(const char *key)
{
    return word_is_secret(key, strlen(key));
}

static size_t word_length(const char *at)
{
    size_t length = 0;

    while (isalnum((unsigned char)at[length]) || at[length] == '_' || at[length] == '-')
        length++;
    return length;
}

/*
 * The length of a password: to the comma before the next NAME=, so that one with commas in it does
 * not show its rest; the key of a network disk ends at a colon, too.
 */
static size_t secret_length(const char *at, bool key)
{
    size_t length = 0;

    for (; at[length]; length++) {
        const char *next = at + length + 1;

        if (key && at[length] == ':')
            break;
        if (at[length] != ',')
            continue;
        next += strspn(next, " \t");
        if (word_length(next) > 0 && next[word_length(next)] == '=')
            break;
    }
    return length;
}

/* In front of a password, the length of what names it; else 0. */
static size_t secret_begins(const char *string, const char *at)
{
    size_t length = word_length(at);

    if (at > string && word_length(at - 1) > 0)
        return 0;
    return length > 0 && at[length] == '=' && word_is_secret(at, length) ? length + 1 : 0;
}

/* Of "//USER:PASSWORD@HOST", the length of the password at its colon; else 0. */
static size_t address_secret(const char *string, const char *at)
{
    const char *slashes = at;
    size_t length = strcspn(at + (*at != '\0'), "/,");

    while (length > 0 && at[1 + length] != '@')
        length--;
    if (*at != ':' || length == 0)
        return 0;
    while (slashes > string && slashes[-1] != '/' && slashes[-1] != ',')
        slashes--;
    return slashes - string >= 2 && slashes[-1] == '/' && slashes[-2] == '/' ? length : 0;
}

static const char left_out[] = "(not copied)";

/* A copy without passwords; NULL without memory. */
static char *string_redact(const char *string)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        return NULL;
    for (const char *at = string; *at;) {
        size_t name = secret_begins(string, at), hidden = address_secret(string, at);

        if (name) {
            fprintf(out, "%.*s%s", (int)name, at, left_out);
            hidden = secret_length(at + name, strncasecmp(at, "key=", 4) == 0);
            at += name + hidden;
        } else if (hidden) {
            fprintf(out, ":%s", left_out);
            at += 1 + hidden;
        } else {
            fputc(*at++, out);
        }
    }
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static void string_print(struct import_set *set, FILE *out, const char *string)
{
    char *shown = string_redact(string);
    const char *quoted = shown ? import_quoted(set, shown) : NULL;

    set->failed = set->failed || !shown;
    fputs(quoted ? quoted : "", out);
    free(shown);
}

static void list_print(const struct xl *xl, FILE *out, const XLU_ConfigList *list, int depth);

static void item_print(const struct xl *xl, FILE *out, XLU_ConfigValue *item, int depth)
{
    XLU_ConfigList *list;
    char *string;

    if (xlu_cfg_value_get_string(xl->config, item, &string, 1) == 0)
        string_print(xl->set, out, string);
    else if (depth == LIST_DEPTH_MAX)
        fputs("[ lists within too many lists ]", out);
    else if (xlu_cfg_value_get_list(xl->config, item, &list, 1) == 0)
        list_print(xl, out, list, depth + 1);
}

static void list_print(const struct xl *xl, FILE *out, const XLU_ConfigList *list, int depth)
{
    XLU_ConfigValue *item;

    fputs("[", out);
    for (int i = 0; (item = xlu_cfg_get_listitem2(list, i)); i++) {
        fputs(i ? ", " : " ", out);
        item_print(xl, out, item, depth);
    }
    fputs(" ]", out);
}

/* The text of one of the three, kept. */
static const char *text_keep(const struct xl *xl, const XLU_ConfigList *list, XLU_ConfigValue *item,
                             const char *string)
{
    const char *kept;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (!out) {
        xl->set->failed = true;
        return "";
    }
    if (string)
        string_print(xl->set, out, string);
    else if (item)
        item_print(xl, out, item, 0);
    else if (list)
        list_print(xl, out, list, 0);
    xl->set->failed = fclose(out) != 0 || xl->set->failed;
    kept = import_text(xl->set, "%s", text ? text : "");
    free(text);
    return kept ? kept : "";
}

const char *xl_value_text(const struct xl *xl, const char *key)
{
    XLU_ConfigList *list = NULL;

    if (xl_is_secret(key))
        return left_out;
    (void)xlu_cfg_get_list(xl->config, key, &list, NULL, 1);
    return text_keep(xl, list, NULL, xl_string(xl, key));
}

const char *xl_item_text(const struct xl *xl, XLU_ConfigValue *item)
{
    return text_keep(xl, NULL, item, NULL);
}

const char *xl_shell_word(struct import_set *set, const char *string)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "_@%+=:,./-";
    char *shown = string_redact(string);
    const char *word = NULL;

    if (!shown)
        set->failed = true;
    else if (strpbrk(shown, "'\\") || strstr(shown, "*/") || strstr(shown, "hyperlaunch-waive") ||
             import_has_unprintable(shown))
        word = import_shell_quoted(set, shown);
    else if (*shown && shown[strspn(shown, plain)] == '\0')
        word = import_text(set, "%s", shown);
    else
        word = import_text(set, "'%s'", shown);
    free(shown);
    return word ? word : "";
}
