/* SPDX-License-Identifier: MIT */
#include "client/exchange.h"

#include "call/trace.h"

enum {
    KEEP_BUFFER = 1 << 20, /* bytes of a buffer that are kept from one message to the next */
    OLDEST_PROTOCOL = 2,
    MODERN_PROTOCOL = 4,
    PARTS = 4, /* of a request: ident, method, args, kwds */
};

int pm_exchange_init(struct pm_exchange *exchange, const struct pm_codec *codec, size_t max_reply)
{
    *exchange = (struct pm_exchange){
        .codec = codec == NULL ? &pm_codec_pickle : codec,
        .scratch = pm_scratch_new(),
        .max_reply = max_reply == 0 ? PM_FRAME_LIMIT_DEFAULT : max_reply,
        .out = { .refers = true },
        .no_args = pymgr_tuple(0),
        .no_kwds = pymgr_dict(),
        .request = pymgr_tuple(PARTS),
        .traced = -1,
    };
    if (exchange->scratch != NULL && exchange->no_args != NULL && exchange->no_kwds != NULL &&
        exchange->request != NULL)
        return 0;
    pm_exchange_clear(exchange);
    return -1;
}

void pm_exchange_clear(struct pm_exchange *exchange)
{
    pm_buffer_free(&exchange->in);
    pm_buffer_free(&exchange->out);
    exchange->scratch = pm_scratch_free(exchange->scratch);
    exchange->no_args = pymgr_unref(exchange->no_args);
    exchange->no_kwds = pymgr_unref(exchange->no_kwds);
    exchange->request = pymgr_unref(exchange->request);
    exchange->method = pymgr_unref(exchange->method);
}

void pm_exchange_trace(struct pm_exchange *exchange, int connection)
{
    exchange->traced = pm_trace_wanted() ? connection : -1;
}

/* --- requests --- */

static int append(struct pm_exchange *exchange, const pymgr_value *request, struct pm_error *error)
{
    struct pm_buffer *out = &exchange->out;
    size_t offset = pm_frame_begin(out);

    if (exchange->codec->dump(exchange->scratch, &exchange->dialect, request, out, error) == 0) {
        pm_frame_end(out, offset);
        if (pm_buffer_check(out, error) == 0) {
            exchange->outstanding++;
            if (exchange->traced >= 0)
                pm_trace_request(exchange->traced, PM_OUTGOING, pymgr_item(request, 0),
                    pymgr_item(request, 1), pymgr_item(request, 2), pymgr_item(request, 3));
            return 0;
        }
    }
    pm_buffer_truncate(out, offset);
    out->nomem = false; /* what was added before is all there */
    return -1;
}

/* The method's name as a value, borrowed until the next. Often it is that of the last request. NULL: no
 * memory, or the name is not UTF-8. */
static pymgr_value *method_value(struct pm_exchange *exchange, const char *method)
{
    if (exchange->method == NULL || !pm_text_is(exchange->method, method)) {
        pymgr_unref(exchange->method);
        exchange->method = pymgr_str(method);
    }
    return exchange->method;
}

int pm_exchange_add(struct pm_exchange *exchange, pymgr_value *ident, const char *method, pymgr_value *args,
    pymgr_value *kwds, struct pm_error *error)
{
    pymgr_value **items = pm_tuple_items(exchange->request), *none = pymgr_none();
    pymgr_value *parts[PARTS] = {
        ident == NULL ? none : ident,
        method_value(exchange, method),
        args == NULL ? exchange->no_args : args,
        kwds == NULL ? exchange->no_kwds : kwds,
    };
    int result;

    if (parts[1] == NULL && !pm_utf8_valid(method, strlen(method)))
        return pm_fail(error, PM_ERROR_VALUE, "the name of the method is not UTF-8");
    if (parts[1] == NULL)
        return pm_fail_nomem(error);
    memcpy(items, parts, sizeof parts);
    result = append(exchange, exchange->request, error);
    for (size_t i = 0; i < PARTS; i++)
        items[i] = none;
    return result;
}

void pm_exchange_written(struct pm_exchange *exchange)
{
    if (exchange->out.capacity > KEEP_BUFFER)
        pm_buffer_free(&exchange->out);
}

/* --- replies --- */

enum pm_frame_state pm_exchange_peek(
    const struct pm_exchange *exchange, size_t limit, struct pm_frame *frame, size_t *missingp)
{
    size_t length = pm_buffer_length(&exchange->in), whole;
    enum pm_frame_state state =
        pm_frame_peek(pm_buffer_bytes(&exchange->in), length, limit, &frame->header, &frame->size);

    whole = frame->header + frame->size;
    *missingp = whole > length ? whole - length : 0;
    return state;
}

static void drop(struct pm_exchange *exchange, const struct pm_frame *frame)
{
    pm_buffer_consume(&exchange->in, frame->header + frame->size);
    if (exchange->in.capacity > KEEP_BUFFER && pm_buffer_length(&exchange->in) == 0)
        pm_buffer_free(&exchange->in);
}

static void adopt_proxies(struct pm_exchange *exchange)
{
    pymgr_value *const *proxies;
    size_t count = pm_scratch_proxies(exchange->scratch, &proxies);

    if (exchange->adopter != NULL) {
        for (size_t i = 0; i < count; i++)
            exchange->adopter->adopt(exchange->adopter, proxies[i]);
    }
    pm_scratch_forget_proxies(exchange->scratch);
}

/* The kind and value (new) of a reply, which is taken. */
static int take_apart(
    pymgr_value *reply, enum pm_reply_kind *kindp, pymgr_value **valuep, struct pm_error *error)
{
    pymgr_value *value;
    bool is_reply = pm_reply_parse(reply, kindp, &value);

    if (is_reply)
        *valuep = pymgr_ref(value);
    else
        pm_fail_at(error, 0, "the server's answer is no reply");
    pymgr_unref(reply);
    return is_reply ? 0 : -1;
}

int pm_exchange_take(struct pm_exchange *exchange, const struct pm_frame *frame, enum pm_reply_kind *kindp,
    pymgr_value **valuep, struct pm_error *error)
{
    pymgr_value *reply;
    int loaded = exchange->codec->load(exchange->scratch, pm_buffer_bytes(&exchange->in) + frame->header,
        frame->size, &exchange->dialect, &reply, error);

    drop(exchange, frame);
    exchange->outstanding--;
    adopt_proxies(exchange);
    if (loaded != 0 || take_apart(reply, kindp, valuep, error) != 0)
        return -1;
    if (exchange->traced >= 0)
        pm_trace_reply(exchange->traced, PM_INCOMING, *kindp, *valuep);
    return 0;
}

/* --- the handshake --- */

enum pm_auth_state pm_exchange_shake(
    struct pm_exchange *exchange, struct pm_auth *auth, const struct pm_frame *frame)
{
    enum pm_auth_state state =
        pm_auth_feed(auth, pm_buffer_bytes(&exchange->in) + frame->header, frame->size, &exchange->out);

    drop(exchange, frame);
    if (state == PM_AUTH_ADMITTED)
        exchange->dialect.protocol = auth->legacy ? OLDEST_PROTOCOL : MODERN_PROTOCOL;
    return state;
}
