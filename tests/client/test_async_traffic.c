/* SPDX-License-Identifier: MIT */
#include "client/async.h"

#include "client/async_rig.h"
#include "client/relay.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- cancelling and deadlines --------------------------------------------------------------------------- */

static void a_call_that_waits_is_just_removed(void)
{
    int64_t second;
    rig_begin();

    rig_connect_first();
    rig_call("qsize");
    second = rig_put(1);
    rig_call("qsize");
    CU_ASSERT_EQUAL(pymgr_async_cancel(rig.async, second), 0);
    CU_ASSERT_EQUAL(pymgr_async_pending(rig.async), 3);
    CU_ASSERT_EQUAL(rig.called, 0);
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, 2);
    CU_ASSERT_EQUAL(rig.called, 3);
    CU_ASSERT_EQUAL(rig.last, 0);
    CU_ASSERT_STRING_EQUAL(rig.text, "cancelled");
    rig_end();
}

static void a_call_that_was_sent_takes_the_others_with_it(void)
{
    int64_t first;
    rig_begin();

    first = rig_call_numbered("get", 1);
    rig_call_numbered("get", 2);
    rig_go_on(0.05);
    rig_call_numbered("qsize", 3); /* not sent yet */
    CU_ASSERT_EQUAL(pymgr_async_cancel(rig.async, first), 0);
    CU_ASSERT_EQUAL(pymgr_async_step(rig.async, &rig.error), 1);
    CU_ASSERT_EQUAL(rig.called, 2);
    CU_ASSERT_EQUAL(rig.order[0], 1);
    CU_ASSERT_EQUAL(rig.order[1], 2);
    CU_ASSERT_EQUAL(rig.code, PYMGR_LOST);
    CU_ASSERT_STRING_EQUAL(rig.text, "connection lost: another call was given up");
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, 1);
    rig_end();
}

/* What was made, but not sent, since the server does not read, is as good as not made. */
static void a_call_that_is_about_to_be_sent_is_removed_as_well(void)
{
    enum { SIZE = 40000, CALLS = 50 };
    static char text[SIZE];
    int64_t last = 0;
    rig_begin();

    rig_connect_first();
    kill(rig.served.pid, SIGSTOP);
    for (int i = 0; i < CALLS; i++)
        last =
            pymgr_async_call(rig.async, rig.jobs, rig_done, NULL, &rig.error, "put", "y", text, (size_t)SIZE);
    rig_go_on(0.05);
    CU_ASSERT_FALSE(TAILQ_EMPTY(&rig.async->waiting));
    while (last > 1 && TAILQ_LAST(&rig.async->sent, pm_pendings)->number != last)
        last--;
    CU_ASSERT_EQUAL(pymgr_async_cancel(rig.async, last), 0);
    CU_ASSERT_PTR_NOT_NULL(rig.async->link);
    kill(rig.served.pid, SIGCONT);
    rig_call("qsize");
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, CALLS);
    CU_ASSERT_EQUAL(rig.last, CALLS - 1);
    rig_end();
}

static void deadlines_are_kept(void)
{
    rig_begin();
    rig_call_within("get", 0.05);
    rig_call_within("qsize", 10); /* lost with it */
    rig_finish();
    CU_ASSERT_EQUAL(rig.called, 2);
    CU_ASSERT_EQUAL(rig.well, 0);
    rig_connect_first();
    kill(rig.served.pid, SIGSTOP);
    rig_call_within("qsize", 0.05);
    rig_finish();
    CU_ASSERT_EQUAL(rig.code, PYMGR_TIMED_OUT);
    CU_ASSERT_STRING_EQUAL(rig.text, "timed out");
    kill(rig.served.pid, SIGCONT);
    rig_connect_first();
    CU_ASSERT_EQUAL(rig_call_within("get", -1) > 0, true);
    CU_ASSERT_EQUAL(pymgr_async_wait(rig.async, 0.05, &rig.error), 1);
    CU_ASSERT_EQUAL(pymgr_async_wait(rig.async, 0, &rig.error), 1);
    rig_end();
}

static void the_manager_s_deadline_is_the_default(void)
{
    rig_begin_with(&(struct pymgr_options){ .call_timeout = 0.05 });
    rig_call("get");
    rig_finish();
    CU_ASSERT_EQUAL(rig.code, PYMGR_TIMED_OUT);
    rig_call_within("get", -1);
    rig_call_within("qsize", 0.01);
    rig_go_on(0.1);
    CU_ASSERT_EQUAL(rig.code, PYMGR_LOST);
    CU_ASSERT_EQUAL(rig.called, 3);
    rig_end();
}

/* The reply that comes too late is nobody's. */
static void a_late_reply_is_never_another_call_s(void)
{
    rig_begin();
    for (int i = 0; i < 20; i++) {
        int64_t first = rig_put(i);

        CU_ASSERT_TRUE(pymgr_async_step(rig.async, &rig.error) >= 0);
        if (pymgr_async_cancel(rig.async, first) == 0)
            rig_call("empty");
        rig_finish();
        CU_ASSERT_NOT_EQUAL(rig.code, PYMGR_PROTOCOL);
    }
    rig.last = -1;
    rig_call("qsize");
    rig_finish();
    CU_ASSERT_TRUE(rig.last >= 0);
    rig_end();
}

static void a_call_may_be_late_before_there_is_a_connection(void)
{
    int listener;
    rig_begin();

    listener = rig_usurp();
    rig_call_within("qsize", 0.03);
    rig_finish();
    CU_ASSERT_EQUAL(rig.code, PYMGR_TIMED_OUT);
    CU_ASSERT_PTR_NOT_NULL(rig.async->link);
    close(listener);
    rig_end();
}

/* --- lost connections ----------------------------------------------------------------------------------- */

static void what_was_sent_is_lost_with_the_server(void)
{
    rig_begin();
    rig_call("get");
    rig_go_on(0.05);
    pm_served_kill(&rig.served);
    rig_finish();
    CU_ASSERT_EQUAL(rig.code, PYMGR_LOST);
    rig_call("qsize");
    rig_call("qsize");
    rig_finish();
    CU_ASSERT_EQUAL(rig.called, 3);
    CU_ASSERT_EQUAL(rig.code, PYMGR_UNREACHABLE);
    CU_ASSERT_PTR_NOT_NULL(strstr(rig.text, "cannot connect to @pymgr-test"));
    pm_served_again(&rig.served);
    rig_connect_first();
    rig_end();
}

/* The server that is there now is another one. */
static void a_restart_is_not_noticed(void)
{
    rig_begin();
    rig_put(1);
    rig_finish();
    pm_served_kill(&rig.served);
    pm_served_again(&rig.served);
    for (int i = 0; i < 10; i++)
        rig_put(i);
    rig_call("qsize");
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, 12);
    CU_ASSERT_EQUAL(rig.last, 10);
    CU_ASSERT_TRUE(rig_is_quiet());
    rig_end();
}

static void objects_without_a_name_are_not_found_again(void)
{
    pymgr_proxy *list;
    rig_begin();

    list = pymgr_create(rig.served.manager, &rig.error, "list", NULL);
    pymgr_async_call(rig.async, list, rig_done, NULL, &rig.error, "__len__", NULL);
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, 1);
    pm_served_kill(&rig.served);
    pm_served_again(&rig.served);
    pymgr_async_call(rig.async, list, rig_done, NULL, &rig.error, "__len__", NULL);
    rig_finish();
    CU_ASSERT_EQUAL(rig.code, PYMGR_REMOTE);
    pymgr_proxy_unref(list);
    rig_end();
}

/* --- servers that misbehave ----------------------------------------------------------------------------- */

static const unsigned char key[] = "sesame";
static const struct pm_auth_policy policy = { .key = key, .key_size = sizeof key - 1 };

static void reply(const struct pm_puppet *puppet, enum pm_reply_kind kind, pymgr_value *value)
{
    struct pm_exchange exchange;
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error;
    size_t frame = pm_frame_begin(&out);

    value = pm_reply_new(kind, value);
    pm_exchange_init(&exchange, &pm_codec_pickle, 0);
    exchange.codec->dump(exchange.scratch, &(struct pm_dialect){ .protocol = 2 }, value, &out, &error);
    pm_frame_end(&out, frame);
    pm_puppet_write(puppet, pm_buffer_bytes(&out), pm_buffer_length(&out));
}

/* Admits, and has one request answered. */
static void accept_calls(struct pm_puppet *puppet)
{
    pm_puppet_admit(puppet, &policy);
    pm_puppet_read(puppet);
    pm_puppet_drop(puppet);
    reply(puppet, PM_REPLY_RETURN, pymgr_none());
}

static void refuse_calls(struct pm_puppet *puppet)
{
    pm_puppet_admit(puppet, &policy);
    pm_puppet_read(puppet);
    reply(puppet, PM_REPLY_TRACEBACK, pymgr_str("no"));
    pm_puppet_drain(puppet);
}

static void leave_after_accepting(struct pm_puppet *puppet)
{
    accept_calls(puppet);
}

static void answer_unasked(struct pm_puppet *puppet)
{
    accept_calls(puppet);
    reply(puppet, PM_REPLY_RETURN, pymgr_none());
    pm_puppet_drain(puppet);
}

static void answer_twice(struct pm_puppet *puppet)
{
    accept_calls(puppet);
    pm_puppet_read(puppet);
    reply(puppet, PM_REPLY_RETURN, pymgr_int(1));
    reply(puppet, PM_REPLY_RETURN, pymgr_int(2));
    pm_puppet_drain(puppet);
}

/* One answer that is none, then one that is. */
static void answer_nonsense(struct pm_puppet *puppet)
{
    accept_calls(puppet);
    pm_puppet_read(puppet);
    pm_puppet_drop(puppet);
    pm_puppet_write(puppet, (const unsigned char *)"\0\0\0\3abc", 7);
    pm_puppet_read(puppet);
    reply(puppet, PM_REPLY_RETURN, pymgr_int(5));
    pm_puppet_drain(puppet);
}

static void answer_no_frame(struct pm_puppet *puppet)
{
    accept_calls(puppet);
    pm_puppet_read(puppet);
    pm_puppet_write(puppet, (const unsigned char *)"\xff\xff\xff\xfe", 4);
    pm_puppet_drain(puppet);
}

static void admit_nobody(struct pm_puppet *puppet)
{
    struct pm_auth_policy other = { .key = key, .key_size = 2 };

    pm_puppet_admit(puppet, &other);
}

static void misbehaviour_has_its_end(void)
{
    static const struct {
        void (*behave)(struct pm_puppet *puppet);
        enum pymgr_code code; /* of the last of two calls */
        int well;
    } cases[] = {
        { refuse_calls, PYMGR_PROTOCOL, 0 },
        { leave_after_accepting, PYMGR_LOST, 0 },
        { answer_nonsense, PYMGR_OK, 1 },
        { answer_no_frame, PYMGR_PROTOCOL, 0 },
        { admit_nobody, PYMGR_REFUSED, 0 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pymgr_proxy *list;
        rig_begin();

        list = pymgr_create(rig.served.manager, &rig.error, "list", NULL);
        rig_usurp_with(cases[i].behave);
        pymgr_async_call(rig.async, list, rig_done, NULL, &rig.error, "copy", NULL);
        pymgr_async_call(rig.async, list, rig_done, NULL, &rig.error, "copy", NULL);
        rig_finish();
        CU_ASSERT_EQUAL(rig.called, 2);
        CU_ASSERT_EQUAL(rig.well, cases[i].well);
        CU_ASSERT_EQUAL(rig.code, cases[i].code);
        pm_served_kill(&rig.served);
        pm_served_again(&rig.served);
        pymgr_proxy_unref(list);
        rig_connect_first();
        rig_end();
    }
}

/* Also of a connection that calls nothing; the next call is on another. */
static void answers_to_nothing_drop_the_connection(void)
{
    pymgr_proxy *list;
    rig_begin();

    list = pymgr_create(rig.served.manager, &rig.error, "list", NULL);
    rig_usurp_with(answer_unasked);
    pymgr_async_call(rig.async, list, rig_done, NULL, &rig.error, "copy", NULL);
    rig_finish();
    pm_served_kill(&rig.served);
    rig_usurp_with(answer_twice);
    pymgr_async_call(rig.async, list, rig_done, NULL, &rig.error, "copy", NULL);
    rig_finish();
    CU_ASSERT_EQUAL(rig.last, 1);
    rig_go_on(0.02);
    CU_ASSERT_PTR_NULL(rig.async->link);
    pm_served_kill(&rig.served);
    pm_served_again(&rig.served);
    pymgr_proxy_unref(list);
    rig_end();
}

/* --- what networks do ----------------------------------------------------------------------------------- */

static struct pm_relay relay;
static pymgr_manager *beyond; /* a manager of the server, through the relay */
static pymgr_proxy *far_jobs;

static void begin_relayed(void)
{
    struct pymgr_options options;

    rig_begin();
    pm_relay_begin(&relay, rig.served.address);
    options = rig.served.options;
    options.address = relay.address;
    beyond = pymgr_connect(&options, &rig.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(beyond);
    far_jobs = pymgr_get(beyond, "jobs", &rig.error);
    pymgr_async_free(rig.async);
    rig.async = pymgr_async_new(beyond, &rig.error);
}

static void end_relayed(void)
{
    relay.ways->cut = -1;
    pymgr_proxy_unref(far_jobs);
    pymgr_close(beyond);
    pm_relay_end(&relay);
    rig_end();
}

static void bytes_may_come_singly(void)
{
    begin_relayed();
    relay.ways->piece = 1;
    for (int i = 0; i < 20; i++) {
        pymgr_async_call(
            rig.async, far_jobs, rig_done, NULL, &rig.error, "put", "s", "a text of some length");
        pymgr_async_call(rig.async, far_jobs, rig_done, NULL, &rig.error, "qsize", NULL);
    }
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, 40);
    CU_ASSERT_EQUAL(rig.last, 20);
    end_relayed();
}

/* Wherever a connection ends, each call ends once. */
static void connections_may_end_anywhere(void)
{
    int whole = 0;
    begin_relayed();

    for (long cut = 0; cut < 420; cut += cut < 200 ? 7 : 3) {
        int called = rig.called;

        relay.ways->cut = cut;
        for (int i = 0; i < 6; i++)
            pymgr_async_call(rig.async, far_jobs, rig_done, NULL, &rig.error, "empty", NULL);
        rig_finish();
        CU_ASSERT_EQUAL(rig.called, called + 6);
        whole += rig.code == PYMGR_OK;
        pymgr_async_free(rig.async);
        relay.ways->cut = -1;
        rig.async = pymgr_async_new(beyond, &rig.error);
    }
    CU_ASSERT_TRUE(whole > 0 && rig.well > whole * 6);
    end_relayed();
}

static const struct pm_test tests[] = {
    { "a call that waits is just removed", a_call_that_waits_is_just_removed },
    { "a call that was sent takes the others with it", a_call_that_was_sent_takes_the_others_with_it },
    { "a call that is about to be sent is removed as well",
        a_call_that_is_about_to_be_sent_is_removed_as_well },
    { "deadlines are kept", deadlines_are_kept },
    { "the manager's deadline is the default", the_manager_s_deadline_is_the_default },
    { "a late reply is never another call's", a_late_reply_is_never_another_call_s },
    { "a call may be late before there is a connection", a_call_may_be_late_before_there_is_a_connection },
    { "what was sent is lost with the server", what_was_sent_is_lost_with_the_server },
    { "a restart is not noticed", a_restart_is_not_noticed },
    { "objects without a name are not found again", objects_without_a_name_are_not_found_again },
    { "misbehaviour has its end", misbehaviour_has_its_end },
    { "answers to nothing drop the connection", answers_to_nothing_drop_the_connection },
    { "bytes may come singly", bytes_may_come_singly },
    { "connections may end anywhere", connections_may_end_anywhere },
};

const struct pm_suite pm_suite_async_traffic = { "client/async_traffic", PM_SUITE(tests) };
