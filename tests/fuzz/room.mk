# SPDX-License-Identifier: Apache-2.0
#
# A target is tests/fuzz/fuzz_X.c with seeds in tests/fuzz/seeds/fuzz_X/.  The
# suite replays them; tests/fuzz/run (check-long) lets libFuzzer look further.
libtests_a_SOURCES += tests/fuzz/replay.c tests/fuzz/fuzz.h
fuzz_targets = tests/fuzz/fuzz_json tests/fuzz/fuzz_clean tests/fuzz/fuzz_layout tests/fuzz/fuzz_keys \
	tests/fuzz/fuzz_feed tests/fuzz/fuzz_query tests/fuzz/fuzz_program tests/fuzz/fuzz_config \
	tests/fuzz/fuzz_request tests/fuzz/fuzz_http tests/fuzz/fuzz_multipart \
	tests/fuzz/fuzz_mail tests/fuzz/fuzz_report
unit_tests += $(fuzz_targets)
tests_fuzz_fuzz_keys_LDADD = $(LDADD) -lutil
EXTRA_DIST += tests/fuzz/seeds
unit_scripts += tests/fuzz/controls
slow_scripts += tests/fuzz/run

# With LDFLAGS=-fsanitize=fuzzer their main() is libFuzzer's.
fuzz-programs:
	@$(MAKE) $(AM_MAKEFLAGS) $(check_LIBRARIES) $(fuzz_targets)
.PHONY: fuzz-programs
