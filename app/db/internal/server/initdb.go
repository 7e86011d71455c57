package server

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// Superuser is the role initdb makes.
const Superuser = "postgres"

// Init makes an empty cluster in dir as the owner. args go to initdb beside the
// encoding and locale that all our clusters share.
func (in Installation) Init(ctx context.Context, o Owner, dir string, args ...string) error {
	args = append([]string{
		"--pgdata=" + dir, "--username=" + Superuser, "--encoding=UTF8", "--locale=C.UTF-8",
		"--no-instructions",
	}, args...)
	return run(in.command(ctx, o, "initdb", args...), "")
}

// Single runs SQL, one statement a line, in a cluster that nobody serves.
func (in Installation) Single(ctx context.Context, o Owner, dir, sql string) error {
	return run(in.command(ctx, o, "postgres", "--single", "-D", dir, "-c", "exit_on_error=on", "postgres"), sql)
}

func (in Installation) command(ctx context.Context, o Owner, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, in.Path(program), args...)
	cmd.Dir = "/"
	o.Become(cmd)
	return cmd
}

func run(cmd *exec.Cmd, stdin string) error {
	var out bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &out
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s failed (%w): %s", cmd.Path, err, LastLines(out.String(), 3))
	}
	return nil
}

// LastLines joins the last n lines that say something.
func LastLines(s string, n int) string {
	var lines []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines[max(0, len(lines)-n):], " / ")
}
