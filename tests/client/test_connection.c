/* SPDX-License-Identifier: MIT
 *
 * Each test has a server of its own in a child process, which serves one connection: it admits it, and then
 * behaves as the test wants. The codec is the tests' own as well: a request goes as its arguments' only item,
 * bytes, and a reply is any bytes.
 */
#include "client/connection.h"

#include "base/memory.h"
#include "client/puppet.h"
#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- the codec ------------------------------------------------------------------------------------------ */

static int load(struct pm_scratch *scratch, const unsigned char *bytes, size_t size,
    struct pm_dialect *dialect, pymgr_value **valuep, struct pm_error *error)
{
    (void)scratch;
    (void)dialect;
    if (size > 0 && bytes[0] == '?')
        return pm_fail_at(error, 0, "unreadable");
    if (size > 0 && bytes[0] == '!')
        *valuep = pymgr_bytes(bytes, size);
    else
        *valuep = pm_reply_new(PM_REPLY_RETURN, pymgr_bytes(bytes, size));
    return *valuep == NULL ? pm_fail_nomem(error) : 0;
}

static int dump(struct pm_scratch *scratch, const struct pm_dialect *dialect, const pymgr_value *value,
    struct pm_buffer *out, struct pm_error *error)
{
    const pymgr_value *item = pymgr_item(pymgr_item(value, 2), 0);
    size_t length = pm_buffer_length(out), size;
    const char *text;

    (void)scratch;
    CU_ASSERT_EQUAL(dialect->protocol, 4);
    if (!pm_is(item, PYMGR_BYTES))
        return pm_fail(error, PM_ERROR_UNSERIALIZABLE, "only bytes");
    text = pymgr_text(item, &size);
    pm_put(out, text, size);
    if (pm_buffer_failed(out))
        pm_buffer_truncate(out, length);
    return pm_buffer_check(out, error);
}

static const struct pm_codec plain = { .name = "plain", .load = load, .dump = dump };

/* --- servers -------------------------------------------------------------------------------------------- */

static const unsigned char key[] = "sesame";

static const struct pm_auth_policy policy = { .key = key, .key_size = sizeof key - 1 };

typedef void behaviour(struct pm_puppet *puppet);

struct server {
    pid_t pid;
    struct pm_address address;
};

static void admit(struct pm_puppet *puppet)
{
    pm_puppet_admit(puppet, &policy);
}

/* Sends each request back as the reply, one at a time. */
static void echo(struct pm_puppet *puppet)
{
    admit(puppet);
    while (pm_puppet_read(puppet)) {
        pm_puppet_write(puppet, pm_buffer_bytes(&puppet->in), puppet->header + puppet->size);
        pm_puppet_drop(puppet);
    }
}

/* Answers each request with the frame that it holds, sent in single bytes. */
static void dictated(struct pm_puppet *puppet)
{
    admit(puppet);
    while (pm_puppet_read(puppet)) {
        for (size_t i = 0; i < puppet->size; i++)
            pm_puppet_write(puppet, pm_buffer_bytes(&puppet->in) + puppet->header + i, 1);
        pm_puppet_drop(puppet);
    }
}

static void read_to_end(struct pm_puppet *puppet)
{
    pm_puppet_drain(puppet);
}

static void admit_and_be_silent(struct pm_puppet *puppet)
{
    admit(puppet);
    read_to_end(puppet);
}

static void admit_and_leave(struct pm_puppet *puppet)
{
    admit(puppet);
    pm_puppet_read(puppet);
}

static void echo_after_a_signal(struct pm_puppet *puppet)
{
    admit(puppet);
    while (pm_puppet_read(puppet)) {
        kill(getppid(), SIGUSR1);
        pm_puppet_write(puppet, pm_buffer_bytes(&puppet->in), puppet->header + puppet->size);
        pm_puppet_drop(puppet);
    }
}

/* The child ends with its connection, or after its time, so that a failing test leaves none behind. */
static struct server start_at(struct pm_address address, behaviour *behave)
{
    enum { PATIENCE = 60 };
    struct server server = { .address = address };
    int listener = pm_puppet_listen(&server.address);

    fflush(NULL);
    server.pid = fork();
    CU_ASSERT_FATAL(server.pid >= 0);
    if (server.pid == 0) {
        struct pm_puppet puppet = { .fd = -1 };

        alarm(PATIENCE);
        puppet.fd = accept(listener, NULL, NULL);
        behave(&puppet);
        _exit(0);
    }
    close(listener);
    return server;
}

static struct server start(behaviour *behave)
{
    static unsigned number;
    struct pm_address address = { .kind = PM_ADDRESS_ABSTRACT };

    snprintf(address.path, sizeof address.path, "pymgr-test-%ld-%u", (long)getpid(), number++);
    return start_at(address, behave);
}

static void stop(const struct server *server)
{
    int status;

    CU_ASSERT_EQUAL(waitpid(server->pid, &status, 0), server->pid);
    CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* --- the client's side ---------------------------------------------------------------------------------- */

static struct pm_connection *open_to(const struct server *server)
{
    struct pm_connection_options options = { .codec = &plain, .policy = policy };
    struct pm_connection *connection;
    struct pm_error error;

    CU_ASSERT_EQUAL_FATAL(
        pm_connection_open(&server->address, &options, &connection, &error), PM_CONNECTION_OK);
    return connection;
}

static pymgr_value *args_of(const char *text, size_t size)
{
    return pymgr_tuple_of(1, pymgr_bytes(text, size));
}

static enum pm_connection_status submit(struct pm_connection *connection, const char *text, size_t size)
{
    pymgr_value *args = args_of(text, size);
    struct pm_error error;
    enum pm_connection_status status = pm_connection_submit(connection, NULL, "method", args, NULL, &error);

    pymgr_unref(args);
    return status;
}

/* Whether the next reply is these bytes. */
static bool receives(struct pm_connection *connection, const char *text, size_t size)
{
    enum pm_reply_kind kind;
    pymgr_value *value;
    struct pm_error error;
    size_t got;
    bool same;

    if (pm_connection_receive(connection, &kind, &value, &error) != PM_CONNECTION_OK)
        return false;
    same = memcmp(pymgr_text(value, &got), text, size) == 0;
    pymgr_unref(value);
    return same && got == size && kind == PM_REPLY_RETURN;
}

static enum pm_connection_status call_n(
    struct pm_connection *connection, const char *text, size_t size, struct pm_error *error)
{
    pymgr_value *args = args_of(text, size), *value = NULL;
    enum pm_reply_kind kind;
    enum pm_connection_status status =
        pm_connection_call(connection, NULL, "method", args, NULL, &kind, &value, error);

    pymgr_unref(args);
    pymgr_unref(value);
    return status;
}

static enum pm_connection_status call(
    struct pm_connection *connection, const char *text, struct pm_error *error)
{
    return call_n(connection, text, strlen(text), error);
}

static bool echoes(struct pm_connection *connection, const char *text)
{
    struct pm_error error;

    return submit(connection, text, strlen(text)) == PM_CONNECTION_OK &&
           pm_connection_flush(connection, &error) == PM_CONNECTION_OK &&
           receives(connection, text, strlen(text));
}

/* --- tests ---------------------------------------------------------------------------------------------- */

static void calls_over_unix_and_tcp(void)
{
    struct pm_address tcp = { .kind = PM_ADDRESS_TCP, .host = "127.0.0.1" };
    struct server servers[] = { start(echo), start_at(tcp, echo) };

    for (size_t i = 0; i < 2; i++) {
        struct pm_connection *connection = open_to(&servers[i]);
        struct pm_error error;

        CU_ASSERT_EQUAL(call(connection, "", &error), PM_CONNECTION_OK);
        CU_ASSERT_TRUE(echoes(connection, "hello"));
        pm_connection_close(connection);
        stop(&servers[i]);
    }
}

static void requests_can_be_pipelined(void)
{
    struct server server = start(echo);
    struct pm_connection *connection = open_to(&server);
    struct pm_error error;

    CU_ASSERT_EQUAL(submit(connection, "one", 3), PM_CONNECTION_OK);
    CU_ASSERT_EQUAL(submit(connection, "two", 3), PM_CONNECTION_OK);
    CU_ASSERT_EQUAL(call(connection, "three", &error), PM_CONNECTION_ERROR);
    CU_ASSERT_EQUAL(pm_connection_flush(connection, &error), PM_CONNECTION_OK);
    CU_ASSERT_TRUE(receives(connection, "one", 3));
    CU_ASSERT_TRUE(receives(connection, "two", 3));
    CU_ASSERT_FALSE(receives(connection, "three", 5));
    CU_ASSERT_TRUE(echoes(connection, "still good"));
    pm_connection_close(connection);
    stop(&server);
}

/* The server writes a reply before it reads on; both sides' socket buffers together hold much less. */
static void flushing_goes_on_when_the_peer_waits_for_us(void)
{
    enum { COUNT = 1000, SIZE = 8192 };
    static char text[SIZE];
    struct server server = start(echo);
    struct pm_connection *connection = open_to(&server);
    struct pm_error error;
    int received = 0;

    for (int i = 0; i < COUNT; i++)
        CU_ASSERT_EQUAL(submit(connection, text, SIZE), PM_CONNECTION_OK);
    CU_ASSERT_EQUAL(pm_connection_flush(connection, &error), PM_CONNECTION_OK);
    while (received < COUNT && receives(connection, text, SIZE))
        received++;
    CU_ASSERT_EQUAL(received, COUNT);
    pm_connection_close(connection);
    stop(&server);
}

static void a_long_message_arrives_whole(void)
{
    enum { SIZE = 5 << 20 };
    static char text[SIZE];
    struct server server = start(echo);
    struct pm_connection *connection = open_to(&server);
    struct pm_error error;

    for (size_t i = 0; i < SIZE; i++)
        text[i] = (char)(i % 251 + 1);
    CU_ASSERT_EQUAL(submit(connection, text, SIZE), PM_CONNECTION_OK);
    CU_ASSERT_EQUAL(pm_connection_flush(connection, &error), PM_CONNECTION_OK);
    CU_ASSERT_TRUE(receives(connection, text, SIZE));
    CU_ASSERT_TRUE(echoes(connection, "short"));
    pm_connection_close(connection);
    stop(&server);
}

static void what_cannot_be_sent_leaves_it_good(void)
{
    struct server server = start(echo);
    struct pm_connection *connection = open_to(&server);
    pymgr_value *args = pymgr_tuple_of(1, pymgr_none()), *value;
    enum pm_reply_kind kind;
    struct pm_error error;

    CU_ASSERT_EQUAL(submit(connection, "before", 6), PM_CONNECTION_OK);
    CU_ASSERT_EQUAL(
        pm_connection_submit(connection, NULL, "method", args, NULL, &error), PM_CONNECTION_ERROR);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_UNSERIALIZABLE);
    CU_ASSERT_EQUAL(pm_connection_flush(connection, &error), PM_CONNECTION_OK);
    CU_ASSERT_TRUE(receives(connection, "before", 6));
    CU_ASSERT_EQUAL(pm_connection_call(connection, NULL, "method", args, NULL, &kind, &value, &error),
        PM_CONNECTION_ERROR);
    CU_ASSERT_TRUE(echoes(connection, "after"));
    pymgr_unref(args);
    pm_connection_close(connection);
    stop(&server);
}

static void replies_that_cannot_be_read_leave_it_good(void)
{
    struct server server = start(echo);
    struct pm_connection *connection = open_to(&server);
    struct pm_error error;

    CU_ASSERT_EQUAL(call(connection, "?", &error), PM_CONNECTION_ERROR);
    CU_ASSERT_STRING_EQUAL(error.text, "unreadable");
    CU_ASSERT_EQUAL(call(connection, "!", &error), PM_CONNECTION_ERROR);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "no reply"));
    CU_ASSERT_TRUE(echoes(connection, "after"));
    pm_connection_close(connection);
    stop(&server);
}

static void a_reply_may_come_in_single_bytes(void)
{
    struct server server = start(dictated);
    struct pm_connection *connection = open_to(&server);
    struct pm_error error;

    CU_ASSERT_EQUAL(submit(connection, "\0\0\0\2ab", 6), PM_CONNECTION_OK);
    CU_ASSERT_EQUAL(pm_connection_flush(connection, &error), PM_CONNECTION_OK);
    CU_ASSERT_TRUE(receives(connection, "ab", 2));
    CU_ASSERT_EQUAL(submit(connection, "\xff\xff\xff\xff\0\0\0\0\0\0\0\2cd", 14), PM_CONNECTION_OK);
    CU_ASSERT_EQUAL(pm_connection_flush(connection, &error), PM_CONNECTION_OK);
    CU_ASSERT_TRUE(receives(connection, "cd", 2));
    pm_connection_close(connection);
    stop(&server);
}

static void check_broken(struct pm_connection *connection, enum pm_connection_status why)
{
    struct pm_error error;

    CU_ASSERT_FALSE(pm_connection_alive(connection));
    CU_ASSERT_EQUAL(call(connection, "again", &error), why);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "earlier failure"));
    CU_ASSERT_EQUAL(submit(connection, "again", 5), why);
    CU_ASSERT_EQUAL(pm_connection_flush(connection, &error), why);
    pm_connection_close(connection);
}

static void what_is_no_frame_loses_it(void)
{
    static const char *const frames[] = { "\xff\xff\xff\xfe", "\x7f\xff\xff\xff" };
    static const char *const complaints[] = { "does not speak the protocol", "is larger than" };
    static const enum pm_connection_status ends[] = { PM_CONNECTION_PROTOCOL, PM_CONNECTION_TOO_BIG };

    for (size_t i = 0; i < 2; i++) {
        struct server server = start(dictated);
        struct pm_connection *connection = open_to(&server);
        struct pm_error error;

        CU_ASSERT_EQUAL(call_n(connection, frames[i], 4, &error), ends[i]);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, complaints[i]));
        check_broken(connection, ends[i]);
        stop(&server);
    }
}

static void a_peer_that_goes_away_loses_it(void)
{
    struct server server = start(admit_and_leave);
    struct pm_connection *connection = open_to(&server);
    struct pm_error error;

    CU_ASSERT_EQUAL(call(connection, "hello", &error), PM_CONNECTION_LOST);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_SYSTEM);
    check_broken(connection, PM_CONNECTION_LOST);
    stop(&server);
}

static void a_call_that_times_out_ends_it(void)
{
    struct server server = start(admit_and_be_silent);
    struct pm_connection *connection = open_to(&server);
    struct pm_error error;

    pm_connection_set_timeout(connection, 0.05);
    CU_ASSERT_EQUAL(call(connection, "hello", &error), PM_CONNECTION_TIMED_OUT);
    CU_ASSERT_EQUAL(call(connection, "hello", &error), PM_CONNECTION_TIMED_OUT);
    pm_connection_close(connection);
    stop(&server);
}

static void calls_in_time_are_as_without(void)
{
    struct server server = start(echo);
    struct pm_connection *connection = open_to(&server);

    pm_connection_set_timeout(connection, 60);
    CU_ASSERT_TRUE(echoes(connection, "hello"));
    CU_ASSERT_TRUE(echoes(connection, "again"));
    pm_connection_close(connection);
    stop(&server);
}

static volatile sig_atomic_t signals;

static void count_signal(int number)
{
    (void)number;
    signals++;
}

static void signals_do_not_disturb(void)
{
    struct sigaction counting = { .sa_handler = count_signal }, before;
    struct server server;
    struct pm_connection *connection;

    sigaction(SIGUSR1, &counting, &before);
    server = start(echo_after_a_signal);
    connection = open_to(&server);
    CU_ASSERT_TRUE(echoes(connection, "for ever"));
    pm_connection_set_timeout(connection, 60);
    CU_ASSERT_TRUE(echoes(connection, "in time"));
    CU_ASSERT_EQUAL(signals, 2);
    pm_connection_close(connection);
    stop(&server);
    sigaction(SIGUSR1, &before, NULL);
}

static enum pm_connection_status try_open(
    const struct pm_address *address, const struct pm_connection_options *options, struct pm_error *error)
{
    struct pm_connection *connection;
    enum pm_connection_status status = pm_connection_open(address, options, &connection, error);

    CU_ASSERT_PTR_NULL(connection);
    return status;
}

static void another_key_is_refused(void)
{
    struct pm_connection_options options = { .policy = { .key = key, .key_size = 3 } };
    struct server server = start(admit);
    struct pm_error error;

    CU_ASSERT_EQUAL(try_open(&server.address, &options, &error), PM_CONNECTION_REFUSED);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "another key"));
    stop(&server);
}

static void a_silent_handshake_times_out(void)
{
    struct pm_connection_options options = { .policy = policy, .timeout = 0.05 };
    struct server server = start(read_to_end);
    struct pm_error error;

    CU_ASSERT_EQUAL(try_open(&server.address, &options, &error), PM_CONNECTION_TIMED_OUT);
    stop(&server);
}

static void nobody_there_is_said(void)
{
    struct pm_connection_options options = { .policy = policy };
    struct pm_address address;
    struct pm_error error;

    CU_ASSERT_EQUAL(pm_address_parse("@pymgr-test-nobody-listens", &address, &error), 0);
    CU_ASSERT_EQUAL(try_open(&address, &options, &error), PM_CONNECTION_UNREACHABLE);
    CU_ASSERT_STRING_EQUAL(error.text, "cannot connect to @pymgr-test-nobody-listens: Connection refused");
    CU_ASSERT_EQUAL(pm_address_parse("no such host:1", &address, &error), 0);
    CU_ASSERT_EQUAL(try_open(&address, &options, &error), PM_CONNECTION_UNREACHABLE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "no such host: "));
}

/* A listener whose queue is full lets nobody connect. */
static void connecting_times_out(void)
{
    struct pm_connection_options options = { .policy = policy, .timeout = 0.05 };
    struct pm_address address = { .kind = PM_ADDRESS_ABSTRACT, .path = "pymgr-test-full" };
    int listener = pm_puppet_listen(&address), queued[3];
    struct sockaddr_storage name;
    struct pm_error error;
    socklen_t length;

    pm_address_resolve(&address, false, &name, &length, 1, &error);
    for (int i = 0; i < 3; i++) {
        queued[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
        connect(queued[i], (struct sockaddr *)&name, length);
    }
    CU_ASSERT_EQUAL(try_open(&address, &options, &error), PM_CONNECTION_TIMED_OUT);
    CU_ASSERT_STRING_EQUAL(error.text, "cannot connect to @pymgr-test-full: timed out");
    for (int i = 0; i < 3; i++)
        close(queued[i]);
    close(listener);
}

/* Opens and calls; whether both went well. */
static bool session(const struct server *server)
{
    struct pm_connection_options options = { .codec = &plain, .policy = policy };
    struct pm_connection *connection;
    struct pm_error error;
    bool well = false;

    if (pm_connection_open(&server->address, &options, &connection, &error) != PM_CONNECTION_OK)
        return false;
    well = call(connection, "hello", &error) == PM_CONNECTION_OK;
    pm_connection_close(connection);
    return well;
}

static void each_allocation_may_fail(void)
{
    bool well = false;

    for (size_t n = 1; !well && n < 100; n++) {
        struct server server = start(echo);
        int status;

        pm_memory_fail_at(n);
        well = session(&server);
        pm_memory_fail_at(0);
        if (!well)
            kill(server.pid, SIGTERM);
        waitpid(server.pid, &status, 0);
        CU_ASSERT(!well || n > 5);
    }
    CU_ASSERT_TRUE(well);
}

static const struct pm_test tests[] = {
    { "calls over Unix and TCP", calls_over_unix_and_tcp },
    { "requests can be pipelined", requests_can_be_pipelined },
    { "flushing goes on when the peer waits for us", flushing_goes_on_when_the_peer_waits_for_us },
    { "a long message arrives whole", a_long_message_arrives_whole },
    { "what cannot be sent leaves it good", what_cannot_be_sent_leaves_it_good },
    { "replies that cannot be read leave it good", replies_that_cannot_be_read_leave_it_good },
    { "a reply may come in single bytes", a_reply_may_come_in_single_bytes },
    { "what is no frame loses it", what_is_no_frame_loses_it },
    { "a peer that goes away loses it", a_peer_that_goes_away_loses_it },
    { "a call that times out ends it", a_call_that_times_out_ends_it },
    { "calls in time are as without", calls_in_time_are_as_without },
    { "signals do not disturb", signals_do_not_disturb },
    { "another key is refused", another_key_is_refused },
    { "a silent handshake times out", a_silent_handshake_times_out },
    { "nobody there is said", nobody_there_is_said },
    { "connecting times out", connecting_times_out },
    { "each allocation may fail", each_allocation_may_fail },
};

const struct pm_suite pm_suite_connection = { "client/connection", PM_SUITE(tests) };
