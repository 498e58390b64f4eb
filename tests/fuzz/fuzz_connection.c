/* SPDX-License-Identifier: MIT
 *
 * Input: what an admitted peer sends, to a server with one object of every kind. Idents are random, so the
 * text `object000000` (the last digit is the object's number) stands for one; it is as long as an ident, so
 * that frames keep their length. Whatever comes, a second connection is served afterwards.
 */
#include "server/rig.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { OBJECTS = 9, PLACEHOLDER = 12 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void create_objects(struct pm_rig *rig, char idents[OBJECTS][PM_IDENT_SIZE])
{
    static const char *const typeids[] = { "list", "dict", "Queue", "JoinableQueue", "Lock", "Event",
        "Namespace" };
    size_t count = sizeof typeids / sizeof typeids[0];

    for (size_t i = 0; i < count; i++)
        pm_rig_create(rig, typeids[i], idents[i]);
    pm_rig_create_with(
        rig, pymgr_tuple_of(3, pymgr_str("Value"), pymgr_str("i"), pymgr_int(1)), idents[count]);
    pm_rig_create_with(rig, pymgr_tuple_of(2, pymgr_str("Queue"), pymgr_int(1)), idents[count + 1]);
}

/* Puts the idents in their places. */
static void fill_in(struct pm_buffer *input, char idents[OBJECTS][PM_IDENT_SIZE])
{
    unsigned char *at = pm_buffer_bytes(input), *end = at + pm_buffer_length(input);

    while (at != NULL && (at = memmem(at, (size_t)(end - at), "object00000", PLACEHOLDER - 1)) != NULL) {
        unsigned number = end - at < PLACEHOLDER ? OBJECTS : (unsigned)(at[PLACEHOLDER - 1] - '0');

        if (number < OBJECTS)
            memcpy(at, idents[number], PLACEHOLDER);
        at++;
    }
}

/* Reads and drops what the server sends, so that it is never kept waiting. */
static void drain(struct pm_rig *rig, int fd)
{
    char chunk[4096];

    pm_rig_turn(rig);
    while (read(fd, chunk, sizeof chunk) > 0)
        pm_rig_turn(rig);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char idents[OBJECTS][PM_IDENT_SIZE];
    struct pm_buffer input = PM_BUFFER_INIT;
    struct pm_rig rig;
    int fd;

    pm_rig_open(&rig);
    create_objects(&rig, idents);
    fd = pm_rig_admitted(&rig);
    pm_put(&input, bytes, size);
    fill_in(&input, idents);
    while (pm_buffer_length(&input) > 0) {
        ssize_t written = send(fd, pm_buffer_bytes(&input), pm_buffer_length(&input), MSG_NOSIGNAL);

        if (written <= 0)
            break; /* cut off, or a call waits and the server reads no more */
        pm_buffer_consume(&input, (size_t)written);
        drain(&rig, fd);
    }
    close(fd);
    pm_rig_turn(&rig);
    if (!atomic_load(&rig.server->stopping))
        close(pm_rig_channel(&rig));
    pm_buffer_free(&input);
    pm_rig_close(&rig);
    return 0;
}
