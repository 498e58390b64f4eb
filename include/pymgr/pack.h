/* SPDX-License-Identifier: MIT
 *
 * Values from format strings, and back into variables of C.
 *
 * A format is a row of items, one letter each; blanks and commas between them are free. pymgr_pack makes the
 * value that a format describes, from the arguments that its letters ask for; pymgr_unpack checks that a
 * value is what a format describes, and stores its parts where the arguments point.
 *
 *     const char *host;
 *     int port;
 *     double timeout = 5;
 *     pymgr_value *config = pymgr_pack(&error, "{host=s, port=i, tags=[s s]}", "db1", 5432, "a", "b");
 *
 *     if (pymgr_unpack(config, &error, "{host=s, port=i | timeout=f *}", &host, &port, &timeout) < 0)
 *         fprintf(stderr, "%s\n", error.text);        "value['port']: expected int, not 'str'"
 *
 *          Python     pymgr_pack                      pymgr_unpack
 *   n      None       nothing                         nothing
 *   b      bool       int                             bool *
 *   i      int        int                             int *
 *   I      int        int64_t                         int64_t *
 *   U      int        uint64_t                        uint64_t *
 *   f      float      double                          double *; takes an int too
 *   s      str        const char *, ended by a NUL    const char **; refuses text with a NUL in it
 *   s%     str        const char *, size_t            const char **, size_t *
 *   y      bytes      const void *, size_t            const void **, size_t *; takes a bytearray too
 *   o      anything   pymgr_value *, taken            pymgr_value **, borrowed from the value
 *   O      anything   pymgr_value *, borrowed         pymgr_value **, new
 *   _      anything   -                               nothing: it is passed over
 *   [...]  list       items                           items
 *   (...)  tuple      items: "(i)" is a tuple of one  items
 *   {...}  dict       entries                         entries
 *   <...>  set        items                           -
 *
 * An entry of a dict is KEY:ITEM, where KEY is an item itself (packed, in both functions: "{s:i}" with a
 * `const char *` and what `i` wants), or name=ITEM, where the key is the str `name` as it stands in the
 * format: letters, digits, `_` and what is beyond ASCII.
 *
 * `?` right behind s, s%, y, o or O: None may stand there; it is NULL in C. In pymgr_unpack behind b, i, I, U
 * and f too: None then leaves the variable as it was.
 *
 * Two marks are pymgr_unpack's alone. `|` within brackets: what follows may be missing, and its variables are
 * then left as they were. `*` before the closing bracket: there may be more, which is ignored; without it the
 * value must have no more than the format says. Either kind of sequence is taken for [...] and for (...),
 * since tuples become lists by way of XML-RPC.
 *
 * A mark stands right behind its letter: "s?i" is a str or None and an int, "s ?" is a mistake. Brackets go a
 * hundred deep.
 *
 * Arguments must have the very types of the table: a cast is needed where they have not, as for a `long` that
 * `I` is to pack.
 */
#ifndef PYMGR_PACK_H
#define PYMGR_PACK_H

#include <pymgr/error.h>
#include <stdarg.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/*
 * The value that the format describes, exactly one: new. NULL with the error filled (NULL: nobody wants to
 * know): PYMGR_NO_MEMORY; PYMGR_INVALID for a mistake in the format, a NULL or text that is not UTF-8, an
 * unhashable key. A NULL for `o` fails with what the error says already, or else with PYMGR_NO_MEMORY: the
 * call that gave it has failed, so calls nest.
 *
 * Values for `o` are taken also if the packing fails; only after a mistake in the format those beyond it are
 * not, for it is not known where they are. Text and bytes are copied.
 */
pymgr_value *pymgr_pack(struct pymgr_error *error, const char *format, ...);
/* The same; the state of `args` is afterwards as after any function that has used it. */
pymgr_value *pymgr_vpack(struct pymgr_error *error, const char *format, va_list args);

/*
 * Takes a value apart: 0, or -1 with the error filled (NULL: nobody wants to know), and then no variable has
 * been changed and nothing is new. PYMGR_INVALID says where in the value, and what was expected there; so
 * does a mistake in the format. What is borrowed or points to text and bytes lives as long as the value,
 * which is borrowed itself. A NULL value fails with what the error says already, or else with
 * PYMGR_NO_MEMORY.
 */
int pymgr_unpack(const pymgr_value *value, struct pymgr_error *error, const char *format, ...);
/* The same; the state of `args` is afterwards as after any function that has used it. */
int pymgr_vunpack(const pymgr_value *value, struct pymgr_error *error, const char *format, va_list args);

/*
 * The value of a text that is one Python literal, as ast.literal_eval has it, or as repr() writes a set,
 * frozenset, bytearray, range, slice or array: new. For what people type, on command lines and in files. NULL
 * with the error filled: PYMGR_INVALID with where the text is wrong, as are numbers of more than 4300 digits
 * and more than 200 brackets within brackets; PYMGR_LIMIT when it has more than 16 MiB; PYMGR_NO_MEMORY.
 */
pymgr_value *pymgr_literal(const char *text, struct pymgr_error *error);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
