/* trace.h - spans and events: say what a program does, see it as text, flame graph or recording. */
/*
 * A program says what it does in spans (from here to the end of this block) and events (now), each
 * with typed fields. What becomes of them is decided when the program runs, by environment
 * variables; nothing needs to be initialized.
 *
 *	#include <leaf/trace.h>
 *
 *	static int parse(const char *text, size_t len)
 *	{
 *		LEAF_FN(LEAF_LEVEL_DEBUG, leaf_strn(text, len), len);
 *		if (len == 0)
 *			LEAF_WARN("nothing to parse");
 *		...
 *	}
 *
 *	$ cc main.c $(pkg-config --cflags --libs leaf) -o main
 *	$ LEAF_LOG=debug ./main            the tree, on standard error
 *	$ FLAME_OUTPUT=main.folded ./main  a flame graph, if that is compiled into the library
 *	$ LEAF_RECORD=dir ./main           a recording; "leaf record text dir" shows it
 *
 * `leaf help environment` lists all variables, `leaf help directives` what LEAF_LOG may say.
 *
 * Below, in this order: targets and levels; spans; events; fields; span identity; control. Of the
 * other headers, leaf/auto.h, included before this one, makes the library optional at run time,
 * leaf/cyg.h traces functions without a line in them, leaf/sink.h is for sinks of your own.
 *
 * Compiling with -DLEAF_DISABLE makes every macro vanish, fields included: what only fields use is
 * unused then. A site that the filter has switched off costs one load and one branch on the way in
 * and one branch on the way out; its fields are not evaluated.
 *
 * Works in C89 to C23 and from C++11 on with gcc and clang. The header includes no system header,
 * so it may stand before the definition of feature-test macros.
 */
#ifndef LEAF_TRACE_H
#define LEAF_TRACE_H

#if defined(__ASSEMBLER__)
/* nothing to say in assembler */
#elif !defined(__GNUC__) && !defined(LEAF_DISABLE)
#define LEAF_DISABLE 1
#endif

#ifndef __ASSEMBLER__
#if defined(__GNUC__)
#pragma GCC system_header
#endif
#include "leaf/abi.h"

/* ---- who speaks, and how much of it is compiled ---- */

/*
 * The target of the sites that follow: what LEAF_LOG's directives name. Define it before the
 * header, or with -D; redefine it at will. The default is the path that the compiler was given,
 * "src/main.c", without "./" or "../" at its head. Where builds name files by absolute path, let
 * them define LEAF_SOURCE_ROOT, the folder that is not worth repeating (the CMake package does so).
 */
#ifndef LEAF_SOURCE_ROOT
#define LEAF_SOURCE_ROOT "."
#endif

/*
 * Levels, here and below, are constants: LEAF_LEVEL_ERROR, LEAF_LEVEL_WARN, LEAF_LEVEL_INFO,
 * LEAF_LEVEL_DEBUG, LEAF_LEVEL_TRACE; the later, the more is said. Sites above LEAF_MAX_LEVEL are
 * compiled out, whatever LEAF_LOG says. Any other level does not compile.
 */
#ifndef LEAF_MAX_LEVEL
#define LEAF_MAX_LEVEL LEAF_LEVEL_TRACE
#endif

#ifndef LEAF_DISABLE

/* ---- spans ---- */

/*
 * LEAF_FN(level, fields…): a span named after the function, until it returns, by whichever path.
 * A declaration: put it at the head of the function body, once; other declarations may stand
 * before it. Fields are expressions; each is named as it is written and evaluated once, and only
 * if somebody listens. Up to sixteen fields are taken; further ones are counted.
 */
#define LEAF_FN(...)                                                                               \
	LEAF__SPAN(leaf__fn, LEAF__FIRST(__VA_ARGS__), __FUNCTION__, 1, #__VA_ARGS__, __VA_ARGS__)

/*
 * LEAF_SPAN(level, "name", fields…): a span until the enclosing block ends. A declaration, so that
 * the body of an if or a loop needs its braces. One per source line.
 */
#define LEAF_SPAN(...) LEAF__SPAN_NAMED(#__VA_ARGS__, __VA_ARGS__)
#define LEAF__SPAN_NAMED(spelled, level, ...)                                                      \
	LEAF__SPAN(LEAF__JOIN(leaf__span_, __LINE__), level, LEAF__FIRST(__VA_ARGS__), 2, spelled, \
		   __VA_ARGS__)

/*
 * LEAF_SPAN_UNDER(parent, level, "name", fields…): as LEAF_SPAN, with a parent other than the
 * innermost open span: a leaf_span_here() taken elsewhere, on any thread; 0 makes it a root. The
 * parent is in the JSON log and in recordings; the text log and the flame graph go by thread.
 */
#define LEAF_SPAN_UNDER(...) LEAF__SPAN_PARENT(#__VA_ARGS__, __VA_ARGS__)
#define LEAF__SPAN_PARENT(spelled, parent, level, ...)                                             \
	LEAF__SPAN_UNDER(LEAF__JOIN(leaf__span_, __LINE__), parent, level,                         \
			 LEAF__FIRST(__VA_ARGS__), 3, spelled, __VA_ARGS__)

/*
 * return LEAF_RET(expr): returns expr, and tells it in an event of level TRACE with one field
 * named return. Not for void.
 */
#define LEAF_RET(expr)                                                                             \
	__extension__({                                                                            \
		__typeof__((void)0, (expr)) leaf__returned = (expr);                               \
		LEAF__TELL(leaf__event, LEAF_KIND_EVENT, LEAF_LEVEL_TRACE, "", 0, "return", 0,     \
			   leaf__returned);                                                        \
		leaf__returned;                                                                    \
	})

/* ---- events ---- */

/*
 * LEAF_EVENT(level, "message", fields…), LEAF_ERROR("message", fields…) and so on: statements. The
 * message is a string literal and no format: "%d" is shown as it stands, and values are fields.
 */
#define LEAF_EVENT(...) LEAF__EVENT_LEVEL(#__VA_ARGS__, __VA_ARGS__)
#define LEAF__EVENT_LEVEL(spelled, level, ...)                                                     \
	LEAF__TELL(leaf__event, LEAF_KIND_EVENT, level, LEAF__FIRST(__VA_ARGS__), 2, spelled,      \
		   __VA_ARGS__)
#define LEAF_ERROR(...)                                                                            \
	LEAF__TELL(leaf__event, LEAF_KIND_EVENT, LEAF_LEVEL_ERROR, LEAF__FIRST(__VA_ARGS__), 1,    \
		   #__VA_ARGS__, __VA_ARGS__)
#define LEAF_WARN(...)                                                                             \
	LEAF__TELL(leaf__event, LEAF_KIND_EVENT, LEAF_LEVEL_WARN, LEAF__FIRST(__VA_ARGS__), 1,     \
		   #__VA_ARGS__, __VA_ARGS__)
#define LEAF_INFO(...)                                                                             \
	LEAF__TELL(leaf__event, LEAF_KIND_EVENT, LEAF_LEVEL_INFO, LEAF__FIRST(__VA_ARGS__), 1,     \
		   #__VA_ARGS__, __VA_ARGS__)
#define LEAF_DEBUG(...)                                                                            \
	LEAF__TELL(leaf__event, LEAF_KIND_EVENT, LEAF_LEVEL_DEBUG, LEAF__FIRST(__VA_ARGS__), 1,    \
		   #__VA_ARGS__, __VA_ARGS__)
#define LEAF_TRACE(...)                                                                            \
	LEAF__TELL(leaf__event, LEAF_KIND_EVENT, LEAF_LEVEL_TRACE, LEAF__FIRST(__VA_ARGS__), 1,    \
		   #__VA_ARGS__, __VA_ARGS__)

/* ---- frames and plots ---- */

/*
 * LEAF_FRAME("name"): a frame, a turn of a main loop or the like, ends here and the next begins.
 * LEAF_PLOT("name", value): the value, any number, at this time. Statements. Tracy draws them;
 * other sinks show events of level DEBUG. Names are expressions: text of up to 4096 bytes.
 * LEAF_FRAME("") is Tracy's own set of frames.
 */
#define LEAF_FRAME(frame)                                                                          \
	LEAF__TELL(leaf__event, LEAF_KIND_FRAME, LEAF_LEVEL_DEBUG, "frame", 0, "name", 0,          \
		   leaf_str(frame))
#define LEAF_PLOT(plot, number)                                                                    \
	LEAF__TELL(leaf__event, LEAF_KIND_PLOT, LEAF_LEVEL_DEBUG, "plot", 0, "name, value", 0,     \
		   leaf_str(plot), (number))

/* ---- fields ---- */

/*
 * Any C value may be a field: numbers of every width, bool, char, enums, pointers and arrays
 * (shown as addresses, never followed: a char * need not be text), structs, unions and vectors
 * (shown as bytes). The type is that of the expression in C: the constant 'a' and a comparison are
 * ints. These say more:
 *
 *   LEAF_AS(name, expr)    a name of its own
 *   LEAF_LATE(name)        declared now, recorded by LEAF_RECORD(name, expr) while the span is open
 *   leaf_str(p)            text up to its NUL (4096 bytes at most)
 *   leaf_strn(p, n)        text of n bytes at most
 *   leaf_hex(number)       0x…
 *   leaf_bytes(p, n)       a dump of n bytes
 *   leaf_shown(show, p)    your own type: show(out, cap, p) writes at most cap bytes and returns
 *                          how many it had to write, as snprintf does; it runs only if a sink
 *                          shows the field
 */
#define LEAF_AS(name, expr) (expr)
#define LEAF_LATE(name) leaf__late()

/*
 * Record a field of the innermost open span of this thread that declared it with LEAF_LATE. It
 * counts for the filter at once. At most 4096 bytes of text are kept. If no span that is open has
 * declared it, nothing is recorded; if none anywhere has, a slip, that is counted and said at exit.
 */
#define LEAF_RECORD(name, expr)                                                                    \
	LEAF__TELL(leaf__record, LEAF_KIND_RECORD, LEAF_LEVEL_ERROR, #name, 0, #name, 0, (expr))

/* Whether an event of this level and the present LEAF_TARGET would be heard here and now. */
#define LEAF_ENABLED(level)                                                                        \
	__extension__({                                                                            \
		LEAF__SITE(LEAF_KIND_EVENT, level, "", 0, "", 0);                                  \
		LEAF__ON(level, leaf__enabled) && leaf__enabled(&leaf__site);                      \
	})

#else /* LEAF_DISABLE */

#define LEAF_FN(...) __extension__ struct leaf__disabled
#define LEAF_SPAN(...) __extension__ struct leaf__disabled
#define LEAF_SPAN_UNDER(...) __extension__ struct leaf__disabled
#define LEAF_RET(expr) (expr)
#define LEAF_EVENT(...) ((void)0)
#define LEAF_ERROR(...) ((void)0)
#define LEAF_WARN(...) ((void)0)
#define LEAF_INFO(...) ((void)0)
#define LEAF_DEBUG(...) ((void)0)
#define LEAF_TRACE(...) ((void)0)
#define LEAF_FRAME(frame) ((void)0)
#define LEAF_PLOT(plot, number) ((void)0)
#define LEAF_AS(name, expr) (expr)
#define LEAF_LATE(name) leaf__late()
#define LEAF_RECORD(name, expr) ((void)0)
#define LEAF_ENABLED(level) 0
#define leaf_alloc(address, size) ((void)0)
#define leaf_free(address) ((void)0)
#define leaf_lock_wait(lock) ((void)0)
#define leaf_lock_obtain(lock) ((void)0)
#define leaf_lock_release(lock) ((void)0)
#define leaf_lock_wait_shared(lock) ((void)0)
#define leaf_lock_obtain_shared(lock) ((void)0)
#define leaf_lock_release_shared(lock) ((void)0)
#define leaf_lock_end(lock) ((void)0)
#define leaf_fiber_enter(fiber) ((void)0)
#define leaf_fiber_leave() ((void)0)
#define leaf_thread_name(name) ((void)0)
#define leaf_app_info(text) ((void)0)

#endif

#if defined(__GNUC__)
#ifdef __cplusplus
extern "C" {
#endif

/* ---- marked fields ---- */

LEAF__INLINE struct leaf_text leaf_strn(const char *text, __SIZE_TYPE__ max)
{
	struct leaf_text field;
	field.text = text;
	field.max = max;
	return field;
}

LEAF__INLINE struct leaf_text leaf_str(const char *text)
{
	return leaf_strn(text, (__SIZE_TYPE__)-1);
}

LEAF__INLINE struct leaf_hex leaf_hex(leaf_u64 number)
{
	struct leaf_hex field;
	field.number = number;
	return field;
}

LEAF__INLINE struct leaf_bytes leaf_bytes(const void *bytes, __SIZE_TYPE__ n)
{
	struct leaf_bytes field;
	field.bytes = bytes;
	field.n = n;
	return field;
}

LEAF__INLINE struct leaf_shown leaf_shown(int (*show)(char *out, __SIZE_TYPE__ cap,
						      const void *object),
					  const void *object)
{
	struct leaf_shown field;
	field.show = show;
	field.object = object;
	return field;
}

LEAF__INLINE struct leaf_late leaf__late(void)
{
	struct leaf_late field = { 0 };
	return field;
}

/* ---- memory, locks, fibers, names ---- */

#define LEAF_LOCK_INIT(name)                                                                       \
	{                                                                                          \
		name, 0                                                                            \
	}
#define LEAF_FIBER_INIT(name)                                                                      \
	{                                                                                          \
		name, 0                                                                            \
	}

#ifndef LEAF_DISABLE

/*
 * Memory: say what was allocated, and before freeing it that it is freed. Targets and levels of
 * what follows, for LEAF_LOG: leaf::memory, leaf::lock and leaf::fiber at TRACE, leaf::app at INFO.
 * leaf/wrap_malloc.h says it for a whole program. Threads: any, here and below.
 */
LEAF__INLINE void leaf_alloc(const void *address, __SIZE_TYPE__ size)
{
	if (LEAF__LINKED(leaf__tell_memory))
		leaf__tell_memory(address, size, 1);
}

LEAF__INLINE void leaf_free(const void *address)
{
	if (LEAF__LINKED(leaf__tell_memory))
		leaf__tell_memory(address, 0, 0);
}

/*
 * Locks: keep a struct leaf_lock, initialized by LEAF_LOCK_INIT("name") or zero with a name set,
 * beside each lock. Say when a thread begins to wait for it, has it, and is about to give it back;
 * and when the lock is no more. The name is borrowed while the lock is used. leaf/mutex.h does it
 * for a mutex.
 */
LEAF__INLINE void leaf_lock_wait(struct leaf_lock *lock)
{
	if (LEAF__LINKED(leaf__tell_lock))
		leaf__tell_lock(LEAF_KIND_LOCK_WAIT, lock, 0);
}

LEAF__INLINE void leaf_lock_obtain(struct leaf_lock *lock)
{
	if (LEAF__LINKED(leaf__tell_lock))
		leaf__tell_lock(LEAF_KIND_LOCK_OBTAIN, lock, 0);
}

LEAF__INLINE void leaf_lock_release(struct leaf_lock *lock)
{
	if (LEAF__LINKED(leaf__tell_lock))
		leaf__tell_lock(LEAF_KIND_LOCK_RELEASE, lock, 0);
}

/* The same for readers of a lock that several may hold. */
LEAF__INLINE void leaf_lock_wait_shared(struct leaf_lock *lock)
{
	if (LEAF__LINKED(leaf__tell_lock))
		leaf__tell_lock(LEAF_KIND_LOCK_WAIT, lock, 1);
}

LEAF__INLINE void leaf_lock_obtain_shared(struct leaf_lock *lock)
{
	if (LEAF__LINKED(leaf__tell_lock))
		leaf__tell_lock(LEAF_KIND_LOCK_OBTAIN, lock, 1);
}

LEAF__INLINE void leaf_lock_release_shared(struct leaf_lock *lock)
{
	if (LEAF__LINKED(leaf__tell_lock))
		leaf__tell_lock(LEAF_KIND_LOCK_RELEASE, lock, 1);
}

LEAF__INLINE void leaf_lock_end(struct leaf_lock *lock)
{
	if (LEAF__LINKED(leaf__tell_lock))
		leaf__tell_lock(LEAF_KIND_LOCK_END, lock, 0);
}

/*
 * Fibers (coroutines): this thread goes on with the fiber, until it leaves it or enters another.
 * Keep a struct leaf_fiber, from LEAF_FIBER_INIT("name"), for each. In Tracy, what a fiber does is
 * a row of its own, whatever thread it is on; that needs Tracy to be the only sink.
 */
LEAF__INLINE void leaf_fiber_enter(struct leaf_fiber *fiber)
{
	if (LEAF__LINKED(leaf__tell_fiber))
		leaf__tell_fiber(fiber);
}

LEAF__INLINE void leaf_fiber_leave(void)
{
	if (LEAF__LINKED(leaf__tell_fiber))
		leaf__tell_fiber(0);
}

/* Name this thread for Leaf: up to 63 bytes, of which most sinks show 15. Copied. */
LEAF__INLINE void leaf_thread_name(const char *name)
{
	if (LEAF__LINKED(leaf__tell_thread_name))
		leaf__tell_thread_name(name);
}

/* Say something of the program as a whole: its version, its options. Copied; 64 KiB in all. */
LEAF__INLINE void leaf_app_info(const char *text)
{
	if (LEAF__LINKED(leaf__tell_app_info))
		leaf__tell_app_info(text);
}

#endif

/* ---- span identity ---- */

/* A span; 0 is none. Unique in the process, never reused. */
typedef leaf_u64 leaf_span_id;

/*
 * The innermost open span of this thread that a sink or the filter follows; 0 if none does. Its use
 * anywhere in a program makes every span keep a frame from the start (some 50 ns each, while on).
 */
LEAF__INLINE leaf_span_id leaf_span_here(void)
{
	LEAF__WANT_FRAMES;
	return LEAF__LINKED(leaf__span_here) ? leaf__span_here() : 0;
}

/* Say that the innermost open span of this thread follows from another, its cause. */
LEAF__EXTERN void leaf_span_follows(leaf_span_id cause);

/* ---- control, for programs that want it ---- */

/*
 * Start with options instead of, or on top of, the environment.
 *
 *   options  strings "NAME=value" with the names of the environment variables ("LEAF_LOG=info"),
 *            ended by NULL; they win over the environment. NULL: the environment alone. Copied.
 *
 * Returns 0; -1 with errno EINVAL if an option's name is unknown (nothing is changed then), or with
 * ENOMEM (it runs with the options it had). A tracer that runs already is stopped first, as by
 * leaf_trace_stop(). In a sink, a formatter or a signal handler that has interrupted the tracer,
 * this, leaf_trace_stop() and leaf_filter_set() do nothing: -1 with errno EDEADLK.
 * Threads: any, but one at a time.
 */
LEAF__EXTERN int leaf_trace_start(const char *const *options);

/* Write out what is pending in every sink. Returns 0, or -1 if a sink could not. */
LEAF__EXTERN int leaf_trace_flush(void);

/* Flush, end the sinks and switch every site off, until leaf_trace_start(). */
LEAF__EXTERN void leaf_trace_stop(void);

/*
 * Replace a filter while the program runs; spans that are open stay balanced.
 *
 *   sink        NULL for the filter that governs all (LEAF_LOG), else a sink's name ("flame")
 *   directives  the directive language of LEAF_LOG; bad directives are dropped with a warning
 *
 * Spans opened before the first call may have left nothing to ask for the values of their fields;
 * set LEAF_RELOAD_FILE, or call this once before the work begins, if that matters.
 *
 * Returns 0; -1 if there is no such sink or no memory (the old filter stays).
 */
LEAF__EXTERN int leaf_filter_set(const char *sink, const char *directives);

/*
 * Write the flame graph now, to the file that FLAME_OUTPUT names or, if path is given, there. The
 * run goes on and the graph keeps growing.
 * Returns 0; -1 with errno set if it could not be written: ENODATA if LEAF_FLAME is off, ENOSYS if
 * the library was built without profile_flame.
 */
LEAF__EXTERN int leaf_flame_write(const char *path);

#ifdef __cplusplus
}
#endif
#endif
#endif
#endif

/* Behind the guard: a file with inserted lines has read all above before it defines its target. */
#if !defined(LEAF_TARGET) && !defined(__ASSEMBLER__)
#define LEAF_TARGET LEAF__BELOW(LEAF_SOURCE_ROOT, __FILE__)
#endif
