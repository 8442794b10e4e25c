# SPDX-License-Identifier: Apache-2.0
caseload_server_SOURCES += src/server/main.c
