package paths

import (
	"fmt"
	"slices"

	"approdo/app/auth"
	"approdo/app/deliveries"
	"approdo/app/services"
	"approdo/app/web"
)

// sittingFields are the inputs of the nth meeting.
func sittingFields(r *web.Request, f *web.Form, n int, colleagues []auth.User) SittingFields {
	name := func(s string) string { return fmt.Sprintf("%s-%d", s, n) }
	var modes, people []web.Option
	for _, m := range services.Modes() {
		modes = append(modes, web.Option{Value: string(m), Label: r.T("office.standard.mode." + string(m))})
	}
	if f.Get(name("user")) == "" {
		f.Set(name("user"), web.IDText(r.Actor.UserID))
	}
	for _, u := range colleagues {
		people = append(people, web.Option{Value: web.IDText(u.ID), Label: u.Name})
	}
	return SittingFields{Title: r.T("deliveries.form.meeting", "Number", n), Fields: []web.Field{
		f.Bind(web.Field{Name: name("day"), Type: "date", Label: r.T("deliveries.form.day"), Required: true}),
		f.Bind(web.Field{Name: name("from"), Type: "time", Label: r.T("deliveries.form.from"), Required: true}),
		f.Bind(web.Field{Name: name("to"), Type: "time", Label: r.T("deliveries.form.to"), Required: true}),
		f.Bind(web.Field{Name: name("mode"), Type: "select", Label: r.T("deliveries.form.mode"), Options: modes, Required: true}),
		f.Bind(web.Field{Name: name("user"), Type: "select", Label: r.T("deliveries.form.user"), Options: people, Required: true}),
		f.Bind(web.Field{Name: name("place"), Label: r.T("deliveries.form.place"), Max: deliveries.MaxPlace, Autocomplete: "off"}),
		f.Bind(web.Field{Name: name("group"), Type: "number", Label: r.T("deliveries.form.group"), Hint: r.T("deliveries.form.group.hint"), InputMode: "numeric"}),
	}}
}

// outputsField are the boxes of what came of it.
func outputsField(r *web.Request, f *web.Form, recorded []services.Evidence) web.Field {
	outputs := f.Bind(web.Field{Name: "recorded", Type: "checks", Label: r.T("deliveries.form.recorded"), Hint: r.T("deliveries.form.recorded.hint")})
	for _, e := range evidence() {
		outputs.Options = append(outputs.Options, web.Option{Value: string(e), Label: r.T("deliveries.evidence." + string(e)), Checked: slices.Contains(recorded, e)})
	}
	return outputs
}

// deliveryRest are whether it is over, notes, and why it is corrected.
func deliveryRest(r *web.Request, f *web.Form, d *deliveries.Delivery) []web.Field {
	all := []web.Field{
		f.Bind(web.Field{Name: "finished", Type: "checkbox", Label: r.T("deliveries.form.finished"), Hint: r.T("deliveries.form.finished.hint"), Either: true}),
		f.Bind(web.Field{Name: "notes", Type: "textarea", Label: r.T("cases.form.note"), Rows: 3, Max: deliveries.MaxNotes, Autocomplete: "off"}),
	}
	if d != nil {
		all = append(all, f.Bind(web.Field{Name: "why", Label: r.T("deliveries.form.why"), Hint: r.T("deliveries.form.why.hint"), Max: deliveries.MaxWhy, Autocomplete: "off"}))
	}
	return all
}

// evidence is what can be recorded of a service for people.
func evidence() []services.Evidence {
	var all []services.Evidence
	for _, o := range services.Outputs() {
		switch o {
		case services.OutInterest, services.OutVacancies, services.OutCompanyPact, services.OutCompanyPlan, services.OutCompanyPlanEntry:
		default:
			all = append(all, o.Evidence()...)
		}
	}
	return all
}
