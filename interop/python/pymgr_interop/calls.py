# SPDX-License-Identifier: MIT
"""Random scenarios: an object and a list of calls on it, most of them right, some wrong.

What a method takes is a string with one letter for each argument:
    v any value   m probably a member   k a dict's key   i index   s subscript   n small number   f flag   t timeout
    l list   e iterable   p pairs for update   a attribute name   b attribute of a Barrier
    c typecode   y what an array of it is made from   x an item of it   r such an array
    h hashable number   w iterable of such   o set of such
"""
import random

from pymgr_interop.player import evaluate
from pymgr_interop.twins import TWINS, WouldBlock

WRONG = 0.12      # of all calls are made wrong on purpose
LARGEST_SIZE = 40  # of a shared list

METHODS = {
    "list": ["append v", "append v", "append v", "extend e", "insert iv", "pop", "pop i", "remove m", "reverse", "sort",
             "sort reverse=f", "count m", "index m", "index min", "index mii", "__len__", "__getitem__ s",
             "__getitem__ i", "__setitem__ iv", "__setitem__ se", "__delitem__ s", "__contains__ m", "__add__ l",
             "__add__ v", "__mul__ n", "__rmul__ n", "__imul__ n", "__reversed__"],
    "dict": ["__setitem__ kv", "__setitem__ kv", "__setitem__ kv", "__getitem__ m", "__getitem__ k", "__delitem__ m",
             "__contains__ m", "__contains__ v", "__len__", "get m", "get mv", "pop m", "pop mv", "popitem",
             "setdefault k", "setdefault mv", "update p", "update spam=v", "update v", "keys", "values", "items",
             "copy", "clear", "__iter__"],
    "Queue": ["put v", "put v", "put v", "put vf", "put vft", "put v timeout=t", "put_nowait v", "get", "get", "get f",
              "get ft", "get timeout=t", "get_nowait", "qsize", "empty", "full", "task_done", "task_done", "join"],
    "Value": ["get", "set v"],
    "Namespace": ["__getattribute__ a", "__setattr__ av", "__setattr__ av", "__delattr__ a", "__getattribute__ v",
                  "__setattr__ vv"],
    "Lock": ["acquire", "acquire", "acquire f", "acquire ft", "acquire timeout=t", "acquire vv", "release", "release"],
    "Semaphore": ["acquire", "acquire f", "acquire f", "acquire ft", "acquire timeout=t", "acquire vv", "release",
                  "release", "release n", "release n=n", "release v"],
    "Condition": ["acquire", "acquire", "acquire f", "acquire ft", "acquire timeout=t", "acquire vv", "release",
                  "release", "wait", "wait t", "wait t", "wait timeout=t", "wait v", "notify", "notify n",
                  "notify n=n", "notify v", "notify_all"],
    "Barrier": ["wait", "wait t", "wait timeout=t", "wait v", "abort", "reset", "reset", "__getattribute__ b",
                "__getattribute__ b", "__getattribute__ a", "__getattribute__ v"],
    "Array": ["__len__", "__getitem__ s", "__getitem__ i", "__setitem__ ix", "__setitem__ ix", "__setitem__ iv",
              "__setitem__ sr", "__setitem__ sr", "__setitem__ sv"],
    "set": ["add h", "add h", "add h", "add v", "remove m", "remove h", "discard m", "discard h", "pop", "pop", "clear",
            "copy", "__contains__ m", "__contains__ o", "__contains__ v", "__len__", "__iter__"]
           + ["__%s__ o" % name for name in "and or sub xor rand ror rsub rxor iand ior isub ixor ge gt le lt".split()]
           + ["__or__ w", "__isub__ w", "__le__ w"]
           + ["%s w" % name for name in """difference intersection symmetric_difference union difference_update
              intersection_update symmetric_difference_update update isdisjoint issubset issuperset""".split()]
           + [row for name in "difference intersection union update difference_update intersection_update".split()
              for row in (name, name + " ww")],
    "Event": ["is_set", "set", "clear", "wait", "wait t", "wait timeout=t", "wait v"],
    "Iterator": ["__next__", "__next__", "__next__", "send v", "throw v", "close"],
}
# Before 3.12 a lock took only an int for `blocking`; since then it takes anything, as true or false. With such a
# model these are called rightly, or not at all.
OLD_METHODS = {"Lock": ["acquire", "acquire", "acquire f", "acquire ft", "acquire timeout=t", "release", "release"]}
OLD_METHODS["RLock"] = OLD_METHODS["Lock"]
OLD_METHODS["Condition"] = [row for row in METHODS["Condition"] if row != "acquire vv"]
METHODS["JoinableQueue"] = METHODS["Queue"]
METHODS["RLock"] = METHODS["Lock"]
METHODS["BoundedSemaphore"] = METHODS["Semaphore"]
# The methods that the server offers of any object, and some that it offers of none.
COMMON = ["__repr__", "__str__", "#GETVALUE", "no_such_method v", "__class__", "__init__ v", ""]
CREATE = {"list": ["", "e", "e", "v"], "dict": ["", "p", "p", "a=v b=v", "p b=v", "v"],
          "Queue": ["", "n", "n", "maxsize=n", "v"], "Value": ["av", "av", "avf", "a"], "Lock": [""], "Event": [""],
          "Namespace": ["", "x=v y=v", "x=v", "v"], "RLock": [""], "Semaphore": ["", "n", "n", "value=n", "v"],
          "Condition": ["", "", "", "lock=v"],
          "Array": ["cy", "cy", "cy", "cv", "cy lock=v", "typecode=c sequence=y", "vy", "c"],
          "set": ["", "w", "w", "v"],
          "Barrier": ["n", "n", "n", "parties=n", "n timeout=t", "n timeout=v", "v"]}
CREATE["BoundedSemaphore"] = CREATE["Semaphore"]
CREATE["JoinableQueue"] = CREATE["Queue"]
TYPEIDS = sorted(CREATE)

# A queue whose size is no number makes Python 2 wait for room that will never be. Its texts are the bytes of an array.
PYTHON2_CREATE = {"Queue": ["", "n", "n", "maxsize=n"], "JoinableQueue": ["", "n", "n", "maxsize=n"],
                  "dict": ["", "p", "p", "a=v", "p b=v", "v"], "Semaphore": ["", "n", "n", "value=n"],
                  "BoundedSemaphore": ["", "n", "n", "value=n"], "Condition": [""],
                  "Array": ["cy", "cy", "cy lock=v", "vy", "c"]}
# Its locks take no timeout, and its semaphores give back one at a time; pymgrd's do more, for every client.
PYTHON2_METHODS = dict.fromkeys(("Lock", "RLock", "Semaphore", "BoundedSemaphore"),
                                ["acquire", "acquire", "acquire f", "release", "release"])
PYTHON2_METHODS["Condition"] = PYTHON2_METHODS["Lock"] + ["wait t", "wait timeout=t", "notify", "notify n",
                                                          "notify_all"]
# Its sets look at all that they are given before they answer, and it cannot pickle NotImplemented.
PYTHON2_METHODS["set"] = [row for row in METHODS["set"] if not row.endswith((" v", "__ w"))]
PYTHON2_LACKS = {"Barrier"}

# Methods of which the answer follows no order that Python promises (2.7's dicts) or a text that only Python 2 would
# make; and those that only Python 2's proxies have.
PYTHON2_WITHOUT = {"__repr__", "__str__", "keys", "values", "items", "popitem", "__iter__", "sort", "__reversed__",
                   "__class__"}
PYTHON2_ALSO = {"list": ["__getslice__ ii", "__setslice__ iil", "__delslice__ ii"], "dict": ["has_key k", "has_key m"],
                "Array": ["__getslice__ ii", "__setslice__ iir"]}
# An iterator goes by no order that Python 2 promises, but for a dict of one item.
PYTHON2_FIXED = {"dict": [
    {"typeid": "dict", "create": ["()", "{'a': 1}"], "calls": [[0, "__iter__", "()", "{}"]] + calls} for calls in (
        [[1, "next", "()", "{}"]] * 3,
        [[1, "next", "(5,)", "{}"], [1, "next", "()", "{}"], [1, "no_such", "()", "{}"]],
        [[0, "__setitem__", "('b', 2)", "{}"], [1, "next", "()", "{}"], [1, "next", "()", "{}"]],
        [[0, "__setitem__", "('a', 2)", "{}"], [1, "next", "()", "{}"]],
        [[0, "clear", "()", "{}"], [1, "next", "()", "{}"]],
        [[0, "__iter__", "()", "{}"], [1, "next", "()", "{}"], [2, "next", "()", "{}"], [2, "next", "()", "{}"]])]}
# Since 3.13 a queue can be shut down; then nobody waits for it any more.
SHUTDOWNS = ["shutdown", "shutdown f", "shutdown immediate=f", "shutdown v"]

# With xmlrpclib no CPython server can send a proxy, and none gives an iterator a form.
XML_WITHOUT = {"__iter__", "__reversed__", "#GETVALUE"}
KEYWORDS = ("x", "n", "blocking", "key", "item", "block", "timeout", "value", "default", "index", "reverse", "iterable")


def scenarios(seeds, typeid, flavour, length):
    """One for each seed, and those that are always the same."""
    fixed = PYTHON2_FIXED.get(typeid, []) if flavour.python2 and not flavour.xml else []
    return ([dict(one, seed="fixed") for one in fixed]
            + [dict(Generator(seed, typeid, flavour).scenario(length), seed=seed) for seed in seeds])


def waits_for_ever(scenario_):
    """Whether a scenario that was made of another by leaving calls out has one that nothing would end."""
    args, kwds = map(evaluate, scenario_["create"])
    slots = [TWINS[scenario_["typeid"]](*args, **kwds)]
    for slot, method, args, kwds in scenario_["calls"]:
        try:
            slots.append(play(slots[slot] if slot < len(slots) else None, method, args, kwds))
        except WouldBlock:
            return True
        except Exception:
            continue
        if method != "__iter__":
            slots.pop()
    return False


def play(twin, method, args, kwds):
    if not hasattr(twin, method) or method in ("__init__", "__class__"):
        return None
    return getattr(twin, method)(*evaluate(args), **evaluate(kwds))


class Generator:
    def __init__(self, seed, typeid, flavour):
        self.rng = random.Random("%s %s" % (seed, typeid))
        self.typeid = typeid
        self.flavour = flavour.numeric() if typeid == "set" else flavour
        self.members = ["1"] if typeid == "set" else ["'a'", "1"]
        self.typecode = "i"
        self.twins = []
        self.late = False  # in the last quarter of the scenario

    def scenario(self, length):
        args, kwds = self.arguments(self.rng.choice(self.ways_to_create()))
        calls = []
        try:
            self.twins.append(TWINS[self.typeid](*evaluate(args), **evaluate(kwds)))
        except Exception:
            length = 0
        while len(calls) < length and self.small_enough():
            self.late = len(calls) > length * 3 // 4
            calls += self.next_calls()
        return {"typeid": self.typeid, "create": [args, kwds], "calls": calls}

    def ways_to_create(self):
        ways = CREATE[self.typeid]
        return PYTHON2_CREATE.get(self.typeid, ways) if self.flavour.python2 else ways

    def small_enough(self):
        return self.typeid not in ("list", "Array") or len(self.twins[0]) <= LARGEST_SIZE

    def next_calls(self):
        """One call; none when it would wait for ever; two when the first leaves the object in no defined state."""
        slot = self.rng.randrange(len(self.twins))
        method, args, kwds = self.call("Iterator" if slot else self.typeid)
        try:
            result = play(self.twins[slot], method, args, kwds)
        except WouldBlock:
            return []
        except Exception:
            return [[slot, method, args, kwds]] + self.mend(method)
        if method == "__iter__":
            self.twins.append(result)
        return [[slot, method, args, kwds]]

    def mend(self, method):
        """A sort that fails leaves the items in any order."""
        if method != "sort":
            return []
        self.twins[0][:] = []
        return [[0, "__imul__", "(0,)", "{}"]]

    def call(self, typeid):
        row = self.rng.choice(self.rows(typeid))
        method, _, letters = row.partition(" ")
        right = row in COMMON or row in self.right_only()
        args, kwds = self.arguments(letters, not right and self.rng.random() < WRONG)
        return method, args, kwds

    def right_only(self):
        if self.flavour.python2 and not self.flavour.xml:
            return PYTHON2_METHODS.get(self.typeid, [])
        return OLD_METHODS.get(self.typeid, []) if self.flavour.old_model else []

    def rows(self, typeid):
        rows = self.right_only() or METHODS[typeid]
        rows = rows + COMMON * (self.rng.random() < 0.3)
        without = (XML_WITHOUT if self.flavour.xml else set()) | (PYTHON2_WITHOUT if self.flavour.python2 else set())
        if self.flavour.python2 and typeid == "set":
            without = without | {"pop"}
        if self.flavour.xml:  # has no sets: an operator can only say NotImplemented
            rows = [row for row in rows if not row.endswith("__ o")]
        if self.flavour.python2 and not self.flavour.xml:
            rows = rows + PYTHON2_ALSO.get(typeid, [])
        return [row for row in rows if row.partition(" ")[0] not in without]

    def arguments(self, letters, wrong=False):
        positional, keyword = [], {}
        for word in letters.split():
            name, equals, letter = word.rpartition("=")
            if equals:
                keyword[name] = self.argument(letter)
            else:
                positional += [self.argument(letter) for letter in word]
        if wrong:
            self.spoil(positional, keyword)
        return ("(%s)" % "".join(value + ", " for value in positional),
                "{%s}" % ", ".join("%r: %s" % pair for pair in keyword.items()))

    def spoil(self, positional, keyword):
        """Too few arguments, too many, of another type, or by a name that may not exist."""
        how = self.rng.randrange(4)
        if how == 0 and positional:
            positional.pop()
        elif how == 1 and positional:
            positional[self.rng.randrange(len(positional))] = self.flavour.value(self.rng)
        elif how == 2:
            keyword[self.rng.choice(KEYWORDS)] = positional.pop() if positional else "1"
        else:
            positional += [self.flavour.value(self.rng) for _ in range(self.rng.randrange(1, 4))]

    def argument(self, letter):
        kind = {"v": self.value, "m": self.member, "k": self.key, "h": self.hashable, "c": self.choose_typecode,
                "o": lambda: self.flavour.set(self.rng),
                "x": lambda: self.flavour.item(self.rng, self.typecode),
                "y": lambda: self.flavour.array_source(self.rng, self.typecode),
                "r": lambda: self.flavour.array(self.rng, self.typecode)}.get(letter)
        if kind:
            return kind()
        maker = {"i": self.flavour.index, "s": self.flavour.subscript, "n": self.flavour.small,
                 "f": self.flavour.flag, "t": self.flavour.timeout, "l": self.flavour.list,
                 "e": self.flavour.iterable, "p": self.flavour.pairs, "a": self.flavour.name,
                 "b": self.flavour.barrier_name, "w": self.flavour.iterable}[letter]
        return maker(self.rng)

    def value(self):
        self.members.append(self.flavour.value(self.rng))
        return self.members[-1]

    def key(self):
        self.members.append(self.flavour.key(self.rng))
        return self.members[-1]

    def hashable(self):
        self.members.append(self.flavour.hashable(self.rng))
        return self.members[-1]

    def choose_typecode(self):
        self.typecode = self.rng.choice(self.flavour.typecodes)
        return repr(self.typecode)

    def member(self):
        return self.rng.choice(self.members) if self.rng.random() < 0.8 else self.value()
