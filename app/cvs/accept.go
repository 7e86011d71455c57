package cvs

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// Answer says that a proposal is right.
type Answer struct {
	ID int64
	// EntryID and Version are what its author saw: the line that changes, 0 for a new one;
	// the version of the person, for what the desk writes of the identity.
	EntryID int64
	Version int
	// More are the fields that were missing, added by hand.
	More map[string]string
}

// Accept writes a proposal into the file of a person of the actor's desks. What stands
// there now otherwise than its author saw is Conflict "cvs.error.changed"; a proposal that
// is not open is NotFound, Invalid names the fields added by hand.
func Accept(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64, in Answer, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		f, err := fileOf(ctx, tx, actor, personID)
		if err != nil {
			return err
		}
		p, err := f.take(ctx, tx, in, []string{Open, Asked})
		if err != nil {
			return err
		}
		switch p.Kind {
		case Identity, Contact:
			err = people.Change(ctx, tx, actor, f.person.ID, in.Version, f.with(p), now)
		default:
			if p.EntryID != 0 {
				err = people.ChangeEntry(ctx, tx, actor, f.person.ID, p.EntryID, p.Data, now)
			} else {
				_, err = people.AddEntry(ctx, tx, actor, f.person.ID, p.Kind, p.Data, now)
			}
		}
		if err != nil {
			return err
		}
		return p.settle(ctx, tx, actor, f.person.ID, Accepted, now)
	})
}

// AcceptOwn is Accept by the person. Of their identity and contacts they say only that it
// is so: the desk writes it, after a look at the document.
func AcceptOwn(ctx context.Context, idb bun.IDB, actor auth.Actor, in Answer, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		f, err := ownFile(ctx, tx, actor)
		if err != nil {
			return err
		}
		p, err := f.take(ctx, tx, in, []string{Open})
		if err != nil {
			return err
		}
		return p.acceptOwn(ctx, tx, actor, f.person.ID, now)
	})
}

func (p *Proposal) acceptOwn(ctx context.Context, tx bun.Tx, actor auth.Actor, root int64, now time.Time) (err error) {
	state := Accepted
	switch {
	case p.Kind == Identity || p.Kind == Contact:
		state = Asked
	case p.EntryID != 0:
		err = people.ChangeOwnEntry(ctx, tx, actor, p.EntryID, p.Data, now)
	default:
		_, err = people.AddOwnEntry(ctx, tx, actor, p.Kind, p.Data, now)
	}
	if err != nil {
		return err
	}
	return p.settle(ctx, tx, actor, root, state, now)
}

// AcceptNew writes into the file of a person of the actor's desks every line of a Europass
// document that is whole and changes nothing that stands there; it gives how many.
func AcceptNew(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64, now time.Time) (n int, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		f, err := fileOf(ctx, tx, actor, personID)
		if err != nil {
			return err
		}
		n, err = f.acceptNew(ctx, tx, actor, " AND v.removed_at IS NULL", now, func(p *Proposal) error {
			_, err := people.AddEntry(ctx, tx, actor, f.person.ID, p.Kind, p.Data, now)
			return err
		})
		return err
	})
	return n, err
}

// AcceptNewOwn is AcceptNew by the person.
func AcceptNewOwn(ctx context.Context, idb bun.IDB, actor auth.Actor, now time.Time) (n int, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		f, err := ownFile(ctx, tx, actor)
		if err != nil {
			return err
		}
		n, err = f.acceptNew(ctx, tx, actor, "", now, func(p *Proposal) error {
			_, err := people.AddOwnEntry(ctx, tx, actor, p.Kind, p.Data, now)
			return err
		})
		return err
	})
	return n, err
}

// New reports whether AcceptNew would write the proposal.
func (p *Proposal) New() bool {
	return p.Exact && p.Kind != Identity && p.Kind != Contact && p.EntryID == 0 && len(p.Missing) == 0
}

func (f filed) acceptNew(ctx context.Context, tx bun.Tx, actor auth.Actor, where string, now time.Time, write func(*Proposal) error) (n int, err error) {
	if err := lockRoot(ctx, tx, f.person.ID); err != nil {
		return 0, err
	}
	all, err := f.proposals(ctx, tx, []string{Open}, where)
	if err != nil {
		return 0, err
	}
	for i := range all {
		if !all[i].New() {
			continue
		}
		if err := write(&all[i]); err != nil {
			return 0, err
		}
		if err := all[i].settle(ctx, tx, actor, f.person.ID, Accepted, now); err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// take gives a proposal in one of some states, with what was added by hand, under the lock
// of its person.
func (f filed) take(ctx context.Context, tx bun.Tx, in Answer, states []string) (*Proposal, error) {
	if err := lockRoot(ctx, tx, f.person.ID); err != nil {
		return nil, err
	}
	all, err := f.proposals(ctx, tx, states, "")
	if err != nil {
		return nil, err
	}
	p, err := findProposal(all, in.ID)
	if err != nil {
		return nil, err
	}
	if p.EntryID != in.EntryID {
		return nil, fault.New(fault.Conflict, "cvs.error.changed")
	}
	p.meet(f, in.More)
	return p, nil
}

// with is the form of the person with a proposal about the identity or a contact in it.
func (f filed) with(p *Proposal) people.Form {
	x := people.Form{Identity: f.person.Identity, Contacts: slices.Clone(f.person.Contacts), Checked: p.Kind == Contact}
	for field, value := range p.Data {
		switch field {
		case "given":
			x.Given = value
		case "surname":
			x.Surname = value
		case "born_on":
			if day, err := time.Parse(time.DateOnly, value); err == nil {
				x.BornOn = day
			}
		case "citizenship":
			x.Citizenship = value
		case "street":
			x.Street = value
		case "postal_code":
			x.PostalCode = value
		case "city":
			x.City = value
		case people.Phone, people.Email:
			x.Contacts = append(x.Contacts, people.Contact{Kind: field, Value: value})
		}
	}
	return x
}

// Refuse puts a proposal aside; nothing is written. Refused already is quiet.
func Refuse(ctx context.Context, idb bun.IDB, actor auth.Actor, personID, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Find(ctx, tx, actor, personID)
		if err != nil {
			return err
		}
		return refuse(ctx, tx, actor, p.ID, id, " AND v.removed_at IS NULL", now)
	})
}

// RefuseOwn is Refuse by the person.
func RefuseOwn(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Own(ctx, tx, actor)
		if err != nil {
			return err
		}
		return refuse(ctx, tx, actor, p.ID, id, "", now)
	})
}

func refuse(ctx context.Context, tx bun.Tx, actor auth.Actor, root, id int64, where string, now time.Time) error {
	if err := lockRoot(ctx, tx, root); err != nil {
		return err
	}
	p := new(Proposal)
	err := tx.NewSelect().Model(p).Where("r.id = ?", id).
		Where("EXISTS (SELECT FROM cvs AS v WHERE v.id = r.cv_id AND "+kept+where+" AND v.person_id IN "+people.OwnRecords+")", root).Scan(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "find a proposal of a CV")
	}
	if p.State != Open && p.State != Asked {
		return nil
	}
	return p.settle(ctx, tx, actor, root, Declined, now)
}

// settle writes how a proposal ended, and whether the file is whole now.
func (p *Proposal) settle(ctx context.Context, tx bun.Tx, actor auth.Actor, root int64, state string, now time.Time) error {
	p.State, p.SettledAt, p.SettledBy = state, &now, actor.Ref()
	if state == Asked {
		p.AskedAt, p.SettledAt, p.SettledBy = &now, nil, ""
	}
	_, err := tx.NewUpdate().Model(p).Column("state", "asked_at", "settled_at", "settled_by").WherePK().Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "answer a proposal of a CV")
	}
	v := &CV{ID: p.CVID, PersonID: root}
	if err := record(ctx, tx, actor, "proposal_"+state, v, map[string]any{"proposal": p.ID, "kind": p.Kind}, now); err != nil {
		return err
	}
	if state != Accepted {
		return nil
	}
	return completeOf(ctx, tx, actor, root, now)
}
