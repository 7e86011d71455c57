package cvs

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/mail"
	"approdo/app/people"
)

// kindGoing is the message that a CV nobody renewed will be erased.
const kindGoing = "cvs.going"

// NoticeDays is how long before a CV is erased its person is told.
const NoticeDays = 30

// Announce tells the people whose CV ended before the given time that it goes thirty days
// from now, and keeps that day with the CV: until then none is erased. Who cannot be
// written to has the days all the same. Each one is told in a transaction of their own; the
// first failure is told at the end.
func (o Reminder) Announce(ctx context.Context, pool *bun.DB, before, now time.Time) error {
	var ids []int64
	err := pool.NewSelect().Model((*CV)(nil)).Column("id").Where("v.file_id IS NOT NULL AND v.going_on IS NULL AND "+ended("v")+" < ?", before).Order("v.id").Scan(ctx, &ids)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list CVs that will go")
	}
	return each(ctx, pool, "announce", ids, func(ctx context.Context, tx bun.Tx, id int64) error { return o.announce(ctx, tx, id, now) })
}

func (o Reminder) announce(ctx context.Context, tx bun.Tx, id int64, now time.Time) error {
	v := new(CV)
	err := tx.NewSelect().Model(v).Where("v.id = ? AND v.file_id IS NOT NULL AND v.going_on IS NULL", id).For("UPDATE").Scan(ctx)
	if err = db.Translate(err); fault.Is(err, fault.NotFound) {
		return nil
	}
	if err == nil {
		v.GoingOn = desks.InItaly(now).AddDays(NoticeDays)
		_, err = tx.NewUpdate().Model(v).Column("going_on").WherePK().Exec(ctx)
	}
	if err != nil {
		return fault.Wrap(db.Translate(err), "announce that a CV goes")
	}
	p, err := people.Find(ctx, tx, auth.Program("jobs"), v.PersonID)
	if err != nil {
		return err
	}
	m := mail.Message{Kind: kindGoing, Subject: mailSubject, SubjectID: v.ID, Version: int(v.GoingOn.Time().Unix() / (24 * 3600)), Lang: p.Lang}
	m.Channel, m.To = o.way(p)
	err = audit.Record(ctx, tx, audit.Entry{Actor: auth.Program("jobs").Ref(), Action: "cvs.announce", Subject: "person", SubjectID: p.ID, At: now,
		Data: map[string]any{"cv": v.ID, "told": m.To != "", "going_on": v.GoingOn.String()}})
	if err != nil || m.To == "" {
		return err
	}
	return mail.Queue(ctx, tx, m, now)
}

// ended is when a CV's purpose ended: a row under the given name.
func ended(row string) string {
	return "COALESCE(" + row + ".deleted_at, " + row + ".replaced_at, " + row + ".valid_until, " + row + ".added_at)"
}

// going gives the CV a message is about, its person and the first day on which it may go;
// NotFound where it stays or is gone.
func (o letters) going(ctx context.Context, idb bun.IDB, id int64) (*CV, *people.Person, error) {
	v := new(CV)
	if err := idb.NewSelect().Model(v).Where("v.id = ? AND v.file_id IS NOT NULL AND v.going_on IS NOT NULL", id).Scan(ctx); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "find a CV that will go")
	}
	p, err := people.Own(ctx, idb, auth.Actor{PersonID: v.PersonID})
	return v, p, err
}

// GoingMail is what views/mail/cvs_going shows: whom it is for, as initials, the day, and
// whether the button of the message renews the CV.
type GoingMail struct {
	Initials string
	Day      time.Time
	Renews   bool
}

func (o letters) composeGoing(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	v, p, err := o.going(ctx, idb, m.SubjectID)
	if err != nil {
		return nil, err
	}
	data := GoingMail{Initials: p.Initials(), Day: v.GoingOn.Time()}
	c := &mail.Content{SubjectKey: "mail.cvs_going.subject", ReasonKey: "mail.people_access.reason"}
	if data.Renews, err = o.renews(ctx, idb, v); data.Renews {
		c.Button = &mail.Button{Key: "mail.cvs_ending.button", URL: RenewLink(o.Signer, v.ID)}
	}
	c.Data = data
	return c, err
}

// renews reports whether the link of a CV renews it.
func (o letters) renews(ctx context.Context, idb bun.IDB, v *CV) (bool, error) {
	_, _, err := ByLink(ctx, idb, o.Signer, o.Signer.Token(renewal, v.ID))
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

func (o letters) textGoing(ctx context.Context, idb bun.IDB, m mail.Message) ([]string, error) {
	v, _, err := o.going(ctx, idb, m.SubjectID)
	if err != nil {
		return nil, err
	}
	l, day := o.Catalog.For(m.Lang), v.GoingOn.Time()
	if renews, err := o.renews(ctx, idb, v); err != nil || !renews {
		return []string{l.T("cvs.sms.going.desk", "Date", l.DateShort(day))}, err
	}
	return []string{l.T("cvs.sms.going", "Date", l.DateShort(day), "Link", o.link(m.Lang, v))}, nil
}
