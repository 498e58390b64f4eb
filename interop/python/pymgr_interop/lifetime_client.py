# SPDX-License-Identifier: MIT
"""What the clients of lifetimes.py do. Runs on every Python since 2.7.

    python -m pymgr_interop.lifetime_client STEP [ARGUMENT]...
"""
import fcntl
import multiprocessing
import select
import struct
import sys
import termios
import threading
from multiprocessing.managers import SyncManager, dispatch

from pymgr_interop import client
from pymgr_interop.describe import describe

TICK_SECONDS = 0.002
THREADS = 20


def unread(connection):
    """How much of what went to a Unix socket the other side has not read."""
    return struct.unpack("i", fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, b"\0" * 4))[0]


def send_and_wait_until_read(proxy, method, arguments):
    """Sends a request of a proxy that is connected; its connection, once the server has read it."""
    connection = proxy._tls.connection
    connection.send((proxy._id, method, arguments, {}))
    while unread(connection):
        select.select([], [], [], TICK_SECONDS)
    return connection


def wait_call(name, method, *arguments):
    """Makes a call that waits: says `sent` once the server has read it, and later what came of it."""
    proxy = client.shared(name)
    proxy._connect()
    connection = send_and_wait_until_read(proxy, method, arguments)
    client.say("sent")
    client.say(describe(connection.recv()))


def connect_only():
    """Says how an attempt to connect went."""
    try:
        client.connect()
    except multiprocessing.AuthenticationError as error:
        client.say("AuthenticationError: %s" % error)
    else:
        client.say("connected")


def shut_down():
    """Ends the server as a manager does."""
    manager = client.connect()
    connection = manager._Client(client.address(), authkey=client.authkey())
    client.say(describe(dispatch(connection, None, "shutdown")))


def count_objects():
    """Says how many objects the server has as proxies come and go."""
    manager = client.connect()
    say_count = lambda: client.say(manager._number_of_objects())
    say_count()
    numbers, table = manager.list(), manager.dict()
    say_count()
    iterator = iter(table.__iter__())
    say_count()
    del iterator, numbers
    say_count()
    copies = [client.shared("jobs"), client.shared("jobs")]
    say_count()
    del copies, table
    say_count()


def fill_in_child(queue, numbers, number):
    queue.put(number)
    numbers.append(number)


def use_children():
    """Proxies inherited by child processes work there, and count there."""
    manager = client.connect()
    queue, numbers = manager.Queue(), manager.list()
    children = [multiprocessing.Process(target=fill_in_child, args=(queue, numbers, number)) for number in range(4)]
    for child in children:
        child.start()
    taken = sorted(queue.get() for _ in children)
    for child in children:
        child.join()
    client.say("%s %s %s" % (taken, sorted(numbers), [child.exitcode for child in children]))
    client.say(manager._number_of_objects())


def use_threads():
    """Each thread has a connection of its own, and may wait there while others call."""
    manager = client.connect()
    queue, answers = manager.Queue(), manager.list()
    threads = [threading.Thread(target=lambda: answers.append(queue.get())) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for number in range(THREADS):
        queue.put(number)
    for thread in threads:
        thread.join()
    client.say(describe(sorted(answers) == list(range(THREADS))))


def raise_errors():
    """Errors of every sort arrive as what they are."""
    manager = client.connect(SyncManager)
    numbers = manager.list([1])
    lock = manager.Lock()
    for call in (lambda: numbers[5], lambda: numbers.remove("x"), lambda: manager.dict()["k"],
                 lambda: manager.Queue().get_nowait(), lambda: numbers._callmethod("no_such", ()),
                 lambda: lock._getvalue(), lambda: manager.list(1, 2)):
        try:
            call()
        except Exception as error:
            text = str(error).rstrip("-\n").split("\n")
            client.say("%s: %s" % (type(error).__name__, text[-1]))


STEPS = {step.__name__: step for step in (wait_call, connect_only, shut_down, count_objects, use_children,
                                          use_threads, raise_errors)}

if __name__ == "__main__":
    STEPS[sys.argv[1]](*sys.argv[2:])
