package services

import (
	"context"
	"reflect"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// LoadRepertoires brings the shipped repertoires into the database; LoadAreas must
// have run. New standards get their first version; a newer edition of the file
// becomes a new version from now's day on, unless the desks wrote versions of
// their own; the public texts of a shipped version follow the file, its rules and
// its official wording never do. Running it again changes nothing.
func LoadRepertoires(ctx context.Context, idb bun.IDB, now time.Time) error {
	all, err := ShippedRepertoires()
	if err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := db.Lock(ctx, tx, "repertoires", 0, ""); err != nil {
			return err
		}
		for i := range all {
			if err := all[i].load(ctx, tx, now); err != nil {
				return fault.Wrap(err, "load repertoire "+all[i].Code)
			}
		}
		return nil
	})
}

func (r *ShippedRepertoire) load(ctx context.Context, tx bun.Tx, now time.Time) error {
	_, err := tx.NewInsert().Model(&r.Repertoire).ExcludeColumn("id", "retired_at").On("CONFLICT (code) DO UPDATE").
		Set("sort = EXCLUDED.sort, public = EXCLUDED.public, name = EXCLUDED.name, source = EXCLUDED.source").
		Returning("id").Exec(ctx)
	if err != nil {
		return db.Translate(err)
	}
	for i := range r.Standards {
		s := &r.Standards[i]
		s.CreatedAt, s.Author = now, "program:seed"
		err := tx.NewRaw(`INSERT INTO standards (repertoire_id, code, slug, sort, audience) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT ON CONSTRAINT standards_code DO UPDATE SET sort = EXCLUDED.sort, audience = EXCLUDED.audience RETURNING id`,
			r.ID, s.Code, s.Slug, (i+1)*10, s.Audience).Scan(ctx, &s.StandardID)
		if err != nil {
			return db.Translate(err)
		}
		if err := s.follow(ctx, tx, r.From, desks.InItaly(now)); err != nil {
			return err
		}
	}
	return nil
}

// follow makes the newest version agree with the file where it may.
func (s *Standard) follow(ctx context.Context, tx bun.Tx, from, today desks.Date) error {
	there, err := Versions(ctx, tx, s.StandardID)
	if err != nil {
		return err
	}
	if len(there) == 0 {
		s.Number, s.ValidFrom = 1, from
		return s.insert(ctx, tx)
	}
	last := &there[0]
	switch {
	case last.Edition == 0 || last.Edition > s.Edition || last.Edition < s.Edition && !last.ValidFrom.Before(today):
		return nil // the desks' own version, a newer one, or one that begins today: tomorrow's start brings it
	case last.Edition < s.Edition:
		return s.succeed(ctx, tx, last, today)
	case reflect.DeepEqual([]any{last.Name, last.Purpose, last.Activities}, []any{s.Name.Clean(), s.Purpose.Clean(), s.Activities.Clean()}):
		return nil
	}
	res, err := tx.NewUpdate().Model(s).Set("name = ?, purpose = ?, activities = ?", s.Name.Clean(), s.Purpose.Clean(), s.Activities.Clean()).
		Where("id = ?", last.ID).Exec(ctx)
	return db.One(res, db.Translate(err))
}

// succeed ends the last version the day before and adds s as the next one.
func (s *Standard) succeed(ctx context.Context, tx bun.Tx, last *Standard, from desks.Date) error {
	res, err := tx.NewUpdate().Model(last).Set("valid_to = ?", from.AddDays(-1)).WherePK().Exec(ctx)
	if err := db.One(res, db.Translate(err)); err != nil {
		return fault.Wrap(err, "end a version")
	}
	s.StandardID, s.Number, s.ValidFrom, s.ValidTo = last.StandardID, last.Number+1, from, desks.Date{}
	return s.insert(ctx, tx)
}

func (s *Standard) insert(ctx context.Context, tx bun.Tx) error {
	s.Name, s.Purpose, s.Activities = s.Name.Clean(), s.Purpose.Clean(), s.Activities.Clean()
	_, err := tx.NewInsert().Model(s).ExcludeColumn("id").Returning("id").Exec(ctx)
	return fault.Wrap(db.Translate(err), "add a version")
}
