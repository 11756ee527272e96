/* rec_sites.h - the numbers by which a recording knows call sites. */
#ifndef LEAF_TRACE_REC_SITES_H
#define LEAF_TRACE_REC_SITES_H

#include "leaf/sink.h"
#include "trace/rec_format.h"

/*
 * The sink's word of a site: its code, twice its number, in the low half. In the high half how
 * full a part may be, exclusive, for a record of the site to be written the short way; 0: never.
 * 0 altogether: the site is not known to the recording.
 */
typedef uint64_t leaf__rec_word;

/* The word as it is now. 'index' is the sink's. */
static inline leaf__rec_word leaf__rec_site_peek(const struct leaf_site_info *site, unsigned index)
{
	return (leaf__rec_word)(uintptr_t)__atomic_load_n(&site->data[index], __ATOMIC_RELAXED);
}

/* The word of a site that has this number. Threads: pure. */
leaf__rec_word leaf__rec_site_word(const struct leaf_site_info *site, uint32_t id);

/*
 * The site's code; writes its static data to the recording first if it is new there. 0 if that
 * fails. Threads: any; not from signal handlers.
 */
uint32_t leaf__rec_site_code(const struct leaf_site_info *site, unsigned index);

struct rec_ring;

/* The thread's ring and the site's code; NULL if there is none of either: counted as dropped. */
struct rec_ring *leaf__rec_ready(const struct leaf_sink *sink, struct leaf_thread_info *thread,
				 const struct leaf_site_info *site, uint32_t *code);

/* A new run of the tracer: no site is known. */
void leaf__rec_sites_forget(void);

/* The child of a fork has a recording of its own now: write the sites known so far to it. */
void leaf__rec_sites_again(void);

/* In the child of a fork: no other thread is left that could be at it. */
void leaf__rec_sites_fork_child(void);

#endif
