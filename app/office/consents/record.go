package consents

import (
	"cmp"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/consents"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/web"
)

// RecordPage records a consent: the words in the language the person reads, which are
// read aloud or signed, then how they were agreed to.
type RecordPage struct {
	web.Page
	Name, Back, Here, Action, Sheet string
	Read, Italian                   consents.Text
	ReadDir                         string
	Bilingual                       bool
	// No and ItalianNo introduce what happens without it, in both languages.
	No, ItalianNo string
	In            web.Field
	Fields        []web.Field
	Errors        []web.FieldError
}

// SheetPage is the sheet to be signed, in the person's language and in Italian.
type SheetPage struct {
	web.Page
	Back, Person      string
	Read, Italian     consents.Text
	ReadDir           string
	Bilingual         bool
	Agree, Sign, Date string
	Free              string
	No, ItalianNo     string
}

func (s *Screens) showRecord(c *fiber.Ctx) error {
	return s.renderRecord(c, web.NewForm(), s.web.Render)
}

// texts reads the words of the purpose in the address, in a language that was chosen or
// the person's, and in Italian.
func texts(c *fiber.Ctx, person *people.Person, employer, email string) (read, italian consents.Text, err error) {
	lang := cmp.Or(c.Query("lingua"), c.FormValue("lang"), person.Lang)
	if !i18n.Supported(lang) {
		lang = i18n.Italian
	}
	if read, err = consents.TextOf(c.Params("scopo"), lang, employer, email); err != nil {
		return read, italian, err
	}
	italian, err = consents.TextOf(c.Params("scopo"), i18n.Italian, employer, email)
	return read, italian, err
}

func (s *Screens) renderRecord(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	read, italian, err := texts(c, person, "", "")
	if err != nil {
		return err
	}
	here := web.PersonPath(person.ID, "/consensi/"+read.Purpose)
	p := &RecordPage{Name: person.Name(), Back: r.URL(web.PersonPath(person.ID, "/consensi")), Here: r.URL(here), Action: r.URL(here),
		Sheet: r.URL(here + "/foglio?lingua=" + read.Lang), Read: read, Italian: italian, ReadDir: i18n.Dir(read.Lang), Bilingual: read.Lang != i18n.Italian, Errors: f.Errors()}
	p.Title, p.No, p.ItalianNo = r.T("consents.record.title"), s.web.In(read.Lang).T("area.consents.without"), s.web.In(i18n.Italian).T("area.consents.without")
	p.In = web.Field{Name: "lingua", Type: "select", Label: r.T("consents.read"), Value: read.Lang, Required: true}
	p.In.Options = r.LanguageNames()
	for i := range p.In.Options {
		p.In.Options[i].Checked = p.In.Options[i].Value == read.Lang
	}
	if read.Purpose == consents.Sharing {
		p.Fields = append(p.Fields,
			f.Bind(web.Field{Name: "employer", Label: r.T("consents.employer"), Max: consents.MaxEmployer, Required: true, Autocomplete: "off"}),
			f.Bind(web.Field{Name: "email", Type: "email", Label: r.T("consents.email"), Max: 254, Required: true, Autocomplete: "off"}))
	}
	p.Fields = append(p.Fields, f.Bind(web.Field{Name: "channel", Type: "radio", Label: r.T("consents.how"), Options: ways(r, consents.Given()), Required: true}))
	return render(c, "office/consents/record", p)
}

func (s *Screens) record(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(f.Get("version")) // what is no number is no version
	_, err = s.book.Give(c.UserContext(), s.db.Web, r.Actor, id, consents.Form{Purpose: c.Params("scopo"), Employer: f.Get("employer"),
		EmployerEmail: f.Get("email"), Version: version, Lang: f.Get("lang"), Channel: f.Get("channel")}, r.Now)
	switch {
	case f.Fail(r, err):
		return s.renderRecord(c, f, s.web.RenderInvalid)
	case fault.Is(err, fault.Conflict):
		s.web.Flash(c, "warning", "consents.error.text")
		return web.SeeOther(c, web.PersonPath(id, "/consensi/"+c.Params("scopo")))
	case err != nil:
		return err
	}
	s.web.Flash(c, "success", "consents.recorded")
	return web.SeeOther(c, web.PersonPath(id, "/consensi"))
}

func (s *Screens) sheet(c *fiber.Ctx) error {
	r := web.Of(c)
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	read, italian, err := texts(c, person, "", "")
	if err != nil {
		return err
	}
	// The company and its address are written by hand once in each language.
	line, lineItalian, err := texts(c, person, "____________________", "__________@__________")
	if err != nil {
		return err
	}
	read.Words, italian.Words = line.Words, lineItalian.Words
	l := s.web.In(read.Lang)
	p := &SheetPage{Back: r.URL(web.PersonPath(person.ID, "/consensi/"+read.Purpose)), Person: person.Name(), Read: read, Italian: italian, ReadDir: i18n.Dir(read.Lang),
		Bilingual: read.Lang != i18n.Italian, Agree: l.T("area.consents.yes"), Sign: l.T("consents.sheet.sign"), Date: l.T("consents.sheet.date"), Free: l.T("area.consents.lead")}
	p.Title, p.No, p.ItalianNo = r.T("consents.sheet.title"), l.T("area.consents.without"), s.web.In(i18n.Italian).T("area.consents.without")
	return s.web.Render(c, "office/consents/sheet", p)
}
