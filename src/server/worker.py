# SPDX-License-Identifier: MIT
"""A Python worker of pymgrd: runs what clients want called, one task at a time, in frames over descriptor 3.

It says hello; the server answers with its key, and then each frame is a task (shape, function, args, kwds), answered by
(True, result) or (False, exception). Runs on every Python since 2.7.
"""
import errno
import multiprocessing
import os
import pickle
import signal
import struct
import sys
from multiprocessing import pool

CHANNEL = 3
PR_SET_PDEATHSIG = 1


unread = b""  # what has come already of what is wanted next


def read_some(size):
    """About so many bytes, but at least one; EOFError at the end."""
    while True:
        try:
            part = os.read(CHANNEL, min(max(size, 1 << 16), 1 << 20))
        except OSError as error:
            if error.errno != errno.EINTR:
                raise
        else:
            if not part:
                raise EOFError
            return part


def read(size):
    """That many bytes."""
    global unread
    parts, have = [unread], len(unread)
    while have < size:
        parts.append(read_some(size - have))
        have += len(parts[-1])
    data = b"".join(parts)
    unread = data[size:]
    return data[:size]


def receive():
    size, = struct.unpack("!i", read(4))
    if size == -1:
        size, = struct.unpack("!Q", read(8))
    return read(size)


def write(data):
    data = memoryview(data)
    while len(data) > 0:
        try:
            data = data[os.write(CHANNEL, data[:1 << 20]):]
        except OSError as error:
            if error.errno != errno.EINTR:
                raise


def send(payload):
    if len(payload) > 0x7fffffff:
        header = struct.pack("!iQ", -1, len(payload))
    else:
        header = struct.pack("!i", len(payload))
    if len(payload) < 1 << 16:
        write(header + payload)  # at once, so that the server wakes once
    else:
        write(header)
        write(payload)


if sys.version_info[0] == 2:
    import cPickle

    def dumps(value):
        return cPickle.dumps(value, 2)

    loads = cPickle.loads

    def wrap(error):
        return error
else:
    from multiprocessing.reduction import ForkingPickler

    def dumps(value):
        return bytes(ForkingPickler.dumps(value))

    loads = pickle.loads

    def wrap(error):
        return pool.ExceptionWithTraceback(error, error.__traceback__)


def starmapstar(args):
    return [args[0](*item) for item in args[1]]


MAPPERS = {1: pool.mapstar, 2: getattr(pool, "starmapstar", starmapstar)}


def load(payload):
    try:
        return loads(payload)
    except AttributeError as error:
        if b"__main__" not in payload:
            raise
        raise AttributeError("%s (a worker of pymgrd sees nothing of a client's __main__: "
                             "put what it is to call into a module)" % error)


def run(payload):
    """What the task comes to."""
    try:
        shape, function, args, kwds = load(payload)
        if shape in MAPPERS:
            function, args, kwds = MAPPERS[shape], ((function, args),), {}
        return True, function(*args, **kwds)
    except Exception as error:
        return False, wrap(error)


def answer(result):
    """The pickle of a result; if there is none, that of why not."""
    try:
        return dumps(result)
    except Exception as error:
        return dumps((False, pool.MaybeEncodingError(error, result[1])))


def die_with_server():
    """An idle worker sees the end of its channel; a busy one must be told by the kernel."""
    try:
        import ctypes
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    except Exception:
        pass


def close_on_exec():
    import fcntl
    fcntl.fcntl(CHANNEL, fcntl.F_SETFD, fcntl.FD_CLOEXEC)


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the server to handle
    die_with_server()
    close_on_exec()
    send(dumps("hello"))
    multiprocessing.current_process().authkey = loads(receive())
    while True:
        try:
            payload = receive()
        except EOFError:
            return
        send(answer(run(payload)))
        payload = None


main()
