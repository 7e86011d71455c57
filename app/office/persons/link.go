package persons

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/accesses"
	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/web"
)

// linkRoutes adds the pages that say whose file an appointment or a row of the access
// register belongs to.
func (s *Screens) linkRoutes() {
	manage := web.May(auth.PeopleManage)
	s.web.Get("/ufficio/appuntamenti/:id/persona", manage, s.showLink)
	s.web.Post("/ufficio/appuntamenti/:id/persona", manage, s.link)
	s.web.Get("/ufficio/accessi/:id/persona", manage, s.showLink)
	s.web.Post("/ufficio/accessi/:id/persona", manage, s.link)
}

// Two kinds of contacts with a desk, as the addresses name them.
const (
	ofAppointment = "appuntamenti"
	ofAccess      = "accessi"
)

// contact is an appointment or a row of the register whose person is asked for.
type contact struct {
	kind               string
	id                 int64
	name, phone, email string
	lang, mediator     string
	deskID             int64
	personID           *int64
}

func (x *contact) path() string { return "/ufficio/" + x.kind + "/" + web.IDText(x.id) }

// contactOf finds a contact of the reader's desks.
func (s *Screens) contactOf(c *fiber.Ctx, kind string, id int64) (*contact, error) {
	ctx, actor := c.UserContext(), web.Of(c).Actor
	x := &contact{kind: kind, id: id}
	bookedID := &id
	if kind == ofAccess {
		a, err := accesses.Find(ctx, s.db.Web, actor, id)
		if err != nil {
			return nil, err
		}
		x.name, x.lang, x.mediator, x.deskID, x.personID = a.Name, a.Lang, a.Mediator, a.DeskID, a.PersonID
		if bookedID = a.AppointmentID; bookedID == nil {
			return x, nil
		}
	} else if kind != ofAppointment {
		return nil, fault.Missing()
	}
	a, err := appointments.Find(ctx, s.db.Web, actor, *bookedID)
	if err != nil {
		return nil, err
	}
	x.name, x.lang, x.mediator, x.deskID, x.personID = a.Name, a.Lang, a.Mediator, a.DeskID, a.PersonID
	x.phone, x.email = a.Phone, a.Email
	return x, nil
}

// contactHere is the one in the address.
func (s *Screens) contactHere(c *fiber.Ctx) (*contact, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	kind := ofAppointment
	if strings.HasPrefix(web.Of(c).Path, "/ufficio/accessi/") {
		kind = ofAccess
	}
	return s.contactOf(c, kind, id)
}

// LinkPage asks whose file a contact belongs to: the likely people first, then a search.
type LinkPage struct {
	web.Page
	Who, Action, Back string
	// Linked is the person chosen before, nil for none.
	Linked *LinkRow
	Search string
	Asked  bool
	More   bool
	Rows   []LinkRow
	NewURL string
}

// LinkRow is somebody it may be.
type LinkRow struct {
	Row
	ID string
}

func (s *Screens) showLink(c *fiber.Ctx) error {
	r := web.Of(c)
	x, err := s.contactHere(c)
	if err != nil {
		return err
	}
	p := &LinkPage{Who: x.name, Search: c.Query("cerca"), Action: r.URL(x.path() + "/persona"), Back: r.URL(x.path())}
	p.Title, p.Asked = r.T("people.link.title"), p.Search != ""
	p.NewURL = r.URL("/ufficio/persone/nuova") + "?" + url.Values{"da": {x.kind}, "numero": {web.IDText(x.id)}}.Encode()
	if p.Linked, err = s.linkedTo(c, x); err != nil {
		return err
	}
	texts := []string{p.Search}
	if !p.Asked {
		texts = []string{x.phone, x.email, x.name}
	}
	if p.Rows, p.More, err = s.likely(c, texts, p.Linked); err != nil {
		return err
	}
	return s.web.Render(c, "office/people/link", p)
}

// linkedTo is the person a contact is linked to, nil for none the reader knows.
func (s *Screens) linkedTo(c *fiber.Ctx, x *contact) (*LinkRow, error) {
	if x.personID == nil {
		return nil, nil
	}
	r := web.Of(c)
	p, err := people.Find(c.UserContext(), s.db.Web, r.Actor, *x.personID)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &LinkRow{rowOf(r, p), web.IDText(p.ID)}, nil
}

// likely are the people found by each text, the first text's first, each once; not the
// one linked already.
func (s *Screens) likely(c *fiber.Ctx, texts []string, linked *LinkRow) (rows []LinkRow, more bool, err error) {
	r := web.Of(c)
	seen := map[string]bool{}
	if linked != nil {
		seen[linked.ID] = true
	}
	for _, text := range texts {
		if text == "" {
			continue
		}
		found, others, err := people.Search(c.UserContext(), s.db.Web, r.Actor, text)
		if err != nil {
			return nil, false, err
		}
		more = more || others
		for i := range found {
			if id := web.IDText(found[i].ID); !seen[id] {
				seen[id] = true
				rows = append(rows, LinkRow{rowOf(r, &found[i]), id})
			}
		}
	}
	return rows, more, nil
}

// link says whose it is; an empty person takes it back.
func (s *Screens) link(c *fiber.Ctx) error {
	f := web.ReadForm(c)
	x, err := s.contactHere(c)
	if err != nil {
		return err
	}
	person := f.Int64("person")
	if person == 0 && f.Get("person") != "" {
		return fault.Missing()
	}
	if err := s.tie(c, x, person); err != nil {
		return err
	}
	if person == 0 {
		s.web.Flash(c, "success", "people.link.undone")
		return web.SeeOther(c, x.path())
	}
	s.web.Flash(c, "success", "people.link.done")
	return web.SeeOther(c, path(person, ""))
}

func (s *Screens) tie(c *fiber.Ctx, x *contact, person int64) error {
	r := web.Of(c)
	if x.kind == ofAccess {
		return accesses.Link(c.UserContext(), s.db.Web, r.Actor, x.id, person, r.Now)
	}
	return accesses.LinkMeeting(c.UserContext(), s.db.Web, r.Actor, x.id, person, r.Now)
}

// prefill writes what a contact says of the person into the form of a new file.
func (s *Screens) prefill(c *fiber.Ctx, f *web.Form) error {
	id := int64(c.QueryInt("numero"))
	if id <= 0 {
		return nil
	}
	x, err := s.contactOf(c, c.Query("da"), id)
	if err != nil {
		return err
	}
	given, surname, _ := strings.Cut(x.name, " ")
	for name, value := range map[string]string{
		"from_kind": x.kind, "from_id": web.IDText(x.id), "desk": web.IDText(x.deskID), "given": given, "surname": strings.TrimSpace(surname),
		"phone": x.phone, "email": x.email, "lang": x.lang, "mediator": x.mediator,
	} {
		f.Set(name, value)
	}
	return nil
}

// linkNew ties the contact a new file was opened for.
func (s *Screens) linkNew(c *fiber.Ctx, f *web.Form, person int64) error {
	if f.Int64("from_id") <= 0 {
		return nil
	}
	x, err := s.contactOf(c, f.Get("from_kind"), f.Int64("from_id"))
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.tie(c, x, person)
}
