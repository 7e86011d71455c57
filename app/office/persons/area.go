package persons

import (
	"html/template"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/web"
)

// AreaPanel says whether the person reaches their own area, and how.
type AreaPanel struct {
	State, Tone string
	Facts       []web.Fact
	// URL is where it is given or withdrawn; Slip the sheet to print, "" without paper.
	URL, Slip string
	Live      bool
}

// AreaPage gives a person their own area, another way into it, or closes it.
type AreaPage struct {
	web.Page
	Name, Back string
	Panel      AreaPanel
	Silent     bool
	// After is the way its author saw.
	After  string
	Way    web.Field
	Errors []web.FieldError
}

// SlipPage is the sheet with link and code, in the person's language.
type SlipPage struct {
	web.Page
	Back                    string
	PaperLang, PaperDir     string
	Heading, Lead, For      string
	Scan, Link              string
	Picture                 template.URL
	Cut, Type, Keep, Expiry string
	Code                    string
}

func (s *Screens) areaRoutes() {
	s.web.Get("/ufficio/persone/:id/area", web.May(auth.PeopleManage), s.showArea)
	s.web.Post("/ufficio/persone/:id/area", web.May(auth.PeopleManage), s.giveArea)
	s.web.Post("/ufficio/persone/:id/area/chiusura", web.May(auth.PeopleManage), s.closeArea)
	s.web.Get("/ufficio/persone/:id/area/foglio", web.May(auth.PeopleManage), s.printArea)
}

// Texting says whether the program can send short messages.
func (s *Screens) Texting(sms bool) { s.sms = sms }

// areaPanel reads how the person reaches their area.
func (s *Screens) areaPanel(c *fiber.Ctx, id int64) (AreaPanel, *people.Access, error) {
	r := web.Of(c)
	p := AreaPanel{URL: r.URL(path(id, "/area")), State: r.T("people.area.state.none"), Tone: "tone-neutral"}
	w, err := people.AccessOf(c.UserContext(), s.db.Web, r.Actor, id)
	if err != nil || w == nil {
		return p, w, err
	}
	names, err := s.whoIs(c, []string{w.GivenBy})
	state := "expired"
	switch {
	case w.WithdrawnAt != nil:
		state = "closed"
	case w.Live(r.Now):
		state, p.Live, p.Tone = "live", true, "tone-good"
		if w.Channel == people.OnPaper {
			p.Slip = r.URL(path(id, "/area/foglio"))
		}
	}
	p.State = r.T("people.area.state." + state)
	day := func(key string, value string) {
		p.Facts = append(p.Facts, web.Fact{Label: r.T(key), Value: value})
	}
	day("people.area.fact.way", wayText(r, w.Channel, w.Recipient))
	day("people.area.fact.given", r.L.DateShort(w.GivenAt.In(web.Rome()))+" · "+names[w.GivenBy])
	if w.UsedAt != nil {
		day("people.area.fact.used", r.L.DateShort(w.UsedAt.In(web.Rome())))
	} else {
		day("people.area.fact.used", r.T("people.area.fact.never"))
	}
	if p.Live {
		day("people.area.fact.until", r.L.DateShort(w.ExpiresAt.In(web.Rome())))
	}
	return p, w, err
}

func wayText(r *web.Request, channel, to string) string {
	return r.T("people.area.way."+channel, "To", people.Contact{Kind: people.Phone, Value: to}.Shown())
}

func (s *Screens) showArea(c *fiber.Ctx) error {
	return s.renderArea(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderArea(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	p := &AreaPage{Name: person.Name(), Back: r.URL(path(person.ID, "")), Silent: person.Silent, After: f.Get("after"), Errors: f.Errors()}
	p.Title = r.T("people.area.title")
	var w *people.Access
	if p.Panel, w, err = s.areaPanel(c, person.ID); err != nil {
		return err
	}
	if w != nil && p.After == "" {
		p.After = web.IDText(w.ID)
	}
	all, err := s.ways(c, person)
	if err != nil {
		return err
	}
	if len(all) == 1 {
		f.Set("way", all[0].Value)
	}
	p.Way = f.Bind(web.Field{Name: "way", Type: "radio", Label: r.T("people.area.way"), Options: all, Required: true})
	return render(c, "office/people/area", p)
}

// ways are the choices: each address, each number where the program sends SMS, paper.
func (s *Screens) ways(c *fiber.Ctx, person *people.Person) ([]web.Option, error) {
	r := web.Of(c)
	var all []web.Option
	for _, k := range person.Reachable() {
		channel := people.ByMail
		if k.Kind == people.Phone {
			channel = people.BySMS
		}
		if channel == people.BySMS && !s.sms {
			continue
		}
		shared, err := people.SharedWith(c.UserContext(), s.db.Web, person.ID, k.Value)
		if err != nil {
			return nil, err
		}
		o := web.Option{Value: channel + ":" + k.Value, Label: wayText(r, channel, k.Value), Hint: k.Note}
		if shared > 0 {
			o.Hint = strings.TrimPrefix(k.Note+" · "+r.L.N("people.area.shared", shared), " · ")
		}
		all = append(all, o)
	}
	return append(all, web.Option{Value: people.OnPaper + ":", Label: r.T("people.area.way.paper"), Hint: r.T("people.area.way.paper.hint")}), nil
}

func (s *Screens) giveArea(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	channel, to, _ := strings.Cut(f.Get("way"), ":")
	w, err := people.GiveAccess(c.UserContext(), s.db.Web, r.Actor, id, people.AccessForm{Channel: channel, Recipient: to, After: f.Int64("after")}, r.Now)
	switch {
	case f.Fail(r, err):
		return s.renderArea(c, f, s.web.RenderInvalid)
	case fault.Is(err, fault.Conflict):
		s.web.Flash(c, "danger", "people.access.changed")
		return web.SeeOther(c, path(id, "/area"))
	case err != nil:
		return err
	case w.Channel == people.OnPaper:
		return web.SeeOther(c, path(id, "/area/foglio"))
	}
	s.web.Flash(c, "success", "people.area.given")
	return web.SeeOther(c, path(id, "/area"))
}

func (s *Screens) closeArea(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	if err := people.WithdrawAccess(c.UserContext(), s.db.Web, r.Actor, id, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "people.area.closed")
	return web.SeeOther(c, path(id, "/area"))
}

func (s *Screens) printArea(c *fiber.Ctx) error {
	r := web.Of(c)
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	w, err := people.AccessOf(c.UserContext(), s.db.Web, r.Actor, person.ID)
	if err != nil {
		return err
	}
	if w == nil || w.Channel != people.OnPaper || !w.Live(r.Now) {
		return fault.Missing()
	}
	l, code := s.web.In(w.Lang), people.PaperCode(s.signer, w)
	p := &SlipPage{Back: r.URL(path(person.ID, "")), PaperLang: w.Lang, PaperDir: i18n.Dir(w.Lang), Heading: l.T("people.slip.title"),
		Lead: l.T("people.slip.lead"), For: l.T("people.slip.for", "Initials", person.Initials()), Scan: l.T("people.slip.scan"),
		Cut: l.T("people.slip.cut"), Type: l.T("people.slip.code"), Keep: l.T("people.slip.keep"),
		Expiry: l.T("people.slip.until", "Date", l.DateYear(w.ExpiresAt.In(web.Rome()))), Code: code[:4] + " " + code[4:],
		Link: s.web.Address(w.Lang, people.AccessLink(s.signer, w.ID))}
	p.Title = r.T("people.area.slip")
	if p.Picture, err = web.Code(p.Link); err != nil {
		return err
	}
	return s.web.Render(c, "office/people/slip", p)
}
