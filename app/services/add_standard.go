package services

import (
	"context"
	"regexp"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// NewStandard is a standard to be added to a repertoire.
type NewStandard struct {
	Code     string
	Audience Audience
	Revision
}

var codeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]{0,15}$`)

// AddStandard adds a standard with its first version and gives its id; NotFound for
// an unknown repertoire, Invalid as Revise, and on "code" where it is malformed or
// taken.
func AddStandard(ctx context.Context, idb bun.IDB, actor auth.Actor, repertoireID int64, add NewStandard, now time.Time) (id int64, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		r := new(Repertoire)
		if err := tx.NewSelect().Model(r).Where("id = ?", repertoireID).For("UPDATE").Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "lock repertoire")
		}
		codes, err := siblings(ctx, tx, r.Code)
		if err != nil {
			return err
		}
		first, err := add.first(codes, desks.InItaly(now))
		if err != nil {
			return err
		}
		err = tx.NewRaw(`INSERT INTO standards (repertoire_id, code, slug, sort, audience) VALUES (?, ?, ?, ?, ?) RETURNING id`,
			r.ID, add.Code, slugOf(add.Code), (len(codes)+1)*10, add.Audience).Scan(ctx, &id)
		if err != nil {
			return fault.Wrap(db.Translate(err), "add standard")
		}
		first.StandardID, first.Number, first.Author, first.CreatedAt = id, 1, actor.Ref(), now
		if err := first.insert(ctx, tx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Actor: actor.Ref(), Action: "services.add_standard", Subject: "standard", SubjectID: id, At: now,
			Data: map[string]any{"repertoire": r.Code, "code": add.Code, "from": first.ValidFrom.String()},
		})
	})
	return id, err
}

// first checks the code and the rest together, so that all mistakes are seen at once.
func (add NewStandard) first(codes []string, today desks.Date) (*Standard, error) {
	s, err := add.version(add.Code, append(slices.Clone(codes), add.Code), today)
	var c fault.Check
	c.If(!codeForm.MatchString(add.Code), "code", "services.error.code")
	taken := func(code string) bool { return slugOf(code) == slugOf(add.Code) }
	c.If(slices.ContainsFunc(codes, taken), "code", "services.error.code_taken")
	c.If(add.Audience != ForPeople && add.Audience != ForEmployers, "audience", "services.error.audience")
	flt, invalid := fault.As(err)
	if err != nil && (!invalid || flt.Kind != fault.Invalid) {
		return nil, err
	}
	if invalid {
		for _, x := range flt.Fields {
			c.Add(x.Name, x.Key, pairs(x.Args)...)
		}
	}
	return s, c.Err()
}

func pairs(args map[string]any) []any {
	var all []any
	for name, value := range args {
		all = append(all, name, value)
	}
	return all
}

// SetInUse takes a repertoire into use or out of it; the same again is quiet.
// Services already delivered keep its codes either way.
func SetInUse(ctx context.Context, idb bun.IDB, actor auth.Actor, repertoireID int64, inUse bool, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		r := new(Repertoire)
		if err := tx.NewSelect().Model(r).Where("id = ?", repertoireID).For("UPDATE").Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "lock repertoire")
		}
		if r.InUse() == inUse {
			return nil
		}
		r.RetiredAt = time.Time{}
		if !inUse {
			r.RetiredAt = now
		}
		res, err := tx.NewUpdate().Model(r).Column("retired_at").WherePK().Exec(ctx)
		if err := db.One(res, db.Translate(err)); err != nil {
			return fault.Wrap(err, "set repertoire in use")
		}
		return audit.Record(ctx, tx, audit.Entry{
			Actor: actor.Ref(), Action: "services.repertoire_use", Subject: "repertoire", SubjectID: r.ID, At: now,
			Data: map[string]any{"code": r.Code, "in_use": inUse},
		})
	})
}
