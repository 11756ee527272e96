/* plain.c - what C89 has, as arguments of spans; compiled under every standard. */
/* Each macro on a line of its own: a test takes these lines out. */
/* clang-format off */
#include <leaf/trace.h>

#include <setjmp.h>
#include <stdio.h>

struct point {
	int x, y;
};
union either {
	int whole;
	float part;
};
enum color { RED, GREEN = 7 };
struct large {
	char bytes[1000];
};
struct flags {
	unsigned low : 3;
	int high : 4;
};

int integers(signed char a, unsigned char b, short c, unsigned short d, int e, unsigned f, long g,
	     unsigned long h);
int mixed(char a, float b, double c, long double d, enum color e, struct point f, union either g,
	  struct large h);
int pointers(int *a, const char *b, volatile int *c, int d[3], int (*e)(int), void *f,
	     const struct point *g, char **h);
int registers(register int a, register double b);
int old_style();
int many(int a);
int jumps(int a);
int locals(void);
void (*sets_handler(int number, void (*handler)(int)))(int);
int one(int a);

int one(int a)
{
	LEAF_FN(LEAF_LEVEL_TRACE, a);
	return LEAF_RET(a + 1);
}

int integers(signed char a, unsigned char b, short c, unsigned short d, int e, unsigned f, long g,
	     unsigned long h)
{
	LEAF_FN(LEAF_LEVEL_TRACE, a, b, c, d, e, f, g, h);
	int before_declarations = a;
	return before_declarations + b + c + d + e;
}

int mixed(char a, float b, double c, long double d, enum color e, struct point f, union either g,
	  struct large h)
{
	LEAF_FN(LEAF_LEVEL_TRACE, a, b, c, d, e, f, g, h);
	return a + f.x + g.whole + h.bytes[0] + (int)b + (int)c + (int)d + (int)e;
}

int pointers(int *a, const char *b, volatile int *c, int d[3], int (*e)(int), void *f,
	     const struct point *g, char **h)
{
	LEAF_FN(LEAF_LEVEL_TRACE, a, b, c, d, e, f, g, h);
	return *a + *b + *c + d[0] + (f == 0) + g->x + **h;
}

int registers(register int a, register double b)
{
	LEAF_FN(LEAF_LEVEL_TRACE, a, b);
	return a + (int)b;
}

int old_style(a, b)
int a;
short b;
{
	LEAF_FN(LEAF_LEVEL_TRACE, a, b);
	return a + b;
}

int many(int a)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "many", a, a + 1, a + 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18);
	LEAF_SPAN(LEAF_LEVEL_INFO, "none");
	return a;
}

int jumps(int a)
{
	static jmp_buf back;
	LEAF_FN(LEAF_LEVEL_TRACE, a);
	if (setjmp(back) == 0)
		longjmp(back, 1);
	LEAF_INFO("landed", LEAF_AS(twice, a + a), leaf_str("text\n"), leaf_hex(255), leaf_bytes("ab", 2));
	return a;
}

void (*sets_handler(int number, void (*handler)(int)))(int)
{
	LEAF_FN(LEAF_LEVEL_TRACE, number, handler);
	return handler;
}

int locals(void)
{
	const int constant = 5;
	volatile int shaky = 6;
	char text[10] = "abc";
	int table[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } };
	static struct flags flags = { 5, -3 };
	LEAF_FN(LEAF_LEVEL_TRACE, constant, shaky, text, table, flags.low, flags.high, flags, "literal", 'c');
#ifndef LEAF_DISABLE
	static struct leaf_lock lock = LEAF_LOCK_INIT("lock");
	static struct leaf_fiber fiber = LEAF_FIBER_INIT("fiber");
#endif
	LEAF_EVENT(LEAF_LEVEL_WARN, "done", LEAF_ENABLED(LEAF_LEVEL_TRACE));
	LEAF_FRAME("frame");
	LEAF_PLOT("plot", constant + 0.5);
	leaf_thread_name("matrix");
	leaf_app_info("matrix");
	leaf_alloc(text, sizeof text);
	leaf_free(text);
	leaf_lock_wait(&lock);
	leaf_lock_obtain(&lock);
	leaf_lock_release(&lock);
	leaf_lock_wait_shared(&lock);
	leaf_lock_obtain_shared(&lock);
	leaf_lock_release_shared(&lock);
	leaf_lock_end(&lock);
	leaf_fiber_enter(&fiber);
	leaf_fiber_leave();
	return constant;
}

int main(void)
{
	static struct large large;
	static union either either;
	struct point point;
	int number = 1, three[3] = { 1, 2, 3 }, result = 0;
	char text[] = "t", *pointer = text;
	point.x = 1;
	point.y = 2;
	result += integers(-1, 255, -300, 60000, -70000, 4000000000u, -5L, 6uL);
	result += mixed('a', 1.5f, -2.25, 3.0L, GREEN, point, either, large);
	result += pointers(&number, text, &number, three, one, 0, &point, &pointer);
	result += registers(3, 4.5) + old_style(5, 6) + many(0) + jumps(2) + locals() + one(1);
	sets_handler(3, 0);
	printf("%d\n", result);
	return 0;
}
