# SPDX-License-Identifier: MIT
"""What Python clients do beside the C program of tests/scenarios. Runs on every Python since 2.7.

    python -m pymgr_interop.c_partner STEP [ARGUMENT]...
"""
import sys

from pymgr_interop import client

# How one of each type is made, and used: what the C program expects to find afterwards.
CREATIONS = {
    "list": lambda manager: manager.list(["C"]),
    "dict": lambda manager: manager.dict(C=1),
    "Queue": lambda manager: manager.Queue(),
    "JoinableQueue": lambda manager: manager.JoinableQueue(),
    "Lock": lambda manager: manager.Lock(),
    "RLock": lambda manager: manager.RLock(),
    "Semaphore": lambda manager: manager.Semaphore(),
    "BoundedSemaphore": lambda manager: manager.BoundedSemaphore(),
    "Condition": lambda manager: manager.Condition(),
    "Event": lambda manager: manager.Event(),
    "Barrier": lambda manager: manager.Barrier(1),
    "Value": lambda manager: manager.Value("i", 1),
    "Array": lambda manager: manager.Array("i", [1, 2]),
    "Namespace": lambda manager: manager.Namespace(x=1),
    "Pool": lambda manager: manager.Pool(1),
}


def put_and_get(queue):
    queue.put("Python")
    return queue.get()


def acquire_and_release(lock):
    lock.acquire()
    lock.release()


USES = {
    "list": lambda found: found.append("Python"),
    "dict": lambda found: found.update(Python=1),
    "Queue": lambda found: found.put("Python"),
    "JoinableQueue": put_and_get,
    "Lock": acquire_and_release,
    "RLock": acquire_and_release,
    "Semaphore": lambda found: found.acquire(),
    "BoundedSemaphore": lambda found: found.acquire(),
    "Condition": acquire_and_release,
    "Event": lambda found: found.set(),
    "Barrier": lambda found: found.abort(),
    "Value": lambda found: found.set("Python"),
    "Array": lambda found: found.__setitem__(0, 7),
    "Namespace": lambda found: setattr(found, "y", "Python"),
    "Pool": lambda found: found.apply(abs, (-1,)),
}


def exchange(*left_out):
    """Uses what the C program has left in the shared dict, and leaves as much there: all but some types."""
    table = client.shared("table")
    manager = client.connect()
    for name in sorted(set(CREATIONS).difference(left_out)):
        own, found = CREATIONS[name](manager), table[name]
        client.say("%s: %s" % (name, "same class" if type(own).__name__ == type(found).__name__
                               else "%s instead of %s" % (type(found).__name__, type(own).__name__)))
        USES[name](found)
        table["Python's " + name] = own
        USES[name](own)


STEPS = {step.__name__: step for step in (exchange,)}

if __name__ == "__main__":
    STEPS[sys.argv[1]](*sys.argv[2:])
