package consents

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// LiveRow is a condition on a row co of consents: it stands at the time given for its one
// argument, and no record of the same person took it back since. Nouns that must show
// nothing without consent join it. OFFSET 0 keeps the planner from joining all consents to
// answer for a page of rows.
const LiveRow = `co.withdrawn_at IS NULL AND co.expired_at IS NULL AND co.renewed_at IS NULL AND co.expires_at > ?
	AND NOT EXISTS (SELECT FROM consents AS cx WHERE cx.person_id IN (SELECT own.id FROM people AS me JOIN people AS own
			ON own.id = COALESCE(me.root_id, me.id) OR own.root_id = COALESCE(me.root_id, me.id) WHERE me.id = co.person_id)
		AND cx.purpose = co.purpose AND cx.employer_email = co.employer_email AND (cx.withdrawn_at, cx.id) > (co.given_at, co.id) OFFSET 0)`

// LiveRoots is LiveRow for many people at once: root, purpose and id of what stands at the
// time given for its one argument, of the people of a relation r (id, root), of every
// purpose but Sharing.
const LiveRoots = `SELECT DISTINCT ON (r.root, co.purpose) r.root, co.purpose, co.id FROM r JOIN consents AS co ON co.person_id = r.id
	WHERE co.purpose <> 'sharing' AND co.withdrawn_at IS NULL AND co.expired_at IS NULL AND co.renewed_at IS NULL AND co.expires_at > ?
	AND NOT EXISTS (SELECT FROM r AS rx JOIN consents AS cx ON cx.person_id = rx.id
		WHERE rx.root = r.root AND cx.purpose = co.purpose AND (cx.withdrawn_at, cx.id) > (co.given_at, co.id))
	ORDER BY r.root, co.purpose, co.given_at DESC, co.id DESC`

// Live gives the consent of a root that stands now, merged records included; nil for
// none. employerEmail is "" but for Sharing. It is not scoped: its callers are.
func Live(ctx context.Context, idb bun.IDB, root int64, purpose, employerEmail string, now time.Time) (*Consent, error) {
	c := new(Consent)
	err := idb.NewSelect().Model(c).
		Where("co.person_id IN "+people.OwnRecords, root).
		Where("co.purpose = ? AND co.employer_email = ?", purpose, employerEmail).
		Where(LiveRow, now).
		OrderExpr("co.given_at DESC, co.id DESC").Limit(1).Scan(ctx)
	if err = db.Translate(err); fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return c, fault.Wrap(err, "find a consent")
}

// List gives what a person of the actor's desks agreed to, merged records included, the
// latest first.
func List(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) ([]Consent, error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return nil, err
	}
	return list(ctx, idb, p.ID)
}

// ListOwn gives what the citizen agreed to, the latest first.
func ListOwn(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Consent, error) {
	return list(ctx, idb, actor.PersonID)
}

func list(ctx context.Context, idb bun.IDB, personID int64) ([]Consent, error) {
	all := []Consent{}
	err := idb.NewSelect().Model(&all).Where("co.person_id IN "+people.OwnRecords, personID).
		OrderExpr("co.given_at DESC, co.id DESC").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list consents")
}

// lockRoot keeps the root of a person until the transaction ends: what one person agrees
// to and takes back happens one after the other, under whatever record.
func lockRoot(ctx context.Context, tx bun.IDB, personID int64) (int64, error) {
	for range 3 {
		var row struct{ ID, Root int64 }
		err := tx.NewRaw(`SELECT id, COALESCE(root_id, id) AS root FROM people
			WHERE id = (SELECT COALESCE(root_id, id) FROM people WHERE id = ?) FOR UPDATE`, personID).Scan(ctx, &row)
		if err != nil {
			return 0, fault.Wrap(db.Translate(err), "lock who agrees")
		}
		if row.ID == row.Root {
			return row.ID, nil
		}
		personID = row.Root // merged while this waited
	}
	return 0, fault.New(fault.Unavailable, "error.503.title")
}

// trace adds a line to the audit trail: no names.
func (c *Consent) trace(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "consents." + verb, Subject: "person", SubjectID: c.PersonID, At: now,
		Data: map[string]any{"consent": c.ID, "purpose": c.Purpose, "text": c.TextVersion, "lang": c.Lang}})
}
