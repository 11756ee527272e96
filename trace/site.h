/* site.h - the registry of call sites, and what each has to do. */
#ifndef LEAF_TRACE_SITE_H
#define LEAF_TRACE_SITE_H

#include "leaf/sink.h"
#include "trace/judge.h"

/* A registered call site. Never freed: the program may name it at exit, after dlclose. */
struct leaf__site {
	struct leaf_site_info info; /* first: what sinks see */
	struct leaf_site *site;	    /* in the program; it may be unmapped */
	struct leaf__site *next;
	int n_late; /* fields recorded later */
	int refers; /* some field refers to memory that must be copied to be kept */
	const struct leaf__judgement *judgement; /* replaced while others read it */
};

static inline const struct leaf__judgement *leaf__site_judgement(const struct leaf__site *site)
{
	return __atomic_load_n(&site->judgement, __ATOMIC_ACQUIRE);
}

static inline struct leaf__site *leaf__site_of(const struct leaf_site_info *info)
{
	return (struct leaf__site *)(void *)(size_t)info;
}

/* What the macro's own object gets to find its place in a calling-context tree by. */
static inline leaf_u64 leaf__site_key(unsigned id)
{
	return (1ull << 63) | id;
}

static inline unsigned leaf__site_slot(unsigned id)
{
	return (unsigned)(offsetof(struct leaf__node, slot) + id % LEAF__SLOTS * sizeof(void *));
}

/*
 * Register a site that was never seen, or judge it again if it was, and set its plan. Starts the
 * tracer if nothing did. Without memory the site is switched off and the loss counted.
 *
 * Returns 0 if the site has no info yet: without memory, or because somebody is changing the
 * tracer and does not come to an end (counted); then the plan stays as it was.
 * Threads: any. Not from signal handlers that interrupted the tracer (the caller's busy flag).
 */
int leaf__site_register(struct leaf_site *site);

/* The same for a caller who holds the tracer's lock and has stack enough. */
void leaf__site_register_here(struct leaf_site *site);

/* Whether some site seen so far declares a late field of this name. */
int leaf__site_declares(const char *field);

/* Judge every site again: filters or sinks have changed. */
void leaf__site_judge_all(void);

/* Switch every site off (1) or let them be judged anew (0). */
void leaf__site_silence(int silent);

int leaf__site_is_silent(void);

/* All sites, newest first; follow ->next. For reports. */
struct leaf__site *leaf__site_list(void);

#endif
