/* SPDX-License-Identifier: MIT
 *
 * Input: a conversation as in corpus/auth. However it goes, the machine ends with a reason if it refuses, and
 * without one if it does not.
 */
#include "wire/transcript.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct pm_transcript transcript;

    pm_transcript_play(bytes, size, &transcript);
    if ((transcript.state == PM_AUTH_REFUSED) != (transcript.reason[0] != '\0'))
        abort();
    return 0;
}
