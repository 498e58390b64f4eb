/* SPDX-License-Identifier: MIT
 *
 * The scenarios, each in the file of its subject.
 */
#ifndef PM_SCENARIOS_H
#define PM_SCENARIOS_H

#include "scenarios/stage.h"

/* calls.c */
void play_calls(struct stage *on);
void play_create(struct stage *on);

/* typed.c */
void play_typed(struct stage *on);
void play_typed_pool(struct stage *on);

/* values.c */
void play_values(struct stage *on);
void play_large(struct stage *on);

/* references.c */
void play_references(struct stage *on);
void play_named(struct stage *on);
void play_errors(struct stage *on);

/* nested.c */
void play_nested(struct stage *on);
void play_iterator(struct stage *on);
void play_pool(struct stage *on);

/* asynchronous.c */
void play_asynchronous(struct stage *on);

/* batches.c */
void play_batch(struct stage *on);
void play_mixed_batch(struct stage *on);
void play_flood(struct stage *on);

/* processes.c */
void play_threads(struct stage *on);
void play_forks(struct stage *on);

/* --- parts of tests that a script arranges --- */

/* exchange.c */
void play_store(struct stage *on);
void play_fetch(struct stage *on);

/* failing.c */
void play_connect(struct stage *on);
void play_probe(struct stage *on);
void play_busy(struct stage *on);
void play_waiting(struct stage *on);
void play_cancel(struct stage *on);
void play_cancel_early(struct stage *on);
void play_stopped(struct stage *on);
void play_restarted(struct stage *on);
void play_no_descriptors(struct stage *on);
void play_limit(struct stage *on);
void play_start(struct stage *on);

/* mix.c */
void play_mix(struct stage *on);
void play_mixed(struct stage *on);

#endif
