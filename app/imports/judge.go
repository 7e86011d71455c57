package imports

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// Row is one line of a file and what became of it.
type Row struct {
	bun.BaseModel `bun:"table:import_rows,alias:r"`

	BatchID  int64    `bun:",pk"`
	Row      int      `bun:",pk"`
	Cells    []string `bun:"type:jsonb"`
	State    string
	Problems []Problem `bun:"type:jsonb"`
	Matches  []Match   `bun:"type:jsonb"`
	// Alike is the same for rows that are one person: a codice fiscale, or name and birth.
	Alike string
	// Checked says that the document was looked at, Distinct that it is somebody else
	// than the matches.
	Checked  bool
	Distinct bool `bun:"distinct_"`
	PersonID *int64
}

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
}

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
		case field == "lang" && cell != "":
			f.Lang, ok = x.language(cell)
		}
		if !ok {
			bad = append(bad, Problem{Column: i, Key: "imports.error." + unreadable(field)})
		}
	}
	return f, bad
}

// unreadable names the sentence for a cell that cannot be read.
func unreadable(field string) string {
	switch field {
	case "sex", "born_on":
		return field
	case "lang", "mediator":
		return "language"
	}
	return "country"
}

// problems are all that is wrong with a form, by column.
func (x reader) problems(f people.Form, bad []Problem, now time.Time) []Problem {
	flt, ok := fault.As(f.Clean().Check(now))
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

// judge says what is wrong with a row and who it may be already.
func (x reader) judge(ctx context.Context, tx bun.IDB, actor auth.Actor, r *Row, now time.Time) (people.Form, error) {
	f, bad := x.form(r.Cells)
	f.Checked = r.Checked
	r.Problems, r.Matches, r.Alike = x.problems(f, bad, now), []Match{}, ""
	if len(r.Problems) > 0 {
		r.State = Bad
		return f, nil
	}
	found, err := people.Similar(ctx, tx, actor, f)
	if err != nil {
		return f, err
	}
	for _, m := range found {
		r.Matches = append(r.Matches, Match{PersonID: m.ID, Initials: m.Initials, Year: m.BirthYear, Why: m.Why, Certain: m.Certain()})
	}
	if err := r.twins(ctx, tx, f.Clean()); err != nil {
		return f, err
	}
	r.State = Good
	if len(r.Matches) > 0 && (!r.Distinct || r.Certain()) {
		r.State = Twin
	}
	return f, nil
}

// twins looks for an earlier row of the file that is the same person.
func (r *Row) twins(ctx context.Context, tx bun.IDB, f people.Form) error {
	switch {
	case f.FiscalCode != "":
		r.Alike = strings.ToUpper(f.FiscalCode)
	case !f.BornOn.IsZero():
		r.Alike = people.Fold(f.Name()) + " " + f.BornOn.Format(time.DateOnly)
	default:
		return nil
	}
	var rows []int
	err := tx.NewRaw(`SELECT row FROM import_rows WHERE batch_id = ? AND alike = ? AND row < ? AND state IN ('good', 'twin') ORDER BY row LIMIT 1`,
		r.BatchID, r.Alike, r.Row).Scan(ctx, &rows)
	for _, n := range rows {
		r.Matches = append(r.Matches, Match{Row: n, Certain: f.FiscalCode != ""})
	}
	return fault.Wrap(db.Translate(err), "look for the same person in the file")
}

func (r *Row) save(ctx context.Context, tx bun.IDB) error {
	if r.Problems == nil {
		r.Problems = []Problem{}
	}
	res, err := tx.NewUpdate().Model(r).WherePK().Exec(ctx)
	return fault.Wrap(db.One(res, err), "keep row")
}
