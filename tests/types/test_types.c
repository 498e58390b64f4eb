/* SPDX-License-Identifier: MIT */
#include "types/types.h"

#include "object/signature.h"
#include "unit.h"

#include <stdio.h>

static bool has_method(const struct pm_type *type, const char *name)
{
    for (size_t i = 0; i < type->method_count; i++) {
        if (strcmp(type->methods[i].name, name) == 0)
            return true;
    }
    return false;
}

/* The names of a row as one text. */
static const char *exposed(const char *typeid)
{
    static char text[1024];
    const struct pm_typeid *row = pm_typeid_find(typeid);

    CU_ASSERT_PTR_NOT_NULL_FATAL(row);
    text[0] = '\0';
    for (const char *const *name = row->exposed; *name != NULL; name++) {
        strcat(text, *name);
        strcat(text, " ");
    }
    return text;
}

/* By CPython 3.12's own registry; what follows are other versions' names. */
static void names_are_cpythons(void)
{
    static const char *const rows[][3] = {
        { "Queue", "AutoProxy", "empty full get get_nowait join put put_nowait qsize task_done shutdown " },
        { "JoinableQueue", "AutoProxy",
            "empty full get get_nowait join put put_nowait qsize task_done shutdown " },
        { "Event", "EventProxy", "is_set set clear wait " },
        { "Lock", "AcquirerProxy", "acquire release locked " },
        { "RLock", "AcquirerProxy", "acquire release locked " },
        { "Semaphore", "AcquirerProxy", "acquire release locked " },
        { "BoundedSemaphore", "AcquirerProxy", "acquire release locked " },
        { "Condition", "ConditionProxy", "acquire release wait notify notify_all locked " },
        { "Barrier", "BarrierProxy", "__getattribute__ wait abort reset " },
        { "Pool", "PoolProxy",
            "apply apply_async close imap imap_unordered join map map_async starmap starmap_async "
            "terminate " },
        { "AsyncResult", "AutoProxy", "get ready successful wait " },
        { "list", "ListProxy",
            "__add__ __contains__ __delitem__ __getitem__ __len__ __mul__ __reversed__ __rmul__ __setitem__ "
            "append count extend index insert pop remove reverse sort __imul__ clear copy __getslice__ "
            "__setslice__ __delslice__ " },
        { "dict", "DictProxy",
            "__contains__ __delitem__ __getitem__ __iter__ __len__ __setitem__ clear copy get items keys pop "
            "popitem setdefault update values __or__ __ror__ __ior__ __reversed__ fromkeys has_key " },
        { "set", "SetProxy",
            "__and__ __class_getitem__ __contains__ __iand__ __ior__ __isub__ __iter__ __ixor__ __len__ "
            "__or__ __rand__ __ror__ __rsub__ __rxor__ __sub__ __xor__ __ge__ __gt__ __le__ __lt__ add clear "
            "copy difference difference_update discard intersection intersection_update isdisjoint issubset "
            "issuperset pop remove symmetric_difference symmetric_difference_update union update " },
        { "Value", "ValueProxy", "get set " },
        { "Array", "ArrayProxy", "__len__ __getitem__ __setitem__ __getslice__ __setslice__ " },
        { "Namespace", "NamespaceProxy", "__getattribute__ __setattr__ __delattr__ " },
        { "Iterator", "IteratorProxy", "__next__ send throw close next " },
    };
    size_t count = 0;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CU_ASSERT_STRING_EQUAL(exposed(rows[i][0]), rows[i][2]);
        CU_ASSERT_STRING_EQUAL(pm_typeid_find(rows[i][0])->proxytype, rows[i][1]);
    }
    while (pm_typeids[count].typeid != NULL)
        count++;
    CU_ASSERT_EQUAL(count, sizeof rows / sizeof rows[0]);
    CU_ASSERT_PTR_NULL(pm_typeid_find("nonsense"));
}

/* Only an Iterator's are not: a dict's keys are no generator. */
static void exposed_names_are_methods(void)
{
    for (const struct pm_typeid *row = pm_typeids; row->typeid != NULL; row++) {
        for (const char *const *name = row->exposed; *name != NULL; name++) {
            bool absent = row->type == &pm_type_iterator && strstr("send throw close", *name) != NULL;

            CU_ASSERT_EQUAL(has_method(row->type, *name), !absent);
        }
    }
}

static void check_row(const struct pm_type *type, const struct pm_method *method)
{
    struct pm_error error;

    if (pm_signature_of(method, &error) == NULL) {
        fprintf(stderr, "%s.%s%s: %s\n", type->name, method->name, method->signature, error.text);
        CU_FAIL("a signature cannot be parsed");
    }
    if (method->result_typeid != NULL)
        CU_ASSERT_PTR_NOT_NULL(pm_typeid_find(method->result_typeid));
    CU_ASSERT_PTR_NOT_NULL(method->handler);
}

static void rows_are_complete(void)
{
    for (const struct pm_typeid *row = pm_typeids; row->typeid != NULL; row++) {
        const struct pm_type *type = row->type;

        check_row(type, &type->construct);
        for (size_t i = 0; i < type->method_count; i++)
            check_row(type, &type->methods[i]);
        CU_ASSERT_TRUE(type->name != NULL && type->class_repr != NULL && type->destroy != NULL &&
                       type->repr != NULL && type->get_value != NULL);
    }
}

static const struct pm_test tests[] = {
    { "names are CPython's", names_are_cpythons },
    { "exposed names are methods", exposed_names_are_methods },
    { "rows are complete", rows_are_complete },
};

const struct pm_suite pm_suite_types = { "types/types", PM_SUITE(tests) };
