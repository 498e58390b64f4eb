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
ODD_ONES = ("1j", "-0.5+2j", "bytearray(b'ab')", "range(3)", "range(0, 10, 3)", "set()", "{7}",
            "frozenset()", "frozenset([3])", "{None: 1}", "{1.5: 'x', (1, 2): []}", "Ellipsis", "int",
            "ValueError('v')", "loop('again')", "[[1]] * 2", "((),) * 2")
HASHABLE_SINCE_312 = ("slice(1, None, 2)",)


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
        if choice < 0.95 or self.xml or self.python2:
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

    def name(self, rng):
        return rng.choice(("'x'", "'y'", "'spam'", "'_hidden'", "'z9'"))

    def barrier_name(self, rng):
        return rng.choice(("'parties'", "'n_waiting'", "'broken'", "'_parties'", "'_count'", "'_state'", "'_action'",
                           "'_timeout'"))
