/* models_input.c - functions that bring input: descriptors and streams. */
#include "leafrt/inputs.h"
#include "leafrt/model.h"
#include "leafrt/runtime.h"
#include "leafrt/shadow.h"
#include "pri/pri_types.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* `n` bytes came from a descriptor to `to`, the last of them standing before the descriptor's offset. */
static void took(int fd, void *to, size_t n)
{
	if (!runtime_enter())
		return;
	struct input *input = inputs_of_fd(fd);
	off_t end = input ? lseek(fd, 0, SEEK_CUR) : 0;
	if (!input) {
		shadow_forget(to, n);
	} else if (end >= 0) {
		inputs_mark(input, (uint64_t)end - n, to, n);
	} else {
		inputs_mark(input, input->at, to, n);
		input->at += n;
	}
	runtime_leave();
}

MODEL ssize_t leaf_m_read(int fd, void *to, size_t n)
{
	model_taken(leaf_m_read);
	ssize_t got = read(fd, to, n);
	if (got > 0)
		took(fd, to, (size_t)got);
	return got;
}

MODEL ssize_t leaf_m_pread(int fd, void *to, size_t n, off_t offset)
{
	model_taken(leaf_m_pread);
	ssize_t got = pread(fd, to, n, offset);
	if (got > 0 && runtime_enter()) {
		struct input *input = inputs_of_fd(fd);
		if (input)
			inputs_mark(input, (uint64_t)offset, to, (size_t)got);
		else
			shadow_forget(to, (size_t)got);
		runtime_leave();
	}
	return got;
}

MODEL ssize_t leaf_m_recv(int fd, void *to, size_t n, int flags)
{
	model_taken(leaf_m_recv);
	ssize_t got = recv(fd, to, n, flags);
	if (got > 0)
		took(fd, to, (size_t)got);
	return got;
}

static void opened(int fd)
{
	if (fd >= 0 && runtime_enter()) {
		inputs_note_fd(fd);
		runtime_leave();
	}
}

#define OPEN_MODEL(name)                                                                           \
	MODEL int leaf_m_##name(const char *path, int flags, ...)                                  \
	{                                                                                          \
		va_list list;                                                                      \
		va_start(list, flags);                                                             \
		mode_t mode = va_arg(list, mode_t);                                                \
		va_end(list);                                                                      \
		model_taken(leaf_m_##name);                                                        \
		int fd = open(path, flags, mode);                                                  \
		opened(fd);                                                                        \
		return fd;                                                                         \
	}
OPEN_MODEL(open)
OPEN_MODEL(open64)

MODEL int leaf_m_openat(int folder, const char *path, int flags, ...)
{
	va_list list;
	va_start(list, flags);
	mode_t mode = va_arg(list, mode_t);
	va_end(list);
	model_taken(leaf_m_openat);
	int fd = openat(folder, path, flags, mode);
	opened(fd);
	return fd;
}

MODEL int leaf_m_close(int fd)
{
	model_taken(leaf_m_close);
	if (runtime_enter()) {
		inputs_forget_fd(fd);
		runtime_leave();
	}
	return close(fd);
}

static int duplicated(int from, int to)
{
	if (to >= 0 && runtime_enter()) {
		inputs_dup_fd(from, to);
		runtime_leave();
	}
	return to;
}

MODEL int leaf_m_dup(int fd)
{
	model_taken(leaf_m_dup);
	return duplicated(fd, dup(fd));
}

MODEL int leaf_m_dup2(int from, int to)
{
	model_taken(leaf_m_dup2);
	return duplicated(from, dup2(from, to));
}

#define FOPEN_MODEL(name)                                                                          \
	MODEL FILE *leaf_m_##name(const char *path, const char *mode)                              \
	{                                                                                          \
		model_taken(leaf_m_##name);                                                        \
		FILE *file = fopen(path, mode);                                                    \
		if (file)                                                                          \
			opened(fileno(file));                                                      \
		return file;                                                                       \
	}
FOPEN_MODEL(fopen)
FOPEN_MODEL(fopen64)

MODEL int leaf_m_fclose(FILE *file)
{
	model_taken(leaf_m_fclose);
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

#define FREAD_MODEL(name)                                                                          \
	MODEL size_t leaf_m_##name(void *to, size_t size, size_t n, FILE *file)                    \
	{                                                                                          \
		uint64_t offset = 0;                                                               \
		model_taken(leaf_m_##name);                                                        \
		struct input *input = stream(file, &offset);                                       \
		size_t got = fread(to, size, n, file);                                             \
		stream_took(input, offset, to, got *size);                                         \
		return got;                                                                        \
	}
FREAD_MODEL(fread)
FREAD_MODEL(fread_unlocked)

MODEL char *leaf_m_fgets(char *to, int n, FILE *file)
{
	uint64_t offset = 0;
	model_taken(leaf_m_fgets);
	struct input *input = stream(file, &offset);
	char *got = fgets(to, n, file);
	if (!got)
		return got;
	size_t len = strlen(to);
	off_t end = input ? ftello(file) : -1;
	if (end >= 0)
		len = (size_t)end - offset;
	stream_took(input, offset, to, len);
	stream_took(NULL, 0, to + len, 1);
	return got;
}

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
		model_taken(leaf_m_##name);                                                        \
		struct input *input = stream(file, &offset);                                       \
		int c = fgetc(file);                                                               \
		character(leaf_m_##name, input, offset, c);                                        \
		return c;                                                                          \
	}
GETC_MODEL(fgetc)
GETC_MODEL(getc)
GETC_MODEL(getc_unlocked)
GETC_MODEL(_IO_getc)

#define GETCHAR_MODEL(name)                                                                        \
	MODEL int leaf_m_##name(void)                                                              \
	{                                                                                          \
		uint64_t offset = 0;                                                               \
		struct input *input = stream(stdin, &offset);                                      \
		int c = getchar();                                                                 \
		character(leaf_m_##name, input, offset, c);                                        \
		return c;                                                                          \
	}
GETCHAR_MODEL(getchar)
GETCHAR_MODEL(getchar_unlocked)

MODEL int leaf_m_ungetc(int c, FILE *file)
{
	uint64_t offset = 0;
	model_taken(leaf_m_ungetc);
	struct input *input = stream(file, &offset);
	int got = ungetc(c, file);
	if (input && got != EOF && input->at)
		input->at--;
	return got;
}
