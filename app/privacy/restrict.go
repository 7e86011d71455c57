package privacy

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cvs"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/people"
)

// Effects of a yes to who objects or asks to restrict.
const (
	EffectFile    = people.HoldFile    // the whole file is kept and not used
	EffectSharing = people.HoldSharing // no matching, nothing is sent
	EffectPaths   = "paths"            // the desk closes the open paths
	EffectErase   = "erase"            // everything goes, as by Forget
)

// EffectsOf lists what a yes to a kind of request may do, in the order shown; none for kinds
// whose answer the desk carries out, or that do one thing.
func EffectsOf(kind string) []string {
	switch kind {
	case Restrict:
		return []string{EffectFile, EffectSharing}
	case Object:
		return []string{EffectSharing, EffectPaths, EffectFile, EffectErase}
	}
	return nil
}

// CorrectDays is how long the desk may put a restricted file right before it closes again.
const CorrectDays = 7

// hold restricts a person because of their request, and all that obeys follows.
func (o Office) hold(ctx context.Context, tx bun.Tx, actor auth.Actor, q *Request, root int64, now time.Time) error {
	x := &people.Restriction{PersonID: root, RequestID: q.ID, Scope: people.HoldFile, Why: q.Kind}
	if q.Effect == EffectSharing {
		x.Scope = people.HoldSharing
	}
	if err := people.Restrict(ctx, tx, actor, x, now); err != nil {
		return err
	}
	return cvs.Obey(ctx, tx, actor, root, now)
}

// Hold restricts the whole file of a person while the answer to their request is pending:
// what they say is being checked (art. 18.1.a and d). Held already is quiet. Answered
// meanwhile is Conflict "privacy.error.decided"; NotFound for other kinds of requests.
func (o Office) Hold(ctx context.Context, idb bun.IDB, actor auth.Actor, requestID int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		q, root, forgotten, err := lockRequest(ctx, tx, requestID)
		if err != nil {
			return err
		}
		if forgotten || q.Kind == Erase || q.Kind == Release {
			return fault.Missing()
		}
		return o.hold(ctx, tx, actor, q, root, now)
	})
}

// Restricted is a restriction that stands, with whose it is.
type Restricted struct {
	people.Restriction
	RootID int64
	Name   string
}

// AllRestricted lists the restrictions that stand, the latest first.
func AllRestricted(ctx context.Context, idb bun.IDB) ([]Restricted, error) {
	return restricted(ctx, idb, "true", 0)
}

// FindRestricted gives one that stands, for who decides on all; NotFound for one that ended.
func FindRestricted(ctx context.Context, idb bun.IDB, id int64) (*Restricted, error) {
	all, err := restricted(ctx, idb, "pr.id = ?", id)
	if err == nil && len(all) == 0 {
		return nil, fault.Missing()
	}
	if err != nil {
		return nil, err
	}
	return &all[0], nil
}

func restricted(ctx context.Context, idb bun.IDB, where string, id int64) ([]Restricted, error) {
	all := []Restricted{}
	q := idb.NewSelect().TableExpr("people_restrictions AS pr").ColumnExpr("pr.*, p.id AS root_id, trim(p.given || ' ' || p.surname) AS name").
		Join("JOIN people AS r ON r.id = pr.person_id JOIN people AS p ON p.id = COALESCE(r.root_id, r.id)").Where("pr.lifted_at IS NULL AND p.forgotten_at IS NULL").OrderExpr("pr.id DESC").Limit(500)
	if id != 0 {
		q = q.Where(where, id)
	}
	return all, fault.Wrap(db.Translate(q.Scan(ctx, &all)), "list who is restricted")
}

// lockRestricted holds a restriction that stands together with whose it is.
func lockRestricted(ctx context.Context, tx bun.IDB, id int64) (*Restricted, error) {
	x, err := FindRestricted(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if _, _, err := lockRoot(ctx, tx, x.PersonID); err != nil {
		return nil, err
	}
	return FindRestricted(ctx, tx, id)
}

// Lifting is the end of a restriction: the first day without it, and why.
type Lifting struct {
	On    desks.Date
	Words string
}

// Lift has a restriction end on a day to come, and tells the person before (art. 18.3);
// told false says that no message reaches them, so that the desk must. Invalid names on,
// words.
func (o Office) Lift(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, in Lifting, now time.Time) (told bool, err error) {
	in.Words = strings.TrimSpace(strings.ReplaceAll(in.Words, "\r\n", "\n"))
	var k fault.Check
	today := desks.InItaly(now)
	k.If(!today.Before(in.On) || today.AddDays(366).Before(in.On), "on", "privacy.error.lift")
	k.If(in.Words == "", "words", "privacy.error.answer")
	checkWords(&k, "words", in.Words, people.MaxLiftWords)
	if err := k.Err(); err != nil {
		return false, err
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		x, err := lockRestricted(ctx, tx, id)
		if err != nil {
			return err
		}
		at := midnight(in.On)
		x.LiftsAt, x.ToldAt, x.ToldBy, x.Words = &at, &now, actor.Ref(), in.Words
		if err := x.keep(ctx, tx, actor, "lift", map[string]any{"on": in.On.String()}, now, "lifts_at", "told_at", "told_by", "words"); err != nil {
			return err
		}
		w, err := o.wayTo(ctx, tx, x.RootID, now)
		if err != nil {
			return err
		}
		told = w.to != ""
		return w.queue(ctx, tx, kindLifting, people.RestrictionSubject, x.ID, now)
	})
	return told, err
}

// midnight is when a day begins in Italy.
func midnight(d desks.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, i18n.Rome())
}

// Permit lets the desk put a restricted file right for CorrectDays, or, with open false,
// no longer. So already is quiet.
func Permit(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, open bool, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		x, err := lockRestricted(ctx, tx, id)
		if err != nil || (x.CorrectsAt != nil) == open {
			return err
		}
		x.CorrectsAt, x.CorrectsBy = nil, ""
		if open {
			x.CorrectsAt, x.CorrectsBy = &now, actor.Ref()
		}
		return x.keep(ctx, tx, actor, "permit", map[string]any{"open": open}, now, "corrects_at", "corrects_by")
	})
}

func (x *Restricted) keep(ctx context.Context, tx bun.Tx, actor auth.Actor, verb string, data map[string]any, now time.Time, columns ...string) error {
	res, err := tx.NewUpdate().Model(&x.Restriction).Column(columns...).WherePK().Where("lifted_at IS NULL").Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "change a restriction")
	}
	data["restriction"] = x.ID
	return record(ctx, tx, actor, verb, x.PersonID, data, now)
}

// ToClose reports whether an objection of a person was granted by closing their paths, and
// one that was open then is open still.
func ToClose(ctx context.Context, idb bun.IDB, personID int64) (bool, error) {
	var open bool
	err := idb.NewRaw(`SELECT EXISTS (SELECT FROM privacy_requests AS q JOIN cases AS c ON c.person_id IN `+people.OwnRecords+`
		WHERE q.person_id IN `+people.OwnRecords+` AND q.effect = ? AND c.closed_at IS NULL AND c.opened_at <= q.decided_at)`, personID, personID, EffectPaths).Scan(ctx, &open)
	return open, fault.Wrap(db.Translate(err), "look for paths to close")
}
