/* SPDX-License-Identifier: MIT */
#include "client/relay.h"

#include "client/dial.h"
#include "client/puppet.h"
#include "unit.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE = 60 /* seconds, so that a failing test leaves nothing behind */ };

static struct pm_address parse(const char *text)
{
    struct pm_address address;
    struct pm_error error;

    if (pm_address_parse(text, &address, &error) != 0)
        _exit(1);
    return address;
}

/* Passes on what has come, in pieces; the connection's end ends the process. */
static void pass_on(const struct pm_relay_ways *ways, int from, int to, long *leftp)
{
    char bytes[65536];
    ssize_t count = read(from, bytes, sizeof bytes);

    if (count <= 0)
        _exit(0);
    if (*leftp >= 0 && count > *leftp)
        count = *leftp;
    for (size_t i = 0, piece; i < (size_t)count; i += piece) {
        piece = ways->piece == 0 || ways->piece > (size_t)count - i ? (size_t)count - i : ways->piece;
        if (write(to, bytes + i, piece) != (ssize_t)piece)
            _exit(0);
    }
    if (*leftp >= 0)
        *leftp -= count;
    if (*leftp == 0)
        _exit(0);
}

static void relay_connection(const struct pm_relay_ways *ways, int client, const char *to)
{
    struct pm_address address = parse(to);
    struct pm_error error;
    long left = ways->cut, unlimited = -1;
    int server;

    if (left == 0 || pm_dial(&address, (struct pm_deadline){ .set = false }, &server, &error) != PM_DIALLED)
        _exit(0);
    for (;;) {
        struct pollfd ends[] = { { .fd = client, .events = POLLIN }, { .fd = server, .events = POLLIN } };

        poll(ends, 2, -1);
        if (ends[1].revents != 0)
            pass_on(ways, server, client, &left);
        if (ends[0].revents != 0)
            pass_on(ways, client, server, &unlimited);
    }
}

static void relay_all(struct pm_relay_ways *ways, int listener, const char *to)
{
    signal(SIGCHLD, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    alarm(PATIENCE);
    for (;;) {
        int client = accept(listener, NULL, NULL);

        if (fork() == 0) {
            close(listener);
            alarm(PATIENCE);
            relay_connection(ways, client, to);
        }
        ways->count++;
        close(client);
    }
}

void pm_relay_begin(struct pm_relay *relay, const char *to)
{
    struct pm_address address;
    int listener;

    snprintf(relay->address, sizeof relay->address, "@pymgr-relay-%d", (int)getpid());
    address = parse(relay->address);
    listener = pm_puppet_listen(&address);
    relay->ways = mmap(NULL, sizeof *relay->ways, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CU_ASSERT_TRUE_FATAL(relay->ways != MAP_FAILED);
    relay->ways->cut = -1;
    fflush(NULL);
    relay->pid = fork();
    CU_ASSERT_TRUE_FATAL(relay->pid >= 0);
    if (relay->pid == 0)
        relay_all(relay->ways, listener, to);
    close(listener);
}

void pm_relay_end(struct pm_relay *relay)
{
    kill(relay->pid, SIGKILL);
    waitpid(relay->pid, NULL, 0);
    munmap(relay->ways, sizeof *relay->ways);
}
