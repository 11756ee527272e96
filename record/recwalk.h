/* recwalk.h - one thread's records, step by step, with the stack of open spans kept. */
#ifndef LEAF_RECORD_RECWALK_H
#define LEAF_RECORD_RECWALK_H

#include "record/recparts.h"
#include "record/recsites.h"

enum recstep_kind {
	RECSTEP_OPEN,	 /* a span opens */
	RECSTEP_RESUMED, /* a span is open here that was opened before what is recorded */
	RECSTEP_CLOSE,	 /* a span is closed */
	RECSTEP_LEFT,	 /* the same, late: control had left it by longjmp or with the thread */
	RECSTEP_CLOSED_UNSEEN, /* the same, in a piece that is lost: nobody knows when */
	RECSTEP_STILL_OPEN,    /* a span was open at the end of what is recorded */
	RECSTEP_EVENT,
	RECSTEP_LATE,	 /* a late field of an open span is told */
	RECSTEP_FOLLOWS, /* an open span follows from another */
	RECSTEP_DROPPED, /* 'count' records were not taken here */
	RECSTEP_LOST,	 /* 'count' parts of the thread are missing here */
	RECSTEP_DAMAGE,	 /* the rest of a part makes no sense, from 'count' on: an offset */
	RECSTEP_ENDED	 /* the thread has ended */
};

struct recstep {
	enum recstep_kind kind;
	uint32_t thread;
	uint64_t ticks;
	const struct recsite *site; /* NULL: not known, or none */
	uint32_t depth;		    /* of the span, 0 is outermost; of an event: spans around it */
	uint64_t opened;	    /* the span's opening; 0: not known */
	uint64_t id, other; /* of the span; its parent if that is unusual, or cause; 0: none */
	const unsigned char *values; /* for recsite_value() */
	unsigned field;		     /* of a late value */
	struct leaf_value late;
	uint64_t count;
};

struct recopen {
	uint32_t site;
	uint32_t known; /* when it was opened */
	uint64_t ticks;
	uint64_t id;
};

/* All of it is the walk's own; read thread and name. */
struct recwalk {
	const struct recrun *run;
	const struct recsites *sites;
	const struct recpart *part, *end; /* the parts that are left */
	uint32_t thread, tid;
	char name[17];
	const unsigned char *at, *stop; /* the records that are left of the part */
	uint32_t next_nth;
	uint64_t now, id;
	int ended;
	struct recopen *stack;
	size_t depth, room;
	/* steps that follow from the last record before the next is read */
	size_t unwind_to;
	enum recstep_kind unwind_as;
	const unsigned char *resume; /* u32 sites of the spans to be resumed; NULL: not known */
	size_t n_resume, resume_to;
	uint32_t closes; /* the site whose innermost span is closed now; 0: none */
	uint64_t parent;
	int finished;
};

/* Walk the parts from 'part' to 'end', all of one thread. Borrows everything. */
void recwalk_init(struct recwalk *walk, const struct recrun *run, const struct recsites *sites,
		  const struct recpart *part, const struct recpart *end);
void recwalk_release(struct recwalk *walk);

/*
 * The next step. *there is 0 after the last. Whatever the bytes, this neither fails on them nor
 * takes memory beyond that of the open spans.
 *
 * Errors: NOMEM
 */
leaf_err recwalk_next(struct recwalk *walk, struct recstep *step, int *there) LEAF_MUST_USE;

#endif
