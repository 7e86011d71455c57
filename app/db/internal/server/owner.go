package server

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// Owner is the system user a server runs as and its files belong to.
type Owner struct {
	Name string
	UID  int
	GID  int
	// Other is true where it is not the user of this program: we are root.
	Other bool
}

// FindOwner is the user of this program or, when that is root, an unprivileged
// one, because PostgreSQL refuses to run as root.
func FindOwner() (Owner, error) {
	if os.Geteuid() != 0 {
		name := strconv.Itoa(os.Geteuid())
		if u, err := user.Current(); err == nil {
			name = u.Username
		}
		return Owner{Name: name, UID: os.Geteuid(), GID: os.Getegid()}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if errors.Join(err1, err2) == nil {
			return Owner{Name: name, UID: uid, GID: gid, Other: true}, nil
		}
	}
	return Owner{}, errors.New("PostgreSQL does not run as root and this machine has neither a user postgres nor a user nobody: create one of them or set DATABASE_URL")
}

// MakeDir makes a folder of the owner's that nobody else may enter. One that is
// there already is left as it is.
func (o Owner) MakeDir(path string) error {
	if err := os.Mkdir(path, 0o700); err != nil {
		if errors.Is(err, os.ErrExist) {
			return nil
		}
		return err
	}
	return o.Give(path)
}

// Give makes the owner the owner of one file or folder.
func (o Owner) Give(path string) error {
	if !o.Other {
		return nil
	}
	return os.Lchown(path, o.UID, o.GID)
}

// Owns says with a sentence when path belongs to somebody else or is open to others.
func (o Owner) Owns(path string) error {
	fi, err := os.Stat(path)
	if err != nil {
		return err
	}
	if st, ok := fi.Sys().(*syscall.Stat_t); ok && int(st.Uid) != o.UID {
		return fmt.Errorf("%s belongs to another user than %s, who has to run PostgreSQL: chown -R %s %s", path, o.Name, o.Name, path)
	}
	if fi.Mode().Perm()&0o027 != 0 {
		return fmt.Errorf("%s may be read by others, which PostgreSQL refuses: chmod 700 %s", path, path)
	}
	return nil
}

// Reaches reports whether the owner can enter the folder.
func (o Owner) Reaches(dir string) bool {
	cmd := exec.Command("/bin/sh", "-c", `cd -- "$1"`, "sh", dir)
	cmd.Dir = "/"
	o.Become(cmd)
	return cmd.Run() == nil
}

// Become makes cmd run as the owner, apart from the terminal's signals and with
// an environment that holds nothing of ours.
func (o Owner) Become(cmd *exec.Cmd) {
	cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C", "HOME=/"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if o.Other {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(o.UID), Gid: uint32(o.GID)}
	}
}
