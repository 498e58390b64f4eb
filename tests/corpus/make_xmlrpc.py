#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes corpus/xmlrpc: documents as the dumps() of every interpreter found writes them (valid/dumps-*), and documents
that must be refused (invalid). Those that other clients send are written by hand.

NAME.xml goes with NAME.repr, the repr() of the value that it holds, where that has no address in it; or with
NAME.error, a part of the message that refuses it. Loading a dumps-NAME.xml and dumping it again gives the same bytes.

Run as `make_xmlrpc.py --dumps` by an interpreter, 2.7 included, it prints that one's documents."""

import datetime
import json
import os
import subprocess
import sys

try:
    from xmlrpc import client as xmlrpclib
except ImportError:
    import xmlrpclib

HERE = os.path.dirname(os.path.abspath(__file__))

U = b'\xc3\xa9\xe2\x82\xac\xe6\xbc\xa2\xf0\x9f\x98\x80'.decode('utf-8')

VALUES = {
    'none': None,
    'true': True,
    'false': False,
    'int': 42,
    'int-least': -2**31,
    'int-most': 2**31 - 1,
    'double': 1.5,
    'double-negative-zero': -0.0,
    'double-shortest': 0.1 + 0.2,
    'double-exponent': 1e300,
    'double-small': 1e-5,
    'double-whole': 1e16,
    'double-inf': float('inf'),
    'double-minus-inf': -float('inf'),
    'double-nan': float('nan'),
    'string': 'spam',
    'string-empty': '',
    'string-blank': ' \n\t ',
    'string-markup': '<a href="x">&amp; \'y\' ]]></a>',
    'string-unicode': U,
    'string-long': 'spam and eggs, ' * 700,
    'string-long-unicode': U * 700,
    'binary': xmlrpclib.Binary(b'\x00\x01\xff'),
    'binary-empty': xmlrpclib.Binary(b''),
    'binary-lines': xmlrpclib.Binary(bytes(bytearray(range(256)))),
    'binary-one-line': xmlrpclib.Binary(b'x' * 57),
    'date': xmlrpclib.DateTime('20240102T03:04:05'),
    'datetime': datetime.datetime(987, 12, 31, 23, 59, 58, 999),
    'array': [1, 'two', 3.0, None, False],
    'array-empty': [],
    'array-deep': [[[[[]], 1], 2], 3],
    'tuple': (1, (2,), ()),
    'struct': {'key': 'item'},
    'struct-empty': {},
    'struct-odd-names': {'': 1, ' ': 2, '<&>': 3, U: 4},
    'struct-deep': {'a': {'a': {'a': [{'a': {}}]}}},
    'request': [None, 'create', ['Queue', 10], {}],
    'reply': ['#RETURN', {'x': [1, 2]}],
    'table': [{'id': i, 'name': 'item-%d' % i, 'price': i * 1.5} for i in range(100)],
}


def print_documents():
    documents = {}
    for name, value in VALUES.items():
        document = xmlrpclib.dumps((value,), None, None, None, 1)
        documents[name] = document if isinstance(document, type(u'')) else document.decode('utf-8')
    print(json.dumps(documents))


def documents_of(interpreter):
    return json.loads(subprocess.check_output([interpreter.path, os.path.abspath(__file__), '--dumps']).decode())


def expected_repr(document):
    (value,), _ = xmlrpclib.loads(document, use_builtin_types=True)
    return None if 'dateTime' in document else repr(value)


def write(folder, name, content):
    with open(os.path.join(HERE, 'xmlrpc', folder, name), 'wb') as file:
        file.write(content)


def write_dumps():
    sys.path.insert(0, os.path.join(HERE, '..', '..', 'interop', 'python'))
    from pymgr_interop import interpreters

    written = {}
    for interpreter in interpreters.known():
        for name, document in documents_of(interpreter).items():
            if document in written.setdefault(name, []):
                continue
            name_here = 'dumps-' + name + ('-' + interpreter.label if written[name] else '')
            written[name].append(document)
            write('valid', name_here + '.xml', document.encode())
            if expected_repr(document):
                write('valid', name_here + '.repr', expected_repr(document).encode())


def params(content):
    return b'<params><param><value>' + content + b'</value></param></params>'


def nested(depth):
    return b'<value><array><data>' * depth + b'</data></array></value>' * depth


LAUGHS = b''.join(b'<!ENTITY l%d "%s">' % (i, b'&l%d;' % (i - 1) * 10) for i in range(1, 10))

INVALID = {
    'empty': (b'', 'Document is empty'),
    'one-byte': (b'<', ''),
    'blank': (b' \n\n\n\n ', "Start tag expected, '<' not found"),
    'text': (b'hello, world', "Start tag expected, '<' not found"),
    'truncated': (params(b'<int>1</int>')[:-9], 'param'),
    'truncated-in-text': (b'<params><param><value><string>spam', 'Premature end of data in tag string'),
    'truncated-in-tag': (b'<params><param><val', ''),
    'truncated-in-comment': (b'<params><!-- <param>', 'Comment not terminated'),
    'truncated-in-cdata': (b'<params><param><value><![CDATA[abc', 'CData section not finished'),
    'mismatched': (params(b'<int>1</i4>'), 'Opening and ending tag mismatch: int line 1 and i4'),
    'doctype': (b'<!DOCTYPE params>' + params(b''), 'a document type is not accepted'),
    'doctype-after-declaration': (b"<?xml version='1.0'?>\n<!DOCTYPE params SYSTEM 'x.dtd'>" + params(b''),
                                  'a document type is not accepted'),
    'doctype-external': (b'<!DOCTYPE params PUBLIC "-//x" "http://127.0.0.1:1/x.dtd">' + params(b''),
                         'a document type is not accepted'),
    'doctype-internal': (b'<!DOCTYPE params [<!ENTITY x "y">]>' + params(b'&x;'), 'a document type is not accepted'),
    'billion-laughs': (b'<!DOCTYPE p [<!ENTITY l0 "lol">' + LAUGHS + b']>' + params(b'&l9;'),
                       'a document type is not accepted'),
    'external-entity': (b'<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + params(b'&x;'),
                        'a document type is not accepted'),
    'parameter-entity': (b'<!DOCTYPE p [<!ENTITY % x SYSTEM "http://127.0.0.1:1/"> %x;]>' + params(b''),
                         'a document type is not accepted'),
    'undeclared-entity': (params(b'&eacute;'), "Entity 'eacute' not defined"),
    'unknown-element': (params(b'<integer>1</integer>'), 'unknown element <integer>'),
    'unknown-root': (b'<html><body/></html>', 'unknown element <html>'),
    'element-with-case': (params(b'<Int>1</Int>'), 'unknown element <Int>'),
    'apache-dom': (params(b'<ex:dom xmlns:ex="http://ws.apache.org/xmlrpc/namespaces/extensions"><a/></ex:dom>'),
                   'unknown element <dom>'),
    'root-value': (b'<value><int>1</int></value>', 'the document begins with <value>'),
    'two-params': (b'<params>' + b'<param><value/></param>' * 2 + b'</params>', '2 params where there must be one'),
    'no-params': (b'<params></params>', '0 params where there must be one'),
    'param-without-value': (b'<params><param/></params>', '<param> without <value>'),
    'param-with-two-values': (b'<params><param><value/><value/></param></params>',
                              '<value> must not stand in <param> here'),
    'call-without-name': (b'<methodCall><params/></methodCall>', '<params> must not stand in <methodCall> here'),
    'call-with-late-name': (b'<methodCall><methodName>x</methodName><params/><methodName>y</methodName></methodCall>',
                            '<methodName> must not stand in <methodCall> here'),
    'call-without-params': (b'<methodCall><methodName>x</methodName></methodCall>', '0 params'),
    'response-empty': (b'<methodResponse/>', '<methodResponse> without <params>'),
    'value-with-two-types': (params(b'<int>1</int><int>2</int>'), '<int> must not stand in <value> here'),
    'value-with-text-and-type': (params(b'x<int>1</int>'), 'text where <value> may have none'),
    'value-with-type-and-text': (params(b'<int>1</int>x'), 'text where <value> may have none'),
    'value-in-value': (params(b'<value/>'), '<value> must not stand in <value> here'),
    'scalar-with-element': (params(b'<int><b>1</b></int>'), 'unknown element <b>'),
    'scalar-with-value': (params(b'<string><value/></string>'), '<value> must not stand in <string> here'),
    'array-with-text': (params(b'<array>x</array>'), 'text where <array> may have none'),
    'array-with-two-datas': (params(b'<array><data/><data/></array>'), '<data> must not stand in <array> here'),
    'array-without-data': (params(b'<array><value/></array>'), '<value> must not stand in <array> here'),
    'data-with-type': (params(b'<array><data><int>1</int></data></array>'), '<int> must not stand in <data> here'),
    'struct-with-value': (params(b'<struct><value/></struct>'), '<value> must not stand in <struct> here'),
    'member-empty': (params(b'<struct><member/></struct>'), '<member> without <name>'),
    'member-without-name': (params(b'<struct><member><value/></member></struct>'),
                            '<value> must not stand in <member> here'),
    'member-without-value': (params(b'<struct><member><name>a</name></member></struct>'), '<member> without <value>'),
    'member-with-two-values': (params(b'<struct><member><name>a</name><value/><value/></member></struct>'),
                               '<value> must not stand in <member> here'),
    'nil-with-text': (params(b'<nil>x</nil>'), 'text where <nil> may have none'),
    'depth-bomb': (b'<params><param>' + nested(1200) + b'</param></params>', 'elements nested more than 3016 deep'),
    'depth-bomb-open': (b'<params><param>' + b'<value><array><data>' * 1100, 'elements nested more than'),
    'attribute-bomb': (b'<params ' + b' '.join(b'a%d=""' % i for i in range(9000)) + b'/>',
                       'tag or comment of more than 65536 bytes'),
    'attributes': (b'<params ' + b' '.join(b'a%d=""' % i for i in range(17)) + b'/>',
                   'element with more than 16 attributes'),
    'namespace-bomb': (b'<params><param>' + b''.join(
        b'<value xmlns:a%d="a"><array xmlns:b%d="b"><data>' % (i, i) for i in range(100)),
        'more than 64 namespaces in force'),
    'long-comment': (b'<!--' + b' ' * 70000 + b'-->' + params(b''), 'tag or comment of more than 65536 bytes'),
    'int-empty': (params(b'<int/>'), '<int> does not hold an integer'),
    'int-blank': (params(b'<int> </int>'), '<int> does not hold an integer'),
    'int-sign': (params(b'<i4>-</i4>'), '<i4> does not hold an integer'),
    'int-two-signs': (params(b'<i4>+-1</i4>'), '<i4> does not hold an integer'),
    'int-point': (params(b'<i8>1.0</i8>'), '<i8> does not hold an integer'),
    'int-hexadecimal': (params(b'<int>0x10</int>'), '<int> does not hold an integer'),
    'int-underscore': (params(b'<int>1_000</int>'), '<int> does not hold an integer'),
    'int-two': (params(b'<int>1 2</int>'), '<int> does not hold an integer'),
    'int-other-digits': (params(b'<int>\xd9\xa1</int>'), '<int> does not hold an integer'),
    'int-too-long': (params(b'<int>' + b'9' * 70000 + b'</int>'), 'integer of more than'),
    'double-empty': (params(b'<double></double>'), '<double> does not hold a number'),
    'double-point': (params(b'<double>.</double>'), '<double> does not hold a number'),
    'double-comma': (params(b'<double>1,5</double>'), '<double> does not hold a number'),
    'double-hexadecimal': (params(b'<double>0x1p3</double>'), '<double> does not hold a number'),
    'double-exponent': (params(b'<double>1e</double>'), '<double> does not hold a number'),
    'double-exponent-sign': (params(b'<double>1e+</double>'), '<double> does not hold a number'),
    'double-nan-payload': (params(b'<double>nan(1)</double>'), '<double> does not hold a number'),
    'double-long-word': (params(b'<double>infinit</double>'), '<double> does not hold a number'),
    'bigdecimal-nan': (params(b'<bigdecimal>NaN</bigdecimal>'), '<bigdecimal> does not hold a number'),
    'boolean-empty': (params(b'<boolean/>'), '<boolean> does not hold 0, 1, true or false'),
    'boolean-two': (params(b'<boolean>2</boolean>'), '<boolean> does not hold 0, 1, true or false'),
    'boolean-case': (params(b'<boolean>True</boolean>'), '<boolean> does not hold 0, 1, true or false'),
    'base64-garbage': (params(b'<base64>YW!Jj</base64>'), '<base64> does not hold base64'),
    'base64-short': (params(b'<base64>YWJ</base64>'), '<base64> does not hold base64'),
    'base64-after-padding': (params(b'<base64>YQ==YQ==</base64>'), '<base64> does not hold base64'),
    'base64-only-padding': (params(b'<base64>====</base64>'), '<base64> does not hold base64'),
    'base64-url-alphabet': (params(b'<base64>-_-_</base64>'), '<base64> does not hold base64'),
    'base64-dash': (params(b'<base64>YWJj-garbage</base64>'), '<base64> does not hold base64'),
    'fault': (b'<methodResponse><fault><value><struct>'
              b'<member><name>faultCode</name><value><int>4</int></value></member>'
              b'<member><name>faultString</name><value><string>Too many parameters.</string></value></member>'
              b'</struct></value></fault></methodResponse>', 'fault 4: Too many parameters.'),
    'fault-bare': (b'<fault>\n<value><struct>\n<member>\n<name>faultCode</name>\n<value><int>-32601</int></value>\n'
                   b'</member>\n<member>\n<name>faultString</name>\n<value>no such method</value>\n</member>\n'
                   b'</struct></value>\n</fault>\n', 'fault -32601: no such method'),
    'fault-without-code': (b'<fault><value><struct/></value></fault>', 'fault without faultCode and faultString'),
    'fault-of-a-string': (b'<fault><value>oops</value></fault>', 'fault without faultCode and faultString'),
    'junk-text': (params(b'') + b'x', 'Extra content at the end of the document'),
    'junk-element': (params(b'') * 2, 'Extra content at the end of the document'),
    'junk-nul': (params(b'') + b'\0', 'Extra content at the end of the document'),
    'junk-nul-and-more': (params(b'') + b'\0' + params(b''), 'Extra content at the end of the document'),
    'nul-first': (b'\0' + params(b''), ''),
    'nul-in-string': (params(b'<string>a\0b</string>'), ''),
    'nul-in-tag': (params(b'<str\0ing/>'), ''),
    'nul-reference': (params(b'&#0;'), 'invalid xmlChar value 0'),
    'control-character': (params(b'<string>\x01</string>'), 'PCDATA invalid Char value 1'),
    'control-reference': (params(b'&#7;'), 'invalid xmlChar value 7'),
    'control-in-cdata': (params(b'<![CDATA[\x02]]>'), ''),
    'noncharacter': (params(b'\xef\xbf\xbf'), 'Char 0xFFFF out of allowed range'),
    'noncharacter-reference': (params(b'&#xfffe;'), 'invalid xmlChar value 65534'),
    'surrogate-reference': (params(b'&#xd800;'), 'invalid xmlChar value 55296'),
    'beyond-unicode': (params(b'&#x110000;'), 'character reference out of bounds'),
    'cdata-end': (params(b']]>'), "Sequence ']]>' not allowed in content"),
    'utf8-alone': (params(b'\xe9'), ''),
    'utf8-continuation': (params(b'<string>\x80</string>'), ''),
    'utf8-overlong': (params(b'<string>\xc0\x80</string>'), ''),
    'utf8-surrogate': (params(b'<string>\xed\xa0\x80</string>'), ''),
    'utf8-cut': (params(b'<string>\xe2\x82</string>'), ''),
    'utf8-too-large': (params(b'<string>\xf4\x90\x80\x80</string>'), ''),
    'ascii-with-latin1': (b"<?xml version='1.0' encoding='us-ascii'?>" + params(b'\xe9'), ''),
    'encoding-unknown': (b"<?xml version='1.0' encoding='klingon'?>" + params(b''), 'Unsupported encoding klingon'),
    'declaration-late': (b"\n<?xml version='1.0'?>" + params(b''),
                         'XML declaration allowed only at the start of the document'),
    'declaration-bad': (b"<?xml version=1.0?>" + params(b''), ''),
    'unquoted-attribute': (b'<params a=b/>', ''),
    'repeated-attribute': (b'<params a="" a=""/>', 'Attribute a redefined'),
    'two-prefixes': (params(b'<a:b:int>1</a:b:int>'), 'unknown element <b:int>'),
}


def write_invalid():
    for name, (document, error) in INVALID.items():
        write('invalid', name + '.xml', document)
        write('invalid', name + '.error', error.encode())


if __name__ == '__main__':
    if '--dumps' in sys.argv:
        print_documents()
    else:
        write_dumps()
        write_invalid()
