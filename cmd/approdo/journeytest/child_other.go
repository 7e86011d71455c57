//go:build !linux

package journeytest

import "syscall"

// diesWithUs: only Linux ends a child with its parent.
func diesWithUs() *syscall.SysProcAttr { return nil }
