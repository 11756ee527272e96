/* models_copy.c - functions that copy or fill: labels go along. */
#include "leafrt/model.h"

#include <stdlib.h>
#include <string.h>

extern void *__memcpy_chk(void *to, const void *from, size_t n, size_t room);
extern void *__mempcpy_chk(void *to, const void *from, size_t n, size_t room);
extern void *__memmove_chk(void *to, const void *from, size_t n, size_t room);
extern void *__memset_chk(void *to, int byte, size_t n, size_t room);
extern char *__strcpy_chk(char *to, const char *from, size_t room);
extern char *__stpcpy_chk(char *to, const char *from, size_t room);
extern char *__strncpy_chk(char *to, const char *from, size_t n, size_t room);
extern char *__strcat_chk(char *to, const char *from, size_t room);
extern char *__strncat_chk(char *to, const char *from, size_t n, size_t room);

/* Labels first: afterwards an overlapping source is gone. */
#define BLOCK_MODEL(name)                                                                          \
	MODEL void *leaf_m_##name(void *to, const void *from, size_t n)                            \
	{                                                                                          \
		model_pin(leaf_m_##name, 2);                                                       \
		model_taken(leaf_m_##name);                                                        \
		leaf_copy(to, from, n);                                                            \
		return name(to, from, n);                                                          \
	}                                                                                          \
	MODEL void *leaf_m___##name##_chk(void *to, const void *from, size_t n, size_t room)       \
	{                                                                                          \
		model_pin(leaf_m___##name##_chk, 2);                                               \
		model_taken(leaf_m___##name##_chk);                                                \
		leaf_copy(to, from, n <= room ? n : 0);                                            \
		return __##name##_chk(to, from, n, room);                                          \
	}
BLOCK_MODEL(memcpy)
BLOCK_MODEL(mempcpy)
BLOCK_MODEL(memmove)

MODEL void leaf_m_bcopy(const void *from, void *to, size_t n)
{
	model_pin(leaf_m_bcopy, 2);
	model_taken(leaf_m_bcopy);
	leaf_copy(to, from, n);
	memmove(to, from, n);
}

static void filled(void *to, leaf_label byte, size_t n)
{
	leaf_fill(to, leaf_un(PRI_WHAT(PRI_OP_TRUNC, 8), byte), n);
}

MODEL void *leaf_m_memset(void *to, int byte, size_t n)
{
	leaf_label label = model_argument(leaf_m_memset, 1);
	model_pin(leaf_m_memset, 2);
	model_taken(leaf_m_memset);
	memset(to, byte, n);
	filled(to, label, n);
	return to;
}

MODEL void *leaf_m___memset_chk(void *to, int byte, size_t n, size_t room)
{
	leaf_label label = model_argument(leaf_m___memset_chk, 1);
	model_pin(leaf_m___memset_chk, 2);
	model_taken(leaf_m___memset_chk);
	__memset_chk(to, byte, n, room);
	filled(to, label, n);
	return to;
}

MODEL void leaf_m_bzero(void *to, size_t n)
{
	model_pin(leaf_m_bzero, 1);
	model_taken(leaf_m_bzero);
	leaf_forget(to, n);
	memset(to, 0, n);
}

#define TEXT_MODEL(name)                                                                           \
	MODEL char *leaf_m_##name(char *to, const char *from)                                      \
	{                                                                                          \
		model_taken(leaf_m_##name);                                                        \
		leaf_copy(to, from, strlen(from) + 1);                                             \
		return name(to, from);                                                             \
	}                                                                                          \
	MODEL char *leaf_m___##name##_chk(char *to, const char *from, size_t room)                 \
	{                                                                                          \
		size_t n = strlen(from) + 1;                                                       \
		model_taken(leaf_m___##name##_chk);                                                \
		leaf_copy(to, from, n <= room ? n : 0);                                            \
		return __##name##_chk(to, from, room);                                             \
	}
TEXT_MODEL(strcpy)
TEXT_MODEL(stpcpy)

static void copied(char *to, const char *from, size_t n)
{
	size_t len = strnlen(from, n);
	leaf_copy(to, from, len);
	leaf_forget(to + len, n - len);
}

MODEL char *leaf_m_strncpy(char *to, const char *from, size_t n)
{
	model_pin(leaf_m_strncpy, 2);
	model_taken(leaf_m_strncpy);
	copied(to, from, n);
	return strncpy(to, from, n);
}

MODEL char *leaf_m___strncpy_chk(char *to, const char *from, size_t n, size_t room)
{
	model_pin(leaf_m___strncpy_chk, 2);
	model_taken(leaf_m___strncpy_chk);
	copied(to, from, n <= room ? n : 0);
	return __strncpy_chk(to, from, n, room);
}

MODEL char *leaf_m_stpncpy(char *to, const char *from, size_t n)
{
	model_pin(leaf_m_stpncpy, 2);
	model_taken(leaf_m_stpncpy);
	copied(to, from, n);
	return stpncpy(to, from, n);
}

MODEL char *leaf_m_strcat(char *to, const char *from)
{
	model_taken(leaf_m_strcat);
	leaf_copy(to + strlen(to), from, strlen(from) + 1);
	return strcat(to, from);
}

MODEL char *leaf_m___strcat_chk(char *to, const char *from, size_t room)
{
	size_t len = strlen(to), n = strlen(from) + 1;
	model_taken(leaf_m___strcat_chk);
	leaf_copy(to + len, from, len + n <= room ? n : 0);
	return __strcat_chk(to, from, room);
}

static void appended(char *to, const char *from, size_t n, size_t room)
{
	size_t len = strlen(to), more = strnlen(from, n);
	if (len + more + 1 > room)
		return;
	leaf_copy(to + len, from, more);
	leaf_forget(to + len + more, 1);
}

MODEL char *leaf_m_strncat(char *to, const char *from, size_t n)
{
	model_pin(leaf_m_strncat, 2);
	model_taken(leaf_m_strncat);
	appended(to, from, n, (size_t)-1);
	return strncat(to, from, n);
}

MODEL char *leaf_m___strncat_chk(char *to, const char *from, size_t n, size_t room)
{
	model_pin(leaf_m___strncat_chk, 2);
	model_taken(leaf_m___strncat_chk);
	appended(to, from, n, room);
	return __strncat_chk(to, from, n, room);
}

MODEL void *leaf_m_memccpy(void *to, const void *from, int c, size_t n)
{
	model_pin(leaf_m_memccpy, 2);
	model_pin(leaf_m_memccpy, 3);
	model_taken(leaf_m_memccpy);
	void *end = memccpy(to, from, c, n);
	leaf_copy(to, from, end ? (size_t)((char *)end - (char *)to) : n);
	return end;
}

MODEL char *leaf_m_strdup(const char *text)
{
	model_taken(leaf_m_strdup);
	char *copy = strdup(text);
	if (copy)
		leaf_copy(copy, text, strlen(text) + 1);
	return copy;
}

MODEL char *leaf_m_strndup(const char *text, size_t n)
{
	model_pin(leaf_m_strndup, 1);
	model_taken(leaf_m_strndup);
	char *copy = strndup(text, n);
	if (copy) {
		leaf_copy(copy, text, strlen(copy));
		leaf_forget(copy + strlen(copy), 1);
	}
	return copy;
}
