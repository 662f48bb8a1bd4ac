/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Makes a launch record of what a launcher logged, as captured from a serial line.
 *
 * Only lines that begin with "hyperlaunch: " are the launcher's: a domain's have "[NAME] " before
 * them. Xen may print in the middle of a line, which then goes on in the next one. Whatever the
 * bytes are, the record can be written and read; what the log does not say is absent in it.
 */
#ifndef TOOL_RECORD_PARSE_H
#define TOOL_RECORD_PARSE_H

#include "core/record/record_read.h"

enum { PARSE_LINE_SIZE = 2048 };

enum parse_error {
    PARSE_OK,
    PARSE_NO_LAUNCHER,  /* there is no line of a launcher */
    PARSE_NO_BEGINNING, /* there are some, but no launch begins */
    PARSE_NO_SUCH_LAUNCH,
    PARSE_TOO_MANY, /* domains */
};

/* One log. Large: keep it off the stack. All zero at first, but for `wanted`. */
struct parse {
    uint32_t wanted;   /* the launch, counted from 1; 0: the last */
    uint32_t launches; /* that began */
    bool is_launcher;  /* a line of a launcher was seen */
    bool is_read;      /* the launch that goes on is one to be read */
    bool is_complete;  /* it had its last line */
    bool is_over;      /* a dom0 took over, whose lines may look like the launcher's */
    bool is_held;      /* the line goes on after lines of Xen's */
    bool too_many;
    char line[PARSE_LINE_SIZE]; /* what is longer is cut */
    size_t used;
    char held[PARSE_LINE_SIZE];
    struct parse_domain {
        uint64_t started; /* the last time; 0: not known */
        uint64_t ready;   /* after that start; see has_ready */
        bool has_ready;
        bool has_plan;
        bool has_printed; /* so it runs */
    } domains[RECORD_DOMAINS_MAX];
    struct record record;
};

/* Takes bytes of the log as they come, then says what came of it. */
void parse_bytes(struct parse *parse, const char *bytes, size_t count);
enum parse_error parse_end(struct parse *parse);

/* What is wrong and what to do, in a buffer that the next call uses again. */
const char *parse_strerror(const struct parse *parse, enum parse_error error);

/* -- between the files of the parser ---------------------------------------------------- */

/* A domain by the name that ends at ':' or a blank; it is added where `adds`. NULL: none. */
struct record_domain *parse_domain_find(struct parse *parse, const char *name, bool adds);
/* What is known of it only here. */
struct parse_domain *parse_domain_own(struct parse *parse, const struct record_domain *domain);
/* The domain has this number, if it can have it. */
void parse_domid_set(struct parse *parse, struct record_domain *domain, uint64_t domid);
/* What follows "domain " in a line. parse_domain.c */
void parse_domain_line(struct parse *parse, const char *line);
/* The log is at its end: what follows from all of it. parse_finish.c */
void parse_finish(struct parse *parse);

/* Sets a member, which is known from now on. */
#define PARSE_SET(domain, member, value)                                                           \
    do {                                                                                           \
        (domain)->member = (value);                                                                \
        record_domain_learn(domain, offsetof(struct record_domain, member));                       \
    } while (0)

#endif
