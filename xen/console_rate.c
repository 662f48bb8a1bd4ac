/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reading the serial console's speed from Xen's command line.
 *
 * Sources: xen/drivers/char/{console,serial,ns16550}.c. A port is given as
 * BAUD[/CLOCK][,DPS[,BASE[,IRQ...]]], where a field may also be NAME=VALUE.
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "xen/console_rate.h"

/* Where com1= is not given or says "auto" the firmware has set the speed, to this as a rule. */
enum { BAUD_DEFAULT = 115200, BAUD_MOST = 115200, BITS_DEFAULT = 10 };

/* A piece of the command line. */
struct piece {
    const char *text;
    size_t size;
};

struct port {
    uint64_t baud;
    uint64_t bits; /* that each byte takes, start and stop bits included */
    bool polled;
};

static bool piece_starts(struct piece piece, const char *text)
{
    return piece.size >= strlen(text) && memcmp(piece.text, text, strlen(text)) == 0;
}

/* Takes what comes before the next `separator` off the line. */
static struct piece piece_take(struct piece *line, char separator)
{
    struct piece piece = {line->text, 0};

    while (piece.size < line->size && piece.text[piece.size] != separator)
        piece.size++;
    line->text += piece.size + (piece.size < line->size);
    line->size -= piece.size + (piece.size < line->size);
    return piece;
}

static uint64_t number_read(struct piece piece)
{
    uint64_t number = 0;

    for (size_t i = 0; i < piece.size && piece.text[i] >= '0' && piece.text[i] <= '9'; i++)
        number = number > BAUD_MOST ? number : number * 10 + (uint64_t)(piece.text[i] - '0');
    return number;
}

/* The value of the last "NAME=VALUE": it is the one that counts in Xen. */
static struct piece option_find(const char *command_line, const char *name, const char *otherwise)
{
    struct piece line = {command_line, strlen(command_line)},
                 found = {otherwise, strlen(otherwise)};

    while (line.size > 0) {
        struct piece word = piece_take(&line, ' ');

        if (piece_starts(word, name))
            found = (struct piece){word.text + strlen(name), word.size - strlen(name)};
    }
    return found;
}

/* The name of the option of the serial port that is the console; NULL: none is. */
static const char *port_find(const char *command_line)
{
    struct piece consoles = option_find(command_line, "console=", "com1,vga");
    const char *port = NULL;

    while (consoles.size > 0) {
        struct piece console = piece_take(&consoles, ',');

        if (piece_starts(console, "com1")) {
            port = "com1=";
        } else if (piece_starts(console, "com2")) {
            port = "com2=";
        } else if (piece_starts(console, "dbgp") || piece_starts(console, "ehci") ||
                   piece_starts(console, "xhci")) {
            /* Debug ports of USB are faster than anybody prints. The last serial console wins. */
            port = NULL;
        }
    }
    return port;
}

/* Data bits, parity and stop bits, e.g. 8n1. */
static void frame_read(struct port *port, struct piece field)
{
    if (field.size == 3) {
        port->bits = 1 + (uint64_t)(field.text[0] - '0') + (field.text[1] != 'n') +
                     (uint64_t)(field.text[2] - '0');
    }
}

/* Field number `index` of a port's configuration. */
static void field_read(struct port *port, struct piece field, unsigned int index)
{
    enum { FIELD_BAUD, FIELD_FRAME, FIELD_BASE, FIELD_IRQ };
    uint64_t baud;

    if (piece_starts(field, "baud=") || piece_starts(field, "irq=")) {
        index = field.text[0] == 'b' ? FIELD_BAUD : FIELD_IRQ;
        (void)piece_take(&field, '=');
    }
    switch (index) {
    case FIELD_BAUD:
        baud = number_read(field);
        port->baud = baud > 0 ? baud : port->baud;
        break;
    case FIELD_FRAME:
        frame_read(port, field);
        break;
    case FIELD_IRQ:
        port->polled = field.size == 1 && field.text[0] == '0';
        break;
    default:
        break;
    }
}

uint64_t console_rate_find(const char *command_line)
{
    const char *name = port_find(command_line);
    struct port port = {.baud = BAUD_DEFAULT, .bits = BITS_DEFAULT};
    struct piece fields;

    if (!name)
        return 0;
    fields = option_find(command_line, name, "");
    for (unsigned int index = 0; fields.size > 0; index++)
        field_read(&port, piece_take(&fields, ','), index);
    if (port.baud > BAUD_MOST || port.bits < 7 || port.bits > 12) {
        /* Xen refuses these, and has no serial console then. */
        return 0;
    }
    /* Without an interrupt Xen fills the port's FIFO only every other time that it could. With one
     * an eighth is kept for what delays it, and for Xen's own messages. */
    return port.polled ? port.baud / port.bits / 2 : port.baud / port.bits * 7 / 8;
}
