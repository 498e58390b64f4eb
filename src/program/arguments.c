/* SPDX-License-Identifier: MIT */
#include "program/arguments.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of a key: more than anybody wants, so that another file given by mistake is not read for ever. */
enum { KEY_FILE_LIMIT = 1024 * 1024, SECONDS_LIMIT = 86400 };

bool pm_parse_number(
    const char *text, unsigned long long least, unsigned long long most, unsigned long long *numberp)
{
    char *end;

    errno = 0;
    *numberp = strtoull(text, &end, 10);
    return errno == 0 && text[0] >= '0' && text[0] <= '9' && *end == '\0' && *numberp >= least &&
           *numberp <= most;
}

bool pm_parse_seconds(const char *text, double least, double *secondsp)
{
    char *end;

    *secondsp = strtod(text, &end);
    return end != text && *end == '\0' && *secondsp >= least && *secondsp <= SECONDS_LIMIT;
}

/* The whole of a file, to free(); NULL with errno when it cannot be read. */
static char *read_all(FILE *file, size_t *sizep)
{
    char *content = malloc(KEY_FILE_LIMIT + 1);

    if (content == NULL)
        return NULL;
    *sizep = fread(content, 1, KEY_FILE_LIMIT + 1, file);
    if (!ferror(file))
        return content;
    free(content);
    return NULL;
}

const char *pm_key_read(struct pm_key *key, const char *path)
{
    FILE *file = fopen(path, "rb");
    const char *problem = NULL;

    if (file == NULL)
        return strerror(errno);
    pm_key_free(key);
    key->content = read_all(file, &key->size);
    if (key->content == NULL)
        problem = strerror(errno);
    else if (key->size == 0)
        problem = "the key is empty";
    else if (key->size > KEY_FILE_LIMIT)
        problem = "the key is longer than a mebibyte";
    fclose(file);
    return problem;
}

const char *pm_key_bytes(const struct pm_key *key, size_t *sizep)
{
    const char *text = getenv("PYMGR_AUTHKEY");

    if (key->content != NULL) {
        *sizep = key->size;
        return key->content;
    }
    *sizep = text == NULL ? 0 : strlen(text);
    return *sizep == 0 ? NULL : text;
}

void pm_key_free(struct pm_key *key)
{
    free(key->content);
    *key = (struct pm_key){ NULL, 0 };
}
