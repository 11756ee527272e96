/* bench_report.h - the table for people and the JSON for programs. */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include <stdio.h>

#include "bench/bench_cells.h"
#include "bench/bench_machine.h"
#include "bench/bench_truth.h"

void bench_report_table(FILE *f, const struct bench_machine *machine,
			const struct bench_truth *truth);
void bench_report_json(FILE *f, const struct bench_machine *machine,
		       const struct bench_truth *truth);

#endif
