/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Runs xl without a shell, and waits for its end.
 */
#include "dom0/xl.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dom0/say.h"

enum { WORDS_MAX = 4 };

/* Starts a program with no signal blocked, whatever the watch has. */
static int program_start(pid_t *pid, char *const *arguments)
{
    posix_spawnattr_t attributes;
    sigset_t none;
    int error = posix_spawnattr_init(&attributes);

    if (error)
        return error;
    sigemptyset(&none);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    error = posix_spawnp(pid, arguments[0], NULL, &attributes, arguments, environ);
    (void)posix_spawnattr_destroy(&attributes);
    return error;
}

/* Runs a program to its end. False, after a complaint, unless it did well. */
static bool program_run(char *const *arguments)
{
    pid_t pid;
    int status, error = program_start(&pid, arguments);

    if (error) {
        say("%s cannot be run: %s", arguments[0], strerror(error));
        return false;
    }
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        say("%s %s %s failed; its own messages say why", arguments[0], arguments[1], arguments[2]);
        return false;
    }
    return true;
}

bool xl_destroy(uint32_t domid)
{
    char text[12];
    char *arguments[] = {"xl", "destroy", text, NULL};

    (void)snprintf(text, sizeof(text), "%u", domid);
    return program_run(arguments);
}

bool xl_create(char *path)
{
    char *arguments[] = {"xl", "create", "-qe", path, NULL};

    return program_run(arguments);
}

/* Runs "xl COMMAND DOMID WORDS". */
static bool xl_device(char *command, uint32_t domid, char *words)
{
    char text[12];
    char *arguments[] = {"xl", command, text, words, NULL};

    (void)snprintf(text, sizeof(text), "%u", domid);
    return program_run(arguments);
}

bool xl_block_attach(uint32_t domid, char *words)
{
    return xl_device("block-attach", domid, words);
}

void xl_pciback_load(void)
{
    char *arguments[] = {"modprobe", "-q", "xen-pciback", NULL};

    (void)program_run(arguments);
}

bool xl_pci_assignable_add(char *address)
{
    char *arguments[] = {"xl", "pci-assignable-add", address, NULL};

    return program_run(arguments);
}

bool xl_pci_attach(uint32_t domid, char *words)
{
    return xl_device("pci-attach", domid, words);
}

/* Here it takes each of them as an argument. */
bool xl_network_attach(uint32_t domid, char *words)
{
    char text[12];
    char *arguments[WORDS_MAX + 4] = {"xl", "network-attach", text};

    (void)snprintf(text, sizeof(text), "%u", domid);
    for (unsigned int i = 0; i < WORDS_MAX && words; i++)
        arguments[3 + i] = strsep(&words, ",");
    return program_run(arguments);
}

static bool xl_detach(char *command, uint32_t domid, const char *device)
{
    char name[64];

    (void)snprintf(name, sizeof(name), "%s", device);
    return xl_device(command, domid, name);
}

bool xl_block_detach(uint32_t domid, const char *device)
{
    return xl_detach("block-detach", domid, device);
}

bool xl_network_detach(uint32_t domid, const char *mac)
{
    return xl_detach("network-detach", domid, mac);
}
