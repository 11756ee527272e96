/* models_stream.c - functions that bring input through streams. */
#include "leafrt/inputs.h"
#include "leafrt/model.h"
#include "leafrt/runtime.h"
#include "leafrt/shadow.h"
#include "pri/pri_types.h"

#include <stdio.h>
#include <string.h>

extern size_t __fread_chk(void *to, size_t room, size_t size, size_t n, FILE *file);
extern char *__fgets_chk(char *to, size_t room, int n, FILE *file);

static void opened(FILE *file)
{
	if (file && fileno(file) >= 0 && runtime_enter()) {
		inputs_note_fd(fileno(file));
		runtime_leave();
	}
}

#define FOPEN_MODEL(name)                                                                          \
	MODEL FILE *leaf_m_##name(const char *path, const char *mode)                              \
	{                                                                                          \
		model_taken((const void *)leaf_m_##name);                                          \
		FILE *file = fopen(path, mode);                                                    \
		opened(file);                                                                      \
		return file;                                                                       \
	}
FOPEN_MODEL(fopen)
FOPEN_MODEL(fopen64)

MODEL FILE *leaf_m_freopen(const char *path, const char *mode, FILE *file)
{
	model_taken((const void *)leaf_m_freopen);
	FILE *now = freopen(path, mode, file);
	opened(now);
	return now;
}

MODEL int leaf_m_fclose(FILE *file)
{
	model_taken((const void *)leaf_m_fclose);
	if (runtime_enter()) {
		inputs_forget_fd(fileno(file));
		runtime_leave();
	}
	return fclose(file);
}

/* Where a symbolic stream stands before a read; NULL: it is not symbolic. */
static struct input *stream(FILE *file, uint64_t *offset)
{
	struct input *input = runtime_is_on() ? inputs_of_fd(fileno(file)) : NULL;
	off_t at = input ? ftello(file) : 0;
	if (input)
		*offset = at >= 0 ? (uint64_t)at : input->at;
	return input;
}

static void stream_took(struct input *input, uint64_t offset, void *to, size_t n)
{
	if (!n || !runtime_enter())
		return;
	if (input) {
		inputs_mark(input, offset, to, n);
		input->at = offset + n;
	} else {
		shadow_forget(to, n);
	}
	runtime_leave();
}

#define FREAD_MODEL(name, parameters, call)                                                        \
	MODEL size_t leaf_m_##name parameters                                                      \
	{                                                                                          \
		uint64_t offset = 0;                                                               \
		model_pin((const void *)leaf_m_##name, FREAD_SIZE);                                \
		model_pin((const void *)leaf_m_##name, FREAD_SIZE + 1);                            \
		model_taken((const void *)leaf_m_##name);                                          \
		struct input *input = stream(file, &offset);                                       \
		size_t got = call;                                                                 \
		stream_took(input, offset, to, got *size);                                         \
		return got;                                                                        \
	}
#define FREAD_SIZE 1
FREAD_MODEL(fread, (void *to, size_t size, size_t n, FILE *file), fread(to, size, n, file))
FREAD_MODEL(fread_unlocked, (void *to, size_t size, size_t n, FILE *file), fread(to, size, n, file))
#undef FREAD_SIZE
#define FREAD_SIZE 2
FREAD_MODEL(__fread_chk, (void *to, size_t room, size_t size, size_t n, FILE *file),
	    __fread_chk(to, room, size, n, file))
FREAD_MODEL(__fread_unlocked_chk, (void *to, size_t room, size_t size, size_t n, FILE *file),
	    __fread_chk(to, room, size, n, file))

/* A line was read, and ended, which is no input. It may hold zeros, which only a stream that has a position tells. */
static void took_line(struct input *input, uint64_t offset, char *to, FILE *file)
{
	off_t end = input ? ftello(file) : -1;
	size_t len = end >= 0 ? (size_t)((uint64_t)end - offset) : strlen(to);
	stream_took(input, offset, to, len);
	stream_took(NULL, 0, to + len, 1);
}

#define FGETS_MODEL(name, parameters, call)                                                        \
	MODEL char *leaf_m_##name parameters                                                       \
	{                                                                                          \
		uint64_t offset = 0;                                                               \
		model_pin((const void *)leaf_m_##name, FGETS_N);                                   \
		model_taken((const void *)leaf_m_##name);                                          \
		struct input *input = stream(file, &offset);                                       \
		char *got = call;                                                                  \
		if (got)                                                                           \
			took_line(input, offset, to, file);                                        \
		return got;                                                                        \
	}
#define FGETS_N 1
FGETS_MODEL(fgets, (char *to, int n, FILE *file), fgets(to, n, file))
FGETS_MODEL(fgets_unlocked, (char *to, int n, FILE *file), fgets(to, n, file))
#undef FGETS_N
#define FGETS_N 2
FGETS_MODEL(__fgets_chk, (char *to, size_t room, int n, FILE *file), __fgets_chk(to, room, n, file))
FGETS_MODEL(__fgets_unlocked_chk, (char *to, size_t room, int n, FILE *file),
	    __fgets_chk(to, room, n, file))

static ssize_t line(char **to, size_t *room, int end, FILE *file)
{
	uint64_t offset = 0;
	struct input *input = stream(file, &offset);
	ssize_t got = getdelim(to, room, end, file);
	leaf_forget(to, sizeof *to);
	leaf_forget(room, sizeof *room);
	if (got > 0) {
		stream_took(input, offset, *to, (size_t)got);
		stream_took(NULL, 0, *to + got, 1);
	}
	return got;
}

MODEL ssize_t leaf_m_getline(char **to, size_t *room, FILE *file)
{
	model_taken((const void *)leaf_m_getline);
	return line(to, room, '\n', file);
}

#define GETDELIM_MODEL(name)                                                                       \
	MODEL ssize_t leaf_m_##name(char **to, size_t *room, int end, FILE *file)                  \
	{                                                                                          \
		model_taken((const void *)leaf_m_##name);                                          \
		return line(to, room, end, file);                                                  \
	}
GETDELIM_MODEL(getdelim)
GETDELIM_MODEL(__getdelim)

/* A character as an int: its byte, zero-extended. */
static void character(const void *self, struct input *input, uint64_t offset, int c)
{
	unsigned char byte = (unsigned char)c;
	if (!input || c == EOF || !runtime_enter())
		return;
	inputs_mark(input, offset, &byte, 1);
	input->at = offset + 1;
	leaf_label label = shadow_load(&byte, 1);
	shadow_forget(&byte, 1);
	runtime_leave();
	model_return(self, leaf_un(PRI_WHAT(PRI_OP_ZEXT, 32), label));
}

#define GETC_MODEL(name)                                                                           \
	MODEL int leaf_m_##name(FILE *file)                                                        \
	{                                                                                          \
		uint64_t offset = 0;                                                               \
		model_taken((const void *)leaf_m_##name);                                          \
		struct input *input = stream(file, &offset);                                       \
		int c = fgetc(file);                                                               \
		character((const void *)leaf_m_##name, input, offset, c);                          \
		return c;                                                                          \
	}
GETC_MODEL(fgetc)
GETC_MODEL(getc)
GETC_MODEL(getc_unlocked)
GETC_MODEL(fgetc_unlocked)
GETC_MODEL(_IO_getc)

#define GETCHAR_MODEL(name)                                                                        \
	MODEL int leaf_m_##name(void)                                                              \
	{                                                                                          \
		uint64_t offset = 0;                                                               \
		struct input *input = stream(stdin, &offset);                                      \
		int c = getchar();                                                                 \
		character((const void *)leaf_m_##name, input, offset, c);                          \
		return c;                                                                          \
	}
GETCHAR_MODEL(getchar)
GETCHAR_MODEL(getchar_unlocked)

MODEL int leaf_m_ungetc(int c, FILE *file)
{
	uint64_t offset = 0;
	leaf_label label = model_argument((const void *)leaf_m_ungetc, 0);
	model_taken((const void *)leaf_m_ungetc);
	struct input *input = stream(file, &offset);
	int got = ungetc(c, file);
	leaf_label byte = leaf_un(PRI_WHAT(PRI_OP_TRUNC, 8), label);
	if (got != EOF)
		model_return((const void *)leaf_m_ungetc, leaf_un(PRI_WHAT(PRI_OP_ZEXT, 32), byte));
	if (input && got != EOF && input->at)
		input->at--;
	return got;
}
