unit_test(lunar USES schedule m)
unit_test(terms USES schedule m)
unit_test(notice USES schedule ARGS ${CMAKE_CURRENT_SOURCE_DIR}/calendar/notices.tsv)
unit_test(statutory USES schedule ARGS ${CMAKE_CURRENT_SOURCE_DIR}/calendar/notices.tsv)

# ICU is the one to beat; without it the comparison is left out.
pkg_check_modules(icu QUIET IMPORTED_TARGET icu-i18n icu-uc)
if(icu_FOUND)
	add_executable(bench-lunar bench/bench-lunar.c)
	set_target_properties(bench-lunar PROPERTIES
		RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
	target_include_directories(bench-lunar PRIVATE ${PROJECT_SOURCE_DIR}/include
		${PROJECT_SOURCE_DIR}/daemon ${CMAKE_CURRENT_SOURCE_DIR})
	target_link_libraries(bench-lunar PRIVATE house schedule PkgConfig::icu)
endif()
