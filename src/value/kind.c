/* SPDX-License-Identifier: MIT */
#include "value/kind.h"

const struct pm_kind pm_kinds[] = {
    [PYMGR_NONE] = { "NoneType", NULL, NULL },
    [PYMGR_BOOL] = { "bool", NULL, NULL },
    [PYMGR_INT] = { "int", pm_int_destroy, NULL },
    [PYMGR_FLOAT] = { "float", pm_float_destroy, NULL },
    [PYMGR_COMPLEX] = { "complex", pm_complex_destroy, NULL },
    [PYMGR_STR] = { "str", pm_text_destroy, NULL },
    [PYMGR_BYTES] = { "bytes", pm_text_destroy, NULL },
    [PYMGR_BYTEARRAY] = { "bytearray", pm_text_destroy, NULL },
    [PYMGR_LIST] = { "list", pm_list_destroy, pm_list_slot },
    [PYMGR_TUPLE] = { "tuple", pm_tuple_destroy, pm_tuple_slot },
    [PYMGR_DICT] = { "dict", pm_dict_destroy, pm_dict_slot },
    [PYMGR_SET] = { "set", pm_set_destroy, pm_set_slot },
    [PYMGR_FROZENSET] = { "frozenset", pm_set_destroy, pm_set_slot },
    [PYMGR_SLICE] = { "slice", pm_slice_destroy, pm_slice_slot },
    [PYMGR_RANGE] = { "range", pm_range_destroy, NULL },
    [PYMGR_ARRAY] = { "array", pm_array_destroy, NULL },
    [PYMGR_GLOBAL] = { "type", pm_global_destroy, NULL },
    [PYMGR_INSTANCE] = { "object", pm_instance_destroy, pm_instance_slot },
};
