package people

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Open keeps a new person at one of the actor's desks and gives their id. Invalid
// names the fields; a codice fiscale somebody has already is Conflict
// "people.error.fiscal_taken". Look at Similar first.
func Open(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64, form Form, now time.Time) (int64, error) {
	form = form.Clean()
	if err := form.Check(now); err != nil {
		return 0, err
	}
	if !worksAt(actor, deskID) {
		return 0, fault.Missing()
	}
	var ids []int64
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) (err error) {
		ids, err = openAll(ctx, tx, actor, deskID, []Form{form}, now)
		return err
	})
	switch {
	case err != nil:
		return 0, err
	case ids[0] == 0:
		return 0, fault.New(fault.Conflict, "people.error.fiscal_taken")
	}
	return ids[0], nil
}

func (f Form) fiscalKey() string {
	code, _ := ParseFiscal(f.FiscalCode) // checked before
	return code.Key
}

// taken turns the broken promise of the database into the sentence of the form.
func taken(err error) error {
	if db.ConstraintOf(err) == "people_fiscal_taken" {
		return fault.New(fault.Conflict, "people.error.fiscal_taken")
	}
	return err
}

func worksAt(actor auth.Actor, deskID int64) bool {
	ids, all := actor.Desks()
	for _, id := range ids {
		all = all || id == deskID
	}
	return all
}

// keep writes anew what hangs on a person: contacts, words of the name, the version.
func keep(ctx context.Context, tx bun.IDB, p *Person, form Form) error {
	if _, err := tx.NewRaw("DELETE FROM person_contacts WHERE person_id = ?0; DELETE FROM person_names WHERE person_id = ?0", p.ID).Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "replace contacts and words")
	}
	p.Contacts = form.Contacts
	return hang(ctx, tx, []*Person{p})
}

func attach(ctx context.Context, tx bun.IDB, id, deskID int64, actor auth.Actor, reason string, now time.Time) error {
	_, err := tx.NewRaw(`INSERT INTO person_desks (person_id, desk_id, since, by, reason) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, id, deskID, now, actor.Ref(), reason).Exec(ctx)
	return fault.Wrap(db.Translate(err), "attach person to desk")
}

// Attach opens at one of the actor's desks the file of a person another desk knows.
// The reason (needed, MaxReason characters) stands in the list of who opened the file.
// A person the desk knows already is quiet; an unknown one is NotFound.
func Attach(ctx context.Context, idb bun.IDB, actor auth.Actor, id, deskID int64, reason string, now time.Time) error {
	reason = strings.TrimSpace(reason)
	var c fault.Check
	c.If(reason == "", "reason", "people.error.reason")
	c.If(utf8.RuneCountInString(reason) > MaxReason, "reason", "people.error.long", "Max", MaxReason)
	if err := c.Err(); err != nil {
		return err
	}
	if !worksAt(actor, deskID) {
		return fault.Missing()
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p := new(Person)
		if err := tx.NewSelect().Model(p).Where("p.id = ? AND p.root_id IS NULL", id).For("UPDATE").Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "find person to attach")
		}
		if err := attach(ctx, tx, id, deskID, actor, reason, now); err != nil {
			return err
		}
		_, err := tx.NewRaw(`INSERT INTO person_reads (person_id, actor, part, hour, at, reason)
			VALUES (?, ?, 'attach', ?, ?, ?) ON CONFLICT DO NOTHING`, id, actor.Ref(), now, now, reason).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "note who attached a file")
		}
		return record(ctx, tx, actor, "attach", id, deskID, nil, now)
	})
}

// record adds a line to the audit trail: which person, no names.
func record(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, id, deskID int64, data map[string]any, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{
		Actor: actor.Ref(), Action: "people." + verb, Subject: "person", SubjectID: id, DeskID: deskID, Data: data, At: now,
	})
}
