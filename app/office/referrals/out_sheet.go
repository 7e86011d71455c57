package referrals

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/office/persons"
	"approdo/app/referrals"
	"approdo/app/web"
)

// SheetPage is the paper a person takes to a body of the network: in Italian and, beside
// it, in the person's language; what the file says stays as it was written.
type SheetPage struct {
	web.Page
	Back string
	// Draft is a sheet to read and sign before anything is told.
	Draft bool
	PDF   *web.PDF
	// Other is the person's language, "" where it is Italian.
	Other, OtherDir string
	Heading, Take   Pair
	Head            []Pair
	Shared          Pair
	Parts           []SheetPart
	// Basis is why the body may be told.
	Basis      Pair
	BasisText  Pair
	Signatures []Pair
}

// Pair is a label in Italian and in the person's language; Value is the same for both.
type Pair struct{ Label, Other, Value string }

// SheetPart is one thing the body is told.
type SheetPart struct {
	Pair
	Lines []SheetLine
}

// SheetLine is a line of a part: its title, and what is said about it.
type SheetLine struct {
	Title string
	Facts []web.Fact
}

// pairing says things twice.
type pairing struct{ it, other *i18n.Localizer }

func (w pairing) say(key, value string, args ...any) Pair {
	p := Pair{Label: w.it.T(key, args...), Value: value}
	if w.other != nil {
		p.Other = w.other.T(key, args...)
	}
	return p
}

func (s *Screens) sheet(c *fiber.Ctx) error {
	p, err := s.sheetOf(c)
	if err != nil {
		return err
	}
	p.Paper, p.PDF = true, s.web.PDFAt(p.Back+"/scheda/pdf")
	return s.web.Render(c, "office/referrals/sheet", p)
}

// sheetPDF answers with the same as a file.
func (s *Screens) sheetPDF(c *fiber.Ctx) error {
	p, err := s.sheetOf(c)
	if err != nil {
		return err
	}
	return s.web.SendPDF(c, "scheda-invio-"+c.Params("id"), i18n.Italian, "office/referrals/sheet", p)
}

func (s *Screens) sheetOf(c *fiber.Ctx) (*SheetPage, error) {
	r := web.Of(c)
	g, err := s.outgoing(c)
	if err != nil {
		return nil, err
	}
	draft := g.o.State == referrals.Draft
	if !draft && !g.o.Permitted(g.body.Kind) {
		return nil, fault.New(fault.Conflict, "referrals.error.consent")
	}
	told, err := g.o.Told(c.UserContext(), s.db.Web, r.Actor)
	if err != nil {
		return nil, err
	}
	p := &SheetPage{Back: r.URL(outPath(g.o.ID, "")), Draft: draft}
	p.Title = r.T("referrals.sheet.title")
	words := pairing{it: s.web.In(i18n.Italian)}
	if lang := g.x.Person.Lang; lang != i18n.Italian {
		p.Other, p.OtherDir, words.other = lang, i18n.Dir(lang), s.web.In(lang)
	}
	p.fill(words, g)
	it := *r
	it.L, it.Lang = words.it, i18n.Italian
	p.parts(words, &it, g.o, told)
	return p, nil
}

func (p *SheetPage) fill(w pairing, g *outgoing) {
	p.Heading, p.Take = w.say("referrals.sheet.title", g.o.Number()), w.say("referrals.sheet.take", "")
	add := func(key, value string) {
		if value != "" {
			p.Head = append(p.Head, w.say(key, value))
		}
	}
	add("referrals.share.name", g.x.Person.Name())
	add("referrals.sheet.to", g.body.Name)
	add("referrals.share.address", g.body.Address)
	add("referrals.sheet.phone", g.body.Phone)
	add("referrals.sheet.hours", g.body.Hours)
	add("document.desk", w.it.Plain(g.x.Desk.Name))
	add("appointments.mail.phone", g.x.Desk.Phone)
	add("referrals.sheet.reason", g.o.Reason)
	add("document.plan.goals", g.o.Goals)
	p.Shared = w.say("referrals.sheet.shared", "")
	key := "referrals.sheet.consent"
	if referrals.BasisFor(g.body.Kind) == referrals.ByTask {
		key = "referrals.sheet.basis"
	}
	p.Basis = w.say(key, "")
	p.BasisText.Label = g.sentence(w.it)
	if w.other != nil {
		p.BasisText.Other = g.sentence(w.other)
	}
	p.Signatures = []Pair{w.say("document.sign.person", ""), w.say("document.sign.operator", ""), w.say("document.sign.date", "")}
}

// parts are what the body is told, item by item; what was never written is left out.
func (p *SheetPage) parts(w pairing, it *web.Request, o *referrals.Outgoing, told *referrals.Shared) {
	keys, items := referrals.OutgoingKeys(o.Items)[1:], itemsInOrder(o)
	show := &ShowPage{}
	show.parts(it, &referrals.Shared{Interview: told.Interview, Pact: told.Pact, Plan: told.Plan})
	for i, item := range items {
		part := SheetPart{Pair: w.say(keys[i], "")}
		switch item {
		case "person", "fiscal", "address":
			if facts := persons.Facts(it, only(told, item)); len(facts) > 0 {
				part.Lines = []SheetLine{{Facts: facts}}
			}
		case "contacts":
			for _, k := range told.Contacts {
				part.Lines = append(part.Lines, SheetLine{Title: k.Shown()})
			}
		case "interview":
			if len(show.Interview) > 0 {
				part.Lines = []SheetLine{{Facts: show.Interview}}
			}
		case "pact", "plan":
			part.Lines = paperLines(show, it.T("document."+item))
		default:
			part.Lines = entryLines(it, told, item)
		}
		if len(part.Lines) > 0 {
			p.Parts = append(p.Parts, part)
		}
	}
}
