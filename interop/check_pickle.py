#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the pickle codec against this interpreter's. For random plain values and the cases of the test corpus, what
pymgr loads and dumps again, from each protocol to each, is loaded here as the same value; and where this interpreter's
pickler writes what that of 3.12 does, plain values come back byte for byte.

The program under test is tests/tool_pickle in $PYMGR_BUILD_DIR, which is `build` when not set."""

from __future__ import print_function

import array
import os
import pickle
import pickletools
import random
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get('PYMGR_BUILD_DIR') or os.path.join(os.path.dirname(HERE), 'build')
TOOL = os.path.join(BUILD, 'tests', 'tool_pickle')

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'tests', 'corpus'))
import make_pickles  # noqa: E402: found by the line above

VALUES = 400  # random ones, for each interpreter
PYTHON2 = sys.version_info[0] == 2
# Byte for byte: the C pickler has written the same from 3.10 (one-letter strings, sets) to 3.13.
EXACT = (3, 10) <= sys.version_info[:2] <= (3, 13)

if PYTHON2:
    chr = unichr  # noqa: F821
    range = xrange  # noqa: F821


# --- random values ---

def text(rng):
    kind = rng.randrange(4)
    size = rng.choice([0, 2, 3, 10, 40, 255, 256, 300])
    top = [0x7f, 0xff, 0xffff, 0x10ffff][kind]
    letters = [rng.randrange(1, top) for _ in range(size)]
    return u''.join(chr(letter) for letter in letters if not 0xd800 <= letter < 0xe000)


def octets(rng):
    size = rng.choice([0, 2, 3, 10, 255, 256, 300])
    return bytes(bytearray(rng.randrange(256) for _ in range(size)))


def integer(rng):
    bits = rng.choice([3, 8, 9, 16, 17, 31, 32, 33, 63, 64, 65, 300, 2040, 2100])
    number = rng.getrandbits(bits) + rng.choice([-1, 0, 1])
    return rng.choice([1, -1]) * rng.choice([number, 1 << (bits - 1)])


def real(rng):
    return rng.choice([0.0, -0.0, 1.5, float('inf'), rng.random(), rng.uniform(-1e300, 1e300)])


SCALARS = [
    lambda rng: None,
    lambda rng: rng.random() < .5,
    integer, integer, real, text, text, octets,
    lambda rng: bytearray(octets(rng)),
    lambda rng: complex(real(rng), real(rng)),
    lambda rng: range(rng.randrange(9), rng.randrange(99), rng.choice([-2, 1, 3])),
    lambda rng: slice(rng.randrange(9), None, rng.choice([None, 2])),
    lambda rng: array.array('i', [rng.randrange(1 << 30) for _ in range(rng.randrange(5))]),
]
HASHABLE = [lambda rng: None, lambda rng: rng.random() < .5, integer, real, text, octets,
            lambda rng: complex(real(rng), real(rng))]


def length(rng):
    return rng.choice([0, 1, 2, 3, 4, 5, 8, 12])


def key(rng):
    kind = rng.randrange(10)
    if kind == 0:
        return tuple(key(rng) for _ in range(rng.randrange(5)))
    if kind == 1:
        return frozenset(integer(rng) for _ in range(length(rng)))
    return rng.choice(HASHABLE)(rng)


def value(rng, depth, seen):
    if seen and rng.random() < .15:
        return rng.choice(seen)
    made = fresh(rng, depth, seen)
    seen.append(made)
    return made


def fresh(rng, depth, seen):
    kind = rng.randrange(9 if depth > 0 else 4)
    if kind == 4:
        return [value(rng, depth - 1, seen) for _ in range(length(rng))]
    if kind == 5:
        return tuple(value(rng, depth - 1, seen) for _ in range(length(rng)))
    if kind == 6:
        return dict((key(rng), value(rng, depth - 1, seen)) for _ in range(length(rng)))
    if kind == 7:
        return set(integer(rng) for _ in range(length(rng)))
    if kind == 8:
        return frozenset(integer(rng) for _ in range(length(rng)))
    return rng.choice(SCALARS)(rng)


def recursive():
    in_list = []
    in_list.append(in_list)
    in_dict = {}
    in_dict['self'] = in_dict
    in_tuple = ([], 1)
    in_tuple[0].append(in_tuple)
    long_tuple = ([], 1, 2, 3, 4)
    long_tuple[0].append(long_tuple)
    mutual = [[], {}]
    mutual[0].append(mutual[1])
    mutual[1][1] = mutual
    return [in_list, in_dict, in_tuple, long_tuple, mutual]


def edges():
    """Where the pickler changes opcodes, batches or frames."""
    yield [1] * 999
    for size in (1000, 1001, 2000, 2001):
        yield list(range(size))
        yield dict((number, None) for number in range(size))
        yield set(range(size))
        yield frozenset(range(size))
    for size in (65535, 65536, 65537, 200000):
        yield u'x' * size
        yield [b'y' * size, u'z' * size, bytearray(b'z' * size)]
        yield [u'x' * (size // 2)] * 3 + [u'w' * (size // 2), 1]
    yield [u'n%d' % number for number in range(20000)]
    yield dict((u'n%d' % number, [number]) for number in range(300))
    yield [[] for _ in range(70000)]
    deep = []
    for _ in range(150):
        deep = [deep]
    yield deep


# --- the program under test ---

class Tool(object):
    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def convert(self, pickled, protocol, python2):
        """What pymgr dumps of what it loads, and the protocol that it saw."""
        self.process.stdin.write(struct.pack('<BBI', protocol, python2, len(pickled)) + pickled)
        self.process.stdin.flush()
        failed, seen, size = struct.unpack('<BBI', self.process.stdout.read(6))
        answer = self.process.stdout.read(size)
        if failed:
            raise ValueError(answer.decode('utf-8'))
        return answer, seen


# --- comparing ---

def shape(tree, seen=None):
    """A value as text, types and shared parts told apart, so that nan and cycles can be compared."""
    seen = {} if seen is None else seen
    if isinstance(tree, (list, tuple, dict, set, frozenset)) and tree:
        if id(tree) in seen:
            return '#%d' % seen[id(tree)]
        seen[id(tree)] = len(seen)
    if isinstance(tree, dict):
        return '{%s}' % ','.join('%s:%s' % (shape(one, seen), shape(tree[one], seen)) for one in tree)
    if isinstance(tree, (list, tuple)):
        return '%s(%s)' % (type(tree).__name__, ','.join(shape(one, seen) for one in tree))
    if isinstance(tree, (set, frozenset)):
        return '%s(%s)' % (type(tree).__name__, ','.join(sorted(map(repr, tree))))
    return '%s %r' % (type(tree).__name__, tree)


def blurred(tree, above=()):
    """The same without what is not kept apart between Python 2 and pymgr: int and long, ASCII str and unicode, a str
    that is UTF-8 and its text, the order of a dict."""
    if id(tree) in above:
        return '#%d' % above.index(id(tree))
    above += (id(tree),)
    if isinstance(tree, dict):
        return '{%s}' % ','.join(sorted('%s:%s' % (blurred(one, above), blurred(tree[one], above)) for one in tree))
    if isinstance(tree, (list, tuple)):
        return '%s(%s)' % (type(tree).__name__, ','.join(blurred(one, above) for one in tree))
    if isinstance(tree, (set, frozenset)):
        return '%s(%s)' % (type(tree).__name__, ','.join(sorted(map(blurred, tree))))
    if isinstance(tree, bytes):
        try:
            tree = tree.decode('utf-8')
        except UnicodeDecodeError:
            return 'bytes %r' % tree
    if isinstance(tree, bool) or not isinstance(tree, (int, type(1 << 70))):
        return '%s %r' % (type(tree).__name__, tree)
    return 'int %d' % tree


compared = blurred if PYTHON2 else shape


def canonical(pickled):
    """The opcodes of a pickle, without the memo and without what separates Python 2's str from unicode."""
    skipped = 'PUT', 'BINPUT', 'LONG_BINPUT', 'GET', 'BINGET', 'LONG_BINGET'
    texts = 'BINSTRING', 'SHORT_BINSTRING', 'STRING'
    return [('BINUNICODE' if opcode.name in texts else opcode.name, argument)
            for opcode, argument, _ in pickletools.genops(pickled) if opcode.name not in skipped]


def pickle_arrays_as_multiprocessing():
    import copyreg
    copyreg.pickle(array.array, lambda one: (array.array, (one.typecode, one.tobytes())))


class Checks(object):
    def __init__(self, tool):
        self.tool = tool
        self.passed = self.failed = 0

    def check(self, good, what, original):
        self.passed += bool(good)
        self.failed += not good
        if not good and self.failed < 10:
            print('FAILED: Python %d.%d: %s: %.300r' % (sys.version_info[0], sys.version_info[1], what, original))

    def compare_objects(self):
        """Instances need not be equal to anything; but what they pickle to again is the same."""
        for name, original in make_pickles.object_cases():
            if name == 'proxies':  # would connect when loaded
                continue
            for source in range(pickle.HIGHEST_PROTOCOL + 1):
                for target in range(2, pickle.HIGHEST_PROTOCOL + 1):
                    self.compare_object(name, original, source, target)

    def compare_object(self, name, original, source, target):
        what = '%s, protocol %d to %d' % (name, source, target)
        try:
            pickled = pickle.dumps(original, source)
        except (pickle.PicklingError, TypeError, RuntimeError):  # this version cannot
            return
        try:
            loaded = pickle.loads(self.tool.convert(pickled, target, PYTHON2)[0])
            again = [pickle.dumps(one, 2) for one in (pickle.loads(pickled), loaded)]
        except Exception as error:
            self.check(False, '%s: %r' % (what, error), original)
            return
        self.check(canonical(again[0]) == canonical(again[1]), what, again)

    def compare(self, original):
        expected = compared(original)
        for source in range(pickle.HIGHEST_PROTOCOL + 1):
            pickled = pickle.dumps(original, source)
            for target in range(2, pickle.HIGHEST_PROTOCOL + 1):
                what = 'protocol %d to %d' % (source, target)
                try:
                    dumped, seen = self.tool.convert(pickled, target, PYTHON2)
                    loaded = compared(pickle.loads(dumped))
                except Exception as error:
                    self.check(False, '%s: %r' % (what, error), original)
                    continue
                self.check(loaded == expected, what, original)
                self.check(seen == source or source < 2, what + ': protocol seen', original)
                if EXACT and source >= 2:
                    self.exact(original, pickled, dumped, source, target)

    def exact(self, original, pickled, dumped, source, target):
        """A set that is loaded may have another order than the one that was dumped."""
        good = source == target and dumped == pickled
        good = good or dumped == pickle.dumps(pickle.loads(pickled), target)
        self.check(good, 'protocol %d to %d: bytes' % (source, target), original)


def main():
    sys.setrecursionlimit(10000)
    seed = os.environ.get('PYMGR_TEST_SEED') or random.randrange(1 << 30)
    print('PYMGR_TEST_SEED=%s' % seed)
    rng = random.Random(int(seed))
    checks = Checks(Tool(TOOL))
    checks.compare_objects()
    if not PYTHON2:
        pickle_arrays_as_multiprocessing()
    for original in edges():
        checks.compare(original)
    for original in recursive():
        checks.compare(original)
    for _ in range(VALUES):
        checks.compare(value(rng, 4, []))
    print('%d passed, %d failed' % (checks.passed, checks.failed))
    return checks.failed > 0


if __name__ == '__main__':
    sys.exit(main())
