/* inputs.c - sources, each with a range of input bytes of its own. */
#include "leafrt/inputs.h"

#include "base/arena.h"
#include "leafrt/expr.h"
#include "leafrt/rt_config.h"
#include "leafrt/shadow.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_BYTES (1u << 22)
#define MOST_INPUTS 256u
#define MOST_FDS 4096
#define STREAM_ROOM (1u << 20)

static struct {
	struct input list[MOST_INPUTS];
	uint32_t n, used;
	uint8_t *bytes;
	uint16_t of_fd[MOST_FDS]; /* number + 1 */
	struct stat file;
	struct input *file_input;
} all;

static struct input *add(enum input_kind kind, const char *name, size_t room)
{
	if (all.n == MOST_INPUTS || room > MOST_BYTES - all.used)
		return NULL;
	struct input *input = &all.list[all.n++];
	*input = (struct input){ .kind = kind, .first = all.used, .room = (uint32_t)room };
	snprintf(input->name, sizeof input->name, "%s", name);
	all.used += (uint32_t)room;
	return input;
}

/* The whole file, so that a new input has the bytes that were not read, too. */
static void preload(struct input *input, int fd)
{
	ssize_t got;
	while (input->len < input->room && (got = pread(fd, all.bytes + input->first + input->len,
							input->room - input->len, input->len)) > 0)
		input->len += (uint32_t)got;
}

static void add_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (fstat(fd, &all.file) == 0 && S_ISREG(all.file.st_mode)) {
		all.file_input = add(INPUT_FILE, path, (size_t)all.file.st_size);
		if (all.file_input)
			preload(all.file_input, fd);
	}
	close(fd);
}

static void add_stdin(void)
{
	struct stat st;
	bool regular = fstat(0, &st) == 0 && S_ISREG(st.st_mode);
	size_t room = regular ? (size_t)st.st_size : STREAM_ROOM;
	struct input *input = add(INPUT_STDIN, "stdin", room);
	if (!input)
		return;
	if (regular)
		preload(input, 0);
	all.of_fd[0] = (uint16_t)(input - all.list + 1);
}

bool inputs_start(void)
{
	all.bytes = leaf__pages_map(MOST_BYTES);
	if (!all.bytes)
		return false;
	if (*rt_config.input)
		add_file(rt_config.input);
	if (rt_config.from_stdin)
		add_stdin();
	return true;
}

void inputs_arguments(int argc, char **argv)
{
	for (int i = 1; rt_config.from_argv && i < argc; i++) {
		char name[32];
		snprintf(name, sizeof name, "argv[%d]", i);
		struct input *input = add(INPUT_ARGUMENT, name, strlen(argv[i]));
		if (input)
			inputs_mark(input, 0, argv[i], input->room);
	}
}

static void add_variable(const char *name)
{
	char *value = getenv(name), shown[64];
	snprintf(shown, sizeof shown, "env.%.59s", name);
	struct input *input = value ? add(INPUT_ARGUMENT, shown, strlen(value)) : NULL;
	if (input)
		inputs_mark(input, 0, value, input->room);
}

void inputs_environment(void)
{
	char name[64];
	for (const char *at = rt_config.environment; *at;) {
		size_t len = strcspn(at, ",");
		snprintf(name, sizeof name, "%.*s", (int)(len < sizeof name ? len : 0), at);
		add_variable(name);
		at += len + (at[len] == ',');
	}
}

const uint8_t *inputs_bytes(void)
{
	return all.bytes;
}

uint32_t inputs_count(void)
{
	return all.n;
}

uint32_t inputs_total(void)
{
	return all.used;
}

const struct input *inputs_at(uint32_t i)
{
	return &all.list[i];
}

struct input *inputs_of_fd(int fd)
{
	if (fd < 0 || fd >= MOST_FDS || !all.of_fd[fd])
		return NULL;
	return &all.list[all.of_fd[fd] - 1];
}

void inputs_note_fd(int fd)
{
	struct stat st;
	if (fd < 0 || fd >= MOST_FDS || !all.file_input || fstat(fd, &st) != 0)
		return;
	bool same = st.st_dev == all.file.st_dev && st.st_ino == all.file.st_ino;
	all.of_fd[fd] = same ? (uint16_t)(all.file_input - all.list + 1) : 0;
}

void inputs_forget_fd(int fd)
{
	if (fd >= 0 && fd < MOST_FDS)
		all.of_fd[fd] = 0;
}

void inputs_dup_fd(int from, int to)
{
	if (from >= 0 && from < MOST_FDS && to >= 0 && to < MOST_FDS)
		all.of_fd[to] = all.of_fd[from];
}

void inputs_mark(struct input *input, uint64_t offset, void *to, size_t n)
{
	uint8_t *memory = to;
	for (size_t i = 0; i < n; i++) {
		uint64_t at = offset + i;
		if (at >= input->room) {
			shadow_forget(memory + i, n - i);
			return;
		}
		uint32_t byte = input->first + (uint32_t)at;
		/* Put back by ungetc(), it may be another one than the input's. */
		if (at < input->len && all.bytes[byte] != memory[i]) {
			shadow_forget(memory + i, 1);
			continue;
		}
		if (at >= input->len)
			input->len = (uint32_t)at + 1;
		all.bytes[byte] = memory[i];
		shadow_store(memory + i, 1, expr_input(byte, memory[i]));
	}
}

void inputs_variable(const char *name, void *at, size_t n)
{
	struct input *input = add(INPUT_VARIABLE, name, n);
	if (input)
		inputs_mark(input, 0, at, n);
}
