package partners

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// NoteContact writes a contact with a body into the register. Invalid names the fields.
func NoteContact(ctx context.Context, idb bun.IDB, actor auth.Actor, x Contact, now time.Time) error {
	if err := needs(actor, auth.PartnersNote); err != nil {
		return err
	}
	x.clean()
	if err := x.check(desks.InItaly(now)); err != nil {
		return err
	}
	x.ID, x.NotedAt, x.NotedBy = 0, now, actor.Ref()
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if _, err := lock(ctx, tx, x.PartnerID); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(&x).Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "note a contact with a partner body")
		}
		return record(ctx, tx, actor, "contact_add", x.PartnerID, now)
	})
}

// RemoveContact takes a row of the register back: who wrote it may, and who manages the
// network; for anybody else it is NotFound.
func RemoveContact(ctx context.Context, idb bun.IDB, actor auth.Actor, partnerID, id int64, now time.Time) error {
	if err := needs(actor, auth.PartnersNote); err != nil {
		return err
	}
	x := new(Contact)
	if err := idb.NewSelect().Model(x).Where("x.id = ? AND x.partner_id = ?", id, partnerID).Scan(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "find a contact with a partner body")
	}
	if !x.Removable(actor) {
		return fault.Missing()
	}
	return remove(ctx, idb, actor, (*Contact)(nil), place{"contact", partnerID, id, now})
}

// Removable reports whether the actor may take the row back.
func (x *Contact) Removable(actor auth.Actor) bool {
	return actor.May(auth.PartnersManage) || x.NotedBy == actor.Ref()
}

// ContactsPage is how many rows of the register Contacts gives at once.
const ContactsPage = 20

// ContactCursor is a place in the register, the latest row first.
type ContactCursor struct {
	HadOn desks.Date
	ID    int64
}

// Contacts gives a page of the register of a body, and where the next page begins, nil
// on the last one.
func Contacts(ctx context.Context, idb bun.IDB, actor auth.Actor, partnerID int64, after ContactCursor) ([]Contact, *ContactCursor, error) {
	if err := needs(actor, auth.PartnersRead); err != nil {
		return nil, nil, err
	}
	all := []Contact{}
	q := idb.NewSelect().Model(&all).Where("x.partner_id = ?", partnerID).OrderExpr("x.had_on DESC, x.id DESC").Limit(ContactsPage + 1)
	if after.ID != 0 {
		q = q.Where("(x.had_on, x.id) < (?, ?)", after.HadOn, after.ID)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list contacts with a partner body")
	}
	if len(all) <= ContactsPage {
		return all, nil, nil
	}
	all = all[:ContactsPage]
	last := all[ContactsPage-1]
	return all, &ContactCursor{last.HadOn, last.ID}, nil
}
