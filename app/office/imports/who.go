package imports

import (
	"slices"
	"strconv"

	"approdo/app/imports"
	"approdo/app/people"
	"approdo/app/web"
)

// ask asks whose a row is that is lost: the cells that say it can be mended, and who may
// be meant can be chosen.
func (row *GridRow) ask(r *web.Request, b *imports.Batch, x *imports.Row, known []people.Person) {
	if x.State != imports.Lost {
		return
	}
	for column, field := range b.Fields {
		if slices.Contains(imports.WhoFields(), field) {
			row.Cells = append(row.Cells, cellOf(r, b, x, column))
		}
	}
	if len(known) == 0 {
		row.Matches = []GridMatch{{Text: r.T("imports.lost.none")}}
		return
	}
	who := web.Field{Name: "person-" + strconv.Itoa(x.Row), Type: "radio", Label: r.T("imports.lost"), Either: true}
	for i := range known {
		p := &known[i]
		text := p.Name()
		if !p.BornOn.IsZero() {
			text += ", " + r.L.DateShort(p.BornOn)
		}
		if p.City != "" {
			text += ", " + p.City
		}
		who.Options = append(who.Options, web.Option{Value: strconv.FormatInt(p.ID, 10), Label: text, Hint: reasons(r, x, p.ID)})
	}
	who.Options = append(who.Options, web.Option{Value: "", Label: r.T("imports.lost.nobody")})
	row.Who = &who
}

// reasons says why somebody may be meant.
func reasons(r *web.Request, x *imports.Row, id int64) string {
	for _, m := range x.Matches {
		if m.PersonID == id && len(m.Why) > 0 {
			return r.T("imports.lost." + m.Why[0])
		}
	}
	return r.T("imports.lost.name")
}
