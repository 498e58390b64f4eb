#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the XML-RPC codec against this interpreter's. For random values, what pymgr loads and dumps again is what dumps()
wrote, byte for byte: bare, as a call and as a response, in several encodings; wider ints come back in a form that loads()
reads; what XML cannot carry, and a fault, is refused.

The program under test is tests/tool_xmlrpc in $PYMGR_BUILD_DIR, which is `build` when not set."""

from __future__ import print_function

import datetime
import os
import random
import struct
import subprocess
import sys

try:
    from xmlrpc import client as xmlrpclib
except ImportError:
    import xmlrpclib

VALUES = 1000  # random ones
PYTHON2 = sys.version_info[0] == 2
# Python 2 does not escape what an encoding lacks, and writes the parts of a utf-16 document each with its own mark.
ENCODINGS = ['utf-8'] if PYTHON2 else ['utf-8', 'utf-16', 'us-ascii', 'iso-8859-1']
CARRIED_CONTROLS = (0x09, 0x0a)

if PYTHON2:
    chr = unichr  # noqa: F821


# --- random values ---

def carried(code):
    """Whether a code point survives: XML has no other control characters, and its parsers turn \\r into \\n."""
    return (code >= 0x20 or code in CARRIED_CONTROLS) and not 0xd800 <= code < 0xe000 and code not in (0xfffe, 0xffff)


def text(rng):
    top = rng.choice([0x7f, 0x7f, 0xff, 0xffff, sys.maxunicode])
    size = rng.choice([0, 1, 3, 10, 100, 299, 300, 301, 5000])
    codes = [rng.randrange(top + 1) if rng.random() < .9 else ord(rng.choice('<>&\n\t \'"]')) for _ in range(size)]
    return u''.join(chr(code) for code in codes if carried(code)).replace(u']]>', u']] >')


def octets(rng):
    size = rng.choice([0, 1, 2, 3, 56, 57, 58, 113, 114, 115, 1000])
    return xmlrpclib.Binary(bytes(bytearray(rng.randrange(256) for _ in range(size))))


def integer(rng):
    return int(rng.choice([1, -1]) * rng.getrandbits(rng.choice([1, 8, 31])))


def real(rng):
    bits = struct.unpack('<d', struct.pack('<Q', rng.getrandbits(64)))[0]
    return rng.choice([0.0, -0.0, 1.5, float('inf'), -float('inf'), rng.random(), rng.randrange(10**6) / 100.0, bits])


def date(rng):
    when = datetime.datetime(rng.randrange(1, 9999), 5, 6, rng.randrange(24), 8, 9, rng.randrange(10**6))
    return rng.choice([when, xmlrpclib.DateTime('20240102T03:04:05'), xmlrpclib.DateTime(when)])


SCALARS = [lambda rng: None, lambda rng: rng.random() < .5, integer, real, text, text, octets, date]


def value(rng, depth):
    kind = rng.randrange(6)
    if kind == 0 and depth > 0:
        return [value(rng, depth - 1) for _ in range(rng.randrange(5))]
    if kind == 1 and depth > 0:
        return tuple(value(rng, depth - 1) for _ in range(rng.randrange(5)))
    if kind == 2 and depth > 0:
        return dict((text(rng)[:20], value(rng, depth - 1)) for _ in range(rng.randrange(5)))
    return rng.choice(SCALARS)(rng)


# --- the program under test ---

class Tool(object):
    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def redump(self, document):
        """What pymgr dumps of what it loads."""
        self.process.stdin.write(struct.pack('>I', len(document)) + document)
        self.process.stdin.flush()
        size, = struct.unpack('>I', self.process.stdout.read(4))
        answer = self.process.stdout.read(size)
        if answer[:1] == b'!':
            raise ValueError(answer[1:].decode('utf-8'))
        return answer[1:]


# --- comparing ---

def dumps(params, encoding='utf-8', **how):
    document = xmlrpclib.dumps(params, encoding=encoding, allow_none=True, **how)
    return document if isinstance(document, bytes) else document.encode(encoding, 'xmlcharrefreplace')


def bare(original):
    """What a manager's connection sends."""
    return dumps((original,))


class Peer(object):
    def __init__(self, tool):
        self.tool = tool
        self.passed = self.failed = 0

    def check(self, good, what, original):
        self.passed += bool(good)
        self.failed += not good
        if not good and self.failed < 10:
            print('FAILED: Python %d.%d: %s: %.300r' % (sys.version_info[0], sys.version_info[1], what, original))

    def same(self, document, original, what):
        try:
            good = self.tool.redump(document) == bare(original)
        except ValueError as error:
            good, what = False, '%s: %s' % (what, error)
        self.check(good, what, original)

    def refused(self, document, message):
        try:
            self.tool.redump(document)
        except ValueError as error:
            self.check(message in str(error), 'refused otherwise: %s' % error, document)
        else:
            self.check(False, 'not refused', document)

    def compare(self, original):
        self.same(bare(original), original, 'bare')
        self.same(dumps((original,), methodname='put'), original, 'methodCall')
        self.same(dumps((original,), methodresponse=True), original, 'methodResponse')

    def compare_encodings(self, original):
        for encoding in ENCODINGS:
            self.same(dumps((original,), encoding, methodresponse=True), original, encoding)

    def compare_wide(self, number):
        """CPython dumps no more than 32 bits; it loads more."""
        document = ('<params><param><value><i8>%d</i8></value></param></params>' % number).encode()
        answer = self.tool.redump(document)
        self.check(xmlrpclib.loads(answer)[0] == (number,), 'wide int', number)

    def compare_line_ends(self):
        """CPython sends \\r bare, which its own parser then makes \\n; pymgr's reference comes through."""
        document = b'<params><param><value><string>a&#13;\nb&#13;</string></value></param></params>'
        self.check(xmlrpclib.loads(self.tool.redump(document))[0] == ('a\r\nb\r',), 'line ends', document)

    def refuse_what_XML_has_not(self):
        for code in [code for code in range(0x20) if not carried(code) and code != 0x0d]:
            self.refused(bare(u'x%cy' % code), '')

    def refuse_faults(self):
        fault = dumps(xmlrpclib.Fault(4, 'Too many parameters.'))
        self.refused(fault, 'fault 4: Too many parameters.')


def check_all(peer, rng):
    for _ in range(VALUES):
        peer.compare(value(rng, 4))
    for _ in range(VALUES // 10):
        peer.compare_encodings(value(rng, 3))
    for bits in (31, 32, 40, 62, 63):
        for number in (2**bits - 1, -2**bits):
            peer.compare_wide(number)
    peer.compare_line_ends()
    peer.refuse_what_XML_has_not()
    peer.refuse_faults()


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    build = os.environ.get('PYMGR_BUILD_DIR') or os.path.join(here, '..', 'build')
    seed = int(os.environ.get('PYMGR_TEST_SEED') or random.randrange(1 << 30))
    peer = Peer(Tool(os.path.join(build, 'tests', 'tool_xmlrpc')))
    check_all(peer, random.Random(seed))
    if peer.failed:
        print('PYMGR_TEST_SEED=%d' % seed)
    print('%d passed, %d failed' % (peer.passed, peer.failed))
    return peer.failed > 0


if __name__ == '__main__':
    sys.exit(main())
