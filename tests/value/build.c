/* SPDX-License-Identifier: MIT */
#include "build.h"

#include "unit.h"
#include "value/dict.h"
#include "value/set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STACK_MOST = 4096 };

struct builder {
    pymgr_value *stack[STACK_MOST];
    size_t depth;
    bool failed;
    struct pm_error error;
};

static void push(struct builder *self, pymgr_value *value)
{
    if (value == NULL || self->depth == STACK_MOST)
        self->failed = true;
    else
        self->stack[self->depth++] = value;
}

static pymgr_value *pop(struct builder *self)
{
    if (self->depth > 0)
        return self->stack[--self->depth];
    self->failed = true;
    return NULL;
}

/* --- words --- */

static size_t from_hex(const char *hex, unsigned char *bytes)
{
    size_t size = strlen(hex) / 2;

    for (size_t i = 0; i < size; i++) {
        char digits[] = { hex[2 * i], hex[2 * i + 1], 0 };

        bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    return size;
}

static double to_double(const char *bits)
{
    uint64_t word = strtoull(bits, NULL, 16);
    double number;

    memcpy(&number, &word, sizeof number);
    return number;
}

static void from_bytes(struct builder *self, const char *word)
{
    unsigned char *bytes = malloc(strlen(word));
    size_t size = from_hex(word + 1, bytes);

    if (word[0] == 'x')
        push(self, pm_int_from_le(bytes, size));
    else if (word[0] == 's')
        push(self, pymgr_str_n((char *)bytes, size));
    else
        push(self, word[0] == 'b' ? pymgr_bytes(bytes, size) : pymgr_bytearray(bytes, size));
    free(bytes);
}

static void array(struct builder *self, const char *word)
{
    unsigned char *bytes = malloc(strlen(word));
    size_t size = from_hex(strchr(word, ':') + 1, bytes);

    push(self, pm_array_new(word[1], bytes, size));
    free(bytes);
}

static void global(struct builder *self, const char *word)
{
    const char *colon = strchr(word, ':');

    push(self, pm_global_new(pymgr_str_n(word + 1, (size_t)(colon - word - 1)), pymgr_str(colon + 1)));
}

static void sequence(struct builder *self, const char *word)
{
    size_t count = strtoul(word + 1, NULL, 10);
    pymgr_value *value = word[0] == 'l' ? pm_list_sized(count) : pymgr_tuple(count);

    for (size_t i = count; value != NULL && i > 0; i--) {
        if (word[0] == 'l')
            PM_CAST(pm_list, value)->items[i - 1] = pop(self);
        else
            pymgr_tuple_put(value, i - 1, pop(self));
    }
    push(self, value);
}

/* Takes the pairs off the stack, stored or not. */
static void dict(struct builder *self, const char *word)
{
    size_t pairs = strtoul(word + 1, NULL, 10);
    pymgr_value *value = pymgr_dict();

    if (self->depth < 2 * pairs || value == NULL) {
        self->failed = true;
        pymgr_unref(value);
        return;
    }
    self->depth -= 2 * pairs;
    for (size_t i = 0; i < pairs; i++) {
        pymgr_value **pair = &self->stack[self->depth + 2 * i];

        self->failed |= pm_dict_store(value, pair[0], pair[1], &self->error) < 0;
    }
    push(self, value);
}

static void change_set(struct builder *self, const char *word)
{
    pymgr_value *item = pop(self);
    bool found = true;

    if (self->depth == 0) {
        self->failed = true;
        pymgr_unref(item);
        return;
    }
    if (word[0] == '+') {
        self->failed = pm_set_insert(self->stack[self->depth - 1], item, &self->error) < 0;
        return;
    }
    self->failed = pm_set_discard(self->stack[self->depth - 1], item, &found, &self->error) < 0 || !found;
    pymgr_unref(item);
}

static void of_three(struct builder *self, const char *word)
{
    pymgr_value *step = pop(self), *stop = pop(self), *start = pop(self);

    push(self, word[0] == 'L' ? pymgr_slice(start, stop, step) : pm_range_new(start, stop, step));
}

static void make_instance(struct builder *self, const char *word)
{
    pymgr_value *args = pop(self), *callable = pop(self);

    push(self, pm_instance_new(word[0] == 'r' ? PM_REDUCE : PM_NEWOBJ, callable, args));
}

static void set_part(struct builder *self, const char *word)
{
    pymgr_value *value = pop(self);
    struct pm_instance *instance;

    if (self->depth == 0) {
        self->failed = true;
        pymgr_unref(value);
        return;
    }
    instance = PM_CAST(pm_instance, self->stack[self->depth - 1]);
    *(word[1] == 's' ? &instance->state : word[1] == 'i' ? &instance->items : &instance->pairs) = value;
}

static void none(struct builder *self, const char *word)
{
    (void)word;
    push(self, pymgr_none());
}

static void truth(struct builder *self, const char *word)
{
    push(self, pymgr_bool(word[0] == 'T'));
}

static void real(struct builder *self, const char *word)
{
    push(self, pymgr_float(to_double(word + 1)));
}

static void complex(struct builder *self, const char *word)
{
    push(self, pymgr_complex(to_double(word + 1), to_double(strchr(word, ':') + 1)));
}

static void set(struct builder *self, const char *word)
{
    push(self, word[0] == 'q' ? pymgr_set() : pymgr_frozenset());
}

static const struct {
    const char *letters;
    void (*run)(struct builder *self, const char *word);
} words[] = {
    { "N", none },
    { "TF", truth },
    { "f", real },
    { "c", complex },
    { "xsba", from_bytes },
    { "A", array },
    { "g", global },
    { "lt", sequence },
    { "d", dict },
    { "qQ", set },
    { "+-", change_set },
    { "LR", of_three },
    { "ro", make_instance },
    { "!", set_part },
};

static void run_word(struct builder *self, const char *word)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strchr(words[i].letters, word[0]) != NULL) {
            words[i].run(self, word);
            return;
        }
    }
    self->failed = true;
}

pymgr_value *pm_build(const char *program)
{
    struct builder *self = calloc(1, sizeof *self);
    char *text = strdup(program), *next = NULL;
    pymgr_value *value;

    for (char *word = strtok_r(text, " ", &next); word != NULL && !self->failed;
         word = strtok_r(NULL, " ", &next))
        run_word(self, word);
    value = pop(self);
    if (self->failed || self->depth > 0)
        value = pymgr_unref(value);
    while (self->depth > 0)
        pymgr_unref(pop(self));
    free(text);
    free(self);
    return value;
}

char *pm_shown(const pymgr_value *value)
{
    char *shown = value == NULL ? NULL : pymgr_repr(value);

    return shown == NULL ? strdup("(nothing)") : shown;
}

void pm_check_text(const char *about, const char *got, const char *expected)
{
    CU_ASSERT_STRING_EQUAL(got, expected);
    if (strcmp(got, expected) != 0)
        fprintf(stderr, "%s\n    got      %s\n    expected %s\n", about, got, expected);
}

/* --- oracle files --- */

static void split(char *text, struct pm_oracle_line *line)
{
    size_t most = sizeof line->fields / sizeof line->fields[0];

    for (size_t i = 0; i < most; i++) {
        char *tab = i + 1 < most ? strchr(text, '\t') : NULL;

        line->fields[i] = text;
        text = tab == NULL ? text + strlen(text) : tab + 1;
        if (tab != NULL)
            *tab = 0;
    }
}

size_t pm_oracle(
    const char *name, void (*check)(const struct pm_oracle_line *line, void *context), void *context)
{
    char path[256];
    size_t size, count = 0;
    char *text, *at, *end;

    snprintf(path, sizeof path, "value/oracle/%s", name);
    text = (char *)pm_test_read(pm_test_path(path), &size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    for (at = text; at < text + size; at = end + 1) {
        struct pm_oracle_line line;

        end = memchr(at, '\n', (size_t)(text + size - at));
        *end = 0;
        split(at, &line);
        check(&line, context);
        count++;
    }
    free(text);
    return count;
}
