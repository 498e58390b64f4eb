/* SPDX-License-Identifier: MIT
 *
 * Loading a pickle: one pass over the message, each opcode's handler looked up in the table. Nothing is ever
 * imported or called: a global is a name, and what it was called with is kept beside it.
 *
 * All that a hostile message can make grow - stack, marks, memo, containers - grows by at most one entry for
 * each byte of it, so the limit on messages is the limit on all.
 */
#include "base/memory.h"
#include "codec/pickle_loader.h"
#include "codec/scratch.h"

#include <stdarg.h>
#include <stdio.h>

const char *pm_pickle_opcode_name(const struct pm_pickle_loader *loader)
{
    return pm_opcodes[*loader->opcode].name;
}

int pm_pickle_bad(struct pm_pickle_loader *loader, const char *format, ...)
{
    char text[sizeof loader->error->text];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return pm_fail_at(loader->error, (size_t)(loader->opcode - loader->bytes), "%s", text);
}

int pm_pickle_truncated(struct pm_pickle_loader *loader)
{
    return pm_pickle_bad(loader, "truncated %s", pm_pickle_opcode_name(loader));
}

int pm_pickle_underflow(struct pm_pickle_loader *loader)
{
    return pm_pickle_bad(loader, loader->mark_count > 0 ? "%s: unexpected MARK" : "%s: stack underflow",
        pm_pickle_opcode_name(loader));
}

int pm_pickle_refused(struct pm_pickle_loader *loader)
{
    char text[sizeof loader->error->text];

    if (loader->error->kind == PM_ERROR_NOMEM)
        return -1;
    memcpy(text, loader->error->text, sizeof text);
    return pm_pickle_bad(loader, "%s: %s", pm_pickle_opcode_name(loader), text);
}

uint64_t pm_pickle_le(const unsigned char *bytes, size_t width)
{
    uint64_t number = 0;

    while (width-- > 0)
        number = number << 8 | bytes[width];
    return number;
}

int pm_pickle_take_counted(
    struct pm_pickle_loader *loader, size_t width, const unsigned char **bytesp, size_t *sizep)
{
    const unsigned char *count = pm_pickle_take(loader, width);
    uint64_t size;

    if (count == NULL)
        return -1;
    size = width == 1 ? *count : pm_pickle_le(count, width);
    if (size > (size_t)(loader->end - loader->at))
        return pm_pickle_truncated(loader);
    *sizep = (size_t)size;
    *bytesp = pm_pickle_take(loader, *sizep);
    return 0;
}

int pm_pickle_take_line(struct pm_pickle_loader *loader, const char **linep, size_t *sizep)
{
    const char *line = (const char *)loader->at;
    const char *newline = memchr(line, '\n', (size_t)(loader->end - loader->at));

    if (newline == NULL)
        return pm_pickle_truncated(loader);
    *linep = line;
    *sizep = (size_t)(newline - line);
    loader->at += *sizep + 1;
    return 0;
}

pymgr_value *pm_pickle_shared_too_much(struct pm_pickle_loader *loader)
{
    pm_fail(loader->error, PM_ERROR_LIMIT, "more than %d references to one value", PM_PICKLE_REFS);
    return NULL;
}

int pm_pickle_suspect(struct pm_pickle_loader *loader, pymgr_value *container)
{
    pymgr_value **grown;

    if (loader->suspect_count == loader->suspect_capacity) {
        size_t capacity = loader->suspect_capacity == 0 ? 16 : loader->suspect_capacity * 2;

        grown = pm_realloc(loader->suspects, capacity * sizeof *grown);
        if (grown == NULL)
            return pm_fail_nomem(loader->error);
        loader->suspects = grown;
        loader->suspect_capacity = capacity;
    }
    if (pm_pickle_share(loader, container) == NULL)
        return -1;
    loader->suspects[loader->suspect_count++] = container;
    return 0;
}

/* --- the message as a whole --- */

int pm_load_proto(struct pm_pickle_loader *loader)
{
    const unsigned char *protocol = pm_pickle_take(loader, 1);

    if (protocol == NULL)
        return -1;
    if (*protocol > PM_PICKLE_HIGHEST)
        return pm_pickle_bad(loader, "unsupported pickle protocol: %d", *protocol);
    loader->protocol = *protocol;
    return 0;
}

/* Frames matter to readers of files; here they only have to fit. */
int pm_load_frame(struct pm_pickle_loader *loader)
{
    const unsigned char *bytes = pm_pickle_take(loader, 8);
    uint64_t size;

    if (bytes == NULL)
        return -1;
    if (loader->opcode < loader->frame_end)
        return pm_pickle_bad(loader, "FRAME: beginning of a new frame before end of current frame");
    size = pm_pickle_le64(bytes);
    if (size > (size_t)(loader->end - loader->at))
        return pm_pickle_bad(loader, "FRAME: pickle exhausted before end of frame");
    loader->frame_end = loader->at + size;
    return 0;
}

int pm_load_stop(struct pm_pickle_loader *loader)
{
    if (!pm_pickle_has(loader, 1))
        return -1;
    if (loader->mark_count > 0 || loader->top - loader->stack != 1)
        return pm_pickle_bad(loader, "STOP: more than one value on the stack");
    if (loader->at < loader->end)
        return pm_fail_at(loader->error, (size_t)(loader->at - loader->bytes), "bytes after STOP");
    return PM_PICKLE_DONE;
}

int pm_load_refuse_persistent_id(struct pm_pickle_loader *loader)
{
    return pm_pickle_bad(loader, "%s: persistent ids are not supported", pm_pickle_opcode_name(loader));
}

int pm_load_refuse_extension(struct pm_pickle_loader *loader)
{
    return pm_pickle_bad(loader, "%s: extension codes are not supported", pm_pickle_opcode_name(loader));
}

int pm_load_refuse_buffer(struct pm_pickle_loader *loader)
{
    return pm_pickle_bad(loader, "%s: out-of-band buffers are not supported", pm_pickle_opcode_name(loader));
}

static int run(struct pm_pickle_loader *loader)
{
    int status = 0;

    while (status == 0) {
        const struct pm_opcode *opcode;

        loader->opcode = loader->at;
        if (loader->at == loader->end)
            return pm_pickle_bad(loader, "pickle without STOP");
        opcode = &pm_opcodes[*loader->at++];
        if (opcode->load == NULL)
            return pm_pickle_bad(loader, "unknown opcode 0x%02x", *loader->opcode);
        status = opcode->load(loader);
    }
    return status == PM_PICKLE_DONE ? 0 : -1;
}

/* --- the loader's life --- */

static struct pm_pickle_loader *loader_of(struct pm_scratch *scratch)
{
    if (scratch->pickle_loader == NULL)
        scratch->pickle_loader = pm_calloc(1, sizeof *scratch->pickle_loader);
    return scratch->pickle_loader;
}

static int begin(
    struct pm_pickle_loader *loader, const unsigned char *bytes, size_t size, struct pm_error *error)
{
    loader->bytes = loader->opcode = loader->at = loader->frame_end = bytes;
    loader->end = bytes + size;
    loader->error = error;
    loader->protocol = 0;
    return loader->stack == NULL ? pm_pickle_stack_grow(loader) : 0;
}

/* Drops a reference as pm_unref does, before other threads see the value. */
static inline void drop(pymgr_value *value)
{
    unsigned flags = pm_flags(value);
    unsigned refs = atomic_load_explicit(&value->refs, memory_order_relaxed);

    if (flags & PM_STATIC)
        return;
    if (refs == 1 || (flags & PM_IN_CYCLE))
        pm_unref(value);
    else
        atomic_store_explicit(&value->refs, refs - 1, memory_order_relaxed);
}

static void drop_memo(struct pm_pickle_loader *loader)
{
    for (size_t i = 0; i < loader->memo_length; i++) {
        if (loader->memo[i] != NULL)
            drop(loader->memo[i]);
    }
    loader->memo_length = loader->memo_used = 0;
}

static void drop_suspects(struct pm_pickle_loader *loader)
{
    for (size_t i = 0; i < loader->suspect_count; i++)
        drop(loader->suspects[i]);
    loader->suspect_count = 0;
}

/* A message may have made these large; the next one seldom needs that. */
static void trim(struct pm_pickle_loader *loader)
{
    if (loader->stack_end - loader->stack > PM_PICKLE_KEPT) {
        pm_free(loader->stack);
        loader->stack = loader->top = loader->fence = loader->stack_end = NULL;
    }
    if (loader->mark_capacity > PM_PICKLE_KEPT) {
        pm_free(loader->marks);
        loader->marks = NULL;
        loader->mark_capacity = 0;
    }
    if (loader->memo_capacity > PM_PICKLE_KEPT) {
        pm_free(loader->memo);
        loader->memo = NULL;
        loader->memo_capacity = 0;
    }
    if (loader->suspect_capacity > PM_PICKLE_KEPT) {
        pm_free(loader->suspects);
        loader->suspects = NULL;
        loader->suspect_capacity = 0;
    }
}

static void end(struct pm_pickle_loader *loader)
{
    pm_pickle_drop(loader, loader->stack);
    loader->mark_count = 0;
    loader->fence = loader->stack;
    drop_memo(loader);
    drop_suspects(loader);
    trim(loader);
}

/* The result, with the cycles in it and in the memo sealed: new. */
static pymgr_value *result(struct pm_pickle_loader *loader)
{
    pymgr_value *root = loader->top[-1];

    if (loader->suspect_count > 0) {
        if (pm_pickle_suspect(loader, root) != 0)
            return NULL;
        if (pm_cycles_seal_all(loader->suspects, loader->suspect_count, loader->error) != 0)
            return NULL;
    }
    loader->top--;
    return root;
}

int pm_pickle_load(struct pm_scratch *scratch, const unsigned char *bytes, size_t size,
    struct pm_dialect *dialect, pymgr_value **valuep, struct pm_error *error)
{
    struct pm_pickle_loader *loader = loader_of(scratch);
    pymgr_value *value = NULL;

    if (loader == NULL)
        return pm_fail_nomem(error);
    loader->proxies = &scratch->proxies;
    pm_proxies_clear(loader->proxies);
    if (begin(loader, bytes, size, error) == 0 && run(loader) == 0)
        value = result(loader);
    if (value == NULL)
        pm_cycles_break(loader->suspects, loader->suspect_count);
    dialect->protocol = loader->protocol;
    dialect->python2 = loader->protocol <= 2;
    end(loader);
    if (value == NULL)
        return -1;
    *valuep = value;
    return 0;
}

void pm_pickle_loader_free(struct pm_pickle_loader *loader)
{
    if (loader == NULL)
        return;
    pm_free(loader->stack);
    pm_free(loader->marks);
    pm_free(loader->memo);
    pm_free(loader->suspects);
    pm_free(loader);
}
