unit_test(playlog-appender TIMEOUT 120 USES playlog)
unit_test(playlog-query USES playlog)
unit_test(playlog-reader USES playlog)
unit_test(playlog-record USES playlog)
unit_test(playlog-shown USES playlog)
unit_test(playlog-tally TIMEOUT 120 USES playlog)
set_tests_properties(playlog-appender playlog-query playlog-reader playlog-record playlog-shown playlog-tally PROPERTIES
	LABELS playlog)
fuzz_target(log-recovery USES playlog)
