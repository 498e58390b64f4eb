/* SPDX-License-Identifier: MIT
 *
 * Methods of shared objects as functions: getattr(proxy, 'put').
 */
#include "callables/callables.h"

#include "callables/one_call.h"
#include "object/fake.h"
#include "object/registry.h"
#include "types/types.h"
#include "unit.h"
#include "value/token.h"

#include <stdlib.h>

static struct fake_session session;
static struct fake_executor executor;
static struct pm_registry *registry;
static struct pm_entry *entry; /* of a Queue(1) */

static void begin(void)
{
    struct pm_object *queue;

    fake_session_init(&session);
    fake_executor_init(&executor, true);
    registry = pm_registry_new(pm_typeids);
    CU_ASSERT_PTR_NOT_NULL_FATAL(registry);
    queue = fake_new(&session, "Queue(1)");
    entry = pm_registry_add(registry, queue, pm_registry_typeid(registry, "Queue", 5));
    CU_ASSERT_PTR_NOT_NULL_FATAL(entry);
    pm_object_unref(queue);
}

static void end(void)
{
    pm_method_calls_forget(&executor.executor);
    fake_executor_drop(&executor);
    pm_registry_settle(registry);
    pm_registry_free(registry);
}

/* getattr(proxy of the queue, name), as a peer's request has it. */
static pymgr_value *method(const char *name)
{
    char ident[PM_IDENT_SIZE];
    pymgr_value *proxy;

    pm_ident_format(entry->object->ident, ident);
    proxy = pm_proxy_new(pymgr_global("multiprocessing.managers", "AutoProxy"),
        pm_token_new(pymgr_str("Queue"), pymgr_str("/address"), pymgr_str(ident)), pymgr_str("pickle"),
        pymgr_dict());
    CU_ASSERT_FATAL(pm_registry_anchor(registry, proxy));
    return pm_instance_new(
        PM_REDUCE, pymgr_global("builtins", "getattr"), pymgr_tuple_of(2, proxy, pymgr_str(name)));
}

static size_t over;
static char result[100]; /* of the last one: repr */

static void is_over(struct pm_one_call *call)
{
    char *text = call->result == NULL ? strdup("nothing") : pymgr_repr(call->result);

    snprintf(result, sizeof result, "%s%s", call->done && !call->succeeded ? "!" : "", text);
    free(text);
    pm_one_call_clear(call);
    over++;
}

/* Args taken. */
static void run(struct pm_one_call *call, const char *name, pymgr_value *args)
{
    *call = (struct pm_one_call){ .function = method(name), .args = args, .over = is_over };
    over = 0;
    pm_one_call_run(&executor.executor, call);
}

static void expect(const char *text)
{
    CU_ASSERT_EQUAL(over, 1);
    CU_ASSERT_STRING_EQUAL(result, text);
}

static void they_are_called_at_once(void)
{
    struct pm_one_call call;

    begin();
    run(&call, "put", pymgr_tuple_of(1, pymgr_int(7)));
    expect("None");
    run(&call, "get_nowait", pymgr_tuple(0));
    expect("7");
    run(&call, "get_nowait", pymgr_tuple(0));
    CU_ASSERT_EQUAL(result[0], '!');
    run(&call, "get", pymgr_tuple_of(3, pymgr_int(1), pymgr_int(1), pymgr_int(1)));
    expect("!TypeError('Queue.get() takes from 1 to 3 positional arguments but 4 were given')");
    end();
}

static void they_may_wait(void)
{
    struct pm_one_call call;

    begin();
    run(&call, "get", pymgr_tuple_of(2, pymgr_bool(true), pymgr_int(3)));
    CU_ASSERT_EQUAL(over, 0);
    CU_ASSERT_EQUAL(executor.timer, 3);
    CU_ASSERT_STRING_EQUAL(fake_say(&session, entry->object, "put('x')"), "-> None");
    expect("'x'");
    end();
}

static void the_end_of_the_server_forgets_them(void)
{
    struct pm_one_call call;

    begin();
    run(&call, "get", pymgr_tuple(0));
    CU_ASSERT_EQUAL(over, 0);
    pm_method_calls_forget(&executor.executor);
    expect("nothing");
    end();
}

static void what_the_object_lacks_is_for_python(void)
{
    struct pm_one_call call;
    struct fake_task task;

    begin();
    run(&call, "no_such_method", pymgr_tuple(0));
    CU_ASSERT_EQUAL(over, 0);
    task = fake_take(&executor.common);
    CU_ASSERT_PTR_NOT_NULL_FATAL(task.job);
    fake_finish(&task, true, pymgr_none());
    expect("None");
    end();
}

/* What a worker raised is kept without its traceback. */
static void exceptions_are_kept_bare(void)
{
    struct pm_one_call call;
    pymgr_value *rebuilt = pm_instance_new(PM_REDUCE, pymgr_global("multiprocessing.pool", "rebuild_exc"),
        pymgr_tuple_of(2, pymgr_str("the exception"), pymgr_str("the traceback")));

    begin();
    run(&call, "put", pymgr_tuple_of(1, rebuilt));
    expect("None");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, entry->object, "get()"), "-> 'the exception'");
    end();
}

static const struct pm_test tests[] = {
    { "they are called at once", they_are_called_at_once },
    { "they may wait", they_may_wait },
    { "the end of the server forgets them", the_end_of_the_server_forgets_them },
    { "what the object lacks is for Python", what_the_object_lacks_is_for_python },
    { "exceptions are kept bare", exceptions_are_kept_bare },
};

const struct pm_suite pm_suite_method = { "callables/method", PM_SUITE(tests) };
