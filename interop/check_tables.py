#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds pymgrd's tables of types against this interpreter's: for every typeid of SyncManager the proxy class, the
exposed names and their order, the typeids of results, and the parameters of the constructor and of every exposed
method: names, order and defaults where the interpreter tells them, else how many arguments it takes.

The tables are those that tests/tool_types in $PYMGR_BUILD_DIR prints (`build` when not set)."""

from __future__ import print_function

import inspect
import os
import re
import subprocess
import sys
import threading
from multiprocessing import managers, pool

try:
    import queue
except ImportError:
    import Queue as queue

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get('PYMGR_BUILD_DIR') or os.path.join(os.path.dirname(HERE), 'build')
TOOL = os.path.join(BUILD, 'tests', 'tool_types')

VERSION = sys.version_info[:2]
PYTHON2 = VERSION < (3,)

# Names that pymgrd exposes after those of 3.7 to 3.12, wherever the versions that have them put them.
LAST = {
    'Queue': {'shutdown'}, 'JoinableQueue': {'shutdown'}, 'Lock': {'locked'}, 'RLock': {'locked'},
    'Semaphore': {'locked'}, 'BoundedSemaphore': {'locked'}, 'Condition': {'locked'}, 'Iterator': {'next'},
    'Array': {'__getslice__', '__setslice__'},
    'list': {'clear', 'copy', '__getslice__', '__setslice__', '__delslice__'},
    'dict': {'__or__', '__ror__', '__ior__', '__reversed__', 'fromkeys', 'has_key'},
}

# Of 3.14's set.
SET = """__and__ __class_getitem__ __contains__ __iand__ __ior__ __isub__ __iter__ __ixor__ __len__ __or__ __rand__
__ror__ __rsub__ __rxor__ __sub__ __xor__ __ge__ __gt__ __le__ __lt__ add clear copy difference difference_update
discard intersection intersection_update isdisjoint issubset issuperset pop remove symmetric_difference
symmetric_difference_update union update""".split()

# The version since when a method has the parameters that it has now; what is not here always had them.
SINCE = {
    'Lock.acquire': (3, 2), 'RLock.acquire': (3, 2), 'Semaphore.acquire': (3, 2), 'BoundedSemaphore.acquire': (3, 2),
    'Condition.acquire': (3, 2), 'Semaphore.release': (3, 9), 'BoundedSemaphore.release': (3, 9),
    'Pool.apply_async': (3, 2), 'Pool.map_async': (3, 2), 'Pool': (3, 4), 'list.sort': (3, 7),
    'Event': (3, 0), 'Semaphore': (3, 0), 'BoundedSemaphore': (3, 0), 'Condition': (3, 0),
}

# What the typeids' callables make; the classes of those that start processes or need one.
OBJECTS = {
    'Queue': queue.Queue, 'JoinableQueue': queue.Queue, 'Event': threading.Event, 'Lock': threading.Lock,
    'RLock': threading.RLock, 'Semaphore': threading.Semaphore, 'BoundedSemaphore': threading.BoundedSemaphore,
    'Condition': threading.Condition, 'Barrier': lambda: threading.Barrier(1), 'list': list, 'dict': lambda: {1: 2},
    'Value': lambda: managers.Value('i', 0), 'Array': lambda: managers.Array('i', [0]), 'Namespace': managers.Namespace,
    'Iterator': lambda: iter({1: 2}), 'set': lambda: {1},
}
CLASSES = {'Pool': pool.Pool, 'AsyncResult': pool.ApplyResult}

WRONG_COUNT = re.compile(r'takes .*argument|expected .*argument|missing \d+ required|takes .*\(\d+ given\)')
MOST_ARGUMENTS = 6


# --- signatures as lists of (how it is given, name, default) ---

ANY = '...'  # there is a default, but not one that can be written


def split(text):
    """The parts of `(a, b=(1, 2), *, c)` between the commas."""
    parts, depth = [''], 0
    for letter in text[1:-1]:
        depth += (letter in '([{') - (letter in ')]}')
        if letter == ',' and depth == 0:
            parts.append('')
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def parse(text):
    """A signature of ours."""
    parameters, how = [], 'either'
    for part in split(text):
        name, equals, default = part.partition('=')
        if part == '/':
            parameters = [('position', one[1], one[2]) for one in parameters]
        elif part == '*':
            how = 'name'
        elif part.startswith('*'):
            parameters.append((part.rstrip('abcdefghijklmnopqrstuvwxyz'), None, None))
            how = 'name'
        else:
            parameters.append((how, name, default if equals else None))
    return parameters


def hands_on(parameters):
    """Whether a function only hands its arguments on, which tells nothing of what it takes."""
    return [one[0] for one in parameters] == ['*', '**']


def of_signature(signature, skip):
    kinds = inspect.Parameter
    hows = {kinds.POSITIONAL_ONLY: 'position', kinds.POSITIONAL_OR_KEYWORD: 'either', kinds.KEYWORD_ONLY: 'name',
            kinds.VAR_POSITIONAL: '*', kinds.VAR_KEYWORD: '**'}
    parameters = []
    for one in list(signature.parameters.values())[skip:]:
        how = hows[one.kind]
        default = None if one.default is one.empty else repr(one.default)
        parameters.append((how, None if '*' in how else one.name, default))
    return parameters


def of_argspec(spec, skip):
    defaults = [None] * (len(spec.args) - len(spec.defaults or ())) + [repr(one) for one in spec.defaults or ()]
    parameters = [('either', name, default) for name, default in zip(spec.args, defaults)][skip:]
    return parameters + [('*', None, None)] * bool(spec.varargs) + [('**', None, None)] * bool(spec.keywords)


def told(function, is_class_attribute):
    """The interpreter's signature of a function; None when it has none to tell."""
    try:
        if PYTHON2:
            function = function.__init__ if inspect.isclass(function) else function
            parameters = of_argspec(inspect.getargspec(function), inspect.ismethod(function))
        else:
            parameters = of_signature(inspect.signature(function), is_class_attribute)
    except (ValueError, TypeError):
        return None
    return None if hands_on(parameters) else parameters


def same(ours, theirs):
    """By position names do not matter; and the default of a C function may be one that has no text."""
    def comparable(parameters):
        return [(how, None if how == 'position' else name, default is not None) for how, name, default in parameters]

    if comparable(ours) != comparable(theirs):
        return False
    return all(ANY in (mine[2], other[2]) or mine[2] == other[2] or {mine[2], other[2]} == {'0', 'False'}
               for mine, other in zip(ours, theirs))


# --- how many arguments a C function takes, by trying ---

def counts_of(parameters):
    by_position = [one for one in parameters if one[0] in ('position', 'either')]
    least = len([one for one in by_position if one[2] is None])
    most = MOST_ARGUMENTS if any(one[0] == '*' for one in parameters) else len(by_position)
    return list(range(least, most + 1))


def is_taken(make_function, count):
    try:
        make_function()(*[None] * count)
    except TypeError as error:
        return not WRONG_COUNT.search(str(error))
    except Exception:
        pass
    return True


def tried(make_function):
    return [count for count in range(MOST_ARGUMENTS + 1) if is_taken(make_function, count)]


# --- the two tables ---

class Table(object):
    """What pymgrd has."""

    def __init__(self):
        self.proxytypes, self.constructors, self.exposed = {}, {}, {}
        lines = subprocess.check_output([TOOL]).decode('ascii').splitlines()
        for typeid, what, rest in (line.split('\t', 2) for line in lines):
            if what == 'proxytype':
                self.proxytypes[typeid] = rest
            elif what == 'construct':
                self.constructors[typeid] = rest
            else:
                self.exposed.setdefault(typeid, []).append(rest.split('\t'))


def registered():
    """(callable, exposed, method_to_typeid, proxytype) of each typeid; and set, which SyncManager has from 3.14 on."""
    rows = dict(managers.SyncManager._registry)
    rows.setdefault('set', (set, SET, None, None))
    return rows


def unique(names):
    return [name for index, name in enumerate(names) if name not in names[:index]]


def answered(typeid, row):
    """The names that this interpreter's server would answer to `create`."""
    _, exposed, method_to_typeid, proxytype = row
    exposed = exposed or getattr(proxytype, '_exposed_', None)
    if exposed is None:
        exposed = managers.public_methods(CLASSES.get(typeid) or OBJECTS[typeid]())
    return unique(list(exposed) + list(method_to_typeid or ()))


class Checks(object):
    def __init__(self, table):
        self.table = table
        self.passed = self.failed = 0

    def check(self, good, *what):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print('FAILED: Python %d.%d:' % VERSION, *what)

    def check_type(self, typeid, row):
        if typeid not in self.table.exposed:
            self.check(False, typeid, 'is missing')
            return
        if row[3] is not None:
            self.check(self.table.proxytypes[typeid] == row[3].__name__, typeid, 'has another proxy class')
        names = answered(typeid, row)
        self.check_names(typeid, names)
        self.check_results(typeid, names, row[2] or {})
        if row[0] is not None:
            self.check_constructor(typeid, row[0])
        for name, signature, _ in self.table.exposed[typeid]:
            self.check_method(typeid, name, signature)

    def check_names(self, typeid, theirs):
        ours = [name for name, _, _ in self.table.exposed[typeid]]
        for name in theirs:
            self.check(name in ours, typeid, 'does not expose', name)
        first = [name for name in theirs if name not in LAST.get(typeid, ())]
        begin = [name for name in ours if name in first]
        self.check(begin == first, typeid, 'exposes in another order:', begin, 'not', first)
        if (3, 7) <= VERSION <= (3, 12):
            self.check(ours[:len(theirs)] == theirs, typeid, 'does not begin with', theirs)

    def check_results(self, typeid, names, results):
        for name, _, result in self.table.exposed[typeid]:
            if name in names:
                self.check(result == results.get(name, '-'), typeid, name, 'gives', result)

    def check_constructor(self, typeid, construct):
        if VERSION >= SINCE.get(typeid, (2, 7)):
            self.check_parameters(typeid, self.table.constructors[typeid], told(construct, False), lambda: construct)

    def check_method(self, typeid, name, signature):
        holder = CLASSES[typeid] if typeid in CLASSES else OBJECTS[typeid]()
        what = '%s.%s' % (typeid, name)
        if not hasattr(holder, name) or VERSION < SINCE.get(what, (2, 7)):
            return
        self.check(signature != '-', what, 'is missing')
        self.check_parameters(what, signature, told(getattr(holder, name), typeid in CLASSES),
                              lambda: getattr(OBJECTS[typeid](), name))

    def check_parameters(self, what, signature, theirs, make_function):
        ours = parse(signature)
        if hands_on(ours):
            return
        if theirs is not None:
            self.check(same(ours, theirs), what, 'takes', signature, 'not', theirs)
        else:
            counts = tried(make_function)
            self.check(counts_of(ours) == counts, what, 'takes', signature, 'but not as many arguments:', counts)


def main():
    checks = Checks(Table())
    rows = registered()
    for typeid in sorted(rows):
        checks.check_type(typeid, rows[typeid])
    print('%d passed, %d failed' % (checks.passed, checks.failed))
    return checks.failed > 0


if __name__ == '__main__':
    sys.exit(main())
