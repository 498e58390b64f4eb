# SPDX-License-Identifier: MIT
"""What the clients of nesting.py do. Runs on every Python since 2.7.

    python -m pymgr_interop.nesting_client STEP [ARGUMENT]...
"""
import gc
import random
import re
import sys
from multiprocessing.managers import BaseProxy

from pymgr_interop import client
from pymgr_interop.describe import describe


def outcome(call, *args):
    """What came of a call, proxies by their class alone."""
    try:
        value = call(*args)
    except Exception as error:
        return "%s: %s" % (type(error).__name__, shown(error))
    return shown(value)


def shown(value):
    if isinstance(value, BaseProxy):
        return "proxy %s of %s" % (type(value).__name__, value._token.typeid)
    text = str(value) if isinstance(value, (str, Exception)) else describe(value)
    text = re.sub(r"0x[0-9a-f]+", "0x", text)
    return re.sub(r"KeyError: '[0-9a-f]+'", "KeyError: ident", text)


def tell(*calls):
    for call in calls:
        client.say(outcome(*call))


def look():
    """Every sort of container with proxies of every sort in it: what any Python 3 client sees of them."""
    manager = client.connect()
    numbers, table, queue = manager.list([1, 2]), manager.dict(a=1), manager.Queue()
    value, names, event, lock = manager.Value("i", 5), manager.Namespace(x=1), manager.Event(), manager.Lock()
    held = [numbers, table, queue, value, names, event, lock]
    outer = manager.list(held)
    tell((len, outer), (str, outer), *[(outer.__getitem__, index) for index in range(len(held))])
    tell((outer[0].append, 3), (numbers._getvalue,), (outer[1].update, {"b": 2}), (table._getvalue,),
         (outer[2].put, "item"), (queue.get,), (outer[3].set, 6), (value.get,), (outer[5].set,), (event.is_set,),
         (outer[6].acquire,), (lock.acquire, False), (outer[6].release,))
    tell((outer.count, numbers), (outer.index, numbers), (outer.remove, numbers), (outer.__contains__, numbers))
    keyed = manager.dict(numbers=numbers, table=table)
    tell((str, keyed), (keyed.get, "numbers"), (keyed.pop, "table"), (sorted, keyed.keys()))
    names.inner = numbers
    tell((lambda: names.inner,), (str, names))
    value.set(table)
    tell((value.get,), (str, value))
    queue.put((numbers, [table, {"deep": event}]))
    first, (second, third) = queue.get()
    tell((first.append, 4), (second.get, "a"), (third["deep"].is_set,), (numbers._getvalue,))
    tell((numbers.extend, held[0][:2]), (numbers._getvalue,), (manager.list, numbers), (manager.dict, table),
         (table.update, keyed), (sorted, table.keys()), (numbers.__add__, outer), (numbers.__setitem__, slice(0, 1), outer),
         (len, numbers), (outer.sort,), (outer.append, outer), (lambda: outer[-1][-1],))


def mixed():
    """What a Python 2 client sees: copies, where there is something to copy."""
    manager = client.connect()
    numbers, table, queue = manager.list([1, 2]), manager.dict(a=1), manager.Queue()
    outer = manager.list([numbers, table])
    tell((outer._getvalue,), (numbers.append, 3), (outer.__getitem__, 0), (outer.append, queue))
    tell((lambda: outer[2],), (outer[2].put, 5), (queue.get,), (outer.append, outer), (lambda: outer[-1][-1][0],))


def store(name):
    """Puts proxies into a shared dict, and lets its own go when it is told to."""
    table = client.shared(name)
    manager = client.connect()
    numbers, queue = manager.list([1]), manager.Queue()
    table["numbers"] = numbers
    table["queue"] = queue
    client.say("stored")
    client.wait_for_word()


def fetch(name):
    """Uses what store() has put there."""
    table = client.shared(name)
    numbers, queue = table["numbers"], table["queue"]
    numbers.append(2)
    queue.put("put")
    client.say(describe([numbers._getvalue(), queue.get(), numbers._token.address == client.address(),
                         numbers._serializer]))


def fetch_with_another_key(name):
    """The same in a process whose own key is not the server's."""
    import multiprocessing
    table = client.shared(name)
    multiprocessing.current_process().authkey = b"another"
    try:
        client.say(describe(table["numbers"]._getvalue()))
    except multiprocessing.AuthenticationError:
        client.say("AuthenticationError")


# --- at random


class Wanderer:
    """Makes, stores, fetches and drops objects at random, around a shared dict that others use, too."""

    KEYS = "abcdef"

    def __init__(self, name, seed, rounds):
        self.root = client.shared(name)
        self.manager = client.connect()
        self.random = random.Random(seed)
        self.rounds = rounds
        self.mine = []

    def wander(self):
        steps = [self.make, self.make, self.store_in_root, self.store, self.store, self.store_deep, self.fetch_root,
                 self.fetch_root, self.fetch, self.drop, self.drop, self.let_go, self.pass_on]
        for _ in range(self.rounds):
            self.random.choice(steps)()
        self.mine = []
        gc.collect()

    def any(self, *typeids):
        fitting = [one for one in self.mine if one._token.typeid in typeids]
        return self.random.choice(fitting) if fitting else None

    def anything(self):
        return self.random.choice(self.mine) if self.mine else None

    def keep(self, value):
        if isinstance(value, BaseProxy):
            self.mine.append(value)

    def make(self):
        typeid = self.random.choice(["list", "dict", "Queue", "Namespace"])
        inner = self.anything()
        if typeid in ("list", "dict") and inner is not None:
            argument = [inner] if typeid == "list" else {"in": inner}
            self.mine.append(getattr(self.manager, typeid)(argument))
        else:
            self.mine.append(getattr(self.manager, typeid)())

    def store_in_root(self):
        value = self.anything()
        if value is not None:
            self.root[self.random.choice(self.KEYS)] = value

    def put(self, container, value):
        if container._token.typeid == "list":
            container.append(value)
        elif container._token.typeid == "dict":
            container[self.random.choice(self.KEYS)] = value
        elif container._token.typeid == "Queue":
            container.put(value)
        else:
            setattr(container, self.random.choice(self.KEYS), value)

    def store(self):
        container, value = self.any("list", "dict", "Queue", "Namespace"), self.anything()
        if container is not None:
            self.put(container, value)

    def store_deep(self):
        container, value = self.any("list", "dict", "Queue"), self.anything()
        if container is not None:
            self.put(container, [value, {"again": (value, [value])}])

    def fetch_root(self):
        self.keep(self.root.get(self.random.choice(self.KEYS)))

    def fetch(self):
        container = self.any("list", "dict", "Queue")
        if container is None:
            return
        if container._token.typeid == "list":
            value = container[:1]
            self.keep(value[0] if value else None)
        elif container._token.typeid == "dict":
            self.keep(container.get(self.random.choice(self.KEYS)))
        elif not container.empty():
            self.take(container)

    def take(self, queue):
        """Others may have been faster."""
        try:
            self.keep(queue.get(False))
        except Exception as error:
            if type(error).__name__ != "Empty":
                raise

    def drop(self):
        if self.mine:
            self.mine.pop(self.random.randrange(len(self.mine)))

    def let_go(self):
        container = self.any("list", "dict")
        if container is None:
            return
        if container._token.typeid == "dict":
            container.clear()
        else:
            container[:] = []

    def pass_on(self):
        """What one holds is given to another by the server itself."""
        giver, taker = self.any("list"), self.any("list")
        if giver is not None and len(giver) < 50 and len(taker) < 50:
            taker.extend(giver)


def wander(name, seed, rounds):
    wanderer = Wanderer(name, int(seed), int(rounds))
    client.say("ready")
    client.wait_for_word()
    wanderer.wander()


STEPS = {step.__name__: step for step in (look, mixed, store, fetch, fetch_with_another_key, wander)}

if __name__ == "__main__":
    STEPS[sys.argv[1]](*sys.argv[2:])
