/* SPDX-License-Identifier: MIT
 *
 * Input: an XML-RPC document. A value that can be dumped again must load as what dumps to the same bytes;
 * what is refused must say why. One scratch serves all inputs, as it does all messages of a server's thread.
 */
#include "codec/codec.h"
#include "codec/xmlrpc.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct pm_scratch *scratch;

static void require(bool truth)
{
    if (!truth)
        abort();
}

static void release(void)
{
    scratch = pm_scratch_free(scratch);
}

static pymgr_value *load(const uint8_t *bytes, size_t size)
{
    struct pm_error error = { .text = "" };
    struct pm_dialect dialect;
    pymgr_value *value;

    if (pm_codec_xmlrpc.load(scratch, bytes, size, &dialect, &value, &error) == 0)
        return value;
    require(error.kind == PM_ERROR_MALFORMED || error.kind == PM_ERROR_LIMIT);
    require(error.text[0] != '\0' && error.offset <= size);
    return NULL;
}

static bool dump(const pymgr_value *value, struct pm_buffer *out)
{
    struct pm_dialect dialect = { 0 };
    struct pm_error error = { .text = "" };

    if (pm_codec_xmlrpc.dump(scratch, &dialect, value, out, &error) == 0)
        return true;
    require(error.kind == PM_ERROR_UNSERIALIZABLE || error.kind == PM_ERROR_RECURSION);
    require(error.text[0] != '\0');
    return false;
}

static void check_rewritten(const pymgr_value *value)
{
    struct pm_buffer first = PM_BUFFER_INIT, second = PM_BUFFER_INIT;
    pymgr_value *again;

    if (dump(value, &first)) {
        again = load(pm_buffer_bytes(&first), pm_buffer_length(&first));
        require(again != NULL && dump(again, &second));
        require(pm_buffer_length(&first) == pm_buffer_length(&second));
        require(memcmp(pm_buffer_bytes(&first), pm_buffer_bytes(&second), pm_buffer_length(&first)) == 0);
        pymgr_unref(again);
    }
    pm_buffer_free(&first);
    pm_buffer_free(&second);
}

static void load_call(const uint8_t *bytes, size_t size)
{
    struct pm_error error = { .text = "" };
    pymgr_value *method, *args;

    if (pm_xmlrpc_load_call(scratch, bytes, size, &method, &args, &error) != 0)
        return;
    pymgr_unref(method);
    pymgr_unref(args);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    pymgr_value *value;

    if (scratch == NULL) {
        scratch = pm_scratch_new();
        require(scratch != NULL);
        atexit(release);
    }
    value = load(bytes, size);
    if (value != NULL)
        check_rewritten(value);
    pymgr_unref(value);
    load_call(bytes, size);
    return 0;
}
