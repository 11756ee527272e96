/* peer_longjmp.h - Lua's errors by setjmp and longjmp instead of _setjmp and _longjmp. */
#define LUAI_THROW(L, c) longjmp((c)->b, 1)
#define LUAI_TRY(L, c, a)                                                                          \
	if (setjmp((c)->b) == 0) {                                                                 \
		a                                                                                  \
	}
#define luai_jmpbuf jmp_buf
