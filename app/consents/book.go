package consents

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// Effect is what follows from a change of a consent, in its transaction: c as it stands
// after the change (State says which). It must do the same when run twice.
type Effect func(ctx context.Context, tx bun.Tx, actor auth.Actor, c *Consent, now time.Time) error

// Book writes consents and runs what follows from them. There is one, built with every
// effect of the house.
type Book struct{ effects []Effect }

// NewBook gives a book with its effects, run in this order.
func NewBook(effects ...Effect) *Book { return &Book{effects: effects} }

func (b *Book) follow(ctx context.Context, tx bun.Tx, actor auth.Actor, c *Consent, now time.Time) error {
	for _, e := range b.effects {
		if err := e(ctx, tx, actor, c, now); err != nil {
			return err
		}
	}
	return nil
}

// Give records what a person of the actor's desks agreed to, and how. What stands already
// is quiet, unless it ends soon or its text is an older one: then it is renewed. A text
// that is no longer the one shown is Conflict "consents.error.text". Invalid names
// employer, email, channel.
func (b *Book) Give(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64, in Form, now time.Time) (c *Consent, err error) {
	in = in.clean()
	if err := in.check(Given()); err != nil {
		return nil, err
	}
	if _, err := people.Find(ctx, idb, actor, personID); err != nil {
		return nil, err
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err = b.give(ctx, tx, actor, personID, in, now)
		return err
	})
	return c, err
}

// GiveOwn is Give by the person themselves, in their own area.
func (b *Book) GiveOwn(ctx context.Context, idb bun.IDB, actor auth.Actor, in Form, now time.Time) (c *Consent, err error) {
	in = in.clean()
	in.Channel = InArea
	if err := in.check([]string{InArea}); err != nil {
		return nil, err
	}
	if actor.PersonID == 0 {
		return nil, fault.Missing()
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err = b.give(ctx, tx, actor, actor.PersonID, in, now)
		return err
	})
	return c, err
}

func (b *Book) give(ctx context.Context, tx bun.Tx, actor auth.Actor, personID int64, in Form, now time.Time) (*Consent, error) {
	text, err := TextOf(in.Purpose, in.Lang, in.Employer, in.EmployerEmail)
	if err != nil {
		return nil, err
	}
	if text.Version != in.Version || text.Lang != in.Lang {
		return nil, fault.New(fault.Conflict, "consents.error.text")
	}
	root, err := lockRoot(ctx, tx, personID)
	if err != nil {
		return nil, err
	}
	stands, err := Live(ctx, tx, root, in.Purpose, in.EmployerEmail, now)
	if err != nil {
		return nil, err
	}
	if stands != nil && stands.TextVersion == text.Version && !stands.Ending(now) {
		return stands, nil
	}
	if err := makeRoom(ctx, tx, root, in.Purpose, in.EmployerEmail, now); err != nil {
		return nil, err
	}
	c := &Consent{PersonID: root, Purpose: in.Purpose, Employer: in.Employer, EmployerEmail: in.EmployerEmail, TextVersion: text.Version,
		Lang: text.Lang, Words: text.Words, Channel: in.Channel, GivenAt: now, GivenBy: actor.Ref(), ExpiresAt: Until(in.Purpose, now)}
	if _, err := tx.NewInsert().Model(c).Returning("id").Exec(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "give a consent")
	}
	if err := c.trace(ctx, tx, actor, "give", now); err != nil {
		return nil, err
	}
	return c, b.follow(ctx, tx, actor, c, now)
}

// makeRoom ends what stands under all records of a root: what a new consent goes on is
// renewed, what time ended is expired.
func makeRoom(ctx context.Context, tx bun.IDB, root int64, purpose, email string, now time.Time) error {
	_, err := tx.NewRaw(`UPDATE consents SET renewed_at = CASE WHEN expires_at > ? THEN ?::timestamptz END, expired_at = CASE WHEN expires_at <= ? THEN ?::timestamptz END
		WHERE purpose = ? AND employer_email = ? AND withdrawn_at IS NULL AND expired_at IS NULL AND renewed_at IS NULL
		AND person_id IN `+people.OwnRecords, now, now, now, now, purpose, email, root).Exec(ctx)
	return fault.Wrap(db.Translate(err), "make room for a consent")
}
