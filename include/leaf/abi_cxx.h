/* abi_cxx.h - how leaf/abi.h packs argument values in C++; included by leaf/abi.h alone. */
#ifndef LEAF_ABI_CXX_H
#define LEAF_ABI_CXX_H
#pragma GCC system_header

#if __cplusplus < 201103L
#error "leaf/trace.h needs C++11 or later, or -DLEAF_DISABLE"
#endif

/*
 * The counterpart of _Generic, __builtin_choose_expr and typeof, without a library header. What is
 * not trivially copyable is elided: a copy constructor may do anything.
 */
/* The header may stand inside extern "C". */
extern "C++" {
namespace leaf__cxx
{

template <class T> struct plain {
	typedef T type;
};
template <class T> struct plain<const T> : plain<T> {
};
template <class T> struct plain<volatile T> : plain<T> {
};
template <class T> struct plain<const volatile T> : plain<T> {
};
template <class T> struct plain<T &> : plain<T> {
};
template <class T> struct plain<T &&> : plain<T> {
};

template <bool condition, class T, class F> struct either {
	typedef T type;
};
template <class T, class F> struct either<false, T, F> {
	typedef F type;
};

/* What a type is stored as: 0 itself, 1 an address, 2 elided. */
template <class T> struct storage {
	enum { way = !__is_trivially_copyable(T) || sizeof(T) > 256 ? 2 : 0 };
};
template <class T> struct storage<T *> {
	enum { way = 1 };
};
template <class T> struct storage<T[]> {
	enum { way = 1 };
};
template <class T, __SIZE_TYPE__ n> struct storage<T[n]> {
	enum { way = 1 };
};
template <class R, class... A> struct storage<R(A...)> {
	enum { way = 1 };
};
template <class R, class... A> struct storage<R(A..., ...)> {
	enum { way = 1 };
};
#ifdef __cpp_noexcept_function_type
template <class R, class... A> struct storage<R(A...) noexcept> {
	enum { way = 1 };
};
#endif

/* Variable-length arrays, an extension in C++, have no type to deduce from: not supported. */
template <class T, int way> struct keeper;
template <class T> struct keeper<T, 0> {
	typedef T type;
	template <class V> static type keep(const V &value)
	{
		return static_cast<type>(value);
	}
};
template <class T> struct keeper<T, 1> {
	typedef const volatile void *type;
	template <class E> static type keep(E *value)
	{
		return (type)value;
	}
};
template <class T> struct keeper<T, 2> {
	typedef struct leaf_elided type;
	template <class V> static type keep(const V &)
	{
		return leaf__elide();
	}
};
template <class T> struct kept : keeper<T, storage<T>::way> {
};

/* By constant reference: it takes bit-fields too. */
template <class T> typename kept<typename plain<T>::type>::type keep(const T &value)
{
	return kept<typename plain<T>::type>::keep(value);
}

/* The tags; numbers by what they can hold, enumerations by their underlying type. */
template <class T> struct number_tag {
	enum { value = LEAF_TYPE_OPAQUE };
};
#define LEAF__CXX_TAG(type_, tag_)                                                                 \
	template <> struct number_tag<type_> {                                                     \
		enum { value = tag_ };                                                             \
	};
LEAF__CXX_TAG(bool, LEAF_TYPE_BOOL)
LEAF__CXX_TAG(char, LEAF_TYPE_CHAR)
LEAF__CXX_TAG(signed char, LEAF_TYPE_INT)
LEAF__CXX_TAG(short, LEAF_TYPE_INT)
LEAF__CXX_TAG(int, LEAF_TYPE_INT)
LEAF__CXX_TAG(long, LEAF_TYPE_INT)
LEAF__CXX_TAG(long long, LEAF_TYPE_INT)
LEAF__CXX_TAG(unsigned char, LEAF_TYPE_UINT)
LEAF__CXX_TAG(unsigned short, LEAF_TYPE_UINT)
LEAF__CXX_TAG(unsigned, LEAF_TYPE_UINT)
LEAF__CXX_TAG(unsigned long, LEAF_TYPE_UINT)
LEAF__CXX_TAG(unsigned long long, LEAF_TYPE_UINT)
LEAF__CXX_TAG(wchar_t,
	      static_cast<wchar_t>(-1) < static_cast<wchar_t>(0) ? LEAF_TYPE_INT : LEAF_TYPE_UINT)
LEAF__CXX_TAG(char16_t, LEAF_TYPE_UINT)
LEAF__CXX_TAG(char32_t, LEAF_TYPE_UINT)
LEAF__CXX_TAG(float, LEAF_TYPE_FLOAT)
LEAF__CXX_TAG(double, LEAF_TYPE_FLOAT)
LEAF__CXX_TAG(long double, LEAF_TYPE_FLOAT)
#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;
LEAF__CXX_TAG(int128, LEAF_TYPE_INT)
LEAF__CXX_TAG(uint128, LEAF_TYPE_UINT)
#endif
LEAF__CXX_TAG(const volatile void *, LEAF_TYPE_POINTER)
LEAF__CXX_TAG(decltype(nullptr), LEAF_TYPE_POINTER)
LEAF__CXX_TAG(struct leaf_text, LEAF_TYPE_TEXT)
LEAF__CXX_TAG(struct leaf_hex, LEAF_TYPE_HEX)
LEAF__CXX_TAG(struct leaf_bytes, LEAF_TYPE_BYTES)
LEAF__CXX_TAG(struct leaf_shown, LEAF_TYPE_SHOWN)
LEAF__CXX_TAG(struct leaf_late, LEAF_TYPE_LATE)
LEAF__CXX_TAG(struct leaf_elided, LEAF_TYPE_ELIDED)
#undef LEAF__CXX_TAG

template <class T, bool is_enum> struct tag_of {
	enum { value = number_tag<T>::value };
};
template <class T> struct tag_of<T, true> {
	enum { value = number_tag<__underlying_type(T)>::value };
};
template <class T> struct tag : tag_of<T, __is_enum(T)> {
};

} // namespace leaf__cxx
}

#define LEAF__VALUE(x) (leaf__cxx::keep(x))
#define LEAF__TYPEOF(x) decltype(leaf__cxx::keep(x))
/* Named outside the struct: inside, 'this' would be another. */
#define LEAF__MEMBER_NAME(n, x) typedef LEAF__TYPEOF(x) leaf__t##n;
#define LEAF__MEMBER_TYPE(n, x) leaf__t##n
#define LEAF__TAG(x) leaf__cxx::tag<decltype(leaf__cxx::keep(x))>::value

#endif
