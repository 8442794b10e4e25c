# SPDX-License-Identifier: Apache-2.0
libserver_a_SOURCES += src/server/service/session.c src/server/service/session.h \
	src/server/service/sign_in.c src/server/service/throttle.c src/server/service/throttle.h
