# LeafFeatures.cmake - which features exist, what they define, which files belong to them.

# One row a feature: option name, compile definition, how the names of its files in trace/ begin (a
# regular expression). They exist only with it, and so do their tests, test_NAME and fuzz_NAME.
set(LEAF_FEATURE_TABLE
	"profile_flame LEAF_PROFILE_FLAME (sink_flame|flame|tree)"
	"profile_tracy LEAF_PROFILE_TRACY (sink_tracy|tracy)"
)

# Doors of the public interface that stay when the room behind them is gone, and say so.
set(leaf_doors "/trace/flame_write[.]c$")

# -Dprofile_flame=ON and -DPROFILE_FLAME=ON are the same; profile_full is all of them.
set(LEAF_DEFINITIONS "")
set(LEAF_FEATURES "")
set(leaf_left_out "")
set(LEAF_ALL_DEFINITIONS "")
set(leaf_unwritten "")
option(profile_full "every feature" OFF)
foreach(row IN LISTS LEAF_FEATURE_TABLE)
	string(REPLACE " " ";" row "${row}")
	list(GET row 0 name)
	list(GET row 1 definition)
	list(GET row 2 files)
	string(TOUPPER ${name} upper)
	option(${name} "feature ${name}" OFF)
	# A feature whose sink is still to be written is accepted and does nothing.
	string(REPLACE profile_ sink_ sink ${name})
	file(GLOB sink CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/trace/${sink}*.c)
	set(pattern "/(trace/|tests/.*/(test_|fuzz_))${files}[a-z0-9_]*[.]c$")
	if(sink)
		list(APPEND LEAF_ALL_DEFINITIONS ${definition}=1)
	else()
		list(APPEND leaf_unwritten ${pattern})
	endif()
	if(sink AND (${name} OR ${upper} OR profile_full OR PROFILE_FULL))
		list(APPEND LEAF_DEFINITIONS ${definition}=1)
		list(APPEND LEAF_FEATURES ${name})
	else()
		list(APPEND leaf_left_out ${pattern})
	endif()
endforeach()
list(JOIN LEAF_FEATURES " " leaf_features_said)
message(STATUS "features: ${leaf_features_said}")

# Whose client speaks to Tracy: Leaf's own, or one that find_package(Tracy) finds.
set(LEAF_TRACY "native" CACHE STRING "native, or external: a Tracy client found by find_package(Tracy)")
set_property(CACHE LEAF_TRACY PROPERTY STRINGS native external)
set(leaf_tracy_client "")
set(leaf_tracy_definition "")
set(leaf_tracy_foreign "/trace/sink_tracy_external[.]c$")
if(LEAF_TRACY STREQUAL "external")
	if(NOT "profile_tracy" IN_LIST LEAF_FEATURES)
		message(FATAL_ERROR "LEAF_TRACY=external needs profile_tracy, or profile_full")
	endif()
	enable_language(CXX) # the client's language
	find_package(Tracy QUIET)
	if(NOT TARGET Tracy::TracyClient)
		message(FATAL_ERROR "LEAF_TRACY=external: no Tracy client is found. Install one with its CMake package "
			"and say -DTracy_ROOT=FOLDER; or leave LEAF_TRACY=native, which needs none")
	endif()
	set(leaf_tracy_client Tracy::TracyClient)
	set(leaf_tracy_definition LEAF_TRACY_EXTERNAL=1)
	list(APPEND leaf_left_out "/trace/(sink_tracy|sink_tracy_lz4|tracy_[a-z0-9_]*)[.]c$"
		"/tests/.*/(test_|fuzz_)tracy[a-z0-9_]*[.]c$")
elseif(NOT LEAF_TRACY STREQUAL "native")
	message(FATAL_ERROR "LEAF_TRACY is '${LEAF_TRACY}': native and external are known")
else()
	list(APPEND leaf_left_out ${leaf_tracy_foreign})
endif()

# The C files of the folders given, without those of absent features, in variable 'out'.
function(leaf_sources out)
	set(all "")
	foreach(pattern IN LISTS ARGN)
		file(GLOB found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${pattern})
		list(APPEND all ${found})
	endforeach()
	set(doors ${all})
	list(FILTER doors INCLUDE REGEX ${leaf_doors})
	foreach(pattern IN LISTS leaf_left_out)
		list(FILTER all EXCLUDE REGEX ${pattern})
	endforeach()
	list(APPEND all ${doors})
	list(REMOVE_DUPLICATES all)
	set(${out} ${all} PARENT_SCOPE)
endfunction()

# LZ4 for Tracy, where it is installed: -DLEAF_LZ4=OFF does without.
option(LEAF_LZ4 "compress what goes to Tracy by liblz4, if it is there" ON)
set(leaf_lz4 "")
if(LEAF_LZ4 AND "profile_tracy" IN_LIST LEAF_FEATURES AND NOT leaf_tracy_client)
	find_path(LEAF_LZ4_INCLUDE lz4.h)
	find_library(LEAF_LZ4_LIBRARY lz4)
	mark_as_advanced(LEAF_LZ4_INCLUDE LEAF_LZ4_LIBRARY)
	if(LEAF_LZ4_INCLUDE AND LEAF_LZ4_LIBRARY)
		# It is referred to weakly, which alone would not link it.
		set(leaf_lz4 -Wl,--push-state,--no-as-needed,${LEAF_LZ4_LIBRARY},--pop-state)
		set_source_files_properties(trace/sink_tracy_lz4.c PROPERTIES
			COMPILE_DEFINITIONS LEAF_LZ4 INCLUDE_DIRECTORIES ${LEAF_LZ4_INCLUDE})
		message(STATUS "LZ4: ${LEAF_LZ4_LIBRARY}")
	endif()
endif()
