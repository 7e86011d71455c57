package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"approdo/app/config"
	"approdo/app/db/migrate"
	"approdo/app/occupations"
	"approdo/migrations"
)

var errImportUsage = errors.New("usage: approdo import esco FILE…  (the ZIP or CSV files of https://esco.ec.europa.eu, all at once)")

// importing brings data of others into the database: the classification ESCO.
func importing(ctx context.Context, c config.Config, args []string, out io.Writer) (err error) {
	if len(args) < 2 || args[0] != "esco" {
		return errImportUsage
	}
	begun := time.Now()
	e, err := occupations.ReadESCO(args[1:])
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "read:", strings.Join(e.Read, ", "))
	if len(e.Left) > 0 {
		fmt.Fprintln(out, "left out (another language, or an older edition of one that is here):", strings.Join(e.Left, ", "))
	}
	s, err := openStore(ctx, c, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if _, err := migrate.Up(ctx, s.pools.Work, migrations.FS); err != nil {
		return err
	}
	l, err := occupations.ImportESCO(ctx, s.pools.Work, e, func(said string) { fmt.Fprintln(out, " ", said) }, c.Now())
	if err != nil {
		return inWords(err)
	}
	for _, x := range []struct {
		name string
		n    occupations.Tally
	}{{"occupations", l.Occupations}, {"skills", l.Skills}, {"relations", l.Relations}, {"names", l.Terms}} {
		fmt.Fprintf(out, "%-12s %7d read, %7d added, %6d changed, %6d retired\n", x.name, x.n.Read, x.n.Added, x.n.Changed, x.n.Retired)
	}
	fmt.Fprintf(out, "done in %s\n", time.Since(begun).Round(100*time.Millisecond))
	return nil
}
