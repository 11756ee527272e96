# LeafFlags.cmake - compiler flags: warnings, visibility, sanitizers.
add_library(leaf_flags INTERFACE)
target_compile_options(leaf_flags INTERFACE
	-Wall -Wextra -Wshadow -Wconversion -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes
	-Wwrite-strings -Wvla -fno-common)
if(LEAF_WERROR)
	target_compile_options(leaf_flags INTERFACE -Werror)
endif()
target_compile_definitions(leaf_flags INTERFACE _GNU_SOURCE ${LEAF_DEFINITIONS})
target_include_directories(leaf_flags INTERFACE
	${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/include)
target_link_libraries(leaf_flags INTERFACE Threads::Threads ${CMAKE_DL_LIBS})

# Sanitizers concern everything that is built, programs of the tests included.
if(LEAF_SANITIZE)
	add_compile_options(-fsanitize=${LEAF_SANITIZE} -fno-sanitize-recover=all
		-fno-omit-frame-pointer -g)
	add_link_options(-fsanitize=${LEAF_SANITIZE})
	add_compile_definitions(LEAF_SANITIZED=1)
endif()

# Fuzz targets need libFuzzer, which is clang's; elsewhere they are built with a main that
# replays files.
if(LEAF_SANITIZE MATCHES "address" AND CMAKE_C_COMPILER_ID STREQUAL "Clang")
	set(LEAF_FUZZER ON)
	add_compile_options(-fsanitize=fuzzer-no-link)
endif()
