# SPDX-License-Identifier: MIT
"""What the clients of synchronisation.py do. Runs on every Python since 2.7.

    python -m pymgr_interop.synchronisation_client STEP [ARGUMENT]...
"""
import sys
import threading
import time
from multiprocessing.managers import RemoteError, SyncManager

from pymgr_interop import client
from pymgr_interop.describe import describe, last_line
from pymgr_interop.lifetime_client import send_and_wait_until_read

SHORT_SECONDS = 0.05


def capture(*args):
    return args


def talk(name, *calls):
    """Makes calls on one connection, each written like `acquire(False)`: says `sent` when the server has read it, then
    what came of it. Keeps the connection until it is told to end."""
    proxy = client.shared(name)
    proxy._connect()
    for call in calls:
        method, rest = call.split("(", 1)
        connection = send_and_wait_until_read(proxy, method, eval("capture(" + rest))
        client.say("sent")
        client.say(describe(connection.recv()[1]))
    client.wait_for_word()


def in_thread(function):
    """What a function returns in another thread, which has a connection of its own."""
    results = []
    thread = threading.Thread(target=lambda: results.append(function()))
    thread.start()
    thread.join()
    return results[0]


def attempt(call):
    """What a call returns, or the last line of what it raises."""
    try:
        return call()
    except RemoteError as error:
        return str(error).rstrip("-\n").split("\n")[-1]
    except Exception as error:
        return last_line(error)


def own_by_thread():
    """An RLock is owned by one thread of a process, as often as that acquired it."""
    lock = client.connect(SyncManager).RLock()
    taken = [bool(lock.acquire()), bool(lock.acquire(False))]
    taken.append(in_thread(lambda: lock.acquire(False)))
    client.say(taken + [in_thread(lambda: attempt(lock.release))])
    lock.release()
    taken = [in_thread(lambda: lock.acquire(False))]
    lock.release()
    # The thread ends with its connection, and so lets go.
    taken.append(in_thread(lambda: bool(lock.acquire(False))))
    client.say(taken + [bool(lock.acquire())])


def consume():
    """Waits to be notified; holds the lock when it says so."""
    condition = client.shared("condition")
    condition.acquire()
    client.say("holding")
    condition.wait()
    client.say("woken")
    condition.release()


def consume_number(number):
    """Waits until a number is in the list."""
    condition, numbers = client.shared("condition", "numbers")
    condition.acquire()
    client.say("holding")
    if client.PYTHON2:
        while numbers.count(int(number)) == 0:
            condition.wait(60)
    else:
        condition.wait_for(lambda: numbers.count(int(number)), 60)
    client.say("found")
    condition.release()


def wait_in_vain():
    """A wait that nobody ends leaves the lock as it was."""
    condition = client.connect(SyncManager).Condition()
    start = time.time()
    condition.acquire()
    condition.acquire()
    woken = condition.wait(SHORT_SECONDS)
    slept = time.time() - start >= SHORT_SECONDS
    condition.release()
    condition.release()
    client.say([bool(woken), slept, attempt(condition.release), attempt(condition.wait), attempt(condition.notify)])
    if not client.PYTHON2:
        with condition:
            client.say([condition.wait_for(lambda: 0, SHORT_SECONDS), condition.wait_for(lambda: 7, 0)])


def share_lock(typeid):
    """A Condition that is given a lock uses just that lock."""
    manager = client.connect(SyncManager)
    lock = getattr(manager, typeid)()
    condition = manager.Condition(lock)
    with lock:
        client.say([in_thread(lambda: condition.acquire(False)), attempt(condition.notify)])
    with condition:
        client.say([in_thread(lambda: lock.acquire(False)), attempt(condition.notify)])
    lock = None  # the Condition keeps it
    client.say([bool(condition.acquire(False)), attempt(condition.release)])
    for other in (manager.Semaphore(), manager.list(), 5):
        client.say(attempt(lambda: manager.Condition(other)))


def notify_through_lock():
    """A notification by one Condition of a lock reaches a thread that waits in it, not those of another."""
    manager = client.connect(SyncManager)
    lock = manager.Lock()
    full, empty = manager.Condition(lock), manager.Condition(lock)
    order = manager.list()
    ready = threading.Event()

    def wait_in(condition, name):
        condition.acquire()
        ready.set()
        condition.wait()
        order.append(name)
        condition.release()

    threads = []
    for condition, name in ((full, "full"), (empty, "empty"), (full, "full")):
        ready.clear()
        threads.append(threading.Thread(target=wait_in, args=(condition, name)))
        threads[-1].start()
        ready.wait()
    for condition in (empty, full):
        lock.acquire()
        condition.notify_all()
        lock.release()
    for thread in threads:
        thread.join()
    client.say(list(order))


def use_semaphores():
    manager = client.connect(SyncManager)
    free, bounded = manager.Semaphore(2), manager.BoundedSemaphore(1)
    client.say([free.acquire(False), free.acquire(), free.acquire(False), free.release(), free.acquire(False)])
    client.say([attempt(bounded.release), bounded.acquire(), bounded.acquire(False), bounded.release()])
    client.say(attempt(lambda: manager.Semaphore(-1)))
    # It has no owner: another thread may release it, and one that ends keeps what it has.
    client.say([in_thread(lambda: bounded.acquire(False)), bounded.acquire(False), in_thread(bounded.release)])


def join_barrier():
    """Waits at the barrier at each word, with that timeout."""
    barrier = client.shared("barrier")
    for word in iter(client.wait_for_word, ""):
        client.say(attempt(lambda: barrier.wait(float(word) if word.strip() else None)))


STEPS = {step.__name__: step for step in (talk, own_by_thread, consume, consume_number, wait_in_vain, share_lock,
                                          notify_through_lock, use_semaphores, join_barrier)}

if __name__ == "__main__":
    STEPS[sys.argv[1]](*sys.argv[2:])
