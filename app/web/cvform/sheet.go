package cvform

import (
	"strings"
	"time"

	"github.com/nyaruka/phonenumbers"

	"approdo/app/europass"
	"approdo/app/i18n"
)

// Sheet is a CV as it is read. Labels are in its language, what was typed is as typed.
type Sheet struct {
	Lang, Dir     string
	Heading, Name string
	// Inner is a sheet within a page that has a heading of its own.
	Inner bool
	// Contacts are lines of their own; Numbers and addresses run from left to right.
	Contacts []Contact
	// Wanted are the jobs looked for, under WantedTitle.
	WantedTitle string
	Wanted      []string
	Parts       []Part
}

// Contact is a way to reach the person, or another fact of theirs.
type Contact struct{ Label, Value, Dir string }

// Part is a section of the sheet: text, lines, a table of languages or a list of words.
type Part struct {
	Title   string
	Text    []string
	Items   []Item
	Columns []string
	Rows    []Row
	Words   []string
}

// Item is a job or a title of education.
type Item struct {
	When, Title, Place, Note string
	Text                     []string
}

// Row is a language with a level for each column, or a mother tongue.
type Row struct {
	Name, Mother string
	Levels       []string
}

// SheetOf draws a profile with the words of a language.
func SheetOf(l *i18n.Localizer, p *europass.Profile) *Sheet {
	s := &Sheet{Lang: l.Lang(), Dir: l.Language().Dir, Heading: l.T("cvs.sheet.title"), Name: p.Name(), Contacts: contacts(l, p)}
	if len(p.Wanted) > 0 {
		s.WantedTitle = l.T("cvs.sheet.wanted")
	}
	for _, w := range p.Wanted {
		s.Wanted = append(s.Wanted, l.Capital(w))
	}
	s.add(Part{Title: l.T("cvs.sheet.about"), Text: written(p.About)})
	s.add(Part{Title: l.T("cvs.sheet.jobs"), Items: jobs(l, p.Jobs)})
	s.add(Part{Title: l.T("cvs.sheet.studies"), Items: studies(l, p.Education)})
	s.add(Part{Title: l.T("cvs.sheet.languages"), Rows: tongues(l, p.Languages), Columns: columns(l, p.Languages)})
	s.add(Part{Title: l.T("cvs.sheet.skills"), Words: p.Skills})
	s.add(Part{Title: l.T("cvs.sheet.licences"), Words: licences(l, p)})
	return s
}

// add adds a part that says something.
func (s *Sheet) add(p Part) {
	if len(p.Text)+len(p.Items)+len(p.Rows)+len(p.Words) > 0 {
		s.Parts = append(s.Parts, p)
	}
}

// written are the lines of a text, each of which may run in its own direction.
func written(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

func contacts(l *i18n.Localizer, p *europass.Profile) []Contact {
	var all []Contact
	add := func(label, value, dir string) {
		if value != "" {
			all = append(all, Contact{l.T("cvs.sheet." + label), value, dir})
		}
	}
	for _, number := range p.Phones {
		add("phone", shownPhone(number), "ltr")
	}
	for _, address := range p.Emails {
		add("email", address, "ltr")
	}
	a := p.Address
	add("address", joined(", ", a.Line, joined(" ", a.PostalCode, a.City)), "auto")
	if day, err := time.Parse(time.DateOnly, p.BirthOn); err == nil {
		add("birth", l.DateShort(day), "")
	}
	return all
}

// shownPhone groups the digits of a number; an Italian one goes without prefix.
func shownPhone(number string) string {
	n, err := phonenumbers.Parse(number, "IT")
	if err != nil {
		return number
	}
	if phonenumbers.GetRegionCodeForNumber(n) == "IT" {
		return phonenumbers.Format(n, phonenumbers.NATIONAL)
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}

func joined(between string, all ...string) string {
	var out []string
	for _, s := range all {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, between)
}

func jobs(l *i18n.Localizer, all []europass.Job) (items []Item) {
	for _, j := range all {
		items = append(items, Item{When: When(l, j.Period), Title: j.Position, Place: joined(" · ", j.Employer, j.City, abroad(l, j.Country)), Text: written(j.Description)})
	}
	return items
}

func studies(l *i18n.Localizer, all []europass.Study) (items []Item) {
	for _, s := range all {
		item := Item{When: When(l, s.Period), Title: s.Title, Place: joined(" · ", s.School, s.City, abroad(l, s.Country)), Text: written(s.Description)}
		if s.Level != "" {
			item.Note = l.T("cvs.sheet.eqf", "Level", s.Level)
		}
		items = append(items, item)
	}
	return items
}

// abroad names a country; Italy goes without saying.
func abroad(l *i18n.Localizer, code string) string {
	if code == "" || code == "IT" {
		return ""
	}
	return l.CountryName(code)
}

// When is a period in words: "marzo 2019 – oggi".
func When(l *i18n.Localizer, x europass.Period) string {
	from, to := day(l, x.From), day(l, x.To)
	if x.Current {
		to = l.T("cvs.sheet.now")
	}
	switch {
	case from == "" || from == to:
		return to
	case to == "":
		return from
	}
	return from + " – " + to
}

// day is a date as precise as it is known, without the day of the month: no CV needs it.
func day(l *i18n.Localizer, date string) string {
	if len(date) < len("2006-01") {
		return date
	}
	at, err := time.Parse("2006-01", date[:7])
	if err != nil {
		return date
	}
	return l.Month(at)
}

func tongues(l *i18n.Localizer, all []europass.Language) (rows []Row) {
	for _, x := range all {
		row := Row{Name: LanguageName(l, x)}
		if x.Mother {
			row.Mother = l.T("cvs.sheet.mother")
		} else {
			row.Levels = []string{x.Listening, x.Reading, x.Interaction, x.Speaking, x.Writing}
		}
		rows = append(rows, row)
	}
	return rows
}

// LanguageName names a language of a profile.
func LanguageName(l *i18n.Localizer, x europass.Language) string {
	if x.Code == "" {
		return x.Name
	}
	return l.Capital(l.LanguageName(x.Code))
}

// columns are the skills of the table, none where there are mother tongues only.
func columns(l *i18n.Localizer, all []europass.Language) (names []string) {
	for _, x := range all {
		if !x.Mother {
			for _, key := range []string{"listening", "reading", "interaction", "speaking", "writing"} {
				names = append(names, l.T("cvs.sheet."+key))
			}
			return names
		}
	}
	return nil
}

func licences(l *i18n.Localizer, p *europass.Profile) (words []string) {
	if len(p.Licences) > 0 {
		words = append(words, l.T("cvs.sheet.driving", "Categories", strings.Join(p.Licences, ", ")))
	}
	for _, c := range p.Certificates {
		word := c.Title
		if d := day(l, c.On); d != "" {
			word += " (" + d + ")"
		}
		words = append(words, word)
	}
	return words
}

// Titles are the names that a Europass document in the language gives to its sections.
func Titles(l *i18n.Localizer) europass.Titles {
	return europass.Titles{Skills: l.T("cvs.sheet.skills"), Certificates: l.T("cvs.sheet.certificates"), Wanted: l.T("cvs.sheet.wanted")}
}
