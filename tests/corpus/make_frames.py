#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes corpus/frame: streams of whole frames (valid), and streams whose last frame has no acceptable length."""

import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))


def short(payload):
    return struct.pack('!i', len(payload)) + payload


def long(payload):
    return struct.pack('!iQ', -1, len(payload)) + payload


VALID = {
    'empty': short(b''),
    'one-byte': short(b'x'),
    'binary': short(bytes(range(256))),
    'above-16k': short(b'0123456789abcdef' * 1025),
    'several': b''.join(short(b'x' * size) for size in range(20)),
    'long-form': long(b'hello'),
    'long-form-empty': long(b''),
    'both-forms': short(b'a') + long(b'b') + short(b'') + long(b'') + short(b'c'),
    'payload-like-a-header': short(b'\xff\xff\xff\xff'),
}

INVALID = {
    'minus-two': struct.pack('!i', -2),
    'most-negative': struct.pack('!i', -0x80000000),
    'after-a-good-one': short(b'good') + struct.pack('!i', -3),
    'most-in-short-form': struct.pack('!i', 0x7fffffff),
    'one-more-than-short-form': struct.pack('!iQ', -1, 0x80000000),
    'one-over-the-limit': struct.pack('!i', (1 << 30) + 1),
    'most-signed': struct.pack('!iQ', -1, (1 << 63) - 1),
    'most': struct.pack('!iQ', -1, (1 << 64) - 1),
    'text': b'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
    'tls': b'\x80\x2e\x01\x03\x01',
}


def main():
    for kind, streams in ('valid', VALID), ('invalid', INVALID):
        for name, stream in streams.items():
            with open(os.path.join(HERE, 'frame', kind, name), 'wb') as file:
                file.write(stream)


if __name__ == '__main__':
    main()
