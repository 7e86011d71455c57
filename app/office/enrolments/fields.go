package enrolments

import (
	"slices"

	"approdo/app/enrolments"
	"approdo/app/web"
)

// ask puts the questions about a course into the form, in parts.
func (p *FormPage) ask(r *web.Request, f *web.Form, begins bool, desk, action []web.Field) {
	field := func(name, kind string, most int) web.Field {
		return web.Field{Name: name, Type: kind, Label: r.T("enrolments.form." + name), Max: most, Autocomplete: "off"}
	}
	course, kind, mode := field("course", "", enrolments.MaxShort), field("kind", "select", 0), field("mode", "select", 0)
	hours, timetable, note := field("hours", "", 6), field("timetable", "", enrolments.MaxLine), field("note", "textarea", enrolments.MaxNote)
	course.Required, kind.Required, hours.InputMode = true, true, "numeric"
	timetable.Hint, note.Hint, note.Rows = r.T("enrolments.form.timetable.hint"), r.T("enrolments.form.note.hint"), 3
	kind.Options = options(r, "enrolments.kind.", enrolments.Kinds())
	mode.Options = options(r, "enrolments.mode.", enrolments.Modes())
	road := web.Field{Name: "road", Type: "select", Label: r.T("enrolments.road"), Required: true, Options: options(r, "enrolments.road.", []string{enrolments.ByDesk, enrolments.OnOwn})}
	sent := web.Field{Name: "sent_on", Type: "date", Label: r.T("enrolments.sent_on"), Hint: r.T("enrolments.sent_on.hint")}
	when := []web.Field{field("starts_on", "date", 0), field("ends_on", "date", 0), hours, timetable}
	if begins {
		at := web.Field{Name: "at", Type: "select", Label: r.T("enrolments.form.at"), Required: true, Options: options(r, "enrolments.state.", enrolments.Beginnings())}
		when = append([]web.Field{at, {Name: "on", Type: "date", Label: r.T("enrolments.form.on"), Required: true}}, when...)
	}
	p.Sections = []Section{
		{Title: r.T("enrolments.facts"), Fields: []web.Field{course, kind, field("provider", "", enrolments.MaxShort), field("place", "", enrolments.MaxShort), mode, field("cost", "", enrolments.MaxLine)}},
		{Title: r.T("placements.part.time"), Fields: when},
		{Title: r.T("enrolments.part.road"), Fields: slices.Concat(desk, []web.Field{road, sent}, action), Wide: []web.Field{note}},
	}
	p.bind(f)
}

// bind gives every field what was typed, and its error.
func (p *FormPage) bind(f *web.Form) {
	for i := range p.Sections {
		for _, list := range [][]web.Field{p.Sections[i].Fields, p.Sections[i].Wide} {
			for j := range list {
				list[j] = f.Bind(list[j])
			}
		}
	}
}

// options are choices in words, none chosen first.
func options(r *web.Request, prefix string, codes []string) []web.Option {
	all := []web.Option{{Label: r.T("cases.form.choose")}}
	for _, code := range codes {
		all = append(all, web.Option{Value: code, Label: r.T(prefix + code)})
	}
	return all
}
