/* instrument_report.h - what `leaf instrument` says of the files it has been through. */
#ifndef LEAF_LEAF_INSTRUMENT_REPORT_H
#define LEAF_LEAF_INSTRUMENT_REPORT_H

#include <stdio.h>

#include "instrument/walk.h"

/* Counts over all files. */
struct instrument_totals {
	size_t files, changed, failed;
	size_t lines;		    /* put in, or taken out */
	size_t functions;	    /* found */
	size_t by_status[4];	    /* enum walk_status, of a list */
	size_t by_why[RULES_N];	    /* functions */
	size_t left_out[SOURCES_N]; /* files */
};

void instrument_count(struct instrument_totals *totals, const struct walk *walk);

/* The functions with one of the statuses in the set 'wanted' (1 << enum walk_status). */
void instrument_print_list(FILE *out, const struct walk *walk, unsigned wanted);
void instrument_print_list_json(FILE *out, const struct walk *walk, unsigned wanted);

/* What fix or strip has done: sums for people, an object per file and one with sums for programs. */
void instrument_print_done(FILE *out, const struct instrument_totals *totals,
			   enum walk_action action, bool dry_run);
void instrument_print_done_json(FILE *out, const struct walk *walk,
				const struct instrument_totals *totals, enum walk_action action);

/* Why functions and files were left alone, a line for each reason. */
void instrument_print_reasons(FILE *out, const struct instrument_totals *totals);

#endif
