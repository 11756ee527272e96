/* test_zone.c - the local time is what localtime() says, in every zone of the system. */
#include "trace/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void agrees(const char *zone, int64_t from)
{
	setenv("TZ", zone, 1);
	tzset();
	leaf__zone_load();
	/* every nine days until 2110: each rule and each year */
	for (int64_t utc = from; utc < 4417977600; utc += 9 * 86400 + 3607) {
		time_t t = (time_t)utc;
		struct tm local;
		localtime_r(&t, &local);
		if (leaf__zone_offset(utc) != local.tm_gmtoff) {
			print_error("%s at %lld: %d, not %ld\n", zone, (long long)utc,
				    leaf__zone_offset(utc), local.tm_gmtoff);
			fail();
		}
	}
	unsetenv("TZ");
}

static void zones_of_the_system(void **state)
{
	static const char *const zones[] = {
		"UTC",
		"Europe/Berlin",
		"Europe/Dublin",
		"Africa/Casablanca",
		"America/New_York",
		"America/Sao_Paulo",
		"Asia/Kolkata",
		"Asia/Kathmandu",
		"Australia/Lord_Howe",
		"Pacific/Apia",
		"America/Godthab",
		"Asia/Gaza",
		"Antarctica/Troll",
		"Pacific/Chatham",
		"Asia/Tehran",
		"Africa/Monrovia",
		"America/Vancouver",
		":Europe/London",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++)
		agrees(zones[i], -315619200);
}

static void rules_in_TZ_itself(void **state)
{
	static const char *const rules[] = {
		"UTC0",
		"XYZ-5:30",
		"<+0330>-3:30",
		"CET-1CEST,M3.5.0,M10.5.0/3",
		"EST5EDT,M3.2.0,M11.1.0",
		"AEST-10AEDT,M10.1.0,M4.1.0/3",
		"AAA3BBB,J60/2,J300",
		"AAA3BBB2:30,59,299/4:30",
		"IST-1GMT0,M10.5.0,M3.5.0/1",
		"<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		agrees(rules[i], 31536000); /* libc's rules begin in 1970 */
}

static void nonsense_is_utc(void **state)
{
	static const char *const wrong[] = { "",    "no/such/zone", "../../etc/passwd", "A5",
					     "ABC", "/etc/passwd",  "CET-1CEST,M13.5.0" };
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		setenv("TZ", wrong[i], 1);
		leaf__zone_load();
		assert_int_equal(leaf__zone_offset(1700000000), 0);
	}
	unsetenv("TZ");
}

static void dates(void **state)
{
	char got[64], expected[64];
	(void)state;
	for (int64_t t = -62000000000; t < 250000000000; t += 86400 * 13 + 12345) {
		time_t seconds = (time_t)t;
		struct tm utc;
		gmtime_r(&seconds, &utc);
		*leaf__put_date(got, t) = 0;
		snprintf(expected, sizeof(expected), "%04ld-%02d-%02d %02d:%02d:%02d",
			 utc.tm_year + 1900L, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min,
			 utc.tm_sec);
		assert_string_equal(got, expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zones_of_the_system),
		cmocka_unit_test(rules_in_TZ_itself),
		cmocka_unit_test(nonsense_is_utc),
		cmocka_unit_test(dates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
