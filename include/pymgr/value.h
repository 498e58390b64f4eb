/* SPDX-License-Identifier: MIT
 *
 * Python values in C.
 *
 * A pymgr_value is one Python object: None, a bool, an int of any size, a str, a list ... or an instance of a
 * class that only Python knows, kept as what it was pickled from. Values are counted references.
 *
 * Ownership is said in three words. A "new" reference is yours to pymgr_unref. A "borrowed" one belongs to
 * somebody else and lives as long as they keep it. A "taken" argument becomes the callee's, whether the call
 * succeeds or fails; a taken NULL makes the call fail, so constructors nest: pymgr_list_append(list,
 * pymgr_int(1)).
 *
 * Constructors return NULL when there is no memory, and only then unless they say otherwise.
 *
 * A value is filled by the thread that made it and is not changed any more once another thread or container
 * can see it; from then on any number of threads may read it, reference it and drop it at once. Nothing here
 * blocks.
 */
#ifndef PYMGR_VALUE_H
#define PYMGR_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

typedef struct pymgr_value pymgr_value;

enum pymgr_kind {
    PYMGR_NONE,
    PYMGR_BOOL,
    PYMGR_INT,
    PYMGR_FLOAT,
    PYMGR_COMPLEX,
    PYMGR_STR,
    PYMGR_BYTES,
    PYMGR_BYTEARRAY,
    PYMGR_LIST,
    PYMGR_TUPLE,
    PYMGR_DICT,
    PYMGR_SET,
    PYMGR_FROZENSET,
    PYMGR_SLICE,
    PYMGR_RANGE,
    PYMGR_ARRAY,    /* array.array: a typecode and the items in this machine's format */
    PYMGR_GLOBAL,   /* a class or function, by module and qualified name */
    PYMGR_INSTANCE, /* an instance of a class by name: what it was pickled from */
};

/* What a value is: its Python type, or what stands for it. */
enum pymgr_kind pymgr_kind(const pymgr_value *value);

/* Another reference to the same value: new; NULL gives NULL. */
pymgr_value *pymgr_ref(pymgr_value *value);
/* Drops a reference; the last one frees the value, however deep or cyclic. NULL is ignored. Returns NULL. */
pymgr_value *pymgr_unref(pymgr_value *value);

/* --- scalars: all constructors return new references --- */

pymgr_value *pymgr_none(void);
pymgr_value *pymgr_bool(bool truth);
pymgr_value *pymgr_int(int64_t number);
pymgr_value *pymgr_uint(uint64_t number);
pymgr_value *pymgr_float(double number);
pymgr_value *pymgr_complex(double real, double imag);
/* UTF-8, NUL-terminated; lone surrogates may stand in it as three bytes. NULL too when it is not UTF-8. */
pymgr_value *pymgr_str(const char *text);
pymgr_value *pymgr_str_n(const char *text, size_t size);
pymgr_value *pymgr_bytes(const void *bytes, size_t size);
pymgr_value *pymgr_bytearray(const void *bytes, size_t size);

bool pymgr_is_none(const pymgr_value *value);
bool pymgr_bool_value(const pymgr_value *value); /* of a bool */
/* Whether an int (or bool) fits 64 bits; if so it is stored in *numberp. False for other kinds. */
bool pymgr_int_value(const pymgr_value *value, int64_t *numberp);
bool pymgr_uint_value(const pymgr_value *value, uint64_t *numberp);
double pymgr_float_value(const pymgr_value *value); /* of a float */
/* The bytes of a str (UTF-8), bytes or bytearray: borrowed, followed by a NUL that does not count. */
const char *pymgr_text(const pymgr_value *value, size_t *sizep);

/* --- containers --- */

pymgr_value *pymgr_list(void);
int pymgr_list_append(pymgr_value *list, pymgr_value *item); /* item taken; 0, or -1: no memory */
/* A tuple of `count` items, all NULL until pymgr_tuple_put has filled each exactly once (item taken). */
pymgr_value *pymgr_tuple(size_t count);
void pymgr_tuple_put(pymgr_value *tuple, size_t index, pymgr_value *item);
/* A tuple of the given items, each taken; ended by the count. pymgr_tuple_of(2, a, b). NULL if one of them is
 * NULL. */
pymgr_value *pymgr_tuple_of(size_t count, ...);
pymgr_value *pymgr_dict(void);
/* Sets a key (both taken). 0, or -1: no memory, or the key is not hashable. */
int pymgr_dict_set(pymgr_value *dict, pymgr_value *key, pymgr_value *item);
int pymgr_dict_set_text(pymgr_value *dict, const char *key, pymgr_value *item);
pymgr_value *pymgr_set(void);
pymgr_value *pymgr_frozenset(void);
int pymgr_set_add(pymgr_value *set, pymgr_value *item); /* item taken; also fills a new frozenset */

/* len() of a list, tuple, dict, set, frozenset, bytes, bytearray or array; of a str, its code points; else
   0. */
size_t pymgr_length(const pymgr_value *value);
/* Item of a list or tuple: borrowed; NULL beyond the end. */
pymgr_value *pymgr_item(const pymgr_value *sequence, size_t index);
/* Value of a key in a dict: borrowed; NULL when missing. */
pymgr_value *pymgr_dict_get(const pymgr_value *dict, const pymgr_value *key);
pymgr_value *pymgr_dict_get_text(const pymgr_value *dict, const char *key);
/* Walks a dict in its order: start with *cursor 0; false at the end. Key and item are borrowed; either may be
 * NULL. */
bool pymgr_dict_next(const pymgr_value *dict, size_t *cursor, pymgr_value **keyp, pymgr_value **itemp);
bool pymgr_set_next(const pymgr_value *set, size_t *cursor, pymgr_value **itemp);

/* --- operators --- */

/* a == b as Python has it. False too when the values are nested too deeply to tell. */
bool pymgr_equal(const pymgr_value *a, const pymgr_value *b);
/* repr(value): new UTF-8 text to release with free(), or NULL when there is no memory or the text would be
 * too long. */
char *pymgr_repr(const pymgr_value *value);
/* type(value).__name__: borrowed for as long as the value lives. */
const char *pymgr_type_name(const pymgr_value *value);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
