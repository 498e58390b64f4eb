/* SPDX-License-Identifier: MIT
 *
 * Dumping a value as a pickle: one saver for each kind, looked up in the table, and one walk over the value.
 * What is written is what CPython 3.12's C pickler writes for the same value: which opcodes, what is memoised
 * (also where nothing will ask for it), how items are batched, how frames are cut. A Python 2 peer gets text
 * and bytes in the forms that are `str` there.
 */
#include "base/memory.h"
#include "codec/pickle_dumper.h"
#include "codec/scratch.h"

/* Protocols 0 and 1 are not written; whoever speaks them reads this one. */
enum { LOWEST = 2 };

static const struct saver {
    int (*save)(struct pm_pickle_dumper *dumper, const pymgr_value *value);
    bool memoised; /* it is looked for in the memo first */
    bool nests;    /* it counts as a level of depth */
} savers[] = {
    [PYMGR_NONE] = { pm_dump_none, false, false },
    [PYMGR_BOOL] = { pm_dump_bool, false, false },
    [PYMGR_INT] = { pm_dump_int, false, false },
    [PYMGR_FLOAT] = { pm_dump_float, false, false },
    [PYMGR_COMPLEX] = { pm_dump_complex, true, false },
    [PYMGR_STR] = { pm_dump_str, true, false },
    [PYMGR_BYTES] = { pm_dump_binary, false, false },
    [PYMGR_BYTEARRAY] = { pm_dump_bytearray, true, false },
    [PYMGR_LIST] = { pm_dump_list, true, true },
    [PYMGR_TUPLE] = { pm_dump_tuple, true, true },
    [PYMGR_DICT] = { pm_dump_dict, true, true },
    [PYMGR_SET] = { pm_dump_set, true, true },
    [PYMGR_FROZENSET] = { pm_dump_frozenset, true, true },
    [PYMGR_SLICE] = { pm_dump_slice, true, true },
    [PYMGR_RANGE] = { pm_dump_range, true, false },
    [PYMGR_ARRAY] = { pm_dump_array, true, false },
    [PYMGR_GLOBAL] = { pm_dump_global, true, false },
    [PYMGR_INSTANCE] = { pm_dump_instance, true, true },
};

int pm_dump_enter(struct pm_pickle_dumper *dumper)
{
    if (dumper->depth == PM_VALUE_DEPTH)
        return pm_fail(
            dumper->error, PM_ERROR_RECURSION, "maximum recursion depth exceeded while pickling an object");
    dumper->depth++;
    return 0;
}

static int save_nested(struct pm_pickle_dumper *dumper, const struct saver *saver, const pymgr_value *value)
{
    int status;

    if (pm_dump_enter(dumper) != 0)
        return -1;
    status = saver->save(dumper, value);
    dumper->depth--;
    return status;
}

static int save_shared(struct pm_pickle_dumper *dumper, const struct saver *saver, const pymgr_value *value)
{
    const struct pm_memo_entry *entry = pm_dump_find(dumper, value);

    if (entry != NULL)
        return pm_dump_get(dumper, entry->number);
    return saver->nests ? save_nested(dumper, saver, value) : saver->save(dumper, value);
}

int pm_dump_value(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    const struct saver *saver = &savers[value->kind];

    if (dumper->at >= dumper->frame_full)
        pm_dump_frame_end(dumper);
    if (saver->memoised && pm_dump_is_shared(value))
        return save_shared(dumper, saver, value);
    return saver->nests ? save_nested(dumper, saver, value) : saver->save(dumper, value);
}

static struct pm_pickle_dumper *dumper_of(struct pm_scratch *scratch)
{
    if (scratch->pickle_dumper == NULL)
        scratch->pickle_dumper = pm_calloc(1, sizeof *scratch->pickle_dumper);
    return scratch->pickle_dumper;
}

static void begin(struct pm_pickle_dumper *dumper, const struct pm_dialect *dialect, struct pm_error *error)
{
    dumper->error = error;
    dumper->protocol = dialect->python2 || dialect->protocol < LOWEST ? LOWEST : dialect->protocol;
    dumper->python2 = dialect->python2;
    dumper->dialect = dialect;
    dumper->depth = 0;
    pm_dump_memo_begin(dumper);
}

static int save_message(struct pm_pickle_dumper *dumper, const pymgr_value *value, struct pm_buffer *out)
{
    if (pm_dump_output_begin(dumper, out) != 0)
        return -1;
    if (pm_dump_value(dumper, value) != 0 || pm_dump_opcode(dumper, PM_OP_STOP) != 0)
        return -1;
    pm_dump_frame_end(dumper);
    pm_dump_flush(dumper);
    return 0;
}

int pm_pickle_dump(struct pm_scratch *scratch, const struct pm_dialect *dialect, const pymgr_value *value,
    struct pm_buffer *out, struct pm_error *error)
{
    struct pm_pickle_dumper *dumper = dumper_of(scratch);
    size_t length = pm_buffer_length(out);
    int status;

    if (dumper == NULL)
        return pm_fail_nomem(error);
    begin(dumper, dialect, error);
    status = save_message(dumper, value, out);
    if (status != 0)
        pm_buffer_truncate(out, length);
    pm_dump_memo_end(dumper);
    dumper->forms = pymgr_unref(dumper->forms);
    return status;
}

void pm_pickle_dumper_free(struct pm_pickle_dumper *dumper)
{
    if (dumper == NULL)
        return;
    pm_free(dumper->entries);
    pm_free(dumper->names);
    pm_buffer_free(&dumper->number);
    pm_free(dumper);
}
