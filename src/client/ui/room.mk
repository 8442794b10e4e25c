# SPDX-License-Identifier: Apache-2.0
libclient_a_SOURCES += \
	src/client/ui/bar.h \
	src/client/ui/edit.h \
	src/client/ui/form.h \
	src/client/ui/list.h \
	src/client/ui/menu.h \
	src/client/ui/text.h
