package appointments

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments/outside"
	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/jobs"
)

// External is a calendar elsewhere that says when an operator is busy. Its address
// is sealed: a copy of the database opens nobody's calendar.
type External struct {
	bun.BaseModel `bun:"table:external_calendars,alias:external"`

	ID         int64 `bun:",pk,autoincrement"`
	OperatorID int64
	Sealed     string
	// Host is the only part of the address that is shown.
	Host    string
	AddedAt time.Time
	AddedBy string
	ETag    string `bun:"etag"`
	// ReadAt is when it could last be read, nil when never yet.
	ReadAt *time.Time
	// FailedSince is when reading began to fail, nil while all is well; Trouble says
	// why (outside.Trouble). What was read before stays.
	FailedSince *time.Time
	Trouble     string
}

// sealPurpose binds a sealed address to what it is for.
const sealPurpose = "external calendar"

// forever is when a sealed address stops opening.
var forever = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// FindExternal gives the operator that is the actor's and their calendar elsewhere,
// nil where there is none. NotFound for an account that receives nobody.
func FindExternal(ctx context.Context, idb bun.IDB, actor auth.Actor) (*desks.Operator, *External, error) {
	o, _, err := FindFeed(ctx, idb, actor)
	if err != nil {
		return nil, nil, err
	}
	x := new(External)
	err = db.Translate(idb.NewSelect().Model(x).Where("external.operator_id = ?", o.ID).Scan(ctx))
	if fault.Is(err, fault.NotFound) {
		return o, nil, nil
	}
	return o, x, fault.Wrap(err, "find external calendar")
}

// SetExternal makes the address the actor's calendar elsewhere, in the place of the
// one before, and has it read at once. Invalid with the field address where it may
// not be asked.
func (o ExternalOptions) SetExternal(ctx context.Context, idb bun.IDB, actor auth.Actor, address string, now time.Time) error {
	u, err := o.Fetcher.Address(address)
	if err != nil {
		var c fault.Check
		c.Add("address", "appointments.error.external")
		return c.Err()
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		who, err := dropExternal(ctx, tx, actor)
		if err != nil {
			return err
		}
		x := &External{OperatorID: who.ID, Sealed: o.Signer.Seal(sealPurpose, []byte(u.String()), forever), Host: u.Hostname(), AddedAt: now, AddedBy: actor.Ref()}
		if _, err := tx.NewInsert().Model(x).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "keep external calendar")
		}
		if err := recordExternal(ctx, tx, actor, "external_set", who.ID, now); err != nil {
			return err
		}
		return readSoon(ctx, tx, x.ID)
	})
}

// DropExternal forgets the actor's calendar elsewhere and its busy times; without
// one it is quiet.
func DropExternal(ctx context.Context, idb bun.IDB, actor auth.Actor, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		who, err := dropExternal(ctx, tx, actor)
		if err != nil {
			return err
		}
		return recordExternal(ctx, tx, actor, "external_drop", who.ID, now)
	})
}

func dropExternal(ctx context.Context, tx bun.IDB, actor auth.Actor) (*desks.Operator, error) {
	who, _, err := FindExternal(ctx, tx, actor)
	if err != nil {
		return nil, err
	}
	if err := db.Lock(ctx, tx, "appointments.external", who.ID, ""); err != nil {
		return nil, err
	}
	_, err = tx.NewDelete().Model((*External)(nil)).Where("operator_id = ?", who.ID).Exec(ctx)
	return who, fault.Wrap(db.Translate(err), "drop external calendar")
}

// recordExternal says nothing of the address.
func recordExternal(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, operatorID int64, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{
		Actor: actor.Ref(), Action: "appointments." + verb, Subject: "operator", SubjectID: operatorID, At: now,
	})
}

// ExternalOptions are what reading calendars elsewhere needs.
type ExternalOptions struct {
	Signer  auth.Signer
	Fetcher *outside.Fetcher
}

func (o ExternalOptions) address(x *External, now time.Time) (*url.URL, error) {
	plain, err := o.Signer.Unseal(sealPurpose, x.Sealed, now)
	if err != nil {
		return nil, outside.NotPublic
	}
	return o.Fetcher.Address(string(plain))
}

// conflictSQL are the coming appointments of an operator that meet a busy time.
const conflictSQL = `a.operator_id = ? AND a.starts_at > ?::timestamptz - interval '8 hours' AND a.ends_at > ?
	AND a.cancelled_at IS NULL AND num_nonnulls(a.seen_at, a.no_show_at) = 0
	AND EXISTS (SELECT FROM external_busy AS b WHERE b.operator_id = a.operator_id AND b.ends_at > a.starts_at AND b.starts_at < a.ends_at)`

// Conflicts gives the coming appointments of the actor that meet a busy time of
// their calendar elsewhere, by start; at most 100.
func Conflicts(ctx context.Context, idb bun.IDB, actor auth.Actor, now time.Time) ([]Appointment, error) {
	who, _, err := FindExternal(ctx, idb, actor)
	if err != nil {
		return nil, err
	}
	all := []Appointment{}
	q := idb.NewSelect().Model(&all).Relation("Area").Relation("Operator").Where(conflictSQL, who.ID, now, now).Order("a.starts_at", "a.id").Limit(100)
	if err := scoped(q, actor).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "list conflicts with an external calendar")
	}
	return all, withDesks(ctx, idb, all)
}

func readSoon(ctx context.Context, tx bun.IDB, id int64) error {
	return jobs.Enqueue(ctx, tx, jobs.Job{Kind: externalOne, Payload: externalOrder{id}, Unique: strconv.FormatInt(id, 10), MaxAttempts: 3})
}
