# SPDX-License-Identifier: MIT
"""Random Python values, as expressions, so that every interpreter makes them itself."""

INTS = ("0", "1", "-1", "2", "3", "5", "-7", "255", "256", "65536", "2147483647", "-2147483648")
LONGS = ("2147483648", "-2**31 - 1", "2**53 + 1", "2**63 - 1", "-2**63", "2**64", "10**40", "-10**25")
FLOATS = ("0.0", "-0.0", "1.0", "1.5", "-2.25", "1e16", "1e-5", "0.1", "123456789.125", "1e300")
ODD_FLOATS = ("inf", "-inf", "nan")
TEXTS = ("''", "'a'", "'b'", "'spam'", "'it\\'s'", "'say \"x\"'", "'two\\nlines'", "'tab\\t'", "'back\\\\slash'",
         "'x' * 300")
WIDE_TEXTS = ("'\u00e9'", "'\u20ac uro'", "'\u6f22\u5b57'", "'\U0001f600'")
ODD_TEXTS = ("'nul\\x00'", "'\\x7f'", "'\\x80'", "'\\xad'", "'\\u200b'", "'\\ud800'", "'\\U000e0001'", "'\\r\\n'")
BYTES_OF_TEXT = ("b''", "b'a'", "b'quo\\'te'")
BYTES = BYTES_OF_TEXT + ("b'\\x00\\xff'",)  # which to a Python 2 server is a str like any other
# Some that contain themselves.
LOOPS = ("loop('again')", "loop(1)", "ring('again')", "knot(2)", "[loop(None)] * 2", "[(1, loop(2)), (3, 4)]")
ODD_ONES = ("1j", "-0.5+2j", "bytearray(b'ab')", "range(3)", "range(0, 10, 3)", "set()", "{7}",
            "frozenset()", "frozenset([3])", "{None: 1}", "{1.5: 'x', (1, 2): []}", "Ellipsis", "int",
            "ValueError('v')", "[[1]] * 2", "((),) * 2", "array('h', [1, -300])")
HASHABLE_SINCE_312 = ("slice(1, None, 2)",)



# Values without texts, whose hashes are others in each process.
NUMERIC_ODD_ONES = ("1j", "-0.5+2j", "range(3)", "set()", "{7}", "{1, 2, 3}", "frozenset()", "frozenset([3])", "{1: 2}",
                    "{1.5: 8, (1, 2): []}", "loop(3)", "knot(4)", "array('h', [1, -300])", "(1, (2, 3))", "(0.5,)")
# XML-RPC takes sets for arrays, so their order has to be one: that of small numbers always is.
SMALL_INTS = ("0", "1", "2", "3", "4", "5", "6", "7")

TYPECODES = "bBuhHiIlLqQfd"
PYTHON2_TYPECODES = "bBhHiIlLfd"
CHARACTERS = ("'a'", "'\u20ac'", "'\U0001f600'", "'\\ud800'")
IN_RANGE = ("0", "1", "2", "5", "100", "127")  # of every typecode
AT_BOUNDS = ("-1", "128", "-128", "-129", "255", "256", "32767", "32768", "-32769", "65535", "65536",
             "2147483647", "-2147483648")
BEYOND_32 = ("2**31", "-2**31 - 1", "2**32 - 1", "2**32", "2**63 - 1", "2**63", "-2**63", "-2**63 - 1",
             "2**64 - 1", "2**64", "-2**70")


class Flavour:
    """Which values a test's interpreter and serializer can carry, and its model takes as CPython 3.12 does."""

    def __init__(self, python2=False, xml=False, model=(3, 12)):
        self.python2, self.xml = python2, xml
        self.old_model, self.shutdowns = model < (3, 12), model >= (3, 13)
        self.byte_texts = BYTES_OF_TEXT if python2 else BYTES
        self.odd_ones = ODD_ONES + HASHABLE_SINCE_312 * (not self.old_model)
        self.scalars = ("None", "True", "False") + 2 * INTS + FLOATS + 2 * TEXTS + WIDE_TEXTS * (not python2 or xml)
        if not xml:
            self.scalars += LONGS + self.byte_texts
        if not xml and not python2:  # where waiting until nan is waiting for ever
            self.scalars += ODD_TEXTS + ODD_FLOATS

    def value(self, rng, depth=2):
        choice = rng.random()
        if choice < 0.7 or depth == 0:
            return rng.choice(self.scalars)
        if choice < 0.8:
            return self.list(rng, depth)
        if choice < 0.87 and not self.xml:
            return self.tuple(rng, depth)
        if choice < 0.93 or self.xml:
            return self.dict(rng, depth)
        if choice < 0.95:
            return rng.choice(LOOPS)
        if self.python2:
            return self.dict(rng, depth)
        return rng.choice(self.odd_ones)

    def values(self, rng, depth):
        return [self.value(rng, depth - 1) for _ in range(rng.randrange(4))]

    def list(self, rng, depth=2):
        return "[%s]" % ", ".join(self.values(rng, depth))

    def tuple(self, rng, depth=2):
        return "(%s)" % "".join(value + ", " for value in self.values(rng, depth))

    def dict(self, rng, depth=2):
        """With one key at the most for Python 2, whose dicts have no order that two servers would agree on."""
        values = self.values(rng, depth)[:1 if self.python2 else None]
        return "{%s}" % ", ".join("%s: %s" % (self.key(rng), value) for value in values)

    def key(self, rng):
        return rng.choice(TEXTS) if self.xml else rng.choice(self.scalars)

    def iterable(self, rng):
        if self.xml or rng.random() < 0.5:
            return self.list(rng)
        makers = (self.tuple, self.dict, lambda rng: rng.choice(TEXTS), lambda rng: rng.choice(self.byte_texts[1:]),
                  lambda rng: "{%s}" % rng.choice(INTS))
        return rng.choice(makers)(rng)

    def pairs(self, rng):
        """What dict.update takes."""
        if rng.random() < 0.6:
            return self.dict(rng)
        pair = "[%s, %s]" if self.xml else "(%s, %s)"
        return "[%s]" % ", ".join(pair % (self.key(rng), value) for value in self.values(rng, 2))

    def index(self, rng):
        return str(rng.randrange(-6, 7))

    def subscript(self, rng):
        if self.xml or rng.random() < 0.6:
            return self.index(rng)
        ends = [rng.choice(("None", self.index(rng))) for _ in range(2)]
        step = rng.choice(("None", "1", "2", "-1", "-2", "3", "0"))
        return "slice(%s, %s, %s)" % (ends[0], ends[1], step)

    def timeout(self, rng):
        return rng.choice(("0", "0.0", "0.001", "None", "-1", "-0.5", "0.002"))

    def small(self, rng):
        return str(rng.randrange(-1, 4))

    def flag(self, rng):
        return rng.choice(("True", "False"))

    def numeric(self):
        return NumericFlavour(self.python2, self.xml)

    @property
    def typecodes(self):
        return PYTHON2_TYPECODES if self.python2 else TYPECODES

    def item(self, rng, typecode):
        """Of an array, or nearly so."""
        if typecode == "u" or rng.random() < 0.05:
            return rng.choice(CHARACTERS[:2] if self.xml else CHARACTERS)
        if typecode in "fd" and rng.random() < 0.8:
            return rng.choice(FLOATS)
        numbers = rng.choice((IN_RANGE, AT_BOUNDS, BEYOND_32 * (not self.xml) or IN_RANGE))
        return rng.choice(numbers)

    def items(self, rng, typecode):
        """Some that an array takes."""
        choices = CHARACTERS[:2] if typecode == "u" else FLOATS if typecode in "fd" else IN_RANGE
        return [rng.choice(choices) for _ in range(rng.choice((0, 1, 5, 6, 8)))]

    def array(self, rng, typecode):
        if rng.random() < 0.1:
            typecode = rng.choice(self.typecodes)
        items = "[%s]" % ", ".join(self.items(rng, typecode))
        return items if self.xml else "array(%r, %s)" % (str(typecode), items)

    def array_source(self, rng, typecode):
        """What array.array(typecode, source) takes."""
        items = ", ".join(self.items(rng, typecode))
        if self.xml or rng.random() < 0.5:
            return "[%s]" % items
        forms = ["(%s)" % (items and items + ","), "array(%r, [%s])" % (str(typecode), items),
                 "[%s]" % self.item(rng, typecode), "range(4)", "{7: 1}"]
        if not self.python2:
            forms += ["b'abcdefgh'" * (typecode != "u") or "'ab\u20ac'", "bytearray(b'ab')"]
        return rng.choice(forms)

    def name(self, rng):
        return rng.choice(("'x'", "'y'", "'spam'", "'_hidden'", "'z9'"))

    def barrier_name(self, rng):
        return rng.choice(("'parties'", "'n_waiting'", "'broken'", "'_parties'", "'_count'", "'_state'", "'_action'",
                           "'_timeout'"))


class NumericFlavour(Flavour):
    """Values of which a set has the same order everywhere."""

    def __init__(self, python2, xml):
        Flavour.__init__(self, python2, xml)
        self.odd_ones = NUMERIC_ODD_ONES
        self.scalars = SMALL_INTS if xml else ("None", "True", "False") + 2 * SMALL_INTS + 2 * INTS + LONGS + FLOATS

    def value(self, rng, depth=2):
        if not self.xml and depth and rng.random() < 0.1:
            return rng.choice(self.odd_ones)
        if rng.random() < 0.2:
            return self.list(rng, depth)
        return rng.choice(self.scalars)

    def key(self, rng):
        return rng.choice(self.scalars)

    def dict(self, rng, depth=2):
        return self.list(rng, depth) if self.xml else Flavour.dict(self, rng, depth)

    def hashable(self, rng):
        if self.xml or rng.random() < 0.8:
            return rng.choice(self.scalars)
        pair = "(%s, %s)" % (self.key(rng), self.key(rng))
        return rng.choice((pair, "frozenset([%s])" % self.key(rng), "(None,)", "1j"))

    def hashables(self, rng):
        return ", ".join(self.hashable(rng) for _ in range(rng.choice((0, 1, 2, 3, 6, 12))))

    def set(self, rng):
        if self.xml:
            return self.list(rng)
        return rng.choice(("set([%s])", "frozenset([%s])")) % self.hashables(rng)

    def iterable(self, rng):
        if self.xml:
            return "[%s]" % self.hashables(rng)
        forms = ["[%s]", "[%s]", "set([%s])", "frozenset([%s])", "dict.fromkeys([%s])", "tuple([%s])",
                 "list(range(0, 99, 7)) + [%s]"]
        form = rng.choice(forms + ["[%s] + [[]]"] * (not self.python2))
        return form % self.hashables(rng)
