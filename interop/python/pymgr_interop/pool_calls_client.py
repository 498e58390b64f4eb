# SPDX-License-Identifier: MIT
"""Calls of Pools, their results and iterators, many of them wrong: says what comes of each. For Python 3."""
import re

from pymgr_interop import client
from pymgr_interop.describe import describe
from pymgr_interop.pool_functions import divide, square

CREATIONS = [("x",), (-1,), (0,), (1.5,), (None, 5), (2, "x"), (1, None, (), 0), (1, None, (), "x"), (1, None, (), -3),
             (1, 2, 3, 4, 5, 6)]
ENDED = [("apply", len, ("a",)), ("map", len, ["a"]), ("imap", len, ["a"]), ("apply_async", len, ("a",)),
         ("starmap_async", len, [("a",)]), ("close",)]
CALLS = [
    ("apply",), ("apply", 5), ("apply", len), ("apply", len, 5), ("apply", len, ([1, 2],)), ("apply", len, ([1],), 5),
    ("apply", len, ([1],), {"x": 1}), ("apply", len, (1, 2, 3)), ("apply", square, ()), ("apply", square, (1, 2, 3)),
    ("apply", square, (3,), {"plus": 1}), ("apply", square, (3,), {"minus": 1}), ("apply", square, (3,), {}, 4),
    ("apply", divide, (1, 0)), ("apply", int, ("x",)), ("apply", abs, ("x",)),
    ("map",), ("map", len), ("map", len, 5), ("map", len, [1]), ("map", len, ["ab", "c"]), ("map", len, ["ab"], "x"),
    ("map", len, ["ab"], 0), ("map", 5, ["ab"]), ("map", 5, []), ("map", len, "abc"), ("map", len, {"ab": 1}),
    ("map", square, ["x"]), ("map", len, ["ab"], 1, 2), ("map", divide, [1]),
    ("starmap", max), ("starmap", max, [1]), ("starmap", max, [(1, 2), [3, 4]]), ("starmap", max, ["ab", "cd"]),
    ("starmap", square, [(1, 2, 3)]), ("starmap", square, [()]), ("starmap", max, 5),
    ("join",), ("join", 1), ("close", 1), ("terminate", 1), ("apply_async",), ("map_async", len), ("imap", len),
    ("imap", len, ["a"], 0), ("imap", len, ["a"], -3), ("imap_unordered", len, ["a"], "x"), ("no_such",), ("_pool",),
]
ASYNC = [("apply_async", len, ("abc",)), ("apply_async", divide, (1, 0)), ("map_async", len, ["ab", "c"]),
         ("map_async", divide, [1]), ("starmap_async", max, [(1, 2)]), ("map_async", len, [])]
OF_RESULT = [("wait",), ("get",), ("get", 5), ("get", -1), ("get", "x"), ("get", 1, 2), ("wait", -1), ("wait", "x"),
             ("wait", 1, 2), ("ready",), ("ready", 1), ("successful",), ("successful", 1), ("set",)]
LAZY = [("imap", len, ["ab", "c"]), ("imap", len, []), ("imap", divide, [1]), ("imap", len, 5),
        ("imap", len, ["ab", "c", ""], 2), ("imap_unordered", len, ["ab"]), ("imap_unordered", len, ["ab"], 2)]
OF_ITERATOR = [("__next__", 1, 2), ("__next__", "x"), ("__next__",), ("__next__",), ("__next__",), ("__next__",),
               ("send", 1), ("throw", 5), ("close",)]


def said(call, *args):
    try:
        value = call(*args)
    except Exception as error:
        text = str(error).rstrip("-\n").split("\n")[-1]
        return "%s: %s" % (type(error).__name__, re.sub("0x[0-9a-f]+", "0x", text))
    return type(value).__name__ if hasattr(value, "_token") else describe(value)


def say(what, call, *args):
    text = "%s%s -> %s" % (what, describe(args), said(call, *args))
    client.say(text)


def make(pool, calls, further):
    """Objects that a Pool gives, and what they say."""
    for name, *args in calls:
        made = getattr(pool, name)(*args)
        pool.apply(square, (1,))  # the one worker is done with what came before
        for method, *given in further:
            say("%s%s" % (name, describe(args)), made._callmethod, method, tuple(given))


def main():
    manager = client.connect()
    for args in CREATIONS:
        say("Pool", manager.Pool, *args)
    pool = manager.Pool(1)
    for name, *args in CALLS:
        say("", pool._callmethod, name, tuple(args))
    make(pool, ASYNC, OF_RESULT)
    make(pool, LAZY, OF_ITERATOR)
    pool.close()
    for name, *args in ENDED:
        say("closed: ", pool._callmethod, name, tuple(args))


if __name__ == "__main__":
    main()
