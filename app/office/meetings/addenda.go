package meetings

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/meetings"
	"approdo/app/web"
)

// AddendumRow is a correction of closed minutes.
type AddendumRow struct {
	Text, By string
	At       time.Time
}

// AddendumForm corrects closed minutes.
type AddendumForm struct {
	Action string
	Fields []web.Field
}

// addendumForm offers the items the reader may correct, and the whole to the desk.
func addendumForm(r *web.Request, f *web.Form, m *meetings.Meeting, a *meetings.Agenda) *AddendumForm {
	var about []web.Option
	if m.At(r.Actor) {
		about = append(about, web.Option{Value: "0", Label: r.T("meetings.addendum.whole")})
	}
	for n := range a.Items {
		if a.Items[n].MayWrite(r.Actor, m) {
			about = append(about, web.Option{Value: web.IDText(a.Items[n].ID), Label: strconv.Itoa(n+1) + ". " + a.Items[n].Title})
		}
	}
	if len(about) == 0 {
		return nil
	}
	return &AddendumForm{Action: r.URL(path(m.ID, "/aggiunte")), Fields: []web.Field{
		f.Bind(web.Field{Name: "item", Type: "select", Label: r.T("meetings.addendum.about"), Options: about, Required: true}),
		f.Bind(web.Field{Name: "text", Type: "textarea", Rows: 3, Label: r.T("meetings.addendum.text"), Max: meetings.MaxAddendum, Required: true, Autocomplete: "off"}),
	}}
}

// addenda puts the corrections beside what they correct.
func (s *Screens) addenda(c *fiber.Ctx, p *ShowPage, a *meetings.Agenda) error {
	of, whole, err := s.addendaRows(c, a.Addenda)
	p.Addenda = whole
	for n := range p.Items {
		p.Items[n].Addenda = of[a.Items[n].ID]
	}
	return err
}

// addendaRows are the corrections by item, and those of the whole.
func (s *Screens) addendaRows(c *fiber.Ctx, list []meetings.Addendum) (of map[int64][]AddendumRow, whole []AddendumRow, err error) {
	var ids []int64
	for i := range list {
		ids = append(ids, refID(list[i].By))
	}
	names, err := auth.NamesOf(c.UserContext(), s.db.Web, ids)
	of = map[int64][]AddendumRow{}
	for i := range list {
		x := &list[i]
		row := AddendumRow{x.Text, names[refID(x.By)], x.At.In(web.Rome())}
		if x.ItemID == nil {
			whole = append(whole, row)
		} else {
			of[*x.ItemID] = append(of[*x.ItemID], row)
		}
	}
	return of, whole, err
}
