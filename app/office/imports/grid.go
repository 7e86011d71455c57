package imports

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/imports"
	"approdo/app/web"
)

// GridPage shows rows that need a look: bad ones, twins, or those an undo left.
type GridPage struct {
	web.Page
	Back, Action, NextURL string
	State                 string
	Rows                  []GridRow
	// Asked names the rows and cells of this page, for the answer.
	Asked string
}

// GridRow is one row: who it says it is, the cells to mend, who it may be.
type GridRow struct {
	Number  int
	Name    string
	Cells   []web.Field
	Matches []GridMatch
	// CheckedName and DistinctName are the boxes, "" where none is offered; Distinction
	// is what the second one says.
	CheckedName, DistinctName string
	Distinct                  bool
	Distinction               string
	URL                       string
	// Who asks whose a row of history is, where people are known who may be meant.
	Who *web.Field
}

// GridMatch is somebody a row may be; URL opens the file or attaches it.
type GridMatch struct{ Text, URL string }

func (s *Screens) grid(c *fiber.Ctx) error {
	r := web.Of(c)
	b, err := s.batch(c)
	if err != nil {
		return err
	}
	state, after := c.Query("stato"), c.QueryInt("dopo")
	if !slices.Contains([]string{imports.Bad, imports.Lost, imports.Twin, imports.Kept}, state) {
		return fault.Missing()
	}
	rows, more, err := b.Rows(c.UserContext(), s.db.Web, state, after)
	if err != nil {
		return err
	}
	known, err := b.Candidates(c.UserContext(), s.db.Web, r.Actor, rows)
	if err != nil {
		return err
	}
	base := r.URL(path(b.ID, ""))
	p := &GridPage{Back: base, Action: base + "/righe?stato=" + state + "&dopo=" + strconv.Itoa(after), State: state}
	p.Title = r.T(titleOf(b, state))
	var asked []string
	for i := range rows {
		row := gridRow(r, b, &rows[i])
		row.ask(r, b, &rows[i], known[rows[i].Row])
		p.Rows = append(p.Rows, row)
		asked = append(asked, strconv.Itoa(row.Number))
		for _, x := range row.Cells {
			asked = append(asked, x.Name)
		}
	}
	p.Asked = strings.Join(asked, " ")
	if more {
		p.NextURL = base + "/righe?stato=" + state + "&dopo=" + strconv.Itoa(rows[len(rows)-1].Row)
	}
	return s.web.Render(c, "office/imports/grid", p)
}

// titleOf is the key of what rows of a state are called.
func titleOf(b *imports.Batch, state string) string {
	if b.History() && state == imports.Twin {
		return "imports.rows.again"
	}
	if b.History() && state == imports.Kept {
		return "imports.rows.left"
	}
	return "imports.rows." + state
}

func gridRow(r *web.Request, b *imports.Batch, x *imports.Row) GridRow {
	n := strconv.Itoa(x.Row)
	row := GridRow{Number: x.Row, Name: b.NameOf(x), Distinct: x.Distinct}
	if x.PersonID != nil {
		row.URL = r.URL("/ufficio/persone/" + strconv.FormatInt(*x.PersonID, 10))
	}
	if x.State == imports.Bad {
		for _, p := range x.Problems {
			cell := cellOf(r, b, x, p.Column)
			cell.Error = r.L.T(p.Key, p.Args)
			row.Cells = append(row.Cells, cell)
			if strings.HasPrefix(p.Key, "people.error.fiscal_") && p.Key != "people.error.fiscal_check" && p.Key != "people.error.fiscal_shape" && p.Key != "people.error.fiscal_taken" {
				row.CheckedName = "checked-" + n
			}
		}
	}
	if x.State != imports.Twin {
		return row
	}
	for _, m := range x.Matches {
		row.Matches = append(row.Matches, matchOf(r, m))
	}
	if !x.Certain() {
		row.DistinctName, row.Distinction = "distinct-"+n, r.T("people.match.distinct")
	}
	if b.History() {
		row.Distinction = r.T("imports.rows.anyway")
	}
	return row
}

// cellOf is a cell as it can be mended: a choice is chosen, from what was typed on.
func cellOf(r *web.Request, b *imports.Batch, x *imports.Row, column int) web.Field {
	f := web.Field{Name: "cell-" + strconv.Itoa(x.Row) + "-" + strconv.Itoa(column), Label: b.Head[column], Value: x.Cells[column],
		Autocomplete: "off", Max: 2000, Either: true}
	kind, field := b.Kind, b.Fields[column]
	if field == imports.Level {
		field = "reading"
	}
	rule := imports.RuleOf(kind, field)
	if rule == nil || rule.Type != "choice" {
		return f
	}
	f.Type, f.Options = "select", []web.Option{{Value: x.Cells[column], Label: x.Cells[column]}}
	for _, choice := range rule.Choices {
		label := strings.ToUpper(choice)
		if rule.Choices[0] != "a1" {
			label = r.T("people." + kind + "." + field + "." + choice)
		}
		f.Options = append(f.Options, web.Option{Value: choice, Label: label})
	}
	return f
}

func matchOf(r *web.Request, m imports.Match) GridMatch {
	if m.Row > 0 {
		return GridMatch{Text: r.T("imports.match.row", "Row", m.Row)}
	}
	file := r.URL("/ufficio/persone/" + strconv.FormatInt(m.PersonID, 10))
	if slices.Contains(m.Why, imports.Stands) {
		return GridMatch{r.T("imports.match.stands"), file}
	}
	var why []string
	if m.Initials != "" {
		why = append(why, m.Initials)
	}
	if m.Year > 0 {
		why = append(why, r.T("people.match.year", "Year", m.Year))
	}
	for _, w := range m.Why {
		why = append(why, r.T("people.match."+w))
	}
	return GridMatch{strings.Join(why, ", "), file + "/sportelli"}
}

// correct keeps a page of corrections and shows what is still wrong on it.
func (s *Screens) correct(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	b, err := s.batch(c)
	if err != nil {
		return err
	}
	err = imports.Correct(c.UserContext(), s.db.Web, r.Actor, b.ID, corrections(f), r.Now)
	switch {
	case fault.Is(err, fault.Conflict):
		return s.back(c, b.ID, err)
	case err != nil:
		return err
	}
	s.web.Flash(c, "success", "people.saved")
	return web.SeeOther(c, path(b.ID, "/righe?stato="+stateOf(c.Query("stato"))+"&dopo="+strconv.Itoa(c.QueryInt("dopo"))))
}

func stateOf(typed string) string {
	if typed == imports.Twin || typed == imports.Lost {
		return typed
	}
	return imports.Bad
}

// corrections reads what was typed for the rows and cells that the page asked.
func corrections(f *web.Form) []imports.Correction {
	var all []imports.Correction
	for name := range strings.FieldsSeq(f.Get("asked")) {
		cell, isCell := strings.CutPrefix(name, "cell-")
		if !isCell {
			row, _ := strconv.Atoi(name)
			all = append(all, imports.Correction{Row: row, Cells: map[int]string{}, Checked: f.Checked("checked-" + name), Distinct: f.Checked("distinct-" + name),
				PersonID: f.Int64("person-" + name)})
			continue
		}
		_, column, _ := strings.Cut(cell, "-")
		if i, err := strconv.Atoi(column); err == nil && len(all) > 0 {
			all[len(all)-1].Cells[i] = f.Get(name)
		}
	}
	return all
}
