package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Oldest is the first major version of PostgreSQL that Approdo runs on.
const Oldest = 15

// ErrNone means that no usable server is installed; the sentence is for a reader.
var ErrNone = fmt.Errorf("PostgreSQL %d or newer is not installed on this machine: install it (on Debian and Ubuntu: apt-get install postgresql) or set DATABASE_URL", Oldest)

// Installation is one PostgreSQL on this machine.
type Installation struct {
	Bin     string // folder of the programs
	Major   int    // 15
	Version string // "postgres (PostgreSQL) 15.13"
}

// Installations lists what is installed, newest first, of any version.
func Installations() []Installation {
	var all []Installation
	for _, dir := range folders() {
		in, err := inspect(dir)
		if err == nil && !slices.ContainsFunc(all, func(x Installation) bool { return x.Bin == in.Bin }) {
			all = append(all, in)
		}
	}
	slices.SortStableFunc(all, func(a, b Installation) int { return b.Major - a.Major })
	return all
}

// Newest is the newest installation that Approdo runs on, or ErrNone.
func Newest() (Installation, error) {
	if all := Installations(); len(all) > 0 && all[0].Major >= Oldest {
		return all[0], nil
	}
	return Installation{}, ErrNone
}

// Path is the full name of one of the installation's programs.
func (in Installation) Path(program string) string { return filepath.Join(in.Bin, program) }

// folders are the places where distributions put the server.
func folders() []string {
	var dirs []string
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/libexec/postgresql*",
		"/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
	} {
		found, _ := filepath.Glob(pattern) // fails only on a malformed pattern
		dirs = append(dirs, found...)
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	return dirs
}

var versionWords = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

func inspect(dir string) (Installation, error) {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return Installation{}, err
	}
	if _, err := os.Stat(filepath.Join(real, "initdb")); err != nil {
		return Installation{}, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, filepath.Join(real, "postgres"), "--version").Output()
	if err != nil {
		return Installation{}, err
	}
	m := versionWords.FindSubmatch(out)
	if m == nil {
		return Installation{}, errors.New("not a PostgreSQL server")
	}
	major, err := strconv.Atoi(string(m[1]))
	return Installation{Bin: real, Major: major, Version: strings.TrimSpace(string(out))}, err
}
