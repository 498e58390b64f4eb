/* SPDX-License-Identifier: MIT */
#include "pymgr/call_words.h"

#include "pymgr/tool.h"

#include <ctype.h>
#include <string.h>

static int fail_nomem(struct pymgr_error *error)
{
    return pm_tool_fault(error, PYMGR_NO_MEMORY, "out of memory");
}

/* The length of an identifier with a `=` behind it; 0: the word does not begin so. */
static size_t key_length(const char *word)
{
    size_t length = 0;

    if (isdigit((unsigned char)word[0]))
        return 0;
    while (isalnum((unsigned char)word[length]) || word[length] == '_' || (unsigned char)word[length] >= 0x80)
        length++;
    return word[length] == '=' ? length : 0;
}

/* Whether a word looks like text that was meant to be a str. */
static bool lacks_quotes(const char *word)
{
    return word[0] == '\0' || strpbrk(word, "'\"[](){}") == NULL;
}

/* New; NULL with the error filled. */
static pymgr_value *read_literal(const char *word, struct pymgr_error *error)
{
    pymgr_value *value = pymgr_literal(word, error);

    if (value == NULL && error->code == PYMGR_INVALID && lacks_quotes(word))
        pm_tool_fault(error, PYMGR_INVALID,
            "'%.80s' is no Python literal; text needs quotes that reach pymgr, as in \"'text'\"", word);
    return value;
}

static int add_keyword(pymgr_value *kwds, const char *word, size_t length, struct pymgr_error *error)
{
    pymgr_value *key = pymgr_pack(error, "s%", word, length), *value;

    if (key == NULL)
        return error->code == PYMGR_INVALID
                   ? pm_tool_fault(error, PYMGR_INVALID, "'%.80s' is not UTF-8", word)
                   : -1;
    value = pymgr_dict_get(kwds, key) == NULL ? read_literal(word + length + 1, error) : NULL;
    if (value != NULL)
        return pymgr_dict_set(kwds, key, value) == 0 ? 0 : fail_nomem(error);
    if (pymgr_dict_get(kwds, key) != NULL)
        pm_tool_fault(error, PYMGR_INVALID, "'%.80s' repeats a keyword", word);
    pymgr_unref(key);
    return -1;
}

static int add_positional(
    pymgr_value *args, const pymgr_value *kwds, const char *word, struct pymgr_error *error)
{
    pymgr_value *value;

    if (pymgr_length(kwds) > 0)
        return pm_tool_fault(error, PYMGR_INVALID, "'%.80s' has no keyword, but follows one that has", word);
    value = read_literal(word, error);
    if (value == NULL)
        return -1;
    return pymgr_list_append(args, value) == 0 ? 0 : fail_nomem(error);
}

static int add_all(
    int count, char *const *words, pymgr_value *args, pymgr_value *kwds, struct pymgr_error *error)
{
    for (int i = 0; i < count; i++) {
        size_t length = key_length(words[i]);
        int result = length > 0 ? add_keyword(kwds, words[i], length, error)
                                : add_positional(args, kwds, words[i], error);

        if (result != 0)
            return -1;
    }
    return 0;
}

static pymgr_value *tuple_of_list(const pymgr_value *list)
{
    pymgr_value *tuple = pymgr_tuple(pymgr_length(list));

    for (size_t i = 0; tuple != NULL && i < pymgr_length(list); i++)
        pymgr_tuple_put(tuple, i, pymgr_ref(pymgr_item(list, i)));
    return tuple;
}

int pm_call_words(
    int count, char *const *words, pymgr_value **argsp, pymgr_value **kwdsp, struct pymgr_error *error)
{
    pymgr_value *args = pymgr_list(), *kwds = pymgr_dict();
    int result = args == NULL || kwds == NULL ? fail_nomem(error) : add_all(count, words, args, kwds, error);

    *argsp = result == 0 ? tuple_of_list(args) : NULL;
    *kwdsp = kwds;
    pymgr_unref(args);
    if (*argsp != NULL)
        return 0;
    *kwdsp = pymgr_unref(kwds);
    return result == 0 ? fail_nomem(error) : -1;
}
