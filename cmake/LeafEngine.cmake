# LeafEngine.cmake - the engine: the compiler leafcc (LLVM), its runtime libleafrt, the solver's plugin (Z3).
#
# AUTO builds what the machine has the libraries for and says what is left out; ON insists.
set(LEAF_ENGINE AUTO CACHE STRING "build the concolic engine: AUTO, ON or OFF")
if(NOT LEAF_ENGINE OR LEAF_SANITIZE)
	return()
endif()

find_program(LEAF_LLVM_CONFIG NAMES llvm-config-14 llvm-config-15 llvm-config-16 llvm-config-17
	llvm-config-18 llvm-config-19 llvm-config)
find_library(LEAF_Z3_LIBRARY z3)
find_path(LEAF_Z3_INCLUDE z3.h)
set(missing "")
if(LEAF_LLVM_CONFIG)
	execute_process(COMMAND ${LEAF_LLVM_CONFIG} --includedir OUTPUT_VARIABLE llvm_include
		OUTPUT_STRIP_TRAILING_WHITESPACE)
	execute_process(COMMAND ${LEAF_LLVM_CONFIG} --libdir OUTPUT_VARIABLE llvm_libdir
		OUTPUT_STRIP_TRAILING_WHITESPACE)
	execute_process(COMMAND ${LEAF_LLVM_CONFIG} --version OUTPUT_VARIABLE llvm_version
		OUTPUT_STRIP_TRAILING_WHITESPACE)
	string(REGEX MATCH "^[0-9]+" llvm_major "${llvm_version}")
endif()
if(NOT LEAF_LLVM_CONFIG OR NOT EXISTS ${llvm_include}/llvm-c/Core.h)
	list(APPEND missing "llvm-14-dev")
endif()
if(NOT LEAF_Z3_LIBRARY OR NOT LEAF_Z3_INCLUDE)
	list(APPEND missing "libz3-dev")
endif()
if(missing)
	list(JOIN missing " " missing)
	if(LEAF_ENGINE STREQUAL "ON")
		message(FATAL_ERROR "the engine needs packages: ${missing}")
	endif()
	message(STATUS "the engine (leafcc, libleafrt) is left out: it needs ${missing}")
	return()
endif()

find_program(LEAF_CLANG NAMES clang-${llvm_major} clang)
leaf_sources(leafcc_sources leafcc/*.c)
leaf_sources(config_sources config/*.c)
add_executable(leafcc ${leafcc_sources} ${config_sources} base/buf.c base/file.c base/err.c
	base/arena.c base/edits.c)
target_include_directories(leafcc SYSTEM PRIVATE ${llvm_include})
target_link_directories(leafcc PRIVATE ${llvm_libdir})
target_link_libraries(leafcc PRIVATE leaf_flags LLVM-${llvm_major})
target_compile_definitions(leafcc PRIVATE "LEAFCC_CLANG=\"clang-${llvm_major}\"")

leaf_sources(leafrt_sources leafrt/*.c)
list(FILTER leafrt_sources EXCLUDE REGEX "/smt_[a-z0-9]*[.]c$")
add_library(leafrt SHARED ${leafrt_sources} base/arena.c)
target_link_libraries(leafrt PRIVATE leaf_flags leaf_shared Threads::Threads ${CMAKE_DL_LIBS})
set_target_properties(leafrt PROPERTIES INSTALL_RPATH "$ORIGIN")
target_compile_options(leafrt PRIVATE -fvisibility=hidden -ftls-model=initial-exec)

# Loaded by name when the first question needs it, so that programs without one do not pay for Z3.
add_library(leafrt-z3 MODULE leafrt/smt_z3.c)
target_link_libraries(leafrt-z3 PRIVATE leaf_flags ${LEAF_Z3_LIBRARY})
target_include_directories(leafrt-z3 SYSTEM PRIVATE ${LEAF_Z3_INCLUDE})
target_compile_options(leafrt-z3 PRIVATE -fvisibility=hidden)

# Called by this name it is a C++ compiler: clang++ that links with the runtime.
add_custom_command(TARGET leafcc POST_BUILD COMMAND ${CMAKE_COMMAND} -E create_symlink leafcc
	${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/leafcc++)
install(FILES ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/leafcc++ DESTINATION ${CMAKE_INSTALL_BINDIR})

install(TARGETS leafcc RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS leafrt leafrt-z3 LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
