# LeafTargets.cmake - the library (shared, static), the tools' archive, the command 'leaf'.

# What is linked into other people's programs.
leaf_sources(core_sources base/*.c trace/*.c pri/*.c)
add_library(leaf_core OBJECT ${core_sources})
target_link_libraries(leaf_core PUBLIC leaf_flags ${leaf_tracy_client})
target_compile_definitions(leaf_core PRIVATE ${leaf_tracy_definition})
target_compile_options(leaf_core PRIVATE -fvisibility=hidden -ftls-model=initial-exec)
# Binding a function of libc at its first call takes 2.5 KiB of a stack that may be small.
target_compile_options(leaf_core PRIVATE -fno-plt)

# A sink's short way runs before the vector registers have been saved: it may not use any.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
	file(GLOB solo_sources ${CMAKE_CURRENT_SOURCE_DIR}/trace/*_solo.c)
	set_source_files_properties(${solo_sources} PROPERTIES COMPILE_OPTIONS -mgeneral-regs-only)
endif()

# Names leave the shared library by the prefix and by default visibility, which public headers give: the shared library.
set(leaf_map ${CMAKE_CURRENT_SOURCE_DIR}/cmake/leaf.map)
add_library(leaf_shared SHARED)
target_link_libraries(leaf_shared PRIVATE leaf_core)
target_link_options(leaf_shared PRIVATE -Wl,--version-script=${leaf_map})
target_link_options(leaf_shared PRIVATE -Wl,-z,nodelete) # a plug-in that goes takes no tracer with it
target_link_libraries(leaf_shared PRIVATE ${leaf_lz4} ${leaf_tracy_client})
if(NOT LEAF_SANITIZE)
	target_link_options(leaf_shared PRIVATE -Wl,-z,defs)
endif()
set_target_properties(leaf_shared PROPERTIES OUTPUT_NAME leaf EXPORT_NAME leaf
	VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR} LINK_DEPENDS ${leaf_map})

add_library(leaf_static STATIC $<TARGET_OBJECTS:leaf_core>)
set_target_properties(leaf_static PROPERTIES OUTPUT_NAME leaf EXPORT_NAME static)

foreach(library leaf_shared leaf_static)
	target_include_directories(${library} INTERFACE
		$<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>
		$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
	target_compile_definitions(${library} INTERFACE
		$<BUILD_INTERFACE:LEAF_SOURCE_ROOT="${CMAKE_SOURCE_DIR}">)
endforeach()
target_link_libraries(leaf_static INTERFACE Threads::Threads ${CMAKE_DL_LIBS} ${leaf_lz4} ${leaf_tracy_client})

# The tools: everything but the files named *_main.c, as an archive that tests can link too.
leaf_sources(tool_sources config/*.c record/*.c instrument/*.c flame/*.c wrap/*.c profile/*.c explore/*.c leaf/*.c)
list(FILTER tool_sources EXCLUDE REGEX "_main[.]c$")
if(tool_sources)
	include(LeafPage)
	add_library(leaf_tools STATIC ${tool_sources} ${leaf_page_source})
	target_link_libraries(leaf_tools PUBLIC leaf_flags)
	target_compile_definitions(leaf_tools PRIVATE ${leaf_tracy_definition})
	if(LEAF_TESTS)
		set_source_files_properties(profile/point.c PROPERTIES COMPILE_DEFINITIONS LEAF_TESTS)
	endif()
	set(leaf_tools leaf_tools)
endif()

if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/leaf/leaf_main.c)
	add_executable(leaf leaf/leaf_main.c)
	target_link_libraries(leaf PRIVATE ${leaf_tools} leaf_core)
	set_source_files_properties(leaf/version.c PROPERTIES COMPILE_DEFINITIONS
		"LEAF_VERSION=\"${PROJECT_VERSION}\";LEAF_FEATURES=\"${leaf_features_said}\"")
	include(LeafManual)
	include(LeafKit)
endif()

# Assembly outside of functions is opaque to gcc's link-time optimizer, which drops what it refers to.
if(LEAF_LTO)
	set_source_files_properties(trace/thunk.c PROPERTIES COMPILE_OPTIONS -fno-lto)
endif()
