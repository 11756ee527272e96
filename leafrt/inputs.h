/* inputs.h - where symbolic bytes come from, and what they are in this run. */
#ifndef LEAF_LEAFRT_INPUTS_H
#define LEAF_LEAFRT_INPUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum input_kind { INPUT_FILE, INPUT_STDIN, INPUT_ARGUMENT, INPUT_VARIABLE };

/*
 *   first   number of its first byte among all input bytes
 *   len     bytes so far; room for `room`
 *   at      where an unseekable stream stands
 */
struct input {
	enum input_kind kind;
	char name[64];
	uint32_t first, len, room;
	uint64_t at;
};

/* Set up the sources that the environment names. Threads: all of this file under the runtime's lock. */
bool inputs_start(void);
void inputs_arguments(int argc, char **argv);
void inputs_environment(void);

/* The bytes of all sources in this run. */
const uint8_t *inputs_bytes(void);
uint32_t inputs_count(void);

/* Bytes of all sources together, with the room they have. */
uint32_t inputs_total(void);
const struct input *inputs_at(uint32_t i);

/* The source that a descriptor reads from; NULL if it is not symbolic. */
struct input *inputs_of_fd(int fd);

/* A descriptor was opened (or closed: -1 for none of them). */
void inputs_note_fd(int fd);
void inputs_forget_fd(int fd);
void inputs_dup_fd(int from, int to);

/* `n` bytes from `offset` of a source now stand at `to`. */
void inputs_mark(struct input *input, uint64_t offset, void *to, size_t n);

/* Memory that the program declares to be symbolic. */
void inputs_variable(const char *name, void *at, size_t n);

#endif
