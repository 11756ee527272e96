/* abi.h - what the macros of leaf/trace.h expand to; not for direct use, and free to change. */
#ifndef LEAF_ABI_H
#define LEAF_ABI_H
#if !defined(__ASSEMBLER__) && (defined(__GNUC__) || defined(__clang__))
#pragma GCC system_header
/*
 * gcc cannot see that a span's guard does not change after setjmp(), and this one warning heeds
 * neither system headers nor push and pop: it is judged where the function ends.
 */
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wclobbered"
#endif

#ifdef __cplusplus
extern "C" {
#endif

__extension__ typedef unsigned long long leaf_u64;

/* How much a call site says; the filter compares these numbers. */
enum leaf_level {
	LEAF_LEVEL_OFF,
	LEAF_LEVEL_ERROR,
	LEAF_LEVEL_WARN,
	LEAF_LEVEL_INFO,
	LEAF_LEVEL_DEBUG,
	LEAF_LEVEL_TRACE
};

/* What a site is. All but spans and records are events to a sink that does not know better. */
enum leaf_kind {
	LEAF_KIND_SPAN,
	LEAF_KIND_EVENT,
	LEAF_KIND_RECORD,
	LEAF_KIND_FRAME,     /* fields: name */
	LEAF_KIND_PLOT,	     /* name, value */
	LEAF_KIND_ALLOC,     /* address, size */
	LEAF_KIND_FREE,	     /* address */
	LEAF_KIND_LOCK_WAIT, /* this and the following: id, name, shared */
	LEAF_KIND_LOCK_OBTAIN,
	LEAF_KIND_LOCK_RELEASE,
	LEAF_KIND_LOCK_END,
	LEAF_KIND_FIBER_ENTER, /* id, name */
	LEAF_KIND_FIBER_LEAVE,
	LEAF_KIND_THREAD_NAME, /* name */
	LEAF_KIND_APP_INFO     /* text */
};

/* The type of a field: what its bytes mean. The width of a number is the size beside it. */
enum leaf_type {
	LEAF_TYPE_END,
	LEAF_TYPE_BOOL,
	LEAF_TYPE_CHAR,	   /* plain char */
	LEAF_TYPE_INT,	   /* signed, 1 to 16 bytes, host order */
	LEAF_TYPE_UINT,	   /* unsigned, 1 to 16 bytes */
	LEAF_TYPE_FLOAT,   /* float, double, long double */
	LEAF_TYPE_COMPLEX, /* two floats: real, imaginary */
	LEAF_TYPE_POINTER,
	LEAF_TYPE_OPAQUE, /* a struct, union or vector by value: its bytes */
	LEAF_TYPE_ELIDED, /* a value too large to copy: one byte, meaningless */
	LEAF_TYPE_TEXT,	  /* struct leaf_text */
	LEAF_TYPE_HEX,	  /* struct leaf_hex */
	LEAF_TYPE_BYTES,  /* struct leaf_bytes */
	LEAF_TYPE_SHOWN,  /* struct leaf_shown */
	LEAF_TYPE_LATE	  /* struct leaf_late: declared now, recorded later */
};

/* Marked arguments; made by leaf_str() and its kin, never by hand. */
struct leaf_text {
	const char *text;
	__SIZE_TYPE__ max; /* bytes to read at most; a NUL ends earlier */
};
struct leaf_hex {
	leaf_u64 number;
};
struct leaf_bytes {
	const void *bytes;
	__SIZE_TYPE__ n;
};
struct leaf_shown {
	int (*show)(char *out, __SIZE_TYPE__ cap, const void *object);
	const void *object;
};
struct leaf_late {
	char unused;
};
struct leaf_elided {
	char unused;
};

/* What a site does when control reaches it. */
enum leaf__plan {
	LEAF__PLAN_COUNT, /* move in the calling-context tree and count; inline */
	LEAF__PLAN_OFF,	  /* nothing; not 0, which compilers load into a register to test it */
	LEAF__PLAN_FULL,  /* a frame is kept and every interested sink is told */
	LEAF__PLAN_NEW,	  /* not seen before: register, judge, then as above */
	LEAF__PLAN_SOLO	  /* and above: one sink alone takes it, by its short way */
};

/* A lock and a fiber as sinks know them; made by LEAF_LOCK_INIT and LEAF_FIBER_INIT. */
struct leaf_lock {
	const char *name;
	unsigned id; /* 0: not used yet */
};
struct leaf_fiber {
	const char *name;
	unsigned id; /* 0: not used yet */
};

/* A call site: one static object per macro use. The runtime writes plan, slot, key and info. */
struct leaf_site {
	unsigned plan;
	unsigned slot; /* byte offset of this site's child slot in a tree node */
	leaf_u64 key;  /* unique while the program runs; 0 before registration */
	void *info;
	const char *name;
	const char *target;
	const char *file;
	const char *spelled;   /* the macro's arguments as written */
	const unsigned *types; /* enum leaf_type | size << 8, ended by 0 */
	unsigned line;
	unsigned n_bytes; /* of the packed argument values */
	unsigned char level, kind, skip, more;
};

enum { LEAF__SLOTS = 16, LEAF__BACK_BYTES = 512 };

/* A place in a thread's calling-context tree: this site, called in this context. */
struct leaf__node {
	leaf_u64 key;
	leaf_u64 calls;
	leaf_u64 self; /* time-stamp ticks, or samples */
	struct leaf__node *parent;
	struct leaf__node *children, *next;
	struct leaf_site_info *info;
	unsigned short depth, flags;
	unsigned place; /* in stack and code where it was opened first, as a hash; 0 unknown */
	struct leaf__node *slot[LEAF__SLOTS]; /* children by site, last come; never null */
};

/* The thread's own words; everything else is behind 'state'. */
struct leaf__self {
	struct leaf__node *current;
	leaf_u64 last; /* time stamp of the last boundary */
	struct leaf__thread *state;
	struct leaf__node **back; /* [LEAF__BACK_BYTES] see leaf/cyg.h */
};

#ifdef LEAF_WEAK
#define LEAF__EXTERN extern __attribute__((__weak__))
#define LEAF__LINKED(function) ((function) != 0)
#else
#define LEAF__EXTERN extern
#define LEAF__LINKED(function) 1
#endif

LEAF__EXTERN __thread struct leaf__self leaf__self __attribute__((__tls_model__("initial-exec")));
LEAF__EXTERN void *leaf__open(struct leaf_site *site, const void *packed);
LEAF__EXTERN void *leaf__open_under(struct leaf_site *site, const void *packed, leaf_u64 parent);
LEAF__EXTERN void leaf__close(void *guard);
LEAF__EXTERN void leaf__event(struct leaf_site *site, const void *packed);
LEAF__EXTERN void leaf__record(struct leaf_site *site, const void *packed);
LEAF__EXTERN int leaf__enabled(struct leaf_site *site);
LEAF__EXTERN leaf_u64 leaf__span_here(void);
LEAF__EXTERN void leaf__tell_memory(const void *address, __SIZE_TYPE__ size, int is_new);
LEAF__EXTERN void leaf__tell_lock(enum leaf_kind kind, struct leaf_lock *lock, int shared);
LEAF__EXTERN void leaf__tell_fiber(struct leaf_fiber *fiber);
LEAF__EXTERN void leaf__tell_thread_name(const char *name);
LEAF__EXTERN void leaf__tell_app_info(const char *text);
LEAF__EXTERN void leaf__want_frames(void);

/*
 * Who asks for a span's identity needs spans that have one: those with frames. That must be known
 * before the first span opens, so the mere presence of the question puts leaf__want_frames among
 * the object's initializers.
 */
#if defined(__ELF__) && defined(__LP64__) && !defined(LEAF_WEAK)
#define LEAF__WANT_FRAMES                                                                          \
	__asm__ __volatile__(".pushsection .init_array,\"aw\",@init_array\n\t"                     \
			     ".balign 8\n\t"                                                       \
			     ".quad leaf__want_frames\n\t"                                         \
			     ".popsection")
#else
#define LEAF__WANT_FRAMES ((void)0)
#endif

#define LEAF__INLINE                                                                               \
	static __inline__ __attribute__((__always_inline__, __no_instrument_function__))

#if defined(__SANITIZE_THREAD__)
#define LEAF__TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define LEAF__TSAN 1
#endif
#endif

/* Counters are written by their thread alone and read by the dump: plain adds, but not to TSan. */
#ifdef LEAF__TSAN
#define LEAF__ADD(lvalue, n)                                                                       \
	__atomic_store_n(&(lvalue), __atomic_load_n(&(lvalue), __ATOMIC_RELAXED) + (n),            \
			 __ATOMIC_RELAXED)
#define LEAF__LOAD(lvalue) __atomic_load_n(&(lvalue), __ATOMIC_RELAXED)
#define LEAF__STORE(lvalue, value) __atomic_store_n(&(lvalue), (value), __ATOMIC_RELAXED)
#else
#define LEAF__ADD(lvalue, n) ((lvalue) += (n))
#define LEAF__LOAD(lvalue) (lvalue)
#define LEAF__STORE(lvalue, value) ((lvalue) = (value))
#endif

/*
 * Into the runtime. A visible call would make the compiler set up a frame and save registers in
 * every function, tracing or not; so on x86-64 this is a jump to a door that keeps all registers
 * but r10 and r11 (and rax, at entry) and comes back to the label. -DLEAF_PLAIN_CALLS makes it a call.
 */
#if defined(__x86_64__) && defined(__LP64__) && !defined(LEAF_PLAIN_CALLS) && !defined(LEAF__TSAN)
#define LEAF__THUNKS 1
/*
 * Through the GOT, not the PLT: a lazily bound PLT entry pushes, and at this point the red zone of
 * the caller lies under the stack pointer. Linked statically it becomes a plain jump.
 */
#define LEAF__JUMP(name) "jmp {*" name "@GOTPCREL(%%rip)|QWORD PTR [rip + " name "@GOTPCREL]}\n1:"
#ifdef LEAF_WEAK
#define LEAF__DOOR(name) ".weak " name "\n\t" LEAF__JUMP(name)
#else
#define LEAF__DOOR(name) LEAF__JUMP(name)
#endif
#define LEAF__THROUGH(name, ...)                                                                   \
	__asm__ __volatile__("lea{q\t1f(%%rip), %%r11|\tr11, 1f[rip]}\n\t" LEAF__DOOR(name)        \
			     : __VA_ARGS__                                                         \
			     :                                                                     \
			     : "r11", "memory", "cc", "st", "st(1)", "st(2)", "st(3)", "st(4)",    \
			       "st(5)", "st(6)", "st(7)")
#endif

LEAF__INLINE void *leaf__go_open(struct leaf_site *site, const void *packed)
{
#ifdef LEAF__THUNKS
	register void *leaf__door __asm__("r10") = site;
	LEAF__THROUGH("leaf__open_door", "+r"(leaf__door), "+a"(packed));
	return leaf__door;
#else
	return leaf__open(site, packed);
#endif
}

LEAF__INLINE void leaf__go_close(void *guard)
{
#ifdef LEAF__THUNKS
	register void *leaf__door __asm__("r10") = guard;
	LEAF__THROUGH("leaf__close_door", "+r"(leaf__door));
#else
	leaf__close(guard);
#endif
}

/*
 * Step down the calling-context tree: to the child of the current node for this site, and count.
 * The guard is the node to go back to. 0: the child is not in its slot; nothing has been done.
 */
LEAF__INLINE void *leaf__step(leaf_u64 key, unsigned slot)
{
	struct leaf__node *at = LEAF__LOAD(leaf__self.current);
	struct leaf__node *to = *(struct leaf__node **)(void *)((char *)at + slot);
	if (__builtin_expect(to->key != key, 0))
		return 0;
	LEAF__ADD(to->calls, 1);
	LEAF__STORE(leaf__self.current, to);
	return at;
}

/*
 * Leaving a span, by the cleanup attribute. The guard is 0, or the tree node to go back to, or a
 * pointer with a tag in its low three bits that the runtime understands.
 */
LEAF__INLINE void leaf__leave(void **guard)
{
	struct leaf__node *to = (struct leaf__node *)*guard;
	if (__builtin_expect(to != 0, 0)) {
		if (__builtin_expect(((__UINTPTR_TYPE__)to & 7) == 0, 1) &&
		    __builtin_expect(LEAF__LOAD(leaf__self.current)->parent == to, 1))
			LEAF__STORE(leaf__self.current, to);
		else
			leaf__go_close(to);
	}
}

LEAF__INLINE struct leaf_elided leaf__elide(void)
{
	struct leaf_elided elided = { 0 };
	return elided;
}

#ifdef __cplusplus
}
#endif

/* ---- packing: argument values side by side in a packed struct, types in a static table ---- */

#ifndef __cplusplus
#define LEAF__IS_POINTER(x) (__builtin_classify_type(x) == 5)
#define LEAF__IS_LARGE(x) (sizeof(__typeof__((void)0, (x))) > 256)
/* gcc gives bit-fields types of their own: let them be promoted. */
#define LEAF__IS_BITS(x)                                                                           \
	(__builtin_classify_type(x) == 1 && (int)LEAF__TAG_LISTED(x) == (int)LEAF_TYPE_END)
#define LEAF__ONLY_BITS(x) __builtin_choose_expr(LEAF__IS_BITS(x), (x), 0)
/* The value as it is stored: pointers lose their type (it may be variably modified). */
#define LEAF__VALUE(x)                                                                             \
	__builtin_choose_expr(                                                                     \
		LEAF__IS_POINTER(x),                                                               \
		(const volatile void *)__builtin_choose_expr(LEAF__IS_POINTER(x), (x), 0),         \
		__builtin_choose_expr(                                                             \
			LEAF__IS_LARGE(x), leaf__elide(),                                          \
			__builtin_choose_expr(LEAF__IS_BITS(x), +LEAF__ONLY_BITS(x), (x))))
#define LEAF__TYPEOF(x) __typeof__((void)0, LEAF__VALUE(x))
#define LEAF__MEMBER_NAME(n, x)
#define LEAF__MEMBER_TYPE(n, x) LEAF__TYPEOF(x)
#ifdef __SIZEOF_INT128__
#define LEAF__TAG128 __int128 : LEAF_TYPE_INT, unsigned __int128 : LEAF_TYPE_UINT,
#else
#define LEAF__TAG128
#endif
/* clang-format off */
#define LEAF__TAG_LISTED(x)                                                                        \
	_Generic((x), _Bool: LEAF_TYPE_BOOL, char: LEAF_TYPE_CHAR,                                 \
		 signed char: LEAF_TYPE_INT, short: LEAF_TYPE_INT, int: LEAF_TYPE_INT,             \
		 long: LEAF_TYPE_INT, long long: LEAF_TYPE_INT, LEAF__TAG128                       \
		 unsigned char: LEAF_TYPE_UINT, unsigned short: LEAF_TYPE_UINT,                    \
		 unsigned: LEAF_TYPE_UINT, unsigned long: LEAF_TYPE_UINT,                          \
		 unsigned long long: LEAF_TYPE_UINT,                                               \
		 float: LEAF_TYPE_FLOAT, double: LEAF_TYPE_FLOAT, long double: LEAF_TYPE_FLOAT,    \
		 _Complex float: LEAF_TYPE_COMPLEX, _Complex double: LEAF_TYPE_COMPLEX,            \
		 _Complex long double: LEAF_TYPE_COMPLEX,                                          \
		 struct leaf_text: LEAF_TYPE_TEXT, struct leaf_hex: LEAF_TYPE_HEX,                 \
		 struct leaf_bytes: LEAF_TYPE_BYTES, struct leaf_shown: LEAF_TYPE_SHOWN,           \
		 struct leaf_late: LEAF_TYPE_LATE,                                                 \
		 default: LEAF_TYPE_END)
#define LEAF__TAG(x)                                                                               \
	(LEAF__TAG_LISTED(x) != LEAF_TYPE_END ? LEAF__TAG_LISTED(x)                                \
	 : LEAF__IS_POINTER(x) ? LEAF_TYPE_POINTER                                                 \
	 : LEAF__IS_LARGE(x) ? LEAF_TYPE_ELIDED                                                    \
	 : LEAF__IS_BITS(x) ? LEAF_TYPE_INT : LEAF_TYPE_OPAQUE)
/* clang-format on */
#else
#include "leaf/abi_cxx.h"
#endif

#define LEAF__PACK_TYPE(n, x) (unsigned)LEAF__TAG(x) | ((unsigned)sizeof(LEAF__TYPEOF(x)) << 8),
#define LEAF__PACK_MEMBER(n, x) LEAF__MEMBER_TYPE(n, x) leaf__f##n;
#define LEAF__PACK_VALUE(n, x) LEAF__VALUE(x),

/* Apply M(index, argument) to all arguments but the first, sixteen at most. */
#define LEAF__REST(M, ...) LEAF__JOIN(LEAF__REST_, LEAF__COUNT(__VA_ARGS__))(M, __VA_ARGS__)
#define LEAF__JOIN(a, b) LEAF__JOIN_(a, b)
#define LEAF__JOIN_(a, b) a##b
/* clang-format off */
#define LEAF__REST_1(M, first)
#define LEAF__REST_2(M, first, ...) LEAF__EACH_1(M, __VA_ARGS__)
#define LEAF__REST_3(M, first, ...) LEAF__EACH_2(M, __VA_ARGS__)
#define LEAF__REST_4(M, first, ...) LEAF__EACH_3(M, __VA_ARGS__)
#define LEAF__REST_5(M, first, ...) LEAF__EACH_4(M, __VA_ARGS__)
#define LEAF__REST_6(M, first, ...) LEAF__EACH_5(M, __VA_ARGS__)
#define LEAF__REST_7(M, first, ...) LEAF__EACH_6(M, __VA_ARGS__)
#define LEAF__REST_8(M, first, ...) LEAF__EACH_7(M, __VA_ARGS__)
#define LEAF__REST_9(M, first, ...) LEAF__EACH_8(M, __VA_ARGS__)
#define LEAF__REST_10(M, first, ...) LEAF__EACH_9(M, __VA_ARGS__)
#define LEAF__REST_11(M, first, ...) LEAF__EACH_10(M, __VA_ARGS__)
#define LEAF__REST_12(M, first, ...) LEAF__EACH_11(M, __VA_ARGS__)
#define LEAF__REST_13(M, first, ...) LEAF__EACH_12(M, __VA_ARGS__)
#define LEAF__REST_14(M, first, ...) LEAF__EACH_13(M, __VA_ARGS__)
#define LEAF__REST_15(M, first, ...) LEAF__EACH_14(M, __VA_ARGS__)
#define LEAF__REST_16(M, first, ...) LEAF__EACH_15(M, __VA_ARGS__)
#define LEAF__REST_17(M, first, ...) LEAF__EACH_16(M, __VA_ARGS__)
#define LEAF__REST_many(M, first, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, \
			a16, ...) \
	LEAF__EACH_16(M, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16)
#define LEAF__EACH_1(M, a) M(1, a)
#define LEAF__EACH_2(M, a, ...) M(2, a) LEAF__EACH_1(M, __VA_ARGS__)
#define LEAF__EACH_3(M, a, ...) M(3, a) LEAF__EACH_2(M, __VA_ARGS__)
#define LEAF__EACH_4(M, a, ...) M(4, a) LEAF__EACH_3(M, __VA_ARGS__)
#define LEAF__EACH_5(M, a, ...) M(5, a) LEAF__EACH_4(M, __VA_ARGS__)
#define LEAF__EACH_6(M, a, ...) M(6, a) LEAF__EACH_5(M, __VA_ARGS__)
#define LEAF__EACH_7(M, a, ...) M(7, a) LEAF__EACH_6(M, __VA_ARGS__)
#define LEAF__EACH_8(M, a, ...) M(8, a) LEAF__EACH_7(M, __VA_ARGS__)
#define LEAF__EACH_9(M, a, ...) M(9, a) LEAF__EACH_8(M, __VA_ARGS__)
#define LEAF__EACH_10(M, a, ...) M(10, a) LEAF__EACH_9(M, __VA_ARGS__)
#define LEAF__EACH_11(M, a, ...) M(11, a) LEAF__EACH_10(M, __VA_ARGS__)
#define LEAF__EACH_12(M, a, ...) M(12, a) LEAF__EACH_11(M, __VA_ARGS__)
#define LEAF__EACH_13(M, a, ...) M(13, a) LEAF__EACH_12(M, __VA_ARGS__)
#define LEAF__EACH_14(M, a, ...) M(14, a) LEAF__EACH_13(M, __VA_ARGS__)
#define LEAF__EACH_15(M, a, ...) M(15, a) LEAF__EACH_14(M, __VA_ARGS__)
#define LEAF__EACH_16(M, a, ...) M(16, a) LEAF__EACH_15(M, __VA_ARGS__)
/* How many arguments, up to 64; as a suffix: 1 to 17, or many. */
#define LEAF__PICK(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, \
		   a17, a18, a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, a33, \
		   a34, a35, a36, a37, a38, a39, a40, a41, a42, a43, a44, a45, a46, a47, a48, a49, a50, \
		   a51, a52, a53, a54, a55, a56, a57, a58, a59, a60, a61, a62, a63, a64, n, ...) n
#define LEAF__NUMBER(...) LEAF__PICK(__VA_ARGS__, \
	64, 63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, \
	42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, \
	20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define LEAF__COUNT(...) LEAF__PICK(__VA_ARGS__, \
	many, many, many, many, many, many, many, many, many, many, many, many, many, many, \
	many, many, many, many, many, many, many, many, many, many, many, many, many, many, \
	many, many, many, many, many, many, many, many, many, many, many, many, many, many, \
	many, many, many, many, many, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, \
	0)
/* clang-format on */

/* The path of a file below a folder, or without ups at its head. Constants, all of them. */
#define LEAF__BELOW(folder, file)                                                                  \
	(&(file)[LEAF__HAS(file, folder "/")	   ? sizeof(folder)                                \
		 : LEAF__HAS(file, "../../../../") ? 12                                            \
		 : LEAF__HAS(file, "../../../")	   ? 9                                             \
		 : LEAF__HAS(file, "../../")	   ? 6                                             \
		 : LEAF__HAS(file, "../")	   ? 3                                             \
						   : 0])
#define LEAF__HAS(file, head) (__builtin_strncmp(file, head, sizeof(head) - 1) == 0)

/* The statics of one macro use. Arguments: a first one that is dropped, then the fields. */
#define LEAF__SITE(...) LEAF__SITE_OF(LEAF_TARGET, __VA_ARGS__)
#define LEAF__SITE_OF(target_, kind_, level_, name_, skip_, spelled_, ...)                         \
	struct leaf__level {                                                                       \
		int is_none_of_LEAF_LEVEL_ERROR_to_LEAF_LEVEL_TRACE : (level_) >= LEAF_LEVEL_ERROR \
				&& (level_) <= LEAF_LEVEL_TRACE                                    \
			? 1                                                                        \
			: -1;                                                                      \
	};                                                                                         \
	static const unsigned leaf__types[] = { LEAF__REST(LEAF__PACK_TYPE, __VA_ARGS__) 0 };      \
	LEAF__REST(LEAF__MEMBER_NAME, __VA_ARGS__)                                                 \
	struct __attribute__((__packed__)) leaf__pack {                                            \
		LEAF__REST(LEAF__PACK_MEMBER, __VA_ARGS__) char leaf__end;                         \
	};                                                                                         \
	static struct leaf_site leaf__site = { LEAF__PLAN_NEW,                                     \
					       0,                                                  \
					       0,                                                  \
					       0,                                                  \
					       name_,                                              \
					       target_,                                            \
					       __FILE__,                                           \
					       spelled_,                                           \
					       leaf__types,                                        \
					       __LINE__,                                           \
					       sizeof(struct leaf__pack) - 1,                      \
					       (unsigned char)(level_),                            \
					       kind_,                                              \
					       skip_,                                              \
					       LEAF__NUMBER(__VA_ARGS__) > 17                      \
						       ? LEAF__NUMBER(__VA_ARGS__) - 17            \
						       : 0 }
#define LEAF__PACK(...)                                                                            \
	struct leaf__pack leaf__packed = { LEAF__REST(LEAF__PACK_VALUE, __VA_ARGS__) 0 }

/* Its value is read anew after this: so that the first test need not keep it in a register. */
#define LEAF__FORGET(lvalue) __asm__("" : "+m"(lvalue))

#define LEAF__ON(level_, function)                                                                 \
	(__builtin_expect(LEAF__LOAD(leaf__site.plan) != LEAF__PLAN_OFF, 0) &&                     \
	 (level_) <= LEAF_MAX_LEVEL && LEAF__LINKED(function))

#define LEAF__SPAN(...) LEAF__SPAN_OF(LEAF_TARGET, __VA_ARGS__)
#define LEAF__SPAN_OF(target_, guard, level_, name_, skip_, spelled_, ...)                         \
	__extension__ void *guard                                                                  \
		__attribute__((__unused__, __cleanup__(leaf__leave))) = __extension__({            \
			LEAF__SITE_OF(target_, LEAF_KIND_SPAN, level_, name_, skip_, spelled_,     \
				      __VA_ARGS__);                                                \
			void *leaf__guard = 0;                                                     \
			if (LEAF__ON(level_, leaf__open)) {                                        \
				LEAF__FORGET(leaf__site.plan);                                     \
				if (LEAF__LOAD(leaf__site.plan) == LEAF__PLAN_COUNT)               \
					leaf__guard = leaf__step(leaf__site.key, leaf__site.slot); \
				if (!leaf__guard) {                                                \
					LEAF__PACK(__VA_ARGS__);                                   \
					leaf__guard = leaf__go_open(&leaf__site, &leaf__packed);   \
				}                                                                  \
			}                                                                          \
			leaf__guard;                                                               \
		})

#define LEAF__SPAN_UNDER(guard, parent, level_, name_, skip_, spelled_, ...)                       \
	__extension__ void *guard __attribute__((__unused__,                                       \
						 __cleanup__(leaf__leave))) = __extension__({      \
		LEAF__SITE(LEAF_KIND_SPAN, level_, name_, skip_, spelled_, __VA_ARGS__);           \
		void *leaf__guard = 0;                                                             \
		if (LEAF__ON(level_, leaf__open_under)) {                                          \
			LEAF__PACK(__VA_ARGS__);                                                   \
			leaf__guard = leaf__open_under(&leaf__site, &leaf__packed, (parent));      \
		}                                                                                  \
		leaf__guard;                                                                       \
	})

/* An event or a late record: site, test, pack, tell. */
#define LEAF__TELL(function, kind_, level_, name_, skip_, spelled_, ...)                           \
	__extension__({                                                                            \
		LEAF__SITE(kind_, level_, name_, skip_, spelled_, __VA_ARGS__);                    \
		if (LEAF__ON(level_, function)) {                                                  \
			LEAF__PACK(__VA_ARGS__);                                                   \
			function(&leaf__site, &leaf__packed);                                      \
		}                                                                                  \
		(void)0;                                                                           \
	})

#define LEAF__FIRST_(first, ...) first
#define LEAF__FIRST(...) LEAF__FIRST_(__VA_ARGS__, 0)

#endif
#endif
