add_executable(pufa-simulator
	simulator/alpha.c
	simulator/alpha_text.c
	simulator/board.c
	simulator/command.c
	simulator/cpower.c
	simulator/cpower_windows.c
	simulator/draw.c
	simulator/exchange.c
	simulator/fault.c
	simulator/fk.c
	simulator/jetfile.c
	simulator/jetfile_files.c
	simulator/jetfile_text.c
	simulator/main.c
	simulator/modbus.c
	simulator/onbon.c
	simulator/onbon_area.c
	simulator/onbon_flash.c
	simulator/options.c
	simulator/port.c
	simulator/record.c
	simulator/screen.c
	simulator/unit.c)
target_include_directories(pufa-simulator PRIVATE ${PROJECT_SOURCE_DIR}/include
	${PROJECT_SOURCE_DIR}/daemon ${PROJECT_SOURCE_DIR}/drivers ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(pufa-simulator PRIVATE house config drivers)

foreach(name cpower cpower-commands cpower-frame cpower-template)
	unit_test(${name} SOURCES dialogue.c USES drivers)
endforeach()
unit_test(cpower-settings SOURCES dialogue.c USES drivers config
	ARGS ${PROJECT_SOURCE_DIR}/drivers/profiles)
unit_test(drivers USES drivers)
unit_test(alpha SOURCES dialogue.c USES drivers)
unit_test(alpha-answer SOURCES dialogue.c USES drivers)
unit_test(alpha-talk SOURCES dialogue.c USES drivers config
	ARGS ${PROJECT_SOURCE_DIR}/drivers/profiles)
unit_test(fk SOURCES dialogue.c USES drivers config
	ARGS ${PROJECT_SOURCE_DIR}/drivers/profiles)
unit_test(jetfile SOURCES dialogue.c USES drivers)
unit_test(jetfile-frame SOURCES dialogue.c USES drivers)
unit_test(jetfile-profiles SOURCES dialogue.c USES drivers config
	ARGS ${PROJECT_SOURCE_DIR}/drivers/profiles)
unit_test(modbus SOURCES script.c USES drivers)
unit_test(modbus-map SOURCES script.c USES drivers)
foreach(name line line-open line-faults)
	unit_test(${name} SOURCES simulated.c USES drivers
		TIMEOUT 120 ARGS $<TARGET_FILE:pufa-simulator>)
endforeach()
foreach(name line-echo line-honest)
	unit_test(${name} SOURCES modbus_peer.c USES drivers TIMEOUT 120)
endforeach()
unit_test(line-bytes SOURCES peer.c USES drivers)
foreach(name onbon onbon-area onbon-frame onbon-pages)
	unit_test(${name} SOURCES dialogue.c USES drivers)
endforeach()
unit_test(onbon-profiles SOURCES dialogue.c USES drivers config
	ARGS ${PROJECT_SOURCE_DIR}/drivers/profiles)
foreach(name simulator simulator-faults)
	unit_test(${name} SOURCES dialogue.c simulated.c ARGS $<TARGET_FILE:pufa-simulator>)
endforeach()
add_test(NAME simulator-system
	COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/system/test_simulator.py
		$<TARGET_FILE:pufa-simulator> ${PROJECT_SOURCE_DIR}/drivers/profiles)
set_tests_properties(simulator-system PROPERTIES TIMEOUT 120)
unit_test(profiles SOURCES script.c USES drivers config
	ARGS ${PROJECT_SOURCE_DIR}/drivers/profiles)
foreach(name alpha conversation cpower fk jetfile modbus-answer modbus-map onbon)
	fuzz_target(${name} USES drivers config)
endforeach()
