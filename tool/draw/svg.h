/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The few elements of SVG that drawings are made of. Coordinates are pixels.
 */
#ifndef TOOL_DRAW_SVG_H
#define TOOL_DRAW_SVG_H

#include <stdio.h>

/* A class of the document's style sheet says how an element looks. */

void svg_begin(FILE *out, int width, int height, const char *style);
void svg_end(FILE *out);

/* `fill` is a colour, or NULL where the class has one; `title` shows when pointed at, or NULL. */
void svg_rect(FILE *out, const char *class, const char *fill, double x, double y, double width,
              double height, const char *title);
void svg_line(FILE *out, const char *class, double x1, double y1, double x2, double y2);

/* A small arrow to the right: what begins at its left goes on. */
void svg_arrow(FILE *out, const char *class, double x, double y, double height);

/* Text of any bytes; `anchor` is "start", "middle" or "end". */
void svg_text(FILE *out, const char *class, double x, double y, const char *anchor,
              const char *text);

#endif
