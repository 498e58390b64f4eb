/* SPDX-License-Identifier: MIT
 *
 * Pickle's opcodes: their codes, and the table by which a loader finds name and handler of each.
 */
#ifndef PM_CODEC_PICKLE_OPCODES_H
#define PM_CODEC_PICKLE_OPCODES_H

enum pm_opcode_code {
    PM_OP_MARK = '(',
    PM_OP_STOP = '.',
    PM_OP_POP = '0',
    PM_OP_POP_MARK = '1',
    PM_OP_DUP = '2',
    PM_OP_FLOAT = 'F',
    PM_OP_INT = 'I',
    PM_OP_BININT = 'J',
    PM_OP_BININT1 = 'K',
    PM_OP_LONG = 'L',
    PM_OP_BININT2 = 'M',
    PM_OP_NONE = 'N',
    PM_OP_PERSID = 'P',
    PM_OP_BINPERSID = 'Q',
    PM_OP_REDUCE = 'R',
    PM_OP_STRING = 'S',
    PM_OP_BINSTRING = 'T',
    PM_OP_SHORT_BINSTRING = 'U',
    PM_OP_UNICODE = 'V',
    PM_OP_BINUNICODE = 'X',
    PM_OP_APPEND = 'a',
    PM_OP_BUILD = 'b',
    PM_OP_GLOBAL = 'c',
    PM_OP_DICT = 'd',
    PM_OP_EMPTY_DICT = '}',
    PM_OP_APPENDS = 'e',
    PM_OP_GET = 'g',
    PM_OP_BINGET = 'h',
    PM_OP_INST = 'i',
    PM_OP_LONG_BINGET = 'j',
    PM_OP_LIST = 'l',
    PM_OP_EMPTY_LIST = ']',
    PM_OP_OBJ = 'o',
    PM_OP_PUT = 'p',
    PM_OP_BINPUT = 'q',
    PM_OP_LONG_BINPUT = 'r',
    PM_OP_SETITEM = 's',
    PM_OP_TUPLE = 't',
    PM_OP_EMPTY_TUPLE = ')',
    PM_OP_SETITEMS = 'u',
    PM_OP_BINFLOAT = 'G',

    /* protocol 2 */
    PM_OP_PROTO = 0x80,
    PM_OP_NEWOBJ = 0x81,
    PM_OP_EXT1 = 0x82,
    PM_OP_EXT2 = 0x83,
    PM_OP_EXT4 = 0x84,
    PM_OP_TUPLE1 = 0x85,
    PM_OP_TUPLE2 = 0x86,
    PM_OP_TUPLE3 = 0x87,
    PM_OP_NEWTRUE = 0x88,
    PM_OP_NEWFALSE = 0x89,
    PM_OP_LONG1 = 0x8a,
    PM_OP_LONG4 = 0x8b,

    /* protocol 3 */
    PM_OP_BINBYTES = 'B',
    PM_OP_SHORT_BINBYTES = 'C',

    /* protocol 4 */
    PM_OP_SHORT_BINUNICODE = 0x8c,
    PM_OP_BINUNICODE8 = 0x8d,
    PM_OP_BINBYTES8 = 0x8e,
    PM_OP_EMPTY_SET = 0x8f,
    PM_OP_ADDITEMS = 0x90,
    PM_OP_FROZENSET = 0x91,
    PM_OP_NEWOBJ_EX = 0x92,
    PM_OP_STACK_GLOBAL = 0x93,
    PM_OP_MEMOIZE = 0x94,
    PM_OP_FRAME = 0x95,

    /* protocol 5 */
    PM_OP_BYTEARRAY8 = 0x96,
    PM_OP_NEXT_BUFFER = 0x97,
    PM_OP_READONLY_BUFFER = 0x98,
};

/* The highest protocol that is loaded and dumped. */
enum { PM_PICKLE_HIGHEST = 5 };

struct pm_pickle_loader;

struct pm_opcode {
    const char *name; /* as pickletools spells it; NULL: no such opcode */
    /* Carries it out, the loader standing behind the opcode: 0, PM_PICKLE_DONE or -1. */
    int (*load)(struct pm_pickle_loader *loader);
};

extern const struct pm_opcode pm_opcodes[256];

#endif
