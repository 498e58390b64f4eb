#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes corpus/pickle: what every interpreter found pickles at every protocol that it has (valid), and what must be
refused (invalid).

valid/VERSION-pPROTOCOL-CASE.pickle is there once: a version whose pickle is the same as an earlier one's adds none.
Python 3.12 comes first, so what it wrote is there under its own name. reprs.txt has a line for each file that holds a
plain value: the file's name, a tab, the value's repr(). invalid/NAME.pickle goes with NAME.error: the offset and the
message that refuse it.

Run as `make_pickles.py --dump` by an interpreter, 2.7 included, it prints that one's pickles. It is also the module in
which they find their classes."""

from __future__ import print_function

import array
import base64
import collections
import datetime
import decimal
import fractions
import functools
import json
import os
import pickle
import shutil
import subprocess
import sys
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(HERE, 'pickle')
PYTHON2 = sys.version_info[0] == 2

if PYTHON2:
    range = xrange  # noqa: F821
    unichr = unichr  # noqa: F821
else:
    unichr = chr


# --- classes ---

class Plain(object):
    """Its state is its __dict__."""

    def __init__(self, **attributes):
        self.__dict__.update(attributes)


class Old:
    """In Python 2 a classic class, whose instances are pickled with INST and OBJ."""

    def __init__(self, number):
        self.number = number


class OldWithInitArgs:
    def __init__(self, first, second):
        self.pair = first, second

    def __getinitargs__(self):
        return self.pair


class Slots(object):
    __slots__ = 'first', 'second'


class SlotsAndDict(Slots):
    pass


class StateMethods(object):
    def __getstate__(self):
        return [1, 'state']

    def __setstate__(self, state):
        self.state = state


class Reduce(object):
    def __init__(self, *args):
        self.args = args

    def __reduce__(self):
        return Reduce, self.args


class ReduceEx(Reduce):
    def __reduce_ex__(self, protocol):
        return ReduceEx, (protocol,), {'protocol': protocol}


class ReduceAll(collections.deque):
    """With items, pairs and state."""

    def __setitem__(self, key, item):
        self.append((key, item))

    def __reduce__(self):
        return ReduceAll, (), {'state': 1}, iter([1, 2, 3]), iter([('a', 1), ('b', 2)])


def set_state(made, state):
    made.__dict__.update(state, by='set_state')


class StateSetter(object):
    """The sixth part of what __reduce__ returns, from Python 3.8 on."""

    def __reduce__(self):
        return StateSetter, (), {'number': 1}, None, None, set_state


class NewArgs(tuple):
    def __new__(cls, *args):
        return tuple.__new__(cls, args)

    def __getnewargs__(self):
        return tuple(self)


class NewArgsEx(object):
    def __new__(cls, *args, **kwargs):
        made = object.__new__(cls)
        made.given = args, sorted(kwargs.items())
        return made

    def __getnewargs_ex__(self):
        return (1, 'two'), {'three': 3}


class ListSubclass(list):
    pass


class DictSubclass(dict):
    pass


class SetSubclass(set):
    pass


class IntSubclass(int):
    pass


class StrSubclass(str):
    pass


class Outer(object):
    class Inner(object):
        pass


class Recursive(object):
    """Contains itself in a list among its own arguments."""

    def __init__(self, items=None):
        self.items = [] if items is None else items

    def __reduce__(self):
        return Recursive, (self.items,)


class CustomError(Exception):
    def __init__(self, message, code):
        Exception.__init__(self, message, code)
        self.code = code


Point = collections.namedtuple('Point', 'x y')


def reconstruct(subtype, shape, kind):
    return NdArray()


class NdArray(object):
    """Pickled as numpy's arrays are."""

    def __reduce__(self):
        state = (1, (3,), ('dtype', 'i8'), False, b'\x01\0\0\0\x02\0\0\0\x03\0\0\0')
        return reconstruct, (NdArray, (0,), b'b'), state

    def __setstate__(self, state):
        self.state = state


def function():
    pass


# --- cases ---

U = b'\xc3\xa9\xe2\x82\xac\xe6\xbc\xa2\xf0\x9f\x98\x80'.decode('utf-8')


def recursive_list():
    tree = [1]
    tree.append(tree)
    return tree


def recursive_dict():
    tree = {'a': 1}
    tree['self'] = tree
    return tree


def recursive_tuple(*more):
    tree = ([],) + more
    tree[0].append(tree)
    return tree


def recursive_mutually():
    tree = [[], {}]
    tree[0].append(tree[1])
    tree[1]['list'] = tree[0]
    return tree


def recursive_instance():
    tree = Plain(name='self')
    tree.me = tree
    tree.others = [tree, {tree: (tree,)}]
    return tree


def recursive_arguments():
    tree = Recursive()
    tree.items.append(tree)
    return tree


def recursive_set():
    tree = Plain()
    tree.among = set([tree])
    return tree


def recursive_frozenset():
    tree = Plain()
    tree.within = frozenset([tree])
    return tree.within


def shared():
    part, text, number = ['part'], 'text', 1 << 70
    return [part, part, (part, part), text, text, {'part': part, 'text': text}, number, number]


def plain_cases():
    """Values of the types that pymgr has itself."""
    yield 'none', None
    yield 'bools', [True, False]
    yield 'ints', [0, 1, -1, 255, 256, 65535, 65536, -128, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**63 - 1, 2**63,
                   -2**63, -2**63 - 1, 2**64, 10**50, -10**50]
    yield 'long', [2**2039 - 1, 2**2040, -2**2039, -2**2039 - 1]
    yield 'floats', [0.0, -0.0, 1.5, -2.25, 0.1, 1e300, 5e-324, float('inf'), float('-inf'), float('nan')]
    yield 'complex', [complex(1, -2.5), complex(0, float('inf'))]
    yield 'text', [u'', u'plain', u'two\nlines \\ and \\u0041', U, u'\x00\x7f\xff', u'quote\'s "both"', U * 30]
    yield 'surrogates', [u'\ud800', u'a\udfff']
    yield 'bytes', [b'plain', b'\x00\xff\xfe', b'', bytes(bytearray(range(256)))]
    yield 'bytearray', [bytearray(b'plain'), bytearray(b'\x00\xff'), bytearray()]
    yield 'lists', [[], [1], [1, 2], [[], [[]]]]
    yield 'tuples', [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), ((), ((),))]
    yield 'dicts', [{}, {1: 2}, {(1, 2): [3]}]
    yield 'dict-text', collections.OrderedDict([]) and {} or {'key': 'item'}
    yield 'sets', [set(), set([1]), set([1, 2, 3]), frozenset(), frozenset([1]), frozenset([1, 2, 3])]
    yield 'nested-frozensets', frozenset([frozenset([1]), 2])
    yield 'slices', [slice(1), slice(1, 2), slice(None, None, -1), slice('a', 'b', 'c')]
    yield 'ranges', [range(3), range(1, 10, 3), range(10, 0, -1)]
    yield 'shared', shared()
    yield 'batch-1000', [[None] * 1000]
    yield 'batch-1001', [[None] * 1001]
    yield 'batch-dict-1000', dict.fromkeys(range(1000))
    yield 'batch-set-1000', set(range(1000))
    yield 'memo-300', [[] for _ in range(300)]
    yield 'recursive-list', recursive_list()
    yield 'recursive-dict', recursive_dict()
    yield 'recursive-tuple', recursive_tuple()
    yield 'recursive-tuple-4', recursive_tuple(1, 2, 3)
    yield 'recursive-mutually', recursive_mutually()


def slots():
    made, other = Slots(), SlotsAndDict()
    made.first, made.second = 1, 'two'
    other.first, other.more = 1, 'more'
    return [made, other]


def error_with_attributes():
    error = CustomError('message', 42)
    error.more = 'more'
    return error


def proxies():
    from multiprocessing import managers
    token = managers.Token('Queue', ('127.0.0.1', 40123), '7f0a')
    return [token, ProxyOf(managers.AutoProxy, token, {'exposed': ('get', 'put')}),
            ProxyOf(managers.ListProxy, managers.Token('list', '/tmp/listener', '1'), {})]


class ProxyOf(object):
    """Pickled as a proxy is."""

    def __init__(self, function, token, kwds):
        self.parts = function, token, 'pickle', kwds

    def __reduce__(self):
        from multiprocessing import managers
        return managers.RebuildProxy, self.parts


def partial_state():
    return functools.partial(int, base=2)


def object_cases():
    """Instances of classes that only Python has."""
    yield 'plain', Plain(number=1, text='two', items=[3])
    yield 'twice', [Plain(), Plain()]
    yield 'old', [Old(1), OldWithInitArgs(1, 'two')]
    if not PYTHON2:
        yield 'slots', slots()
        yield 'newargs-ex', NewArgsEx()
        yield 'inner', [Outer.Inner(), Outer.Inner]
        yield 'modulenotfound', ModuleNotFoundError('no')  # noqa: F821
    if sys.version_info >= (3, 8):
        yield 'state-setter', [StateSetter(), StateSetter()]
    yield 'state-methods', StateMethods()
    yield 'reduce', [Reduce(), Reduce(1, 'two')]
    yield 'reduce-ex', ReduceEx()
    yield 'reduce-all', ReduceAll()
    yield 'newargs', NewArgs(1, 2)
    yield 'subclasses', [ListSubclass([1, 2]), DictSubclass({1: 2}), SetSubclass([1]), IntSubclass(3), StrSubclass('s')]
    yield 'namedtuple', Point(1, 2)
    yield 'exceptions', [KeyError('key'), ValueError('a', 1), StopIteration(), OSError(2, 'No such file', 'name')]
    yield 'exception-attributes', error_with_attributes()
    yield 'ndarray', NdArray()
    yield 'globals', [Plain, function, len, dict, KeyError, range]
    yield 'datetime', [datetime.datetime(2024, 1, 2, 3, 4, 5, 678), datetime.date(2024, 1, 2), datetime.time(3, 4),
                       datetime.timedelta(1, 2, 3)]
    yield 'decimal', [decimal.Decimal('1.50'), fractions.Fraction(1, 3)]
    yield 'uuid', uuid.UUID('12345678123456781234567812345678')
    yield 'ordereddict', collections.OrderedDict([('b', 1), ('a', 2)])
    yield 'defaultdict', collections.defaultdict(list, {'a': [1]})
    yield 'deque', [collections.deque([1, 2, 3]), collections.deque([1], 5)]
    yield 'counter', collections.Counter('aa')
    yield 'array', [array.array('i', [1, -2, 3]), array.array('d', [1.5]), array.array('B', [255])]
    yield 'recursive-instance', recursive_instance()
    yield 'recursive-arguments', recursive_arguments()
    yield 'recursive-set', recursive_set()
    yield 'recursive-frozenset', recursive_frozenset()
    yield 'proxies', proxies()
    if not PYTHON2:
        yield 'iterators', [iter([1, 2]), reversed([1, 2]), iter({1: 2})]
        yield 'partial', partial_state()
        yield 'array-text', [array.array('u', u'text'), array.array('q', [1 << 40])]
        yield 'singletons', [Ellipsis, NotImplemented, type(None)]


def python2_cases():
    """Python 2's str: ASCII, UTF-8, neither; and its long."""
    yield 'python2-str', ['ascii', U.encode('utf-8'), b'\xff\xfe', "it's\n\t\"\\", '', 'x' * 256]
    yield 'python2-unicode', [u'ascii', U]
    yield 'python2-long', [1, 2**40, -2**62, 3 * 2**70]


def cases():
    for name, value in plain_cases():
        yield 'plain-' + name, value
    for name, value in object_cases():
        yield name, value
    if PYTHON2:
        for name, value in python2_cases():
            yield name, value


def reduce_array(one):
    return array.array, (one.typecode, one.tobytes())


def dump():
    """The pickles of this interpreter: [protocol, case, pickle, repr] ..., as JSON."""
    sys.modules['make_pickles'] = sys.modules['__main__']
    for thing in list(vars(sys.modules['__main__']).values()):
        if getattr(thing, '__module__', None) == '__main__':
            thing.__module__ = 'make_pickles'
    pickles = []
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        for name, value in cases():
            try:
                pickled = pickle.dumps(value, protocol)
            except (pickle.PicklingError, TypeError, RuntimeError):  # this version cannot
                continue
            shown = repr(value) if name.startswith('plain-') and not PYTHON2 else None
            pickles.append([protocol, name, base64.b64encode(pickled).decode('ascii'), shown])
    if not PYTHON2:
        import copyreg
        copyreg.pickle(array.array, reduce_array)
        pickled = pickle.dumps([array.array('i', [1, 2]), array.array('i'), array.array('d', [.5])], 4)
        pickles.append([4, 'plain-array', base64.b64encode(pickled).decode('ascii'),
                        "[array('i', [1, 2]), array('i'), array('d', [0.5])]"])
    print(json.dumps(pickles))


# --- what must be refused ---

INVALID = {
    'empty': (b'', 0, 'pickle without STOP'),
    'no-stop': (b'N', 1, 'pickle without STOP'),
    'stop-only': (b'.', 0, 'STOP: stack underflow'),
    'stop-two': (b'NN.', 2, 'STOP: more than one value on the stack'),
    'stop-mark': (b'(N.', 2, 'STOP: more than one value on the stack'),
    'stop-on-mark': (b'N(.', 2, 'STOP: unexpected MARK'),
    'trailing': (b'N.N', 2, 'bytes after STOP'),
    'unknown': (b'\xff', 0, 'unknown opcode 0xff'),
    'unknown-0': (b'\x80\x02\x00', 2, 'unknown opcode 0x00'),
    'protocol-6': (b'\x80\x06N.', 0, 'unsupported pickle protocol: 6'),
    'protocol-cut': (b'\x80', 0, 'truncated PROTO'),
    'persid': (b'Pid\n.', 0, 'PERSID: persistent ids are not supported'),
    'binpersid': (b'NQ.', 1, 'BINPERSID: persistent ids are not supported'),
    'ext1': (b'\x80\x02\x82\x01.', 2, 'EXT1: extension codes are not supported'),
    'ext2': (b'\x80\x02\x83\x01\x00.', 2, 'EXT2: extension codes are not supported'),
    'ext4': (b'\x80\x02\x84\x01\x00\x00\x00.', 2, 'EXT4: extension codes are not supported'),
    'next-buffer': (b'\x80\x05\x97.', 2, 'NEXT_BUFFER: out-of-band buffers are not supported'),
    'readonly-buffer': (b'\x80\x05N\x98.', 3, 'READONLY_BUFFER: out-of-band buffers are not supported'),
    'frame-cut': (b'\x80\x04\x95\x01\x00', 2, 'truncated FRAME'),
    'frame-too-long': (b'\x80\x04\x95\x03\x00\x00\x00\x00\x00\x00\x00N.', 2,
                       'FRAME: pickle exhausted before end of frame'),
    'frame-huge': (b'\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\xffN.', 2,
                   'FRAME: pickle exhausted before end of frame'),
    'frame-in-frame': (b'\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x95\x02\x00\x00\x00\x00\x00\x00\x00N.', 11,
                       'FRAME: beginning of a new frame before end of current frame'),
    'pop-nothing': (b'0N.', 0, 'POP: stack underflow'),
    'pop-mark-nothing': (b'1N.', 0, 'POP_MARK: no MARK'),
    'dup-nothing': (b'2.', 0, 'DUP: stack underflow'),
    'dup-mark': (b'N(2.', 2, 'DUP: unexpected MARK'),
    'int-not-a-number': (b'Iabc\n.', 0, "INT: invalid literal for int() with base 10: 'abc'"),
    'int-empty': (b'I\n.', 0, "INT: invalid literal for int() with base 10: ''"),
    'int-no-newline': (b'I1', 0, 'truncated INT'),
    'long-not-a-number': (b'L1x\n.', 0, "LONG: invalid literal for int() with base 10: '1x'"),
    'long1-cut': (b'\x80\x02\x8a\x04\x01', 2, 'truncated LONG1'),
    'long4-cut': (b'\x80\x02\x8b\xff\xff\xff\xff\x01', 2, 'truncated LONG4'),
    'float-not-a-number': (b'F1.5x\n.', 0, 'FLOAT: not a number'),
    'float-empty': (b'F\n.', 0, 'FLOAT: not a number'),
    'float-long': (b'F' + b'1' * 401 + b'\n.', 0, 'FLOAT of more than 400 characters'),
    'binfloat-cut': (b'G\0\0\0', 0, 'truncated BINFLOAT'),
    'string-not-quoted': (b'Sabc\n.', 0, 'the STRING opcode argument must be quoted'),
    'string-one-quote': (b"S'\n.", 0, 'the STRING opcode argument must be quoted'),
    'string-other-quote': (b"S'abc\"\n.", 0, 'the STRING opcode argument must be quoted'),
    'string-escape': (b"S'\\xz1'\n.", 0, 'STRING: invalid escape'),
    'string-escape-cut': (b"S'abc\\'\n.", 0, 'STRING: invalid escape'),
    'unicode-escape': (b'V\\u12\n.', 0, 'UNICODE: invalid escape'),
    'unicode-beyond': (b'V\\U00110000\n.', 0, 'UNICODE: invalid escape'),
    'binunicode-cut': (b'X\x05\0\0\0abcd', 0, 'truncated BINUNICODE'),
    'binunicode-not-utf8': (b'X\x01\0\0\0\xe9.', 0, 'BINUNICODE: not UTF-8'),
    'short-binunicode-overlong': (b'\x80\x04\x8c\x02\xc0\x80.', 2, 'SHORT_BINUNICODE: not UTF-8'),
    'binunicode8-huge': (b'\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\xff.', 2, 'truncated BINUNICODE8'),
    'binbytes-huge': (b'\x80\x03B\xff\xff\xff\xff.', 2, 'truncated BINBYTES'),
    'bytearray8-huge': (b'\x80\x05\x96\xff\xff\xff\xff\xff\xff\xff\x7f.', 2, 'truncated BYTEARRAY8'),
    'binstring-negative': (b'T\xff\xff\xff\xff.', 0, 'truncated BINSTRING'),
    'append-nothing': (b'Na.', 1, 'APPEND: stack underflow'),
    'append-to-tuple': (b')Na.', 2, "APPEND: 'tuple' object takes no items"),
    'append-to-dict': (b'}Na.', 2, "APPEND: 'dict' object takes no items"),
    'appends-no-mark': (b']Ne.', 2, 'APPENDS: no MARK'),
    'appends-to-nothing': (b'(Ne.', 2, 'APPENDS: stack underflow'),
    'appends-over-mark': (b'](Na', 3, 'APPEND: unexpected MARK'),
    'appends-to-mark': (b'((Ne.', 3, 'APPENDS: unexpected MARK'),
    'setitem-nothing': (b'}Ns.', 2, 'SETITEM: stack underflow'),
    'setitem-in-list': (b']NNs.', 3, "SETITEM: 'list' object takes no items"),
    'setitem-unhashable': (b'}]Ns.', 3, "SETITEM: unhashable type: 'list'"),
    'setitems-odd': (b'}(Nu.', 3, 'odd number of items for SETITEMS'),
    'setitems-unhashable': (b'}(NN}NNNu.', 8, "SETITEMS: unhashable type: 'dict'"),
    'setitems-in-tuple': (b')(NNu.', 4, "SETITEMS: 'tuple' object takes no items"),
    'dict-odd': (b'(Nd.', 2, 'odd number of items for DICT'),
    'dict-unhashable': (b'(]Nd.', 3, "DICT: unhashable type: 'list'"),
    'additems-to-list': (b'\x80\x04](N\x90.', 5, "ADDITEMS: 'list' object takes no items"),
    'additems-unhashable': (b'\x80\x04\x8f(]\x90.', 5, "ADDITEMS: unhashable type: 'list'"),
    'frozenset-unhashable': (b'\x80\x04(}\x91.', 4, "FROZENSET: unhashable type: 'dict'"),
    'frozenset-no-mark': (b'\x80\x04\x91.', 2, 'FROZENSET: no MARK'),
    'tuple-no-mark': (b'Nt.', 1, 'TUPLE: no MARK'),
    'tuple3-two': (b'\x80\x02NN\x87.', 4, 'TUPLE3: stack underflow'),
    'get-nothing': (b'g0\n.', 0, 'GET: no value in the memo at 0'),
    'get-not-a-number': (b'Np0\nga\n.', 4, 'GET: not a memo index'),
    'binget-unfilled': (b'Nq\x01h\x00.', 3, 'BINGET: no value in the memo at 0'),
    'binget-beyond': (b'Nq\x00h\x01.', 3, 'BINGET: no value in the memo at 1'),
    'long-binget-beyond': (b'j\xff\xff\xff\xff.', 0, 'LONG_BINGET: no value in the memo at 4294967295'),
    'put-nothing': (b'p0\n.', 0, 'PUT: stack underflow'),
    'put-mark': (b'N(q\x00.', 2, 'BINPUT: unexpected MARK'),
    'put-beyond': (b'Np99999999999\n.', 1,
                   'PUT: memo index 99999999999 is more than values can have come before'),
    'put-negative': (b'Np-1\n.', 1, 'PUT: not a memo index'),
    'long-binput-beyond': (b'Nr\xff\xff\xff\xff.', 1,
                           'LONG_BINPUT: memo index 4294967295 is more than values can have come before'),
    'memoize-nothing': (b'\x80\x04\x94.', 2, 'MEMOIZE: stack underflow'),
    'global-cut': (b'cmodule\nname', 0, 'truncated GLOBAL'),
    'global-not-utf8': (b'cmod\xff\nname\n.', 0, 'GLOBAL: a name that is not UTF-8'),
    'stack-global-one': (b'\x80\x04\x8c\x01m\x93.', 5, 'STACK_GLOBAL: stack underflow'),
    'stack-global-int': (b'\x80\x04\x8c\x01mK\x01\x93.', 7, 'STACK_GLOBAL requires str'),
    'reduce-nothing': (b')R.', 1, 'REDUCE: stack underflow'),
    'reduce-int': (b'K\x01)R.', 3, "REDUCE: 'int' object is not callable"),
    'reduce-no-tuple': (b'cm\nn\n]R.', 6, 'REDUCE: arguments must be a tuple, not list'),
    'reduce-set-unhashable': (b'\x80\x02c__builtin__\nset\n](]]e\x85R.', 25, "REDUCE: unhashable type: 'list'"),
    'newobj-str': (b'\x80\x02X\x01\0\0\0a)\x81.', 9, "NEWOBJ: 'str' object is not callable"),
    'newobj-no-tuple': (b'\x80\x02cm\nn\nN\x81.', 8, 'NEWOBJ: arguments must be a tuple, not NoneType'),
    'newobj-ex-no-dict': (b'\x80\x04cm\nn\n)]\x92.', 9, 'NEWOBJ_EX: keyword arguments must be a dict, not list'),
    'obj-nothing': (b'(o.', 1, 'OBJ: stack underflow'),
    'obj-int': (b'(K\x01o.', 3, "OBJ: 'int' object is not callable"),
    'inst-no-mark': (b'im\nn\n.', 0, 'INST: no MARK'),
    'build-nothing': (b'Nb.', 1, 'BUILD: stack underflow'),
    'build-list': (b']Nb.', 2, "BUILD: 'list' object takes no state"),
    'build-set': (b'\x80\x04\x8fNb.', 4, "BUILD: 'set' object takes no state"),
    'build-twice': (b'(cm\nn\noNbNb.', 10, 'BUILD: the object has its state already'),
    'cycle-cut': (b']q\0(h\0cm\nn\n)Rq\x01h\x01be', 19, 'pickle without STOP'),
    'cycle-not-reached': (b']2aNN', 5, 'pickle without STOP'),
    'recursive-key': (b'\x80\x02]q\0h\0\x85q\x01a0}q\x02h\x01Ns.', 18, "SETITEM: unhashable type: 'list'"),
}


def write_invalid():
    for name, (pickled, offset, message) in sorted(INVALID.items()):
        write(os.path.join('invalid', name + '.pickle'), pickled)
        write(os.path.join('invalid', name + '.error'), ('%s: %s\n' % (offset, message)).encode('utf-8'))


# --- all interpreters ---

def interpreters():
    """Labels and paths of all interpreters found, 3.12 first."""
    sys.path.insert(0, os.path.join(HERE, '..', '..', 'interop', 'python'))
    from pymgr_interop import interpreters
    found = interpreters.discover()
    first = interpreters.reference(found)
    return [('%d.%d' % one.version[:2], one.path) for one in [first] + [one for one in found if one != first]]


def write(name, content):
    with open(os.path.join(CORPUS, name), 'wb') as output:
        output.write(content)


def write_valid():
    seen, reprs = set(), {}
    for version, python in interpreters():
        environment = dict(os.environ, PYTHONHASHSEED='0')
        printed = subprocess.check_output([python, os.path.abspath(__file__), '--dump'], env=environment)
        for protocol, case, encoded, shown in json.loads(printed.decode('utf-8')):
            pickled = base64.b64decode(encoded)
            if pickled in seen:
                continue
            seen.add(pickled)
            name = '%s-p%d-%s.pickle' % (version, protocol, case)
            write(os.path.join('valid', name), pickled)
            if shown is not None:
                reprs[name] = shown
    write('reprs.txt', ''.join('%s\t%s\n' % item for item in sorted(reprs.items())).encode('utf-8', 'surrogatepass'))


def main():
    for folder in 'valid', 'invalid':
        shutil.rmtree(os.path.join(CORPUS, folder), ignore_errors=True)
        os.makedirs(os.path.join(CORPUS, folder))
    write_valid()
    write_invalid()


if __name__ == '__main__':
    dump() if sys.argv[1:] == ['--dump'] else main()
