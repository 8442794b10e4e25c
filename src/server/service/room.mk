# SPDX-License-Identifier: Apache-2.0
libserver_a_SOURCES += src/server/service/session.c src/server/service/session.h \
	src/server/service/sign_in.c src/server/service/throttle.c src/server/service/throttle.h

libserver_a_SOURCES += \
	src/server/service/agency.c src/server/service/agency.h \
	src/server/service/key_file.c src/server/service/key_file.h \
	src/server/service/service.h
