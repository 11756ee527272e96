/* fake_model.h - what the fake server has seen of one session, and what was wrong with it. */
#ifndef FAKE_MODEL_H
#define FAKE_MODEL_H

#include "tests/tracy/fake_items.h"
#include "tests/tracy/fake_map.h"

#include <stdio.h>

enum fake_rule {
#define RULE(name, text) RULE_##name,
#include "tests/tracy/fake_rules.def"
	FAKE_RULES
};

enum { FAKE_KEEP = 64, FAKE_DETAILS = 4, FAKE_FLAG_ON_DEMAND = 1, FAKE_FLAG_NO_FAULTS = 2 };

/* A growing list of texts, of which the first are kept. */
struct fake_texts {
	char **text;
	uint64_t n, kept, cap;
};

/* A growing text. */
struct fake_text {
	char *s;
	size_t n, cap;
};

struct fake_site {
	uint64_t handle; /* 0: dynamic */
	uint64_t name, function, file;
	char *name_text, *function_text, *file_text; /* dynamic ones only */
	uint32_t line, colour;
	int is_known; /* answered, or dynamic */
	uint64_t count, open, longest_recursion, threads;
	int64_t total, least, most; /* ticks */
	struct fake_texts texts, values;
};

struct fake_zone {
	struct fake_site *site;
	int64_t begin;
	uint64_t recursion;
	struct fake_text text, name;
	uint32_t colour;
	int has_colour;
};

/* A thread, or a fiber: what has a stack of zones. */
struct fake_thread {
	uint64_t id; /* a fiber's is its handle */
	int is_fiber;
	struct fake_thread *fiber; /* the one in which the thread is */
	struct fake_zone *zones;
	size_t depth, cap, deepest;
	uint64_t n_zones, n_messages, switches;
	int64_t last, last_message;
	int has_callstack; /* staged for the next item */
	struct fake_map sites;
};

struct fake_message {
	int64_t time;
	struct fake_thread *thread;
	char *text;	  /* or NULL: */
	uint64_t literal; /* its handle */
	const char *zone; /* innermost open one's name is that of: */
	struct fake_site *site;
	int64_t colour; /* -1: none */
	int meta;	/* -1: none */
	int has_callstack;
};

/* A zone that has ended. */
struct fake_done {
	const struct fake_site *site;
	const struct fake_thread *thread;
	int64_t begin, end;
	size_t depth;
	char *text, *name; /* or NULL */
	int64_t colour;	   /* -1: none of its own */
};

struct fake_plot {
	uint64_t name;
	uint64_t count;
	double first, last, least, most;
	struct fake_texts values;
	int type, step, fill; /* -1: not configured */
	uint32_t colour;
	const char *kind;
};

struct fake_frames {
	uint64_t name; /* 0: the default ones */
	uint64_t marks, starts, ends;
	int64_t first, last;
	int is_started;
};

struct fake_lock {
	uint64_t id, site;
	int type, is_ended;
	char *name;
	uint64_t waits, obtains, releases, marks, shared_waits, shared_obtains, shared_releases;
	uint64_t held, shared_held;
	int64_t announced;
	struct fake_map threads; /* id: struct fake_use */
};

struct fake_use {
	uint64_t waits, shared_waits;
};

struct fake_pool {
	uint64_t name; /* 0: the default one */
	uint64_t allocs, frees, frees_unknown, twice, discards, bytes, most_bytes, callstacks;
	struct fake_map live; /* address: size + 1 */
};

struct fake_section {
	uint64_t id, category;
	int is_open;
	char *name;
};

/* One question: how often it waits to be sent, is under way, was answered. */
struct fake_ask {
	uint64_t waiting, open, answered, is_hostile;
	char *answer;
};

struct fake_question {
	enum fake_query query;
	int number; /* of the type as it is sent */
	uint64_t ptr;
	uint32_t extra;
	int is_counted; /* an answer is due */
};

struct fake_broken {
	uint64_t n;
	char *details[FAKE_DETAILS];
};

struct fake_staged {
	char *single, *second;
	size_t single_len;
	struct fake_site *site;
	int has_callstack, has_serial, has_memory;
	uint64_t memory;
};

struct fake_options; /* see fake_options.h */

struct fake_model {
	const struct fake_options *options;
	int protocol;
	struct fake_traits traits;
	struct fake_broken broken[FAKE_RULES];
	uint64_t items[FAKE_ITEMS], asked_n[FAKE_QUERIES];

	/* welcome */
	int status; /* -1: none */
	double timer_mul;
	int64_t init_begin, init_end, sampling;
	uint64_t resolution, delay, epoch, exec_time, pid, default_frames;
	int64_t raw_now;
	unsigned flags, cpu_arch, cpu_id;
	char program[65], host[1025];
	int is_on_demand;

	/* readable memory of the client, from /proc: begin, end */
	uint64_t (*ranges)[2];
	size_t n_ranges;
	int is_unchecked; /* rubbish was sent: what comes back is not matched with questions */

	/* clock: what the client's may show at most, in ticks */
	int has_limit;
	int64_t limit;

	/* state */
	int64_t ref_thread, ref_serial;
	struct fake_thread *current;
	struct fake_staged staged;
	int is_terminated, is_crashed;
	uint64_t frames_due; /* of the callstack frame under way */

	/* what was seen */
	struct fake_map threads, fibers, sites, dynamic_sites, plots, frames, locks, pools,
		sections;
	struct fake_message *messages;
	size_t n_messages, kept_messages;
	struct fake_done *done;
	size_t n_done;
	struct fake_texts app_infos, params, callstack_frames;
	uint64_t n_dynamic, n_static, validations, zone_items, callstacks;
	uint64_t wire_bytes, raw_bytes, n_frames, longest_string, largest_frame;

	/* questions */
	struct fake_map asked[FAKE_QUERIES];
	struct fake_question *queue;
	size_t queue_n, queue_at, queue_cap;
	uint64_t *sites_due; /* source locations asked, oldest first */
	size_t sites_n, sites_at, sites_cap;
	size_t open, open_most, credits;
	uint64_t noops_due, codes_due;
	uint64_t noops_allowed; /* for queries that do not exist */
};

void fake_model_init(struct fake_model *model, const struct fake_options *options, int protocol);
void fake_model_release(struct fake_model *model);

/* Note that a rule is broken. */
void fake_break(struct fake_model *model, enum fake_rule rule, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
uint64_t fake_broken_n(const struct fake_model *model);
const char *fake_rule_name(enum fake_rule rule);
const char *fake_rule_text(enum fake_rule rule);
int fake_rule_find(const char *name); /* -1: there is none */

/* See one decoded block of the stream. */
void fake_see_block(struct fake_model *model, const unsigned char *bytes, size_t n);

/* See one item; its parts are in fake_zones.c, fake_marks.c, fake_serial.c, fake_answers.c. */
void fake_see(struct fake_model *model, const struct fake_view *view);
int fake_see_zone(struct fake_model *model, const struct fake_view *view);
int fake_see_mark(struct fake_model *model, const struct fake_view *view);
int fake_see_serial(struct fake_model *model, const struct fake_view *view);
int fake_see_answer(struct fake_model *model, const struct fake_view *view);

/* What is wrong at the end: after Terminate, and after everything was answered. */
void fake_see_terminate(struct fake_model *model);
void fake_see_end(struct fake_model *model);

/* Parts that the seeing files share. */
struct fake_thread *fake_stack_of(struct fake_model *model, const char *what); /* or NULL */
void fake_take_callstack(struct fake_model *model, struct fake_thread *stack, const char *what);
struct fake_thread *fake_thread_of(struct fake_model *model, uint64_t id);
void fake_check_time(struct fake_model *model, int64_t raw, const char *what);
int64_t fake_thread_time(struct fake_model *model, uint64_t delta);
char *fake_take_single(struct fake_model *model, const char *what, size_t *len); /* caller frees */
void fake_check_handle(struct fake_model *model, uint64_t handle, const char *what);
char *fake_copy(const char *text, size_t n);
void fake_texts_add(struct fake_texts *texts, uint64_t keep, const char *text, size_t n);
void fake_text_append(struct fake_text *text, const char *more, size_t n);
struct fake_site *fake_site_of(struct fake_model *model, uint64_t handle);

/* Ask once; ask again and again. */
void fake_ask(struct fake_model *model, enum fake_query query, uint64_t ptr);
void fake_ask_anew(struct fake_model *model, enum fake_query query, uint64_t ptr, uint32_t extra,
		   int is_hostile);

/* The next question that may be sent now; 0: none. */
int fake_next_question(struct fake_model *model, struct fake_question *out);

/* Nothing is asked and nothing waits to be. */
int fake_all_answered(const struct fake_model *model);

/* The answer to a question, or NULL. */
const char *fake_answer(const struct fake_model *model, enum fake_query query, uint64_t ptr);

/* A site's name as a viewer shows it. */
const char *fake_site_name(const struct fake_model *model, const struct fake_site *site);

void fake_report(const struct fake_model *model, FILE *out);

#endif
