/* digits_float.c - floating-point numbers as the shortest digits that read back the same. */
/*
 * A value is mantissa * 2^exponent. Digits are produced one by one until what is left is less than
 * half the distance to a neighbour (Steele and White's free-format algorithm). Where the exponent
 * is in -120…0, the case of nearly every number in a log, 128 bits hold all that is needed and the
 * division by a power of two is a shift; else the same loop runs on long integers.
 */
#include "trace/digits.h"

#include "trace/aside.h"

#include <float.h>
#include <limits.h>
#include <stddef.h>

#ifdef __SIZEOF_INT128__
typedef leaf__u128 wide;
#define FAST_MIN (-120)
#else
typedef uint64_t wide;
#define FAST_MIN (-56)
#endif

enum { DIGITS_MAX = 64 };

enum class { FINITE, INFINITE, NAN_ };

struct parts {
	enum class class;
	int negative;
	wide mantissa;
	int exponent;
	int narrow; /* the lower neighbour is half as far away as the upper one */
};

/* digits[n] with the point before the first one: 0.d1d2… * 10^scale. */
struct decimal {
	int n, scale;
	char digits[DIGITS_MAX];
};

/* ---- taking a number apart ---- */

static void parts_fill(struct parts *parts, wide fraction, int biased, int biased_max, int bits)
{
	wide hidden = (wide)1 << (bits - 1);
	int min_exponent = 2 - biased_max / 2 - bits;
	parts->class = biased < biased_max ? FINITE : fraction ? NAN_ : INFINITE;
	parts->mantissa = biased ? fraction | hidden : fraction;
	parts->exponent = min_exponent + (biased ? biased - 1 : 0);
	parts->narrow = fraction == 0 && biased > 1;
}

#if LDBL_MANT_DIG == 64
/* x87: the leading bit is written out; if it is missing the number is none. */
static void parts_of_x87(struct parts *parts, const unsigned char *bytes)
{
	uint64_t mantissa;
	uint16_t head;
	memcpy(&mantissa, bytes, 8);
	memcpy(&head, bytes + 8, 2);
	int biased = head & 0x7fff;
	parts->negative = head >> 15;
	parts_fill(parts, mantissa & (uint64_t)-1 >> 1, biased, 0x7fff, 64);
	if (biased && !(mantissa >> 63))
		parts->class = NAN_;
	if (!biased)
		parts->mantissa = mantissa;
}
#elif LDBL_MANT_DIG == 113 && defined(__SIZEOF_INT128__)
static void parts_of_quad(struct parts *parts, const void *bytes)
{
	wide bits;
	memcpy(&bits, bytes, 16);
	parts->negative = (int)(bits >> 127);
	parts_fill(parts, bits & (((wide)1 << 112) - 1), (int)(bits >> 112) & 0x7fff, 0x7fff, 113);
}
#endif

static int parts_of(struct parts *parts, const void *data, size_t len)
{
	if (len == 4) {
		uint32_t bits;
		memcpy(&bits, data, 4);
		parts->negative = (int)(bits >> 31);
		parts_fill(parts, bits & 0x7fffff, (int)(bits >> 23) & 0xff, 0xff, 24);
		return 1;
	}
	if (len == 8) {
		uint64_t bits;
		memcpy(&bits, data, 8);
		parts->negative = (int)(bits >> 63);
		parts_fill(parts, bits & 0xfffffffffffff, (int)(bits >> 52) & 0x7ff, 0x7ff, 53);
		return 1;
	}
#if LDBL_MANT_DIG == 64
	if (len == sizeof(long double)) {
		parts_of_x87(parts, data);
		return 1;
	}
#elif LDBL_MANT_DIG == 113 && defined(__SIZEOF_INT128__)
	if (len == sizeof(long double)) {
		parts_of_quad(parts, data);
		return 1;
	}
#endif
	return 0;
}

/* ---- the last digit ---- */

/* Add one to the last digit, carrying. */
static void decimal_bump(struct decimal *decimal)
{
	int i = decimal->n;
	while (i > 0 && decimal->digits[i - 1] == '9')
		i--;
	if (i == 0) {
		decimal->digits[0] = '1';
		decimal->n = 1;
		decimal->scale++;
		return;
	}
	decimal->digits[i - 1]++;
	decimal->n = i;
}

static void decimal_trim(struct decimal *decimal)
{
	while (decimal->n > 1 && decimal->digits[decimal->n - 1] == '0')
		decimal->n--;
}

/* ---- the usual case, in 128 bits ---- */

/*
 * The whole part is exact (a neighbour is less than one away), the fraction is generated; all in
 * units of a quarter of the last bit, so that both half distances are whole.
 */
static void decimal_fast(struct decimal *decimal, const struct parts *parts)
{
	unsigned shift = (unsigned)-parts->exponent;
	wide whole = parts->mantissa >> shift;
	wide one = (wide)4 << shift;
	wide left = (parts->mantissa << 2) & (one - 1);
	wide low = parts->narrow ? 1 : 2, high = 2;
	int even = !(parts->mantissa & 1);

	decimal->n = decimal->scale = 0;
	if (whole) {
#ifdef __SIZEOF_INT128__
		decimal->n = (int)(leaf__put_u128(decimal->digits, whole) - decimal->digits);
#else
		decimal->n = (int)(leaf__put_u64(decimal->digits, whole) - decimal->digits);
#endif
		decimal->scale = decimal->n;
	}
	while (left) {
		left *= 10;
		low *= 10;
		high *= 10;
		unsigned digit = (unsigned)(left >> shift >> 2);
		left &= one - 1;
		if (decimal->n || digit)
			decimal->digits[decimal->n++] = (char)('0' + digit);
		else
			decimal->scale--;
		int down = even ? left <= low : left < low;
		int up = even ? left + high >= one : left + high > one;
		if (!down && !up)
			continue;
		if (up && (!down || left * 2 >= one)) {
			if (decimal->n) {
				decimal_bump(decimal);
			} else { /* 0.0…0 rounds up to 0.0…1 */
				decimal->digits[decimal->n++] = '1';
				decimal->scale++;
			}
		}
		break;
	}
	decimal_trim(decimal);
}

/* ---- any exponent, in long integers ---- */

struct big {
	unsigned n; /* words in use; none for zero */
	uint32_t *words;
};

static void big_trim(struct big *big)
{
	while (big->n && !big->words[big->n - 1])
		big->n--;
}

static void big_set(struct big *big, wide value)
{
	big->n = 0;
	for (; value; value = value >> 16 >> 16)
		big->words[big->n++] = (uint32_t)value;
}

static void big_times(struct big *big, uint32_t factor)
{
	uint64_t carry = 0;
	for (unsigned i = 0; i < big->n; i++) {
		carry += (uint64_t)big->words[i] * factor;
		big->words[i] = (uint32_t)carry;
		carry >>= 32;
	}
	if (carry)
		big->words[big->n++] = (uint32_t)carry;
}

static void big_times_pow10(struct big *big, unsigned power)
{
	for (; power >= 9; power -= 9)
		big_times(big, 1000000000);
	for (; power > 0; power--)
		big_times(big, 10);
}

static void big_shift(struct big *big, unsigned bits)
{
	unsigned whole = bits / 32, rest = bits % 32;
	if (big->n == 0)
		return;
	for (unsigned i = big->n; i-- > 0;)
		big->words[i + whole] = big->words[i];
	memset(big->words, 0, whole * sizeof(*big->words));
	big->n += whole;
	if (rest)
		big_times(big, (uint32_t)1 << rest);
}

/* a + b against c: negative, 0 or positive. */
static int big_compare_sum(const struct big *a, const struct big *b, const struct big *c)
{
	unsigned n = a->n > b->n ? a->n : b->n;
	int64_t ahead = 0; /* (a + b - c), in units of the present word */
	for (unsigned i = n > c->n ? n : c->n; i-- > 0;) {
		ahead = ahead * ((int64_t)1 << 32);
		ahead += i < a->n ? a->words[i] : 0;
		ahead += i < b->n ? b->words[i] : 0;
		ahead -= i < c->n ? c->words[i] : 0;
		if (ahead > 2 || ahead < -2)
			return ahead > 0 ? 1 : -1;
	}
	return ahead > 0 ? 1 : ahead < 0 ? -1 : 0;
}

static int big_compare(const struct big *a, const struct big *b)
{
	const struct big zero = { 0, NULL };
	return big_compare_sum(a, &zero, b);
}

/* a -= b, where a >= b. */
static void big_subtract(struct big *a, const struct big *b)
{
	int64_t borrow = 0;
	for (unsigned i = 0; i < a->n; i++) {
		borrow += (int64_t)a->words[i] - (i < b->n ? b->words[i] : 0);
		a->words[i] = (uint32_t)borrow;
		borrow >>= 32;
	}
	big_trim(a);
}

/* The scale that a value has, or one less: floor(log10(value)) + 1 from below. */
static int scale_estimate(const struct parts *parts)
{
	int bits = 0;
	for (wide m = parts->mantissa; m; m >>= 1)
		bits++;
	int64_t log2 = parts->exponent + bits - 1;
	int64_t log10 = log2 * 1292913986; /* log10(2) * 2^32, rounded down */
	if (log2 < 0)
		log10 += log2; /* rounded down for negative ones, too */
	return (int)(log10 >> 32) + 1;
}

static void decimal_slow(struct decimal *decimal, const struct parts *parts, struct big *left,
			 struct big *low, struct big *one, struct big *high)
{
	int even = !(parts->mantissa & 1);
	unsigned up_bits = parts->exponent > 0 ? (unsigned)parts->exponent : 0;
	unsigned down_bits = parts->exponent < 0 ? (unsigned)-parts->exponent : 0;

	big_set(left, parts->mantissa);
	big_shift(left, up_bits + 2);
	big_set(low, parts->narrow ? 1 : 2);
	big_shift(low, up_bits);
	big_set(high, 2);
	big_shift(high, up_bits);
	big_set(one, 4);
	big_shift(one, down_bits);

	int scale = scale_estimate(parts);
	if (scale > 0) {
		big_times_pow10(one, (unsigned)scale);
	} else {
		big_times_pow10(left, (unsigned)-scale);
		big_times_pow10(low, (unsigned)-scale);
		big_times_pow10(high, (unsigned)-scale);
	}
	/* Is the value, or what it may be rounded to, ten times what the estimate says? */
	int over = big_compare_sum(left, high, one);
	if (over > 0 || (even && over == 0)) {
		scale++;
		big_times(one, 10);
	}
	decimal->n = 0;
	decimal->scale = scale;
	for (;;) {
		big_times(left, 10);
		big_times(low, 10);
		big_times(high, 10);
		char digit = '0';
		while (big_compare(left, one) >= 0) {
			big_subtract(left, one);
			digit++;
		}
		decimal->digits[decimal->n++] = digit;
		int below = big_compare(left, low);
		int above = big_compare_sum(left, high, one);
		int down = below < 0 || (even && below == 0);
		int up = above > 0 || (even && above == 0);
		if (!down && !up)
			continue;
		if (up && (!down || big_compare_sum(left, left, one) >= 0))
			decimal_bump(decimal);
		decimal_trim(decimal);
		return;
	}
}

struct work {
	struct decimal *decimal;
	const struct parts *parts;
};

/* Storage by need: 0.8 KB of stack for a double, 9 KB for a long double far from 1. */
#define SLOW(name, bits)                                                                           \
	static __attribute__((noinline)) void name(void *arg)                                      \
	{                                                                                          \
		const struct work *work = arg;                                                     \
		uint32_t words[4][(bits) / 32 + 8];                                                \
		struct big left = { 0, words[0] }, low = { 0, words[1] };                          \
		struct big one = { 0, words[2] }, high = { 0, words[3] };                          \
		decimal_slow(work->decimal, work->parts, &left, &low, &one, &high);                \
	}
SLOW(decimal_of_double, 1280)
#if LDBL_MAX_EXP > DBL_MAX_EXP
SLOW(decimal_of_long, 16384 + 512)
#endif

static void decimal_of(struct decimal *decimal, const struct parts *parts)
{
	struct work work = { decimal, parts };
	if (parts->exponent <= 0 && parts->exponent >= FAST_MIN) {
		decimal_fast(decimal, parts);
		return;
	}
#if LDBL_MAX_EXP > DBL_MAX_EXP
	if (parts->exponent > DBL_MAX_EXP || parts->exponent < DBL_MIN_EXP - 64) {
		leaf__aside(decimal_of_long, &work);
		return;
	}
#endif
	decimal_of_double(&work);
}

/* ---- digits as a number ---- */

static char *put_text(char *at, const char *text, size_t n)
{
	memcpy(at, text, n);
	return at + n;
}

static char *put_zeros(char *at, int n)
{
	for (; n > 0; n--)
		*at++ = '0';
	return at;
}

static char *put_decimal(char *at, const struct decimal *decimal)
{
	size_t n = (size_t)decimal->n;
	int scale = decimal->scale;
	if (scale < -3 || scale > 16) {
		*at++ = decimal->digits[0];
		if (n > 1) {
			*at++ = '.';
			at = put_text(at, decimal->digits + 1, n - 1);
		}
		*at++ = 'e';
		return leaf__put_i64(at, scale - 1);
	}
	if (scale <= 0) {
		at = put_text(at, "0.", 2);
		at = put_zeros(at, -scale);
		return put_text(at, decimal->digits, n);
	}
	if ((size_t)scale >= n) {
		at = put_text(at, decimal->digits, n);
		at = put_zeros(at, scale - decimal->n);
		return put_text(at, ".0", 2);
	}
	at = put_text(at, decimal->digits, (size_t)scale);
	*at++ = '.';
	return put_text(at, decimal->digits + scale, n - (size_t)scale);
}

char *leaf__put_float(char *at, const void *data, size_t len)
{
	struct parts parts;
	struct decimal decimal;
#if LDBL_MANT_DIG == 106
	double nearest;
	if (len == sizeof(long double)) { /* two doubles: the first is the nearest */
		memcpy(&nearest, data, sizeof(nearest));
		data = &nearest;
		len = sizeof(nearest);
	}
#endif
	if (!parts_of(&parts, data, len))
		return NULL;
	if (parts.class == NAN_)
		return put_text(at, "NaN", 3);
	if (parts.negative)
		*at++ = '-';
	if (parts.class == INFINITE)
		return put_text(at, "inf", 3);
	if (parts.mantissa == 0)
		return put_text(at, "0.0", 3);
	decimal_of(&decimal, &parts);
	return put_decimal(at, &decimal);
}
