# LeafTests.cmake - tests, collected by folder; each is one row of ctest.
#
# The head comment of a file in tests/programs, tests/tools or samples may hold
#	build: FLAGS    further compiler and linker flags of this one program
#	link: shared    link the shared library rather than the static one

set(LEAF_TEST_PREFIX "" CACHE STRING "put before the name of each test, as 'asan.'")
set(LEAF_TEST_KINDS "unit;cli;sys;fuzz" CACHE STRING "kinds of tests that are registered")
set(LEAF_FUZZ_SECONDS 2 CACHE STRING "seconds per fuzz target in ctest")
set(leaf_programs ${CMAKE_BINARY_DIR}/programs)

set(leaf_test_environment
	"LEAF_SOURCE_DIR=${CMAKE_CURRENT_SOURCE_DIR}"
	"LEAF_BUILD_DIR=${CMAKE_BINARY_DIR}"
	"LEAF_PROGRAMS=${leaf_programs}"
	"LEAF_CC=${CMAKE_C_COMPILER}"
	"LEAF_FEATURES=${leaf_features_said}"
	"LEAF_SANITIZE=${LEAF_SANITIZE}"
	"PATH=${CMAKE_RUNTIME_OUTPUT_DIRECTORY}:${leaf_programs}:$ENV{PATH}"
	"ASAN_OPTIONS=detect_stack_use_after_return=0:abort_on_error=0"
	"UBSAN_OPTIONS=print_stacktrace=1"
	"TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1")

# Register a test: kind, name, seconds until it counts as hung, command.
function(leaf_test kind name seconds)
	if(NOT kind IN_LIST LEAF_TEST_KINDS)
		return()
	endif()
	set(full ${LEAF_TEST_PREFIX}${kind}.${name})
	add_test(NAME ${full} COMMAND ${ARGN} WORKING_DIRECTORY ${CMAKE_BINARY_DIR})
	set_tests_properties(${full} PROPERTIES ENVIRONMENT "${leaf_test_environment}"
		TIMEOUT ${seconds} LABELS ${kind} SKIP_RETURN_CODE 77)
	if(name MATCHES "^serial_")
		set_tests_properties(${full} PROPERTIES RUN_SERIAL ON)
	endif()
endfunction()

# Flags of one file; options of a target would stand before the warnings that they take back.
function(leaf_relax source)
	set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "${ARGN}")
endfunction()

# A program of one file, with the flags of its head comment.
function(leaf_program target source)
	file(STRINGS ${source} head LIMIT_INPUT 2000)
	set(link leaf_static)
	set(flags "")
	foreach(line IN LISTS head)
		if(line MATCHES "^[ /*]*build:[ ]*([^*]*[^ *])")
			separate_arguments(flags UNIX_COMMAND "${CMAKE_MATCH_1}")
		elseif(line MATCHES "^[ /*]*link:[ ]*shared")
			set(link leaf_shared)
		endif()
	endforeach()
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
	set(libraries ${flags})
	list(FILTER libraries INCLUDE REGEX "^-(l|L|Wl,)")
	list(FILTER flags EXCLUDE REGEX "^-(l|L|Wl,)")
	target_sources(${target} PRIVATE ${source})
	target_link_libraries(${target} PRIVATE leaf_flags ${link} ${libraries})
	leaf_relax(${source} -Wno-vla -Wno-missing-prototypes -Wno-unused -Wno-unused-parameter ${flags})
	target_link_options(${target} PRIVATE ${flags})
	set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${leaf_programs}
		LIBRARY_OUTPUT_DIRECTORY ${leaf_programs} PREFIX "")
endfunction()

# tests/tracy: a server that speaks Tracy's protocol, for tests of what Leaf sends.
leaf_sources(tracy_sources tests/tracy/*.c)
list(FILTER tracy_sources EXCLUDE REGEX "_main\\.c$")
add_library(leaf_fake_tracy STATIC ${tracy_sources})
target_link_libraries(leaf_fake_tracy PUBLIC leaf_flags m)
add_executable(fake_tracy tests/tracy/fake_tracy_main.c)
target_link_libraries(fake_tracy PRIVATE leaf_fake_tracy)
set_target_properties(fake_tracy PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${leaf_programs})

# tests/unit/test_X.c: cmocka, linked with all internal objects.
find_library(LEAF_CMOCKA cmocka)
leaf_sources(unit_sources tests/unit/test_*.c)
if(unit_sources AND NOT LEAF_CMOCKA)
	message(FATAL_ERROR "cmocka is missing: install libcmocka-dev")
endif()
foreach(source IN LISTS unit_sources)
	get_filename_component(name ${source} NAME_WE)
	add_executable(${name} ${source})
	target_link_libraries(${name} PRIVATE ${leaf_tools} leaf_core ${LEAF_CMOCKA} m)
	if(name MATCHES "^test_fake_")
		target_link_libraries(${name} PRIVATE leaf_fake_tracy)
	endif()
	leaf_relax(${source} -Wno-vla)
	target_compile_definitions(${name} PRIVATE
		LEAF_TEST_GOLDEN="${CMAKE_CURRENT_SOURCE_DIR}/tests/golden")
	set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/unit)
	string(REGEX REPLACE "^test_" "" short ${name})
	leaf_test(unit ${short} 120 ${name})
endforeach()

# tests/tools/X.c: a tool for tests, linked with all internal objects.
leaf_sources(tool_test_sources tests/tools/*.c)
foreach(source IN LISTS tool_test_sources)
	get_filename_component(name ${source} NAME_WE)
	string(REGEX REPLACE "_main$" "" name ${name})
	add_executable(${name} ${source})
	target_link_libraries(${name} PRIVATE ${leaf_tools} leaf_core)
	leaf_relax(${source} -Wno-vla)
	set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${leaf_programs})
endforeach()

# tests/programs/X.c and samples/X.c: programs of users; plug_X.c is loaded by dlopen. Only tests of
# commands and programs run them.
set(program_sources "")
if("cli" IN_LIST LEAF_TEST_KINDS OR "sys" IN_LIST LEAF_TEST_KINDS)
	leaf_sources(program_sources tests/programs/*.c samples/*.c)
endif()
foreach(source IN LISTS program_sources)
	get_filename_component(name ${source} NAME_WE)
	if(name MATCHES "^plug_")
		add_library(${name} MODULE)
	else()
		add_executable(${name})
	endif()
	leaf_program(${name} ${source})
endforeach()

# tests/fuzz/fuzz_X.c: libFuzzer targets; a corpus may stand in tests/fuzz/X/.
leaf_sources(fuzz_sources tests/fuzz/fuzz_*.c)
if(LEAF_FUZZER)
	foreach(source IN LISTS fuzz_sources)
		get_filename_component(name ${source} NAME_WE)
		string(REGEX REPLACE "^fuzz_" "" short ${name})
		add_executable(${name} ${source})
		target_link_libraries(${name} PRIVATE ${leaf_tools} leaf_core)
		leaf_relax(${source} -Wno-missing-prototypes)
		target_link_options(${name} PRIVATE -fsanitize=fuzzer)
		set_target_properties(${name} PROPERTIES
			RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
		leaf_test(fuzz ${short} 600 ${CMAKE_CURRENT_SOURCE_DIR}/scripts/fuzz-one
			$<TARGET_FILE:${name}> ${LEAF_FUZZ_SECONDS})
	endforeach()
endif()

# tests/cli/X.bats, tests/sys/X.sh.
find_program(LEAF_BATS bats)
file(GLOB bats_files CONFIGURE_DEPENDS tests/cli/*.bats)
foreach(file IN LISTS bats_files)
	get_filename_component(name ${file} NAME_WE)
	leaf_test(cli ${name} 300 ${LEAF_BATS} ${file})
endforeach()
file(GLOB sys_files CONFIGURE_DEPENDS tests/sys/*.sh tests/install/*.sh)
foreach(file IN LISTS sys_files)
	get_filename_component(name ${file} NAME_WE)
	leaf_test(sys ${name} 600 bash ${file})
endforeach()
