/* tight_hooked.c - the same scenarios with hooks in every function as well. */
/* build: -finstrument-functions -include leaf/cyg.h */
#include "tests/programs/tight.c"
