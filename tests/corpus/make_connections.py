#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes corpus/connection: what admitted peers send, as fuzz_connection.c reads it.

The objects are numbered as that file creates them. Run it again when a type gains a method; the files are kept in the repository.
"""

import array
import multiprocessing.managers
import pathlib
import pickle
import struct
import xmlrpc.client

HERE = pathlib.Path(__file__).parent / 'connection'
(LIST, DICT, QUEUE, JOINABLE, LOCK, EVENT, NAMESPACE, VALUE, SMALL_QUEUE, ARRAY, SET, RLOCK, SEMAPHORE, BOUNDED, CONDITION,
 BARRIER, POOL) = (f'object00000{digit}' for digit in '0123456789abcdefg')


class Proxy:
    """Pickled as a proxy of an object."""

    def __init__(self, ident, name):
        self.token = multiprocessing.managers.Token('x', '/x', ident)
        self.name = name

    def __reduce__(self):
        return multiprocessing.managers.RebuildProxy, (getattr(multiprocessing.managers, self.name), self.token, 'pickle', {})


ACCEPT = (None, 'accept_connection', ('MainThread',), {})

SERVER = {
    'dummy': (None, 'dummy', (), {}),
    'create': (None, 'create', ('dict', {'a': 1}), {'b': 2}),
    'create-wrong': (None, 'create', ('dict', 5), {}),
    'get-methods': (None, 'get_methods', ('x',), {}),
    'debug-info': (None, 'debug_info', (), {}),
    'number': (None, 'number_of_objects', (), {}),
    'incref': (None, 'incref', (LIST,), {}),
    'decref': (None, 'decref', (LIST,), {}),
    'shutdown': (None, 'shutdown', (), {}),
    'not-a-request': [1, 2, 3],
}

OBJECTS = {
    'list': [(LIST, 'append', (1,)), (LIST, 'extend', ([3, 2.5, None],)), (LIST, '__getitem__', (slice(None, None, -1),)),
             (LIST, '__setitem__', (slice(0, 2), 'xyz')), (LIST, '__mul__', (3,)), (LIST, 'pop', ()), (LIST, 'reverse', ()),
             (LIST, 'insert', (-1, 'a')), (LIST, '__delitem__', (0,)), (LIST, '__repr__', ()), (LIST, '#GETVALUE', ())],
    'sort': [(LIST, 'extend', ([3, 1, 2.0, True],)), (LIST, 'sort', (), {'reverse': True}), (LIST, 'index', (2,)),
             (LIST, 'count', (1,)), (LIST, 'remove', (3,)), (LIST, '__contains__', (float('nan'),))],
    'dict': [(DICT, '__setitem__', ('k', [1])), (DICT, 'update', ({'a': 1},), {'b': 2}), (DICT, 'get', ('z', 9)), (DICT, 'keys', ()),
             (DICT, 'items', ()), (DICT, 'pop', ('a',)), (DICT, 'popitem', ()), (DICT, 'setdefault', ([], 1)), (DICT, '__iter__', ())],
    'queue': [(QUEUE, 'put', ('x',)), (QUEUE, 'get', ()), (QUEUE, 'get', (True, 0.001)), (QUEUE, 'get_nowait', ()), (QUEUE, 'qsize', ())],
    'waiting': [(QUEUE, 'get', ()), (QUEUE, 'put', ('x',))],
    'full': [(SMALL_QUEUE, 'put', (1,)), (SMALL_QUEUE, 'put', (2,), {'block': False}), (SMALL_QUEUE, 'put', (3,))],
    'joinable': [(JOINABLE, 'put', (1,)), (JOINABLE, 'get', ()), (JOINABLE, 'task_done', ()), (JOINABLE, 'join', ()),
                 (JOINABLE, 'task_done', ()), (JOINABLE, 'shutdown', (True,))],
    'lock': [(LOCK, 'acquire', ()), (LOCK, 'acquire', (False,)), (LOCK, 'release', ()), (LOCK, 'release', ()), (LOCK, 'locked', ())],
    'event': [(EVENT, 'wait', (0,)), (EVENT, 'set', ()), (EVENT, 'wait', ()), (EVENT, 'is_set', ()), (EVENT, 'clear', ())],
    'namespace': [(NAMESPACE, '__setattr__', ('x', {1, 2})), (NAMESPACE, '__getattribute__', ('x',)),
                  (NAMESPACE, '__delattr__', ('x',)), (NAMESPACE, '__getattribute__', ('__class__',)), (NAMESPACE, '__str__', ())],
    'value': [(VALUE, 'get', ()), (VALUE, 'set', (2 ** 70,)), (VALUE, 'get', ()), (VALUE, 'set', ()), (VALUE, '#GETVALUE', ())],
    'array': [(ARRAY, '__getitem__', (slice(None, None, -2),)), (ARRAY, '__setitem__', (1, 9)), (ARRAY, '__setitem__', (0, 2 ** 40)),
              (ARRAY, '__setitem__', (slice(0, 2), array.array('i', [5]))), (ARRAY, '__len__', ()), (ARRAY, '#GETVALUE', ())],
    'set': [(SET, 'add', ((1, 2),)), (SET, 'update', ([7, 8], range(3))), (SET, '__or__', ({9},)), (SET, '__isub__', ({1},)),
            (SET, 'pop', ()), (SET, 'remove', (77,)), (SET, '__le__', ({1, 2, 3},)), (SET, '__iter__', ()), (SET, 'clear', ())],
    'locks': [(RLOCK, 'acquire', ()), (RLOCK, 'acquire', ()), (RLOCK, 'release', ()), (SEMAPHORE, 'acquire', ()),
              (SEMAPHORE, 'acquire', (True, 0.001)), (SEMAPHORE, 'release', (2,)), (BOUNDED, 'release', ())],
    'condition': [(CONDITION, 'wait', ()), (CONDITION, 'acquire', ()), (CONDITION, 'wait', (0.001,)), (CONDITION, 'notify', (1,)),
                  (CONDITION, 'notify_all', ()), (CONDITION, 'release', ()), (CONDITION, '__repr__', ())],
    'barrier': [(BARRIER, 'wait', ()), (BARRIER, 'abort', ()), (BARRIER, 'wait', (0.5,)), (BARRIER, 'reset', ()),
                (BARRIER, '__getattribute__', ('broken',)), (BARRIER, '__getattribute__', ('x',))],
    'pool': [(POOL, 'apply', (len, ([1, 2],))), (POOL, 'map', (abs, [-1, 2, 'x'])), (POOL, 'imap', (str, range(5), 2)),
             (POOL, 'map_async', (int, ['1', 'x'])), (POOL, 'apply', (print,)), (POOL, 'close', ()), (POOL, 'join', ())],
    'nested': [(LIST, 'append', (Proxy(DICT, 'DictProxy'),)), (DICT, '__setitem__', ('back', [Proxy(LIST, 'ListProxy')])),
               (LIST, '__getitem__', (0,)), (QUEUE, 'put', (Proxy(QUEUE, 'AutoProxy'),)), (QUEUE, 'get', ()), (LIST, 'extend', (Proxy(DICT, 'DictProxy'),)),
               (LIST, '__repr__', ()), (LIST, 'sort', ()), (LIST, 'remove', (Proxy(DICT, 'DictProxy'),)), (LIST, 'clear', ())],
    'wrong': [(LIST, 'nothing', ()), ('12', 'append', ()), (LIST, 'append', (1, 2), {'x': 3}), (5, 'append', ()), (None, None, None)],
}


def frame(payload):
    return struct.pack('!i', len(payload)) + payload


def pickled(protocol):
    return lambda value: frame(pickle.dumps(value, protocol))


def as_xml(value):
    return frame(xmlrpc.client.dumps((value,), allow_none=True).encode())


def whole(call):
    return call if len(call) == 4 else call + ({},)


def write(name, frames):
    (HERE / name).write_bytes(b''.join(frames))


def main():
    HERE.mkdir(exist_ok=True)
    for name, request in SERVER.items():
        write(f'server-{name}.pickle', [pickled(4)(request)])
        write(f'server-{name}.xml', [as_xml(request)])
    for name, calls in OBJECTS.items():
        requests = [ACCEPT] + [whole(call) for call in calls]
        for protocol in (2, 4, 5):
            write(f'{name}.pickle{protocol}', map(pickled(protocol), requests))
        try:
            write(f'{name}.xml', map(as_xml, requests))
        except (TypeError, OverflowError):
            pass  # XML-RPC cannot carry these arguments
    write('negative-length', [struct.pack('!i', -2)])
    write('long-length', [struct.pack('!iQ', -1, 20), b'x' * 20])
    write('absurd-length', [struct.pack('!iQ', -1, 2 ** 62)])
    write('garbage', [pickled(4)(ACCEPT), frame(b'\x80\x04garbage'), frame(b'<garbage/>'), frame(b'')])


if __name__ == '__main__':
    main()
