/* SPDX-License-Identifier: MIT
 *
 * From a payload to the payload that answers it.
 */
#include "base/log.h"
#include "call/trace.h"
#include "server/peer_state.h"
#include "wire/frame.h"

/* Python 2 has no place for the traceback of an exception that a worker raised. */
static void drop_traceback(struct pm_answer *answer)
{
    pymgr_value *bare = pymgr_ref(pm_exception_bare(answer->value));

    pymgr_unref(answer->value);
    answer->value = bare;
}

/* Python raises what is in an #ERROR; through XML-RPC it can only read a text. */
static void fit_to_serializer(struct pm_peer *peer, struct pm_answer *answer)
{
    pymgr_value *text;

    if (answer->value != NULL && peer->dialect.python2 && answer->kind == PM_REPLY_ERROR)
        drop_traceback(answer);
    if (answer->value != NULL && peer->dialect.python2 && pm_is(answer->value, PYMGR_STR) &&
        answer->kind == PM_REPLY_TRACEBACK)
        answer->value->flags |= PM_PY2_STR; /* it accepts no unicode there */
    if (peer->codec == &pm_codec_xmlrpc && answer->kind == PM_REPLY_ERROR && answer->value != NULL) {
        text = pm_exception_traceback(answer->value, PM_WHERE_RAISED);
        pymgr_unref(answer->value);
        answer->value = text;
        answer->kind = PM_REPLY_TRACEBACK;
    }
    if (answer->value == NULL) {
        answer->kind = PM_REPLY_TRACEBACK;
        answer->value = pymgr_ref(peer->loop->server->out_of_memory);
    }
}

/* Appends the frame of an answer. -1: it cannot be serialized, and nothing was appended. */
static int put_answer(struct pm_peer *peer, const struct pm_answer *answer, struct pm_error *error)
{
    struct pm_buffer *out = &peer->loop->out;
    size_t before = pm_buffer_length(out), offset;
    pymgr_value *reply = peer->loop->reply;
    int result;

    if (pm_reply_fill(reply, answer->kind, answer->value) != 0)
        return pm_fail_nomem(error);
    offset = pm_frame_begin(out);
    result = peer->codec->dump(peer->loop->scratch, &peer->dialect, reply, out, error);
    pm_reply_empty(reply);
    if (result == 0) {
        pm_frame_end(out, offset);
        result = pm_buffer_check(out, error);
    }
    if (result != 0) {
        out->nomem = out->over_limit = false;
        pm_buffer_truncate(out, before);
    }
    return result;
}

/* The second try: why the first failed, as a text. */
static int put_unserializable(struct pm_peer *peer, const struct pm_error *why)
{
    struct pm_answer answer;
    struct pm_error error;
    int result;

    pm_answer_error(&answer, why, "serve_client");
    answer.kind = peer->stage == PM_STAGE_OBJECTS ? PM_REPLY_UNSERIALIZABLE : PM_REPLY_TRACEBACK;
    fit_to_serializer(peer, &answer);
    result = put_answer(peer, &answer, &error);
    pymgr_unref(answer.value);
    return result;
}

void pm_peer_reply(struct pm_peer *peer, struct pm_answer *answer)
{
    pymgr_server *server = peer->loop->server;
    struct pm_error error;
    int result;

    fit_to_serializer(peer, answer);
    if (server->trace)
        pm_trace_reply(peer->fd, PM_OUTGOING, answer->kind, answer->value);
    result = put_answer(peer, answer, &error);
    if (result != 0) {
        pm_server_lock(server);
        pm_answer_undo(server, answer);
        pm_server_unlock(server);
        result = put_unserializable(peer, &error);
    } else if (peer->answer_twice) {
        result = put_answer(peer, answer, &error);
    }
    answer->value = pymgr_unref(answer->value);
    pm_server_settle(server);
    if (result != 0) {
        pm_peer_refuse(peer, "no memory for an answer");
        peer->stage = PM_STAGE_LEAVING;
    } else if (peer->stage == PM_STAGE_SERVER) {
        peer->stage =
            PM_STAGE_LEAVING; /* a connection that became no proxy's channel has served its purpose */
    }
}

static int load_request(struct pm_peer *peer, const unsigned char *payload, size_t size,
    struct pm_request *request, struct pm_error *error)
{
    pymgr_value *value;

    if (peer->codec == NULL) {
        peer->codec = size > 0 && payload[0] == '<' ? &pm_codec_xmlrpc : &pm_codec_pickle;
        peer->receiver.serializer = peer->codec->name;
    }
    if (peer->codec->load(peer->loop->scratch, payload, size, &peer->dialect, &value, error) != 0)
        return -1;
    if (pm_request_parse(value, request, error) != 0) {
        pymgr_unref(value);
        return -1;
    }
    return 0;
}

static void bad_request(struct pm_peer *peer, const struct pm_error *error)
{
    struct pm_answer answer;

    pm_log(
        PM_LOG_WARNING, "connection %d: bad request: %s (at byte %zu)", peer->fd, error->text, error->offset);
    pm_answer_error(&answer, error, peer->stage == PM_STAGE_OBJECTS ? "serve_client" : "_handle_request");
    pm_peer_reply(peer, &answer);
}

void pm_peer_request(struct pm_peer *peer, const unsigned char *payload, size_t size)
{
    pymgr_server *server = peer->loop->server;
    struct pm_request request;
    struct pm_answer answer;
    struct pm_error error;
    bool ready;

    if (load_request(peer, payload, size, &request, &error) != 0) {
        pm_scratch_forget_proxies(peer->loop->scratch);
        bad_request(peer, &error);
        return;
    }
    if (server->trace)
        pm_trace_request(peer->fd, PM_INCOMING, request.ident, request.method, request.args, request.kwds);
    pm_server_lock(server);
    peer->session.python2 = peer->dialect.python2;
    peer->call.brings_proxies = pm_anchor_loaded(server, peer->loop->scratch);
    if (peer->stage == PM_STAGE_OBJECTS)
        ready = pm_dispatch_object(server, &request, &peer->call, &answer);
    else
        ready = pm_dispatch_server(server, &request, &peer->call, &answer);
    peer->waiting = !ready;
    pm_server_unlock(server);
    pm_request_clear(&request);
    if (!ready)
        return;
    pm_peer_reply(peer, &answer);
}
