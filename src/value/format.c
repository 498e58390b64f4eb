/* SPDX-License-Identifier: MIT
 *
 * The marks of a format string, and what is said of its mistakes.
 */
#include "value/failure.h"
#include "value/pack.h"

#include <ctype.h>
#include <stdio.h>

void pm_format_begin(struct pm_format *self, struct pymgr_error *error, const char *format, va_list args)
{
    *self = (struct pm_format){ .text = format == NULL ? "" : format, .error = error };
    va_copy(self->args, args);
}

void pm_format_end(struct pm_format *self)
{
    va_end(self->args);
}

/* --- failures --- */

void *pm_format_nomem(struct pm_format *self)
{
    if (!self->failed)
        pm_fault_nomem(self->error);
    self->failed = true;
    return NULL;
}

void *pm_format_fail(struct pm_format *self, size_t position, const char *what)
{
    if (!self->failed)
        pm_fault(self->error, PYMGR_INVALID, "%s at %zu of \"%s\"", what, position, self->text);
    self->failed = true;
    return NULL;
}

void *pm_format_mistake(struct pm_format *self, size_t position, const char *what)
{
    self->broken = true;
    return pm_format_fail(self, position, what);
}

void *pm_format_fail_from(struct pm_format *self, size_t position, const struct pm_error *from)
{
    return from->kind == PM_ERROR_NOMEM ? pm_format_nomem(self) : pm_format_fail(self, position, from->text);
}

void *pm_format_fail_null(struct pm_format *self)
{
    if (!self->failed && (self->error == NULL || self->error->code == PYMGR_OK))
        pm_fault_nomem(self->error);
    self->failed = true;
    return NULL;
}

/* --- reading --- */

static bool is_blank(char byte)
{
    return byte == ' ' || byte == ',' || byte == '\t' || byte == '\n';
}

static void skip_blanks(struct pm_format *self)
{
    while (is_blank(self->text[self->position]))
        self->position++;
}

bool pm_format_take(struct pm_format *self, char mark)
{
    skip_blanks(self);
    if (self->text[self->position] != mark)
        return false;
    self->position++;
    return true;
}

bool pm_format_more(struct pm_format *self, char close)
{
    char missing[] = "missing ' '";

    skip_blanks(self);
    if (self->broken)
        return false;
    if (self->text[self->position] == close) {
        self->position += close != '\0';
        return false;
    }
    if (self->text[self->position] != '\0')
        return true;
    missing[sizeof "missing '" - 1] = close;
    pm_format_mistake(self, self->position, missing);
    return false;
}

static bool is_of_name(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

size_t pm_format_name(struct pm_format *self, const char **namep)
{
    size_t start, size = 0;

    skip_blanks(self);
    start = self->position;
    while (is_of_name(self->text[start + size]))
        size++;
    self->position += size;
    if (size > 0 && pm_format_take(self, '=')) {
        *namep = self->text + start;
        return size;
    }
    self->position = start;
    return 0;
}

bool pm_format_item(struct pm_format *self, struct pm_format_item *item)
{
    skip_blanks(self);
    if (self->broken)
        return false;
    *item = (struct pm_format_item){ .letter = self->text[self->position], .position = self->position };
    if (item->letter == '\0') {
        pm_format_mistake(self, self->position, "missing item");
        return false;
    }
    self->position++;
    item->sized = self->text[self->position] == '%';
    self->position += item->sized;
    item->nullable = self->text[self->position] == '?';
    self->position += item->nullable;
    return true;
}

bool pm_format_marks(struct pm_format *self, const struct pm_format_item *item, const char *marks)
{
    if ((!item->sized || strchr(marks, '%') != NULL) && (!item->nullable || strchr(marks, '?') != NULL))
        return true;
    pm_format_mistake(self, item->position + 1, "unexpected mark");
    return false;
}

bool pm_format_enter(struct pm_format *self, const struct pm_format_item *item)
{
    if (self->depth == PM_FORMAT_DEPTH) {
        pm_format_mistake(self, item->position, "too many nested brackets");
        return false;
    }
    self->depth++;
    return true;
}

void pm_format_leave(struct pm_format *self)
{
    self->depth--;
}
