unit_test(cli-calendar USES cli ARGS ${PROJECT_SOURCE_DIR}/playlists)
unit_test(cli-diff USES cli)
unit_test(cli-draw USES cli)
unit_test(cli-report USES cli)
unit_test(cli-duration USES cli)
unit_test(cli-text USES cli)
unit_test(cli-words USES cli)
fuzz_target(docx USES cli config)
unit_test(exposition USES cli)
unit_test(hosts USES cli)
fuzz_target(import-holidays USES cli config)
fuzz_target(import-law USES cli config)
fuzz_target(properties USES cli)
fuzz_target(table USES cli config)

# A service that answers as it is told, for what no real one would say.
add_executable(fake-pufad ${CMAKE_CURRENT_SOURCE_DIR}/system/fake-orders.c
	${CMAKE_CURRENT_SOURCE_DIR}/system/fake-pufad.c)
set_target_properties(fake-pufad PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
target_include_directories(fake-pufad PRIVATE ${PROJECT_SOURCE_DIR}/include)
target_link_libraries(fake-pufad PRIVATE house PkgConfig::systemd)

add_test(NAME cli-system
	COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/system/test_cli.py
		$<TARGET_FILE:pufactl> $<TARGET_FILE:fake-pufad> ${PROJECT_SOURCE_DIR}/drivers/profiles)
set_tests_properties(cli-system PROPERTIES TIMEOUT 300)

add_test(NAME cli-remote-system
	COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/system/test_cli_remote.py
		$<TARGET_FILE:pufactl> $<TARGET_FILE:fake-pufad> ${PROJECT_SOURCE_DIR}/drivers/profiles)
set_tests_properties(cli-remote-system PROPERTIES TIMEOUT 300 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
add_test(NAME cli-orders-system
	COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/system/test_cli_orders.py
		$<TARGET_FILE:pufactl> $<TARGET_FILE:fake-pufad> ${PROJECT_SOURCE_DIR}/drivers/profiles)
set_tests_properties(cli-orders-system PROPERTIES TIMEOUT 300 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)

add_test(NAME cli-calendar-system
	COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/system/test_cli_calendar.py
		$<TARGET_FILE:pufactl> ${PROJECT_SOURCE_DIR})
set_tests_properties(cli-calendar-system PROPERTIES TIMEOUT 300)

add_test(NAME cli-docx-system
	COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/system/test_cli_docx.py
		$<TARGET_FILE:pufactl> ${PROJECT_SOURCE_DIR}/drivers/profiles)
set_tests_properties(cli-docx-system PROPERTIES TIMEOUT 300)
add_test(NAME cli-diff-system
	COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/system/test_cli_diff.py
		$<TARGET_FILE:pufactl> ${PROJECT_SOURCE_DIR})
set_tests_properties(cli-diff-system PROPERTIES TIMEOUT 300)

add_test(NAME cli-import-system
	COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/system/test_cli_import.py
		$<TARGET_FILE:pufactl> ${PROJECT_SOURCE_DIR}/drivers/profiles)
set_tests_properties(cli-import-system PROPERTIES TIMEOUT 300)
add_test(NAME cli-table-system
	COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/system/test_cli_table.py
		$<TARGET_FILE:pufactl> ${PROJECT_SOURCE_DIR})
set_tests_properties(cli-table-system PROPERTIES TIMEOUT 300)

# A log of some months, through the library that pufad writes with.
add_executable(make-log ${CMAKE_CURRENT_SOURCE_DIR}/system/make-log.c)
set_target_properties(make-log PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
target_include_directories(make-log PRIVATE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/daemon)
target_link_libraries(make-log PRIVATE house playlog)

add_test(NAME cli-log-system
	COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/system/test_cli_log.py
		$<TARGET_FILE:pufactl> $<TARGET_FILE:make-log>)
set_tests_properties(cli-log-system PROPERTIES TIMEOUT 300 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)

add_test(NAME manual COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/manual.py
	${PROJECT_SOURCE_DIR} $<TARGET_FILE:pufad> $<TARGET_FILE:pufactl>)
set_tests_properties(manual PROPERTIES TIMEOUT 120 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)

find_program(ZSH zsh)
if(ZSH)
	add_test(NAME completion-zsh COMMAND ${CMAKE_COMMAND} -E env
		"PATH=$<TARGET_FILE_DIR:pufactl>:$ENV{PATH}"
		${ZSH} -f ${CMAKE_CURRENT_SOURCE_DIR}/completion.zsh ${PROJECT_SOURCE_DIR}/daemon/cli/pufactl.zsh)
	set_tests_properties(completion-zsh PROPERTIES TIMEOUT 60)
endif()
