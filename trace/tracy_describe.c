/* tracy_describe.c - what the welcome tells of this machine and process. */
#include "trace/tracy_session.h"

#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

enum { CPU_UNKNOWN, CPU_X86, CPU_X64, CPU_ARM32, CPU_ARM64 };

static unsigned cpu_kind(void)
{
#if defined(__x86_64__)
	return CPU_X64;
#elif defined(__i386__)
	return CPU_X86;
#elif defined(__aarch64__)
	return CPU_ARM64;
#elif defined(__arm__)
	return CPU_ARM32;
#else
	return CPU_UNKNOWN;
#endif
}

/* The processor's maker and its model, folded as viewers expect it. */
static void describe_cpu(struct tracy_welcome *welcome)
{
	welcome->cpu = cpu_kind();
#if defined(__x86_64__) || defined(__i386__)
	unsigned a, b, c, d;
	if (__get_cpuid(0, &a, &b, &c, &d)) {
		const unsigned maker[] = { b, d, c };
		memcpy(welcome->cpu_vendor, maker, sizeof welcome->cpu_vendor);
	}
	if (__get_cpuid(1, &a, &b, &c, &d))
		welcome->cpu_id = (a & 0xfff) | (a & 0xfff0000) >> 4;
#endif
}

/* The smallest step that the clock makes. */
static uint64_t resolution(void)
{
	uint64_t least = UINT64_MAX;
	for (int i = 0; i < 20; i++) {
		uint64_t before = leaf__clock_ticks(), after = before;
		while (after == before)
			after = leaf__clock_ticks();
		if (after - before < least)
			least = after - before;
	}
	return least;
}

void leaf__tracy_describe(struct tracy_welcome *welcome)
{
	struct utsname system;
	*welcome = (struct tracy_welcome){ .ns_per_tick = 1, .delay = 1 };
	welcome->epoch = (uint64_t)time(NULL);
	welcome->pid = (uint64_t)getpid();
	welcome->resolution = resolution();
	snprintf(welcome->program, sizeof welcome->program, "%s", program_invocation_short_name);
	if (uname(&system) == 0)
		snprintf(welcome->host, sizeof welcome->host,
			 "OS: %s %s\nMachine: %s\nHost: %s\nClient: Leaf\n", system.sysname,
			 system.release, system.machine, system.nodename);
	describe_cpu(welcome);
}
