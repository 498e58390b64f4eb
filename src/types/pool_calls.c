/* SPDX-License-Identifier: MIT
 *
 * What a Pool is asked to do: apply, map and imap, each in its forms. The sizes of chunks are those of
 * pool.py.
 */
#include "object/iterate.h"
#include "types/arguments.h"
#include "types/async_result.h"
#include "types/pool.h"

enum { FUNCTION, ITERABLE, CHUNKSIZE, CALLBACK, ERROR_CALLBACK };

static enum pm_outcome check_running(struct pm_call *call)
{
    if (pm_pool_self(call)->state != PM_POOL_RUN)
        return pm_raise(call, PM_VALUE_ERROR, "Pool not running");
    return PM_RETURN;
}

/* --- apply --- */

/* Begins an apply: its result, new in *resultp. */
static enum pm_outcome begin_apply(
    struct pm_call *call, pymgr_value *callback, pymgr_value *error_callback, struct pm_object **resultp)
{
    struct pm_object *result;
    enum pm_outcome outcome = check_running(call);
    struct pm_pool_work work = { .shape = PM_SHAPE_CALL,
        .function = call->args[0],
        .args = call->args[1],
        .kwds = call->args[2],
        .chunk = 1,
        .set = pm_apply_result_set };

    if (outcome != PM_RETURN)
        return outcome;
    work.target = result = pm_apply_result_new(pm_pool_self(call)->executor, callback, error_callback);
    if (result == NULL)
        return PM_NOMEM;
    *resultp = result;
    if (pm_pool_run(call->object, &work))
        return PM_RETURN;
    *resultp = pm_object_unref(result);
    return PM_NOMEM;
}

/* Waits for a result (taken) that was just begun. */
static enum pm_outcome await_result(struct pm_call *call, enum pm_outcome begun, struct pm_object *result)
{
    enum pm_outcome outcome = begun;

    if (begun != PM_RETURN)
        return begun;
    outcome = pm_async_result_await(result, call, &pm_pool_self(call)->callers);
    pm_object_unref(result);
    return outcome;
}

enum pm_outcome pm_pool_apply(struct pm_call *call)
{
    struct pm_object *result = NULL;
    enum pm_outcome begun = begin_apply(call, pymgr_none(), pymgr_none(), &result);

    return await_result(call, begun, result);
}

enum pm_outcome pm_pool_apply_async(struct pm_call *call)
{
    return begin_apply(call, call->args[CALLBACK], call->args[ERROR_CALLBACK], &call->created);
}

/* --- map --- */

/* The length of a chunk: what was asked for, or so that there are four for each process. Nothing is 0. */
static int chunk_of(const struct pm_call *call, size_t length, size_t *chunkp, struct pm_error *error)
{
    size_t most = pm_pool_self(call)->size * 4;
    int64_t asked;
    bool none;

    *chunkp = 0;
    if (pymgr_is_none(call->args[CHUNKSIZE]))
        *chunkp = length / most + (length % most != 0);
    if (pymgr_is_none(call->args[CHUNKSIZE]) || length == 0)
        return 0;
    if (pm_compare(call->args[CHUNKSIZE], pymgr_int(0), PM_LE, &none, error) != 0)
        return -1;
    if (none)
        return 0;
    if (pm_ssize_of(call->args[CHUNKSIZE], NULL, &asked, error) != 0)
        return -1;
    *chunkp = (uint64_t)asked < length ? (size_t)asked : length;
    return 0;
}

/* Begins a map or starmap over items: its result, new in *resultp. */
static enum pm_outcome map_items(struct pm_call *call, enum pm_shape shape, pymgr_value *items,
    pymgr_value *callback, pymgr_value *error_callback, struct pm_object **resultp)
{
    struct pm_pool_work work = {
        .shape = shape, .function = call->args[FUNCTION], .items = items, .set = pm_map_result_set
    };
    struct pm_object *result;
    struct pm_error error;

    if (chunk_of(call, pymgr_length(items), &work.chunk, &error) != 0)
        return pm_raise_error(call, &error);
    work.target = result = pm_map_result_new(
        pm_pool_self(call)->executor, callback, error_callback, pymgr_length(items), work.chunk);
    if (result == NULL)
        return PM_NOMEM;
    *resultp = result;
    if (pm_pool_run(call->object, &work))
        return PM_RETURN;
    *resultp = pm_object_unref(result);
    return PM_NOMEM;
}

static enum pm_outcome begin_map(struct pm_call *call, enum pm_shape shape, pymgr_value *callback,
    pymgr_value *error_callback, struct pm_object **resultp)
{
    enum pm_outcome outcome = check_running(call);
    pymgr_value *items;
    struct pm_error error;

    if (outcome != PM_RETURN)
        return outcome;
    items = pm_sequence_of(call->args[ITERABLE], &error);
    if (items == NULL)
        return pm_raise_error(call, &error);
    outcome = map_items(call, shape, items, callback, error_callback, resultp);
    pymgr_unref(items);
    return outcome;
}

static enum pm_outcome map_now(struct pm_call *call, enum pm_shape shape)
{
    struct pm_object *result = NULL;
    enum pm_outcome begun = begin_map(call, shape, pymgr_none(), pymgr_none(), &result);

    return await_result(call, begun, result);
}

enum pm_outcome pm_pool_map(struct pm_call *call)
{
    return map_now(call, PM_SHAPE_MAP);
}

enum pm_outcome pm_pool_starmap(struct pm_call *call)
{
    return map_now(call, PM_SHAPE_STARMAP);
}

enum pm_outcome pm_pool_map_async(struct pm_call *call)
{
    return begin_map(call, PM_SHAPE_MAP, call->args[CALLBACK], call->args[ERROR_CALLBACK], &call->created);
}

enum pm_outcome pm_pool_starmap_async(struct pm_call *call)
{
    return begin_map(
        call, PM_SHAPE_STARMAP, call->args[CALLBACK], call->args[ERROR_CALLBACK], &call->created);
}

/* --- imap --- */

/* An iterator that raises what iterating over the argument has raised. */
static enum pm_outcome fail_imap(
    struct pm_call *call, bool ordered, bool chunked, const struct pm_error *error)
{
    struct pm_object *iterator = pm_pool_iterator_new(1, ordered, chunked);

    if (iterator != NULL)
        pm_pool_iterator_set(iterator, 0, false, pm_exception_from_error(error));
    return pm_return_object(call, iterator);
}

static enum pm_outcome imap_items(struct pm_call *call, bool ordered, size_t chunk, pymgr_value *items)
{
    size_t length = pymgr_length(items);
    struct pm_pool_work work = { .shape = chunk == 1 ? PM_SHAPE_CALL : PM_SHAPE_MAP,
        .function = call->args[FUNCTION],
        .items = items,
        .chunk = chunk,
        .set = pm_pool_iterator_set };

    work.target = pm_pool_iterator_new(length / chunk + (length % chunk != 0), ordered, chunk > 1);
    if (work.target == NULL)
        return PM_NOMEM;
    if (pm_pool_run(call->object, &work))
        return pm_return_object(call, work.target);
    pm_object_unref(work.target);
    return PM_NOMEM;
}

/* The chunk size, 1 or more. */
static enum pm_outcome imap_chunk(struct pm_call *call, size_t *chunkp)
{
    const pymgr_value *asked = call->args[CHUNKSIZE];
    struct pm_buffer text = PM_BUFFER_INIT;
    struct pm_error error;
    int64_t number;
    bool below;

    if (pm_compare(asked, pymgr_int(1), PM_LT, &below, &error) != 0 ||
        (!below && pm_ssize_of(asked, NULL, &number, &error) != 0))
        return pm_raise_error(call, &error);
    *chunkp = below ? 0 : number > PM_ITEMS_MAX ? PM_ITEMS_MAX : (size_t)number;
    if (!below)
        return PM_RETURN;
    pm_repr(&text, asked, &error);
    pm_put_u8(&text, '\0');
    if (pm_buffer_failed(&text)) {
        pm_buffer_free(&text);
        return PM_NOMEM;
    }
    pm_raise(call, PM_VALUE_ERROR, "Chunksize must be 1+, not %s", (const char *)pm_buffer_bytes(&text));
    pm_buffer_free(&text);
    return call->result == NULL ? PM_NOMEM : PM_RAISE;
}

static enum pm_outcome imap(struct pm_call *call, bool ordered)
{
    enum pm_outcome outcome = check_running(call);
    pymgr_value *items;
    struct pm_error error;
    size_t chunk = 1;

    if (outcome == PM_RETURN)
        outcome = imap_chunk(call, &chunk);
    if (outcome != PM_RETURN)
        return outcome;
    items = pm_sequence_of(call->args[ITERABLE], &error);
    if (items == NULL)
        return fail_imap(call, ordered, chunk > 1, &error);
    outcome = imap_items(call, ordered, chunk, items);
    pymgr_unref(items);
    return outcome;
}

enum pm_outcome pm_pool_imap(struct pm_call *call)
{
    return imap(call, true);
}

enum pm_outcome pm_pool_imap_unordered(struct pm_call *call)
{
    return imap(call, false);
}
