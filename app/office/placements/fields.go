package placements

import (
	"approdo/app/cases"
	"approdo/app/placements"
	"approdo/app/web"
)

// Section is a part of the form; Wide are its long texts.
type Section struct {
	Title        string
	Fields, Wide []web.Field
}

// parts are the sections of the form, each with its fields, in order.
var parts = []struct {
	name   string
	fields []string
}{
	{"firm", []string{"firm", "tax_code", "place", "contact", "phone"}},
	{"work", []string{"occupation", "contract", "working_time", "scheme", "hours", "allowance", "insurance", "host_tutor", "desk_tutor", "goals"}},
	{"time", []string{"starts_on", "ends_on", "begun"}},
	{"more", []string{"action", "note"}},
}

// asked is what the form is drawn from.
type asked struct {
	kind    string
	actions []cases.Line
	// old is what stands there, nil for a new one.
	old *placements.Placement
}

// sections are the fields of a kind of placement by parts.
func sections(r *web.Request, f *web.Form, a asked) []Section {
	required := map[string]bool{}
	for _, x := range placements.FieldsOf(a.kind) {
		required[x.Name] = x.Required
	}
	if a.old == nil {
		required["begun"] = false
	} else if a.old.State != placements.Planned {
		delete(required, "ends_on")
	}
	if len(a.actions) == 0 {
		delete(required, "action")
	}
	var all []Section
	for _, part := range parts {
		x := Section{Title: r.T("placements.part." + named(a.kind, part.name))}
		for _, name := range part.fields {
			need, ok := required[name]
			if !ok {
				continue
			}
			if bound := f.Bind(field(r, a, name, need)); bound.Type == "textarea" {
				x.Wide = append(x.Wide, bound)
			} else {
				x.Fields = append(x.Fields, bound)
			}
		}
		all = append(all, x)
	}
	return all
}

// field is one input of the form.
func field(r *web.Request, a asked, name string, required bool) web.Field {
	x := web.Field{Name: name, Label: r.T("placements.form." + named(a.kind, name)), Required: required, Autocomplete: "off", Max: placements.MaxShort}
	switch name {
	case "tax_code":
		x.Max = 20
	case "phone":
		x.Type, x.Max = "tel", placements.MaxPhone
	case "goals", "note":
		x.Type, x.Rows, x.Max = "textarea", 3, placements.MaxText
	case "starts_on", "ends_on":
		x.Type, x.Max = "date", 0
	case "hours", "allowance":
		x.InputMode, x.Max = "decimal", 8
	case "begun":
		x.Type, x.Either, x.Max = "checkbox", true, 0
	default:
		choices(r, a, &x)
	}
	switch name {
	case "hours", "insurance", "begun", "tax_code", "action":
		x.Hint = r.T("placements.form." + name + ".hint")
	}
	return x
}

// choices makes a select of a field that has some.
func choices(r *web.Request, a asked, x *web.Field) {
	option := func(value, label string) { x.Options = append(x.Options, web.Option{Value: value, Label: label}) }
	none := r.T("cases.form.choose")
	switch x.Name {
	case "contract":
		for _, v := range placements.Contracts() {
			option(v, r.T("people.job.contract."+v))
		}
	case "working_time":
		for _, v := range []string{placements.FullTime, placements.PartTime} {
			option(v, r.T("placements.working_time."+v))
		}
	case "scheme":
		for _, v := range []string{placements.Extracurricular, placements.Inclusion} {
			option(v, r.T("placements.scheme."+v))
		}
	case "action":
		none = r.T("placements.form.action.none")
		for _, l := range a.actions {
			option(web.IDText(l.ActionID), l.What)
		}
	}
	if len(x.Options) > 0 {
		x.Type, x.Max, x.Options = "select", 0, append([]web.Option{{Label: none}}, x.Options...)
	}
}
