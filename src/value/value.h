/* SPDX-License-Identifier: MIT
 *
 * Python values inside the library: what <pymgr/value.h> offers, plus the representation (codecs read it
 * directly) and the operations that only the server's types need.
 *
 * Text is UTF-8 in which a lone surrogate stands as its three bytes, as in a pickle; so byte order is code
 * point order.
 *
 * Reference counts and cycles. A value is immutable once shared, so a cycle can only come into being while a
 * codec builds a value that contains itself. The codec then calls pm_cycles_seal() on the finished root: each
 * strongly connected group of containers gets one common count (struct pm_cycle) of the references from
 * outside the group, those inside stop counting, and the group is freed as one when that count falls to zero.
 * See cycle.c.
 */
#ifndef PM_VALUE_VALUE_H
#define PM_VALUE_VALUE_H

#include "base/buffer.h"
#include "base/error.h"

#include <openssl/bn.h>
#include <pymgr/value.h>
#include <stdatomic.h>

enum {
    /* Nesting that equality, hash, order, repr and dumping follow before RecursionError; CPython's own limit
       is 1000 frames. */
    PM_VALUE_DEPTH = 1000,
    /* Decimal digits of an int that are read or written: the work grows with their square. */
    PM_INT_DIGITS = 65536,
};

/* Bits of pymgr_value.flags. */
enum {
    PM_STATIC = 1,    /* never freed, never counted: None, True, small ints */
    PM_BIG = 2,       /* an int kept as BIGNUM */
    PM_PY2_STR = 4,   /* non-ASCII text that was a Python 2 str, and goes back to Python 2 as one */
    PM_IN_CYCLE = 8,  /* counted by its pm_cycle */
    PM_MEMOISED = 16, /* a container in the memo of the pickle loader that makes it; means nothing later */
};

struct pymgr_value {
    _Atomic uint32_t refs;
    uint8_t kind; /* enum pymgr_kind */
    _Atomic uint8_t flags;
};

struct pm_cycle;

struct pm_int {
    struct pymgr_value head;
    union {
        int64_t small;
        BIGNUM *big; /* with PM_BIG: a number that does not fit int64_t */
    };
};

struct pm_float {
    struct pymgr_value head;
    double number;
};

struct pm_complex {
    struct pymgr_value head;
    double real, imag;
};

/* str, bytes and bytearray. */
struct pm_text {
    struct pymgr_value head;
    size_t size;
    _Atomic uint64_t hash; /* 0: not known yet */
    char bytes[];          /* and a NUL */
};

/* Every value that can be part of a cycle begins like this. */
struct pm_container {
    struct pymgr_value head;
    struct pm_cycle *cycle; /* with PM_IN_CYCLE */
};

struct pm_list {
    struct pm_container base;
    size_t length, capacity;
    pymgr_value **items;
};

struct pm_tuple {
    struct pm_container base;
    _Atomic uint64_t hash; /* 0: not known yet */
    size_t length;
    pymgr_value *items[];
};

struct pm_slice {
    struct pm_container base;
    _Atomic uint64_t hash;            /* 0: not known yet */
    pymgr_value *start, *stop, *step; /* never NULL; None where not given */
};

struct pm_range {
    struct pm_container base;
    pymgr_value *start, *stop, *step; /* ints */
};

struct pm_array {
    struct pymgr_value head;
    char typecode;
    size_t size; /* in bytes */
    char bytes[];
};

struct pm_global {
    struct pymgr_value head;
    pymgr_value *module, *qualname; /* str, in Python 3's names */
    /* What Python 2 called it, where its names would be others when told from Python 3's: or NULL */
    pymgr_value *module2, *qualname2;
};

/* How an instance was made; each is one of pickle's ways. */
enum pm_instance_how {
    PM_REDUCE,    /* callable(*args) */
    PM_NEWOBJ,    /* callable.__new__(callable, *args) */
    PM_NEWOBJ_EX, /* callable.__new__(callable, *args, **kwargs) */
    PM_OBJ, /* pickle's OBJ: callable(*args), but for no args an instance whose __init__ is not called */
};

/*
 * What an instance keeps alive besides its parts: a proxy the shared object that it stands for. The layer
 * that knows what that is embeds this struct; `release` is called when the instance is freed, on any thread.
 */
struct pm_anchor {
    void (*release)(struct pm_anchor *anchor);
};

struct pm_instance {
    struct pm_container base;
    _Atomic uint64_t hash; /* 0: not known yet */
    uint8_t how;           /* enum pm_instance_how */
    bool proxy;            /* of a shared object: equal to itself alone, as Python's proxies are */
    pymgr_value *callable; /* a global, or any value that was called */
    pymgr_value *args;     /* a tuple */
    pymgr_value *kwargs;   /* a dict, or NULL */
    pymgr_value *items;    /* a list of what APPEND(S) added, or NULL */
    pymgr_value *pairs;    /* a list: key, value, key, value ... of SETITEM(S), or NULL */
    pymgr_value *state;    /* of BUILD, or NULL */
    pymgr_value *setter;   /* callable that was called as setter(object, state) instead of BUILD, or NULL */
    struct pm_anchor *anchor; /* of a proxy of an object that is known here; or NULL */
};

/* Each dict and set is one of these; only dict.c and set.c, dict.h and set.h know more. */
struct pm_dict;
struct pm_set;

#define PM_CAST(type, value) ((struct type *)(void *)(value))
#define PM_CONST_CAST(type, value) ((const struct type *)(const void *)(value))

static inline bool pm_is(const pymgr_value *value, enum pymgr_kind kind)
{
    return value->kind == kind;
}

/* The same for functions of the public header, which take NULL for a value of no kind. */
static inline bool pm_is_a(const pymgr_value *value, enum pymgr_kind kind)
{
    return value != NULL && value->kind == kind;
}

/* --- references, inline: what pymgr_ref and pymgr_unref do --- */

void pm_cycle_ref(pymgr_value *member);
bool pm_cycle_unref(pymgr_value *member); /* true: that was the last one from outside */
void pm_value_free(pymgr_value *value);   /* after the last reference is gone */

static inline unsigned pm_flags(const pymgr_value *value)
{
    return atomic_load_explicit(&value->flags, memory_order_relaxed);
}

static inline pymgr_value *pm_ref(pymgr_value *value)
{
    if (value == NULL)
        return NULL;
    if (!(pm_flags(value) & (PM_STATIC | PM_IN_CYCLE)))
        atomic_fetch_add_explicit(&value->refs, 1, memory_order_relaxed);
    else if (pm_flags(value) & PM_IN_CYCLE)
        pm_cycle_ref(value);
    return value;
}

/* Takes one reference off the count; whether it was the last. */
static inline bool pm_count_down(pymgr_value *value)
{
    unsigned flags = pm_flags(value);

    if (flags & (PM_STATIC | PM_IN_CYCLE))
        return (flags & PM_IN_CYCLE) && pm_cycle_unref(value);
    /* The only holder needs no locked instruction: nobody else can be counting. */
    return atomic_load_explicit(&value->refs, memory_order_acquire) == 1 ||
           atomic_fetch_sub_explicit(&value->refs, 1, memory_order_acq_rel) == 1;
}

static inline pymgr_value *pm_unref(pymgr_value *value)
{
    if (value != NULL && pm_count_down(value))
        pm_value_free(value);
    return NULL;
}

/* --- making values --- */

/* A str of bytes already known to be UTF-8 (surrogates allowed): new. */
pymgr_value *pm_str_trusted(const char *utf8, size_t size);
/* A str, bytes or bytearray of `size` bytes for the caller to fill before anyone else sees it: new. */
pymgr_value *pm_text_blank(enum pymgr_kind kind, size_t size);
/* A str from printf: new. */
pymgr_value *pm_str_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Whether the bytes are UTF-8, surrogates allowed, nothing overlong, nothing above U+10FFFF. */
bool pm_utf8_valid(const char *bytes, size_t size);
/* Whether all bytes are below 0x80. */
bool pm_ascii(const char *bytes, size_t size);
size_t pm_utf8_count(const char *utf8, size_t size); /* code points */
/* Reads one code point of valid text and advances *positionp past it. */
uint32_t pm_utf8_next(const char *utf8, size_t *positionp);
/* How much of valid text goes into `most` bytes with no code point cut. */
size_t pm_utf8_fit(const char *utf8, size_t size, size_t most);
/* Writes one code point (surrogates too) as 1 to 4 bytes; returns how many. */
size_t pm_utf8_encode(uint32_t code_point, char bytes[4]);

/* An int from a BIGNUM, which is taken; becomes a small int where it fits: new. */
pymgr_value *pm_int_from_bignum(BIGNUM *big);
/* An int or bool as a new BIGNUM; NULL: no memory. */
BIGNUM *pm_int_to_bignum(const pymgr_value *number);
/* An int from two's complement little-endian bytes, as pickle's LONG1 has it: new. */
pymgr_value *pm_int_from_le(const unsigned char *bytes, size_t size);
/* An int from optional sign and decimal digits alone, PM_INT_DIGITS at most: new; NULL with *error filled if
   they are not that. */
pymgr_value *pm_int_from_decimal(const char *digits, size_t size, struct pm_error *error);
/* Writes an int as decimal digits; with more than PM_INT_DIGITS of them `out` is marked as over its limit. */
void pm_int_put_decimal(struct pm_buffer *out, const pymgr_value *number);
/* Writes the shortest two's complement little-endian form (nothing for 0), as pickle's encode_long; returns
 * its size. */
size_t pm_int_put_le(struct pm_buffer *out, const pymgr_value *number);

/* The items of a tuple that nobody else sees, to be set in place. */
static inline pymgr_value **pm_tuple_items(pymgr_value *tuple)
{
    return PM_CAST(pm_tuple, tuple)->items;
}
/* The items of a list or tuple, borrowed, and how many there are; of other kinds 0. */
size_t pm_items(const pymgr_value *sequence, pymgr_value *const **itemsp);
pymgr_value *pm_list_sized(size_t length);          /* items all NULL, to be filled by the caller: new */
pymgr_value *pm_list_copy(const pymgr_value *list); /* list(list): new */
pymgr_value *pm_tuple_of_items(const pymgr_value *sequence); /* tuple(list or tuple): new */
/* A tuple of so many items, none NULL, which are taken, but not if it fails: new. */
pymgr_value *pm_tuple_moved(pymgr_value *const *items, size_t count);
/* The parts are ints, the step not 0; taken. */
pymgr_value *pm_range_new(pymgr_value *start, pymgr_value *stop, pymgr_value *step);
/* The typecode is one that pm_array_itemsize knows. */
pymgr_value *pm_array_new(char typecode, const void *bytes, size_t size);
/* An item as Python would give it (index below pymgr_length): new. */
pymgr_value *pm_array_item(const pymgr_value *array, size_t index);
/* sizeof an item of array.array(typecode); 0 when there is no such typecode. */
size_t pm_array_itemsize(char typecode);
pymgr_value *pm_global_new(pymgr_value *module, pymgr_value *qualname); /* both taken */
/* From `module.Class`, whose last point comes before the class. */
pymgr_value *pm_global_from_name(const char *name, size_t size);
/* Callable and args taken; the other parts are NULL at first and are set in place. */
pymgr_value *pm_instance_new(enum pm_instance_how how, pymgr_value *callable, pymgr_value *args);
/* Whether the value is the global module.qualname. */
bool pm_global_is(const pymgr_value *value, const char *module, const char *qualname);

static inline bool pm_text_is(const pymgr_value *value, const char *text)
{
    const struct pm_text *self = PM_CONST_CAST(pm_text, value);
    size_t size = strlen(text);

    return self->size == size && memcmp(self->bytes, text, size) == 0;
}

/* --- operators: 0, or -1 with *error filled --- */

/* CPython's hash of numbers and of tuples and frozensets of them; texts hash by content. TypeError
 * "unhashable type: 'list'". */
int pm_hash(const pymgr_value *value, uint64_t *hashp, struct pm_error *error);
/* a == b. */
int pm_equal(const pymgr_value *a, const pymgr_value *b, bool *equalp, struct pm_error *error);
/* a is b or a == b, as `in`, list.remove and dict keys compare. */
int pm_same(const pymgr_value *a, const pymgr_value *b, bool *samep, struct pm_error *error);

/* type(value).__name__ as CPython's messages have it: "array.array", "decimal.Decimal". */
const char *pm_qualified_type_name(const pymgr_value *value);

enum pm_order { PM_LT, PM_LE, PM_GT, PM_GE };
/* a < b and so on. TypeError "'<' not supported between instances of 'int' and 'str'". */
int pm_compare(
    const pymgr_value *a, const pymgr_value *b, enum pm_order order, bool *truep, struct pm_error *error);
/* bool(value). */
bool pm_truth(const pymgr_value *value);
/* repr(value) and str(value), appended. */
int pm_repr(struct pm_buffer *out, const pymgr_value *value, struct pm_error *error);
int pm_str_of(struct pm_buffer *out, const pymgr_value *value, struct pm_error *error);
/* repr(float), also for codecs: the shortest digits that read back as the same number. */
void pm_put_double(struct pm_buffer *out, double number);
/* repr of text, also for messages. */
void pm_put_str_repr(struct pm_buffer *out, const char *utf8, size_t size);

/* A list sorted in place, stable, as list.sort(reverse=...); on failure the list keeps all its items, in some
 * order. */
int pm_list_sort(pymgr_value *list, bool reverse, struct pm_error *error);
/* The same by the keys, a list or tuple of as many items. */
int pm_list_sort_by(pymgr_value *list, const pymgr_value *keys, bool reverse, struct pm_error *error);

/* --- cycles --- */

/*
 * Gives each group of values that contain one another its common count. To be called once by a codec, before
 * the values are shared, if a container was put into a container while still unfinished. The graph is that
 * reachable from `roots` (NULLs are skipped); the caller holds a reference to each root, as it does to each
 * other value that it still wants to drop afterwards. A codec whose memo may hold a cycle that the result
 * does not reach passes the memo's values too, or that cycle leaks. On failure (no memory) nothing is
 * changed.
 */
int pm_cycles_seal(pymgr_value *root, struct pm_error *error);
int pm_cycles_seal_all(pymgr_value *const *roots, size_t count, struct pm_error *error);

/*
 * Empties containers that a codec has made and that nobody shares yet, so that dropping them frees them
 * although they contain one another: for a load that has failed. The caller holds a reference to each (NULLs
 * are skipped) and does nothing with them afterwards but unref. Needs no memory.
 */
void pm_cycles_break(pymgr_value *const *values, size_t count);

#endif
