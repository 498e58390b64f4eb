/* SPDX-License-Identifier: MIT
 *
 * The calls of a pymgr_async that are pending: in a queue each for those that wait, those that were sent and
 * those that have ended.
 */
#include "base/memory.h"
#include "client/async.h"

static struct pm_pending *free_call(struct pm_pending *call)
{
    pymgr_proxy_unref(call->proxy);
    pm_free(call->method);
    pymgr_unref(call->args);
    pymgr_unref(call->kwds);
    pymgr_unref(call->value);
    pm_free(call);
    return NULL;
}

static int64_t due_in(double seconds)
{
    struct pm_deadline deadline = pm_deadline_in(seconds);

    return deadline.set ? deadline.at : PM_NEVER;
}

struct pm_pending *pm_pending_new(pymgr_async *async, const struct pymgr_async_call *call, size_t weight)
{
    double by_default = async->endpoint->options.call_timeout;
    struct pm_pending *made = pm_calloc(1, sizeof *made);

    if (made == NULL)
        return NULL;
    made->method = pm_strdup(call->method);
    if (made->method == NULL)
        return free_call(made);
    made->number = ++async->last;
    made->proxy = pymgr_proxy_ref(call->proxy);
    made->args = pymgr_ref(call->args);
    made->kwds = pymgr_ref(call->kwds);
    made->weight = weight;
    made->due = due_in(call->seconds == 0 ? by_default : call->seconds);
    made->done = call->done;
    made->closure = call->closure;
    TAILQ_INSERT_TAIL(&async->waiting, made, entry);
    async->count++;
    async->weight += weight;
    if (made->due < async->due)
        async->due = made->due;
    return made;
}

static struct pm_pending *find_in(const struct pm_pendings *calls, int64_t number)
{
    struct pm_pending *call;

    TAILQ_FOREACH (call, calls, entry) {
        if (call->number == number)
            return call;
    }
    return NULL;
}

struct pm_pending *pm_pending_find(const pymgr_async *async, int64_t number)
{
    struct pm_pending *call = find_in(&async->waiting, number);

    return call != NULL ? call : find_in(&async->sent, number);
}

/* --- from queue to queue -------------------------------------------------------------------------------- */

static bool is_sent(const struct pm_pending *call)
{
    return call->end != 0;
}

void pm_pending_send(pymgr_async *async, struct pm_pending *call)
{
    TAILQ_REMOVE(&async->waiting, call, entry);
    TAILQ_INSERT_TAIL(&async->sent, call, entry);
    async->weight -= call->weight;
}

void pm_pending_take_back(pymgr_async *async, struct pm_pending *call)
{
    TAILQ_REMOVE(&async->sent, call, entry);
    TAILQ_INSERT_HEAD(&async->waiting, call, entry);
    async->weight += call->weight;
    call->begin = call->end = 0;
}

static void end(pymgr_async *async, struct pm_pending *call)
{
    if (!is_sent(call))
        async->weight -= call->weight;
    TAILQ_REMOVE(is_sent(call) ? &async->sent : &async->waiting, call, entry);
    TAILQ_INSERT_TAIL(&async->ended, call, entry);
}

void pm_pending_answer(
    pymgr_async *async, struct pm_pending *call, enum pm_reply_kind kind, pymgr_value *value)
{
    call->kind = kind;
    call->value = value;
    end(async, call);
}

void pm_pending_fail(pymgr_async *async, struct pm_pending *call, enum pymgr_code code, const char *text)
{
    call->code = code;
    call->value = pymgr_str(text);
    end(async, call);
}

void pm_pendings_fail(
    pymgr_async *async, const struct pm_pendings *calls, enum pymgr_code code, const char *text)
{
    while (!TAILQ_EMPTY(calls))
        pm_pending_fail(async, TAILQ_FIRST(calls), code, text);
}

/* --- callbacks ------------------------------------------------------------------------------------------ */

/* The result of a call that was answered: new; NULL: none. */
static pymgr_value *result_of(struct pm_pending *call, struct pymgr_error *error)
{
    pymgr_value *value = call->value;

    if (call->code == PYMGR_OK) {
        call->value = NULL;
        return pm_reply_result(call->proxy, call->kind, value, error);
    }
    pm_fault(error, call->code, "%s", value == NULL ? pymgr_code_name(call->code) : pymgr_text(value, NULL));
    return NULL;
}

static void deliver(pymgr_async *async, struct pm_pending *call)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *result = result_of(call, &error);

    TAILQ_REMOVE(&async->ended, call, entry);
    async->count--;
    call->done(call->closure, result, &error);
    pymgr_unref(result);
    pymgr_error_clear(&error);
    free_call(call);
}

void pm_pendings_deliver(pymgr_async *async)
{
    const struct pm_pending *end = TAILQ_LAST(&async->ended, pm_pendings);
    int64_t last = end == NULL ? 0 : end->number, number = 0;

    while (number != last && !TAILQ_EMPTY(&async->ended)) {
        struct pm_pending *call = TAILQ_FIRST(&async->ended);

        number = call->number;
        deliver(async, call);
    }
}
