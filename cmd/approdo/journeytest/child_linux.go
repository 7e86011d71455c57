package journeytest

import "syscall"

// diesWithUs makes the kernel stop the program when the tests end, however they end.
func diesWithUs() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
}
