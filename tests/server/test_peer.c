/* SPDX-License-Identifier: MIT */
#include "server/peer.h"

#include "server/rig.h"
#include "unit.h"
#include "wire/frame.h"

#include <sys/socket.h>
#include <unistd.h>

static void every_byte_may_come_alone(void)
{
    struct pm_rig rig;
    struct pm_buffer out = PM_BUFFER_INIT;
    char ident[PM_IDENT_SIZE], kind[32];
    pymgr_value *result;
    int fd;

    pm_rig_open(&rig);
    pm_rig_create(&rig, "list", ident);
    fd = pm_rig_channel(&rig);
    pm_rig_put(&rig, &out, &pm_codec_pickle, ident, "append", pymgr_tuple_of(1, pymgr_int(7)));
    pm_rig_put(&rig, &out, &pm_codec_pickle, ident, "__len__", pymgr_tuple(0));
    while (pm_buffer_length(&out) > 0) {
        CU_ASSERT_EQUAL(write(fd, pm_buffer_bytes(&out), 1), 1);
        pm_buffer_consume(&out, 1);
        pm_rig_turn(&rig);
    }
    pm_buffer_free(&out);
    result = pm_rig_read(&rig, fd, &pm_codec_pickle, kind);
    CU_ASSERT_STRING_EQUAL(kind, "#RETURN");
    CU_ASSERT(pymgr_is_none(result));
    pymgr_unref(result);
    result = pm_rig_read(&rig, fd, &pm_codec_pickle, kind);
    CU_ASSERT(pymgr_equal(result, pymgr_bool(true))); /* 1 */
    pymgr_unref(result);
    close(fd);
    pm_rig_close(&rig);
}

static void pipelined_requests_are_answered_in_order(void)
{
    enum { COUNT = 500 };
    struct pm_rig rig;
    struct pm_buffer out = PM_BUFFER_INIT;
    char ident[PM_IDENT_SIZE], kind[32];
    int fd;

    pm_rig_open(&rig);
    pm_rig_create(&rig, "Queue", ident);
    fd = pm_rig_channel(&rig);
    for (int i = 0; i < COUNT; i++)
        pm_rig_put(&rig, &out, &pm_codec_pickle, ident, "put", pymgr_tuple_of(1, pymgr_int(i)));
    for (int i = 0; i < COUNT; i++)
        pm_rig_put(&rig, &out, &pm_codec_pickle, ident, "get", pymgr_tuple(0));
    pm_rig_write(&rig, fd, &out);
    for (int i = 0; i < COUNT; i++)
        pymgr_unref(pm_rig_read(&rig, fd, &pm_codec_pickle, kind));
    for (int64_t i = 0; i < COUNT; i++) {
        pymgr_value *result = pm_rig_read(&rig, fd, &pm_codec_pickle, kind);
        int64_t number = -1;

        CU_ASSERT(result != NULL && pymgr_int_value(result, &number) && number == i);
        pymgr_unref(result);
    }
    close(fd);
    pm_rig_close(&rig);
}

static void a_big_answer_waits_for_a_slow_reader(void)
{
    enum { SIZE = 8 * 1024 * 1024 };
    struct pm_rig rig;
    char ident[PM_IDENT_SIZE], kind[32];
    char *text = calloc(1, SIZE);
    pymgr_value *result, *item;
    struct pm_buffer out = PM_BUFFER_INIT;
    int fd;

    pm_rig_open(&rig);
    pm_rig_create(&rig, "list", ident);
    fd = pm_rig_channel(&rig);
    pymgr_unref(pm_rig_call(&rig, fd, ident, "append", pymgr_tuple_of(1, pymgr_bytes(text, SIZE)), kind));
    CU_ASSERT_STRING_EQUAL(kind, "#RETURN");
    pm_rig_put(&rig, &out, &pm_codec_pickle, ident, "__getitem__", pymgr_tuple_of(1, pymgr_int(0)));
    pm_rig_put(&rig, &out, &pm_codec_pickle, ident, "__len__", pymgr_tuple(0));
    pm_rig_write(&rig, fd, &out);
    pm_rig_turn(&rig);
    result = pm_rig_read(&rig, fd, &pm_codec_pickle, kind);
    CU_ASSERT_EQUAL(pymgr_length(result), SIZE);
    pymgr_unref(result);
    item = pm_rig_read(&rig, fd, &pm_codec_pickle, kind);
    CU_ASSERT(pymgr_equal(item, pymgr_bool(true)));
    pymgr_unref(item);
    free(text);
    close(fd);
    pm_rig_close(&rig);
}

enum { LARGE = 80000 };

/* Appends a get of a queue for each, which come together to less than is gathered before it is sent. */
static void put_gets(struct pm_rig *rig, struct pm_buffer *out, const char *ident, int count)
{
    for (int i = 0; i < count; i++)
        pm_rig_put(rig, out, &pm_codec_pickle, ident, "get", pymgr_tuple(0));
}

static void put_large(struct pm_rig *rig, int fd, const char *ident, int number)
{
    static char text[LARGE];
    char kind[32];

    memset(text, 'a' + number, sizeof text);
    pymgr_unref(pm_rig_call(rig, fd, ident, "put", pymgr_tuple_of(1, pymgr_bytes(text, LARGE)), kind));
}

static void check_large(struct pm_rig *rig, int fd, int number)
{
    char kind[32];
    pymgr_value *result = pm_rig_read(rig, fd, &pm_codec_pickle, kind);

    CU_ASSERT_EQUAL_FATAL(pymgr_length(result), LARGE);
    CU_ASSERT_EQUAL(pymgr_text(result, NULL)[0], 'a' + number);
    CU_ASSERT_EQUAL(pymgr_text(result, NULL)[LARGE - 1], 'a' + number);
    pymgr_unref(result);
}

/* The last get waits while the socket is full; its answer comes when there are others to be sent yet. */
static void large_answers_stay_in_order(void)
{
    enum { BATCH = 3, BATCHES = 3, COUNT = BATCH * BATCHES + 1 };
    struct pm_rig rig;
    struct pm_buffer out = PM_BUFFER_INIT;
    char ident[PM_IDENT_SIZE];
    int getter, putter;

    pm_rig_open(&rig);
    pm_rig_create(&rig, "Queue", ident);
    getter = pm_rig_channel(&rig);
    putter = pm_rig_channel(&rig);
    for (int i = 0; i < COUNT - 1; i++)
        put_large(&rig, putter, ident, i);
    for (int i = 0; i < BATCHES; i++) {
        put_gets(&rig, &out, ident, i < BATCHES - 1 ? BATCH : BATCH + 1);
        pm_rig_write(&rig, getter, &out);
        pm_rig_turn(&rig);
    }
    put_large(&rig, putter, ident, COUNT - 1);
    for (int i = 0; i < COUNT; i++)
        check_large(&rig, getter, i);
    close(getter);
    close(putter);
    pm_rig_close(&rig);
}

static void an_answer_may_have_many_large_parts(void)
{
    enum { COUNT = 200 };
    struct pm_rig rig;
    char ident[PM_IDENT_SIZE], kind[32];
    pymgr_value *list = pymgr_list(), *result;
    static char text[LARGE];
    int fd;

    pm_rig_open(&rig);
    pm_rig_create(&rig, "Queue", ident);
    fd = pm_rig_channel(&rig);
    for (int i = 0; i < COUNT; i++)
        CU_ASSERT_EQUAL(pymgr_list_append(list, pymgr_bytes(text, LARGE)), 0);
    pymgr_unref(pm_rig_call(&rig, fd, ident, "put", pymgr_tuple_of(1, pymgr_ref(list)), kind));
    result = pm_rig_call(&rig, fd, ident, "get", pymgr_tuple(0), kind);
    CU_ASSERT(pymgr_equal(list, result));
    pymgr_unref(list);
    pymgr_unref(result);
    close(fd);
    pm_rig_close(&rig);
}

static void both_serializers_share_an_object(void)
{
    struct pm_rig rig;
    struct pm_buffer out = PM_BUFFER_INIT;
    char ident[PM_IDENT_SIZE], kind[32];
    pymgr_value *result;
    int pickle, xml;

    pm_rig_open(&rig);
    pm_rig_create(&rig, "list", ident);
    pickle = pm_rig_channel(&rig);
    xml = pm_rig_admitted(&rig);
    pm_rig_put(&rig, &out, &pm_codec_xmlrpc, NULL, "accept_connection", pymgr_tuple_of(1, pymgr_str("x")));
    pm_rig_put(&rig, &out, &pm_codec_xmlrpc, ident, "append", pymgr_tuple_of(1, pymgr_str("hello")));
    pm_rig_write(&rig, xml, &out);
    pymgr_unref(pm_rig_read(&rig, xml, &pm_codec_xmlrpc, kind));
    CU_ASSERT_STRING_EQUAL(kind, "#RETURN");
    pymgr_unref(pm_rig_read(&rig, xml, &pm_codec_xmlrpc, kind));
    CU_ASSERT_STRING_EQUAL(kind, "#RETURN");
    result = pm_rig_call(&rig, pickle, ident, "pop", pymgr_tuple(0), kind);
    CU_ASSERT(result != NULL && pm_text_is(result, "hello"));
    pymgr_unref(result);
    close(pickle);
    close(xml);
    pm_rig_close(&rig);
}

static void an_exception_is_a_text_in_xml(void)
{
    struct pm_rig rig;
    struct pm_buffer out = PM_BUFFER_INIT;
    char ident[PM_IDENT_SIZE], kind[32];
    pymgr_value *text;
    int fd;

    pm_rig_open(&rig);
    pm_rig_create(&rig, "dict", ident);
    fd = pm_rig_admitted(&rig);
    pm_rig_put(&rig, &out, &pm_codec_xmlrpc, NULL, "accept_connection", pymgr_tuple_of(1, pymgr_str("x")));
    pm_rig_put(&rig, &out, &pm_codec_xmlrpc, ident, "__getitem__", pymgr_tuple_of(1, pymgr_str("x")));
    pm_rig_write(&rig, fd, &out);
    pymgr_unref(pm_rig_read(&rig, fd, &pm_codec_xmlrpc, kind));
    text = pm_rig_read(&rig, fd, &pm_codec_xmlrpc, kind);
    CU_ASSERT_STRING_EQUAL(kind, "#TRACEBACK");
    CU_ASSERT(text != NULL && strstr(pymgr_text(text, NULL), "\nKeyError: 'x'\n") != NULL);
    pymgr_unref(text);
    close(fd);
    pm_rig_close(&rig);
}

static void what_cannot_be_sent_is_told(void)
{
    struct pm_rig rig;
    struct pm_buffer out = PM_BUFFER_INIT;
    char ident[PM_IDENT_SIZE], kind[32];
    pymgr_value *text;
    int pickle, xml;

    pm_rig_open(&rig);
    pm_rig_create(&rig, "list", ident);
    pickle = pm_rig_channel(&rig);
    pymgr_unref(pm_rig_call(&rig, pickle, ident, "append", pymgr_tuple_of(1, pymgr_global("m", "f")), kind));
    xml = pm_rig_admitted(&rig);
    pm_rig_put(&rig, &out, &pm_codec_xmlrpc, NULL, "accept_connection", pymgr_tuple_of(1, pymgr_str("x")));
    pm_rig_put(&rig, &out, &pm_codec_xmlrpc, ident, "pop", pymgr_tuple(0));
    pm_rig_write(&rig, xml, &out);
    pymgr_unref(pm_rig_read(&rig, xml, &pm_codec_xmlrpc, kind));
    text = pm_rig_read(&rig, xml, &pm_codec_xmlrpc, kind);
    CU_ASSERT_STRING_EQUAL(kind, "#UNSERIALIZABLE");
    CU_ASSERT(text != NULL && pm_is(text, PYMGR_STR));
    pymgr_unref(text);
    close(pickle);
    close(xml);
    pm_rig_close(&rig);
}

static void a_bad_pickle_is_told_and_the_channel_goes_on(void)
{
    struct pm_rig rig;
    struct pm_buffer out = PM_BUFFER_INIT;
    char ident[PM_IDENT_SIZE], kind[32];
    int fd;

    pm_rig_open(&rig);
    pm_rig_create(&rig, "list", ident);
    fd = pm_rig_channel(&rig);
    pm_frame_put(&out, "\x80\x04\xff", 3);
    pm_rig_put(&rig, &out, &pm_codec_pickle, ident, "__len__", pymgr_tuple(0));
    pm_rig_write(&rig, fd, &out);
    pymgr_unref(pm_rig_read(&rig, fd, &pm_codec_pickle, kind));
    CU_ASSERT_STRING_EQUAL(kind, "#TRACEBACK");
    pymgr_unref(pm_rig_read(&rig, fd, &pm_codec_pickle, kind));
    CU_ASSERT_STRING_EQUAL(kind, "#RETURN");
    close(fd);
    pm_rig_close(&rig);
}

static void what_is_no_frame_ends_the_connection(void)
{
    static const struct {
        const char *bytes;
        size_t size;
    } cases[] = {
        { "\xff\xff\xff\xfe", 4 },                                  /* a negative length */
        { "\xff\xff\xff\xff\x7f\xff\xff\xff\xff\xff\xff\xff", 12 }, /* more than anybody has */
        { "GET / HTTP/1.1\r\n", 16 },                               /* read as a length: over the limit */
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pm_rig rig;
        int fd;

        pm_rig_open(&rig);
        fd = pm_rig_channel(&rig);
        CU_ASSERT_EQUAL(write(fd, cases[i].bytes, cases[i].size), (ssize_t)cases[i].size);
        CU_ASSERT(pm_rig_ended(&rig, fd));
        close(fd);
        pm_rig_close(&rig);
    }
}

static void a_stranger_is_limited_to_short_frames(void)
{
    struct pm_rig rig;
    char challenge[128];
    int fd;

    pm_rig_open(&rig);
    fd = pm_rig_connect(&rig);
    CU_ASSERT(pm_rig_wait(&rig, fd));
    CU_ASSERT(read(fd, challenge, sizeof challenge) > 0);
    CU_ASSERT_EQUAL(write(fd, "\0\0\1\1", 4), 4); /* 257 bytes */
    CU_ASSERT(pm_rig_ended(&rig, fd));
    close(fd);
    pm_rig_close(&rig);
}

static void a_stranger_has_a_deadline(void)
{
    struct pm_rig rig;
    char challenge[128];
    int fd;

    pm_rig_open_with(&rig, &(struct pymgr_server_options){ .handshake_timeout = 0.02 });
    fd = pm_rig_connect(&rig);
    CU_ASSERT(pm_rig_wait(&rig, fd));
    CU_ASSERT(read(fd, challenge, sizeof challenge) > 0);
    CU_ASSERT(pm_rig_ended(&rig, fd));
    close(fd);
    pm_rig_close(&rig);
}

static void a_flood_of_strangers_pushes_out_the_oldest(void)
{
    struct pm_rig rig;
    char challenge[128];
    int fds[3], admitted;

    pm_rig_open_with(&rig, &(struct pymgr_server_options){ .max_pending = 2 });
    admitted = pm_rig_channel(&rig);
    for (int i = 0; i < 3; i++)
        fds[i] = pm_rig_connect(&rig);
    CU_ASSERT(read(fds[0], challenge, sizeof challenge) > 0);
    CU_ASSERT(pm_rig_ended(&rig, fds[0]));
    CU_ASSERT_EQUAL(rig.loop->pending_count, 2);
    for (int i = 0; i < 3; i++)
        close(fds[i]);
    close(admitted);
    pm_rig_close(&rig);
}

/* Queue.get by two peers, of which the first vanishes: its item is the second's. */
static void a_vanished_waiter_takes_nothing_along(void)
{
    struct pm_rig rig;
    struct pm_buffer out = PM_BUFFER_INIT;
    char ident[PM_IDENT_SIZE], kind[32];
    pymgr_value *result;
    int first, second, putter;

    pm_rig_open(&rig);
    pm_rig_create(&rig, "Queue", ident);
    first = pm_rig_channel(&rig);
    second = pm_rig_channel(&rig);
    putter = pm_rig_channel(&rig);
    pm_rig_put(&rig, &out, &pm_codec_pickle, ident, "get", pymgr_tuple(0));
    pm_rig_write(&rig, first, &out);
    pm_rig_turn(&rig);
    pm_rig_put(&rig, &out, &pm_codec_pickle, ident, "get", pymgr_tuple(0));
    pm_rig_write(&rig, second, &out);
    pm_rig_turn(&rig);
    /* The item is already on its way when the end is seen, so only looking at the socket can tell. */
    pm_rig_put(&rig, &out, &pm_codec_pickle, ident, "put", pymgr_tuple_of(1, pymgr_str("it")));
    close(first);
    CU_ASSERT_EQUAL(
        write(putter, pm_buffer_bytes(&out), pm_buffer_length(&out)), (ssize_t)pm_buffer_length(&out));
    pm_buffer_free(&out);
    result = pm_rig_read(&rig, second, &pm_codec_pickle, kind);
    CU_ASSERT(result != NULL && pm_text_is(result, "it"));
    pymgr_unref(result);
    close(second);
    close(putter);
    pm_rig_close(&rig);
}

/* The next reply, which must be this int. */
static void check_int(struct pm_rig *rig, int fd, int64_t expected)
{
    char kind[32];
    pymgr_value *result = pm_rig_read(rig, fd, &pm_codec_pickle, kind);
    int64_t number = -1;

    CU_ASSERT_TRUE(result != NULL && pymgr_int_value(result, &number) && number == expected);
    pymgr_unref(result);
}

/* Calls one by one first, so that the connection is watched for new bytes only. */
static void what_comes_while_a_call_waits_is_served_after_it(void)
{
    struct pm_rig rig;
    struct pm_buffer out = PM_BUFFER_INIT;
    char ident[PM_IDENT_SIZE], kind[32];
    int getter, putter;

    pm_rig_open(&rig);
    pm_rig_create(&rig, "Queue", ident);
    getter = pm_rig_channel(&rig);
    putter = pm_rig_channel(&rig);
    for (int round = 0; round < 3; round++) {
        pymgr_unref(pm_rig_call(&rig, getter, ident, "qsize", pymgr_tuple(0), kind));
        pm_rig_put(&rig, &out, &pm_codec_pickle, ident, "get", pymgr_tuple(0));
        pm_rig_write(&rig, getter, &out);
        pm_rig_turn(&rig);
        for (int i = 0; i < 2; i++) {
            pm_rig_put(&rig, &out, &pm_codec_pickle, ident, "qsize", pymgr_tuple(0));
            pm_rig_write(&rig, getter, &out);
            pm_rig_turn(&rig);
        }
        pymgr_unref(pm_rig_call(&rig, putter, ident, "put", pymgr_tuple_of(1, pymgr_int(7)), kind));
        check_int(&rig, getter, 7);
        check_int(&rig, getter, 0);
        check_int(&rig, getter, 0);
    }
    close(getter);
    close(putter);
    pm_rig_close(&rig);
}

static void who_sends_no_more_still_gets_answers(void)
{
    struct pm_rig rig;
    struct pm_buffer out = PM_BUFFER_INIT;
    char ident[PM_IDENT_SIZE];
    int fd;

    pm_rig_open(&rig);
    pm_rig_create(&rig, "Queue", ident);
    fd = pm_rig_channel(&rig);
    pm_rig_put(&rig, &out, &pm_codec_pickle, ident, "qsize", pymgr_tuple(0));
    CU_ASSERT_EQUAL(
        write(fd, pm_buffer_bytes(&out), pm_buffer_length(&out)), (ssize_t)pm_buffer_length(&out));
    pm_buffer_free(&out);
    CU_ASSERT_EQUAL(shutdown(fd, SHUT_WR), 0);
    check_int(&rig, fd, 0);
    CU_ASSERT(pm_rig_ended(&rig, fd));
    close(fd);
    pm_rig_close(&rig);
}

static void a_timeout_is_kept(void)
{
    struct pm_rig rig;
    struct pm_buffer out = PM_BUFFER_INIT;
    char ident[PM_IDENT_SIZE], kind[32];
    uint64_t start;
    int fd;

    pm_rig_open(&rig);
    pm_rig_create(&rig, "Queue", ident);
    fd = pm_rig_channel(&rig);
    start = uv_hrtime();
    pm_rig_put(
        &rig, &out, &pm_codec_pickle, ident, "get", pymgr_tuple_of(2, pymgr_bool(true), pymgr_float(0.03)));
    pm_rig_write(&rig, fd, &out);
    pymgr_unref(pm_rig_read(&rig, fd, &pm_codec_pickle, kind));
    CU_ASSERT_STRING_EQUAL(kind, "#ERROR");
    CU_ASSERT(uv_hrtime() - start >= 30000000);
    close(fd);
    pm_rig_close(&rig);
}

static void the_first_request_decides_what_follows(void)
{
    struct pm_rig rig;
    char kind[32];
    int fd;

    pm_rig_open(&rig);
    fd = pm_rig_admitted(&rig);
    pymgr_unref(pm_rig_call(&rig, fd, NULL, "dummy", pymgr_tuple(0), kind));
    CU_ASSERT_STRING_EQUAL(kind, "#RETURN");
    CU_ASSERT(pm_rig_ended(&rig, fd)); /* one request, one connection */
    close(fd);
    fd = pm_rig_admitted(&rig);
    pymgr_unref(pm_rig_call(&rig, fd, NULL, "no_such", pymgr_tuple(0), kind));
    CU_ASSERT_STRING_EQUAL(kind, "#TRACEBACK");
    CU_ASSERT(pm_rig_ended(&rig, fd));
    close(fd);
    pm_rig_close(&rig);
}

static const struct pm_test tests[] = {
    { "every byte may come alone", every_byte_may_come_alone },
    { "pipelined requests are answered in order", pipelined_requests_are_answered_in_order },
    { "a big answer waits for a slow reader", a_big_answer_waits_for_a_slow_reader },
    { "large answers stay in order", large_answers_stay_in_order },
    { "an answer may have many large parts", an_answer_may_have_many_large_parts },
    { "both serializers share an object", both_serializers_share_an_object },
    { "an exception is a text in XML", an_exception_is_a_text_in_xml },
    { "what cannot be sent is told", what_cannot_be_sent_is_told },
    { "a bad pickle is told and the channel goes on", a_bad_pickle_is_told_and_the_channel_goes_on },
    { "what is no frame ends the connection", what_is_no_frame_ends_the_connection },
    { "a stranger is limited to short frames", a_stranger_is_limited_to_short_frames },
    { "a stranger has a deadline", a_stranger_has_a_deadline },
    { "a flood of strangers pushes out the oldest", a_flood_of_strangers_pushes_out_the_oldest },
    { "a vanished waiter takes nothing along", a_vanished_waiter_takes_nothing_along },
    { "what comes while a call waits is served after it", what_comes_while_a_call_waits_is_served_after_it },
    { "who sends no more still gets answers", who_sends_no_more_still_gets_answers },
    { "a timeout is kept", a_timeout_is_kept },
    { "the first request decides what follows", the_first_request_decides_what_follows },
};

const struct pm_suite pm_suite_peer = { "server/peer", PM_SUITE(tests) };
