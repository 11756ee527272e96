/* bench_exec.h - run a shell command in a folder and keep what it prints and uses. */
#ifndef BENCH_EXEC_H
#define BENCH_EXEC_H

#include <stddef.h>

struct bench_output {
	int status; /* exit status; 128 + signal; 124 after a time-out */
	char *out;  /* standard output, NUL-terminated, owned */
	char *err;  /* standard error, the same */
};

/*
 * Runs 'command' by /bin/sh in folder 'dir', at most timeout_s seconds long; the command's process group is
 * killed then. All of *output is set; release it by bench_output_release.
 */
void bench_sh(struct bench_output *output, const char *dir, int timeout_s, const char *command);
void bench_output_release(struct bench_output *output);

/* As bench_sh with a format, in the current folder, ten minutes; returns the exit status. */
int bench_do(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Formatted text that the caller frees; ends the program when memory is out. */
char *bench_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The first line of text that is not empty, cut to 100 bytes, in a static buffer. */
const char *bench_first_line(const char *text);

/* Bytes of all regular files below path, or of the file. */
double bench_bytes_below(const char *path);

#endif
