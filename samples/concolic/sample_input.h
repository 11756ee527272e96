/* sample_input.h - what the samples share: the bytes of their input. */
#ifndef LEAF_SAMPLES_SAMPLE_INPUT_H
#define LEAF_SAMPLES_SAMPLE_INPUT_H

#include <stdio.h>
#include <stdlib.h>

/* The input's first `len` bytes; what it has not is 0. What is printed is there even if the program crashes later. */
static inline void sample_input(void *to, size_t len, int argc, char **argv)
{
	unsigned char *bytes = (unsigned char *)to;
	FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
	size_t got = file ? fread(bytes, 1, len, file) : 0;
	for (; got < len; got++)
		bytes[got] = 0;
	if (file)
		fclose(file);
	setvbuf(stdout, NULL, _IONBF, 0);
}

#endif
