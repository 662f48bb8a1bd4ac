/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes elements of SVG: see svg.h.
 */
#include "tool/draw/svg.h"

/* XML knows no control characters, and no bytes that are not UTF-8: here all is ASCII. */
static void escaped_print(FILE *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        default:
            fputc(*text < ' ' || *text > '~' ? '?' : *text, out);
        }
    }
}

void svg_begin(FILE *out, int width, int height, const char *style)
{
    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
            "viewBox=\"0 0 %d %d\">\n<style>\n%s</style>\n",
            width, height, width, height, style);
}

void svg_end(FILE *out)
{
    fputs("</svg>\n", out);
}

void svg_rect(FILE *out, const char *class, const char *fill, double x, double y, double width,
              double height, const char *title)
{
    fprintf(out, "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"", class,
            x, y, width, height);
    if (fill)
        fprintf(out, " fill=\"%s\"", fill);
    if (title) {
        fputs("><title>", out);
        escaped_print(out, title);
        fputs("</title></rect>\n", out);
    } else {
        fputs("/>\n", out);
    }
}

void svg_line(FILE *out, const char *class, double x1, double y1, double x2, double y2)
{
    fprintf(out, "<line class=\"%s\" x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\"/>\n", class,
            x1, y1, x2, y2);
}

void svg_arrow(FILE *out, const char *class, double x, double y, double height)
{
    fprintf(out, "<polygon class=\"%s\" points=\"%.2f,%.2f %.2f,%.2f %.2f,%.2f\"/>\n", class, x, y,
            x + height / 2, y + height / 2, x, y + height);
}

void svg_text(FILE *out, const char *class, double x, double y, const char *anchor,
              const char *text)
{
    fprintf(out, "<text class=\"%s\" x=\"%.2f\" y=\"%.2f\" text-anchor=\"%s\">", class, x, y,
            anchor);
    escaped_print(out, text);
    fputs("</text>\n", out);
}
