# SPDX-License-Identifier: Apache-2.0
#
# Turns migrate/NNNN.sql or NNNN_name.sql files into the C table that migration.h declares.
# Runs in any POSIX awk; the last argument is /dev/null, which adds nothing.

BEGIN {
	print "/* Made from src/server/store/migrate by embed.awk. */"
	print "#include \"server/store/migration.h\"\n"
	print "const struct migration migrations[] = {"
}

FNR == 1 {
	if (count++)
		print "\t},"
	file = FILENAME
	sub(/^.*\//, "", file)
	sub(/\.sql$/, "", file)
	number = file
	sub(/_.*$/, "", number)
	if (number !~ /^[0-9]+$/) {
		print "embed.awk: " FILENAME ": its name does not start with a number" > "/dev/stderr"
		failed = 1
		exit 1
	}
	name = file
	sub(/^[0-9]+_?/, "", name)
	printf "\t{ %d, \"%s\",\n", number + 0, name
}

{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	gsub(/\t/, "\\t")
	printf "\t  \"%s\\n\"\n", $0
}

END {
	if (failed)
		exit 1
	if (count)
		print "\t},"
	else
		print "\t{ 0, \"\", \"\" },"
	print "};\n"
	printf "const size_t migration_count = %d;\n", count
}
