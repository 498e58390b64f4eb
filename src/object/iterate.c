/* SPDX-License-Identifier: MIT
 *
 * One row for each kind of value that can be iterated. An instance of a class that only Python knows is
 * iterated when its pickle says how: the items or pairs that fill it (deque, OrderedDict, subclasses of list
 * and dict), or the one iterable that it is made from (dict views travel as list(...), iterators as
 * iter(...)).
 */
#include "object/iterate.h"

#include "object/mapping.h"
#include "object/registry.h"
#include "value/range.h"

typedef pymgr_value *lister(pymgr_value *iterable, struct pm_error *error);

static pymgr_value *no_memory(struct pm_error *error)
{
    pm_fail_nomem(error);
    return NULL;
}

/* A list of items that are made one by one from their index. */
static pymgr_value *list_made(pymgr_value *iterable, size_t count,
    pymgr_value *(*make)(const pymgr_value *, size_t), struct pm_error *error)
{
    pymgr_value *list = pm_list_sized(count);

    if (list == NULL)
        return no_memory(error);
    for (size_t i = 0; i < count; i++) {
        pymgr_value *item = make(iterable, i);

        if (item == NULL) {
            pymgr_unref(list);
            return no_memory(error);
        }
        PM_CAST(pm_list, list)->items[i] = item;
    }
    return list;
}

static pymgr_value *list_same(pymgr_value *iterable, struct pm_error *error)
{
    (void)error;
    return pymgr_ref(iterable);
}

static pymgr_value *list_characters(pymgr_value *str, struct pm_error *error)
{
    size_t size, position = 0, start;
    const char *text = pymgr_text(str, &size);
    pymgr_value *list = pymgr_list();

    for (start = 0; list != NULL && start < size; start = position) {
        pm_utf8_next(text, &position);
        if (pymgr_list_append(list, pm_str_trusted(text + start, position - start)) != 0)
            list = pymgr_unref(list);
    }
    return list == NULL ? no_memory(error) : list;
}

static pymgr_value *make_byte(const pymgr_value *bytes, size_t index)
{
    size_t size;

    return pymgr_int((unsigned char)pymgr_text(bytes, &size)[index]);
}

static pymgr_value *list_bytes(pymgr_value *bytes, struct pm_error *error)
{
    return list_made(bytes, pymgr_length(bytes), make_byte, error);
}

static pymgr_value *list_array(pymgr_value *array, struct pm_error *error)
{
    return list_made(array, pymgr_length(array), pm_array_item, error);
}

static pymgr_value *list_keys(pymgr_value *dict, struct pm_error *error)
{
    pymgr_value *list = pymgr_list(), *key, *item;
    size_t cursor = 0;

    while (list != NULL && pymgr_dict_next(dict, &cursor, &key, &item)) {
        if (pymgr_list_append(list, pymgr_ref(key)) != 0)
            list = pymgr_unref(list);
    }
    return list == NULL ? no_memory(error) : list;
}

static pymgr_value *list_set(pymgr_value *set, struct pm_error *error)
{
    pymgr_value *list = pymgr_list(), *item;
    size_t cursor = 0;

    while (list != NULL && pymgr_set_next(set, &cursor, &item)) {
        if (pymgr_list_append(list, pymgr_ref(item)) != 0)
            list = pymgr_unref(list);
    }
    return list == NULL ? no_memory(error) : list;
}

static pymgr_value *list_range(pymgr_value *range, struct pm_error *error)
{
    pymgr_value *length = pm_range_length(range);
    int64_t count;
    bool fits;

    if (length == NULL)
        return no_memory(error);
    fits = pymgr_int_value(length, &count) && count <= PM_ITEMS_MAX;
    pymgr_unref(length);
    if (fits)
        return list_made(range, (size_t)count, pm_range_item, error);
    pm_fail(error, PM_ERROR_LIMIT, "a range of more than %d items", PM_ITEMS_MAX);
    return NULL;
}

static pymgr_value *plain_sequence(pymgr_value *iterable, struct pm_error *error);

/* Whether an instance is made by giving one iterable to what keeps or walks its items. */
static bool wraps_iterable(const struct pm_instance *self)
{
    static const struct {
        const char *module, *name;
    } wrappers[] = { { "builtins", "list" }, { "builtins", "tuple" }, { "builtins", "iter" },
        { "collections", "deque" } };

    for (size_t i = 0; i < sizeof wrappers / sizeof wrappers[0]; i++) {
        if (pm_global_is(self->callable, wrappers[i].module, wrappers[i].name))
            return pymgr_length(self->args) > 0;
    }
    return false;
}

/* The tuple at one place of zip(): new; NULL: no memory. */
static pymgr_value *zip_at(pymgr_value *const *sequences, size_t count, size_t index)
{
    pymgr_value *tuple = pymgr_tuple(count);

    for (size_t i = 0; tuple != NULL && i < count; i++)
        pymgr_tuple_put(tuple, i, pymgr_ref(pymgr_item(sequences[i], index)));
    return tuple;
}

/* As long as the shortest. */
static pymgr_value *zip_all(pymgr_value *const *sequences, size_t count, struct pm_error *error)
{
    size_t length = count == 0 ? 0 : SIZE_MAX;
    pymgr_value *list = pymgr_list();

    for (size_t i = 0; i < count; i++) {
        if (pymgr_length(sequences[i]) < length)
            length = pymgr_length(sequences[i]);
    }
    for (size_t i = 0; list != NULL && i < length; i++) {
        if (pymgr_list_append(list, zip_at(sequences, count, i)) != 0)
            list = pymgr_unref(list);
    }
    return list == NULL ? no_memory(error) : list;
}

/* What is behind an iterator: borrowed; NULL: no more is known of it. */
static pymgr_value *behind_iterator(pymgr_value *iterator)
{
    const struct pm_instance *self = PM_CONST_CAST(pm_instance, iterator);
    pymgr_value *inner;

    if (!pm_is(iterator, PYMGR_INSTANCE))
        return iterator;
    inner = wraps_iterable(self) ? pymgr_item(self->args, 0) : NULL;
    return inner == NULL || pm_is(inner, PYMGR_INSTANCE) ? NULL : inner;
}

/* zip(iter(...), iter(...)), as a zip object is pickled. */
static pymgr_value *list_zip(const struct pm_instance *self, struct pm_error *error)
{
    size_t count = pymgr_length(self->args);
    pymgr_value *sequences = pm_list_sized(count), *list = NULL;
    size_t filled = 0;

    if (sequences == NULL)
        return no_memory(error);
    for (; filled < count; filled++) {
        pymgr_value *iterable = behind_iterator(pymgr_item(self->args, filled)), *sequence = NULL;

        if (iterable == NULL)
            pm_fail(error, PM_ERROR_TYPE, "'zip' object is not iterable");
        else
            sequence = plain_sequence(iterable, error);
        if (sequence == NULL)
            break;
        PM_CAST(pm_list, sequences)->items[filled] = sequence;
    }
    if (filled == count)
        list = zip_all(PM_CAST(pm_list, sequences)->items, count, error);
    PM_CAST(pm_list, sequences)->length = filled;
    pymgr_unref(sequences);
    return list;
}

static pymgr_value *list_instance(pymgr_value *instance, struct pm_error *error)
{
    const struct pm_instance *self = PM_CONST_CAST(pm_instance, instance);
    pymgr_value *inner = wraps_iterable(self) ? pymgr_item(self->args, 0) : NULL, *dict, *keys;

    if (pm_global_is(self->callable, "builtins", "zip"))
        return list_zip(self, error);

    if (self->items != NULL)
        return pymgr_ref(self->items);
    /* One level only: nothing that Python pickles wraps a wrapper. */
    if (inner != NULL && !pm_is(inner, PYMGR_INSTANCE))
        return plain_sequence(inner, error);
    if (pm_mapping_of(instance, &dict, error) != 0)
        return NULL;
    if (dict == NULL) {
        pm_fail(error, PM_ERROR_TYPE, "'%s' object is not iterable", pm_qualified_type_name(instance));
        return NULL;
    }
    keys = list_keys(dict, error);
    pymgr_unref(dict);
    return keys;
}

static pymgr_value *plain_sequence(pymgr_value *iterable, struct pm_error *error)
{
    static lister *const listers[] = {
        [PYMGR_STR] = list_characters,
        [PYMGR_BYTES] = list_bytes,
        [PYMGR_BYTEARRAY] = list_bytes,
        [PYMGR_LIST] = list_same,
        [PYMGR_TUPLE] = list_same,
        [PYMGR_DICT] = list_keys,
        [PYMGR_SET] = list_set,
        [PYMGR_FROZENSET] = list_set,
        [PYMGR_RANGE] = list_range,
        [PYMGR_ARRAY] = list_array,
        [PYMGR_INSTANCE] = list_instance, /* the last kind */
    };
    lister *list = listers[pymgr_kind(iterable)];

    if (list != NULL)
        return list(iterable, error);
    pm_fail(error, PM_ERROR_TYPE, "'%s' object is not iterable", pm_qualified_type_name(iterable));
    return NULL;
}

pymgr_value *pm_referent_of(pymgr_value *argument, struct pm_error *error)
{
    const struct pm_object *referent = pm_anchored_object(argument);

    return referent == NULL ? pymgr_ref(argument) : referent->type->get_value(referent, error);
}

pymgr_value *pm_sequence_of(pymgr_value *iterable, struct pm_error *error)
{
    pymgr_value *value = pm_referent_of(iterable, error), *sequence = NULL;

    if (value == NULL)
        return NULL;
    if (value != iterable && pymgr_length(value) > PM_ITEMS_MAX)
        pm_fail(error, PM_ERROR_LIMIT, "a shared object of more than %d items", PM_ITEMS_MAX);
    else
        sequence = plain_sequence(value, error);
    pymgr_unref(value);
    return sequence;
}
