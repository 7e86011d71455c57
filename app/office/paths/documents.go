package paths

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/web"
)

// documents are the routes of the pact and the plan of a case.
func (s *Screens) documents() {
	for _, kind := range []string{cases.Pact, cases.Plan} {
		base := "/ufficio/percorsi/:id" + documentPath(kind)
		s.web.Get(base, web.May(auth.CasesRead), ofKind(kind, s.showDocument))
		s.web.Get(base+"/stampa", web.May(auth.CasesRead), ofKind(kind, s.printDocument))
		s.web.Get(base+"/pdf", web.May(auth.CasesRead), ofKind(kind, s.pdfDocument))
		s.web.Get(base+"/modifica", web.May(auth.CasesManage), ofKind(kind, s.editDocument))
		s.web.Post(base+"/modifica", web.May(auth.CasesManage), ofKind(kind, s.writeDocument))
		s.web.PostFile(base+"/firma", web.May(auth.CasesManage), ofKind(kind, s.decideDocument))
		s.scanRoutes(base, kind)
		s.handRoutes(base, kind)
		s.askRoutes(base, kind)
	}
	s.web.Post("/ufficio/percorsi/:id/azioni/:azione", web.May(auth.CasesManage), s.moveAction)
}

func ofKind(kind string, do func(*fiber.Ctx, string) error) fiber.Handler {
	return func(c *fiber.Ctx) error { return do(c, kind) }
}

func documentPath(kind string) string {
	if kind == cases.Plan {
		return "/piano"
	}
	return "/patto"
}

// DocumentPage is one version of a pact or a plan.
type DocumentPage struct {
	web.Page
	Kind, Name, CaseURL string
	// Doc is nil where nothing is written yet.
	Doc   *cases.Document
	Badge Badge
	Facts []web.Fact
	Parts []Part
	// TextLang and TextDir are of what was written.
	TextLang, TextDir string
	Lines             []PlanLine
	Lacks             []string
	Versions          []VersionRow
	// Changes are against the version before, Before its number.
	Changes []Change
	Before  int
	Signing []web.Field
	// Ask sends it to be signed from afar, nil where it is decided and never was.
	Ask *AskPanel
	// Revision is the one that was read, and printed.
	Revision string
	// The addresses are "" where there is nothing to do.
	EditURL, PrintURL, PDFURL, SignURL string
	Errors                             []web.FieldError
	// Scans is nil for a draft.
	Scans *ScanPanel
	// Signature is nil unless the version was signed on a screen; HandURL opens the tablet.
	Signature *SignaturePanel
	HandURL   string
}

// Part is a field of a document with what was written; Flag ones say yes.
type Part struct{ Label, Text string }

// Badge is a state in words and colour.
type Badge struct{ Text, Tone string }

// VersionRow is one line of the list of versions.
type VersionRow struct {
	URL     string
	Number  int
	Badge   Badge
	On      desks.Date
	Current bool
}

// Change is one thing that two versions say differently.
type Change struct{ Label, Old, New string }

func (s *Screens) showDocument(c *fiber.Ctx, kind string) error {
	return s.renderDocument(c, kind, c.QueryInt("versione"), web.NewForm(), s.web.Render)
}

// version picks a version by number, the newest for 0; nil where nothing is written.
func version(all []cases.Document, number int) (*cases.Document, error) {
	if number == 0 && len(all) == 0 {
		return nil, nil
	}
	for i := range all {
		if number == 0 || all[i].Version == number {
			return &all[i], nil
		}
	}
	return nil, fault.Missing()
}

func (s *Screens) renderDocument(c *fiber.Ctx, kind string, number int, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	x, err := s.caseOf(c)
	if err != nil {
		return err
	}
	all, err := cases.Documents(c.UserContext(), s.db.Web, r.Actor, x.ID, kind)
	if err != nil {
		return err
	}
	d, err := version(all, number)
	if err != nil {
		return err
	}
	p := &DocumentPage{Kind: kind, Name: x.Person.Name(), CaseURL: r.URL(path(x.ID, "")), Doc: d, Errors: f.Errors()}
	p.Title = r.T("document." + kind)
	base := r.URL(path(x.ID, documentPath(kind)))
	may := x.Open() && r.Actor.May(auth.CasesManage)
	if may && (d == nil || d.Version == all[0].Version) {
		p.EditURL = base + "/modifica"
	}
	if d == nil {
		return render(c, "office/cases/document", p)
	}
	names, err := auth.NamesOf(c.UserContext(), s.db.Web, operators(all))
	if err != nil {
		return err
	}
	p.fill(r, d, names)
	p.PrintURL = base + "/stampa?versione=" + strconv.Itoa(d.Version)
	p.PDFURL = s.web.PDFAt(base + "/pdf?versione=" + strconv.Itoa(d.Version)).URL
	p.compare(r, all, d, base, names)
	if err := s.addScansOf(c, p, d, f, base); err != nil {
		return err
	}
	if may && len(p.Lacks) == 0 && d.May(cases.Signed) {
		p.SignURL, p.Signing = base+"/firma", signingFields(r, f, d, x.Person.Name())
		if p.Revision = f.Get("revision"); p.Revision == "" {
			p.Revision = strconv.Itoa(d.Revision)
		}
	}
	if err := s.addSignature(c, p, d, base); err != nil {
		return err
	}
	if err := s.addAsk(c, p, x, d, base); err != nil {
		return err
	}
	return render(c, "office/cases/document", p)
}

// fill writes what the version says.
func (p *DocumentPage) fill(r *web.Request, d *cases.Document, names map[int64]string) {
	p.Badge, p.TextLang, p.TextDir = documentBadge(r, d.State), d.Lang, i18n.Dir(d.Lang)
	p.Facts = []web.Fact{
		{Label: r.T("document.operator"), Value: names[d.UserID]},
		{Label: r.T("cases.document.lang"), Value: r.L.LanguageName(d.Lang)},
	}
	if d.Decided() {
		p.Facts = append(p.Facts, web.Fact{Label: r.T("cases.document.on"), Value: r.L.DateShort(d.DecidedOn.Time())})
	}
	if d.Signer != "" {
		p.Facts = append(p.Facts, web.Fact{Label: r.T("cases.document.signer"), Value: d.Signer})
	}
	if d.Reason != "" {
		p.Facts = append(p.Facts, web.Fact{Label: r.T("cases.document.reason"), Value: d.Reason})
	}
	for _, f := range cases.FieldsOf(d.Kind) {
		if v := d.Body[f.Name]; v != "" {
			p.Parts = append(p.Parts, Part{Label: r.T("document." + d.Kind + "." + f.Name), Text: written(r.L, f, v)})
		}
	}
	for _, name := range d.Lacks() {
		p.Lacks = append(p.Lacks, r.T("document."+d.Kind+"."+name))
	}
	p.Lines = planLines(r, d.Lines)
}

// compare lists the versions and what changed since the one before.
func (p *DocumentPage) compare(r *web.Request, all []cases.Document, d *cases.Document, base string, names map[int64]string) {
	for i := range all {
		v := &all[i]
		p.Versions = append(p.Versions, VersionRow{base + "?versione=" + strconv.Itoa(v.Version), v.Version, documentBadge(r, v.State), v.DecidedOn, v == d})
		if v == d && i+1 < len(all) {
			p.Before, p.Changes = all[i+1].Version, changes(r, &all[i+1], d, names)
		}
	}
}

func operators(all []cases.Document) []int64 {
	ids := make([]int64, 0, len(all))
	for i := range all {
		ids = append(ids, all[i].UserID)
	}
	return ids
}

// written is a field as a language reads it.
func written(l *i18n.Localizer, f cases.DocumentField, v string) string {
	switch f.Type {
	case "flag":
		return l.T("document.yes")
	case "date":
		if d, err := desks.ParseDate(v); err == nil {
			return l.DateShort(d.Time())
		}
	}
	return v
}

func documentBadge(r *web.Request, state string) Badge {
	tone := map[string]string{cases.Draft: "tone-info", cases.Signed: "tone-good", cases.Refused: "tone-bad", cases.Unsigned: "tone-warn"}[state]
	if tone == "" {
		tone = "tone-neutral"
	}
	return Badge{r.T("cases.document.state." + state), tone}
}

// changes says the differences of two versions in words.
func changes(r *web.Request, old, now *cases.Document, names map[int64]string) []Change {
	var all []Change
	fields := map[string]cases.DocumentField{}
	for _, f := range cases.FieldsOf(now.Kind) {
		fields[f.Name] = f
	}
	for _, d := range cases.Differences(old, now) {
		switch d.Field {
		case "operator":
			all = append(all, Change{r.T("document.operator"), names[old.UserID], names[now.UserID]})
		case "lang":
			all = append(all, Change{r.T("cases.document.lang"), r.L.LanguageName(d.Old), r.L.LanguageName(d.New)})
		case "action":
			all = append(all, Change{r.T("document.action"), sentence(r, d.OldLine), sentence(r, d.NewLine)})
		default:
			f := fields[d.Field]
			ch := Change{Label: r.T("document." + now.Kind + "." + d.Field)}
			if d.Old != "" {
				ch.Old = written(r.L, f, d.Old)
			}
			if d.New != "" {
				ch.New = written(r.L, f, d.New)
			}
			all = append(all, ch)
		}
	}
	return all
}

// sentence is an action on one line, "" for none.
func sentence(r *web.Request, l *cases.Line) string {
	if l == nil {
		return ""
	}
	words := []string{l.What, r.T("document.doer." + l.Doer)}
	if l.Who != "" {
		words = append(words, l.Who)
	}
	if !l.DueOn.IsZero() {
		words = append(words, r.L.DateShort(l.DueOn.Time()))
	}
	return strings.Join(words, " · ")
}
