//go:build !linux

package cluster

import "syscall"

// dieWithUs has no equivalent here: the next start stops an orphan.
func dieWithUs(*syscall.SysProcAttr) {}
