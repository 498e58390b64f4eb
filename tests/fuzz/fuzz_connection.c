/* SPDX-License-Identifier: MIT
 *
 * Input: what an admitted peer sends, to a server with one object of every kind. Idents are random, so the
 * text `object000000` stands for one; it is as long as an ident, so that frames keep their length. Its last
 * character is the object's number: 0 to 9, then a and so on. Whatever comes, a second connection is served
 * afterwards.
 */
#include "server/rig.h"
#include "value/literal.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const creations[] = {
    "list()",
    "dict()",
    "Queue()",
    "JoinableQueue()",
    "Lock()",
    "Event()",
    "Namespace()",
    "Value('i', 1)",
    "Queue(1)",
    "Array('i', [1, 2, 3])",
    "set([1, 2, 3])",
    "RLock()",
    "Semaphore(2)",
    "BoundedSemaphore()",
    "Condition()",
    "Barrier(1)",
    "Pool(2)",
};

enum { OBJECTS = sizeof creations / sizeof creations[0], PLACEHOLDER = 12 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The arguments of `create`: new. */
static pymgr_value *arguments_of(const char *creation)
{
    pymgr_value *typeid, *given, *kwds, *args;
    struct pm_error error;

    if (pm_literal_call(creation, strlen(creation), &typeid, &given, &kwds, &error) != 0)
        abort();
    args = pymgr_tuple(1 + pymgr_length(given));
    pymgr_tuple_put(args, 0, typeid);
    for (size_t i = 0; i < pymgr_length(given); i++)
        pymgr_tuple_put(args, 1 + i, pymgr_ref(pymgr_item(given, i)));
    pymgr_unref(given);
    pymgr_unref(kwds);
    return args;
}

static void create_objects(struct pm_rig *rig, char idents[OBJECTS][PM_IDENT_SIZE])
{
    for (size_t i = 0; i < OBJECTS; i++)
        pm_rig_create_with(rig, arguments_of(creations[i]), idents[i]);
}

/* The number that a character stands for; OBJECTS: none. */
static unsigned number_of(unsigned char c)
{
    unsigned number = OBJECTS;

    if (c >= '0' && c <= '9')
        number = c - '0';
    else if (c >= 'a' && c <= 'z')
        number = c - 'a' + 10u;
    return number < OBJECTS ? number : OBJECTS;
}

/* Puts the idents in their places. */
static void fill_in(struct pm_buffer *input, char idents[OBJECTS][PM_IDENT_SIZE])
{
    unsigned char *at = pm_buffer_bytes(input), *end = at + pm_buffer_length(input);

    while (at != NULL && (at = memmem(at, (size_t)(end - at), "object00000", PLACEHOLDER - 1)) != NULL) {
        unsigned number = end - at < PLACEHOLDER ? OBJECTS : number_of(at[PLACEHOLDER - 1]);

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
