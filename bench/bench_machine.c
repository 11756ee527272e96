/* bench_machine.c - see bench_machine.h. */
#include "bench/bench_machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bench/bench_build.h"
#include "bench/bench_exec.h"

static char *first_line_of(const char *command)
{
	struct bench_output output;
	char *line;

	bench_sh(&output, NULL, 20, command);
	line = bench_text("%s", bench_first_line(output.out));
	bench_output_release(&output);
	return line;
}

struct bench_machine bench_machine_look(void)
{
	struct bench_machine m = { .processors = (int)sysconf(_SC_NPROCESSORS_ONLN) };
	char *command = bench_text("%s --version", bench_cc);
	struct utsname name;

	uname(&name);
	m.kernel = bench_text("%s %s %s", name.sysname, name.release, name.machine);
	m.cpu = first_line_of("sed -n 's/^model name.*: //p' /proc/cpuinfo");
	m.compiler = first_line_of(command);
	m.tsc_invariant = !bench_do("grep -qw constant_tsc /proc/cpuinfo && "
				    "grep -qw nonstop_tsc /proc/cpuinfo");
	m.perf_clock = !bench_do("perf record -q -e cpu-clock -o /dev/null true");
	m.perf_counters = !bench_do("perf stat -x, -e cycles true 2>&1 | grep -q '^[0-9]'");
	if (getloadavg(&m.load, 1) != 1)
		m.load = 0;
	free(command);
	return m;
}
