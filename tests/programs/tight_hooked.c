/* tight_hooked.c - the same scenarios with hooks in every function as well. */
/* build: -finstrument-functions -include leaf/cyg.h -Wno-clobbered */
#include "tests/programs/tight.c"
