/* stacks_page_bytes.h - the page before and behind its data, from flame/page/ and npm, as bytes. */
#ifndef LEAF_FLAME_STACKS_PAGE_BYTES_H
#define LEAF_FLAME_STACKS_PAGE_BYTES_H

#include <stddef.h>

/* When the head is empty there is no page, and the tail says why. */
extern const unsigned char stacks_page_head[], stacks_page_tail[];
extern const size_t stacks_page_head_len, stacks_page_tail_len;

#endif
