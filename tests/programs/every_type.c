/* every_type.c - one event for each type of field, and text that tries to break the line. */
/* build: -lm */
#include <complex.h>
#include <float.h>
#include <leaf/trace.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>

#undef LEAF_TARGET
#define LEAF_TARGET "types"

struct point {
	short x, y;
};
struct huge {
	char bytes[1000];
};
enum colour { RED, GREEN = -7 };

static int show_point(char *out, size_t cap, const void *object)
{
	const struct point *p = object;
	return snprintf(out, cap, "Point(%d, %d)\33[0m\n", p->x, p->y);
}

int main(void)
{
	struct point point = { 1, -1 };
	struct huge huge = { { 0 } };
	enum colour colour = GREEN;
	const char *none = NULL;
	char hostile[] = "a\"b\\c\33[31m\n\t\r\1\177\302\233\342\200\256\377\355\240\200 \303\251";
	char torn[5000];
	for (size_t i = 0; i + 1 < sizeof(torn); i++)
		torn[i] = i % 2 ? '\251' : '\303';
	torn[sizeof(torn) - 1] = 0;

	LEAF_INFO("bool", (_Bool)1, (_Bool)0);
	LEAF_INFO("char", 'a', (char)'b', (char)'"', (char)27, (char)0xe9);
	LEAF_INFO("int", (signed char)-128, (short)-1, INT_MIN, LONG_MIN, LLONG_MIN, colour);
	LEAF_INFO("uint", (unsigned char)255, (unsigned short)65535, UINT_MAX, ULONG_MAX);
#ifdef __SIZEOF_INT128__
	__extension__ typedef __int128 int128;
	__extension__ typedef unsigned __int128 uint128;
	LEAF_INFO("int128", (int128)-1, (uint128)1 << 100, -((int128)1 << 100));
#endif
	LEAF_INFO("float", 0.1f, 0.1, 0.1L, 1e21, -0.0, DBL_MAX, LDBL_MAX);
	LEAF_INFO("no number", (double)NAN, (double)INFINITY, -(float)INFINITY);
	LEAF_INFO("complex", 1.0 + 2.0 * I);
	LEAF_INFO("pointer", (void *)0x1234, none);
	LEAF_INFO("struct", point, huge);
	LEAF_INFO("text", leaf_str("plain"), leaf_str(hostile), leaf_str(none),
		  leaf_strn("cut", 2));
	LEAF_INFO("long text", leaf_str(torn));
	LEAF_INFO("marked", leaf_hex(255), leaf_bytes(&point, sizeof(point)),
		  leaf_shown(show_point, &point));
	LEAF_INFO("same name", colour, colour, colour);
	LEAF_INFO("m\33essage \"quoted\"\nof two lines", LEAF_AS(name, 1));
	LEAF_INFO("many", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18);
	return 0;
}
