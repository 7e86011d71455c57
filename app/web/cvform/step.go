package cvform

import (
	"approdo/app/europass"
	"approdo/app/i18n"
	"approdo/app/web"
)

// Step is one step of writing a CV as parts/cv/step draws it.
type Step struct {
	Stepper web.Stepper
	Lead    string
	// Action takes the form; Back leads to the step before, or out of the first.
	Action, Back string
	// Lines are those told already; Listed says that the section has lines.
	Lines  []Line
	Listed bool
	// Open says that the fields are drawn; Cancel leaves them, "" for the first line.
	Open   bool
	Cancel string
	Groups []Group
	// Add opens the fields for another line, and Another says so.
	Add, Another string
	// None says that there is nothing to tell.
	None string
	// Seen is what the form was filled with.
	Seen   string
	Errors []web.FieldError
}

// Line is a line told already.
type Line struct {
	Title, Text string
	Edit        string
	// Remove takes the line with the key out.
	Remove, Key string
}

// Line chosen in an address: a key, or newLine.
const newLine = "nuova"

// Draw draws a step. base is the address of the steps, chosen the line to be changed (its
// key) or "nuova", "" for none. A form that failed comes as it was typed; an empty one
// is filled with what the profile says.
func Draw(r *web.Request, base, step, chosen string, p *europass.Profile, f *web.Form) *Step {
	s := &Step{Stepper: Stepper(r, base, step), Lead: r.T("cvs.write.lead." + step), Action: r.URL(base + "/" + Slug(step)),
		Listed: europass.HasLines(step), Errors: f.Errors(), Back: r.URL(base)}
	if before := Before(step); before != "" {
		s.Back = r.URL(base + "/" + Slug(before))
	}
	if !s.Listed {
		s.Open, s.Seen = true, p.Digest(step)
		if len(s.Errors) == 0 {
			Fill(f, step, p)
		}
		s.Groups = Groups(r, f, step)
		return s
	}
	s.Lines = Lines(r.L, s.Action, step, p)
	s.Another, s.None = r.T("cvs.write.another."+step), r.T("cvs.write.none."+step)
	line, known := lineOf(p, step, chosen)
	s.Open = known || chosen == newLine || len(s.Lines) == 0 || len(s.Errors) > 0
	if !s.Open {
		s.Add = s.Action + "?voce=" + newLine + "#voce"
		return s
	}
	if known {
		s.Seen = chosen
		if len(s.Errors) == 0 {
			Fill(f, step, line)
		}
	}
	if len(s.Lines) > 0 {
		s.Cancel = s.Action
	}
	s.Groups = Groups(r, f, step)
	return s
}

// Lines are the lines of a section as they are told back.
func Lines(l *i18n.Localizer, action, section string, p *europass.Profile) (all []Line) {
	keys := p.Keys(section)
	add := func(i int, title, text string) {
		all = append(all, Line{Title: title, Text: text, Edit: action + "?voce=" + keys[i] + "#voce", Remove: action + "/rimozione", Key: keys[i]})
	}
	switch section {
	case europass.SectionJobs:
		for i, x := range jobs(l, p.Jobs) {
			add(i, x.Title, joined(" · ", x.Place, x.When))
		}
	case europass.SectionStudies:
		for i, x := range studies(l, p.Education) {
			add(i, x.Title, joined(" · ", x.Place, x.When))
		}
	case europass.SectionLanguages:
		for i, x := range p.Languages {
			text := l.T("cvs.sheet.mother")
			if !x.Mother {
				text = levels(l, x)
			}
			add(i, LanguageName(l, x), text)
		}
	}
	return all
}

// levels say in words how well a language is known.
func levels(l *i18n.Localizer, x europass.Language) string {
	var all []string
	for _, s := range [][2]string{{"listening", x.Listening}, {"reading", x.Reading}, {"speaking", x.Speaking}, {"writing", x.Writing}} {
		if s[1] != "" {
			all = append(all, l.T("cvs.write.field."+s[0])+": "+s[1])
		}
	}
	return joined(" · ", all...)
}
