package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"approdo/app/auth"
	"approdo/app/config"
	"approdo/app/db/migrate"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/locales"
	"approdo/migrations"
)

// admin create makes the first administrator. The password is read from standard
// input, so that it stands neither in the shell's history nor in the process list.
func admin(ctx context.Context, c config.Config, args []string, out io.Writer) (err error) {
	if len(args) == 0 || args[0] != "create" {
		return errUsage
	}
	flags := flag.NewFlagSet("admin create", flag.ContinueOnError)
	email := flags.String("email", "", "the administrator's e-mail address")
	name := flags.String("name", "", "name and surname")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if *email == "" || *name == "" {
		return errors.New(`usage: approdo admin create --email you@example.org --name "Name Surname"  (the password is asked for, or read from standard input)`)
	}
	fmt.Fprint(out, "Password (12 characters or more): ")
	password, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	s, err := openStore(ctx, c, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if _, err := migrate.Up(ctx, s.pools.Work, migrations.FS); err != nil {
		return err
	}
	_, err = auth.CreateAdmin(ctx, s.pools.Work, *email, *name, strings.TrimRight(password, "\r\n"), c.Now())
	if err != nil {
		return inWords(err)
	}
	fmt.Fprintf(out, "\nThe administrator %s can sign in at %s/ufficio\n", *email, c.BaseURL)
	return nil
}

// inWords turns a fault into English sentences for the terminal.
func inWords(err error) error {
	f, ok := fault.As(err)
	catalog, loadErr := i18n.Load(locales.FS)
	if !ok || loadErr != nil {
		return err
	}
	l := catalog.For("en")
	if len(f.Fields) == 0 {
		return errors.New(l.T(f.Key, f.Args))
	}
	var lines []string
	for _, x := range f.Fields {
		lines = append(lines, l.T(x.Key, x.Args))
	}
	return errors.New(strings.Join(lines, "\n"))
}
