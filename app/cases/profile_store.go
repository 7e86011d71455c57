package cases

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// MostProfiles is how many interviews of a case are shown, the latest ones.
const MostProfiles = 50

// Profiles gives the interviews of a case of the actor's desks, the latest first. A
// foreign case is NotFound.
func Profiles(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64) ([]Profile, error) {
	c := new(Case)
	if err := scoped(idb.NewSelect().Model(c).Column("c.id").Where("c.id = ?", caseID), actor).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find case")
	}
	return profiles(ctx, idb, caseID)
}

func profiles(ctx context.Context, idb bun.IDB, caseID int64) ([]Profile, error) {
	all := []Profile{}
	if err := idb.NewSelect().Model(&all).Where("pr.case_id = ?", caseID).OrderExpr("pr.held_on DESC, pr.id DESC").Limit(MostProfiles).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "list profiles")
	}
	ids, rows := make([]int64, len(all)), []struct {
		ProfileID int64
		Level
	}{}
	for i := range all {
		ids[i] = all[i].ID
	}
	err := idb.NewRaw("SELECT profile_id, domain, level, note FROM case_profile_levels WHERE profile_id = ANY(?)", pgdialect.Array(ids)).Scan(ctx, &rows)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "list levels of profiles")
	}
	found := map[int64][]Level{}
	for _, r := range rows {
		found[r.ProfileID] = append(found[r.ProfileID], r.Level)
	}
	for i := range all {
		all[i].Levels = Interview{Levels: found[all[i].ID]}.clean().Levels
	}
	return all, nil
}

// AddProfile keeps what an interview found and gives its id. Saying the latest one again
// is quiet and gives its id. Invalid names the fields held_on, level.<domain> and
// note.<domain>; a closed case is Conflict "cases.error.closed".
func AddProfile(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, in Interview, now time.Time) (int64, error) {
	in = in.clean()
	var id int64
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := LockOpen(ctx, tx, actor, caseID)
		if err != nil {
			return err
		}
		today, err := desks.Today(ctx, tx, c.DeskID, now)
		if err != nil {
			return err
		}
		if err := in.check(today); err != nil {
			return err
		}
		latest, err := newest(ctx, tx, caseID)
		if err != nil {
			return err
		}
		if latest != nil && in.same(latest) {
			id = latest.ID
			return nil
		}
		id, err = in.add(ctx, tx, actor, c, now)
		return err
	})
	return id, err
}

// newest is the profile written down last, nil where there is none.
func newest(ctx context.Context, tx bun.IDB, caseID int64) (*Profile, error) {
	all, err := profiles(ctx, tx, caseID)
	var last *Profile
	for i := range all {
		if last == nil || all[i].ID > last.ID {
			last = &all[i]
		}
	}
	return last, err
}

func (in Interview) add(ctx context.Context, tx bun.IDB, actor auth.Actor, c *Case, now time.Time) (int64, error) {
	p := &Profile{CaseID: c.ID, HeldOn: in.HeldOn, NotedAt: now, NotedBy: actor.Ref()}
	if _, err := tx.NewInsert().Model(p).Returning("id").Exec(ctx); err != nil {
		return 0, fault.Wrap(db.Translate(err), "add profile")
	}
	looked := 0
	for _, l := range in.Levels {
		if l.Level > 0 {
			looked++
		}
		if l.Level == 0 && l.Note == "" {
			continue
		}
		if _, err := tx.NewRaw("INSERT INTO case_profile_levels (profile_id, domain, level, note) VALUES (?, ?, ?, ?)",
			p.ID, l.Domain, l.Level, l.Note).Exec(ctx); err != nil {
			return 0, fault.Wrap(db.Translate(err), "add level of a profile")
		}
	}
	return p.ID, Record(ctx, tx, actor, c, "profile", map[string]any{"profile": p.ID, "domains": looked}, now)
}
