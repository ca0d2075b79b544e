unit_test(reader USES config)
unit_test(walker USES config)
unit_test(config USES config drivers
	ARGS ${CMAKE_CURRENT_SOURCE_DIR}/config ${PROJECT_SOURCE_DIR}/drivers/profiles)
unit_test(load TIMEOUT 300 USES config drivers
	ARGS 1 ${CMAKE_CURRENT_SOURCE_DIR}/config/good ${PROJECT_SOURCE_DIR}/drivers/profiles)
fuzz_target(config USES config)
