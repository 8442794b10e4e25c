# SPDX-License-Identifier: Apache-2.0
#
# Turns portal.css and portal.js into C texts named after the files.  Runs in
# any POSIX awk.

BEGIN {
	print "/* Made from src/server/portal by embed.awk. */"
	print "#include \"server/portal/page.h\""
}

FNR == 1 {
	if (count++)
		print "\t;"
	name = FILENAME
	sub(/^.*\//, "", name)
	gsub(/[^a-z0-9]/, "_", name)
	printf "\nconst char %s[] =\n", name
}

{
	gsub(/\\/, "\\\\\\\\")
	gsub(/"/, "\\\"")
	gsub(/\t/, "\\t")
	printf "\t\"%s\\n\"\n", $0
}

END {
	print "\t;"
}
