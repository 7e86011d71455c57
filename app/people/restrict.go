package people

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// RestrictionSubject is how messages call one.
const RestrictionSubject = "people_restriction"

// Scopes of a restriction.
const (
	// HoldFile holds the whole file: nothing of it changes, nothing goes out of the house.
	HoldFile = "file"
	// HoldSharing holds matching and what goes out of the house.
	HoldSharing = "sharing"
)

// MaxLiftWords is how long the reason of an end may be; a CHECK too.
const MaxLiftWords = 1000

// RestrictedRoots is a subquery of the roots under a restriction of any scope.
const RestrictedRoots = "(SELECT COALESCE(p.root_id, p.id) FROM people_restrictions AS held JOIN people AS p ON p.id = held.person_id WHERE held.lifted_at IS NULL)"

// RestrictedRecords is a subquery of the ids of all their records, merged ones too;
// HeldRecords of those whose whole file is restricted.
const (
	RestrictedRecords = heldBegin + ")"
	HeldRecords       = heldBegin + " AND held.scope = 'file')"
	heldBegin         = `(SELECT own.id FROM people_restrictions AS held JOIN people AS p ON p.id = held.person_id
	JOIN people AS own ON own.id = COALESCE(p.root_id, p.id) OR own.root_id = COALESCE(p.root_id, p.id) WHERE held.lifted_at IS NULL`
)

// Restriction is that a person's data are kept and used for nothing else, or not sent.
type Restriction struct {
	bun.BaseModel `bun:"table:people_restrictions,alias:pr"`

	ID       int64 `bun:",pk,autoincrement"`
	PersonID int64
	// RequestID is what was asked.
	RequestID  int64 `bun:",nullzero"`
	Scope, Why string
	Since      time.Time
	SetBy      string
	// CorrectsAt is from when the desk may put the file right, nil where it may not.
	CorrectsAt *time.Time
	CorrectsBy string
	// LiftsAt is when it ends; ToldAt and Words are when and how the person was told.
	LiftsAt, ToldAt *time.Time
	ToldBy, Words   string
	LiftedAt        *time.Time
	LiftedBy        string
}

// Frozen reports whether nothing of the file changes now.
func (x *Restriction) Frozen() bool {
	return x != nil && x.LiftedAt == nil && x.Scope == HoldFile && x.CorrectsAt == nil
}

// FindRestriction gives the restriction that stands for a person, whichever record is
// named, the stricter where there are two; nil for none. It is not scoped: its callers are.
func FindRestriction(ctx context.Context, idb bun.IDB, personID int64) (*Restriction, error) {
	return restriction(ctx, idb, personID, "true")
}

func restriction(ctx context.Context, idb bun.IDB, personID int64, where string, args ...any) (*Restriction, error) {
	x := new(Restriction)
	err := idb.NewSelect().Model(x).Where("pr.lifted_at IS NULL AND pr.person_id IN "+OwnRecords, personID).Where(where, args...).
		OrderExpr("pr.scope, pr.id").Limit(1).Scan(ctx)
	if err = db.Translate(err); fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return x, fault.Wrap(err, "find a restriction")
}

// Restrict begins a restriction of a root and of the records merged into it, in the
// caller's transaction; the same again is quiet, one of another scope stands beside it.
// Whoever changes or sends meanwhile waits, or is waited for. NotFound for a root that is
// unknown or forgotten.
func Restrict(ctx context.Context, tx bun.Tx, actor auth.Actor, x *Restriction, now time.Time) error {
	var ids []int64
	err := tx.NewRaw(`SELECT id FROM people WHERE (id = ?0 AND root_id IS NULL OR root_id = ?0) AND forgotten_at IS NULL ORDER BY id FOR UPDATE`, x.PersonID).Scan(ctx, &ids)
	if err != nil {
		return fault.Wrap(db.Translate(err), "lock whose data are restricted")
	}
	if len(ids) == 0 {
		return fault.Missing()
	}
	stands, err := restriction(ctx, tx, x.PersonID, "pr.scope = ?", x.Scope)
	if err != nil {
		return err
	}
	if stands != nil {
		*x = *stands
		return x.stay(ctx, tx)
	}
	x.Since, x.SetBy = now, actor.Ref()
	if _, err := tx.NewInsert().Model(x).ExcludeColumn("corrects_at", "lifts_at", "told_at", "lifted_at").Returning("id").Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "restrict the use of data")
	}
	return x.record(ctx, tx, actor, "restrict", now)
}

// stay takes back the end that was announced, where one was.
func (x *Restriction) stay(ctx context.Context, tx bun.Tx) error {
	if x.LiftsAt == nil {
		return nil
	}
	x.LiftsAt, x.ToldAt, x.ToldBy, x.Words = nil, nil, "", ""
	_, err := tx.NewUpdate().Model(x).Column("lifts_at", "told_at", "told_by", "words").WherePK().Exec(ctx)
	return fault.Wrap(db.Translate(err), "take back the end of a restriction")
}

// Lift ends a restriction, in the caller's transaction.
func (x *Restriction) Lift(ctx context.Context, tx bun.Tx, actor auth.Actor, now time.Time) error {
	x.LiftedAt, x.LiftedBy = &now, actor.Ref()
	res, err := tx.NewUpdate().Model(x).Column("lifted_at", "lifted_by").WherePK().Where("lifted_at IS NULL").Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "lift a restriction")
	}
	return x.record(ctx, tx, actor, "restrict_lift", now)
}

func (x *Restriction) record(ctx context.Context, tx bun.Tx, actor auth.Actor, verb string, now time.Time) error {
	return record(ctx, tx, actor, verb, x.PersonID, 0, map[string]any{"restriction": x.ID, "scope": x.Scope, "why": x.Why, "request": x.RequestID}, now)
}
