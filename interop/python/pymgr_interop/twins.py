# SPDX-License-Identifier: MIT
"""Local stand-ins of the shared objects, by which the generator knows what state a call meets.

A twin takes every call that a test will make. Where the real object would wait for ever the twin raises WouldBlock,
and the generator leaves that call out.
"""
import queue
import threading
from multiprocessing.managers import Array, Namespace, Value

LONGEST_SECONDS = 0.05
# A list times a number is left out between these lengths: what is shorter is quick, what is longer refused at once.
LONG_LIST, REFUSED_LIST = 10 ** 5, 2 ** 50


class WouldBlock(BaseException):
    pass


def watched_wait(wait):
    """A Condition.wait that refuses to wait long."""
    def wait_shortly(timeout=None):
        if timeout is None or not timeout <= LONGEST_SECONDS:  # until nan, too, is for ever
            raise WouldBlock
        return wait(timeout)
    return wait_shortly


def watched_product(multiply):
    """A list's multiplication that refuses to fill the machine's memory, which CPython's server would try."""
    def multiply_shortly(self, *args):
        if len(args) == 1 and isinstance(args[0], int) and LONG_LIST < len(self) * args[0] < REFUSED_LIST:
            raise WouldBlock
        return multiply(self, *args)
    return multiply_shortly


class ListTwin(list):
    __mul__, __rmul__, __imul__ = map(watched_product, (list.__mul__, list.__rmul__, list.__imul__))


class QueueTwin(queue.Queue):
    def __init__(self, *args, **kwds):
        super().__init__(*args, **kwds)
        for condition in (self.not_empty, self.not_full, self.all_tasks_done):
            condition.wait = watched_wait(condition.wait)


class EventTwin(threading.Event):
    def __init__(self):
        super().__init__()
        self._cond.wait = watched_wait(self._cond.wait)


class LockTwin:
    """A Lock is C: a locked one is asked by way of a free one, whose answer to wrong arguments is the same.

    `blocking` is taken for a bool, as since 3.12: so the twin is locked whenever any version's lock is.
    """

    def __init__(self):
        self._lock = threading.Lock()

    def acquire(self, blocking=True, timeout=-1):
        lock = threading.Lock() if self._lock.locked() else self._lock
        acquired = lock.acquire(bool(blocking), timeout)
        if lock is self._lock:
            return acquired
        if blocking and not 0 <= timeout <= LONGEST_SECONDS:
            raise WouldBlock
        return False

    def release(self):
        return self._lock.release()

    def __repr__(self):
        return repr(self._lock)


class RLockTwin(type(threading.RLock())):
    """`blocking` is taken for a bool here, too. The one client of a test never waits for it."""

    def acquire(self, blocking=True, timeout=-1):
        return super().acquire(bool(blocking), timeout)


class SemaphoreTwin(threading.Semaphore):
    """Releases as since 3.12: before, it was as slow as it gave back many."""

    most = float("inf")

    def __init__(self, value=1):
        super().__init__(value)
        self._cond.wait = watched_wait(self._cond.wait)

    def release(self, n=1):
        if n < 1 or self._value + n > self.most:
            raise ValueError
        self._value += n


class BoundedSemaphoreTwin(SemaphoreTwin):
    def __init__(self, value=1):
        super().__init__(value)
        self.most = value


class ConditionTwin(threading.Condition):
    def __init__(self, lock=None):
        super().__init__(RLockTwin() if lock is None else lock)

    def wait(self, timeout=None):
        if not self._is_owned():
            return super().wait(timeout)
        return watched_wait(super().wait)(timeout)


class BarrierTwin(threading.Barrier):
    def __init__(self, *args, **kwds):
        super().__init__(*args, **kwds)
        self._cond.wait = watched_wait(self._cond.wait)


TWINS = {"list": ListTwin, "dict": dict, "Queue": QueueTwin, "JoinableQueue": QueueTwin, "set": set,
         "Array": Array, "Value": Value, "Namespace": Namespace, "Lock": LockTwin, "Event": EventTwin,
         "RLock": RLockTwin,
         "Semaphore": SemaphoreTwin, "BoundedSemaphore": BoundedSemaphoreTwin, "Condition": ConditionTwin,
         "Barrier": BarrierTwin}
