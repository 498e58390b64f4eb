#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Records handshakes between CPythons into corpus/auth/valid, and writes the refused ones of corpus/auth/invalid.

    make_handshakes.py PYTHON...

must itself run under Python 3.12 or newer, which plays our part; each PYTHON plays the peer. Random bytes are
fixed on both sides, so that a run gives the same files again. A file holds what a machine (src/wire/auth.h) is
started with and then the conversation, one payload a line:

    role server
    key 736573616d65
    min md5
    random 000102...    the random bytes of our challenge
    > 23434841...       what we send
    < ...               what the peer sends
    ! the answer is...  why we refuse; only in corpus/auth/invalid
"""

import hmac
import os
import subprocess
import sys
import tempfile
from multiprocessing import connection

HERE = os.path.dirname(os.path.abspath(__file__))
KEY = b'sesame'
RANDOM = bytes(range(40))

PEER = r'''
import os, sys
from multiprocessing import connection
fixed = bytes(bytearray(range(100, 200)))
os.urandom = lambda size: fixed[:size]
role, path, key, options = sys.argv[1], sys.argv[2], sys.argv[3].encode('ascii'), sys.argv[4:]
peer = connection.Client(path)
if role == 'client':
    connection.answer_challenge(peer, key)
    connection.deliver_challenge(peer, key, *options)
else:
    connection.deliver_challenge(peer, key, *options)
    connection.answer_challenge(peer, key)
'''


class Recorder:
    """A connection that writes down what goes through it."""

    def __init__(self, peer):
        self.peer = peer
        self.lines = []

    def send_bytes(self, payload):
        self.lines.append('> ' + payload.hex())
        self.peer.send_bytes(payload)

    def recv_bytes(self, limit):
        payload = self.peer.recv_bytes(limit)
        self.lines.append('< ' + payload.hex())
        return payload


def header(role, least='md5', key=KEY):
    return ['role ' + role, 'key ' + key.hex(), 'min ' + least, 'random ' + RANDOM.hex()]


def write(kind, name, lines):
    with open(os.path.join(HERE, 'auth', kind, name + '.txt'), 'w') as file:
        file.write('\n'.join(lines) + '\n')


def play(recorder, role):
    steps = [connection.deliver_challenge, connection.answer_challenge]
    for step in steps if role == 'server' else reversed(steps):
        step(recorder, KEY)


def record(python, name, role, *options):
    """A conversation in which we have `role` and the interpreter the other one."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'socket')
        with connection.Listener(path) as listener:
            other = 'client' if role == 'server' else 'server'
            process = subprocess.Popen([python, '-c', PEER, other, path, KEY.decode()] + list(options))
            recorder = Recorder(listener.accept())
            play(recorder, role)
            if process.wait() != 0:
                sys.exit('%s refused as %s' % (python, other))
    write('valid', name, header(role) + recorder.lines)


def mac(message, digest, key=KEY):
    return hmac.new(key, message, digest).digest()


def legacy_challenge():
    return b'#CHALLENGE#' + bytes(range(100, 120))


OURS = b'{sha256}' + RANDOM
CHALLENGE = '> ' + (b'#CHALLENGE#' + OURS).hex()
WELCOME = b'#WELCOME#'.hex()
FAILURE = '> ' + b'#FAILURE#'.hex()
WRONG = '! the answer is wrong: the peer has another key'


def red_hat():
    """The raw SHA-256 of Red Hat's builds of 3.11 and older, which no interpreter here speaks."""
    theirs = legacy_challenge()
    answered = mac(theirs[11:], 'sha256').hex()
    write('valid', 'redhat-client', header('server') + [
        CHALLENGE, '< ' + mac(OURS, 'sha256').hex(), '> ' + WELCOME,
        '< ' + theirs.hex(), '> ' + answered, '< ' + WELCOME])
    write('valid', 'redhat-client-min-sha256', header('server', 'sha256') + [
        CHALLENGE, '< ' + mac(OURS, 'sha256').hex(), '> ' + WELCOME,
        '< ' + theirs.hex(), '> ' + answered, '< ' + WELCOME])
    write('valid', 'redhat-server-min-sha256', header('client', 'sha256') + [
        '< ' + theirs.hex(), '> ' + answered, '< ' + WELCOME,
        CHALLENGE, '< ' + mac(OURS, 'sha256').hex(), '> ' + WELCOME])


def each_digest():
    """A minimum is named in our challenge, and 3.12 and newer answer with the digest that is named."""
    for digest in 'sha256', 'sha3_256', 'sha384', 'sha3_384':
        prefix = b'{%s}' % digest.encode()
        ours, theirs = prefix + RANDOM, prefix + bytes(range(100, 140))
        write('valid', 'min-' + digest.replace('_', '-'), header('server', digest) + [
            '> ' + (b'#CHALLENGE#' + ours).hex(), '< ' + (prefix + mac(ours, digest)).hex(), '> ' + WELCOME,
            '< ' + (b'#CHALLENGE#' + theirs).hex(), '> ' + (prefix + mac(theirs, digest)).hex(), '< ' + WELCOME])


def refused_answers():
    answers = {
        'wrong-key': (mac(OURS, 'sha256', b'other'), b'{sha256}', WRONG),
        'wrong-key-md5': (mac(OURS, 'md5', b'other'), b'', WRONG),
        'wrong-key-raw-sha256': (mac(OURS, 'sha256', b'other'), b'', WRONG),
        'short-mac': (mac(OURS, 'sha256')[:31], b'{sha256}', WRONG),
        'long-mac': (mac(OURS, 'sha256') + b'x', b'{sha256}', WRONG),
        'another-digests-mac': (mac(OURS, 'sha256'), b'{sha3_256}', WRONG),
        'mac-without-the-prefix': (mac(RANDOM, 'sha256'), b'{sha256}', WRONG),
        'empty': (b'', b'', '! the answer is of no known digest'),
        'only-a-prefix': (b'', b'{sha256}', WRONG),
        'unknown-digest': (mac(OURS, 'sha1'), b'{sha1}', '! the answer is of no known digest'),
        'open-brace': (b'x' * 40, b'{sha256', '! the answer is of no known digest'),
        'raw-sha384': (mac(OURS, 'sha384'), b'', '! the answer is of no known digest'),
        'our-own-challenge': (b'#CHALLENGE#' + OURS, b'', '! the answer is of no known digest'),
        'too-long': (b'{sha256}' + b'x' * 249, b'', '! the message is too long for a handshake'),
    }
    for name, (answer, prefix, reason) in answers.items():
        failure = [] if 'too long' in reason else [FAILURE]
        write('invalid', 'answer-' + name, header('server') + [CHALLENGE, '< ' + (prefix + answer).hex()]
              + failure + [reason])


def refused_digests():
    weak = '! the answer uses a weaker digest than is allowed'
    write('invalid', 'answer-md5-min-sha256', header('server', 'sha256') + [
        CHALLENGE, '< ' + mac(OURS, 'md5').hex(), FAILURE, weak])
    write('invalid', 'answer-prefixed-md5-min-sha256', header('server', 'sha256') + [
        CHALLENGE, '< ' + (b'{md5}' + mac(OURS, 'md5')).hex(), FAILURE, weak])
    ours = b'{sha384}' + RANDOM
    write('invalid', 'answer-raw-sha256-min-sha384', header('server', 'sha384') + [
        '> ' + (b'#CHALLENGE#' + ours).hex(), '< ' + mac(ours, 'sha256').hex(), FAILURE, weak])
    write('invalid', 'challenge-md5-min-sha256', header('client', 'sha256') + [
        '< ' + (b'#CHALLENGE#{md5}' + RANDOM).hex(), '! the challenge asks for a weaker digest than is allowed'])
    write('invalid', 'challenge-legacy-min-sha384', header('client', 'sha384') + [
        '< ' + legacy_challenge().hex(),
        '! the challenge is one of Python 3.11 or older: no digest that is allowed'])


def refused_challenges():
    challenges = {
        'empty': (b'', '! expected a challenge'),
        'cut-mark': (b'#CHALLENGE', '! expected a challenge'),
        'welcome': (b'#WELCOME#', '! expected a challenge'),
        'bare-mark': (b'#CHALLENGE#', '! the challenge is too short'),
        'short': (b'#CHALLENGE#' + bytes(19), '! the challenge is too short'),
        'no-digest': (b'#CHALLENGE#' + bytes(21), '! the challenge names no known digest'),
        'unknown-digest': (b'#CHALLENGE#{sha1}' + RANDOM, '! the challenge names no known digest'),
        'no-name': (b'#CHALLENGE#{}' + RANDOM, '! the challenge names no known digest'),
        'open-brace': (b'#CHALLENGE#{sha256' + RANDOM, '! the challenge names no known digest'),
    }
    for name, (challenge, reason) in challenges.items():
        write('invalid', 'challenge-' + name, header('client') + ['< ' + challenge.hex(), reason])


def refused_ends():
    """The peer does not like our answer, or ends in words of its own."""
    theirs = legacy_challenge()
    answered = '> ' + mac(theirs[11:], 'md5').hex()
    reason = '! the peer refused our answer: it has another key, or wants another digest'
    for name, end in ('failure', b'#FAILURE#'), ('longer', b'#WELCOME#x'), ('empty', b''):
        write('invalid', 'end-%s-as-client' % name, header('client') + [
            '< ' + theirs.hex(), answered, '< ' + end.hex(), reason])
        write('invalid', 'end-%s-as-server' % name, header('server') + [
            CHALLENGE, '< ' + mac(OURS, 'md5').hex(), '> ' + WELCOME,
            '< ' + theirs.hex(), answered, '< ' + end.hex(), reason])


def version(python):
    text = 'import sys; print("%d.%d" % sys.version_info[:2])'
    return subprocess.check_output([python, '-c', text]).decode().strip()


def main():
    if not hasattr(connection, '_verify_challenge'):
        sys.exit('needs Python 3.12 or newer')
    os.urandom = lambda size: RANDOM[:size]
    for python in sys.argv[1:]:
        name = 'python' + version(python)
        record(python, name + '-client', 'server')
        record(python, name + '-server', 'client')
        if tuple(map(int, version(python).split('.'))) >= (3, 12):
            for digest in 'md5', 'sha384', 'sha3_256', 'sha3_384':
                record(python, '%s-client-%s' % (name, digest.replace('_', '-')), 'server', digest)
                record(python, '%s-server-%s' % (name, digest.replace('_', '-')), 'client', digest)
    red_hat()
    each_digest()
    refused_answers()
    refused_digests()
    refused_challenges()
    refused_ends()


if __name__ == '__main__':
    main()
