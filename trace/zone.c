/* zone.c - the local time, without the locks and the memory of localtime(). */
#include "trace/zone.h"

#include "trace/digits.h"

#include <time.h>

static int32_t offset;

void leaf__zone_load(void)
{
	struct tm local;
	time_t now = time(NULL);
	localtime_r(&now, &local);
	offset = (int32_t)local.tm_gmtoff;
}

int32_t leaf__zone_offset(int64_t utc)
{
	(void)utc;
	return offset;
}

/*
 * Years begin in March here, so that the leap day comes last.
 * Source: E. G. Richards, "Mapping Time" (1998), the proleptic Gregorian calendar.
 */
char *leaf__put_date(char *at, int64_t seconds)
{
	enum { DAY = 86400, ERA_DAYS = 146097, TO_YEAR_0 = 719468 };
	int64_t days = seconds / DAY - (seconds % DAY < 0) + TO_YEAR_0;
	uint32_t second = (uint32_t)(seconds - (days - TO_YEAR_0) * DAY);
	int64_t era = (days >= 0 ? days : days - ERA_DAYS + 1) / ERA_DAYS;
	uint32_t day = (uint32_t)(days - era * ERA_DAYS);
	uint32_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	day -= 365 * year + year / 4 - year / 100;
	uint32_t month = (5 * day + 2) / 153;
	day -= (153 * month + 2) / 5;
	month = month < 10 ? month + 3 : month - 9;
	int64_t number = era * 400 + year + (month <= 2);
	if (number < 0 || number > 9999) {
		at = leaf__put_i64(at, number);
	} else {
		at = leaf__put_2(at, (unsigned)number / 100);
		at = leaf__put_2(at, (unsigned)number % 100);
	}
	*at++ = '-';
	at = leaf__put_2(at, month);
	*at++ = '-';
	at = leaf__put_2(at, day + 1);
	*at++ = ' ';
	at = leaf__put_2(at, second / 3600);
	*at++ = ':';
	at = leaf__put_2(at, second / 60 % 60);
	*at++ = ':';
	return leaf__put_2(at, second % 60);
}
