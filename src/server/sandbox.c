/* SPDX-License-Identifier: Apache-2.0
 *
 * A list of system calls that end the process (seccomp).  A list of what is
 * allowed would be shorter to reason about, and would break with the next C
 * library: here only what has no use in a server is named.
 */
#include "config.h"

#include "server/sandbox.h"

#include "base/log.h"

#ifdef HAVE_SECCOMP

#include <errno.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>

static const int deadly[] = {
	/* other programs */
	SCMP_SYS(execve), SCMP_SYS(execveat),
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(__clang__)
	/* other processes; the sanitizers look into their own */
	SCMP_SYS(ptrace),
#endif
	SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(kcmp), SCMP_SYS(pidfd_getfd),
	/* being somebody else */
	SCMP_SYS(setuid), SCMP_SYS(setgid), SCMP_SYS(setreuid), SCMP_SYS(setregid), SCMP_SYS(setresuid),
	SCMP_SYS(setresgid), SCMP_SYS(setfsuid), SCMP_SYS(setfsgid), SCMP_SYS(setgroups), SCMP_SYS(capset),
	/* being somewhere else */
	SCMP_SYS(chroot), SCMP_SYS(pivot_root), SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(move_mount),
	SCMP_SYS(open_tree), SCMP_SYS(fsopen), SCMP_SYS(fsmount), SCMP_SYS(unshare), SCMP_SYS(setns),
	SCMP_SYS(open_by_handle_at), SCMP_SYS(mknod), SCMP_SYS(mknodat),
	/* the kernel and the machine */
	SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(delete_module), SCMP_SYS(kexec_load),
	SCMP_SYS(kexec_file_load), SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd),
	SCMP_SYS(io_uring_setup), SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(keyctl),
	SCMP_SYS(reboot), SCMP_SYS(swapon), SCMP_SYS(swapoff), SCMP_SYS(sethostname), SCMP_SYS(setdomainname),
	SCMP_SYS(settimeofday), SCMP_SYS(clock_settime), SCMP_SYS(iopl), SCMP_SYS(ioperm), SCMP_SYS(syslog),
	SCMP_SYS(acct), SCMP_SYS(quotactl), SCMP_SYS(vhangup),
};

/* Memory that is written and run, and kinds of socket nobody speaks here. */
static int
refuse_some(scmp_filter_ctx filter)
{
	const unsigned wx = PROT_WRITE | PROT_EXEC;
	int code = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(mmap), 1,
	                            SCMP_A2(SCMP_CMP_MASKED_EQ, wx, wx));

	if (code == 0)
		code = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(mprotect), 1,
		                        SCMP_A2(SCMP_CMP_MASKED_EQ, wx, wx));
	/* Resolving names needs netlink; after it come packets, rings and the like. */
	if (code == 0)
		code = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
		                        SCMP_A0(SCMP_CMP_GT, AF_NETLINK, 0));
	return code;
}

bool
sandbox_enter(void)
{
	scmp_filter_ctx filter;
	size_t i;
	int code;

	/* Out of memory, this library goes on with half a list, and uses what is freed. */
	heap_must_have(true);
	filter = seccomp_init(SCMP_ACT_ALLOW);
	code = filter == NULL ? -ENOMEM : 0;
	/* A call this machine does not have is no loss. */
	for (i = 0; code == 0 && i < countof(deadly); i++) {
		code = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, deadly[i], 0);
		if (code == -EDOM || code == -EINVAL)
			code = 0;
	}
	if (code == 0)
		code = refuse_some(filter);
	if (code == 0)
		code = seccomp_load(filter);
	if (filter != NULL)
		seccomp_release(filter);
	heap_must_have(false);
	if (code != 0)
		log_line(LOG_WARN, "sandbox", "The kernel does not take the list of forbidden calls: %s", strerror(-code));
	return code == 0;
}

#else

bool
sandbox_enter(void)
{
	log_line(LOG_WARN, "sandbox", "This program was built without libseccomp: no system call is forbidden to it.");
	return false;
}

#endif
