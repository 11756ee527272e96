/* shared_state.h - memory that runs of a program share with who runs them again and again. */
#ifndef LEAF_PRI_SHARED_STATE_H
#define LEAF_PRI_SHARED_STATE_H

#include <stdint.h>

/* A file of PRI_SHARED_SIZE bytes, named by LEAF_SHARED; sparse. */
#define PRI_SHARED_MAGIC 0x316c66616548531cull
#define PRI_SHARED_VERSION 3u
#define PRI_SHARED_HITS (1u << 18)
#define PRI_SHARED_MODULES 1024u
#define PRI_SHARED_PAGE 4096u
#define PRI_SHARED_PAGES 8192u
#define PRI_SHARED_SITES 2048u

/* A module's coverage bytes: `n` of them from page `first`; `id` is the same in every run. */
struct pri_shared_module {
	uint64_t id;
	uint32_t first;
	uint32_t n;
};

/* A place that asked for other inputs: how often, what was found, how long it took. */
struct pri_shared_site {
	uint64_t id;
	uint64_t questions, outputs, ns;
	char place[96]; /* "function file:line", cut in front */
};

/*
 * The head; coverage pages follow from PRI_SHARED_COVERED on. Written by one run at a time; the counters add up over runs.
 *
 *   hits   how often each outcome of a branch was asked for, by hash; kept over runs
 *   predicted, followed  runs that were predicted to go some way, and those that went it
 *   site   what questions cost, by place: the first n_sites are in use
 *   assertion  of the run at hand: 0, or a hash of the place of the leaf_assert() that it failed
 */
struct pri_shared {
	uint64_t magic;
	uint32_t version;
	uint32_t n_modules;
	uint32_t n_pages;
	uint32_t n_sites;
	uint64_t calls, constraints, questions, outputs, solver_ns, failed_checks;
	uint64_t predicted, followed;
	uint64_t assertion;
	struct pri_shared_module module[PRI_SHARED_MODULES];
	struct pri_shared_site site[PRI_SHARED_SITES];
	uint8_t hits[PRI_SHARED_HITS];
};

#define PRI_SHARED_HEAD                                                                            \
	((sizeof(struct pri_shared) + PRI_SHARED_PAGE - 1) / PRI_SHARED_PAGE * PRI_SHARED_PAGE)
#define PRI_SHARED_SIZE (PRI_SHARED_HEAD + (uint64_t)PRI_SHARED_PAGES * PRI_SHARED_PAGE)

#endif
