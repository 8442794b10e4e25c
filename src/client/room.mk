# SPDX-License-Identifier: Apache-2.0
caseload_SOURCES += src/client/main.c
