/* SPDX-License-Identifier: MIT
 *
 * Lists, tuples, dicts and sets, and what is put into them. An instance takes items and pairs as a list and a
 * dict do, and keeps them beside what it was made from.
 */
#include "codec/pickle_loader.h"
#include "value/dict.h"
#include "value/list.h"
#include "value/set.h"

/* Moves the values from `first` on to the end of a list. */
static int move_to_list(struct pm_pickle_loader *loader, pymgr_value **first, pymgr_value *list)
{
    struct pm_list *self = PM_CAST(pm_list, list);
    size_t count = (size_t)(loader->top - first);

    if (count == 0)
        return 0;
    if (!pm_list_reserve(list, self->length + count))
        return pm_fail_nomem(loader->error);
    memcpy(self->items + self->length, first, count * sizeof *first);
    self->length += count;
    loader->top = first;
    return 0;
}

/* Moves the values from `first` on into a set or frozenset. */
static int move_to_set(struct pm_pickle_loader *loader, pymgr_value **first, pymgr_value *set)
{
    pymgr_value **last = loader->top;
    int status = 0;

    loader->top = first;
    for (; first < last; first++) {
        if (status == 0)
            status = pm_set_insert(set, *first, loader->error);
        else
            pm_unref(*first);
    }
    return status == 0 ? 0 : pm_pickle_refused(loader);
}

/* Moves the values from `first` on, keys and items, into a dict. */
static int move_to_dict(struct pm_pickle_loader *loader, pymgr_value **first, pymgr_value *dict)
{
    pymgr_value **last = loader->top;
    int status = 0;

    loader->top = first;
    for (; first < last; first += 2) {
        if (status == 0) {
            status = pm_dict_store(dict, first[0], first[1], loader->error);
        } else {
            pm_unref(first[0]);
            pm_unref(first[1]);
        }
    }
    return status == 0 ? 0 : pm_pickle_refused(loader);
}

/* The list in an instance that stands at *listp, made when it is first wanted. */
static pymgr_value *list_at(struct pm_pickle_loader *loader, pymgr_value **listp)
{
    if (*listp == NULL)
        *listp = pymgr_list();
    if (*listp == NULL)
        pm_fail_nomem(loader->error);
    return *listp;
}

static int takes_none(struct pm_pickle_loader *loader, const pymgr_value *container)
{
    return pm_pickle_bad(
        loader, "%s: '%s' object takes no items", pm_pickle_opcode_name(loader), pymgr_type_name(container));
}

/* --- lists --- */

static int append(struct pm_pickle_loader *loader, pymgr_value **first)
{
    pymgr_value *list = first[-1];

    if (pm_pickle_changing(loader, list) != 0)
        return -1;
    if (pm_is(list, PYMGR_INSTANCE))
        list = list_at(loader, &PM_CAST(pm_instance, list)->items);
    else if (!pm_is(list, PYMGR_LIST))
        return takes_none(loader, list);
    return list == NULL ? -1 : move_to_list(loader, first, list);
}

int pm_load_empty_list(struct pm_pickle_loader *loader)
{
    return pm_pickle_push(loader, pymgr_list());
}

int pm_load_append(struct pm_pickle_loader *loader)
{
    return pm_pickle_has(loader, 2) ? append(loader, loader->top - 1) : -1;
}

int pm_load_appends(struct pm_pickle_loader *loader)
{
    pymgr_value **first = pm_pickle_mark_pop(loader);

    if (first == NULL)
        return -1;
    if (first == loader->fence)
        return pm_pickle_underflow(loader);
    return append(loader, first);
}

/* Puts a new sequence in the place of its items, of which there are `count`. */
static int collect(struct pm_pickle_loader *loader, pymgr_value *sequence, pymgr_value **items, size_t count)
{
    if (sequence == NULL)
        return pm_fail_nomem(loader->error);
    if (count > 0)
        memcpy(items, loader->top - count, count * sizeof *items);
    loader->top -= count;
    return pm_pickle_push(loader, sequence);
}

int pm_load_list(struct pm_pickle_loader *loader)
{
    pymgr_value **first = pm_pickle_mark_pop(loader);
    pymgr_value *list;
    size_t count;

    if (first == NULL)
        return -1;
    count = (size_t)(loader->top - first);
    list = pm_list_sized(count);
    return collect(loader, list, list == NULL ? NULL : PM_CAST(pm_list, list)->items, count);
}

/* --- tuples --- */

static int tuple_of(struct pm_pickle_loader *loader, size_t count)
{
    pymgr_value *tuple = pm_tuple_moved(loader->top - count, count);

    if (tuple == NULL)
        return pm_fail_nomem(loader->error);
    loader->top -= count;
    return pm_pickle_push_finished(loader, tuple);
}

int pm_load_empty_tuple(struct pm_pickle_loader *loader)
{
    return pm_pickle_push(loader, pymgr_tuple(0));
}

int pm_load_tuple(struct pm_pickle_loader *loader)
{
    pymgr_value **first = pm_pickle_mark_pop(loader);

    return first == NULL ? -1 : tuple_of(loader, (size_t)(loader->top - first));
}

int pm_load_tuple1(struct pm_pickle_loader *loader)
{
    return pm_pickle_has(loader, 1) ? tuple_of(loader, 1) : -1;
}

int pm_load_tuple2(struct pm_pickle_loader *loader)
{
    return pm_pickle_has(loader, 2) ? tuple_of(loader, 2) : -1;
}

int pm_load_tuple3(struct pm_pickle_loader *loader)
{
    return pm_pickle_has(loader, 3) ? tuple_of(loader, 3) : -1;
}

/* --- dicts --- */

static int set_items(struct pm_pickle_loader *loader, pymgr_value **first)
{
    pymgr_value *dict = first[-1];

    if ((loader->top - first) % 2 != 0)
        return pm_pickle_bad(loader, "odd number of items for %s", pm_pickle_opcode_name(loader));
    if (pm_pickle_changing(loader, dict) != 0)
        return -1;
    if (pm_is(dict, PYMGR_DICT))
        return move_to_dict(loader, first, dict);
    if (!pm_is(dict, PYMGR_INSTANCE))
        return takes_none(loader, dict);
    dict = list_at(loader, &PM_CAST(pm_instance, dict)->pairs);
    return dict == NULL ? -1 : move_to_list(loader, first, dict);
}

int pm_load_empty_dict(struct pm_pickle_loader *loader)
{
    return pm_pickle_push(loader, pymgr_dict());
}

int pm_load_dict(struct pm_pickle_loader *loader)
{
    pymgr_value **first = pm_pickle_mark_pop(loader);
    size_t count;

    if (first == NULL)
        return -1;
    count = (size_t)(loader->top - first);
    if (pm_pickle_push(loader, pymgr_dict()) != 0)
        return -1;
    return set_items(loader, pm_pickle_sink(loader, count) + 1);
}

int pm_load_setitem(struct pm_pickle_loader *loader)
{
    return pm_pickle_has(loader, 3) ? set_items(loader, loader->top - 2) : -1;
}

int pm_load_setitems(struct pm_pickle_loader *loader)
{
    pymgr_value **first = pm_pickle_mark_pop(loader);

    if (first == NULL)
        return -1;
    if (first == loader->fence)
        return pm_pickle_underflow(loader);
    return set_items(loader, first);
}

/* --- sets --- */

int pm_load_empty_set(struct pm_pickle_loader *loader)
{
    return pm_pickle_push(loader, pymgr_set());
}

int pm_load_additems(struct pm_pickle_loader *loader)
{
    pymgr_value **first = pm_pickle_mark_pop(loader);
    pymgr_value *set;

    if (first == NULL)
        return -1;
    if (first == loader->fence)
        return pm_pickle_underflow(loader);
    set = first[-1];
    if (pm_pickle_changing(loader, set) != 0)
        return -1;
    return pm_is(set, PYMGR_SET) ? move_to_set(loader, first, set) : takes_none(loader, set);
}

int pm_load_frozenset(struct pm_pickle_loader *loader)
{
    pymgr_value **first = pm_pickle_mark_pop(loader);
    pymgr_value *set = pymgr_frozenset();

    if (first != NULL && set == NULL)
        pm_fail_nomem(loader->error);
    if (first == NULL || set == NULL || move_to_set(loader, first, set) != 0) {
        pm_unref(set);
        return -1;
    }
    return pm_pickle_push(loader, set);
}
