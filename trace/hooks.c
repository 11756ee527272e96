/* hooks.c - functions entered and left by the hooks of leaf/cyg.h. */
/*
 * If the flame graph alone may want functions, hooks step in the calling-context tree, by function
 * address, inline or by its solo. Otherwise each function has a call site as a macro has, and each
 * thread a list of the calls that are open, since the hook at the exit knows nothing but the function.
 */
#include "trace/hooks.h"

#include "base/arena.h"
#include "leaf/cyg.h"
#include "trace/aside.h"
#include "trace/loss.h"
#include "trace/sinks.h"
#include "trace/solo.h"
#include "trace/start.h"
#include "trace/symbols.h"
#include "trace/thunk.h"

#include <errno.h>
#include <string.h>

#define PUBLIC __attribute__((visibility("default")))

enum { OFF, ON, UNDECIDED };

PUBLIC unsigned char leaf__cyg_on = UNDECIDED;
static const struct leaf__solo *solo; /* set: it alone takes all functions */

/* ---- sites by function ---- */

struct known {
	void *function;
	struct leaf_site *site;
};

/* Open addressing; readers look without a lock, so that a table is never freed. */
struct table {
	size_t mask, n;
	struct known at[];
};

static struct table *table;
static struct leaf__arena arena;

LEAF__GENERAL_REGS static inline size_t first_place(const struct table *in, const void *function)
{
	return ((size_t)function * 0x9e3779b97f4a7c15u >> 32) & in->mask;
}

LEAF__GENERAL_REGS static inline struct leaf_site *look_up(const struct table *in,
							   const void *function)
{
	void *there;
	for (size_t i = in ? first_place(in, function) : 0; in; i = (i + 1) & in->mask) {
		there = __atomic_load_n(&in->at[i].function, __ATOMIC_ACQUIRE);
		if (there == function)
			return in->at[i].site;
		if (!there)
			break;
	}
	return NULL;
}

static void put(struct table *in, void *function, struct leaf_site *site)
{
	size_t i = first_place(in, function);
	while (in->at[i].function)
		i = (i + 1) & in->mask;
	in->at[i].site = site;
	in->n++;
	__atomic_store_n(&in->at[i].function, function, __ATOMIC_RELEASE);
}

static int make_room(void)
{
	enum { FIRST = 1024 };
	size_t n = table ? 4 * (table->mask + 1) : FIRST;
	if (table && 2 * table->n <= table->mask)
		return 0;
	struct table *wider = leaf__pages_map(sizeof *wider + n * sizeof wider->at[0]);
	if (!wider)
		return -1;
	wider->mask = n - 1;
	for (size_t i = 0; table && i <= table->mask; i++)
		if (table->at[i].function)
			put(wider, table->at[i].function, table->at[i].site);
	__atomic_store_n(&table, wider, __ATOMIC_RELEASE);
	return 0;
}

static struct leaf_site *make_site(const void *function)
{
	static const unsigned no_types[] = { 0 };
	struct leaf__symbol symbol;
	struct leaf_site *site = leaf__arena_alloc(&arena, sizeof *site);
	if (!site)
		return NULL;
	leaf__symbol_find(function, &symbol);
	*site = (struct leaf_site){
		.plan = LEAF__PLAN_NEW,
		.name = symbol.name, /* registering copies the texts */
		.target = symbol.object,
		.file = symbol.path,
		.spelled = "",
		.types = no_types,
		.level = LEAF_LEVEL_TRACE,
		.kind = LEAF_KIND_SPAN,
	};
	leaf__site_register_here(site);
	site->name = site->target = site->file = "";
	return site->info ? site : NULL;
}

struct wanted {
	void *function;
	struct leaf_site *site;
};

static void enrol(void *arg)
{
	struct wanted *wanted = arg;
	if (make_room() == 0)
		wanted->site = make_site(wanted->function);
	if (wanted->site)
		put(table, wanted->function, wanted->site);
}

struct leaf_site *leaf__hooks_site(void *function)
{
	struct leaf_site *site = look_up(__atomic_load_n(&table, __ATOMIC_ACQUIRE), function);
	if (site || !leaf__start_lock_soon())
		return site;
	struct wanted wanted = { function, look_up(table, function) };
	if (!wanted.site)
		leaf__aside(enrol, &wanted);
	leaf__start_unlock();
	if (!wanted.site)
		leaf__loss_add(LEAF__LOSS_SITES, 1);
	return wanted.site;
}

/* ---- what the hooks do ---- */

static const struct leaf__solo *solo_for(unsigned sinks, unsigned depend)
{
	if (depend || !sinks || sinks & (sinks - 1))
		return NULL;
	const struct leaf__solo *only = leaf__sinks_solo((unsigned)__builtin_ctz(sinks));
	return only && only->enter ? only : NULL;
}

void leaf__hooks_judge(int silent)
{
	unsigned depend = 0;
	unsigned sinks = silent ? 0 : leaf__judge_possible(LEAF_LEVEL_TRACE, &depend);
	const struct leaf__solo *before = solo;
	/* the plans of sites that lie in no loaded object are set when they are met next */
	for (size_t i = 0; table && i <= table->mask; i++)
		if (table->at[i].function)
			__atomic_store_n(&table->at[i].site->plan, LEAF__PLAN_NEW,
					 __ATOMIC_RELEASE);
	LEAF__STORE(solo, solo_for(sinks, depend));
	if (before && before != solo && sinks)
		before->forget();
	LEAF__STORE(leaf__cyg_on, sinks ? ON : OFF);
}

/* ---- open calls ---- */

struct call {
	void *function, *guard;
	const void *sp;
};

struct leaf__cyg_calls {
	size_t n, room, mapped;
	struct call at[];
};

static int more_calls(struct leaf__thread *thread)
{
	enum { FIRST = 16 * 1024 };
	struct leaf__cyg_calls *old = thread->calls;
	size_t mapped = old ? 2 * old->mapped : FIRST;
	struct leaf__cyg_calls *calls = leaf__pages_map(mapped);
	if (!calls)
		return -1;
	calls->mapped = mapped;
	calls->room = (mapped - sizeof *calls) / sizeof calls->at[0];
	if (old) {
		calls->n = old->n;
		memcpy(calls->at, old->at, old->n * sizeof calls->at[0]);
	}
	thread->calls = calls;
	leaf__pages_unmap(old, old ? old->mapped : 0);
	return 0;
}

void leaf__hooks_release(struct leaf__thread *thread)
{
	leaf__pages_unmap(thread->calls, thread->calls ? thread->calls->mapped : 0);
	thread->calls = NULL;
}

static int has_room(struct leaf__thread *thread)
{
	return (thread->calls && thread->calls->n < thread->calls->room) || more_calls(thread) == 0;
}

static int is_taken_quickly(struct leaf_site *site)
{
	leaf__site_register(site);
	unsigned plan = LEAF__LOAD(site->plan);
	return plan == LEAF__PLAN_OFF || plan >= LEAF__PLAN_SOLO;
}

/* A handler that interrupts us finds the tracer busy; its calls are dropped, as they are for spans. */
static void *open_call(struct leaf__thread *thread, void *function, const void *sp)
{
	const char packed = 0;
	if (!leaf__thread_enter(thread, sp))
		return NULL;
	struct leaf_site *site = leaf__hooks_site(function);
	int room = site && has_room(thread), quick = room && is_taken_quickly(site);
	struct call *call = room && !quick ? &thread->calls->at[thread->calls->n++] : NULL;
	if (call)
		*call = (struct call){ function, NULL, sp };
	leaf__thread_leave(thread);
	if (call)
		call->guard = leaf__open_slow(site, &packed, sp);
	else if (site && !room)
		leaf__loss_add(LEAF__LOSS_NOMEM, 1);
	return quick ? (void *)LEAF__NOT_QUICK : NULL;
}

static void close_call(struct leaf__thread *thread, const void *function, const void *sp)
{
	struct leaf__cyg_calls *calls = thread->calls;
	size_t i = calls ? calls->n : 0;
	while (i > 0 && calls->at[i - 1].function != function)
		i--;
	if (i == 0)
		return; /* entered before the hooks were on */
	void *guard = calls->at[i - 1].guard;
	calls->n = i - 1;
	if (guard)
		leaf__close_slow(guard, NULL, sp);
}

/* ---- open calls, the quick way: of functions that a sink takes by its short way, or nobody ---- */

LEAF__GENERAL_REGS static void *open_call_quickly(void *function, const void *sp)
{
	static const char packed;
	struct leaf__thread *thread = leaf__self.state;
	if (!thread || thread->busy != LEAF__THREAD_OUTSIDE || !thread->calls ||
	    thread->calls->n == thread->calls->room)
		return (void *)LEAF__NOT_QUICK;
	struct leaf_site *site = look_up(__atomic_load_n(&table, __ATOMIC_ACQUIRE), function);
	unsigned plan = site ? LEAF__LOAD(site->plan) : (unsigned)LEAF__PLAN_NEW;
	if (plan != LEAF__PLAN_OFF && plan < LEAF__PLAN_SOLO)
		return (void *)LEAF__NOT_QUICK;
	/* taken first, filled then: a handler in between puts its own calls on top */
	struct call *call = &thread->calls->at[thread->calls->n++];
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	call->function = function;
	call->guard = NULL;
	call->sp = sp;
	if (plan != LEAF__PLAN_OFF)
		call->guard = leaf__solo_by_plan[plan - LEAF__PLAN_SOLO]->open(site, &packed, sp);
	return NULL;
}

LEAF__GENERAL_REGS static void *close_call_quickly(const void *function)
{
	struct leaf__thread *thread = leaf__self.state;
	struct leaf__cyg_calls *calls = thread ? thread->calls : NULL;
	if (!calls || !calls->n || calls->at[calls->n - 1].function != function)
		return (void *)LEAF__NOT_QUICK;
	void *guard = calls->at[calls->n - 1].guard;
	unsigned tag = (unsigned)(size_t)guard & 7;
	if (guard && tag < LEAF__TAG_SOLO)
		return (void *)LEAF__NOT_QUICK;
	calls->n--;
	if (guard)
		leaf__solo_by_plan[tag - LEAF__TAG_SOLO]->close(guard);
	return NULL;
}

/* ---- from the doors ---- */

LEAF__OWN_TEXT LEAF__GENERAL_REGS void *leaf__cyg_enter_quick(void *function, const void *unused,
							      const void *sp)
{
	(void)unused;
	if (__builtin_expect(solo == NULL, 0))
		return open_call_quickly(function, sp);
	solo->enter(function, sp);
	return NULL;
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS void *leaf__cyg_exit_quick(void *function, const void *unused,
							     const void *sp)
{
	(void)unused;
	if (__builtin_expect(solo == NULL, 0))
		return close_call_quickly(function);
	solo->leave(function, sp);
	return NULL;
}

static void start_aside(void *unused)
{
	(void)unused;
	leaf__start_once();
}

static void decide_once(void)
{
	if (!leaf__start_lock_soon())
		return;
	leaf__aside(start_aside, NULL);
	if (LEAF__LOAD(leaf__cyg_on) == UNDECIDED)
		leaf__hooks_judge(leaf__site_is_silent());
	leaf__start_unlock();
}

void *leaf__cyg_enter_slow(void *function, const void *unused, const void *sp)
{
	int saved = errno;
	void *answer = NULL;
	(void)unused;
	if (LEAF__LOAD(leaf__cyg_on) == UNDECIDED)
		decide_once();
	if (solo) {
		answer = (void *)LEAF__NOT_QUICK;
	} else if (LEAF__LOAD(leaf__cyg_on) != OFF) {
		struct leaf__thread *thread = leaf__thread_get();
		if (thread)
			answer = open_call(thread, function, sp);
	}
	errno = saved;
	return answer;
}

void leaf__cyg_exit_slow(void *function, const void *unused, const void *sp)
{
	struct leaf__thread *thread = leaf__thread_peek();
	int saved = errno;
	(void)unused;
	if (thread)
		close_call(thread, function, sp);
	errno = saved;
}

/*
 * The caller's stack pointer, above its return address and frame pointer; odd, since there is no door
 * below it.
 */
#define DOORLESS_SP() ((const char *)__builtin_frame_address(0) + 2 * sizeof(void *) + 1)

PUBLIC void leaf__cyg_enter(void *function)
{
	const void *sp = DOORLESS_SP();
	while (leaf__cyg_enter_quick(function, NULL, sp) &&
	       leaf__cyg_enter_slow(function, NULL, sp))
		;
}

PUBLIC void leaf__cyg_exit(void *function)
{
	if (leaf__cyg_exit_quick(function, NULL, DOORLESS_SP()))
		leaf__cyg_exit_slow(function, NULL, DOORLESS_SP());
}
