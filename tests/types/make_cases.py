# SPDX-License-Identifier: MIT
"""Writes tests/types/cases/*.txt: what the objects of CPython's own manager answer.

    python3.12 tests/types/make_cases.py

Each file is a conversation with a real manager process, one line a step, its columns separated by tabs:

    new  TYPEID(ARGS)  STATE            an object is made; the next lines talk to it
    bad  TYPEID(ARGS)  LINE             making it failed; the last line of the traceback
    ret  METHOD(ARGS)  RESULT  STATE    repr of what came back; `-` for what is not compared
    exc  METHOD(ARGS)  EXCEPTION STATE  repr of what was raised

test_cases.c says the same to pymgr's objects. Half of the calls are chosen by hand, half by a seeded random
generator from a pool of awkward arguments.
"""
import os
import queue
import random
import re
import sys
import threading
from array import array  # for the calls below
from multiprocessing import managers

LIST = """__add__ __contains__ __delitem__ __getitem__ __len__ __mul__ __reversed__ __rmul__ __setitem__
append count extend index insert pop remove reverse sort __imul__ clear copy""".split()
DICT = """__contains__ __delitem__ __getitem__ __len__ __setitem__ clear copy get items keys pop popitem
setdefault update values __or__ __ror__ __ior__ __reversed__ fromkeys""".split()
ARRAY = "__len__ __getitem__ __setitem__".split()
SET = """__and__ __class_getitem__ __contains__ __iand__ __ior__ __isub__ __iter__ __ixor__ __len__ __or__ __rand__ __ror__
__rsub__ __rxor__ __sub__ __xor__ __ge__ __gt__ __le__ __lt__ add clear copy difference difference_update discard intersection
intersection_update isdisjoint issubset issuperset pop remove symmetric_difference symmetric_difference_update union
update""".split()
QUEUE = "empty full get get_nowait join put put_nowait qsize task_done".split()


class Manager(managers.BaseManager):
    pass


Manager.register("list", list, exposed=LIST)
Manager.register("dict", dict, exposed=DICT)
Manager.register("Queue", queue.Queue, exposed=QUEUE)
Manager.register("Lock", threading.Lock, exposed=["acquire", "release", "locked"])
Manager.register("RLock", threading.RLock, exposed=["acquire", "release"])
Manager.register("Semaphore", threading.Semaphore, exposed=["acquire", "release"])
Manager.register("BoundedSemaphore", threading.BoundedSemaphore, exposed=["acquire", "release"])
Manager.register("Condition", threading.Condition, exposed=["acquire", "release", "wait", "notify", "notify_all"])
Manager.register("Barrier", threading.Barrier, proxytype=managers.BarrierProxy)
Manager.register("Event", threading.Event, exposed=["is_set", "set", "clear", "wait"])
Manager.register("Value", managers.Value, exposed=["get", "set"])
Manager.register("Array", managers.Array, exposed=ARRAY)
Manager.register("set", set, exposed=SET)
Manager.register("Namespace", managers.Namespace, proxytype=managers.NamespaceProxy)

# How the state of an object is read; the others' is not compared.
STATES = {
    "list": lambda proxy: repr(proxy._getvalue()),
    "dict": lambda proxy: repr(proxy._getvalue()),
    "Array": lambda proxy: repr(proxy._getvalue()),
    "set": lambda proxy: proxy._callmethod("__repr__"),
    "Value": lambda proxy: repr(proxy._getvalue()),
    "Namespace": lambda proxy: repr(proxy._getvalue()),
    "Queue": lambda proxy: repr(proxy._callmethod("qsize")),
    "RLock": lambda proxy: anonymous(proxy),
    "Semaphore": lambda proxy: anonymous(proxy),
    "BoundedSemaphore": lambda proxy: anonymous(proxy),
    "Condition": lambda proxy: anonymous(proxy),
    "Barrier": lambda proxy: anonymous(proxy),
}

POOL = """None True False 0 1 -1 2 3 -2 100 -100 1000000000000000000000000000000
-1000000000000000000000000000000 9223372036854775807 -9223372036854775808 1.0 1.5 -0.5 1e999 'a' 'b' 'ab' '' 'é'
b'' b'xy' bytearray(b'z') [] [1] [1,2] [[1,2]] [(1,2),(3,4)] ['ab','cd'] ['ab','c'] [[1,2],3] () (1,) (1,2)
((1,2),) {} {1:2} {'a':1,'b':2} set() {3} {1,2} frozenset() frozenset({1}) range(3) range(5,0,-2) 1j
slice(None,None,None) slice(1,2,None) slice(None,None,2) slice(None,None,-1) slice(5,None,-2) slice(1,-1,None)
slice(0,None,0) slice('a',None,None) slice(-100,100,3) slice(3,1,None) slice(None,None,1.5)
slice(None,1000000000000000000000000000000,None) slice(2,0,1)""".split()
KEYWORDS = ["key=None", "reverse=True", "x=1", "iterable=[1]", "default=2", "self=1"]


def anonymous(proxy):
    """repr() of the object but for addresses, and whoever owns it."""
    return re.sub("owner=[1-9][0-9]*", "owner=1", re.sub(" at 0x[0-9a-f]+", " at 0x", str(proxy)))


def capture(*args, **kwds):
    return args, kwds


def split(call):
    """Name, arguments, and the call written in literals alone."""
    name, rest = call.split("(", 1)
    args, kwds = eval("capture(" + rest)
    texts = [literal(arg) for arg in args] + ["%s=%s" % (key, literal(arg)) for key, arg in kwds.items()]
    return name, args, kwds, "%s(%s)" % (name, ", ".join(texts))


def literal(value):
    return repr(value).replace("inf", "1e999") if isinstance(value, float) else repr(value)


def shown(value):
    """The repr of a result; iterators as the call that pickle makes them from."""
    if type(value).__name__ in ("list_reverseiterator", "list_iterator"):
        make, args = value.__reduce__()[:2]
        return "%s(%r)" % (make.__name__, args[0])
    if type(value).__name__ == "GenericAlias":
        return "GenericAlias(<class 'set'>, %r)" % (value.__args__,)
    if isinstance(value, type):
        return value.__qualname__
    return repr(value)


class Conversation:
    def __init__(self, manager, name):
        self.manager = manager
        self.lines = ["# " + line for line in ("SPDX-License-Identifier: MIT", "Made by make_cases.py from "
                      "CPython %d.%d." % sys.version_info[:2])]
        self.name = name

    def new(self, call):
        """Whether it could be made."""
        typeid, args, kwds, call = split(call)
        try:
            self.proxy = getattr(self.manager, typeid)(*args, **kwds)
        except managers.RemoteError as error:
            lines = [line for line in str(error).splitlines() if line.strip("-")]
            self.lines.append("\t".join(["bad", call, lines[-1]]))
            return False
        self.state = STATES.get(typeid, lambda proxy: "-")
        self.lines.append("\t".join(["new", call, self.state(self.proxy)]))
        return True

    def say(self, *calls):
        for call in calls:
            name, args, kwds, call = split(call)
            try:
                step = ["ret", call, shown(self.proxy._callmethod(name, args, kwds))]
            except managers.RemoteError as error:
                raise SystemExit("%s: %s" % (call, error))
            except Exception as error:
                step = ["exc", call, repr(error)]
            broken = name == "sort" and "'<' not supported" in step[2]  # the items' order is then anybody's
            self.lines.append("\t".join(step + ["-" if broken else self.state(self.proxy)]))
            if broken:
                self.say("clear()")

    def write(self):
        path = os.path.join(os.path.dirname(__file__), "cases", self.name + ".txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(self.lines) + "\n")


def random_call(choose, methods):
    args = [choose.choice(POOL) for _ in range(choose.choice([0, 1, 1, 1, 1, 2, 2, 3, 4]))]
    if choose.random() < 0.08:
        args += choose.sample(KEYWORDS, choose.choice([1, 1, 2]))
    return "%s(%s)" % (choose.choice(methods), ", ".join(args))


def too_large(call):
    """Products whose size CPython would still try to make."""
    return "mul__(9223372036854775807" in call


def lists(talk, choose):
    for args in ("", "[3,1,2]", "(1,2)", "'héx'", "b'ab'", "{1:2,3:4}", "{2}", "range(3)", "range(5,0,-2)",
                 "5", "None", "1.5", "1, 2", "iterable=[1]", "range(0)"):
        talk.new("list(%s)" % args)
    talk.new("list([5,3,8])")
    talk.say("sort()", "sort(reverse=True)", "sort(reverse=[])", "sort(reverse='x')", "sort(key=None)", "sort(None)",
             "sort(1,2)", "sort(x=1)", "sort(reverse=1,key=None)", "sort(1,2,3)", "sort(a=1,b=2,c=3)", "sort(key=5)",
             "append(2)", "append('x')", "sort()", "sort(key='x')", "extend([2,'a',1])", "sort()",
             "extend([3.0,True,2,-1])", "sort()", "extend(['b','B','a',''])", "clear()",
             "extend([(1,2),(1,),(0,5)])", "sort()", "extend([[1],(1,)])", "sort()", "clear()", "reverse()",
             "extend(range(10))", "reverse()")
    for start, stop, step in [(a, b, c) for a in (None, 0, 3, -3, 20, -20) for b in (None, 0, 4, -2, 20, -20)
                              for c in (None, 1, 2, 3, -1, -2, 20, -20)]:
        talk.say("__getitem__(slice(%r,%r,%r))" % (start, stop, step))
    for step in (1, 2, 3, -1, -3, None):
        for size in range(5):
            talk.new("list(range(7))")
            talk.say("__setitem__(slice(1,None,%r), %r)" % (step, list("abcde"[:size])),
                     "__delitem__(slice(None,-1,%r))" % step)
    talk.new("list([1,2,3,2,1])")
    talk.say("__setitem__(slice(0,2,None), 'xyz')", "__setitem__(slice(0,2,None), 5)", "__setitem__(slice(0,2,2), 5)",
             "__setitem__(slice(0,2,2), {1:2,3:4})", "__setitem__(slice(0,2,2), (1,))", "__setitem__(1.5, 2)",
             "__setitem__('a', 2)", "__setitem__(100, 2)", "__setitem__(-100, 2)", "__setitem__(-1, 2)",
             "__delitem__(100)", "__delitem__('a')", "__delitem__(-1)", "__getitem__(True)", "__getitem__(1.0)",
             "index(2)", "index(2,1)", "index(2,-1)", "index(2,0,1)", "index(9)", "index([1])", "index('é')",
             "index(2,'a')", "index(2,0,1.5)", "index(2,None)", "index(1,-100,100)", "index(1,1,-1)",
             "index(2,0,1000000000000000000000000000000)", "index(2,-1000000000000000000000000000000)",
             "count(2)", "count(2.0)", "count(True)", "remove(2)", "remove(9)", "insert(-100,0)",
             "insert(1000000000000000000000000000000,0)", "insert('a',0)", "insert(1.5,0)", "insert(100,0)",
             "insert(-1,'z')", "pop(100)", "pop(-100)", "pop('a')", "pop(1.5)", "pop(None)",
             "pop(1000000000000000000000000000000)", "pop(0)", "pop()", "clear()", "pop()", "pop(5)",
             "__mul__(3)", "append(1)", "__mul__(3)", "__mul__(-1)", "__mul__('a')", "__mul__(1.5)",
             "__mul__(1000000000000000000000000000000)", "__rmul__(2)", "__imul__(2)", "__imul__('a')", "__imul__(0)",
             "__add__([1])", "__add__((1,))", "__add__('a')", "__reversed__()", "extend([1,2])", "__reversed__()",
             "__mul__()", "__mul__(1,2)", "__mul__(x=1)", "__len__()", "__len__(1)", "__len__(x=1)", "__setitem__(1)")
    for _ in range(70):
        talk.new("list(%s)" % choose.choice(["range(6)", "[3,1,2]", "[]", "['a',1,'a',None]", "[[1],[2]]", "'abc'"]))
        calls = [random_call(choose, LIST) for _ in range(12)]
        talk.say(*[call for call in calls if not too_large(call)])


def dicts(talk, choose):
    for args in ("", "{}", "{1:2}", "[(1,2)]", "a=1", "{1:2}, a=3", "[(1,2)], b=1", "5", "None", "[1]", "[(1,)]",
                 "[(1,2,3)]", "'ab'", "['ab']", "['ab','c']", "1, 2", "[([],1)]", "(('a',1),['b',2])", "self=1",
                 "iterable=2", "{'ab','cd'} - {'ab'}", "[[1,2],5]", "[{1,2}]", "range(3)", "[b'ab']"):
        talk.new("dict(%s)" % args)
    talk.new("dict({1:2,'a':3})")
    talk.say("__getitem__(1)", "__getitem__(1.0)", "__getitem__(True)", "__getitem__('zz')", "__getitem__([])",
             "__getitem__({})", "__getitem__((1,[]))", "__getitem__(slice(1,2,None))", "get(1)", "get(9)", "get(9,8)", "get([])",
             "get()", "__contains__('a')", "__contains__([])", "setdefault(1)", "setdefault(5)", "setdefault(6,7)",
             "setdefault([])", "pop(6)", "pop(6)", "pop(6,0)", "pop([])", "pop()", "popitem()", "items()", "keys()",
             "values()", "__setitem__(1.0,'same key')", "__setitem__([],1)", "__delitem__('a')", "__delitem__('a')",
             "__delitem__([])", "clear()", "pop([])", "pop(1)", "popitem()", "__reversed__()", "update()", "update({1:2})",
             "update([(3,4)],x=5)", "update(5)", "update([1])", "update([(7,8),(1,)])", "update([(9,8),([],1)])",
             "update(None)", "update(1,2)", "update(self=3,other=4)", "__reversed__()", "__or__({1:0})", "__or__([(1,0)])",
             "__or__(5)", "__ror__({1:0,8:8})", "__ror__(5)", "__ior__({1:0})", "__ior__([(5,6)])", "__ior__(5)",
             "__ior__([1])", "fromkeys('ab')", "fromkeys([1,2],0)", "fromkeys(5)", "fromkeys([[]])", "fromkeys({1:2})",
             "fromkeys()", "copy()", "__len__()")
    for _ in range(80):
        talk.new("dict(%s)" % choose.choice(["{}", "{1:2,'a':3}", "{(1,2):[],None:0,2:2}", "[('b',1),('a',2)]"]))
        talk.say(*[random_call(choose, DICT) for _ in range(12)])


TIMEOUTS = "'x' [] 1j -1 -0.5 -1e999 0 0.0 False -10**400 None".split()


def queues(talk, choose):
    for args in ("", "2", "maxsize=2", "1, 2", "x=1", "'x'", "self=1"):
        talk.new("Queue(%s)" % args)
    for size in "0 -1 1 2 1.5 True 'x' None [] 1j 1e999 1000000000000000000000000000000".split():
        talk.new("Queue(%s)" % size)
        talk.say("full()", "empty()", "put_nowait(1)", "full()", "put_nowait(2)", "full()", "qsize()", "put(3,False)", "get_nowait()",
                 "empty()", "get(False)", "get_nowait()", "get(block=False)")
    talk.new("Queue()")
    for timeout in TIMEOUTS[:-1]:
        talk.say("get(True,%s)" % timeout, "put(1,True,%s)" % timeout, "get(False,%s)" % timeout)
    talk.say("put(5)", "get(True,1e999)", "put(5)", "get(True,10**400)", "get(True,None)", "put(item=5,timeout=None,block=1)",
             "get(timeout=1,block=[])")
    for timeout in "9223372037 9223372036.86 1e300 1e999 10**400 10**30".split():
        talk.say("get(True,%s)" % timeout)
    talk.new("Queue(1)")
    talk.say("put(1)", "put(2,False)", "put(2,'')", "put(2,[],'x')")
    for timeout in TIMEOUTS[:-1] + "9223372037 1e300 1e999 10**400".split():
        talk.say("put(2,True,%s)" % timeout)
    talk.say("task_done()", "task_done()", "join()", "get()", "put(1)", "task_done()", "join()")
    for call in ("get(1,2,3)", "get(x=1)", "get(1,block=1)", "put()", "put(1,2,3,4)", "put(x=1)", "put(1,item=1)",
                 "put(1,self=1)", "put_nowait()", "put_nowait(1,2)", "qsize(1)", "qsize(x=1)", "task_done(1)", "join(1)", "empty(1,2)",
                 "full(x=1,y=2)", "get_nowait(True)"):
        talk.say(call)


def locks(talk, choose):
    for args in ("", "1", "x=1", "1, 2"):
        talk.new("Lock(%s)" % args)
    talk.new("Lock()")
    talk.say("release()", "locked()", "acquire()", "locked()", "release()", "acquire(blocking=False)", "acquire(False)",
             "acquire(0)", "acquire(True,0)", "acquire(True,0.0)", "acquire(timeout=0)", "acquire('')", "acquire([],-1)",
             "acquire([],-1.0)", "acquire(1,2,3)", "acquire(x=1)", "acquire(1,blocking=1)", "acquire(a=1,b=2,c=3)", "acquire(1,x=2)",
             "acquire(1,1,timeout=1)", "release(1)", "release(x=1)", "locked(1)")
    for timeout in """'x' None [] 1j 1e999 -1e999 1e300 9223372037 9223372036.86 10**30 -10**30 -1.5 -2 2**63 -2**63
            -0.5 10**400""".split():
        talk.say("acquire(True,%s)" % timeout, "acquire(False,%s)" % timeout)
    talk.say("acquire(False,0)", "acquire(False,1)", "release()", "acquire(True,5)", "release()", "acquire(True,-1)")


def events(talk, choose):
    for args in ("", "1", "x=1"):
        talk.new("Event(%s)" % args)
    talk.new("Event()")
    for timeout in """0 -1 0.0 -0.5 False 'x' [] 1j 1e999 -1e999 1e300 9223372037 9223372036.86 10**30 -10**30
            10**400""".split():
        talk.say("wait(%s)" % timeout)
    talk.say("wait(1,2)", "wait(x=1)", "is_set()", "is_set(1)", "set(1)", "set()", "is_set()", "wait()", "wait('x')", "wait(timeout=-1)",
             "clear(1)", "clear()", "is_set()", "wait(timeout=0)")


# What a lock's acquire(True, ...) refuses, or takes for no time at all.
CLOCK_TIMEOUTS = """'x' None [] 1j 1e999 -1e999 1e300 9223372037 9223372036.86 10**30 -10**30 -1.5 -2 2**63 -2**63
    -0.5 10**400""".split()
# The same for what is compared with 0, or added to the time.
TIMEOUTS_OF_THREADING = """0 -1 0.0 -0.5 False 'x' [] 1j {} (1,) b'x' 1e999 -1e999 1e300 9223372037 9223372036.86
    10**30 -10**30 10**400 -10**400""".split()
COUNTS = "0 1 2 -1 True False 1.5 0.5 -0.5 1e999 -1e999 10**30 -10**30 10**400 'x' None [] 1j {} ()".split()


def rlocks(talk, choose):
    for args in ("", "1", "x=1", "1, x=2", "self=1"):
        talk.new("RLock(%s)" % args)
    talk.new("RLock()")
    talk.say("release()", "acquire()", "acquire()", "acquire(False)", "acquire(True,0)", "acquire(blocking=True,timeout=5)",
             "release()", "release()", "release()", "release()", "release()", "release()", "acquire(0)", "acquire('')",
             "acquire(1,2,3)", "acquire(x=1)", "acquire(1,blocking=1)", "acquire(a=1,b=2,c=3)", "acquire(1,1,timeout=1)",
             "release(1)", "release(x=1)", "release(1,2)", "release()")
    for timeout in CLOCK_TIMEOUTS:
        talk.say("acquire(True,%s)" % timeout, "acquire(False,%s)" % timeout)
    talk.say("acquire(False,0)", "acquire(False,-1)", "acquire(False,-1.0)")


def semaphores(talk, choose):
    for args in ("", "0", "value=2", "1, 2", "x=1", "self=1"):
        for typeid in ("Semaphore", "BoundedSemaphore"):
            talk.new("%s(%s)" % (typeid, args))
    for value in COUNTS:
        for typeid in ("Semaphore", "BoundedSemaphore"):
            if talk.new("%s(%s)" % (typeid, value)):
                talk.say("acquire(False)", "acquire(False)", "acquire(False)", "release()", "release(2)", "release()",
                         "release(1.5)", "acquire(False)", "release(10**30)", "release(1e999)", "acquire(False)",
                         "release(10**400)")
    for typeid in ("Semaphore", "BoundedSemaphore"):
        talk.new(typeid + "(2)")
        for count in COUNTS:
            talk.say("acquire(False)", "release(%s)" % count, "release(n=%s)" % count)
        talk.new(typeid + "(9223372036854775807)")
        talk.say("release()", "acquire()", "release()", "release()", "acquire()")
        talk.new(typeid + "(0)")
        for timeout in TIMEOUTS_OF_THREADING:
            talk.say("acquire(True,%s)" % timeout, "acquire(False,%s)" % timeout, "acquire(timeout=%s)" % timeout)
        talk.say("acquire(False,None)", "acquire(blocking=[])", "acquire('',0)", "acquire(1,2,3)", "acquire(x=1)",
                 "acquire(1,blocking=1)", "acquire(1,1,timeout=1)", "release(1,2)", "release(x=1)", "release(1,n=1)", "acquire(self=1)")


def conditions(talk, choose):
    for args in ("", "None", "lock=None", "1, 2", "x=1", "self=1", "5", "'x'", "[]", "False", "b'x'", "{}", "1j",
                 "range(3)", "slice(1,2,None)"):
        talk.new("Condition(%s)" % args)
    talk.new("Condition()")
    talk.say("wait()", "wait('x')", "wait(0)", "notify()", "notify('x')", "notify(None)", "notify_all()", "release()", "acquire()",
             "acquire(True,0)", "acquire(False)", "wait(0)", "release()", "release()", "release()", "wait(0)", "acquire(1,2,3)", "acquire(x=1)",
             "acquire(1,blocking=1)", "acquire(False,1)", "acquire(self=1)", "release(1)", "release(x=1)", "wait(1,2)", "wait(x=1)",
             "notify(1,2)", "notify(x=1)", "notify_all(1)", "notify_all(x=1)", "acquire()")
    for timeout in CLOCK_TIMEOUTS:
        talk.say("acquire(False,%s)" % timeout)
    for timeout in TIMEOUTS_OF_THREADING:
        talk.say("wait(%s)" % timeout, "wait(timeout=%s)" % timeout)
    for count in COUNTS:
        talk.say("notify(%s)" % count, "notify(n=%s)" % count)
    talk.say("notify()", "notify_all()", "release()")


def barriers(talk, choose):
    for args in ("", "1, 2, 3, 4", "x=1", "parties=2", "2, None, 5", "2, timeout=5", "2, action=None", "2, 0", "2, ''", "self=1"):
        talk.new("Barrier(%s)" % args)
    for parties in COUNTS:
        talk.new("Barrier(%s)" % parties)
        talk.say("wait(0)", "wait(0)", "abort()", "wait()", "reset()", "wait('x')", "__getattribute__('parties')", "reset()")
    for timeout in TIMEOUTS_OF_THREADING:
        talk.new("Barrier(2, None, %s)" % timeout)
        talk.say("__getattribute__('_timeout')", "wait()", "reset()", "wait(None)", "reset()", "wait(0)", "wait('x')", "reset()")
    talk.new("Barrier(2)")
    for timeout in TIMEOUTS_OF_THREADING:
        talk.say("wait(%s)" % timeout, "reset()")
    talk.new("Barrier(1)")
    talk.say("wait()", "wait()", "wait('x')", "wait(5)", "wait(timeout=-1)", "wait(1,2)", "wait(x=1)", "abort(1)", "reset(1)", "abort()",
             "wait(1,2)", "wait()", "reset(x=1)", "reset()", "wait()")
    for step in ("reset()", "abort()"):
        talk.say(step, *["__getattribute__(%r)" % name for name in """parties n_waiting broken _parties _count _state _action
                 _timeout __class__ __module__ __weakref__ nope _nope é""".split() + ["", "a b", "nul\0"]])
    for call in ("()", "(1)", "(1,2)", "(None)", "(b'x')", "('x',1)", "(x=1)", "(name='parties')"):
        talk.say("__getattribute__" + call)


def values(talk, choose):
    for args in ("", "'i'", "'i', 5", "'i', 5, False", "'i', 5, lock=None", "1, 2, 3, 4", "typecode=1, value=[2]", "x=1", "'i', value=1, x=2",
                 "1, 2, typecode=3", "None, {'a': 'é'}"):
        talk.new("Value(%s)" % args)
    talk.new("Value('d', 1.5)")
    talk.say("get()", "set(2)", "get()", "set([1,2])", "get()", "get(1)", "set()", "set(1,2)", "set(value=3)", "set(x=3)", "set(self=3)",
             "get(self=1)")


# No texts in sets: they would come in another order each time.
NUMERIC = [text for text in POOL if not any(mark in text for mark in ("'a", "'b", "'é", "'x"))] + """[5,6] (5,6,5) [3,[]] [[],3]
{1,2,3,4,5,6,7,8,9} frozenset({1,2,8}) {0,8,16} [8,0,16,24] {frozenset({1}),2} {1:0,8:0,0:0} range(20) range(0,99,7) [1.0,True,2]
[None,(1,2)] frozenset() {-1,-2}""".split()
SEVERAL = ["union", "intersection", "difference", "update", "intersection_update", "difference_update"]


def set_call(choose, name):
    few = [0, 1, 1, 1, 1, 2] if name in SEVERAL else [0] * (name in ("pop", "copy", "clear")) or [1]
    count = choose.choice(few) if choose.random() < 0.95 else choose.randrange(4)
    return "%s(%s)" % (name, ", ".join(choose.choice(NUMERIC) for _ in range(count)))


def sets(talk, choose):
    for args in ("", "[3,1,2]", "(1,2)", "''", "b'ab'", "{1:2,3:4}", "{2}", "frozenset({5})", "range(30)", "5", "None", "1, 2",
                 "iterable=[1]", "[[]]", "[1,{2}]", "array('h', [5, 1])", "[1, 1.0, True]"):
        talk.new("set(%s)" % args)
    talk.new("set([1, 2, frozenset({3})])")
    talk.say("__contains__({3})", "__contains__([])", "discard({4})", "discard({3})", "discard([])", "remove({3})", "remove([3])",
             "remove(9)", "remove('é')", "remove((1,))", "add({1})", "__class_getitem__(5)", "__class_getitem__((1,'x'))", "__class_getitem__()",
             "__iter__()", "clear()", "pop()", "__iter__()", "intersection([[]])", "intersection([])", "isdisjoint([])")
    for call in ("()", "(1,2)", "(x=1)", "(5)", "(None)"):
        talk.new("set([1, 2])")
        talk.say(*[name + call for name in SET])
    for _ in range(90):
        talk.new("set(%s)" % choose.choice(["range(6)", "[3,1,2]", "[]", "range(60)", "[0,8,16,24,32]", "range(0,2000,64)"]))
        talk.say(*[set_call(choose, choose.choice(SET + ["pop", "add", "discard"] * 3)) for _ in range(14)])


TYPECODES = "bBuhHiIlLqQfd"
NUMBERS = "0 1 -1 127 128 -129 255 256 32768 -32769 65536 2**31 -2**31-1 2**32 2**63 2**64 -2**63-1 True 1.5 1e40 'a'".split()
NUMBERS += "'ab' '' '€' None [] b'a' 1j".split()
ITEMS = "[] [1] [1,2,300] (1,2) range(4) {3:4} {5} frozenset({6}) b'a\\0\\0\\0b\\0\\0\\0' b'abc' bytearray(b'c\\0\\0\\0') 'abc' '' 5 None 1.5".split()
ITEMS += "['a','b'] [1.5,2] [True] [None] [[1]] [2**40,-5] [-1] [1,'a'] range(300,0,-7) slice(1,2,3) 1j".split()


def arrays(talk, choose):
    for args in ("", "'i'", "'i', [1], True", "'i', [1], lock=None", "1, 2, 3, 4", "typecode='i', sequence=[2]", "x=1", "'i', x=2",
                 "'i', [], typecode=3", "self=1", "1, []", "None, 5", "'', []", "'ii', []", "b'i', []", "1.5, []", "'€', []", "'€', ''",
                 "'x', []", "'c', 'abc'", "'x', 5", "'x', ''", "'\\0', []", "'é', b''"):
        talk.new("Array(%s)" % args)
    for typecode in TYPECODES:
        for items in ITEMS:
            talk.new("Array(%r, %s)" % (typecode, items))
        talk.new("Array(%r, %r)" % (typecode, "abc" if typecode == "u" else [1, 2, 3]))
        talk.say(*["__setitem__(%d, %s)" % (choose.randrange(-4, 4), number) for number in NUMBERS])
        talk.say("__len__()", "__getitem__(0)", "__getitem__(-1)", "__getitem__(3)", "__setitem__(3, 'x')")
    for step in (1, 2, 3, -1, -3, None):
        for size in range(5):
            talk.new("Array('h', range(7))")
            talk.say("__setitem__(slice(1,None,%r), array('h',%r))" % (step, list(range(70, 70 + size))),
                     "__setitem__(slice(None,-1,%r), array('h'))" % step)
    talk.new("Array('h', [1, 2, 3])")
    talk.say("__setitem__(slice(0,2), array('i', [7]))", "__setitem__(slice(0,2,2), array('u', '7'))", "__setitem__(0, array('h'))",
             "__setitem__(slice(3,1), array('h', [7]))", "__setitem__(slice('a'), array('h'))", "__getitem__(slice(1,3))")
    talk.new("Array('i', array('i', [1, 2]))")
    talk.new("Array('d', array('i', [1, 2]))")
    talk.new("Array('b', array('u', 'ab'))")
    talk.new("Array('x', array('u', 'ab'))")
    talk.new("Array('u', array('u', 'ab'))")
    talk.new("Array('u', array('i', [1]))")
    talk.say("__len__()")
    for start, stop, step in [(a, b, c) for a in (None, 0, 3, -3, 20) for b in (None, 0, 4, -2, -20)
                              for c in (None, 1, 2, -1, -3, 20)]:
        talk.new("Array('h', range(7))")
        talk.say("__getitem__(slice(%r,%r,%r))" % (start, stop, step), "__setitem__(slice(%r,%r,%r), [])" % (start, stop, step))
    for _ in range(60):
        talk.new("Array('i', range(%d))" % choose.randrange(6))
        talk.say(*[random_call(choose, ARRAY) for _ in range(12)])


def namespaces(talk, choose):
    for args in ("", "x=1", "x=1, y='é', _z=3", "1", "self=5", "b=1, a=2", "{}, x=1"):
        talk.new("Namespace(%s)" % args)
    talk.new("Namespace(x=1)")
    names = "x nope __class__ __dict__ __doc__ __module__ __weakref__ _y __slots__ é".split() + ["", "a b"]
    for name in names:
        talk.say("__getattribute__(%r)" % name, "__delattr__(%r)" % name, "__setattr__(%r, 5)" % name,
                 "__getattribute__(%r)" % name)
        talk.say("__setattr__('x', [1])")
    talk.say("__setattr__('__dict__', {'p': 1})", "__getattribute__('p')", "__delattr__('__dict__')", "__getattribute__('p')",
             "__setattr__('n\\0l', 1)", "__getattribute__('n\\0l')", "__getattribute__('\\0')", "__delattr__('n\\0')")
    for call in ("()", "(1)", "(1,2)", "(1,2,3)", "(None)", "(b'x')", "('x',1)", "(x=1)", "('x',y=1)"):
        talk.say(*[name + call for name in ("__getattribute__", "__setattr__", "__delattr__")])


def main():
    with Manager() as manager:
        for tell in (lists, dicts, queues, locks, rlocks, semaphores, conditions, barriers, events, values, arrays, sets, namespaces):
            talk = Conversation(manager, tell.__name__[:-1])
            tell(talk, random.Random(tell.__name__))
            talk.write()


if __name__ == "__main__":
    main()
