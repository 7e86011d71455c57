package persons

import (
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/web"
)

// ChangedBox tells what somebody else saved while the form was open.
type ChangedBox struct {
	Who  string
	At   time.Time
	Rows []ChangedRow
}

// ChangedRow is one field: what it was, what the other one made of it, and whether
// the reader changed it too, so that theirs stands in the form.
type ChangedRow struct {
	Label, Was, Is string
	Both           bool
}

func (s *Screens) showEdit(c *fiber.Ctx) error {
	p, err := s.personOf(c)
	if err != nil {
		return err
	}
	f := web.NewForm()
	fill(f, people.Form{Identity: p.Identity, Contacts: p.Contacts})
	return s.web.Render(c, "office/people/form", editPage(web.Of(c), p.ID, p.Name(), p.Version, f))
}

func (s *Screens) personOf(c *fiber.Ctx) (*people.Person, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return people.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

func editPage(r *web.Request, id int64, name string, version int, f *web.Form) *FormPage {
	p := &FormPage{Action: r.URL(path(id, "/dati")), Back: r.URL(path(id, "")), Version: version, MoreOpen: true}
	p.Title = r.T("people.edit.title", "Name", name)
	p.draw(r, f)
	return p
}

func (s *Screens) edit(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	known, err := s.personOf(c)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(f.Get("version"))
	if err != nil {
		return fault.Missing()
	}
	form, badDate := formOf(f)
	if badDate {
		f.FailField("born_on", r.T("people.error.born_on"))
	} else {
		err = people.Change(c.UserContext(), s.db.Web, r.Actor, known.ID, version, form, r.Now)
	}
	switch {
	case badDate || f.Fail(r, err) || isFiscalTaken(err) && f.FailConflict(r, err, "fiscal_code"):
		return s.web.RenderInvalid(c, "office/people/form", editPage(r, known.ID, known.Name(), version, f))
	case fault.Is(err, fault.Conflict):
		return s.showChanged(c, known, version, form)
	case err != nil:
		return err
	}
	s.web.Flash(c, "success", "people.saved")
	return web.SeeOther(c, path(known.ID, ""))
}

func isFiscalTaken(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Key == "people.error.fiscal_taken"
}

// showChanged draws the form again on top of what was saved meanwhile: what only the
// other one changed is taken over, what both changed keeps what the reader typed, and
// the box shows both.
func (s *Screens) showChanged(c *fiber.Ctx, known *people.Person, version int, mine people.Form) error {
	r, ctx := web.Of(c), c.UserContext()
	changed, err := people.Since(ctx, s.db.Web, r.Actor, known.ID, version)
	if err != nil {
		return err
	}
	names, err := s.whoIs(c, []string{changed.By})
	if err != nil {
		return err
	}
	typed, was, is := web.NewForm(), web.NewForm(), web.NewForm()
	fill(typed, mine.Clean())
	fill(was, changed.Was)
	fill(is, changed.Is)
	labels := labelsOf(r)
	box := &ChangedBox{Who: names[changed.By], At: changed.At}
	for _, name := range fieldNames(changed.Fields) {
		if was.Get(name) == is.Get(name) {
			continue
		}
		row := ChangedRow{Label: labels[name], Was: was.Get(name), Is: is.Get(name), Both: typed.Get(name) != was.Get(name) && typed.Get(name) != is.Get(name)}
		if !row.Both {
			typed.Set(name, is.Get(name))
		}
		box.Rows = append(box.Rows, row)
	}
	p := editPage(r, known.ID, known.Name(), changed.Version, typed)
	p.Changed = box
	return s.web.RenderConflict(c, "office/people/form", p)
}

// fieldNames are the inputs behind the fields of a change.
func fieldNames(fields []string) []string {
	i := slices.Index(fields, "contacts")
	if i < 0 {
		return fields
	}
	return append(slices.Delete(slices.Clone(fields), i, i+1), people.Phone, people.Email)
}

func labelsOf(r *web.Request) map[string]string {
	labels := map[string]string{}
	for _, x := range slices.Concat(mainFields(r, web.NewForm()), moreFields(r, web.NewForm())) {
		labels[x.Name] = x.Label
	}
	return labels
}
