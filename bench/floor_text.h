/* floor_text.h - floor: one text line per call, formatted by hand into a buffer that is written out. */
/*
 * " TRACE bench::tiny call, a=1, b=7": level, target, message, two integers; FLOOR_TEXT_TIME puts
 * "2026-01-31 12:00:00" in front, kept as text as long as the second is the same.
 */
#include "floor_out.h"

#ifdef FLOOR_TEXT_TIME
/* The text of the present second, 19 bytes and a blank. */
FLOOR_COLD const char *floor_text_second(void);
extern floor_u64 floor_text_until __attribute__((visibility("hidden"))); /* ticks */
extern const char *floor_text_time __attribute__((visibility("hidden")));
#endif

FLOOR_INLINE unsigned char *floor_put_int(unsigned char *at, int value)
{
	static const char pairs[] =
		"0001020304050607080910111213141516171819202122232425262728293031323334353637383940"
		"4142434445464748495051525354555657585960616263646566676869707172737475767778798081"
		"828384858687888990919293949596979899";
	unsigned char text[24];
	unsigned char *end = text + 12, *p = end;
	floor_u32 rest = value < 0 ? 0u - (floor_u32)value : (floor_u32)value;

	while (rest >= 100) {
		floor_u32 pair = rest % 100;

		rest /= 100;
		p -= 2;
		__builtin_memcpy(p, pairs + 2 * pair, 2);
	}
	if (rest >= 10) {
		p -= 2;
		__builtin_memcpy(p, pairs + 2 * rest, 2);
	} else {
		*--p = (unsigned char)('0' + rest);
	}
	if (value < 0)
		*--p = '-';
	/* Twelve bytes always: moves of fixed size instead of a loop; there is room. */
	__builtin_memcpy(at, p, 12);
	return at + (end - p);
}

#define FLOOR_PUT_TEXT(at, text)                                                                   \
	(__builtin_memcpy(at, text, sizeof(text) - 1), at + sizeof(text) - 1)

FLOOR_INLINE void *floor_enter(const void *site, int a, int b)
{
	unsigned char *at = floor_out_room();

	(void)site;
#ifdef FLOOR_TEXT_TIME
	__builtin_memcpy(at,
			 FLOOR_RARE(floor_ticks() >= floor_text_until) ? floor_text_second()
								       : floor_text_time,
			 20);
	at += 20;
#endif
	at = FLOOR_PUT_TEXT(at, " TRACE bench::tiny call, a=");
	at = floor_put_int(at, a);
	at = FLOOR_PUT_TEXT(at, ", b=");
	at = floor_put_int(at, b);
	*at++ = '\n';
	floor_out.at = at;
	return 0;
}

FLOOR_INLINE void floor_exit(void *state)
{
	(void)state;
}

#include "floor_bind.h"
