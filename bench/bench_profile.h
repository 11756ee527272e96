/* bench_profile.h - a profile as weights of functions, and how far two are apart. */
#ifndef BENCH_PROFILE_H
#define BENCH_PROFILE_H

#include <stddef.h>

struct bench_weight {
	char *function;
	double weight;
	double calls; /* of it; made by it; 0 if unknown */
	double made;
};

struct bench_weights {
	struct bench_weight *at;
	size_t n, cap;
};

/* The entry of function, which need not end with a NUL; suffixes that compilers add are cut off. */
struct bench_weight *bench_weights_entry(struct bench_weights *w, const char *function, size_t len);
void bench_weights_release(struct bench_weights *w);

/* Total-variation distance of the two distributions in percent: 0 the same, 100 nothing in common. */
double bench_weights_distance(const struct bench_weights *a, const struct bench_weights *b);

/* Folded stacks: the last frame of each line, without its target, takes the line's number. */
int bench_weights_read_folded(struct bench_weights *w, const char *path);

/* What floor_tree.c writes, with addresses of 'program'. */
int bench_weights_read_floor(struct bench_weights *w, const char *path, const char *program);

/*
 * The same profile without the cost of its own hooks: 'share' of all time is theirs, and each call costs
 * the same, half in the function that is called, half in the one that calls.
 */
void bench_weights_correct(struct bench_weights *w, double share);

/*
 * perf's samples: each goes to the innermost function, inlined ones included, of the first frame inside
 * 'program', so that time in libc and in the kernel counts for who called it. Samples go to a and b in turn.
 * Returns the number of samples.
 */
long bench_weights_read_perf(struct bench_weights *a, struct bench_weights *b, const char *data,
			     const char *program);

#endif
