/* SPDX-License-Identifier: MIT
 *
 * Python values in C.
 *
 * A pymgr_value is one Python object: None, a bool, an int of any size, a str, a list ... or an instance of a
 * class that only Python knows, kept as what it was pickled from. pymgr_kind tells which. Values in ten
 * minutes:
 *
 * Making. Constructors are named for the type: pymgr_int(5), pymgr_str("x"), pymgr_list(). Containers are
 * filled after they are made. <pymgr/pack.h> makes a whole value at once, and takes one apart.
 *
 *     pymgr_value *job = pymgr_dict();
 *
 *     pymgr_dict_set_text(job, "name", pymgr_str("resize"));
 *     pymgr_dict_set_text(job, "size", pymgr_tuple_of(2, pymgr_int(640), pymgr_int(480)));
 *     if (pymgr_length(job) < 2)
 *         ...                                         no memory
 *
 * Reading. Getters of one kind are named for it: pymgr_int_value, pymgr_dict_get. Of a value of another kind,
 * or of NULL, they get false, 0 or NULL. So one question at the end of a chain of them is enough:
 *
 *     int64_t width;
 *
 *     if (!pymgr_int_value(pymgr_item(pymgr_dict_get_text(job, "size"), 0), &width))
 *         ...                                         no such thing in there
 *
 * Walking. A cursor that begins at 0 goes through a container:
 *
 *     pymgr_value *key, *item;
 *
 *     for (size_t cursor = 0; pymgr_dict_next(job, &cursor, &key, &item);)
 *         ...
 *
 * Showing. pymgr_repr and pymgr_to_text are Python's repr and str:
 *
 *     char *text = pymgr_repr(job);
 *
 *     puts(text == NULL ? "?" : text);                {'name': 'resize', 'size': (640, 480)}
 *     free(text);
 *     pymgr_unref(job);
 *
 * Owning. Values are counted references, and ownership is said in three words. A "new" reference is yours to
 * pymgr_unref. A "borrowed" one belongs to somebody else and lives as long as they keep it; pymgr_ref makes a
 * new one of it. A "taken" argument becomes the callee's, whether the call succeeds or fails. What
 * constructors return is new, what getters return is borrowed, what is put into a container is taken;
 * everything else says so.
 *
 * Failing. Constructors return NULL when there is no memory, and only then unless they say otherwise; what
 * fills a container returns -1 then. A taken NULL makes a call fail too. So calls nest:
 * pymgr_list_append(list, pymgr_int(1)).
 *
 * Text is UTF-8, bytes are given by their length. Text that C gets ends with a NUL, but may have others in
 * it, so that its size counts. What a program is to release with free() is said to be so.
 *
 * Changing. A value is filled by the thread that made it and is not changed any more once another thread or
 * container can see it; from then on any number of threads may read it, reference it and drop it at once. To
 * change what is seen elsewhere, change a pymgr_copy. So no value can contain itself, but for those that
 * came from Python: one that is made to all the same is never freed.
 *
 * Nothing here blocks, with one exception: whoever drops the last reference to a proxy that came in an answer
 * (see <pymgr/client.h>) tells its server so.
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

/* What a value is: its Python type, or what stands for it. Not for NULL. */
enum pymgr_kind pymgr_kind(const pymgr_value *value);
/* type(value).__name__: borrowed for as long as the value lives. Not for NULL. */
const char *pymgr_type_name(const pymgr_value *value);

/* Another reference to the same value: new; NULL gives NULL. */
pymgr_value *pymgr_ref(pymgr_value *value);
/* Drops a reference; the last one frees the value, however deep or cyclic. NULL is ignored. Returns NULL. */
pymgr_value *pymgr_unref(pymgr_value *value);

/* --- scalars: all constructors return new references --- */

pymgr_value *pymgr_none(void);
pymgr_value *pymgr_bool(bool truth);
pymgr_value *pymgr_int(int64_t number);
pymgr_value *pymgr_uint(uint64_t number);
/* An int of any size, from an optional sign and decimal digits: "-100000000000000000000". NULL too when the
 * text is not that, or has more than 65536 digits. */
pymgr_value *pymgr_int_decimal(const char *digits);

pymgr_value *pymgr_float(double number);
pymgr_value *pymgr_complex(double real, double imag);
/* UTF-8, NUL-terminated; lone surrogates may stand in it as three bytes. NULL too when it is not UTF-8. */
pymgr_value *pymgr_str(const char *text);
pymgr_value *pymgr_str_n(const char *text, size_t size);

pymgr_value *pymgr_bytes(const void *bytes, size_t size);
pymgr_value *pymgr_bytearray(const void *bytes, size_t size);

bool pymgr_is_none(const pymgr_value *value);
bool pymgr_bool_value(const pymgr_value *value); /* of a bool; pymgr_truth is for any kind */
/* Whether an int (or bool) fits 64 bits; if so it is stored in *numberp. False for other kinds. An int that
 * fits neither is read as text, by pymgr_repr. */
bool pymgr_int_value(const pymgr_value *value, int64_t *numberp);
bool pymgr_uint_value(const pymgr_value *value, uint64_t *numberp);
/* A float, or an int or bool as float() makes it one. NaN of what is none of these, and of an int that is too
 * large. */
double pymgr_float_value(const pymgr_value *value);
/* Whether the value is complex; if so its parts are stored. */
bool pymgr_complex_value(const pymgr_value *value, double *realp, double *imagp);
/* The bytes of a str (UTF-8), bytes or bytearray: borrowed, followed by a NUL that does not count. sizep may
 * be NULL. */
const char *pymgr_text(const pymgr_value *value, size_t *sizep);

/* --- lists and tuples --- */

pymgr_value *pymgr_list(void);
int pymgr_list_append(pymgr_value *list, pymgr_value *item); /* item taken; 0, or -1: no memory */
/* list[index] = item, list.insert(index, item), del list[index]: item taken; 0, or -1: no memory, or no such
 * place. An item may be inserted at the end. */
int pymgr_list_set(pymgr_value *list, size_t index, pymgr_value *item);
int pymgr_list_insert(pymgr_value *list, size_t index, pymgr_value *item);
int pymgr_list_remove(pymgr_value *list, size_t index);
/* A tuple of `count` times None, for pymgr_tuple_put to fill (item taken; 0, or -1: no such place). */
pymgr_value *pymgr_tuple(size_t count);
int pymgr_tuple_put(pymgr_value *tuple, size_t index, pymgr_value *item);
/* A tuple of the given items, each taken: pymgr_tuple_of(2, a, b). NULL if one of them is NULL. */
pymgr_value *pymgr_tuple_of(size_t count, ...);
/* Item of a list or tuple: borrowed; NULL beyond the end. */
pymgr_value *pymgr_item(const pymgr_value *sequence, size_t index);

/* --- dicts and sets --- */

pymgr_value *pymgr_dict(void);
/* Sets a key (both taken). 0, or -1: no memory, or the key is not hashable. */
int pymgr_dict_set(pymgr_value *dict, pymgr_value *key, pymgr_value *item);
int pymgr_dict_set_text(pymgr_value *dict, const char *key, pymgr_value *item);
int pymgr_dict_remove(pymgr_value *dict, const pymgr_value *key); /* 0, or -1: no such key */
/* Value of a key in a dict: borrowed; NULL when missing. */
pymgr_value *pymgr_dict_get(const pymgr_value *dict, const pymgr_value *key);
pymgr_value *pymgr_dict_get_text(const pymgr_value *dict, const char *key);

pymgr_value *pymgr_set(void);
pymgr_value *pymgr_frozenset(void);
/* Adds an item (taken), also to a new frozenset. 0, or -1: no memory, or it is not hashable. */
int pymgr_set_add(pymgr_value *set, pymgr_value *item);
int pymgr_set_remove(pymgr_value *set, const pymgr_value *item); /* 0, or -1: no such item */

/* --- all containers --- */

/* len() of a list, tuple, dict, set, frozenset, bytes, bytearray or array; of a str, its code points; else
   0. */
size_t pymgr_length(const pymgr_value *value);
/* Walks a dict in its order: start with *cursor 0; false at the end. Key and item are borrowed; either may be
 * NULL. */
bool pymgr_dict_next(const pymgr_value *dict, size_t *cursor, pymgr_value **keyp, pymgr_value **itemp);
bool pymgr_set_next(const pymgr_value *set, size_t *cursor, pymgr_value **itemp);
/* Walks any list, tuple, dict (its keys), set or frozenset: start with *cursor 0; false at the end. The item
 * is borrowed. */
bool pymgr_next(const pymgr_value *container, size_t *cursor, pymgr_value **itemp);
/* item in container, for a list, tuple, dict (its keys), set or frozenset. */
bool pymgr_contains(const pymgr_value *container, const pymgr_value *item);
/* A list, dict or set with the same items, to be changed: new. A value of another kind, which never changes,
 * is not copied: another reference. NULL gives NULL. */
pymgr_value *pymgr_copy(pymgr_value *value);

/* --- slices, ranges, arrays --- */

/* slice(start, stop, step), each taken: None where there is none. */
pymgr_value *pymgr_slice(pymgr_value *start, pymgr_value *stop, pymgr_value *step);
/* range(start, stop, step). NULL too when the step is 0. */
pymgr_value *pymgr_range(int64_t start, int64_t stop, int64_t step);
/* The three parts of a slice or range, borrowed. False: it is neither. */
bool pymgr_parts(const pymgr_value *value, pymgr_value **startp, pymgr_value **stopp, pymgr_value **stepp);
/* array.array(typecode) of `count` items as C has them: 'd' of double, 'i' of int ... NULL too when Python
 * has no such typecode. */
pymgr_value *pymgr_array(char typecode, const void *items, size_t count);
/* The items of an array, borrowed and aligned for their type, and what and how many they are. NULL: no
 * array. */
const void *pymgr_array_items(const pymgr_value *array, char *typecodep, size_t *countp);

/* --- classes, functions and instances --- */

/* What Python imports by name, as pymgr_global("operator", "add"): a function for a Pool, the class of an
 * instance. NULL too when a name is not UTF-8. */
pymgr_value *pymgr_global(const char *module, const char *qualname);
/* The names of one, borrowed. False: the value is none. */
bool pymgr_global_names(const pymgr_value *global, const char **modulep, const char **qualnamep);
/*
 * What callable(*args) gives in the Python that receives it: how a program makes an instance of a Python
 * class, pymgr_instance(pymgr_global("datetime", "date"), pymgr_tuple_of(3, ...)). Both taken. NULL too when
 * args is no tuple.
 */
pymgr_value *pymgr_instance(pymgr_value *callable, pymgr_value *args);
/* The class of an instance, as far as one can tell, or whatever else was called to make it: borrowed. NULL:
 * the value is no instance. */
pymgr_value *pymgr_instance_class(const pymgr_value *instance);
/* The arguments that it is made with, a tuple: borrowed. NULL: the value is no instance. */
pymgr_value *pymgr_instance_args(const pymgr_value *instance);
/* What an instance of a class derived from list holds, or a deque, as a list; and one of a class derived from
 * dict, as a list of its first key, the value, the second key ... Both borrowed. NULL: nothing of the kind.
 */
pymgr_value *pymgr_instance_items(const pymgr_value *instance);
pymgr_value *pymgr_instance_pairs(const pymgr_value *instance);
/* An attribute as it was pickled, of an instance whose class leaves that to pickle: borrowed. NULL: there is
 * none of that name. */
pymgr_value *pymgr_attribute(const pymgr_value *instance, const char *name);

/* --- operators --- */

/* a == b as Python has it. False too when the values are nested too deeply to tell. NULL equals NULL alone.
 */
bool pymgr_equal(const pymgr_value *a, const pymgr_value *b);
/* bool(value). False for NULL. */
bool pymgr_truth(const pymgr_value *value);
/* repr(value) and str(value): new UTF-8 text to release with free(). NULL: there is no memory, the text would
 * be too long, the value is nested too deeply, an int in it has more than 4300 digits, or it is NULL. */
char *pymgr_repr(const pymgr_value *value);
char *pymgr_to_text(const pymgr_value *value);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
