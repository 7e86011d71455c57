package paths

import (
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/web"
)

// DocumentFormPage writes the draft of a pact or a plan.
type DocumentFormPage struct {
	web.Page
	Kind, Name   string
	Action, Back string
	// Version and Revision are those of the draft as its author saw it.
	Version, Revision string
	// Next says that a decided version stays and the next one begins.
	Next   bool
	Fields []web.Field
	Rows   []ActionRow
	// Meanwhile is what the document says now where it differs from what was typed.
	Meanwhile []Change
	Errors    []web.FieldError
}

// ActionRow is an action of a plan being written.
type ActionRow struct {
	Number   int
	ActionID string
	Fields   []web.Field
}

// blankRows are the empty actions at the end of the form.
const blankRows = 3

// drafting is what a form about a document stands on.
type drafting struct {
	kind string
	x    *cases.Case
	all  []cases.Document
}

func (s *Screens) drafting(c *fiber.Ctx, kind string) (*drafting, error) {
	x, err := s.caseOf(c)
	if err != nil {
		return nil, err
	}
	all, err := cases.Documents(c.UserContext(), s.db.Web, web.Of(c).Actor, x.ID, kind)
	return &drafting{kind, x, all}, err
}

func (s *Screens) editDocument(c *fiber.Ctx, kind string) error {
	d, err := s.drafting(c, kind)
	if err != nil {
		return err
	}
	in := cases.NextContent(d.all)
	if in.UserID == 0 {
		in.UserID, in.Lang = d.x.UserID, "it"
	}
	f := web.NewForm()
	fillContent(f, in)
	return s.renderDraft(c, d, f, nil, s.web.Render)
}

// fillContent puts a version into its form.
func fillContent(f *web.Form, in cases.Content) {
	f.Set("version", strconv.Itoa(in.Version))
	f.Set("revision", strconv.Itoa(in.Revision))
	f.Set("operator", web.IDText(in.UserID))
	f.Set("lang", in.Lang)
	for name, value := range in.Body {
		f.Set(name, value)
	}
	for i, l := range in.Lines {
		n := fmt.Sprint("-", i+1)
		f.Set("action"+n, web.IDText(l.ActionID))
		f.Set("what"+n, l.What)
		f.Set("doer"+n, l.Doer)
		f.Set("who"+n, l.Who)
		if !l.DueOn.IsZero() {
			f.Set("due"+n, l.DueOn.String())
		}
	}
}

// readContent takes a version out of its form; rows left empty are closed up. A day that
// is none is noted in the form.
func readContent(r *web.Request, f *web.Form, kind string) cases.Content {
	in := cases.Content{Version: number(f, "version"), Revision: number(f, "revision"), UserID: f.Int64("operator"), Lang: f.Get("lang"), Body: map[string]string{}}
	for _, x := range cases.FieldsOf(kind) {
		in.Body[x.Name] = f.Get(x.Name)
	}
	for i := 1; kind == cases.Plan && i <= cases.MaxAction+blankRows; i++ {
		from := fmt.Sprint("-", i)
		if f.Get("what"+from) == "" && f.Get("who"+from) == "" && f.Get("due"+from) == "" {
			continue
		}
		to := fmt.Sprint("-", len(in.Lines)+1)
		for _, name := range []string{"action", "what", "doer", "who", "due"} {
			value := f.Get(name + from)
			f.Set(name+from, "")
			f.Set(name+to, value)
		}
		day, err := desks.ParseDate(f.Get("due" + to))
		if f.Get("due"+to) != "" && err != nil {
			f.FailField("due"+to, r.T("cases.error.date"))
		}
		in.Lines = append(in.Lines, cases.Line{ActionID: f.Int64("action" + to), What: f.Get("what" + to), Doer: f.Get("doer" + to), Who: f.Get("who" + to), DueOn: day})
	}
	return in
}

func number(f *web.Form, name string) int {
	n, err := strconv.Atoi(f.Get(name))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

func (s *Screens) writeDocument(c *fiber.Ctx, kind string) error {
	r, f := web.Of(c), web.ReadForm(c)
	d, err := s.drafting(c, kind)
	if err != nil {
		return err
	}
	in := readContent(r, f, kind)
	if len(f.Errors()) > 0 {
		return s.renderDraft(c, d, f, nil, s.web.RenderInvalid)
	}
	err = cases.WriteDocument(c.UserContext(), s.db.Web, r.Actor, d.x.ID, kind, in, r.Now)
	if f.Fail(r, err) {
		return s.renderDraft(c, d, f, nil, s.web.RenderInvalid)
	}
	if fault.Is(err, fault.Conflict) {
		return s.meanwhile(c, kind, f, in, err)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "cases.document.saved")
	return web.SeeOther(c, path(d.x.ID, documentPath(kind)))
}

// meanwhile shows the form again as it was typed, beside what somebody else wrote; sent
// again it takes the place of that.
func (s *Screens) meanwhile(c *fiber.Ctx, kind string, f *web.Form, in cases.Content, err error) error {
	d, failed := s.drafting(c, kind)
	if failed != nil {
		return failed
	}
	f.FailConflict(web.Of(c), err, "")
	next := cases.NextContent(d.all)
	f.Set("version", strconv.Itoa(next.Version))
	f.Set("revision", strconv.Itoa(next.Revision))
	known := map[int64]bool{}
	for i := range d.all {
		for _, l := range d.all[i].Lines {
			known[l.ActionID] = true
		}
	}
	for i, l := range in.Lines {
		if !known[l.ActionID] {
			in.Lines[i].ActionID = 0
			f.Set(fmt.Sprint("action-", i+1), "")
		}
	}
	return s.renderDraft(c, d, f, &in, s.web.RenderConflict)
}

// renderDraft draws the form; typed is what somebody wrote over another's change.
func (s *Screens) renderDraft(c *fiber.Ctx, d *drafting, f *web.Form, typed *cases.Content, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	colleagues, err := auth.Colleagues(c.UserContext(), s.db.Web, d.x.DeskID)
	if err != nil {
		return err
	}
	p := &DocumentFormPage{Kind: d.kind, Name: d.x.Person.Name(), Version: f.Get("version"), Revision: f.Get("revision"), Errors: f.Errors()}
	p.Title, p.Back = r.T("document."+d.kind), r.URL(path(d.x.ID, documentPath(d.kind)))
	p.Action, p.Next = p.Back+"/modifica", len(d.all) > 0 && d.all[0].Decided()
	names := map[int64]string{}
	var operators []web.Option
	for _, u := range colleagues {
		names[u.ID] = u.Name
		operators = append(operators, web.Option{Value: web.IDText(u.ID), Label: u.Name})
	}
	p.Fields = append(bodyFields(r, f, d.kind),
		f.Bind(web.Field{Name: "operator", Type: "select", Label: r.T("document.operator"), Options: operators, Required: true}),
		f.Bind(web.Field{Name: "lang", Type: "select", Label: r.T("cases.document.lang"), Hint: r.T("cases.document.lang.hint"), Options: r.LanguageNames(), Required: true}))
	if d.kind == cases.Plan {
		p.Rows = actionRows(r, f)
	}
	if typed != nil && len(d.all) > 0 {
		mine := &cases.Document{Kind: d.kind, UserID: typed.UserID, Lang: typed.Lang, Body: typed.Body, Lines: typed.Lines}
		p.Meanwhile = changes(r, &d.all[0], mine, names)
	}
	return render(c, "office/cases/draft", p)
}

func bodyFields(r *web.Request, f *web.Form, kind string) []web.Field {
	var all []web.Field
	for _, x := range cases.FieldsOf(kind) {
		field := web.Field{Name: x.Name, Label: r.T("document." + kind + "." + x.Name), Required: x.Needed, Autocomplete: "off"}
		switch x.Type {
		case "text":
			field.Type, field.Rows, field.Max = "textarea", 3, cases.MaxText
		case "short":
			field.Max = cases.MaxShort
		case "flag":
			field.Type = "checkbox"
		case "date":
			field.Type = "date"
		}
		all = append(all, f.Bind(field))
	}
	return all
}

func actionRows(r *web.Request, f *web.Form) []ActionRow {
	var rows []ActionRow
	last := 0
	for i := 1; i <= cases.MaxAction; i++ {
		n := fmt.Sprint("-", i)
		if f.Get("what"+n) != "" || f.Get("who"+n) != "" || f.Get("due"+n) != "" {
			last = i
		}
	}
	for i := 1; i <= min(last+blankRows, cases.MaxAction); i++ {
		n := fmt.Sprint("-", i)
		var doers []web.Option
		for _, d := range cases.Doers() {
			doers = append(doers, web.Option{Value: d, Label: r.T("document.doer." + d)})
		}
		rows = append(rows, ActionRow{Number: i, ActionID: f.Get("action" + n), Fields: []web.Field{
			f.Bind(web.Field{Name: "what" + n, Label: r.T("document.action"), Max: cases.MaxWhat, Either: true, Autocomplete: "off"}),
			f.Bind(web.Field{Name: "doer" + n, Type: "select", Label: r.T("document.doer"), Options: doers, Either: true}),
			f.Bind(web.Field{Name: "who" + n, Label: r.T("cases.document.who"), Max: cases.MaxName, Autocomplete: "off"}),
			f.Bind(web.Field{Name: "due" + n, Type: "date", Label: r.T("document.due")}),
		}})
	}
	return rows
}
