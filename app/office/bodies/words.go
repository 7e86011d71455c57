package bodies

import (
	"time"

	"approdo/app/people"
	"approdo/app/referrals"
	"approdo/app/web"
)

// Badge is a state in words and its tone.
type Badge struct{ Text, Tone string }

// StateOf is the badge of a form's state.
func StateOf(r *web.Request, state string) Badge {
	tone := "tone-neutral"
	switch state {
	case referrals.Sent, referrals.Countered, referrals.Agreed:
		tone = "tone-info"
	case referrals.Asked, referrals.Offered, referrals.Withdrawn:
		tone = "tone-warn"
	case referrals.Accepted, referrals.Started, referrals.Reported:
		tone = "tone-good"
	case referrals.Declined, referrals.Expired:
		tone = "tone-bad"
	}
	return Badge{r.T("incoming.state." + state), tone}
}

// Sheet is a form as it is read: who, texts about why and about what the body does, and
// the rest about the body.
type Sheet struct{ Person, Texts, Body []web.Fact }

// SheetOf is what the body wrote; parts that were erased are empty.
func SheetOf(r *web.Request, x *referrals.Incoming) Sheet {
	if x.ErasedAt != nil {
		return Sheet{}
	}
	add := func(all []web.Fact, key, value string) []web.Fact {
		if value == "" {
			return all
		}
		return append(all, web.Fact{Label: r.T(key), Value: value})
	}
	var s Sheet
	s.Person = add(s.Person, "people.list.name", x.Name())
	if !x.BornOn.IsZero() {
		s.Person = add(s.Person, "people.form.born_on", r.L.DateShort(x.BornOn))
	}
	s.Person = add(s.Person, "people.form.fiscal_code", x.FiscalCode)
	s.Person = add(s.Person, "people.contact.phone", people.Contact{Kind: people.Phone, Value: x.Phone}.Shown())
	s.Person = add(s.Person, "people.contact.email", x.Email)
	s.Person = add(s.Person, "people.form.lang", r.L.LanguageName(x.Lang))
	if x.Mediator != "" {
		s.Person = add(s.Person, "people.form.mediator", r.L.LanguageName(x.Mediator))
	}
	s.Texts = add(s.Texts, "incoming.fact.reason", x.Reason)
	s.Texts = add(s.Texts, "incoming.fact.known", x.Known)
	s.Texts = add(s.Texts, "incoming.fact.task", x.Task)
	s.Body = add(s.Body, "incoming.fact.responsible", x.Responsible)
	s.Body = add(s.Body, "incoming.fact.responsible_phone", x.ResponsiblePhone)
	s.Body = add(s.Body, "incoming.fact.responsible_email", x.ResponsibleEmail)
	s.Body = add(s.Body, "incoming.fact.informed", r.L.DateShort(x.InformedOn.Time())+", "+r.T("incoming.how."+x.InformedHow))
	return s
}

// StepRow is one thing that happened.
type StepRow struct {
	Badge     Badge
	Who, Text string
	At        time.Time
	Erased    bool
}

// StepRows say who did what, when; who names the sides and accounts.
func StepRows(r *web.Request, steps []referrals.IncomingStep, who func(*referrals.IncomingStep) string) []StepRow {
	var all []StepRow
	for i := range steps {
		s := &steps[i]
		all = append(all, StepRow{StateOf(r, s.State), who(s), s.Text, s.At.In(web.Rome()), s.Erased})
	}
	return all
}

// MoveForm is one thing the reader may do.
type MoveForm struct {
	Action, To, Label string
	Primary           bool
	Text              *web.Field
}

// MovesOf are the forms of what a side may do with a form, but accepting it, which asks
// whose form it is.
func MovesOf(r *web.Request, f *web.Form, x *referrals.Incoming, side referrals.Side, action string) []MoveForm {
	var all []MoveForm
	for _, m := range x.Next() {
		if m.By != side || m.To == referrals.Accepted {
			continue
		}
		form := MoveForm{Action: action, To: m.To, Label: r.T("incoming.do." + m.To), Primary: m.To != referrals.Declined && m.To != referrals.Withdrawn}
		if m.Says {
			field := f.Bind(web.Field{Name: "text-" + m.To, Type: "textarea", Rows: 4, Label: r.T("incoming.text." + m.To), Max: referrals.MaxText, Required: true, Autocomplete: "off"})
			form.Text = &field
		}
		all = append(all, form)
	}
	return all
}
