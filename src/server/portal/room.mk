# SPDX-License-Identifier: Apache-2.0
libserver_a_SOURCES += src/server/portal/pages.c
