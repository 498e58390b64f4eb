# SPDX-License-Identifier: MIT
"""Objects of classes that only clients know, pickled in every way that pickle has. Runs on every Python since 2.7."""
import array
import collections
import datetime
import decimal
import fractions
import functools
import sys
import uuid

try:
    import dataclasses
except ImportError:
    dataclasses = None
try:
    import enum
except ImportError:
    enum = None


class Compared(object):
    """Equal if of one class and pickled alike."""

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(tuple(sorted(self.__dict__)))


class Plain(Compared):
    """Pickled as its __dict__."""

    def __init__(self, **state):
        self.__dict__.update(state)


class Slots(object):
    """Pickled as a pair, of which the second part holds the slots."""
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left, self.right = left, right

    def __eq__(self, other):
        return type(self) is type(other) and (self.left, self.right) == (other.left, other.right)


class OwnState(Compared):
    """Pickled as whatever it says, here a tuple."""

    def __init__(self, celsius):
        self.kelvin = celsius + 273

    def __getstate__(self):
        return ("celsius", self.kelvin - 273)

    def __setstate__(self, state):
        self.kelvin = state[1] + 273


class NoState(Compared):
    """Pickled with a state that is false, for which pickle calls no __setstate__."""
    calm = True

    def __getstate__(self):
        return 0

    def __setstate__(self, state):
        self.calm = False


class Reduced(Compared):
    """Pickled as a call of a function with arguments."""

    def __init__(self, text, number):
        self.text, self.number = text, number

    def __reduce__(self):
        return make_reduced, (self.text, self.number)


def make_reduced(text, number):
    return Reduced(text, number)


class ReducedWithState(Reduced):
    def __reduce__(self):
        return make_with_state, (), self.__dict__


def make_with_state():
    return ReducedWithState("", 0)


class ReducedEx(Reduced):
    """Pickled by the protocol's number."""

    def __reduce_ex__(self, protocol):
        return type(self), (self.text, self.number + 0 * protocol)


class Singleton(object):
    """Pickled as a global name."""

    def __reduce__(self):
        return "SINGLETON"


SINGLETON = Singleton()


class NewArguments(tuple):
    """Pickled as a call of __new__ with arguments."""

    def __new__(cls, first, second):
        return tuple.__new__(cls, (first, second))

    def __getnewargs__(self):
        return tuple(self)


class NewKeywords(Compared):
    """Pickled as a call of __new__ with keyword arguments."""

    def __new__(cls, base, power=1):
        self = object.__new__(cls)
        self.base, self.power = base, power
        return self

    def __getnewargs_ex__(self):
        return (self.base,), {"power": self.power}


class Listing(list):
    """Pickled with its items, beside its state."""
    title = "none"


class Mapping(dict):
    """Pickled with its pairs, beside its state."""
    title = "none"


class Text(type(u"")):
    pass


class Number(int):
    unit = "m"


class Failure(Exception):
    """An exception with more arguments than its text shows, and an attribute."""

    def __init__(self, code, text):
        Exception.__init__(self, code, text)
        self.code = code


class Outer(object):
    class Inner(Compared):
        """Has a dotted name, which protocol 4 brought."""

        def __init__(self, value=0):
            self.value = value


Point = collections.namedtuple("Point", "x y")


class Matrix(Compared):
    """Pickled as numpy's arrays are: a function that is given the class, then a state with its parts."""

    def __init__(self, shape, data):
        self.shape, self.kind, self.data = shape, Kind("f8"), data

    def __reduce__(self):
        return reconstruct, (Matrix, (0,), b"b"), (1, self.shape, self.kind, False, self.data)

    def __setstate__(self, state):
        _, self.shape, self.kind, _, self.data = state


class Kind(Compared):
    def __init__(self, code, align=False, copy=True):
        self.code, self.order = code, "="

    def __reduce__(self):
        return Kind, (self.code, False, True), (3, "<", None, None, None, -1, -1, 0)

    def __setstate__(self, state):
        self.order = state[1]


def reconstruct(kind, shape, _):
    return kind.__new__(kind)


class StateSetter(Compared):
    """Pickled with a function that sets the state (since 3.8)."""

    def __reduce__(self):
        return StateSetter, (), {"value": 7}, None, None, set_doubled


def set_doubled(self, state):
    self.value = 2 * state["value"]


class OldStyle:
    """In Python 2 a class of the old sort."""

    def __init__(self):
        self.value = 5

    def __eq__(self, other):
        return self.__class__ is other.__class__ and self.value == other.value


def with_attributes(_instance, **attributes):
    for name in attributes:
        setattr(_instance, name, attributes[name])
    return _instance


def common_samples():
    moment = datetime.datetime(2024, 2, 29, 23, 59, 58, 765432)
    yield "plain", Plain(number=1, text="one", nested=Plain(deep=[1, {2: 3}]))
    yield "plain_empty", Plain()
    yield "slots", Slots(1, [2])
    yield "own_state", OwnState(20)
    yield "no_state", NoState()
    yield "reduce", Reduced("text", 10 ** 30)
    yield "reduce_with_state", with_attributes(ReducedWithState("text", 1), more=[1])
    yield "reduce_ex", ReducedEx("text", 3)
    yield "singleton", SINGLETON
    yield "newargs", NewArguments("a", ("b",))
    yield "list_subclass", with_attributes(Listing([1, "two", [3]]), title="numbers")
    yield "dict_subclass", with_attributes(Mapping(a=1, b=[2]), title="letters")
    yield "str_subclass", Text("caf\u00e9")
    yield "int_subclass", with_attributes(Number(42), unit="km")
    yield "exception", Failure(404, "not found")
    yield "builtin_exception", KeyError("missing")
    yield "namedtuple", Point(1, Point(2.5, None))
    yield "like_numpy", Matrix((2, 2), b"\x00\xff" * 16)
    yield "old_style", OldStyle()
    yield "datetime", moment
    yield "date", moment.date()
    yield "time", moment.time()
    yield "timedelta", datetime.timedelta(days=-3, seconds=5, microseconds=7)
    yield "decimal", decimal.Decimal("-3.140")
    yield "decimal_nan", [decimal.Decimal("Infinity"), decimal.Decimal("1E+30")]
    yield "fraction", fractions.Fraction(22, 7)
    yield "ordered_dict", collections.OrderedDict([("z", 1), ("a", [2]), ("m", None)])
    yield "defaultdict", collections.defaultdict(list, {"a": [1]})
    yield "defaultdict_of_int", collections.defaultdict(int, {"a": 1})
    yield "deque", collections.deque([1, 2, 3], 5)
    yield "counter", collections.Counter("mississippi")
    yield "array_of_doubles", array.array("d", [1.5, -2.0, 1e300])
    yield "array_of_shorts", array.array("h", [-32768, 0, 32767])
    yield "uuid", uuid.UUID("12345678-1234-5678-1234-567812345678")
    yield "complex", complex(1.5, -2)
    yield "set", {1, "two", (3, 4.5), None}
    yield "frozenset", frozenset(["a", frozenset([1])])
    yield "bytearray", bytearray(b"\x00\x80\xff")
    yield "partial_function", functools.partial(int, base=2)
    yield "classes_and_functions", [Plain, Outer, len, dict, int, str, type(u""), datetime.date, make_reduced]


def python3_samples():
    zone = datetime.timezone(datetime.timedelta(hours=5, minutes=30), "IST")
    yield "newargs_ex", NewKeywords(2, power=10)
    yield "nested_class", Outer.Inner([1])
    yield "aware_datetime", datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=zone)
    yield "fold", datetime.datetime(2024, 10, 27, 2, 30, fold=1)
    yield "enum", [Color.RED, Color.BLUE]
    yield "flag", Access.READ | Access.WRITE
    yield "range_and_slice", [range(1, 10, 3), slice(1, None, -1)]
    yield "surrogate", "\udc80 \ud800x"
    yield "bytes", [b"", b"\x00\xff", b"x" * 300]
    yield "bound_method", Plain(number=1).__eq__


if enum:
    Color = enum.Enum("Color", [("RED", 1), ("BLUE", (2, "blau"))], module=__name__)
    Access = enum.IntFlag("Access", "READ WRITE", module=__name__)

if dataclasses:
    Pair = dataclasses.make_dataclass("Pair", [("left", int), ("right", list, dataclasses.field(default_factory=list))])
    Frozen = dataclasses.make_dataclass("Frozen", [("value", object)], frozen=True)
    Pair.__module__ = Frozen.__module__ = __name__


def newer_samples():
    if dataclasses:
        yield "dataclass", Pair(1, ["r", Pair(2)])
        yield "frozen_dataclass", Frozen(("a", 1))
    if sys.version_info >= (3, 8):
        yield "state_setter", with_attributes(StateSetter(), value=14)


def recursive_samples():
    ring = [1]
    ring.append(ring)
    yield "list_in_itself", ring
    table = {"name": "table"}
    table["self"] = table
    yield "dict_in_itself", table
    person = Plain(name="Narcissus")
    person.likes = person
    yield "object_in_itself", person
    first, second = Plain(name="a"), Plain(name="b")
    first.other, second.other = second, first
    yield "two_objects_in_each_other", [first, second]
    shared = Plain(name="shared")
    yield "object_twice", {"x": shared, "y": [shared, shared]}
    tuple_of_ring = ([],)
    tuple_of_ring[0].append(tuple_of_ring)
    yield "tuple_in_its_list", tuple_of_ring
    listing = Listing()
    listing.append(listing)
    yield "list_subclass_in_itself", listing
    deep = []
    for _ in range(100):
        deep = [deep]
    yield "deep", deep


def samples():
    """(name, object) of all that this Python can have."""
    found = list(common_samples())
    if sys.version_info[0] > 2:
        found += python3_samples()
    return found + list(newer_samples()) + list(recursive_samples())
