# SPDX-License-Identifier: Apache-2.0
programsdir = $(pkgdatadir)/programs
program_files = src/programs/child-care.json src/programs/emergency-cash.json \
	src/programs/essential-worker-child-care.json src/programs/families-first.json \
	src/programs/program.schema.json src/programs/provider-grant.json \
	src/programs/snap.json src/programs/tornado-relief.json

dist_programs_DATA = $(program_files)

# The same files beside the built programs, so that they run in place.
all-local: share/caseload/programs.stamp
share/caseload/programs.stamp: $(program_files) src/programs/room.mk
	$(AM_V_GEN)rm -rf share/caseload/programs && $(MKDIR_P) share/caseload/programs && \
	for file in $(program_files); do \
		cp $(srcdir)/$$file share/caseload/programs/ || exit 1; \
	done && : > $@
clean-local: clean-share
clean-share:
	rm -rf share

unit_scripts += tests/check-schema
api_scripts += tests/api/flood_relief.py
api_scripts += tests/api/organizations.py
