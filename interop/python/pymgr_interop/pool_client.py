# SPDX-License-Identifier: MIT
"""A client that uses Pools: `pool_client GROUP` makes all calls of a group and says so. Runs on every Python since 2.7.

What is in COMMON any manager's Pool does, CPython's own included; OURS is what pymgrd adds to it.
"""
from __future__ import print_function

import gc
import multiprocessing
import sys
from multiprocessing.pool import MaybeEncodingError
from pymgr_interop import client, pool_functions
from pymgr_interop.pool_functions import add, divide, late, pid, square

PYTHON2 = client.PYTHON2
PATIENCE = 60


def equal(got, expected):
    if got != expected:
        raise AssertionError("expected %r, got %r" % (expected, got))


def raised(kind, function, *args, **kwds):
    """The exception, which must be one of that class."""
    try:
        result = function(*args, **kwds)
    except kind as error:
        return error
    raise AssertionError("%r was not raised: %r" % (kind, result))


def applies(manager):
    pool = manager.Pool(2)
    equal(pool.apply(square, (3,)), 9)
    equal(pool.apply(square, (3,), {"plus": 1}), 10)
    equal(pool.apply_async(square, (4,)).get(PATIENCE), 16)
    equal(pool.apply(len, ([1, 2],)), 2)
    result = pool.apply_async(late, (0.05, "x"))
    equal(result.get(), "x")
    equal((result.ready(), result.successful()), (True, True))
    equal(result.wait(), None)
    equal(result.get(0), "x")


def maps(manager):
    pool = manager.Pool(3)
    numbers = list(range(40))
    squares = [number * number for number in numbers]
    for chunksize in (None, 1, 7, 100):
        equal(pool.map(square, numbers, chunksize), squares)
        equal(pool.map_async(square, numbers, chunksize).get(PATIENCE), squares)
    equal(pool.map(square, []), [])
    equal(pool.map_async(square, [], chunksize=1).get(timeout=0.1), [])
    equal(pool.map(square, (1, 2)), [1, 4])
    equal(sorted(pool.map(square, set([1, 2]))), [1, 4])
    if not PYTHON2:
        equal(pool.starmap(add, zip(numbers, numbers)), [2 * number for number in numbers])
        equal(pool.starmap_async(add, [(1, 2), [3, 4]], 1).get(PATIENCE), [3, 7])


def iterates(manager):
    pool = manager.Pool(3)
    numbers = list(range(20))
    squares = [number * number for number in numbers]
    for chunksize in (1, 3, 100):
        equal(list(pool.imap(square, numbers, chunksize)), squares)
        equal(sorted(pool.imap_unordered(square, numbers, chunksize)), squares)
    equal(list(pool.imap(square, [])), [])
    results = pool.imap(divide, [1])
    for _ in range(2 if PYTHON2 else 1):
        raised(TypeError, next, results)
        raised(StopIteration, next, results)
        raised(StopIteration, next, results)
        results = pool.imap_unordered(divide, [1])


def fails(manager):
    pool = manager.Pool(2)
    equal(str(raised(ZeroDivisionError, pool.apply, divide, (1, 0)))[:7], "integer")
    error = raised(pool_functions.Odd, pool.apply, pool_functions.odd, (1, "b"))
    equal((type(error), error.args), (pool_functions.Odd, (1, "b")))
    result = pool.apply_async(divide, (1, 0))
    raised(ZeroDivisionError, result.get, PATIENCE)
    equal(result.successful(), False)
    raised(TypeError, pool.map, square, [1, None, 2], 1)
    raised(MaybeEncodingError, pool.apply, pool_functions.unpicklable)
    equal(pool.apply(square, (2,)), 4)


def times_out(manager):
    pool = manager.Pool(1)
    result = pool.apply_async(late, (0.5, "x"))
    raised(multiprocessing.TimeoutError, result.get, timeout=0.01)
    result.wait(0.01)
    equal(result.ready(), False)
    equal(result.get(PATIENCE), "x")


def ends(manager):
    pool = manager.Pool(2)
    result = pool.apply_async(late, (0.2, "x"))
    pool.close()
    pool.join()
    equal(result.get(0), "x")
    raised((AssertionError, ValueError), pool.apply, square, (1,))


def prepares(manager):
    pool = manager.Pool(2, pool_functions.prepare, ("a", 1))
    equal(pool.apply(pool_functions.what_is_prepared), ("a", 1))
    pool = manager.Pool(1, maxtasksperchild=2)
    pids = [pool.apply(pid) for _ in range(6)]
    equal([pids[0] == pids[1], pids[1] == pids[2], pids[2] == pids[3], len(set(pids))], [True, False, True, 3])


def calls_back(manager):
    pool = manager.Pool(2)
    calls = manager.list()
    equal(pool.apply_async(square, (3,), callback=calls.append, error_callback=calls.append).get(PATIENCE), 9)
    equal(calls[:], [9])
    pool.map_async(square, [1, 2], callback=calls.extend).wait()
    equal(calls[:], [9, 1, 4])
    pool.apply_async(divide, (1, 0), callback=calls.append, error_callback=calls.append).wait()
    equal(type(calls[-1]), ZeroDivisionError)


def says_cpythons_words(manager):
    pool = manager.Pool(2)
    equal(str(pool), "<multiprocessing.pool.Pool state=RUN pool_size=2>")
    equal(str(raised(ValueError, pool.join)), "Pool is still running")
    result = pool.apply_async(late, (0.3, "x"))
    equal(str(raised(ValueError, result.successful))[-9:], "not ready")
    pool.close()
    equal(str(raised(ValueError, pool.map, square, [1])), "Pool not running")
    equal(str(pool), "<multiprocessing.pool.Pool state=CLOSE pool_size=2>")
    pool.join()
    equal(str(raised(Exception, manager.Pool, 0)).strip().splitlines()[-2],
          "ValueError: Number of processes must be at least 1")


# --- what only pymgrd does


def terminates(manager):
    """CPython's Pools sometimes hang here: a worker that is killed may have the lock of the others' queue."""
    pool = manager.Pool(2)
    pool.map_async(square, list(range(10000)), chunksize=1)
    for _ in range(3):
        pool.apply_async(late, (600, "x"))
    pool.terminate()
    pool.join()
    pool.terminate()
    raised((AssertionError, ValueError), pool.apply, square, (1,))


def crashes(manager):
    pool = manager.Pool(1)
    before = pool.apply(pid)
    error = raised(multiprocessing.ProcessError, pool.apply, pool_functions.leave, (3,))
    equal(str(error), "the worker process that ran 'pymgr_interop.pool_functions.leave' ended with exit status 3")
    error = raised(multiprocessing.ProcessError, pool.apply, pool_functions.die)
    equal(str(error), "the worker process that ran 'pymgr_interop.pool_functions.die' ended with signal 9 (Killed)")
    equal(pool.apply(pid) == before, False)
    equal(pool.map(square, [1, 2, 3], 1), [1, 4, 9])


def cannot_begin(manager):
    pool = manager.Pool(2, pool_functions.fail_to_prepare)
    for _ in range(3):
        error = raised(multiprocessing.ProcessError, pool.apply, pid)
        equal(str(error), "the initializer of a worker process raised ValueError: not today")
    pool.close()
    pool.join()


def of_main():
    pass


def names_main(manager):
    pool = manager.Pool(1)
    of_main.__module__ = "__main__"
    sys.modules["__main__"].of_main = of_main
    equal("a client's __main__" in str(raised(AttributeError, pool.apply, of_main)), True)
    raised(ImportError, pool.apply, divide_of_nowhere())


def divide_of_nowhere():
    """A function of a module that the worker cannot import."""
    import types
    module = types.ModuleType("pymgr_nowhere")
    exec("def f(): pass", module.__dict__)
    sys.modules["pymgr_nowhere"] = module
    return module.f


def tells_the_cause(manager):
    pool = manager.Pool(1)
    error = raised(ZeroDivisionError, pool.apply, divide, (1, 0))
    if not PYTHON2 and sys.argv[2] == "3":
        equal("in divide" in str(error.__cause__), True)
    equal(type(error), ZeroDivisionError)


def passes_proxies(manager):
    pool = manager.Pool(2)
    queue, event = manager.Queue(), manager.Event()
    result = pool.apply_async(pool_functions.wait_for, (queue, event))
    equal(queue.get() == pool.apply(pid), False)
    event.set()
    equal(result.get(PATIENCE), "waited")
    equal(pool.apply(pool_functions.put, (queue, "x")), 1)
    equal(queue.get(), "x")
    equal(pool.map(pool_functions.Adder(1), [1, 2]), [2, 3])


def sorts(manager):
    items = manager.list([("a", 2), ("b", 1), ("c", 2)])
    items.sort(key=pool_functions.by_last)
    equal(items[:], [("b", 1), ("a", 2), ("c", 2)])
    items.sort(key=pool_functions.by_last, reverse=True)
    equal(items[:], [("a", 2), ("c", 2), ("b", 1)])
    raised(TypeError, items.sort, key=pool_functions.divide)
    equal(items[:], [("a", 2), ("c", 2), ("b", 1)])


def acts(manager):
    """A Barrier's action, a function or something that holds a proxy."""
    calls = manager.list()
    barrier = manager.Barrier(1, pool_functions.Appender(calls))
    equal([barrier.wait(), barrier.wait()], [0, 0])
    equal(calls[:], ["called", "called"])
    barrier = manager.Barrier(1, pool_functions.fail_to_prepare)
    equal(str(raised(ValueError, barrier.wait)), "not today")
    equal(barrier.broken, True)


def forgets(manager):
    """A Pool whose proxies are gone does what it was asked for, and is gone then."""
    gc.collect()  # proxies in the tracebacks of what was raised so far
    before = manager._number_of_objects()
    result = manager.Pool(1).apply_async(late, (0.1, "x"))
    equal(result.get(PATIENCE), "x")
    del result
    equal(manager._number_of_objects(), before)


COMMON = [applies, maps, iterates, fails, times_out, ends, prepares]
SINCE_3 = [calls_back]
SINCE_3_8 = [says_cpythons_words]
OURS = [terminates, crashes, cannot_begin, names_main, tells_the_cause, passes_proxies, sorts, forgets]


def group(name):
    calls = list(COMMON)
    if not PYTHON2:
        calls += SINCE_3
    if sys.version_info >= (3, 8) or (name == "ours" and not PYTHON2):
        calls += SINCE_3_8
    if name == "ours":
        # To Python 2's own server, and so to a worker of it, a proxy of a list among arguments is a copy.
        calls += OURS if "2" in (sys.argv[2], str(sys.version_info[0])) else OURS + [acts]
    return calls


def without_python(manager):
    """What a Pool can do that has no Python."""
    pool = manager.Pool(2)
    equal(pool.map(abs, [-1, 2]), [1, 2])
    equal(pool.apply(max, (1, 2)), 2)
    error = raised(AttributeError, pool.apply, square, (1,))
    equal(str(error), "calling 'pymgr_interop.pool_functions.square' takes Python, which pymgrd runs only if started "
                      "with --python PYTHON")
    result = pool.apply_async(square, (1,))
    raised(AttributeError, result.get, PATIENCE)
    pool.close()
    pool.join()


def main():
    manager = client.connect()
    calls = [without_python] if sys.argv[1] == "none" else group(sys.argv[1])
    for call in calls:
        try:
            call(manager)
        except Exception:
            sys.stderr.write("in %s:\n" % call.__name__)
            raise
    client.say("done")


if __name__ == "__main__":
    main()
