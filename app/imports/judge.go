package imports

import (
	"slices"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/fault"
	"approdo/app/people"
)

// Row is one line of a file and what became of it.
type Row struct {
	bun.BaseModel `bun:"table:import_rows,alias:r"`

	BatchID  int64     `bun:",pk" json:"-"`
	Row      int       `bun:",pk" json:"row"`
	Cells    []string  `bun:"type:jsonb" json:"cells"`
	State    string    `json:"state"`
	Problems []Problem `bun:"type:jsonb" json:"problems"`
	Matches  []Match   `bun:"type:jsonb" json:"matches"`
	// Checked says that the document was looked at, Distinct that it is somebody else
	// than the matches.
	Checked  bool   `json:"checked"`
	Distinct bool   `bun:"distinct_" json:"different"`
	PersonID *int64 `json:"person_id"`
	// Of a row of history, Chosen says that the person was chosen by hand; WrittenID is
	// the line it wrote.
	Chosen    bool   `json:"chosen"`
	WrittenID *int64 `json:"written_id"`
}

// Stands is why a row of history is a twin: the line is in the file already.
const Stands = "stands"

// Problem is a cell that is wrong, and the sentence that says why.
type Problem struct {
	Column int            `json:"column"`
	Key    string         `json:"key"`
	Args   map[string]any `json:"args,omitempty"`
}

// Match is somebody known who may be the person of a row: a person, or an earlier row
// of the file.
type Match struct {
	PersonID int64    `json:"person,omitempty"`
	Row      int      `json:"row,omitempty"`
	Initials string   `json:"initials,omitempty"`
	Year     int      `json:"year,omitempty"`
	Why      []string `json:"why,omitempty"`
	// Certain is the same codice fiscale: such a row opens nobody.
	Certain bool `json:"certain,omitempty"`
}

// Certain says that the row is somebody whose file is open.
func (r *Row) Certain() bool {
	return slices.ContainsFunc(r.Matches, func(m Match) bool { return m.Certain })
}

// reader makes forms of the rows of a batch.
type reader struct {
	names
	fields []string
	batch  *Batch
}

func (b *Batch) reader(n names) reader { return reader{n, b.Fields, b} }

// form is what a row says, with the cells that cannot be read.
func (x reader) form(cells []string) (people.Form, []Problem) {
	f := people.Form{Identity: people.Identity{Lang: "it"}}
	var bad []Problem
	texts := map[string]*string{
		"given": &f.Given, "surname": &f.Surname, "own_name": &f.OwnName, "birth_place": &f.BirthPlace, "fiscal_code": &f.FiscalCode,
		"street": &f.Street, "postal_code": &f.PostalCode, "city": &f.City, "province": &f.Province,
	}
	codes := map[string]*string{"birth_country": &f.BirthCountry, "citizenship": &f.Citizenship, "second_citizenship": &f.SecondCitizenship}
	for i, field := range x.fields {
		cell, ok := cells[i], true
		switch {
		case texts[field] != nil:
			*texts[field] = cell
		case codes[field] != nil:
			*codes[field], ok = x.country(cell)
		case field == "phone" || field == "mobile":
			f.Contacts = append(f.Contacts, people.Contact{Kind: people.Phone, Value: cell})
		case field == "email":
			f.Contacts = append(f.Contacts, people.Contact{Kind: people.Email, Value: cell})
		case field == "sex":
			f.Sex, ok = sexOf(cell)
		case field == "born_on":
			f.BornOn, ok = dayOf(cell)
		case field == "mediator":
			f.Mediator, ok = x.language(cell)
		case field == "number":
			ok = utf8.RuneCountInString(cell) <= maxNumber
		case field == "lang" && cell != "":
			f.Lang, ok = x.language(cell)
		}
		if !ok {
			bad = append(bad, Problem{Column: i, Key: "imports.error." + unreadable(field)})
		}
	}
	return f, bad
}

// maxNumber is how long another program's number of a person may be.
const maxNumber = 60

// unreadable names the sentence for a cell that cannot be read.
func unreadable(field string) string {
	switch field {
	case "sex", "born_on", "number":
		return field
	case "lang", "mediator":
		return "language"
	}
	return "country"
}

// problems are all that is wrong with a form, by column.
func (x reader) problems(f, clean people.Form, bad []Problem, now time.Time) []Problem {
	flt, ok := fault.As(clean.Check(now))
	if !ok {
		return bad
	}
	for _, field := range flt.Fields {
		column := x.column(field.Name, f, now)
		if !slices.ContainsFunc(bad, func(p Problem) bool { return p.Column == column }) {
			bad = append(bad, Problem{Column: column, Key: field.Key, Args: field.Args})
		}
	}
	slices.SortFunc(bad, func(a, b Problem) int { return a.Column - b.Column })
	return bad
}

// column is where a field stands; of two telephones the wrong one.
func (x reader) column(field string, f people.Form, now time.Time) int {
	mobile := slices.Index(x.fields, "mobile")
	if field != people.Phone || mobile < 0 {
		return max(0, slices.Index(x.fields, field))
	}
	phone := slices.Index(x.fields, "phone")
	first := slices.IndexFunc(f.Contacts, func(c people.Contact) bool { return c.Kind == people.Phone })
	alone := people.Form{Identity: people.Identity{Given: "x", Lang: "it"}, Contacts: f.Contacts[first : first+1]}
	if phone >= 0 && (alone.Clean().Check(now) != nil) == (phone < mobile) {
		return phone
	}
	return mobile
}
