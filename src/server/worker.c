/* SPDX-License-Identifier: MIT
 *
 * The process is over when its exit is reported; what it had written before is read then, because a worker
 * may well answer and end. So an end of the channel alone means nothing but that the exit is near - or, if it
 * is not, that the worker has closed its channel and must be killed.
 */
#include "server/worker.h"

#include "base/log.h"
#include "base/memory.h"
#include "server/crew_state.h"
#include "server/listener.h"
#include "server/loop.h"
#include "wire/frame.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    KILL_MILLISECONDS = 2000, /* from SIGTERM to SIGKILL */
    /* The same when the server ends: BaseManager.shutdown() waits for a second at most. */
    KILL_MILLISECONDS_AT_END = 300,
    CHANNEL = 3, /* the worker's descriptor: see worker.py */
};

extern const char pm_worker_source[]; /* worker.py, made into C by the Makefile */

/* --- the end --- */

static void closed(uv_handle_t *handle)
{
    struct pm_worker *worker = handle->data;

    if (--worker->handles > 0)
        return;
    pm_buffer_free(&worker->in);
    pm_receiver_clear(&worker->receiver);
    pm_free(worker);
}

static void close_handle(uv_handle_t *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, closed);
}

static void close_handles(struct pm_worker *worker)
{
    close_handle((uv_handle_t *)&worker->process);
    close_handle((uv_handle_t *)&worker->channel);
    close_handle((uv_handle_t *)&worker->timer);
}

static void on_late(uv_timer_t *timer)
{
    struct pm_worker *worker = timer->data;

    uv_process_kill(&worker->process, SIGKILL);
}

static void kill_process(struct pm_worker *worker)
{
    bool end = worker->crew->crews->stopped;

    if (worker->exited || (uv_is_active((uv_handle_t *)&worker->timer) && !end))
        return;
    uv_process_kill(&worker->process, SIGTERM);
    uv_update_time(worker->timer.loop);
    uv_timer_start(&worker->timer, on_late, end ? KILL_MILLISECONDS_AT_END : KILL_MILLISECONDS, 0);
}

void pm_worker_kill(struct pm_worker *worker)
{
    worker->stage = PM_WORKER_LEAVING;
    kill_process(worker);
}

void pm_worker_leave(struct pm_worker *worker)
{
    worker->stage = PM_WORKER_LEAVING;
    close_handle((uv_handle_t *)&worker->channel);
}

void pm_worker_put_end(const struct pm_worker *worker, char *text, size_t size)
{
    if (worker->signal != 0)
        snprintf(text, size, "signal %d (%s)", worker->signal, strsignal(worker->signal));
    else
        snprintf(text, size, "exit status %lld", (long long)worker->status);
}

/* --- what it is told --- */

/* A frame on its way. */
struct sending {
    uv_write_t write;
    struct pm_buffer bytes;
};

static void sending_free(struct sending *sending)
{
    pm_buffer_free(&sending->bytes);
    pm_free(sending);
}

static void on_written(uv_write_t *write, int status)
{
    (void)status; /* a worker that does not read has ended, which is seen elsewhere */
    sending_free(write->data);
}

static int put_frame(
    struct pm_worker *worker, const pymgr_value *value, struct pm_buffer *out, struct pm_error *error)
{
    struct pm_scratch *scratch = worker->server->loops[0]->scratch;
    size_t offset = pm_frame_begin(out);

    if (pm_codec_pickle.dump(scratch, &worker->dialect, value, out, error) != 0)
        return -1;
    pm_frame_end(out, offset);
    if (pm_buffer_length(out) > INT_MAX)
        return pm_fail(error, PM_ERROR_LIMIT, "a task of more than %d bytes", INT_MAX);
    return pm_buffer_check(out, error);
}

static int send_value(struct pm_worker *worker, const pymgr_value *value, struct pm_error *error)
{
    struct sending *sending = pm_calloc(1, sizeof *sending);
    uv_buf_t bytes;

    if (sending == NULL)
        return pm_fail_nomem(error);
    sending->write.data = sending;
    if (put_frame(worker, value, &sending->bytes, error) != 0) {
        sending_free(sending);
        return -1;
    }
    bytes =
        uv_buf_init((char *)pm_buffer_bytes(&sending->bytes), (unsigned)pm_buffer_length(&sending->bytes));
    if (uv_write(&sending->write, (uv_stream_t *)&worker->channel, &bytes, 1, on_written) != 0)
        sending_free(sending);
    pm_loop_stir(worker->server->loops[0]);
    return 0;
}

static void name_function(struct pm_worker *worker, const pymgr_value *function)
{
    const struct pm_global *global = PM_CONST_CAST(pm_global, function);

    if (pm_is(function, PYMGR_GLOBAL))
        snprintf(worker->running, sizeof worker->running, "%s.%s", pymgr_text(global->module, NULL),
            pymgr_text(global->qualname, NULL));
    else
        snprintf(worker->running, sizeof worker->running, "%s", pm_qualified_type_name(function));
}

static pymgr_value *task_value(const struct pm_task *task)
{
    return pymgr_tuple_of(4, pymgr_int(task->shape), pymgr_ref(task->function), pymgr_ref(task->args),
        task->kwds == NULL ? pymgr_none() : pymgr_ref(task->kwds));
}

int pm_worker_send(struct pm_worker *worker, const struct pm_task *task, struct pm_error *error)
{
    pymgr_value *value = task_value(task);
    int result = value == NULL ? pm_fail_nomem(error) : send_value(worker, value, error);

    pymgr_unref(value);
    if (result != 0)
        return -1;
    worker->tasks++;
    name_function(worker, task->function);
    return 0;
}

/* --- what it says --- */

/* Something that worker.py never says. */
static void refuse(struct pm_worker *worker, const char *why)
{
    pm_log(PM_LOG_WARNING, "worker process %d killed: %s", worker->process.pid, why);
    pm_worker_kill(worker);
}

static void on_answer(struct pm_worker *worker, const pymgr_value *answer)
{
    const pymgr_value *succeeded = pymgr_item(answer, 0);

    if (!pm_is(answer, PYMGR_TUPLE) || pymgr_length(answer) != 2 || !pm_is(succeeded, PYMGR_BOOL))
        refuse(worker, "its answer is none");
    else
        pm_crew_on_answer(worker, pymgr_bool_value(succeeded), pymgr_ref(pymgr_item(answer, 1)));
}

/* Now its dialect is known. The key is for proxies among the arguments that it will get. */
static void on_hello(struct pm_worker *worker)
{
    const struct pm_auth_policy *policy = &worker->server->policy;
    pymgr_value *key = pymgr_bytes(policy->key, policy->key_size);
    struct pm_error error;

    if (key == NULL || send_value(worker, key, &error) != 0)
        refuse(worker, "no memory for the key");
    else
        pm_crew_on_hello(worker);
    pymgr_unref(key);
}

static void on_payload(struct pm_worker *worker, const unsigned char *payload, size_t size)
{
    struct pm_scratch *scratch = worker->server->loops[0]->scratch;
    struct pm_error error;
    pymgr_value *value;

    if (worker->stage == PM_WORKER_LEAVING && worker->tasks == 0)
        return;
    if (pm_codec_pickle.load(scratch, payload, size, &worker->dialect, &value, &error) != 0) {
        pm_scratch_forget_proxies(scratch);
        refuse(worker, error.text);
        return;
    }
    pm_server_lock(worker->server);
    pm_anchor_loaded(worker->server, scratch);
    pm_server_unlock(worker->server);
    if (worker->stage == PM_WORKER_STARTING)
        on_hello(worker);
    else if (worker->stage == PM_WORKER_IDLE)
        refuse(worker, "it was asked nothing");
    else
        on_answer(worker, value);
    pymgr_unref(value);
    pm_server_settle(worker->server);
}

/* Uses the whole frames that have come. */
static void use(struct pm_worker *worker)
{
    size_t header, size;
    enum pm_frame_state state;

    do {
        state = pm_frame_peek(pm_buffer_bytes(&worker->in), pm_buffer_length(&worker->in),
            worker->server->max_message, &header, &size);
        if (state == PM_FRAME_READY) {
            on_payload(worker, pm_buffer_bytes(&worker->in) + header, size);
            pm_buffer_consume(&worker->in, header + size);
        }
    } while (state == PM_FRAME_READY);
    if (state != PM_FRAME_MORE)
        refuse(worker, state == PM_FRAME_BAD ? "not a frame" : "a message over the limit");
    if (state != PM_FRAME_MORE || pm_buffer_length(&worker->in) == 0)
        pm_buffer_free(&worker->in);
}

static void allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *room)
{
    struct pm_worker *worker = handle->data;

    (void)suggested;
    room->base = (char *)pm_buffer_room(&worker->in, PM_LOOP_CHUNK);
    room->len = room->base == NULL ? 0 : worker->in.capacity - worker->in.end;
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *room)
{
    struct pm_worker *worker = stream->data;

    (void)room;
    if (got > 0) {
        pm_buffer_added(&worker->in, (size_t)got);
        use(worker);
    } else if (got < 0) {
        uv_read_stop(stream);
        if (got == UV_ENOBUFS)
            refuse(worker, "no memory for its message");
        else if (worker->stage != PM_WORKER_LEAVING)
            kill_process(worker);
    }
}

/* What is left in the channel of a process that has ended. */
static void read_rest(struct pm_worker *worker)
{
    unsigned char *room;
    ssize_t got = 1;
    int fd;

    if (uv_is_closing((uv_handle_t *)&worker->channel) ||
        uv_fileno((uv_handle_t *)&worker->channel, &fd) != 0)
        return;
    uv_read_stop((uv_stream_t *)&worker->channel);
    while (got > 0 && (room = pm_buffer_room(&worker->in, PM_LOOP_CHUNK)) != NULL) {
        do
            got = read(fd, room, PM_LOOP_CHUNK);
        while (got < 0 && errno == EINTR);
        if (got > 0)
            pm_buffer_added(&worker->in, (size_t)got);
    }
    if (!pm_buffer_failed(&worker->in))
        use(worker);
}

static void on_process_exit(uv_process_t *process, int64_t status, int signal)
{
    struct pm_worker *worker = process->data;

    worker->exited = true;
    worker->status = status;
    worker->signal = signal;
    read_rest(worker);
    pm_crew_on_end(worker);
    close_handles(worker);
}

/* --- the beginning --- */

static int spawn(struct pm_worker *worker, const char *python)
{
    char *arguments[] = { (char *)python, "-c", (char *)pm_worker_source, NULL };
    uv_stdio_container_t stdio[CHANNEL + 1] = {
        { .flags = UV_IGNORE },
        { .flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO },
        { .flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO },
        { .flags = UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE,
            .data.stream = (uv_stream_t *)&worker->channel },
    };
    const uv_process_options_t options = {
        .file = python,
        .args = arguments,
        .exit_cb = on_process_exit,
        .stdio = stdio,
        .stdio_count = CHANNEL + 1,
    };

    return uv_spawn(worker->timer.loop, &worker->process, &options);
}

static pymgr_value *find_address(struct pm_receiver *receiver)
{
    return pm_listener_address(receiver->server);
}

static struct pm_worker *worker_new(pymgr_server *server, struct pm_crew *crew)
{
    struct pm_worker *worker = pm_calloc(1, sizeof *worker);
    uv_loop_t *loop = &server->loops[0]->uv;

    if (worker == NULL)
        return NULL;
    worker->server = server;
    worker->crew = crew;
    pm_receiver_init(&worker->receiver, server);
    worker->receiver.find_address = find_address;
    worker->receiver.knows_key = true;
    worker->dialect.proxies = &worker->receiver.form;
    uv_timer_init(loop, &worker->timer);
    uv_pipe_init(loop, &worker->channel, 0);
    worker->process.data = worker->timer.data = worker->channel.data = worker;
    worker->handles = 3;
    return worker;
}

struct pm_worker *pm_worker_start(pymgr_server *server, struct pm_crew *crew, struct pm_error *error)
{
    struct pm_worker *worker = worker_new(server, crew);
    const char *python = pm_crews_python(crew->crews);
    int status;

    if (worker == NULL) {
        pm_fail_nomem(error);
        return NULL;
    }
    status = spawn(worker, python);
    if (status == 0) {
        uv_read_start((uv_stream_t *)&worker->channel, allocate, on_read);
        pm_loop_stir(server->loops[0]);
        return worker;
    }
    pm_fail(error, PM_ERROR_SYSTEM, "%s: %s", python, uv_strerror(status));
    close_handles(worker); /* the last one frees it */
    return NULL;
}
