/* models_input.c - functions that bring input through descriptors. */
#include "leafrt/inputs.h"
#include "leafrt/model.h"
#include "leafrt/runtime.h"
#include "leafrt/shadow.h"

#include <fcntl.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

extern ssize_t __read_chk(int fd, void *to, size_t n, size_t room);
extern ssize_t __pread_chk(int fd, void *to, size_t n, off_t offset, size_t room);
extern ssize_t __recv_chk(int fd, void *to, size_t n, size_t room, int flags);
extern int __open_2(const char *path, int flags);

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

#define READ_MODEL(name, parameters, call)                                                         \
	MODEL ssize_t leaf_m_##name parameters                                                     \
	{                                                                                          \
		model_pin((const void *)leaf_m_##name, 2);                                         \
		model_taken((const void *)leaf_m_##name);                                          \
		ssize_t got = call;                                                                \
		if (got > 0)                                                                       \
			took(fd, to, (size_t)got);                                                 \
		return got;                                                                        \
	}
READ_MODEL(read, (int fd, void *to, size_t n), read(fd, to, n))
READ_MODEL(__read_chk, (int fd, void *to, size_t n, size_t room), __read_chk(fd, to, n, room))
READ_MODEL(recv, (int fd, void *to, size_t n, int flags), recv(fd, to, n, flags))
READ_MODEL(__recv_chk, (int fd, void *to, size_t n, size_t room, int flags),
	   __recv_chk(fd, to, n, room, flags))
READ_MODEL(recvfrom,
	   (int fd, void *to, size_t n, int flags, struct sockaddr *from, socklen_t *from_len),
	   recvfrom(fd, to, n, flags, from, from_len))

static void took_at(int fd, void *to, ssize_t got, off_t offset)
{
	if (got <= 0 || !runtime_enter())
		return;
	struct input *input = inputs_of_fd(fd);
	if (input)
		inputs_mark(input, (uint64_t)offset, to, (size_t)got);
	else
		shadow_forget(to, (size_t)got);
	runtime_leave();
}

#define PREAD_MODEL(name, parameters, call)                                                        \
	MODEL ssize_t leaf_m_##name parameters                                                     \
	{                                                                                          \
		model_pin((const void *)leaf_m_##name, 2);                                         \
		model_pin((const void *)leaf_m_##name, 3);                                         \
		model_taken((const void *)leaf_m_##name);                                          \
		ssize_t got = call;                                                                \
		took_at(fd, to, got, offset);                                                      \
		return got;                                                                        \
	}
PREAD_MODEL(pread, (int fd, void *to, size_t n, off_t offset), pread(fd, to, n, offset))
PREAD_MODEL(pread64, (int fd, void *to, size_t n, off_t offset), pread(fd, to, n, offset))
PREAD_MODEL(__pread_chk, (int fd, void *to, size_t n, off_t offset, size_t room),
	    __pread_chk(fd, to, n, offset, room))
PREAD_MODEL(__pread64_chk, (int fd, void *to, size_t n, off_t offset, size_t room),
	    __pread_chk(fd, to, n, offset, room))

/* In pieces, each as if read at its place. */
static void took_pieces(int fd, const struct iovec *pieces, int n, size_t got, off_t offset)
{
	for (int i = 0; i < n && got; i++) {
		size_t len = pieces[i].iov_len < got ? pieces[i].iov_len : got;
		took_at(fd, pieces[i].iov_base, (ssize_t)len, offset);
		offset += (off_t)len;
		got -= len;
	}
}

MODEL ssize_t leaf_m_readv(int fd, const struct iovec *pieces, int n)
{
	model_taken((const void *)leaf_m_readv);
	ssize_t got = readv(fd, pieces, n);
	struct input *input = got > 0 && runtime_is_on() ? inputs_of_fd(fd) : NULL;
	off_t end = input ? lseek(fd, 0, SEEK_CUR) : 0;
	off_t begin = !input ? 0 : end >= 0 ? end - got : (off_t)input->at;
	if (input && end < 0)
		input->at += (uint64_t)got;
	if (got > 0)
		took_pieces(fd, pieces, n, (size_t)got, begin);
	return got;
}

MODEL ssize_t leaf_m_preadv(int fd, const struct iovec *pieces, int n, off_t offset)
{
	model_taken((const void *)leaf_m_preadv);
	ssize_t got = preadv(fd, pieces, n, offset);
	if (got > 0)
		took_pieces(fd, pieces, n, (size_t)got, offset);
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
		model_taken((const void *)leaf_m_##name);                                          \
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
	model_taken((const void *)leaf_m_openat);
	int fd = openat(folder, path, flags, mode);
	opened(fd);
	return fd;
}

MODEL int leaf_m_openat64(int folder, const char *path, int flags, ...)
{
	va_list list;
	va_start(list, flags);
	mode_t mode = va_arg(list, mode_t);
	va_end(list);
	model_taken((const void *)leaf_m_openat64);
	int fd = openat(folder, path, flags, mode);
	opened(fd);
	return fd;
}

#define OPEN_2_MODEL(name)                                                                         \
	MODEL int leaf_m_##name(const char *path, int flags)                                       \
	{                                                                                          \
		model_taken((const void *)leaf_m_##name);                                          \
		int fd = __open_2(path, flags);                                                    \
		opened(fd);                                                                        \
		return fd;                                                                         \
	}
OPEN_2_MODEL(__open_2)
OPEN_2_MODEL(__open64_2)

MODEL int leaf_m_close(int fd)
{
	model_taken((const void *)leaf_m_close);
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
	model_taken((const void *)leaf_m_dup);
	return duplicated(fd, dup(fd));
}

MODEL int leaf_m_dup2(int from, int to)
{
	model_taken((const void *)leaf_m_dup2);
	return duplicated(from, dup2(from, to));
}

MODEL int leaf_m_dup3(int from, int to, int flags)
{
	model_taken((const void *)leaf_m_dup3);
	return duplicated(from, dup3(from, to, flags));
}

/* Where the input's file is in memory, so that its labels go with it. */
#define MOST_MAPPED 32
static struct {
	char *at;
	size_t len;
} mapped[MOST_MAPPED];

static void note_mapped(char *at, size_t len)
{
	for (int i = 0; i < MOST_MAPPED; i++)
		if (!mapped[i].len) {
			mapped[i].at = at;
			mapped[i].len = len;
			return;
		}
}

static void took_mapping(int fd, void *at, size_t len, off_t offset)
{
	if (at == MAP_FAILED || fd < 0 || !runtime_enter())
		return;
	struct input *input = inputs_of_fd(fd);
	uint64_t has = input && (uint64_t)offset < input->len ? input->len - (uint64_t)offset : 0;
	if (has) {
		inputs_mark(input, (uint64_t)offset, at, len < has ? len : has);
		note_mapped(at, len);
	}
	runtime_leave();
}

#define MMAP_MODEL(name)                                                                           \
	MODEL void *leaf_m_##name(void *want, size_t len, int access, int flags, int fd,           \
				  off_t offset)                                                    \
	{                                                                                          \
		model_pin((const void *)leaf_m_##name, 1);                                         \
		model_pin((const void *)leaf_m_##name, 5);                                         \
		model_taken((const void *)leaf_m_##name);                                          \
		void *at = mmap(want, len, access, flags, fd, offset);                             \
		took_mapping(access &PROT_READ ? fd : -1, at, len, offset);                        \
		return at;                                                                         \
	}
MMAP_MODEL(mmap)
MMAP_MODEL(mmap64)

MODEL int leaf_m_munmap(void *at, size_t len)
{
	model_taken((const void *)leaf_m_munmap);
	for (int i = 0; i < MOST_MAPPED; i++)
		if (mapped[i].len && mapped[i].at >= (char *)at &&
		    mapped[i].at < (char *)at + len) {
			leaf_forget(mapped[i].at, mapped[i].len);
			mapped[i].len = 0;
		}
	return munmap(at, len);
}
