/* inserted.c - a seed: lines that were inserted, moved, wrapped and commented out. */
#if __has_include(<leaf/auto.h>) /* leaf:auto */
#include <leaf/auto.h> /* leaf:auto */
#endif /* leaf:auto */
int f(int a)
{
	LEAF_FN_AUTO(TRACE, "t",
		     a);
	/* LEAF_FN_AUTO(TRACE, "t", a); */
	// LEAF_FN_AUTO(TRACE, "t", a);
	return a;
}
#define G { \
	LEAF_FN_AUTO(TRACE, "t"); \
	}
int h(void) { LEAF_FN_AUTO(TRACE, "t"); return 1; }
