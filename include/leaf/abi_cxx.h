/* abi_cxx.h - how C++ packs the fields of a span or event; included by leaf/abi.h alone. */
/*
 * What abi.h does with _Generic is done here with templates: for each type its tag, the type that is
 * stored, and the conversion. Objects of class type are stored as their bytes, so that no
 * constructor runs. C++11 and later; variable-length arrays cannot be fields.
 */
#ifndef LEAF_ABI_CXX_H
#define LEAF_ABI_CXX_H

extern "C++" {
namespace leaf__cxx
{
template <class T> struct bare {
	typedef T type;
};
template <class T> struct bare<const T> : bare<T> {
};
template <class T> struct bare<volatile T> : bare<T> {
};
template <class T> struct bare<const volatile T> : bare<T> {
};
template <class T> struct bare<T &> : bare<T> {
};
template <class T> struct bare<T &&> : bare<T> {
};

template <unsigned N> struct blob {
	unsigned char bytes[N];
};

/* How many bytes are copied: an object larger than 256 is not. */
enum { LEAF__CXX_LARGE = 256 };
enum shape {
	LEAF__CXX_PLAIN,
	LEAF__CXX_ENUM,
	LEAF__CXX_FUNCTION,
	LEAF__CXX_SMALL,
	LEAF__CXX_TOO_LARGE
};
/* const does nothing to a function. */
template <class T> struct is_function {
	enum { value = 1 };
};
template <class T> struct is_function<const T> {
	enum { value = 0 };
};
template <class T, bool = __is_class(T) || __is_union(T)> struct shape_of {
	enum {
		value = __is_enum(T)		      ? LEAF__CXX_ENUM
			: is_function<const T>::value ? LEAF__CXX_FUNCTION
						      : LEAF__CXX_PLAIN
	};
};
template <class T> struct shape_of<T, true> {
	enum { value = sizeof(T) <= LEAF__CXX_LARGE ? LEAF__CXX_SMALL : LEAF__CXX_TOO_LARGE };
};

/* A plain value of a type without a row below, as a pointer to a member. */
template <class T, int = shape_of<T>::value> struct field {
	enum { tag = LEAF_TYPE_OPAQUE };
	typedef T type;
	LEAF__INLINE type pack(T value)
	{
		return value;
	}
};

template <class T> struct field<T, LEAF__CXX_SMALL> {
	enum { tag = LEAF_TYPE_OPAQUE };
	typedef blob<sizeof(T)> type;
	LEAF__INLINE type pack(const volatile T &object)
	{
		type copy;
		__builtin_memcpy(&copy, const_cast<T *>(__builtin_addressof(object)), sizeof(T));
		return copy;
	}
};

template <class T> struct field<T, LEAF__CXX_TOO_LARGE> {
	enum { tag = LEAF_TYPE_ELIDED };
	typedef leaf_elided type;
	LEAF__INLINE type pack(const volatile T &)
	{
		return leaf__elide();
	}
};

template <class T> struct field<T, LEAF__CXX_ENUM> {
	typedef __underlying_type(T) type;
	enum { tag = field<type>::tag };
	LEAF__INLINE type pack(T value)
	{
		return static_cast<type>(value);
	}
};

/* Pointers lose their type; arrays and functions are pointers to them. */
struct address {
	enum { tag = LEAF_TYPE_POINTER };
	typedef const volatile void *type;
	template <class T> LEAF__INLINE type pack(T *value)
	{
		return (type)value;
	}
};
template <class T> struct field<T *, LEAF__CXX_PLAIN> : address {
};
template <class T> struct field<T[], LEAF__CXX_PLAIN> : address {
};
template <class T, __SIZE_TYPE__ N> struct field<T[N], LEAF__CXX_PLAIN> : address {
};
template <class T> struct field<T, LEAF__CXX_FUNCTION> : address {
};
template <> struct field<decltype(nullptr), LEAF__CXX_PLAIN> : address {
	LEAF__INLINE type pack(decltype(nullptr))
	{
		return 0;
	}
};

#define LEAF__CXX_FIELD(what, shape, ...)                                                          \
	template <> struct field<__VA_ARGS__, shape> {                                             \
		enum { tag = LEAF_TYPE_##what };                                                   \
		typedef __VA_ARGS__ type;                                                          \
		LEAF__INLINE type pack(type value)                                                 \
		{                                                                                  \
			return value;                                                              \
		}                                                                                  \
	};
LEAF__CXX_FIELD(BOOL, LEAF__CXX_PLAIN, bool)
LEAF__CXX_FIELD(CHAR, LEAF__CXX_PLAIN, char)
LEAF__CXX_FIELD(INT, LEAF__CXX_PLAIN, signed char)
LEAF__CXX_FIELD(INT, LEAF__CXX_PLAIN, short)
LEAF__CXX_FIELD(INT, LEAF__CXX_PLAIN, int)
LEAF__CXX_FIELD(INT, LEAF__CXX_PLAIN, long)
LEAF__CXX_FIELD(INT, LEAF__CXX_PLAIN, long long)
LEAF__CXX_FIELD(UINT, LEAF__CXX_PLAIN, unsigned char)
LEAF__CXX_FIELD(UINT, LEAF__CXX_PLAIN, unsigned short)
LEAF__CXX_FIELD(UINT, LEAF__CXX_PLAIN, unsigned)
LEAF__CXX_FIELD(UINT, LEAF__CXX_PLAIN, unsigned long)
LEAF__CXX_FIELD(UINT, LEAF__CXX_PLAIN, unsigned long long)
LEAF__CXX_FIELD(INT, LEAF__CXX_PLAIN, wchar_t)
LEAF__CXX_FIELD(UINT, LEAF__CXX_PLAIN, char16_t)
LEAF__CXX_FIELD(UINT, LEAF__CXX_PLAIN, char32_t)
#ifdef __cpp_char8_t
LEAF__CXX_FIELD(UINT, LEAF__CXX_PLAIN, char8_t)
#endif
#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 unsigned_wide;
LEAF__CXX_FIELD(INT, LEAF__CXX_PLAIN, wide)
LEAF__CXX_FIELD(UINT, LEAF__CXX_PLAIN, unsigned_wide)
#endif
LEAF__CXX_FIELD(FLOAT, LEAF__CXX_PLAIN, float)
LEAF__CXX_FIELD(FLOAT, LEAF__CXX_PLAIN, double)
LEAF__CXX_FIELD(FLOAT, LEAF__CXX_PLAIN, long double)
__extension__ typedef _Complex float complex_float;
__extension__ typedef _Complex double complex_double;
__extension__ typedef _Complex long double complex_long_double;
LEAF__CXX_FIELD(COMPLEX, LEAF__CXX_PLAIN, complex_float)
LEAF__CXX_FIELD(COMPLEX, LEAF__CXX_PLAIN, complex_double)
LEAF__CXX_FIELD(COMPLEX, LEAF__CXX_PLAIN, complex_long_double)
LEAF__CXX_FIELD(TEXT, LEAF__CXX_SMALL, leaf_text)
LEAF__CXX_FIELD(HEX, LEAF__CXX_SMALL, leaf_hex)
LEAF__CXX_FIELD(BYTES, LEAF__CXX_SMALL, leaf_bytes)
LEAF__CXX_FIELD(SHOWN, LEAF__CXX_SMALL, leaf_shown)
LEAF__CXX_FIELD(LATE, LEAF__CXX_SMALL, leaf_late)
#undef LEAF__CXX_FIELD
} /* namespace leaf__cxx */
}

#define LEAF__CXX_OF(x) leaf__cxx::field<typename leaf__cxx::bare<decltype((x))>::type>
#define LEAF__TAG(x) LEAF__CXX_OF(x)::tag
#define LEAF__TYPEOF(x) typename LEAF__CXX_OF(x)::type
#define LEAF__VALUE(x) LEAF__CXX_OF(x)::pack(x)

/* The types have names, because 'this' means nothing inside the struct of the packed values. */
#define LEAF__NAME_TYPE(n, x) typedef LEAF__TYPEOF(x) leaf__t##n;
#define LEAF__NAME_TYPES(...) LEAF__REST(LEAF__NAME_TYPE, __VA_ARGS__)
#define LEAF__MEMBER(n, x) leaf__t##n

#endif
