# SPDX-License-Identifier: MIT
"""What the tests have called in worker processes. Runs on every Python since 2.7."""
import os
import signal
import time

prepared = None


def square(number, plus=0):
    return number * number + plus


def add(first, second):
    return first + second


def divide(first, second):
    return first // second


def late(seconds, value):
    time.sleep(seconds)
    return value


def pid():
    return os.getpid()


def prepare(*what):
    global prepared
    prepared = what


def what_is_prepared():
    return prepared


def fail_to_prepare():
    raise ValueError("not today")


def leave(status):
    os._exit(status)


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def unpicklable():
    return lambda: None


class Odd(Exception):
    pass


def odd(first, second):
    raise Odd(first, second)


def put(queue, item):
    queue.put(item)
    return queue.qsize()


def wait_for(queue, event):
    """Says that it runs, and waits."""
    queue.put(os.getpid())
    event.wait()
    return "waited"


def by_last(item):
    return item[-1]


class Adder(object):
    """Something to be called that is no function."""

    def __init__(self, number):
        self.number = number

    def __call__(self, other):
        return self.number + other


class Appender(object):
    def __init__(self, items):
        self.items = items

    def __call__(self):
        self.items.append("called")
