/* shapes.c - a seed: functions of many shapes. */
#define f(p, a) f(a)
static struct s { int x; } g(struct s *q, int (*cb)(int), char *v[], ...) { return *q; }
int old(a, b) int a; char *b; { return a; }
#ifdef A
int split(int a) {
#else
int split(const char *b)
{
#endif
	if (a) {
#if 0
	don't {
#endif
	}
}
void (*signal(int sig, void (*func)(int)))(int) { return 0; }
TEST(name) { __label__ out; }
UV_UNUSED(static int h(int UNUSED(x))) { return ({ 1; }); }
int x[] = { 1, (int){ 2 } };
