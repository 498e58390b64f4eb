/* SPDX-License-Identifier: MIT
 *
 * Instances are given back as they came: how they were made, then what was put into them, then their state.
 */
#include "codec/pickle_dumper.h"

static int put_callable_and_args(struct pm_pickle_dumper *dumper, const struct pm_instance *self)
{
    return pm_dump_value(dumper, self->callable) == 0 ? pm_dump_value(dumper, self->args) : -1;
}

static int make_by_reduce(struct pm_pickle_dumper *dumper, const struct pm_instance *self)
{
    return put_callable_and_args(dumper, self) == 0 ? pm_dump_opcode(dumper, PM_OP_REDUCE) : -1;
}

static int make_by_newobj(struct pm_pickle_dumper *dumper, const struct pm_instance *self)
{
    return put_callable_and_args(dumper, self) == 0 ? pm_dump_opcode(dumper, PM_OP_NEWOBJ) : -1;
}

static int make_by_obj(struct pm_pickle_dumper *dumper, const struct pm_instance *self)
{
    const struct pm_tuple *args = PM_CONST_CAST(pm_tuple, self->args);

    if (pm_dump_opcode(dumper, PM_OP_MARK) != 0 || pm_dump_value(dumper, self->callable) != 0)
        return -1;
    for (size_t i = 0; i < args->length; i++) {
        if (pm_dump_value(dumper, args->items[i]) != 0)
            return -1;
    }
    return pm_dump_opcode(dumper, PM_OP_OBJ);
}

/* getattr(class, '__new__') */
static int put_constructor(struct pm_pickle_dumper *dumper, const pymgr_value *class)
{
    if (pm_dump_named(dumper, "builtins", "getattr") != 0 || pm_dump_value(dumper, class) != 0 ||
        pm_dump_text(dumper, "__new__", strlen("__new__")) != 0 || pm_dump_end_tuple(dumper, 2) != 0 ||
        pm_dump_opcode(dumper, PM_OP_REDUCE) != 0)
        return -1;
    return pm_dump_memoise(dumper, NULL);
}

/* (class, *args) */
static int put_class_and_args(struct pm_pickle_dumper *dumper, const struct pm_instance *self)
{
    const struct pm_tuple *args = PM_CONST_CAST(pm_tuple, self->args);

    if ((args->length > 2 && pm_dump_opcode(dumper, PM_OP_MARK) != 0) ||
        pm_dump_value(dumper, self->callable) != 0)
        return -1;
    for (size_t i = 0; i < args->length; i++) {
        if (pm_dump_value(dumper, args->items[i]) != 0)
            return -1;
    }
    return pm_dump_end_tuple(dumper, args->length + 1);
}

/* The state of the partial object whose function is in the memo: (function, (class, *args), kwargs, None) */
static int put_partial_state(
    struct pm_pickle_dumper *dumper, const struct pm_instance *self, uint32_t function)
{
    if (pm_dump_opcode(dumper, PM_OP_MARK) != 0 || pm_dump_get(dumper, function) != 0 ||
        put_class_and_args(dumper, self) != 0 || pm_dump_value(dumper, self->kwargs) != 0 ||
        pm_dump_opcode(dumper, PM_OP_NONE) != 0)
        return -1;
    return pm_dump_end_tuple(dumper, 4);
}

/* Before protocol 4: partial(class.__new__, class, *args, **kwargs)() */
static int make_by_partial(struct pm_pickle_dumper *dumper, const struct pm_instance *self)
{
    uint32_t function;

    if (pm_dump_named(dumper, "functools", "partial") != 0 || put_constructor(dumper, self->callable) != 0)
        return -1;
    function = (uint32_t)dumper->memo_count - 1;
    if (pm_dump_end_tuple(dumper, 1) != 0 || pm_dump_opcode(dumper, PM_OP_REDUCE) != 0 ||
        pm_dump_memoise(dumper, NULL) != 0)
        return -1;
    if (put_partial_state(dumper, self, function) != 0 || pm_dump_opcode(dumper, PM_OP_BUILD) != 0 ||
        pm_dump_opcode(dumper, PM_OP_EMPTY_TUPLE) != 0)
        return -1;
    return pm_dump_opcode(dumper, PM_OP_REDUCE);
}

static int make_by_newobj_ex(struct pm_pickle_dumper *dumper, const struct pm_instance *self)
{
    if (dumper->protocol < 4)
        return make_by_partial(dumper, self);
    if (put_callable_and_args(dumper, self) != 0 || pm_dump_value(dumper, self->kwargs) != 0)
        return -1;
    return pm_dump_opcode(dumper, PM_OP_NEWOBJ_EX);
}

static int (*const makers[])(struct pm_pickle_dumper *dumper, const struct pm_instance *self) = {
    [PM_REDUCE] = make_by_reduce,
    [PM_NEWOBJ] = make_by_newobj,
    [PM_NEWOBJ_EX] = make_by_newobj_ex,
    [PM_OBJ] = make_by_obj,
};

/* setter(object, state), whose result is dropped. */
static int put_setter_call(struct pm_pickle_dumper *dumper, const struct pm_instance *self, uint32_t object)
{
    if (pm_dump_value(dumper, self->setter) != 0 || pm_dump_get(dumper, object) != 0 ||
        pm_dump_value(dumper, self->state) != 0 || pm_dump_opcode(dumper, PM_OP_TUPLE2) != 0 ||
        pm_dump_opcode(dumper, PM_OP_REDUCE) != 0)
        return -1;
    return pm_dump_opcode(dumper, PM_OP_POP);
}

static int put_state(struct pm_pickle_dumper *dumper, const struct pm_instance *self, uint32_t object)
{
    if (self->state == NULL)
        return 0;
    if (self->setter != NULL)
        return put_setter_call(dumper, self, object);
    return pm_dump_value(dumper, self->state) == 0 ? pm_dump_opcode(dumper, PM_OP_BUILD) : -1;
}

/* What a proxy is to the receiver: borrowed to the end of the message, since the memo may know its parts by
 * their addresses. NULL with the error filled. */
static pymgr_value *form_of(struct pm_pickle_dumper *dumper, const pymgr_value *proxy)
{
    const struct pm_proxy_form *proxies = dumper->dialect->proxies;
    pymgr_value *form = proxies->form(proxies, dumper->dialect, proxy, dumper->error);

    if (form == NULL)
        return NULL;
    if (dumper->forms == NULL)
        dumper->forms = pymgr_list();
    if (dumper->forms == NULL || pymgr_list_append(dumper->forms, pm_ref(form)) != 0) {
        pm_fail_nomem(dumper->error);
        return pm_unref(form);
    }
    pm_unref(form); /* the list holds it */
    return form;
}

static int put_proxy(struct pm_pickle_dumper *dumper, const pymgr_value *proxy)
{
    const pymgr_value *form = form_of(dumper, proxy);

    if (form == NULL)
        return -1;
    if (!pm_is(form, PYMGR_INSTANCE))
        return pm_dump_value(dumper, form);
    if (makers[PM_CONST_CAST(pm_instance, form)->how](dumper, PM_CONST_CAST(pm_instance, form)) != 0)
        return -1;
    return pm_dump_memoise_value(dumper, proxy);
}

int pm_dump_instance(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    const struct pm_instance *self = PM_CONST_CAST(pm_instance, value);
    const struct pm_memo_entry *own;
    uint32_t number;

    if (self->anchor != NULL && dumper->dialect->proxies != NULL)
        return put_proxy(dumper, value);
    if (makers[self->how](dumper, self) != 0)
        return -1;
    own = pm_dump_find_within(dumper, value);
    if (own != NULL)
        return pm_dump_opcode(dumper, PM_OP_POP) == 0 ? pm_dump_get(dumper, own->number) : -1;
    number = (uint32_t)dumper->memo_count;
    if (pm_dump_memoise_value(dumper, value) != 0)
        return -1;
    if (self->items != NULL && pm_dump_items(dumper, self->items) != 0)
        return -1;
    if (self->pairs != NULL && pm_dump_pairs(dumper, self->pairs) != 0)
        return -1;
    return put_state(dumper, self, number);
}
