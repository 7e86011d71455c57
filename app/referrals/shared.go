package referrals

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/fault"
	"approdo/app/people"
)

// Shared is what the receiver reads of the sender's case. What is not among the Items
// is empty.
type Shared struct {
	// Identity has no address, citizenship or codice fiscale.
	Identity  people.Identity
	Contacts  []people.Contact
	Interview *cases.Profile
	Pact      *cases.Document
	Plan      *cases.Document
	Entries   []people.Entry
}

// partReferral is the part of a file noted when a referral was read.
const partReferral = "referral"

// Read gives what a referral of the actor's desks shares, as the receiver sees it. When
// it is no longer Readable the receiver gets the identity only, of a withdrawn one the
// initials. The reading of a receiver is noted in the person's file.
func Read(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) (*Shared, error) {
	r, err := Find(ctx, idb, actor, id)
	if err != nil {
		return nil, err
	}
	program := auth.Program("referrals") // the items are the sender's leave to read
	c, err := cases.Find(ctx, idb, program, r.CaseID)
	if err != nil {
		return nil, err
	}
	p := c.Person
	x := &Shared{Identity: people.Identity{Given: p.Given, Surname: p.Surname, OwnName: p.OwnName, BornOn: p.BornOn, Lang: p.Lang, Mediator: p.Mediator, Silent: p.Silent}}
	if r.WithdrawnAt != nil && !r.Is(actor, Sender) {
		return &Shared{Identity: people.Identity{Given: p.Initials(), Lang: p.Lang}}, nil
	}
	if !r.Readable() && !r.Is(actor, Sender) {
		return x, nil
	}
	if !r.Is(actor, Sender) {
		if err := people.NoteRead(ctx, idb, actor, p.ID, partReferral, now); err != nil {
			return nil, err
		}
	}
	return x, x.gather(ctx, idb, c, r.Items)
}

// gather reads the parts of the file and of the case that are among the items, as they
// are today.
func (x *Shared) gather(ctx context.Context, idb bun.IDB, c *cases.Case, items []string) error {
	program := auth.Program("referrals")
	if slices.Contains(items, "contacts") {
		x.Contacts = c.Person.Contacts
	}
	if err := x.addPapers(ctx, idb, program, c.ID, items); err != nil {
		return err
	}
	entries, err := people.Entries(ctx, idb, program, c.Person.ID)
	for _, e := range entries {
		if slices.Contains(items, e.Kind) {
			x.Entries = append(x.Entries, e)
		}
	}
	return err
}

func (x *Shared) addPapers(ctx context.Context, idb bun.IDB, program auth.Actor, caseID int64, items []string) error {
	for kind, into := range map[string]**cases.Document{cases.Pact: &x.Pact, cases.Plan: &x.Plan} {
		if !slices.Contains(items, kind) {
			continue
		}
		all, err := cases.Documents(ctx, idb, program, caseID, kind)
		if err != nil {
			return err
		}
		// A draft is nobody's word yet.
		if d := cases.InForce(all); d != nil && d.Decided() {
			*into = d
		}
	}
	if !slices.Contains(items, "interview") {
		return nil
	}
	all, err := cases.Profiles(ctx, idb, program, caseID)
	if err == nil && len(all) > 0 {
		x.Interview = &all[0]
	}
	return fault.Wrap(err, "read the interview shared")
}
