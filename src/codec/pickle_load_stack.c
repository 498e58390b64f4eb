/* SPDX-License-Identifier: MIT
 *
 * The loader's stack and marks. A mark is a depth of the stack; what lies below the last one cannot be
 * popped.
 */
#include "base/memory.h"
#include "codec/pickle_loader.h"

enum { FIRST_SLOTS = 256, FIRST_MARKS = 32 };

int pm_pickle_stack_grow(struct pm_pickle_loader *loader)
{
    size_t depth = (size_t)(loader->top - loader->stack);
    size_t fence = (size_t)(loader->fence - loader->stack);
    size_t capacity = depth == 0 ? FIRST_SLOTS : depth * 2;
    pymgr_value **stack = pm_realloc(loader->stack, capacity * sizeof *stack);

    if (stack == NULL)
        return pm_fail_nomem(loader->error);
    loader->stack = stack;
    loader->top = stack + depth;
    loader->fence = stack + fence;
    loader->stack_end = stack + capacity;
    return 0;
}

int pm_pickle_push_slowly(struct pm_pickle_loader *loader, pymgr_value *value)
{
    if (value == NULL)
        return pm_fail_nomem(loader->error);
    if (pm_pickle_stack_grow(loader) != 0) {
        pm_unref(value);
        return -1;
    }
    *loader->top++ = value;
    return 0;
}

void pm_pickle_drop(struct pm_pickle_loader *loader, pymgr_value **first)
{
    while (loader->top > first)
        pm_unref(*--loader->top);
}

int pm_pickle_replace(struct pm_pickle_loader *loader, size_t count, pymgr_value *value)
{
    if (value == NULL)
        return pm_fail_nomem(loader->error);
    pm_pickle_drop(loader, loader->top - count);
    *loader->top++ = value;
    return 0;
}

pymgr_value **pm_pickle_sink(struct pm_pickle_loader *loader, size_t count)
{
    pymgr_value **place = loader->top - 1 - count;
    pymgr_value *value = loader->top[-1];

    memmove(place + 1, place, count * sizeof *place);
    *place = value;
    return place;
}

int pm_pickle_mark_push(struct pm_pickle_loader *loader)
{
    if (loader->mark_count == loader->mark_capacity) {
        size_t capacity = loader->mark_capacity == 0 ? FIRST_MARKS : loader->mark_capacity * 2;
        size_t *marks = pm_realloc(loader->marks, capacity * sizeof *marks);

        if (marks == NULL)
            return pm_fail_nomem(loader->error);
        loader->marks = marks;
        loader->mark_capacity = capacity;
    }
    loader->marks[loader->mark_count++] = (size_t)(loader->top - loader->stack);
    loader->fence = loader->top;
    return 0;
}

pymgr_value **pm_pickle_mark_pop(struct pm_pickle_loader *loader)
{
    pymgr_value **first = loader->fence;

    if (loader->mark_count == 0) {
        pm_pickle_bad(loader, "%s: no MARK", pm_pickle_opcode_name(loader));
        return NULL;
    }
    loader->mark_count--;
    loader->fence = loader->stack + (loader->mark_count == 0 ? 0 : loader->marks[loader->mark_count - 1]);
    return first;
}

int pm_load_mark(struct pm_pickle_loader *loader)
{
    return pm_pickle_mark_push(loader);
}

/* Whether a value is a call that was made on `object`, for its effect alone: setter(object, state). */
static bool is_setter_call(const pymgr_value *value, const pymgr_value *object)
{
    const struct pm_instance *call = PM_CONST_CAST(pm_instance, value);

    return pm_is(value, PYMGR_INSTANCE) && pm_is(object, PYMGR_INSTANCE) && call->how == PM_REDUCE &&
           call->items == NULL && call->pairs == NULL && call->state == NULL &&
           pymgr_length(call->args) == 2 && pymgr_item(call->args, 0) == object &&
           PM_CONST_CAST(pm_instance, object)->state == NULL;
}

/* Notes with the object below the top what was called to set its state. */
static int keep_setter(struct pm_pickle_loader *loader)
{
    struct pm_instance *object = PM_CAST(pm_instance, loader->top[-2]);
    struct pm_instance *call = PM_CAST(pm_instance, loader->top[-1]);

    if (pm_pickle_changing(loader, &object->base.head) != 0)
        return -1;
    object->setter = pm_pickle_share(loader, call->callable);
    object->state = pm_pickle_share(loader, pymgr_item(call->args, 1));
    return object->setter == NULL || object->state == NULL ? -1 : 0;
}

/* A mark is popped like a value, as CPython does. */
int pm_load_pop(struct pm_pickle_loader *loader)
{
    if (loader->mark_count > 0 && loader->top == loader->fence) {
        pm_pickle_mark_pop(loader);
        return 0;
    }
    if (!pm_pickle_has(loader, 1))
        return -1;
    if (loader->top - loader->fence >= 2 && is_setter_call(loader->top[-1], loader->top[-2]) &&
        keep_setter(loader) != 0)
        return -1;
    pm_pickle_drop(loader, loader->top - 1);
    return 0;
}

int pm_load_pop_mark(struct pm_pickle_loader *loader)
{
    pymgr_value **first = pm_pickle_mark_pop(loader);

    if (first == NULL)
        return -1;
    pm_pickle_drop(loader, first);
    return 0;
}

int pm_load_dup(struct pm_pickle_loader *loader)
{
    pymgr_value *value;

    if (!pm_pickle_has(loader, 1))
        return -1;
    value = pm_pickle_share(loader, loader->top[-1]);
    return value == NULL ? -1 : pm_pickle_push(loader, value);
}
