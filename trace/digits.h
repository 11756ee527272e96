/* digits.h - numbers as digits: no locale, no memory, no floating-point unit, safe in signals. */
/*
 * Each function writes at 'at' and returns the end of what it wrote. It may scribble on the rest
 * of the room that it asks for, so let there be LEAF__NUMBER_ROOM bytes.
 */
#ifndef LEAF_TRACE_DIGITS_H
#define LEAF_TRACE_DIGITS_H

#include <stdint.h>
#include <string.h>

enum { LEAF__NUMBER_ROOM = 64 };

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 leaf__u128;
#endif

/* The bytes of 'word' in memory order of a little-endian machine. */
static inline void leaf__put_word(char *at, uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	memcpy(at, &word, 8);
}

/*
 * The eight digits of n < 10^8 as bytes 0 to 9, the first one lowest. Four, then two, then one
 * digit per lane, all lanes at once; the multiplications stand for divisions by 100 and 10 and are
 * exact for lanes that small.
 */
static inline uint64_t leaf__digits8(uint32_t n)
{
	uint64_t fours = n / 10000 | (uint64_t)(n % 10000) << 32;
	uint64_t hundreds = fours * 10486 >> 20 & 0x0000007f0000007f;
	uint64_t twos = hundreds | (fours - 100 * hundreds) << 16;
	uint64_t tens = twos * 103 >> 10 & 0x000f000f000f000f;
	return tens | (twos - 10 * tens) << 8;
}

static inline char *leaf__put_8(char *at, uint32_t n)
{
	leaf__put_word(at, leaf__digits8(n) | 0x3030303030303030);
	return at + 8;
}

/*
 * How many digits n < 10^8 has, from its highest bit; quicker than to look at the digits, and what
 * is written next waits for it alone.
 */
static inline unsigned leaf__count8(uint32_t n)
{
	static const uint32_t least[] = { 0,	  10,	   100,	     1000,     10000,
					  100000, 1000000, 10000000, 100000000 };
	unsigned bits = 32 - (unsigned)__builtin_clz(n | 1);
	unsigned about = bits * 1233 >> 12; /* log10(2), rounded down */
	return about + (n >= least[about]);
}

/* n < 10^8 without leading zeros. */
static inline char *leaf__put_short(char *at, uint32_t n)
{
	unsigned count = leaf__count8(n);
	leaf__put_word(at, (leaf__digits8(n) | 0x3030303030303030) >> (64 - 8 * count));
	return at + count;
}

static __attribute__((noinline, unused)) char *leaf__put_long(char *at, uint64_t n)
{
	uint64_t high = n / 100000000;
	if (high < 100000000) {
		at = leaf__put_short(at, (uint32_t)high);
	} else {
		at = leaf__put_short(at, (uint32_t)(high / 100000000));
		at = leaf__put_8(at, (uint32_t)(high % 100000000));
	}
	return leaf__put_8(at, (uint32_t)(n % 100000000));
}

/* n < 100 without leading zeros. */
static inline char *leaf__put_small(char *at, unsigned n)
{
	unsigned tens = n * 103 >> 10, both = tens | (n - 10 * tens) << 8, has_two = n >= 10;
	unsigned digits = (has_two ? both : n) + 0x3030;
	at[0] = (char)digits;
	at[1] = (char)(digits >> 8);
	return at + 1 + has_two;
}

static inline char *leaf__put_u64(char *at, uint64_t n)
{
	if (n < 100)
		return leaf__put_small(at, (unsigned)n);
	return n < 100000000 ? leaf__put_short(at, (uint32_t)n) : leaf__put_long(at, n);
}

static inline char *leaf__put_i64(char *at, int64_t n)
{
	*at = '-';
	return leaf__put_u64(at + (n < 0), n < 0 ? 0 - (uint64_t)n : (uint64_t)n);
}

/* Two digits of n < 100. */
static inline char *leaf__put_2(char *at, unsigned n)
{
	at[0] = (char)('0' + n / 10);
	at[1] = (char)('0' + n % 10);
	return at + 2;
}

/* Eight lower-case hexadecimal digits as bytes, the first one lowest. */
static inline uint64_t leaf__hex8(uint32_t n)
{
	uint64_t x = __builtin_bswap32(n);
	x = (x | x << 16) & 0x0000ffff0000ffff;
	x = (x | x << 8) & 0x00ff00ff00ff00ff;
	x = (x >> 4 & 0x000f000f000f000f) | (x << 8 & 0x0f000f000f000f00);
	return x + 0x3030303030303030 + 39 * ((x + 0x0606060606060606) >> 4 & 0x0101010101010101);
}

/* 0x and as few digits as will do. */
static inline char *leaf__put_hex(char *at, uint64_t n)
{
	at[0] = '0';
	at[1] = 'x';
	at += 2;
	unsigned zeros = (unsigned)__builtin_clzll(n | 1) / 4;
	if (zeros < 8) {
		leaf__put_word(at, leaf__hex8((uint32_t)(n >> 32)) >> 8 * zeros);
		at += 8 - zeros;
		zeros = 8;
	}
	leaf__put_word(at, leaf__hex8((uint32_t)n) >> 8 * (zeros - 8));
	return at + 16 - zeros;
}

#ifdef __SIZEOF_INT128__
char *leaf__put_u128(char *at, leaf__u128 n);
#endif

/*
 * A float, double or long double by its bytes, as Rust's Debug shows it: the shortest decimal that
 * reads back as the same value, and of these the nearest; 1.0, -0.0, 1e16, 1.5e-5, inf, NaN.
 *
 *   data  [len] bytes: sizeof(float), sizeof(double) or sizeof(long double)
 *
 * Returns NULL for another len. It touches neither rounding mode nor exception flags.
 * Source: Steele and White, "How to print floating-point numbers accurately" (1990), with the
 * fixed-width shortcut described in digits_float.c.
 */
char *leaf__put_float(char *at, const void *data, size_t len);

#endif
