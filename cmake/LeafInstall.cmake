# LeafInstall.cmake - what `make install` puts where: libraries, headers, leaf.pc, CMake package, manual.
include(CMakePackageConfigHelpers)

install(TARGETS leaf_shared leaf_static EXPORT leaf
	LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
	ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET leaf)
	install(TARGETS leaf RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(DIRECTORY include/leaf DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING
	PATTERN "*.h" PATTERN "*.def")

# The CMake package: find_package(leaf) gives leaf::leaf (shared) and leaf::static.
set(leaf_package ${CMAKE_INSTALL_LIBDIR}/cmake/leaf)
install(EXPORT leaf NAMESPACE leaf:: FILE leafTargets.cmake DESTINATION ${leaf_package})
configure_package_config_file(cmake/leafConfig.cmake.in leafConfig.cmake
	INSTALL_DESTINATION ${leaf_package})
write_basic_package_version_file(leafConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/leafConfig.cmake
	${CMAKE_CURRENT_BINARY_DIR}/leafConfigVersion.cmake DESTINATION ${leaf_package})

# leaf.pc finds its own prefix, so that a DESTDIR or a moved tree works.
file(RELATIVE_PATH leaf_pc_up /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
if(leaf_lz4)
	set(leaf_pc_lz4 " -Wl,--push-state,--no-as-needed,-llz4,--pop-state")
endif()
configure_file(cmake/leaf.pc.in leaf.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/leaf.pc
	DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# The manual: pages that the command makes (LeafManual.cmake) and pages written by hand.
foreach(section 1 3 5 7)
	file(GLOB pages CONFIGURE_DEPENDS docs/man/*.${section})
	install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
	if(TARGET leaf AND section MATCHES "[17]")
		install(DIRECTORY ${LEAF_MANUAL}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section}
			FILES_MATCHING PATTERN "*.${section}")
	endif()
endforeach()
if(TARGET leaf)
	foreach(row "bash|bash-completion/completions|leaf" "zsh|zsh/site-functions|_leaf"
			"fish|fish/vendor_completions.d|leaf.fish")
		string(REPLACE "|" ";" cells "${row}")
		list(GET cells 0 shell)
		list(GET cells 1 folder)
		list(GET cells 2 name)
		install(FILES ${LEAF_MANUAL}/completion.${shell}
			DESTINATION ${CMAKE_INSTALL_DATADIR}/${folder} RENAME ${name})
	endforeach()
endif()
install(FILES LICENSE-MIT LICENSE-APACHE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
