package cluster

import "syscall"

// dieWithUs lets the kernel stop the server, in good order, when the thread that
// started it ends, which the keeper's does only with the program.
func dieWithUs(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGINT }
