/* returns.c - functions that return values of every kind; main checks them and returns 0. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <setjmp.h>
#define TRACE oops
struct pair { int a; double b; };
enum color { RED, GREEN };
typedef int (*handler)(int);
static int add(int a, int b) { return a + b; }
static char narrow(int a) { return(char)(a & 0x7f); }
static const char *text(int a) { if (a) return "yes"; else return NULL; }
static void *none(void) { return 0; }
static struct pair make(int a) { return (struct pair){ a, 2.5 }; }
static enum color pick(int a) { return a ? GREEN : RED; }
static int twice(int a) { return a * 2; }
static handler choose(int a) { return a ? twice : (handler)0; }
static int (*choose2(int a))(int) { (void)a; return twice; }
static void nothing(int a) { if (a) return; printf("x\n"); }
static void *pass(void *p) { return p; }
static const char *const konst(const char *const p) { return p; }
static int comma(int a) { return a++, a; }
static unsigned char bits(unsigned a) { return (unsigned char)(a >> 1); }
static _Bool yes(int a) { switch (a) { case 1: return 1; default: return 0; } }
static int inner(int a[static 2], int n) { for (int i = 0; i < n; i++) { if (a[i]) return a[i]; } return -1; }
static long double ld(void) { return 1.5L; }
static double _Complex cx(void) { return 2.0; }
static int variadic(const char *fmt, ...) { return (int)strlen(fmt); }
static inline int inl(int a) { return a; }
int ext(int a); int ext(int a) { return a /* why */ ; }
static int old(a) int a; { return a; }
static jmp_buf env;
static int jumps(int a) { if (setjmp(env)) return a; if (a) longjmp(env, 1); return 0; }
__attribute__((warn_unused_result)) static int must(int a) { return a; }
static __attribute__((noinline)) int
multi(int a,
      int b)
{
	return
		a
		+ b;
}
int main(int argc, char **argv)
{

	int arr[2] = { 0, 5 }; (void)argv;
	printf("%d %d %s %p %d %d\n", add(argc, 2), narrow(300), text(0) ? "t" : "n", none(), make(3).a, pick(1));
	nothing(1); pass(arr); konst("k");
	if (must(1) != 1) return 3;
	printf("%d %d %d %d %d %d %d\n", comma(1), bits(7), yes(1), inner(arr, 2), (int)ld(), variadic("abc"), inl(4));
	return choose(1)(1) + choose2(1)(2) + ext(1) + old(2) + (int)__real__ cx() + jumps(1) + multi(1, 2) == 2 + 4 + 1 + 2 + 2 + 1 + 3 ? 0 : 1;
}
