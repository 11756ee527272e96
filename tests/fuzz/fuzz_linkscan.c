/* fuzz_linkscan.c - no object, archive or @file makes the linker's wrapper read where it must not. */
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "wrap/linkline.h"
#include "wrap/linkscan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes in a block of their own, so that reading behind them is noticed. */
static void scan(const uint8_t *data, size_t size)
{
	char *copy = malloc(size);
	if (!copy)
		abort();
	memcpy(copy, data, size);
	/* Files that a thin archive names would be anywhere: no folder there is. */
	enum linkscan found = linkscan_bytes(copy, size, "/nowhere/lib.a");
	if (found > LINKSCAN_RUNTIME)
		abort();
	free(copy);
}

/* What is read from an @file, quoted, and read again is the same. */
static void parse(const uint8_t *data, size_t size)
{
	char path[64], option[80];
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	snprintf(option, sizeof option, "@%s", path);
	char name[] = "ld", *argv[] = { name, option, NULL };
	struct linkline line = { 0 }, again = { 0 };
	struct leaf__buf text = { 0 };
	if (linkline_parse(&line, 2, argv) == LEAF_E_OK &&
	    linkline_quote(&text, line.words.items, line.words.n) == LEAF_E_OK &&
	    ftruncate(fd, 0) == 0 && pwrite(fd, text.data, text.len, 0) == (ssize_t)text.len &&
	    linkline_parse(&again, 2, argv) == LEAF_E_OK) {
		if (line.from_file && line.words.n != again.words.n)
			abort();
		for (size_t i = 0; line.from_file && i < line.words.n; i++)
			if (strcmp(line.words.items[i], again.words.items[i]) != 0)
				abort();
	}
	linkline_release(&line);
	linkline_release(&again);
	leaf__buf_release(&text);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 4096)
		return 0;
	scan(data, size);
	/* A word '@x' would open files of this machine. */
	if (!memchr(data, '@', size) && !memchr(data, 0, size))
		parse(data, size);
	return 0;
}
