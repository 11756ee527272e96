/* flow_table.h - the control-flow graph and the calls of a function, for the program map. */
#ifndef LEAF_LEAFCC_FLOW_TABLE_H
#define LEAF_LEAFCC_FLOW_TABLE_H

#include "leafcc/label_map.h"
#include "leafcc/site_table.h"

/*
 * Note the blocks [n] of the table's last function, which are numbered from 0 as they come and stand in 'numbers' as
 * i32 constants: their lines, edges, and who is called by name.
 *
 * Errors: NOMEM
 */
leaf_err flow_table_note(struct site_table *table, LLVMBasicBlockRef *blocks, unsigned n,
			 const struct label_map *numbers) LEAF_MUST_USE;

#endif
