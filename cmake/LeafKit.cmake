# LeafKit.cmake - the kit of `leaf build`: the library with every feature, the header, the linker's wrapper.
#
# The layout is that of wrap/kit.def. The library is built anew only if a feature is not compiled in otherwise,
# or if Tracy's client is a foreign one: the kit has Leaf's own, which asks nothing of a program's linking.
set(leaf_kit ${CMAKE_BINARY_DIR}/kit)
set(LEAF_KIT_DIR ${CMAKE_INSTALL_LIBDIR}/leaf/kit)

set(leaf_kit_core leaf_core)
if(leaf_tracy_client OR NOT "${LEAF_DEFINITIONS}" STREQUAL "${LEAF_ALL_DEFINITIONS}")
	set(leaf_kit_core leaf_kit_core)
	function(leaf_add_kit_core)
		set(leaf_left_out ${leaf_unwritten} ${leaf_tracy_foreign})
		leaf_sources(sources base/*.c trace/*.c pri/*.c)
		add_library(leaf_kit_core OBJECT ${sources})
	endfunction()
	leaf_add_kit_core()
	target_link_libraries(leaf_kit_core PUBLIC leaf_flags)
	target_compile_definitions(leaf_kit_core PRIVATE ${LEAF_ALL_DEFINITIONS})
	target_compile_options(leaf_kit_core PRIVATE -fvisibility=hidden -ftls-model=initial-exec)
endif()

add_library(leaf_kit_shared SHARED)
target_link_libraries(leaf_kit_shared PRIVATE ${leaf_kit_core})
target_link_options(leaf_kit_shared PRIVATE -Wl,--version-script=${leaf_map})
set_target_properties(leaf_kit_shared PROPERTIES SOVERSION ${PROJECT_VERSION_MAJOR} LINK_DEPENDS ${leaf_map})
add_library(leaf_kit_static STATIC $<TARGET_OBJECTS:${leaf_kit_core}>)
set_target_properties(leaf_kit_shared leaf_kit_static PROPERTIES OUTPUT_NAME leaf
	LIBRARY_OUTPUT_DIRECTORY ${leaf_kit}/lib ARCHIVE_OUTPUT_DIRECTORY ${leaf_kit}/lib)

file(MAKE_DIRECTORY ${leaf_kit}/include)
file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR}/include/leaf ${leaf_kit}/include/leaf SYMBOLIC)

# One program under every name that gcc and clang call a linker by.
set(leaf_linkers ld ld.bfd ld.gold ld.lld ld.mold)
add_executable(leaf_ld wrap/leaf_ld_main.c)
target_link_libraries(leaf_ld PRIVATE leaf_tools leaf_core)
set_target_properties(leaf_ld PROPERTIES OUTPUT_NAME leaf-ld RUNTIME_OUTPUT_DIRECTORY ${leaf_kit}/bin)
foreach(name IN LISTS leaf_linkers)
	file(MAKE_DIRECTORY ${leaf_kit}/bin)
	file(CREATE_LINK leaf-ld ${leaf_kit}/bin/${name} SYMBOLIC)
	install(FILES ${leaf_kit}/bin/${name} DESTINATION ${LEAF_KIT_DIR}/bin)
endforeach()
add_dependencies(leaf leaf_ld leaf_kit_shared leaf_kit_static)

install(TARGETS leaf_ld RUNTIME DESTINATION ${LEAF_KIT_DIR}/bin)
install(TARGETS leaf_kit_shared leaf_kit_static
	LIBRARY DESTINATION ${LEAF_KIT_DIR}/lib
	ARCHIVE DESTINATION ${LEAF_KIT_DIR}/lib)
install(DIRECTORY include/leaf DESTINATION ${LEAF_KIT_DIR}/include FILES_MATCHING
	PATTERN "*.h" PATTERN "*.def")

file(RELATIVE_PATH leaf_kit_from_bin /${CMAKE_INSTALL_BINDIR} /${LEAF_KIT_DIR})
set_source_files_properties(wrap/kit.c PROPERTIES COMPILE_DEFINITIONS
	"LEAF_KIT_FROM_BIN=\"${leaf_kit_from_bin}\"")
