package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"approdo/app/db"
	"approdo/app/db/cluster"
	"approdo/app/occupations"
)

// typed is what people type into the search for a job: words whole, begun and misspelt, of
// many languages and alphabets, common and rare, and what is no job at all.
var typed = []string{
	"bracciante", "muratore", "op", "operatore", "operatore macchine agricole", "cameriera ai piani", "saldatore", "conducteur de camion", "soft",
	"technician", "ingegnere", "addetto alle pulizie", "vendedor", "sofer", "idralico", "elettrecista", "عامل", "باريستا", "повар", "厨师", "manager",
	"re", "assistente alla poltrona", "zzzzqq", "voglio fare le pulizie", "শ্রমিক", "مزدور", "punëtor",
}

// classification is where the files of ESCO lie: the folder asked for, else shared/data/esco
// of a folder above; none where they are not, for they are not ours to ship.
func classification(dir string) []string {
	for up := "."; dir == "" && len(up) < 40; up += "/.." {
		if try := filepath.Join(up, "shared/data/esco"); folder(try) {
			dir = try
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.zip"))
	if err != nil || dir == "" {
		return nil
	}
	return files
}

func folder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// glossary measures loading the whole classification, twice, and searching in it.
func glossary(ctx context.Context, o options, s *scratch, out io.Writer) (err error) {
	files := classification(o.esco)
	if len(files) == 0 {
		_, err := fmt.Fprintln(out, "glossary: the files of ESCO are not here; -esco names their folder")
		return err
	}
	c, err := cluster.Start(ctx, cluster.Options{DataDir: s.dir})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Stop()) }()
	pools, err := db.Open(c.DSN(), db.Options{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pools.Close()) }()
	if err := occupations.Ship(ctx, pools.Work, time.Now()); err != nil {
		return err
	}
	return glossaryIn(ctx, o, pools, files, out)
}

func glossaryIn(ctx context.Context, o options, pools *db.Pools, files []string, out io.Writer) error {
	for _, name := range []string{"loaded", "again, unchanged"} {
		began := time.Now()
		e, err := occupations.ReadESCO(files)
		if err != nil {
			return err
		}
		l, err := occupations.ImportESCO(ctx, pools.Work, e, func(string) {}, time.Now())
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "ESCO %s: %d occupations, %d skills, %d relations, %d names in %.1f s\n",
			name, l.Occupations.Read, l.Skills.Read, l.Relations.Read, l.Terms.Read, time.Since(began).Seconds())
	}
	var t table
	for name, find := range map[string]func(ctx context.Context, q string) error{
		"search for an occupation in the glossary": func(ctx context.Context, q string) error {
			_, err := occupations.Search(ctx, pools.Web, q, "it", 12)
			return err
		},
		"search for a skill": func(ctx context.Context, q string) error {
			_, err := occupations.SearchSkills(ctx, pools.Web, q, "it", 12)
			return err
		},
	} {
		n := 0
		r, err := timed(ctx, 1, o.slice*time.Duration(o.rounds), func(ctx context.Context, _ int) error {
			n++
			return find(ctx, typed[n%len(typed)])
		})
		if err != nil {
			return err
		}
		t.add(name, r)
	}
	t.print(out)
	return nil
}
