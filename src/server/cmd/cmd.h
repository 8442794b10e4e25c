/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of the server's command line, one function each: argv[0] is the
 * word itself.  Each returns the process's exit status: 0 done, 1 failed (a
 * sentence went to stderr), 64 not a command line it understands; audit also
 * 2, the log could not be read.
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

int cmd_init(int argc, char **argv);
int cmd_sample(int argc, char **argv);
int cmd_worker(int argc, char **argv);
int cmd_setting(int argc, char **argv);
int cmd_program(int argc, char **argv);
int cmd_customer(int argc, char **argv);
int cmd_audit(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_backup(int argc, char **argv);
int cmd_mail(int argc, char **argv);
int cmd_letters(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_demo(int argc, char **argv);

#endif
