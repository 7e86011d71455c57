package persons

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/web"
)

// Section is one part of a file on its page: education, work and so on.
type Section struct {
	Title, AddURL string
	Lines         []Line
}

// Line is one entry: its first field, the others, and where it is changed.
type Line struct {
	Title, URL string
	Facts      []web.Fact
	Expired    bool
}

// sections are the parts of a file, those without entries too.
func (s *Screens) sections(c *fiber.Ctx, id int64, manage bool) ([]Section, error) {
	r := web.Of(c)
	entries, err := people.Entries(c.UserContext(), s.db.Web, r.Actor, id)
	if err != nil {
		return nil, err
	}
	var all []Section
	for _, k := range people.Kinds() {
		section := Section{Title: r.T("people.kind." + k.Name)}
		base := r.URL(path(id, "/voci/"+k.Name))
		if manage {
			section.AddURL = base
		}
		for i := range entries {
			if entries[i].Kind != k.Name {
				continue
			}
			line := lineOf(r, k, &entries[i])
			if manage {
				line.URL = base + "/" + web.IDText(entries[i].ID)
			}
			section.Lines = append(section.Lines, line)
		}
		all = append(all, section)
	}
	return all, nil
}

func lineOf(r *web.Request, k people.Kind, e *people.Entry) Line {
	line := Line{Title: shown(r, k, k.Fields[0], e.Data), Expired: e.Expired(r.Now)}
	for _, f := range k.Fields[1:] {
		if value := shown(r, k, f, e.Data); value != "" {
			line.Facts = append(line.Facts, web.Fact{Label: r.T("people." + k.Name + "." + f.Name), Value: value})
		}
	}
	return line
}

// shown is a value as the reader reads it.
func shown(r *web.Request, k people.Kind, f people.Rule, data map[string]string) string {
	v := data[f.Name]
	if v == "" {
		return ""
	}
	switch f.Type {
	case "choice":
		if f.Choices[0] == "a1" {
			return strings.ToUpper(v)
		}
		return r.T("people." + k.Name + "." + f.Name + "." + v)
	case "flag":
		return r.T("people.form.yes")
	case "country":
		return r.L.CountryName(v)
	case "language":
		return display.Languages(language.Make(r.Lang)).Name(language.Make(v))
	case "date":
		if d, err := time.Parse(time.DateOnly, v); err == nil {
			return r.L.DateShort(d)
		}
	case "month":
		if y, m, ok := strings.Cut(v, "-"); ok {
			return m + "/" + y
		}
	}
	return v
}

// EntryPage adds a line to a file or changes one.
type EntryPage struct {
	web.Page
	Name         string
	Action, Back string
	RemoveURL    string
	Fields       []web.Field
	Errors       []web.FieldError
}

func (s *Screens) showEntry(c *fiber.Ctx) error {
	f := web.NewForm()
	return s.renderEntry(c, f, func(e *people.Entry) {
		for name, value := range e.Data {
			f.Set(name, value)
		}
	}, s.web.Render)
}

// renderEntry draws the form of the kind in the address; fill gets the entry being
// changed, where there is one.
func (s *Screens) renderEntry(c *fiber.Ctx, f *web.Form, fill func(*people.Entry), render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	k, err := people.FindKind(c.Params("parte"))
	if err != nil {
		return err
	}
	p := &EntryPage{Name: person.Name(), Back: r.URL(path(person.ID, "")), Action: r.URL(path(person.ID, "/voci/"+k.Name))}
	p.Title = r.T("people.kind." + k.Name)
	if c.Params("voce") != "" {
		id, err := web.ID(c, "voce")
		if err != nil {
			return err
		}
		e, err := people.FindEntry(c.UserContext(), s.db.Web, r.Actor, person.ID, id)
		if err != nil {
			return err
		}
		if e.Kind != k.Name {
			return fault.Missing()
		}
		fill(e)
		p.Action += "/" + web.IDText(e.ID)
		p.RemoveURL = p.Action + "/rimozione"
	}
	p.Errors = f.Errors()
	for _, x := range k.Fields {
		p.Fields = append(p.Fields, entryField(r, f, k, x))
	}
	return render(c, "office/people/entry", p)
}

func entryField(r *web.Request, f *web.Form, k people.Kind, rule people.Rule) web.Field {
	x := web.Field{Name: rule.Name, Label: r.T("people." + k.Name + "." + rule.Name), Required: rule.Required, Autocomplete: "off"}
	switch rule.Type {
	case "text":
		x.Max = people.MaxText
	case "date":
		x.Type = "date"
	case "month":
		x.Hint, x.Max, x.InputMode = r.T("people.form.month.hint"), 7, "numeric"
	case "year":
		x.Max, x.InputMode = 4, "numeric"
	case "flag":
		x.Type = "checkbox"
	case "country":
		x.Type, x.Options = "select", web.CountryOptions(r, r.T("people.form.none"))
	case "language":
		x.Type, x.Options = "select", languages(r)
	default:
		x.Type, x.Options = "select", []web.Option{{Value: "", Label: r.T("people.form.none")}}
		for _, v := range rule.Choices {
			x.Options = append(x.Options, web.Option{Value: v, Label: shown(r, k, rule, map[string]string{rule.Name: v})})
		}
	}
	return f.Bind(x)
}

// languages are those of the portal and the others often spoken, in the reader's words.
func languages(r *web.Request) []web.Option {
	names := display.Languages(language.Make(r.Lang))
	all := []web.Option{{Value: "", Label: r.T("people.form.none")}}
	tags := []string{"it", "en", "fr", "es", "de", "pt"}
	for _, l := range i18n.Languages() {
		tags = append(tags, l.Tag)
	}
	tags = append(tags, "pl", "bg", "mk", "sr", "el", "tr", "fa", "ps", "ku", "hi", "pa", "ta", "si", "ne", "vi", "tl", "am", "ti", "so", "sw", "wo", "ff", "bm", "ha", "yo", "ig", "ln")
	for i, tag := range tags {
		if !slices.Contains(tags[:i], tag) {
			all = append(all, web.Option{Value: tag, Label: names.Name(language.Make(tag))})
		}
	}
	return all
}

// saveEntry adds a line, or changes the one in the address.
func (s *Screens) saveEntry(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	k, err := people.FindKind(c.Params("parte"))
	if err != nil {
		return err
	}
	data := map[string]string{}
	for _, x := range k.Fields {
		data[x.Name] = f.Get(x.Name)
	}
	if c.Params("voce") == "" {
		_, err = people.AddEntry(c.UserContext(), s.db.Web, r.Actor, person.ID, k.Name, data, r.Now)
	} else if id, bad := web.ID(c, "voce"); bad != nil {
		return bad
	} else {
		err = people.ChangeEntry(c.UserContext(), s.db.Web, r.Actor, person.ID, id, data, r.Now)
	}
	switch {
	case f.Fail(r, err):
		return s.renderEntry(c, f, func(*people.Entry) {}, s.web.RenderInvalid)
	case fault.Is(err, fault.Conflict):
		s.web.Flash(c, "danger", "people.error.entry_changed")
	case err != nil:
		return err
	default:
		s.web.Flash(c, "success", "people.saved")
	}
	return web.SeeOther(c, path(person.ID, ""))
}

func (s *Screens) removeEntry(c *fiber.Ctx) error {
	r := web.Of(c)
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	id, err := web.ID(c, "voce")
	if err != nil {
		return err
	}
	if err := people.RemoveEntry(c.UserContext(), s.db.Web, r.Actor, person.ID, id, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "people.removed")
	return web.SeeOther(c, path(person.ID, ""))
}
