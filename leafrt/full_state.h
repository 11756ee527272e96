/* full_state.h - numbers of the full level: places, operands, branching infos, and what they stand for. */
#ifndef LEAF_LEAFRT_FULL_STATE_H
#define LEAF_LEAFRT_FULL_STATE_H

#include "pri/pri_types.h"

#include <stddef.h>

/* A new number; each thread has its own. Threads: any, here and below. */
pri_place full_new_place(void);
pri_operand full_new_operand(void);
pri_branching full_new_branching(const struct pri_branching_info *info);

/* What a branching info stands for; valid until the thread made 64 more. */
const struct pri_branching_info *full_branching(pri_branching branching);

/*
 * How the log shows arguments; as leaf_shown() wants it. `BranchingInfo(on: 49 as u32 @ 25)`, `['a', 'b']`, `[1, 2]`.
 */
int pri_show_branching(char *out, size_t cap, const void *object);
int pri_show_operator(char *out, size_t cap, const void *object);
int pri_show_bytes(char *out, size_t cap, const void *object);
int pri_show_operands(char *out, size_t cap, const void *object);
int pri_show_words(char *out, size_t cap, const void *object);
int pri_show_chars(char *out, size_t cap, const void *object);
int pri_show_indices(char *out, size_t cap, const void *object);

#endif
