# SPDX-License-Identifier: Apache-2.0
libserver_a_SOURCES += \
	src/server/channel/delivery_report.c src/server/channel/delivery_report.h
unit_tests += tests/unit/test_channel_delivery_report
