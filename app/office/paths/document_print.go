package paths

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/web"
)

// DocumentPrintPage is a version on paper: labels in Italian and, beside them, in the
// person's language; what an operator wrote stays in the language it was written in.
type DocumentPrintPage struct {
	web.Page
	PDF  *web.PDF
	Back string
	// Other is the person's language, "" where it is Italian.
	Other, OtherDir   string
	TextLang, TextDir string
	Head              []Pair
	Parts             []Pair
	Goals             []PairLine
	Columns           []Pair
	Signatures        []Pair
	// Signed is nil unless the version was signed on a screen.
	Signed *SignedSheet

	caseID  int64
	version int
}

// Pair is a label in Italian and in the person's language; Text is what was written,
// Value and OtherValue what each language says itself.
type Pair struct {
	Label, Other, Text string
	Value, OtherValue  string
}

// PairLine is an action of a plan on paper.
type PairLine struct {
	What, Who string
	Doer, Due Pair
}

// pairing says things twice.
type pairing struct{ it, other *i18n.Localizer }

func (w pairing) say(key string, args ...any) Pair {
	p := Pair{Label: w.it.T(key, args...)}
	if w.other != nil {
		p.Other = w.other.T(key, args...)
	}
	return p
}

func (w pairing) value(key string, of func(*i18n.Localizer) string) Pair {
	p := w.say(key)
	p.Value = of(w.it)
	if w.other != nil {
		p.OtherValue = of(w.other)
	}
	return p
}

// printDocument shows a version as it will be on paper.
func (s *Screens) printDocument(c *fiber.Ctx, kind string) error {
	p, err := s.paperOf(c, kind)
	if err != nil {
		return err
	}
	p.Paper, p.PDF = true, s.web.PDFAt(p.Back+"/pdf?versione="+strconv.Itoa(p.version))
	return s.web.Render(c, "office/cases/paper", p)
}

// pdfDocument answers with the same sheet as a file.
func (s *Screens) pdfDocument(c *fiber.Ctx, kind string) error {
	p, err := s.paperOf(c, kind)
	if err != nil {
		return err
	}
	p.Title = p.Head[0].Label // the document's language, not the reader's
	file := strings.TrimPrefix(documentPath(kind), "/") + "-percorso-" + web.IDText(p.caseID) + "-versione-" + strconv.Itoa(p.version)
	return s.web.SendPDF(c, file, i18n.Italian, "office/cases/paper", p)
}

// paperOf is the version of the case in the address that the reader asks for.
func (s *Screens) paperOf(c *fiber.Ctx, kind string) (*DocumentPrintPage, error) {
	r := web.Of(c)
	x, err := s.caseOf(c)
	if err != nil {
		return nil, err
	}
	all, err := cases.Documents(c.UserContext(), s.db.Web, r.Actor, x.ID, kind)
	if err != nil {
		return nil, err
	}
	d, err := version(all, c.QueryInt("versione"))
	if err != nil {
		return nil, err
	}
	if d == nil {
		return nil, fault.Missing()
	}
	names, err := auth.NamesOf(c.UserContext(), s.db.Web, []int64{d.UserID})
	if err != nil {
		return nil, err
	}
	p := &DocumentPrintPage{caseID: x.ID, version: d.Version, Back: r.URL(path(x.ID, documentPath(kind))), TextLang: d.Lang, TextDir: i18n.Dir(d.Lang)}
	p.Title = r.T("document." + kind)
	words := pairing{it: s.web.In(i18n.Italian)}
	if x.Person.Lang != i18n.Italian {
		p.Other, p.OtherDir = x.Person.Lang, i18n.Dir(x.Person.Lang)
		words.other = s.web.In(x.Person.Lang)
	}
	p.fill(words, x, d, names[d.UserID])
	if err := s.addSigned(c, p, words, d); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *DocumentPrintPage) fill(w pairing, x *cases.Case, d *cases.Document, operator string) {
	plain := func(key, text string) Pair {
		return w.value(key, func(*i18n.Localizer) string { return text })
	}
	p.Head = []Pair{
		w.say("document." + d.Kind), w.say("document." + d.Kind + ".about"),
		plain("document.person", strings.TrimSpace(x.Person.Name())),
		w.value("document.desk", func(l *i18n.Localizer) string { return l.Plain(x.Desk.Name) }),
		plain("document.operator", operator),
		w.value("document.version", func(l *i18n.Localizer) string {
			return l.Number(d.Version) + " · " + l.DateShort(d.ChangedAt.In(web.Rome()))
		}),
	}
	for _, f := range cases.FieldsOf(d.Kind) {
		v, key := d.Body[f.Name], "document."+d.Kind+"."+f.Name
		switch {
		case f.Type == "flag":
			p.Parts = append(p.Parts, w.value(key, func(l *i18n.Localizer) string {
				if v == "" {
					return l.T("document.no")
				}
				return l.T("document.yes")
			}))
		case v == "":
		case f.Type == "text":
			part := w.say(key)
			part.Text = v
			p.Parts = append(p.Parts, part)
		default:
			p.Parts = append(p.Parts, w.value(key, func(l *i18n.Localizer) string { return written(l, f, v) }))
		}
	}
	p.fillActions(w, d)
	p.Signatures = []Pair{w.say("document.sign.person"), w.say("document.sign.operator"), w.say("document.sign.date")}
}

func (p *DocumentPrintPage) fillActions(w pairing, d *cases.Document) {
	if len(d.Lines) == 0 {
		return
	}
	p.Columns = []Pair{w.say("document.action"), w.say("document.doer"), w.say("document.due")}
	for _, l := range d.Lines {
		line := PairLine{What: l.What, Who: l.Who, Doer: w.say("document.doer." + l.Doer)}
		if !l.DueOn.IsZero() {
			line.Due = w.value("document.due", func(x *i18n.Localizer) string { return x.DateShort(l.DueOn.Time()) })
			if line.Due.OtherValue == line.Due.Value {
				line.Due.OtherValue = "" // both languages write the day alike
			}
		}
		p.Goals = append(p.Goals, line)
	}
}
