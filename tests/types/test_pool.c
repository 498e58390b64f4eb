/* SPDX-License-Identifier: MIT
 *
 * Pools, their results and iterators, with the test for worker processes.
 */
#include "types/pool.h"

#include "base/memory.h"
#include "object/fake.h"
#include "types/types.h"
#include "unit.h"
#include "value/literal.h"

#include <stdlib.h>

static struct fake_session session;
static struct fake_executor executor;
static struct pm_object *pool;

static void begin(const char *text, bool python)
{
    fake_session_init(&session);
    fake_executor_init(&executor, python);
    session.executor = &executor.executor;
    session.given = pymgr_global("os.path", "basename");
    pool = fake_new(&session, text);
}

static void end(void)
{
    fake_executor_drop(&executor);
    session.given = pymgr_unref(session.given);
    pool = pm_object_unref(pool);
}

static const char *say(struct pm_object *object, const char *text)
{
    return fake_say(&session, object, text);
}

static struct fake_call *start(struct pm_object *object, const char *text)
{
    struct fake_call *call = fake_begin(&session, object, text);

    CU_ASSERT_PTR_NOT_NULL_FATAL(call);
    return call;
}

static void expect(struct fake_call *call, const char *text)
{
    CU_ASSERT_STRING_EQUAL(call->text, text);
    fake_end(call);
}

/* The object that a call makes: new. */
static struct pm_object *made(const char *text)
{
    struct fake_call *call = start(pool, text);
    struct pm_object *object = pm_object_ref(call->call.created);

    expect(call, "-> an object");
    return object;
}

static pymgr_value *literal(const char *text)
{
    struct pm_error error;

    return pm_literal(text, strlen(text), &error);
}

/* Takes the next task, which must have these arguments, and says what it comes to. */
static void work(enum pm_shape shape, const char *args, bool succeeded, const char *result)
{
    struct fake_task task = fake_take(&executor.crew);
    char *shown;

    CU_ASSERT_PTR_NOT_NULL_FATAL(task.job);
    CU_ASSERT_EQUAL(task.task.shape, shape);
    shown = pymgr_repr(task.task.args);
    CU_ASSERT_STRING_EQUAL(shown, args);
    free(shown);
    fake_finish(&task, succeeded, literal(result));
}

static void expect_idle(void)
{
    CU_ASSERT(TAILQ_EMPTY(&executor.crew.jobs));
}

/* --- the constructor --- */

static void arguments_are_checked_as_cpythons(void)
{
    static const char *const cases[][2] = {
        { "Pool(0)", "!! ValueError('Number of processes must be at least 1')" },
        { "Pool(-1)", "!! ValueError('Number of processes must be at least 1')" },
        { "Pool('a')", "!! TypeError(\"'<' not supported between instances of 'str' and 'int'\")" },
        { "Pool(2.0)", "!! TypeError(\"'float' object cannot be interpreted as an integer\")" },
        { "Pool(257)", "!! ValueError('a Pool of pymgrd has at most 256 processes')" },
        { "Pool(1, 5)", "!! TypeError('initializer must be a callable')" },
        { "Pool(1, maxtasksperchild=0)", "!! ValueError('maxtasksperchild must be a positive int or None')" },
        { "Pool(1, maxtasksperchild=1.5)",
            "!! ValueError('maxtasksperchild must be a positive int or None')" },
        { "Pool(1, '@')",
            "!! AttributeError(\"calling 'os.path.basename' takes Python, which pymgrd runs only if started "
            "with --python PYTHON\")" },
        { NULL, NULL },
    };

    begin("Pool(1)", false);
    fake_expect(&session, NULL, cases);
    end();
}

static void terms_go_to_the_crew(void)
{
    begin("Pool(3, None, (), 7)", true);
    CU_ASSERT(executor.crew.hired);
    CU_ASSERT_EQUAL(executor.crew.terms.size, 3);
    CU_ASSERT_EQUAL(executor.crew.terms.tasks_per_worker, 7);
    end();
    CU_ASSERT_FALSE(executor.crew.hired);
}

static void its_repr_has_its_state(void)
{
    char *text;

    begin("Pool(4)", false);
    text = fake_state(pool);
    CU_ASSERT_STRING_EQUAL(text, "<multiprocessing.pool.Pool state=RUN pool_size=4>");
    free(text);
    say(pool, "close()");
    text = fake_state(pool);
    CU_ASSERT_STRING_EQUAL(text, "<multiprocessing.pool.Pool state=CLOSE pool_size=4>");
    free(text);
    end();
}

/* --- apply --- */

static void apply_waits_for_its_result(void)
{
    struct fake_call *call;

    begin("Pool(1)", true);
    call = start(pool, "apply('@', ('/a/b',), {})");
    CU_ASSERT_STRING_EQUAL(call->text, "waits");
    work(PM_SHAPE_CALL, "('/a/b',)", true, "'b'");
    expect(call, "-> 'b'");
    call = start(pool, "apply('@', (1,))");
    work(PM_SHAPE_CALL, "(1,)", false, "'an exception'");
    expect(call, "!! 'an exception'");
    end();
}

static void a_vanished_caller_gets_nothing(void)
{
    begin("Pool(1)", true);
    fake_end(start(pool, "apply('@', (1,))"));
    work(PM_SHAPE_CALL, "(1,)", true, "1");
    expect_idle();
    end();
}

static void functions_in_c_need_no_python(void)
{
    begin("Pool(1)", false);
    session.given = (pymgr_unref(session.given), pymgr_global("builtins", "len"));
    CU_ASSERT_STRING_EQUAL(say(pool, "apply('@', ([1, 2],))"), "-> 2");
    CU_ASSERT_STRING_EQUAL(say(pool, "map('@', ['a', 'bc'])"), "-> [1, 2]");
    CU_ASSERT_STRING_EQUAL(
        say(pool, "apply('@', (5,))"), "!! TypeError(\"object of type 'int' has no len()\")");
    end();
}

/* --- results --- */

static void a_result_becomes_ready(void)
{
    struct pm_object *result;
    struct fake_call *get, *late, *wait;

    begin("Pool(1)", true);
    result = made("apply_async('@', (1,))");
    CU_ASSERT_STRING_EQUAL(say(result, "ready()"), "-> False");
    CU_ASSERT_EQUAL(
        strncmp(say(result, "successful()"), "!! ValueError('<multiprocessing.pool.ApplyResult", 30), 0);
    CU_ASSERT_STRING_EQUAL(say(result, "get(0)"), "!! TimeoutError()");
    CU_ASSERT_STRING_EQUAL(say(result, "wait(0)"), "-> None");
    get = start(result, "get()");
    late = start(result, "get(timeout=3)");
    wait = start(result, "wait()");
    CU_ASSERT_EQUAL(late->timer, 3);
    pm_call_timed_out(&late->call);
    expect(late, "!! TimeoutError()");
    work(PM_SHAPE_CALL, "(1,)", true, "'x'");
    expect(get, "-> 'x'");
    expect(wait, "-> None");
    CU_ASSERT_STRING_EQUAL(say(result, "ready()"), "-> True");
    CU_ASSERT_STRING_EQUAL(say(result, "successful()"), "-> True");
    CU_ASSERT_STRING_EQUAL(say(result, "get(0)"), "-> 'x'");
    pm_object_unref(result);
    end();
}

static void a_callback_is_over_before(void)
{
    struct pm_object *result;
    struct fake_task task;
    char *shown;

    begin("Pool(1)", true);
    result = made("apply_async('@', (1,), {}, '@')");
    work(PM_SHAPE_CALL, "(1,)", true, "'x'");
    CU_ASSERT_STRING_EQUAL(say(result, "ready()"), "-> False");
    task = fake_take(&executor.common);
    CU_ASSERT_PTR_NOT_NULL_FATAL(task.job);
    shown = pymgr_repr(task.task.args);
    CU_ASSERT_STRING_EQUAL(shown, "('x',)");
    free(shown);
    fake_finish(&task, false, pymgr_none());
    CU_ASSERT_STRING_EQUAL(say(result, "get()"), "-> 'x'");
    pm_object_unref(result);
    end();
}

static void an_error_callback_gets_the_exception(void)
{
    struct pm_object *result;
    struct fake_task task;

    begin("Pool(1)", true);
    result = made("apply_async('@', (1,), {}, None, '@')");
    work(PM_SHAPE_CALL, "(1,)", false, "'an exception'");
    task = fake_take(&executor.common);
    CU_ASSERT_PTR_NOT_NULL_FATAL(task.job);
    fake_finish(&task, true, pymgr_none());
    CU_ASSERT_STRING_EQUAL(say(result, "successful()"), "-> False");
    CU_ASSERT_STRING_EQUAL(say(result, "get()"), "!! 'an exception'");
    pm_object_unref(result);
    end();
}

static void a_result_outlives_the_proxies_of_its_pool(void)
{
    struct pm_object *result;

    begin("Pool(1)", true);
    result = made("apply_async('@', (1,))");
    pool = pm_object_unref(pool);
    CU_ASSERT(executor.crew.hired);
    work(PM_SHAPE_CALL, "(1,)", true, "1");
    CU_ASSERT_FALSE(executor.crew.hired);
    CU_ASSERT_STRING_EQUAL(say(result, "get()"), "-> 1");
    pm_object_unref(result);
    end();
}

/* --- map --- */

static void chunks_are_as_pool_py_has_them(void)
{
    struct fake_call *call;

    begin("Pool(1)", true);
    call = start(pool, "map('@', [1, 2, 3, 4, 5])"); /* four chunks for each process */
    work(PM_SHAPE_MAP, "(1, 2)", true, "[11, 12]");
    work(PM_SHAPE_MAP, "(3, 4)", true, "[13, 14]");
    CU_ASSERT_STRING_EQUAL(call->text, "waits");
    work(PM_SHAPE_MAP, "(5,)", true, "[15]");
    expect(call, "-> [11, 12, 13, 14, 15]");
    call = start(pool, "starmap('@', [(1, 2), (3, 4)], 5)");
    work(PM_SHAPE_STARMAP, "((1, 2), (3, 4))", true, "[3, 7]");
    expect(call, "-> [3, 7]");
    expect_idle();
    CU_ASSERT_STRING_EQUAL(say(pool, "map('@', [])"), "-> []");
    CU_ASSERT_STRING_EQUAL(say(pool, "map('@', [1, 2], 0)"), "-> [None, None]");
    CU_ASSERT_STRING_EQUAL(say(pool, "map('@', 5)"), "!! TypeError(\"'int' object is not iterable\")");
    end();
}

static void the_first_exception_is_told_in_the_end(void)
{
    struct fake_call *call;

    begin("Pool(1)", true);
    call = start(pool, "map('@', [1, 2, 3], 1)");
    work(PM_SHAPE_MAP, "(1,)", false, "'first'");
    work(PM_SHAPE_MAP, "(2,)", false, "'second'");
    CU_ASSERT_STRING_EQUAL(call->text, "waits");
    work(PM_SHAPE_MAP, "(3,)", true, "[3]");
    expect(call, "!! 'first'");
    end();
}

static void what_is_no_list_of_results_fills_nothing(void)
{
    struct fake_call *call;

    begin("Pool(1)", true);
    call = start(pool, "map('@', [1, 2], 2)");
    work(PM_SHAPE_MAP, "(1, 2)", true, "[7, 8, 9]");
    expect(call, "-> [7, 8]");
    call = start(pool, "map('@', [1, 2], 2)");
    work(PM_SHAPE_MAP, "(1, 2)", true, "5");
    expect(call, "-> [None, None]");
    end();
}

/* --- imap --- */

static void imap_keeps_the_order(void)
{
    struct pm_object *iterator;
    struct fake_task first, second;
    struct fake_call *next;

    begin("Pool(2)", true);
    iterator = made("imap('@', [1, 2])");
    first = fake_take(&executor.crew);
    second = fake_take(&executor.crew);
    fake_finish(&second, true, pymgr_int(12));
    CU_ASSERT_STRING_EQUAL(say(iterator, "next(0)"), "!! TimeoutError()");
    next = start(iterator, "__next__()");
    fake_finish(&first, false, literal("'an exception'"));
    expect(next, "!! 'an exception'");
    CU_ASSERT_STRING_EQUAL(say(iterator, "__next__()"), "-> 12");
    CU_ASSERT_STRING_EQUAL(say(iterator, "__next__()"), "!! StopIteration()");
    CU_ASSERT_STRING_EQUAL(say(iterator, "next(timeout=1)"), "!! StopIteration()");
    pm_object_unref(iterator);
    end();
}

static void imap_unordered_gives_what_comes(void)
{
    struct pm_object *iterator;
    struct fake_task first, second;

    begin("Pool(2)", true);
    iterator = made("imap_unordered('@', [1, 2])");
    first = fake_take(&executor.crew);
    second = fake_take(&executor.crew);
    fake_finish(&second, true, pymgr_int(12));
    CU_ASSERT_STRING_EQUAL(say(iterator, "__next__()"), "-> 12");
    fake_finish(&first, true, pymgr_int(11));
    CU_ASSERT_STRING_EQUAL(say(iterator, "__next__()"), "-> 11");
    CU_ASSERT_STRING_EQUAL(say(iterator, "__next__()"), "!! StopIteration()");
    pm_object_unref(iterator);
    end();
}

static void chunks_make_a_generator(void)
{
    struct pm_object *iterator;

    begin("Pool(1)", true);
    iterator = made("imap('@', [1, 2, 3], 2)");
    CU_ASSERT_STRING_EQUAL(
        say(iterator, "send(5)"), "!! TypeError(\"can't send non-None value to a just-started generator\")");
    work(PM_SHAPE_MAP, "(1, 2)", true, "[11, 12]");
    CU_ASSERT_STRING_EQUAL(say(iterator, "__next__()"), "-> 11");
    CU_ASSERT_STRING_EQUAL(say(iterator, "send(5)"), "-> 12");
    work(PM_SHAPE_MAP, "(3,)", false, "'an exception'");
    CU_ASSERT_STRING_EQUAL(say(iterator, "__next__()"), "!! 'an exception'");
    CU_ASSERT_STRING_EQUAL(say(iterator, "__next__()"), "!! StopIteration()");
    pm_object_unref(iterator);
    iterator = made("imap('@', [1, 2, 3], 2)");
    CU_ASSERT_STRING_EQUAL(say(iterator, "close()"), "-> None");
    CU_ASSERT_STRING_EQUAL(say(iterator, "__next__()"), "!! StopIteration()");
    pm_object_unref(iterator);
    end();
}

static void throwing_ends_a_generator(void)
{
    struct pm_object *iterator;
    struct fake_call *next;

    begin("Pool(1)", true);
    iterator = made("imap_unordered('@', [1, 2, 3], 2)");
    next = start(iterator, "__next__()");
    CU_ASSERT_STRING_EQUAL(say(iterator, "throw('@')"), "!! basename()");
    expect(next, "!! StopIteration()");
    CU_ASSERT_STRING_EQUAL(say(iterator, "throw(5)"),
        "!! TypeError('exceptions must be classes or instances deriving from BaseException, not int')");
    pm_object_unref(iterator);
    end();
}

static void imap_tells_of_wrong_arguments_late(void)
{
    struct pm_object *iterator;

    begin("Pool(1)", true);
    CU_ASSERT_STRING_EQUAL(say(pool, "imap('@', [1], 0)"), "!! ValueError('Chunksize must be 1+, not 0')");
    iterator = made("imap('@', 5)");
    CU_ASSERT_STRING_EQUAL(say(iterator, "__next__()"), "!! TypeError(\"'int' object is not iterable\")");
    CU_ASSERT_STRING_EQUAL(say(iterator, "__next__()"), "!! StopIteration()");
    pm_object_unref(iterator);
    iterator = made("imap('@', [])");
    CU_ASSERT_STRING_EQUAL(say(iterator, "__next__()"), "!! StopIteration()");
    pm_object_unref(iterator);
    end();
}

/* --- the end --- */

/* In Python a MapResult and an IMapUnorderedIterator inherit them. */
static void methods_are_named_after_their_class(void)
{
    static const struct {
        const char *maker, *call, *text;
    } rows[] = {
        { "apply_async('@')", "get(1, 2)",
            "!! TypeError('ApplyResult.get() takes from 1 to 2 positional arguments but 3 were given')" },
        { "map_async('@', [])", "ready(1)",
            "!! TypeError('ApplyResult.ready() takes 1 positional argument but 2 were given')" },
        { "imap_unordered('@', [])", "__next__(1, 2)",
            "!! TypeError('IMapIterator.next() takes from 1 to 2 positional arguments but 3 were given')" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pm_object *made_object;

        begin("Pool(1)", true);
        made_object = made(rows[i].maker);
        CU_ASSERT_STRING_EQUAL(fake_say(&session, made_object, rows[i].call), rows[i].text);
        pm_object_unref(made_object);
        end();
    }
}

static void a_closed_pool_ends_when_its_crew_does(void)
{
    struct fake_call *join;

    begin("Pool(1)", true);
    CU_ASSERT_STRING_EQUAL(say(pool, "join()"), "!! ValueError('Pool is still running')");
    CU_ASSERT_STRING_EQUAL(say(pool, "close()"), "-> None");
    CU_ASSERT_STRING_EQUAL(say(pool, "apply('@')"), "!! ValueError('Pool not running')");
    CU_ASSERT_STRING_EQUAL(say(pool, "imap('@', [])"), "!! ValueError('Pool not running')");
    join = start(pool, "join()");
    CU_ASSERT(executor.crew.closed);
    fake_end_crew(&executor.crew);
    expect(join, "-> None");
    CU_ASSERT_STRING_EQUAL(say(pool, "join()"), "-> None");
    end();
}

static void a_terminated_pool_forgets_its_tasks(void)
{
    struct fake_call *apply, *terminate;
    struct pm_object *result;

    begin("Pool(1)", true);
    apply = start(pool, "apply('@', (1,))");
    result = made("apply_async('@', (1,))");
    terminate = start(pool, "terminate()");
    CU_ASSERT(executor.crew.terminated);
    expect_idle();
    fake_end_crew(&executor.crew);
    expect(terminate, "-> None");
    expect(apply, "waits");
    CU_ASSERT_STRING_EQUAL(say(result, "ready()"), "-> False");
    CU_ASSERT_STRING_EQUAL(say(pool, "terminate()"), "-> None");
    CU_ASSERT_STRING_EQUAL(say(pool, "join()"), "-> None");
    pm_object_unref(result);
    end();
}

static void nothing_of_a_pool_can_be_pickled(void)
{
    struct pm_object *result;
    struct pm_error error;

    begin("Pool(1)", true);
    CU_ASSERT_PTR_NULL(pool->type->get_value(pool, &error));
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_NOT_IMPLEMENTED);
    CU_ASSERT_STRING_EQUAL(error.text, "pool objects cannot be passed between processes or pickled");
    result = made("imap('@', [1], 2)");
    CU_ASSERT_PTR_NULL(result->type->get_value(result, &error));
    CU_ASSERT_STRING_EQUAL(error.text, "cannot pickle 'generator' object");
    pm_object_unref(result);
    end();
}

static void no_failing_allocation_harms(void)
{
    static const char *const calls[] = { "apply('@', (1,))", "apply_async('@', (1,), {}, '@')",
        "map('@', [1, 2])", "imap('@', [1, 2])", "imap('@', [1, 2, 3], 2)" };
    bool without_memory;

    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        size_t n = 0;

        do {
            struct fake_call *call;

            begin("Pool(1)", true);
            session.fail_at = ++n;
            call = start(pool, calls[i]);
            session.fail_at = 0;
            without_memory = strcmp(call->text, "no memory") == 0;
            fake_end(call);
            end();
        } while (without_memory && n < 100);
        CU_ASSERT_FALSE(without_memory);
    }
}

static const struct pm_test tests[] = {
    { "arguments are checked as CPython's", arguments_are_checked_as_cpythons },
    { "terms go to the crew", terms_go_to_the_crew },
    { "its repr has its state", its_repr_has_its_state },
    { "apply waits for its result", apply_waits_for_its_result },
    { "a vanished caller gets nothing", a_vanished_caller_gets_nothing },
    { "functions in C need no Python", functions_in_c_need_no_python },
    { "a result becomes ready", a_result_becomes_ready },
    { "a callback is over before", a_callback_is_over_before },
    { "an error callback gets the exception", an_error_callback_gets_the_exception },
    { "a result outlives the proxies of its Pool", a_result_outlives_the_proxies_of_its_pool },
    { "chunks are as pool.py has them", chunks_are_as_pool_py_has_them },
    { "the first exception is told in the end", the_first_exception_is_told_in_the_end },
    { "what is no list of results fills nothing", what_is_no_list_of_results_fills_nothing },
    { "imap keeps the order", imap_keeps_the_order },
    { "imap_unordered gives what comes", imap_unordered_gives_what_comes },
    { "chunks make a generator", chunks_make_a_generator },
    { "throwing ends a generator", throwing_ends_a_generator },
    { "imap tells of wrong arguments late", imap_tells_of_wrong_arguments_late },
    { "methods are named after their class", methods_are_named_after_their_class },
    { "a closed Pool ends when its crew does", a_closed_pool_ends_when_its_crew_does },
    { "a terminated Pool forgets its tasks", a_terminated_pool_forgets_its_tasks },
    { "nothing of a Pool can be pickled", nothing_of_a_pool_can_be_pickled },
    { "no failing allocation harms", no_failing_allocation_harms },
};

const struct pm_suite pm_suite_pool = { "types/pool", PM_SUITE(tests) };
