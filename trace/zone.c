/* zone.c - the local time, without the locks and the memory of localtime(). */
/*
 * The transitions between offsets are read once from the zone's file. Beyond its last one the rule
 * in its last line holds ("CET-1CEST,M3.5.0,M10.5.0/3"), which also is what TZ itself may hold.
 * Source: RFC 8536 (the format of the files), POSIX.1-2017 8.3 (TZ).
 */
#include "trace/zone.h"

#include "base/arena.h"
#include "trace/digits.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DAY = 86400, FILE_MOST = 1 << 20, HEADER = 44, RULE_ROOM = 128 };

/* When summer begins or ends, of each year. */
struct change {
	int kind; /* 'M' month, week, weekday; 'J' day 1 to 365; 'D' day 0 to 365 */
	int month, week, day;
	int32_t second; /* of that day, by the clock before the change */
};

struct rule {
	int valid, has_summer;
	int32_t winter, summer; /* offsets */
	struct change begins, ends;
};

/* Two sets, so that a new zone can be read while another thread uses the old one. */
static struct zone {
	const unsigned char *file; /* mapped; its 64-bit part */
	size_t n_times;
	const unsigned char *times, *types, *infos;
	struct rule rule;
} zones[2];
static struct zone *current = &zones[0];

/* ---- the calendar; years begin in March, so that the leap day comes last ---- */

struct date {
	int64_t year;
	unsigned month, day; /* 1 to 12, 1 to 31 */
};

/* Source: E. G. Richards, "Mapping Time" (1998), the proleptic Gregorian calendar. */
static struct date date_of(int64_t days)
{
	enum { ERA_DAYS = 146097, TO_YEAR_0 = 719468 };
	days += TO_YEAR_0;
	int64_t era = (days >= 0 ? days : days - ERA_DAYS + 1) / ERA_DAYS;
	uint32_t day = (uint32_t)(days - era * ERA_DAYS);
	uint32_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	day -= 365 * year + year / 4 - year / 100;
	uint32_t month = (5 * day + 2) / 153;
	struct date date = { era * 400 + year + (month >= 10), month < 10 ? month + 3 : month - 9,
			     day - (153 * month + 2) / 5 + 1 };
	return date;
}

static int64_t days_of(int64_t year, int month, int day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t of_era = year - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t floor_days(int64_t seconds)
{
	return seconds / DAY - (seconds % DAY < 0);
}

char *leaf__put_date(char *at, int64_t seconds)
{
	int64_t days = floor_days(seconds);
	struct date date = date_of(days);
	uint32_t second = (uint32_t)(seconds - days * DAY);
	if (date.year < 0 || date.year > 9999) {
		at = leaf__put_i64(at, date.year);
	} else {
		at = leaf__put_2(at, (unsigned)date.year / 100);
		at = leaf__put_2(at, (unsigned)date.year % 100);
	}
	*at++ = '-';
	at = leaf__put_2(at, date.month);
	*at++ = '-';
	at = leaf__put_2(at, date.day);
	*at++ = ' ';
	at = leaf__put_2(at, second / 3600);
	*at++ = ':';
	at = leaf__put_2(at, second / 60 % 60);
	*at++ = ':';
	return leaf__put_2(at, second % 60);
}

/* ---- the rule for years to come ---- */

/* Each reader takes what it understands from *text, and returns 0 if that is not what it needs. */
static int read_number(const char **text, int *number)
{
	int n = 0, digits = 0;
	for (; **text >= '0' && **text <= '9' && digits < 6; ++*text, digits++)
		n = n * 10 + (**text - '0');
	*number = n;
	return digits > 0;
}

/* hh[:mm[:ss]] with a sign */
static int read_time(const char **text, int32_t *seconds)
{
	int sign = **text == '-' ? -1 : 1, part, total = 0;
	if (**text == '-' || **text == '+')
		++*text;
	for (int unit = 3600; unit; unit /= 60) {
		if (!read_number(text, &part) || part > 167)
			return 0;
		total += part * unit;
		if (**text != ':' || unit == 1)
			break;
		++*text;
	}
	*seconds = sign * total;
	return 1;
}

static int is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* CET or <+03> */
static int skip_name(const char **text)
{
	const char *p = *text;
	if (*p == '<') {
		while (*p && *p != '>')
			p++;
		*text = *p ? p + 1 : p;
		return *p == '>';
	}
	while (is_letter(*p))
		p++;
	int ok = p - *text >= 3;
	*text = p;
	return ok;
}

static int read_change(const char **text, struct change *change)
{
	if (*(*text)++ != ',')
		return 0;
	change->kind = **text == 'M' || **text == 'J' ? *(*text)++ : 'D';
	if (change->kind != 'M') {
		if (!read_number(text, &change->day))
			return 0;
	} else if (!read_number(text, &change->month) || *(*text)++ != '.' ||
		   !read_number(text, &change->week) || *(*text)++ != '.' ||
		   !read_number(text, &change->day) || change->month < 1 || change->month > 12) {
		return 0;
	}
	change->second = 2 * 3600;
	if (**text != '/')
		return 1;
	++*text;
	return read_time(text, &change->second);
}

/* Offsets count westwards in TZ, eastwards here. */
static int read_rule(const char *text, struct rule *rule)
{
	struct rule read = { 0 };
	if (!skip_name(&text) || !read_time(&text, &read.winter))
		return 0;
	read.winter = -read.winter;
	read.valid = 1;
	if (*text) {
		read.has_summer = 1;
		if (!skip_name(&text))
			return 0;
		read.summer = read.winter + 3600;
		if (*text && *text != ',') {
			if (!read_time(&text, &read.summer))
				return 0;
			read.summer = -read.summer;
		}
		if (!*text)
			text = ",M3.2.0,M11.1.0";
		if (!read_change(&text, &read.begins) || !read_change(&text, &read.ends) || *text)
			return 0;
	}
	*rule = read;
	return 1;
}

static int is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* The moment of a change in a year, in UTC; 'offset' is the one that holds before it. */
static int64_t change_time(const struct change *change, int64_t year, int32_t offset)
{
	int64_t day = days_of(year, 1, 1);
	if (change->kind == 'M') {
		int64_t first = days_of(year, change->month, 1);
		int64_t next = change->month == 12 ? days_of(year + 1, 1, 1)
						   : days_of(year, change->month + 1, 1);
		int64_t weekday = ((first + 4) % 7 + 7) % 7; /* day 0 was a Thursday */
		day = first + (change->day - weekday + 7) % 7 + 7 * (change->week - 1);
		while (day >= next)
			day -= 7;
	} else if (change->kind == 'J') {
		day += change->day - 1 + (is_leap(year) && change->day >= 60);
	} else {
		day += change->day;
	}
	return day * DAY + change->second - offset;
}

static int32_t rule_offset(const struct rule *rule, int64_t utc)
{
	if (!rule->valid || !rule->has_summer)
		return rule->winter;
	int64_t year = date_of(floor_days(utc + rule->winter)).year;
	int64_t begins = change_time(&rule->begins, year, rule->winter);
	int64_t ends = change_time(&rule->ends, year, rule->summer);
	int summer = begins < ends ? utc >= begins && utc < ends : utc >= begins || utc < ends;
	return summer ? rule->summer : rule->winter;
}

/* ---- the file ---- */

static int64_t read_big(const unsigned char *bytes, int n)
{
	uint64_t number = 0;
	for (int i = 0; i < n; i++)
		number = number << 8 | bytes[i];
	return n == 4 ? (int32_t)(uint32_t)number : (int64_t)number;
}

struct counts {
	size_t is_ut, is_std, leaps, times, types, chars;
};

static int read_header(const unsigned char *at, size_t len, struct counts *counts)
{
	if (len < HEADER || memcmp(at, "TZif", 4) != 0)
		return 0;
	size_t *fields[] = { &counts->is_ut, &counts->is_std, &counts->leaps,
			     &counts->times, &counts->types,  &counts->chars };
	for (int i = 0; i < 6; i++) {
		int64_t number = read_big(at + 20 + 4 * i, 4);
		if (number < 0 || number > FILE_MOST)
			return 0;
		*fields[i] = (size_t)number;
	}
	return 1;
}

static size_t body_size(const struct counts *counts, size_t time_size)
{
	return counts->times * (time_size + 1) + counts->types * 6 + counts->chars +
	       counts->leaps * (time_size + 4) + counts->is_std + counts->is_ut;
}

/* The last line of the file, between newlines. */
static void read_footer(const unsigned char *at, size_t len, struct rule *rule)
{
	char text[RULE_ROOM];
	size_t n = 0;
	if (len < 2 || at[0] != '\n')
		return;
	while (n + 1 < len && n + 1 < sizeof(text) && at[n + 1] != '\n') {
		text[n] = (char)at[n + 1];
		n++;
	}
	text[n] = 0;
	read_rule(text, rule);
}

/* A file of version 2 or later: the part with 32-bit times is skipped. */
static int read_zone(struct zone *zone, const unsigned char *file, size_t len)
{
	struct counts counts;
	if (!read_header(file, len, &counts) || file[4] < '2')
		return 0;
	size_t skip = HEADER + body_size(&counts, 4);
	if (skip > len || !read_header(file + skip, len - skip, &counts))
		return 0;
	const unsigned char *at = file + skip + HEADER;
	size_t left = len - skip - HEADER, size = body_size(&counts, 8);
	if (size > left || counts.types == 0)
		return 0;
	zone->n_times = counts.times;
	zone->times = at;
	zone->types = at + counts.times * 8;
	zone->infos = zone->types + counts.times;
	for (size_t i = 0; i < counts.times; i++)
		if (zone->types[i] >= counts.types)
			return 0;
	read_footer(at + size, left - size, &zone->rule);
	return 1;
}

static struct zone *fresh_zone(void)
{
	struct zone *fresh = current == &zones[0] ? &zones[1] : &zones[0];
	memset(fresh, 0, sizeof(*fresh));
	return fresh;
}

static void use(struct zone *zone)
{
	__atomic_store_n(&current, zone, __ATOMIC_RELEASE);
}

int leaf__zone_use_rule(const char *text)
{
	struct zone *fresh = fresh_zone();
	if (!read_rule(text, &fresh->rule))
		return -1;
	use(fresh);
	return 0;
}

int leaf__zone_use_file(const unsigned char *file, size_t len)
{
	struct zone *fresh = fresh_zone();
	if (!read_zone(fresh, file, len))
		return -1;
	use(fresh);
	return 0;
}

/* The pages stay mapped: another thread may be reading the zone. */
static int load_file(const char *path)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK), result = -1;
	if (fd < 0)
		return -1;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > HEADER &&
	    status.st_size <= FILE_MOST) {
		size_t len = (size_t)status.st_size;
		unsigned char *file = leaf__pages_map(len);
		if (file && read(fd, file, len) == (ssize_t)len)
			result = leaf__zone_use_file(file, len);
		if (file && result != 0)
			leaf__pages_unmap(file, len);
	}
	close(fd);
	return result;
}

static int load_named(const char *name)
{
	static const char folder[] = "/usr/share/zoneinfo/";
	char path[256];
	size_t len = strlen(name);
	if (name[0] == '/')
		return load_file(name);
	if (len + sizeof(folder) > sizeof(path) || strstr(name, ".."))
		return -1;
	memcpy(path, folder, sizeof(folder) - 1);
	memcpy(path + sizeof(folder) - 1, name, len + 1);
	return load_file(path);
}

void leaf__zone_load(void)
{
	const char *name = getenv("TZ");
	int result;
	if (!name)
		result = load_file("/etc/localtime");
	else if (*name == ':')
		result = load_named(name + 1);
	else if ((result = leaf__zone_use_rule(name)) != 0)
		result = load_named(name);
	if (result != 0)
		use(fresh_zone());
}

int32_t leaf__zone_offset(int64_t utc)
{
	const struct zone *zone = __atomic_load_n(&current, __ATOMIC_ACQUIRE);
	size_t low = 0, high = zone->n_times; /* the first transition after utc */
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (read_big(zone->times + 8 * middle, 8) <= utc)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == zone->n_times && (zone->rule.valid || !zone->infos))
		return rule_offset(&zone->rule, utc);
	return (int32_t)read_big(zone->infos + 6 * (low ? zone->types[low - 1] : 0), 4);
}
