package retention

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/pages"
	"approdo/app/privacy"
	"approdo/app/web"
	"approdo/app/web/tables"
)

// BookPage is the register of processing, on screen and on paper.
type BookPage struct {
	web.Page
	Back, Print, Export string
	PDF                 *web.PDF
	On                  time.Time
	// Holder are the controller and how to reach them; Measures how data are protected.
	Holder   []web.Fact
	Lines    []BookLine
	Measures []string
}

// BookLine is one purpose of the register.
type BookLine struct {
	Name, Why, Basis, Who, Kept string
	Inside, Outside             string
	Data                        []web.Fact
}

func (s *Screens) bookPage(c *fiber.Ctx) (*BookPage, error) {
	r, ctx := web.Of(c), c.UserContext()
	all, err := privacy.Register(ctx, s.db.Web)
	if err != nil {
		return nil, err
	}
	who, err := pages.Find(ctx, s.db.Web)
	if err != nil {
		return nil, err
	}
	p := &BookPage{Back: r.URL(homePath), Print: r.URL(bookPath + "/stampa"), Export: r.URL(bookPath + "/esportazione"), On: r.Now.In(web.Rome()), Holder: holder(r, who)}
	p.Title = r.T("retention.book.title")
	p.Crumbs = []web.Crumb{{Label: r.T("office.menu.retention"), URL: r.URL(homePath)}, {Label: p.Title}}
	for i := range all {
		p.Lines = append(p.Lines, lineOf(r, &all[i]))
	}
	for _, code := range privacy.Measures() {
		p.Measures = append(p.Measures, r.T("retention.measure."+code))
	}
	return p, nil
}

// holder names the controller and the data-protection officer.
func holder(r *web.Request, x *pages.Institution) []web.Fact {
	var all []web.Fact
	add := func(key, value string) {
		if value != "" {
			all = append(all, web.Fact{Label: r.T("retention.book." + key), Value: value})
		}
	}
	add("holder", x.ParentName)
	add("office", strings.Join(notEmpty(x.Name, x.Address), ", "))
	add("contact", strings.Join(notEmpty(x.Phone, x.Email, x.PEC), " · "))
	add("officer", x.ProtectionEmail)
	return all
}

func notEmpty(all ...string) (kept []string) {
	for _, x := range all {
		if x != "" {
			kept = append(kept, x)
		}
	}
	return kept
}

func lineOf(r *web.Request, x *privacy.Processing) BookLine {
	key := "retention.purpose." + string(x.Purpose)
	l := BookLine{Name: r.T(key), Why: r.T(key + ".why"), Who: r.T(key + ".who"), Basis: basisText(r, x.Purpose),
		Kept: r.L.N("retention.months", x.Months) + " " + r.T(key+".from")}
	var inside, outside []string
	for _, role := range x.Readers {
		inside = append(inside, r.T("office.role."+string(role)))
	}
	for _, code := range x.Recipients {
		outside = append(outside, r.T("retention.to."+code))
	}
	l.Inside, l.Outside = strings.Join(inside, ", "), strings.Join(outside, "; ")
	if l.Outside == "" {
		l.Outside = r.T("retention.to.nobody")
	}
	for _, d := range x.Data {
		var kinds []string
		for _, code := range d.Kinds {
			kinds = append(kinds, r.T("retention.kind."+code))
		}
		l.Data = append(l.Data, web.Fact{Label: r.T("retention.table." + d.Table), Value: strings.Join(kinds, ", ")})
	}
	return l
}

func (s *Screens) book(c *fiber.Ctx) error {
	p, err := s.bookPage(c)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/retention/book", p)
}

func (s *Screens) printBook(c *fiber.Ctx) error {
	p, err := s.bookPage(c)
	if err != nil {
		return err
	}
	p.Paper, p.Back, p.PDF = true, web.Of(c).URL(bookPath), s.web.PDFAt(web.Of(c).URL(bookPath+"/pdf"))
	return s.web.Render(c, "office/retention/paper", p)
}

func (s *Screens) pdfBook(c *fiber.Ctx) error {
	p, err := s.bookPage(c)
	if err != nil {
		return err
	}
	p.Paper = true
	return s.web.SendPDF(c, "registro-dei-trattamenti-"+p.On.Format(time.DateOnly), web.Of(c).Lang, "office/retention/paper", p)
}

func (s *Screens) exportBook(c *fiber.Ctx) error {
	p, err := s.bookPage(c)
	if err != nil {
		return err
	}
	r := web.Of(c)
	t := tables.Table{Name: p.Title, Widths: []float64{24, 50, 40, 40, 80, 40, 40, 40, 60, 40}}
	for _, key := range []string{"purpose", "why", "basis", "who", "data", "inside", "outside", "kept", "measures", "holder", "on"} {
		t.Head = append(t.Head, r.T("retention.book."+key))
	}
	var who []string
	for _, f := range p.Holder {
		who = append(who, f.Label+": "+f.Value)
	}
	for _, l := range p.Lines {
		var data []string
		for _, d := range l.Data {
			data = append(data, d.Label+": "+d.Value)
		}
		t.Rows = append(t.Rows, []any{l.Name, l.Why, l.Basis, l.Who, strings.Join(data, "\n"), l.Inside, l.Outside, l.Kept,
			strings.Join(p.Measures, "\n"), strings.Join(who, "\n"), p.On.Format(time.DateOnly)})
	}
	return send(c, t, "registro-dei-trattamenti", web.ReadForm(c).Get("format"))
}
