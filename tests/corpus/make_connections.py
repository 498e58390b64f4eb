#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes corpus/connection: what admitted peers send, as fuzz_connection.c reads it.

The objects are numbered as that file creates them. Run it again when a type gains a method; the files are kept in the repository.
"""

import pathlib
import pickle
import struct
import xmlrpc.client

HERE = pathlib.Path(__file__).parent / 'connection'
LIST, DICT, QUEUE, JOINABLE, LOCK, EVENT, NAMESPACE, VALUE, SMALL_QUEUE = (f'object00000{i}' for i in range(9))
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
