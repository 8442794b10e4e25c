# SPDX-License-Identifier: Apache-2.0
libserver_a_SOURCES += \
	src/server/job/audit_checkpoint.c src/server/job/audit_checkpoint.h \
	src/server/job/checkpoint_place.c src/server/job/checkpoint_place.h
