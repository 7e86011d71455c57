package referrals

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/mail"
	"approdo/app/partners"
)

// NewIncoming is a form as it was sent. Key is of the form on screen, so that a second
// press sends nothing; Agreed says that the person was told and agreed, Checked that the
// document was looked at where the codice fiscale contradicts the rest.
type NewIncoming struct {
	IncomingForm
	Key             string
	DeskID          int64
	Agreed, Checked bool
}

func (f *NewIncoming) clean() {
	for _, s := range []*string{&f.Responsible, &f.ResponsiblePhone, &f.ResponsibleEmail} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	f.Reason, f.Known, f.Task = clean(f.Reason), clean(f.Known), clean(f.Task)
	p := f.Person().Clean()
	f.Given, f.Surname, f.FiscalCode, f.Lang, f.Mediator = p.Given, p.Surname, p.FiscalCode, p.Lang, p.Mediator
	f.Phone, f.Email = "", ""
	for _, c := range p.Contacts {
		if c.Kind == "phone" {
			f.Phone = c.Value
		} else {
			f.Email = c.Value
		}
	}
}

// check names the fields that are wrong. It looks at the form alone, never at who is
// known: a body learns nothing about anybody by what it types.
func (f *NewIncoming) check(now time.Time) error {
	var k fault.Check
	p := f.Person()
	p.Checked = f.Checked
	if x, ok := fault.As(p.Check(now)); ok {
		for _, field := range x.Fields {
			k.Add(field.Name, field.Key, "Max", field.Args["Max"])
		}
	}
	k.If(f.DeskID == 0, "desk", "incoming.error.desk")
	f.checkTexts(&k)
	if f.ResponsibleEmail != "" {
		_, err := mail.Address(f.ResponsibleEmail)
		k.If(err != nil, "responsible_email", "partners.error.email")
	}
	k.If(f.ResponsiblePhone == "" && f.ResponsibleEmail == "", "responsible_phone", "incoming.error.reach")
	k.If(!f.Agreed, "agreed", "incoming.error.agreed")
	today := desks.InItaly(now)
	k.If(f.InformedOn.IsZero() || f.InformedOn.After(today) || f.InformedOn.Before(today.AddDays(-365)), "informed_on", "incoming.error.informed_on")
	known := false
	for _, way := range InformedHow {
		known = known || way == f.InformedHow
	}
	k.If(!known, "informed_how", "partners.error.choose")
	return k.Err()
}

func (f *NewIncoming) checkTexts(k *fault.Check) {
	for _, t := range []struct {
		field, text string
		most        int
		missing     string
	}{
		{"reason", f.Reason, MaxGoals, "referrals.error.reason"}, {"known", f.Known, MaxKnown, ""}, {"task", f.Task, MaxTask, "incoming.error.task"},
		{"responsible", f.Responsible, partners.MaxShort, "incoming.error.responsible"},
		{"responsible_phone", f.ResponsiblePhone, partners.MaxPhone, ""}, {"responsible_email", f.ResponsibleEmail, partners.MaxEmail, ""},
	} {
		k.If(t.missing != "" && t.text == "", t.field, t.missing)
		k.If(utf8.RuneCountInString(t.text) > t.most, t.field, "cases.error.long", "Max", t.most)
		k.If(!readable(t.text), t.field, "cases.error.characters")
	}
}

// SendIncoming sends a referral form of the actor's body to a desk and gives its id; the
// same Key again gives the first one's. Invalid names the fields. A body put aside is
// Conflict "partners.error.aside", more than IncomingADay forms of a body in a day are
// Conflict "incoming.error.limit".
func SendIncoming(ctx context.Context, idb bun.IDB, actor auth.Actor, f NewIncoming, now time.Time) (int64, error) {
	f.clean()
	body, err := partners.Own(ctx, idb, actor)
	if err != nil {
		return 0, err
	}
	if err := f.check(now); err != nil {
		return 0, err
	}
	if !body.InUse() {
		return 0, fault.New(fault.Conflict, "partners.error.aside")
	}
	if n := len(f.Key); n < 8 || n > 80 {
		return 0, fault.Missing()
	}
	var id int64
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := db.Lock(ctx, tx, "referrals.incoming", body.ID, ""); err != nil {
			return err
		}
		err := tx.NewRaw("SELECT id FROM incoming_referrals WHERE partner_id = ? AND form_key = ?", body.ID, f.Key).Scan(ctx, &id)
		if err = db.Translate(err); err == nil || !fault.Is(err, fault.NotFound) {
			return fault.Wrap(err, "look for the same form")
		}
		id, err = f.send(ctx, tx, actor, body.ID, now)
		return err
	})
	return id, err
}

func (f *NewIncoming) send(ctx context.Context, tx bun.Tx, actor auth.Actor, bodyID int64, now time.Time) (int64, error) {
	var today int
	err := tx.NewRaw("SELECT count(*) FROM incoming_referrals WHERE partner_id = ? AND sent_at > ?", bodyID, now.Add(-24*time.Hour)).Scan(ctx, &today)
	if err != nil {
		return 0, fault.Wrap(db.Translate(err), "count the forms of a day")
	}
	if today >= IncomingADay {
		return 0, fault.New(fault.Conflict, "incoming.error.limit").With("Max", IncomingADay)
	}
	if _, err := desks.Find(ctx, tx, f.DeskID); err != nil {
		return 0, err
	}
	rules, err := FindSettings(ctx, tx)
	if err != nil {
		return 0, err
	}
	due := now.AddDate(0, 0, rules.AnswerDays)
	x := &Incoming{FormKey: f.Key, PartnerID: bodyID, UserID: actor.UserID, DeskID: f.DeskID, State: Sent, IncomingForm: f.IncomingForm,
		SentAt: now, MovedAt: now, DueAt: &due}
	if _, err := tx.NewInsert().Model(x).Returning("id").Exec(ctx); err != nil {
		return 0, fault.Wrap(db.Translate(err), "send a referral form")
	}
	return x.ID, x.note(ctx, tx, actor, &IncomingStep{State: Sent, Side: BodySide}, now)
}

// note writes a step and its line of the audit trail: no names, nothing typed.
func (x *Incoming) note(ctx context.Context, tx bun.IDB, actor auth.Actor, s *IncomingStep, now time.Time) error {
	s.IncomingID, s.At, s.By = x.ID, now, actor.Ref()
	if _, err := tx.NewInsert().Model(s).Returning("id").Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "note a step of a referral form")
	}
	return audit.Record(ctx, tx, audit.Entry{Actor: s.By, Action: "referrals.incoming_" + s.State, Subject: "incoming", SubjectID: x.ID, DeskID: x.DeskID,
		Data: map[string]any{"partner": x.PartnerID}, At: now})
}
