#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes what CPython says of many values to tests/value/oracle/, for the unit tests of src/value to agree with.

Values are written as small programs for a stack, which tests/value/build.c runs. Must be run by CPython 3.12,
whose answers are the reference.
"""

import array
import collections
import datetime
import decimal
import fractions
import os
import random
import struct
import subprocess
import sys
import uuid

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'oracle')
SEED = 20120312
RANDOM = random.Random(SEED)


# --- values as programs


def bits(number):
    return struct.pack('>d', number).hex()


def name_of(thing):
    return 'g%s:%s' % (thing.__module__, thing.__qualname__)


def instance(value):
    """The program of an object, from what pickle would make of it."""
    callable_, args, state, items, pairs = (tuple(value.__reduce_ex__(4)) + (None,) * 3)[:5]
    make = 'r'
    if callable_.__name__ == '__newobj__':
        callable_, args, make = args[0], args[1:], 'o'
    words = [program(callable_), program(args), make]
    if state is not None:
        words += [program(state), '!s']
    if items is not None:
        words += [program(list(items)), '!i']
    if pairs is not None:
        words += [program([part for pair in pairs for part in pair]), '!p']
    return ' '.join(words)


def items(values, word):
    return ' '.join([program(value) for value in values] + [word])


PROGRAMS = {
    type(None): lambda v: 'N',
    bool: lambda v: 'T' if v else 'F',
    int: lambda v: 'x' + v.to_bytes(v.bit_length() // 8 + 1, 'little', signed=True).hex(),
    float: lambda v: 'f' + bits(v),
    complex: lambda v: 'c%s:%s' % (bits(v.real), bits(v.imag)),
    str: lambda v: 's' + v.encode('utf-8', 'surrogatepass').hex(),
    bytes: lambda v: 'b' + v.hex(),
    bytearray: lambda v: 'a' + v.hex(),
    list: lambda v: items(v, 'l%d' % len(v)),
    tuple: lambda v: items(v, 't%d' % len(v)),
    dict: lambda v: items([part for pair in v.items() for part in pair], 'd%d' % len(v)),
    set: lambda v: ' '.join(['q'] + [program(item) + ' +' for item in v]),
    frozenset: lambda v: ' '.join(['Q'] + [program(item) + ' +' for item in v]),
    slice: lambda v: items([v.start, v.stop, v.step], 'L'),
    range: lambda v: items([v.start, v.stop, v.step], 'R'),
    array.array: lambda v: 'A%s:%s' % (v.typecode, v.tobytes().hex()),
}


def program(value):
    if isinstance(value, (type, type(len))):
        return name_of(value)
    return PROGRAMS.get(type(value), instance)(value)


# --- random values


def random_double():
    return struct.unpack('<d', struct.pack('<Q', RANDOM.getrandbits(64)))[0]


def random_text():
    alphabet = 'ab \'"\\\n\t\r\x00\x7f\x80\xa0\xad\xe9\u0378\u200b\u2028\u3000\ud800\udfff\ue000\ufffd\U0001f600\U000e0001'
    return ''.join(RANDOM.choice(alphabet) for _ in range(RANDOM.randrange(9)))


def random_number():
    return RANDOM.choice([
        RANDOM.randrange(-300, 1200),
        RANDOM.getrandbits(RANDOM.randrange(1, 200)) * RANDOM.choice([-1, 1]),
        random_double(),
        float(RANDOM.randrange(-50, 50)) / 4,
        complex(RANDOM.randrange(-3, 3), RANDOM.randrange(-3, 3)),
        RANDOM.random() < 0.5,
    ])


def random_leaf():
    return RANDOM.choice([
        random_number,
        random_text,
        lambda: bytes(RANDOM.getrandbits(8) for _ in range(RANDOM.randrange(5))),
        lambda: None,
    ])()


def random_key():
    return RANDOM.choice([random_number, lambda: tuple(random_number() for _ in range(RANDOM.randrange(4)))])()


def random_value(depth):
    if depth == 0:
        return random_leaf()
    some = range(RANDOM.randrange(4))
    return RANDOM.choice([
        random_leaf,
        lambda: [random_value(depth - 1) for _ in some],
        lambda: tuple(random_value(depth - 1) for _ in some),
        lambda: {random_key(): random_value(depth - 1) for _ in some},
        lambda: {random_number() for _ in some},
        lambda: frozenset(random_key() for _ in some),
        lambda: bytearray(random_text().encode('utf-8', 'surrogatepass')),
        lambda: slice(random_leaf(), random_leaf(), random_leaf()),
        lambda: range(RANDOM.randrange(-5, 5), RANDOM.randrange(-5, 99), RANDOM.choice([-2, 1, 3])),
    ])()


# --- what is printed

POINT = datetime.datetime(2024, 2, 29, 23, 59, 58, 7)
EAST = datetime.timezone(datetime.timedelta(hours=5, minutes=45))
WEST = datetime.timezone(-datetime.timedelta(hours=3, seconds=1, microseconds=2))
NAMED = datetime.timezone(datetime.timedelta(hours=1), 'CET')

PRINTED = [
    None, True, False, 0, -1, 2**63 - 1, 2**63, -2**63, -2**63 - 1, 2**64, 10**100, -10**4299, 10**4300 - 1,
    0.0, -0.0, 1.0, 0.1, 1e15, 1e16, 123456789012345680.0, 1e-4, 1e-5, 1e22, 1e23, 5e-324, 1.7976931348623157e308,
    float('inf'), -float('inf'), float('nan'), 2**53 + 0.0, 0.1 + 0.2,
    1j, -1j, 1 + 2j, complex(-0.0, 1), complex(0.0, -0.0), complex(-0.0, -0.0), complex(float('nan'), float('inf')),
    complex(float('inf'), -float('nan')), complex(1e16, 1e-5), 1.5 + 0j,
    '', "it's", '"', '\'"', 'a\\b', '\x00\x1f\x7f\x80\x9f\xa0\xa1\xad', '\u0378\u0379\u2028\u2029\u200b\ufeff\ufffe',
    '\ud800', '\udc80x', '\U0001f600\U000e0001\U0010ffff', '\u00e9\u4e2d\u6587', '\u3000\u1680 ',
    b'', b"it's", b'"\'', bytes(range(256)), bytearray(b''), bytearray(b'a\'b'),
    [], [1], [[], [[]]], (), (1,), (1, 2), ((),), {}, {1: 2, 'a': [None]}, set(), {1}, frozenset(), frozenset({1}),
    slice(1, None, None), slice('a', (1,), -1), range(5), range(1, 10, 1), range(0, 2**70, -3), range(0),
    array.array('i'), array.array('i', [1, -2]), array.array('d', [1, 0.5, float('nan')]), array.array('f', [0.1]),
    array.array('u'), array.array('u', 'a\'b\u4e2d\n'), array.array('B', b'\x00\xff'), array.array('b', [-128]),
    array.array('Q', [2**64 - 1]), array.array('q', [-2**63]), array.array('h', [-5]), array.array('H', [65535]),
    array.array('I', [2**32 - 1]), array.array('l', [-7]), array.array('L', [2**64 - 1]),
    int, len, ValueError, collections.OrderedDict, datetime.datetime, array.array, sorted, isinstance,
    ValueError(), ValueError('x'), ValueError('x', 2), ValueError(('a',)), KeyError('x'), KeyError(''), KeyError(),
    KeyError('a', 'b'), KeyError(('a',)), IndexError('list index out of range'), StopIteration(), StopIteration(3),
    RuntimeError("it's"), Exception([1, {2: ()}]), KeyboardInterrupt(), SystemExit(3), ZeroDivisionError('division by zero'),
    OSError(2, 'No such file or directory'), OSError(2, 'No such file or directory', 'a b'), OSError('x'), OSError(),
    OSError(18, 'Invalid cross-device link', 'a', None, 'b'), ConnectionResetError(104, 'reset'), TimeoutError('t'),
    UnicodeDecodeError('utf-8', b'a\xffb', 1, 2, 'invalid start byte'),
    UnicodeDecodeError('ascii', b'\xff\xfe', 0, 2, 'ordinal not in range(128)'),
    UnicodeEncodeError('ascii', 'a\xe9', 1, 2, 'no'), UnicodeEncodeError('ascii', '\u4e2d\U0001f600', 1, 2, 'no'),
    UnicodeEncodeError('ascii', '\u4e2d', 0, 1, 'no'), UnicodeEncodeError('ascii', '\u4e2d\u6587', 0, 2, 'no'),
    ExceptionGroup('several', [ValueError(1), KeyError('k')]), ExceptionGroup('one', [TypeError()]),
    decimal.Decimal('1.50'), decimal.Decimal('-Infinity'), decimal.Decimal('1E+400'),
    fractions.Fraction(1, 3), fractions.Fraction(-4), uuid.UUID('12345678-9abc-def0-1234-56789abcdef0'), uuid.UUID(int=1),
    datetime.date(1, 2, 3), datetime.date(9999, 12, 31), datetime.time(), datetime.time(1, 2), datetime.time(1, 2, 3),
    datetime.time(1, 2, 0, 4, fold=1), datetime.time(23, 0, tzinfo=datetime.timezone.utc), POINT,
    datetime.datetime(1, 1, 1), datetime.datetime(2000, 1, 1, 1, 2, 3), POINT.replace(tzinfo=datetime.timezone.utc),
    POINT.replace(tzinfo=EAST, fold=1), POINT.replace(tzinfo=WEST), POINT.replace(tzinfo=NAMED), EAST, WEST, NAMED,
    datetime.timezone.utc, datetime.timezone(datetime.timedelta(0), 'zero'),
    datetime.timedelta(), datetime.timedelta(1), datetime.timedelta(-1), datetime.timedelta(2, 3, 4),
    datetime.timedelta(0, 0, -1), datetime.timedelta(0, 3661), datetime.timedelta(-3, 5),
    collections.OrderedDict(), collections.OrderedDict(a=1, b=[2]), collections.deque(), collections.deque([1, 'x']),
    collections.deque([1, 2], 2), collections.deque([], 0), collections.defaultdict(list, {'a': [1]}),
    collections.defaultdict(None), collections.defaultdict(None, {1: 2}),
    [decimal.Decimal(1), POINT, {'k': uuid.UUID(int=2)}, (ValueError('x'), int)],
]


def rebuilt(value):
    """The value as its program makes it: the order of a set depends on its history."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return type(value)([rebuilt(item) for item in value])
    if isinstance(value, slice):
        return slice(rebuilt(value.start), rebuilt(value.stop), rebuilt(value.step))
    if type(value) is dict:
        return {rebuilt(key): rebuilt(item) for key, item in value.items()}
    return value


def printed():
    values = PRINTED + [random_value(3) for _ in range(300)]
    for original in values:
        value = rebuilt(original)
        text = str(value)
        plain = text if '\n' not in text and '\t' not in text and '\r' not in text and '\x00' not in text else None
        yield program(original), repr(value), '=' + plain if plain is not None else '?'


# --- hashes, of what does not depend on the process

HASHED = [
    None, True, False, 0, 1, -1, -2, 2**61 - 1, 2**61, -(2**61 - 1), -2**61, 2**63 - 1, -2**63, 2**63, 2**64, 10**50, -10**50,
    0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1e300, 5e-324, -1e-310, 2.0**61, float('inf'), -float('inf'), 1e22, 0.1, -2.0,
    1j, -1j, 1 + 0j, 1.5 - 2j, -1 + 0j, complex(float('inf'), 1), '', b'', (), (1,), (1, 2), (1, (2, (3,))), (None, ''),
    (0.5, -1, True), frozenset(), frozenset({1}), frozenset({1, 2, 3}), frozenset({(1, 2), 0.5, frozenset()}),
    frozenset(range(100)), slice(1), slice(None, None, None), slice(1, 2, 3), slice((1,), 2.5, -1),
    range(0), range(5, 5), range(1), range(3, 4, 9), range(0, 10, 3), range(0, -10, -3), range(0, 2**70), range(2**70, 2**71, 5),
    range(-2**63, 2**63 - 1), (range(3), slice(3)),
]


def hashed():
    values = HASHED + [random_number() for _ in range(300)] + [random_key() for _ in range(100)]
    for value in values:
        if 'nan' not in repr(value):
            yield program(value), str(hash(value))


# --- comparisons: sources, so that each side is made anew

COMPARED = [
    'None', 'True', 'False', '0', '1', '-1', '2**53', '2**53 + 1', '-2**53 - 1', '2**63 - 1', '2**63', '-2**63', '2**64',
    '2**64 + 1', '10**308', '2**1024', '-2**1024', '2**1023 + 1', '0.0', '-0.0', '1.0', '1.5', '-0.5', '2.0**53', '-2.0**63',
    '2.0**63', '2.0**64', '-2.0**64', '2.0**1023', '1e308', "float('inf')", "-float('inf')", "float('nan')", '0j', '1+0j', '2.0**53+0j', '1+1j',
    "''", "'a'", "'ab'", "'\\uffff'", "'\\U0001f600'", "'\\ud800'", "b''", "b'a'", "b'ab'", "bytearray(b'a')", "bytearray(b'b')",
    '[]', '[1]', '[1, 2]', '[1, 3]', '[True, 2.0]', "['a']", "[float('nan')]", '[[1]]', '[None]', "[1, 'x']", '()', '(1,)', '(1, 2)', '(1.0,)',
    "('a', 1)", '((1,),)', '{}', '{1: 2}', '{1.0: 2}', '{1: 3}', "{'a': 1}", '{True: [1]}', '{1: 2, 3: 4}', '{3: 4, 1: 2}',
    'set()', '{1}', '{1.0, 2}', '{2, 3}', '{1, 2, 3}', 'frozenset()', 'frozenset({1})', 'frozenset({1, 2})',
    'range(0)', 'range(3)', 'range(0, 3, 1)', 'range(0, 5, 2)', 'range(0, 6, 2)', 'range(0, 4, 2)', 'range(5, 5)', 'range(2**70, 2**70 + 1)',
    'range(2**70, 2**70 + 3, 7)', 'slice(1)', 'slice(1, 2)', 'slice(1, 3, None)', "slice('a')", 'slice(None)',
    "array.array('i')", "array.array('i', [1])", "array.array('d', [1.0])", "array.array('d', [float('nan')])", "array.array('i', [1, 2])",
    "array.array('u', 'a')",
]

OPERATORS = [
    ('==', lambda a, b: a == b), ('<', lambda a, b: a < b), ('<=', lambda a, b: a <= b),
    ('>', lambda a, b: a > b), ('>=', lambda a, b: a >= b),
]


def answer(operator, a, b):
    try:
        return 'T' if operator(a, b) else 'F'
    except TypeError:
        return 'E'


def complaint(a, b):
    try:
        a < b
    except TypeError as error:
        return str(error)
    return ''


def compared():
    """The values, then what each pair of them answers."""
    for source in COMPARED:
        yield 'value', program(eval(source)), source
    for i, left in enumerate(COMPARED):
        for j, right in enumerate(COMPARED):
            a, b = eval(left), eval(right)
            answers = ''.join(answer(operator, a, b) for _, operator in OPERATORS)
            if answers != 'FEEEE' or (i + j) % 17 == 0:
                yield 'pair', '%d %d %s' % (i, j, answers), complaint(a, b)


# --- sets: the order that additions and removals leave


def set_history(make_item, steps):
    table, words, gone = set(), ['q'], []
    for _ in range(steps):
        if table and RANDOM.random() < 0.25:
            item = RANDOM.choice(list(table))
            table.discard(item)
            gone.append(item)
            words += [program(item), '-']
        else:
            item = RANDOM.choice(gone) if gone and RANDOM.random() < 0.3 else make_item()
            table.add(item)
            words += [program(item), '+']
    return ' '.join(words), table


def ordered_sets():
    makers = [
        lambda: RANDOM.randrange(64), lambda: RANDOM.randrange(10**6) * 64, lambda: RANDOM.randrange(-99, 99) / 8,
        lambda: RANDOM.getrandbits(70), lambda: (RANDOM.randrange(9), RANDOM.randrange(9)), lambda: -RANDOM.randrange(1000),
    ]
    for round_ in range(90):
        words, table = set_history(RANDOM.choice(makers), RANDOM.choice([3, 6, 12, 30, 80]))
        yield words, repr(table), repr(table.copy()), repr(frozenset(table))


# --- what sets make of one another

RESULTS = ['union', 'intersection', 'difference', 'symmetric_difference']
CHANGES = ['update', 'difference_update', 'symmetric_difference_update']
ANSWERS = ['isdisjoint', 'issuperset', 'issubset']


def other_operand(make_item):
    count = RANDOM.choice([0, 1, 2, 5, 20, 70])
    items = [make_item() for _ in range(count)]
    return RANDOM.choice([lambda: set_history(make_item, count), lambda: (program(items), items),
                          lambda: (program(dict.fromkeys(items)), dict.fromkeys(items)),
                          lambda: (program(items + [[]]), items + [[]])])()


def combined_sets():
    makers = [lambda: RANDOM.randrange(24), lambda: RANDOM.randrange(99) * 8, lambda: RANDOM.randrange(-300, 300)]
    for _ in range(40):
        make_item = RANDOM.choice(makers)
        for name in RESULTS + CHANGES + ANSWERS:
            words, table = set_history(make_item, RANDOM.choice([0, 1, 3, 8, 30, 90]))
            other_words, other = other_operand(make_item)
            try:
                result = getattr(table, name)(other)
            except TypeError as error:
                result = error
            yield name, words, other_words, str(table if result is None else result)


# --- sorting


def sort(values, reverse):
    try:
        values.sort(reverse=reverse)
    except TypeError as error:
        return str(error)
    return ''


def stable_items(count):
    """1, 1.0 and True are equal and tell their origin by their type."""
    return [RANDOM.choice([int, float, lambda n: n > 0 if n in (0, 1) else n])(RANDOM.randrange(-3, 9)) for _ in range(count)]


def sorted_lists():
    fixed = [
        [], [1], [2, 1], [1, 2, 3], [3, 2, 1], [1, 'a'], ['a', 1], [3, 1, 'a', 2], [2, 1, 3, 'a'], [1, None], [(1, 'a'), (1, 2)],
        [[2], [1]], ['b', 'a', 'B'], [float('nan'), 1.0, 0.5], [2, float('nan'), 1], [{1}, {1, 2}, set()], [b'b', bytearray(b'a')],
        list(range(100)), list(range(100, 0, -1)), [1] * 70, list(range(50)) + ['x'], list(range(50, 0, -1)) + [None, 3],
    ]
    lists = fixed + [stable_items(RANDOM.choice([5, 20, 63, 64, 65, 200])) for _ in range(40)]
    lists += [[RANDOM.randrange(10**6) for _ in range(n)] for n in (127, 128, 129, 500)]
    lists += [sorted(RANDOM.randrange(999) for _ in range(n)) + sorted((RANDOM.randrange(999) for _ in range(n)), reverse=True)
              for n in (40, 150)]
    for values in lists:
        for reverse in (False, True):
            before = program(values)
            after = list(values)
            error = sort(after, reverse)
            yield before, 'FT'[reverse], repr(after), error


# --- arrays: what each typecode's items are made of

TYPECODES = 'bBuhHiIlLqQfd'
ITEMS = [number + more for bits in (7, 8, 15, 16, 31, 32, 63, 64) for number in (2**bits, -2**bits) for more in (-1, 0, 1)] + [
    0, 1, -1, True, 2**70, -2**70, 10**400, -10**400, 0.0, -0.5, 1.5, 0.1, 1e300, 3.5e38, float('inf'), float('nan'),
    2**53 + 1, '', 'a', 'ab', '\u20ac', '\U0001f600', '\ud800', b'a', None, [], (1,), 1j, ValueError('x'), decimal.Decimal, array.array('i', [1])]


def put_items():
    for typecode in TYPECODES:
        for item in ITEMS:
            try:
                yield typecode, program(item), array.array(typecode, [item]).tobytes().hex(), ''
            except (TypeError, OverflowError) as error:
                yield typecode, program(item), '', str(error)


# --- doubles


def doubles():
    numbers = [RANDOM.getrandbits(64) for _ in range(700)]
    for exponent in range(0, 0x7ff, 9):
        numbers += [exponent << 52 | mantissa for mantissa in (0, 1, (1 << 52) - 1)]
    numbers += [struct.unpack('<Q', struct.pack('<d', float('%de%d' % (RANDOM.choice([1, 2, 5, 9]), e))))[0] for e in range(-323, 309, 3)]
    numbers += [struct.unpack('<Q', struct.pack('<d', round(RANDOM.uniform(-1e6, 1e6), RANDOM.randrange(8))))[0] for _ in range(200)]
    for number in numbers:
        yield '%016x' % number, repr(struct.unpack('<d', struct.pack('<Q', number))[0])


# --- the text hash, under the key of zeros that PYTHONHASHSEED=0 means


def text_hashes():
    texts = [bytes(range(size)) for size in range(1, 40)] + [b'a' * 1000, bytes(range(256)) * 3]
    code = 'import sys\nfor line in sys.stdin: print(hash(bytes.fromhex(line)))'
    answers = subprocess.run(
        [sys.executable, '-c', code], input='\n'.join(text.hex() for text in texts), env={'PYTHONHASHSEED': '0'},
        capture_output=True, text=True, check=True).stdout.split()
    yield from zip((text.hex() for text in texts), answers)


# --- printability: ranges of code points as str.isprintable has them


def printable():
    first = 0
    for code in range(1, 0x110001):
        if code == 0x110000 or chr(code).isprintable() != chr(first).isprintable():
            yield '%x' % first, '%x' % (code - 1), 'FT'[chr(first).isprintable()]
            first = code


def write(name, rows):
    path = os.path.join(HERE, name)
    with open(path, 'w', encoding='utf-8', errors='surrogatepass', newline='\n') as file:
        for row in rows:
            file.write('\t'.join(row) + '\n')


def main():
    if sys.version_info[:2] != (3, 12):
        sys.exit('make_oracle.py must be run by CPython 3.12')
    os.makedirs(HERE, exist_ok=True)
    write('repr.txt', printed())
    write('hash.txt', hashed())
    write('compare.txt', compared())
    write('set.txt', ordered_sets())
    write('sort.txt', sorted_lists())
    write('array.txt', put_items())
    write('double.txt', doubles())
    write('text_hash.txt', text_hashes())
    write('printable.txt', printable())
    write('set_algebra.txt', combined_sets())


if __name__ == '__main__':
    main()
