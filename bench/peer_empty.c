/* peer_empty.c - peer: the compiler's hooks, empty, in a file of their own: what a call of each costs. */
void __cyg_profile_func_enter(void *function, void *from);
void __cyg_profile_func_exit(void *function, void *from);

void __cyg_profile_func_enter(void *function, void *from)
{
	(void)function;
	(void)from;
}

void __cyg_profile_func_exit(void *function, void *from)
{
	(void)function;
	(void)from;
}
