/* suggest.c - which of the known names a mistyped word was meant to be. */
#include "config/suggest.h"

#include "base/edits.h"

#include <string.h>

void suggest_offer(struct suggest *suggest, const char *name)
{
	size_t len = strlen(suggest->word);
	size_t distance = leaf__edit_distance(suggest->word, len, name, strlen(name));
	if (len >= 3 && strncmp(suggest->word, name, len) == 0)
		distance = 1; /* an unfinished word is as good as one slip */
	if (distance > (len + 2) / 3 || distance >= strlen(name))
		return;
	if (suggest->best && distance >= suggest->distance)
		return;
	suggest->best = name;
	suggest->distance = distance;
}
