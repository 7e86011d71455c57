package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/config"
	"approdo/app/db"
	"approdo/app/db/cluster"
	"approdo/app/db/migrate"
	"approdo/app/occupations"
	"approdo/app/services"
	"approdo/migrations"
)

// store is the database: the private cluster where no DATABASE_URL is set, and
// the pools.
type store struct {
	cluster *cluster.Cluster
	pools   *db.Pools
}

// openStore starts or finds the database. keep says that this program keeps the
// private cluster; a command beside a running program attaches to its.
func openStore(ctx context.Context, c config.Config, keep bool) (*store, error) {
	s := &store{}
	dsn := c.DatabaseURL
	if dsn == "" {
		open := cluster.Attach
		if keep {
			open = cluster.Start
		}
		var err error
		if s.cluster, err = open(ctx, cluster.Options{DataDir: c.DataDir}); err != nil {
			return nil, err
		}
		dsn = s.cluster.DSN()
	}
	var err error
	if s.pools, err = db.Open(dsn, db.Options{}); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *store) close() error {
	var errs []error
	if s.pools != nil {
		errs = append(errs, s.pools.Close())
	}
	if s.cluster != nil {
		errs = append(errs, s.cluster.Stop())
	}
	return errors.Join(errs...)
}

// prepare brings the database to this version's shape, with the service areas
// and the occupations that ship with the program, and in development demo data into an empty one.
// It waits for a database that is still starting.
func (s *store) prepare(ctx context.Context, c config.Config) error {
	if err := s.await(ctx); err != nil {
		return err
	}
	applied, err := migrate.Up(ctx, s.pools.Work, migrations.FS)
	if err != nil {
		return err
	}
	for _, name := range applied {
		slog.Info("migration applied", "name", name)
	}
	err = db.InTx(ctx, s.pools.Work, func(ctx context.Context, tx bun.Tx) error {
		if err := services.LoadAreas(ctx, tx); err != nil {
			return err
		}
		if err := services.LoadRepertoires(ctx, tx, c.Now()); err != nil {
			return err
		}
		return occupations.Ship(ctx, tx, c.Now())
	})
	if err != nil || !c.Development() {
		return err
	}
	return s.seedDemo(ctx, c)
}

// await tries for a minute: a database started together with the program may
// need that long.
func (s *store) await(ctx context.Context) error {
	var err error
	for range 60 {
		if err = s.pools.Ready(ctx); err == nil {
			return nil
		}
		if db.Refused(err) {
			break // waiting does not mend a wrong password
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
	return fmt.Errorf("the database does not answer: %w", err)
}

func migrateOnly(ctx context.Context, c config.Config, _ []string, out io.Writer) (err error) {
	s, err := openStore(ctx, c, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	applied, err := migrate.Up(ctx, s.pools.Work, migrations.FS)
	for _, name := range applied {
		fmt.Fprintln(out, "applied", name)
	}
	return err
}

// psql opens the shell of the private database; with a DATABASE_URL there is
// nothing private to open.
func psql(ctx context.Context, c config.Config, args []string, _ io.Writer) (err error) {
	if c.DatabaseURL != "" {
		return errors.New("DATABASE_URL is set: open that database with psql yourself")
	}
	s, err := openStore(ctx, c, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	return s.cluster.PsqlCommand(args...).Run()
}
