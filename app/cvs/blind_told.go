package cvs

import (
	"strconv"
	"strings"

	"approdo/app/i18n"
)

// Part is one part of a blind CV as it is read.
type Part struct {
	Title string
	Lines []PartLine
}

// PartLine is one line of it: what, and what is said of it. Typed says that what is in the
// words of the file, whatever language that is.
type PartLine struct {
	What  string
	Typed bool
	Facts []PartFact
}

// PartFact is a label, "" for none, and what is said.
type PartFact struct{ Label, Text string }

// Told gives the blind CV in the words of a reader, part by part; empty parts are left out.
func (b *Blind) Told(l *i18n.Localizer) []Part {
	parts := []Part{
		{l.T("blind.wanted"), b.wantedLines(l)}, {l.T("blind.jobs"), b.jobLines(l)}, {l.T("blind.studies"), nil},
		{l.T("blind.languages"), nil}, {l.T("blind.licences"), b.licenceLines(l)},
	}
	for _, x := range b.Studies {
		parts[2].Lines = append(parts[2].Lines, PartLine{What: x.Title, Typed: true, Facts: told("", x.Field)})
	}
	for _, x := range b.Languages {
		parts[3].Lines = append(parts[3].Lines, PartLine{What: strings.TrimSpace(l.LanguageName(x.Tag) + " " + x.Level)})
	}
	if b.Town != "" {
		parts = append(parts, Part{l.T("blind.town"), []PartLine{{What: b.Town, Typed: true}}})
	}
	full := parts[:0]
	for _, p := range parts {
		if len(p.Lines) > 0 {
			full = append(full, p)
		}
	}
	return full
}

// told is a fact, none for an empty text.
func told(label, text string) []PartFact {
	if text == "" {
		return nil
	}
	return []PartFact{{label, text}}
}

func (b *Blind) wantedLines(l *i18n.Localizer) []PartLine {
	var lines []PartLine
	for _, w := range b.Wanted {
		x := PartLine{What: w.Occupation.Label(l.Lang())}
		if w.Years != nil {
			x.Facts = append(x.Facts, PartFact{l.T("preferences.fact.years"), strconv.Itoa(*w.Years)})
		}
		if w.Hours != "" {
			x.Facts = append(x.Facts, PartFact{l.T("preferences.fact.hours"), l.T("preferences.hours." + w.Hours)})
		}
		if w.Mobility != "" {
			x.Facts = append(x.Facts, PartFact{l.T("preferences.fact.mobility"), l.T("preferences.mobility." + w.Mobility)})
		}
		skills := []string{}
		for i := range w.Known {
			skills = append(skills, w.Known[i].Label(l.Lang()))
		}
		if w.Skills != "" {
			skills = append(skills, w.Skills)
		}
		x.Facts = append(x.Facts, told(l.T("preferences.fact.skills"), strings.Join(skills, " · "))...)
		x.Facts = append(x.Facts, told(l.T("preferences.fact.licences"), w.Licence)...)
		x.Facts = append(x.Facts, told(l.T("preferences.fact.tools"), w.Tools)...)
		lines = append(lines, x)
	}
	return lines
}

func (b *Blind) jobLines(l *i18n.Localizer) []PartLine {
	var lines []PartLine
	for i := range b.Jobs {
		j := &b.Jobs[i]
		x := PartLine{What: j.Name(l.Lang()), Typed: j.Known == nil, Facts: told("", j.Sector)}
		if years := (j.Months + 6) / 12; years > 0 {
			x.Facts = append(x.Facts, PartFact{l.T("preferences.fact.years"), strconv.Itoa(years)})
		}
		x.Facts = append(x.Facts, told("", j.Duties)...)
		lines = append(lines, x)
	}
	return lines
}

// driving are the types of a licence that are a category of driving.
var driving = map[string]bool{"am": true, "b": true, "be": true, "c": true, "ce": true, "d": true, "cqc": true}

func (b *Blind) licenceLines(l *i18n.Localizer) []PartLine {
	var lines []PartLine
	for _, x := range b.Licences {
		name := l.T("blind.licence.other")
		switch {
		case driving[x.Type]:
			name = l.T("blind.licence.driving", "Code", strings.ToUpper(x.Type))
		case x.Type == "haccp":
			name = "HACCP"
		case x.Type != "" && x.Type != "other":
			name = l.T("blind.licence." + x.Type)
		}
		lines = append(lines, PartLine{What: name, Facts: told("", x.Title)})
	}
	return lines
}
