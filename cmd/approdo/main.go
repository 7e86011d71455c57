// Command approdo is the portal and back-office of employment-orientation desks.
//
//	approdo serve          start everything (the default)
//	approdo migrate        bring the database to this version's shape
//	approdo seed           load demo data into an empty database
//	approdo admin create   make the first administrator
//	approdo import esco    load the European classification of occupations and skills
//	approdo config         print the settings, secrets hidden
//	approdo psql           open the private database's shell
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the desk's zone must be known on any machine

	"approdo/app/config"
	"approdo/app/inspect"
)

func main() {
	inspect.Child(os.Args)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err := run(ctx, os.Args[1:], os.Environ(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "approdo:", err)
		os.Exit(1)
	}
}

// command is one word of the command line.
type command func(ctx context.Context, c config.Config, args []string, out io.Writer) error

func commands() map[string]command {
	return map[string]command{
		"serve":   serve,
		"migrate": migrateOnly,
		"seed":    seedOnly,
		"admin":   admin,
		"import":  importing,
		"config":  printConfig,
		"psql":    psql,
	}
}

var errUsage = errors.New("usage: approdo [serve | migrate | seed | admin create | import esco FILE… | config | psql]")

func run(ctx context.Context, args, environ []string, out io.Writer) error {
	name := "serve"
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	do, ok := commands()[name]
	if !ok {
		return errUsage
	}
	c, err := config.Load(environ)
	if err != nil {
		if name == "config" {
			_ = printConfig(ctx, c, nil, out)
		}
		return err
	}
	return do(ctx, c, args, out)
}

func printConfig(_ context.Context, c config.Config, _ []string, out io.Writer) error {
	for _, s := range c.Redacted() {
		fmt.Fprintf(out, "%-18s %-40s %s\n", s.Name, s.Value, s.Doc)
	}
	return nil
}
