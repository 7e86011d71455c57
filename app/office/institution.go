package office

import (
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/i18n"
	"approdo/app/pages"
	"approdo/app/web"
)

// institutionRoutes adds the page about who runs the portal.
func (s *Screens) institutionRoutes() {
	may := web.May(auth.InstitutionManage)
	s.web.Get("/ufficio/istituzione", may, s.showInstitution)
	s.web.Post("/ufficio/istituzione", may, s.saveInstitution)
}

func (s *Screens) showInstitution(c *fiber.Ctx) error {
	x, err := pages.Find(c.UserContext(), s.db.Web)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/sections", institutionPage(web.Of(c), x, web.NewForm()))
}

func (s *Screens) saveInstitution(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	old, err := pages.Find(c.UserContext(), s.db.Web)
	if err != nil {
		return err
	}
	x := readInstitution(f, old)
	err = pages.Save(c.UserContext(), s.db.Web, r.Actor, x, r.Now)
	if f.Fail(r, err) {
		return s.web.RenderInvalid(c, "office/sections", institutionPage(r, &x, f))
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.institution.saved")
	return web.SeeOther(c, "/ufficio/istituzione")
}

// readInstitution takes the form as typed; programmes without a word are left out.
// A note in a language the form does not show stays with the programme of the name.
func readInstitution(f *web.Form, old *pages.Institution) pages.Institution {
	x := pages.Institution{Name: f.Get("name"), ParentName: f.Get("parent_name"), ParentURL: f.Get("parent_url"), Address: f.Get("address"),
		Phone: f.Get("phone"), Email: f.Get("email"), PEC: f.Get("pec"), ProtectionEmail: f.Get("protection_email"),
		AccessibilityURL: f.Get("accessibility_url"), Brand: f.Get("brand"), DefaultLang: f.Get("default_lang"), Tagline: i18n.Text{}}
	for _, l := range i18n.Languages() {
		x.Tagline[l.Tag] = f.Get("tagline_" + l.Tag)
	}
	for i := range pages.MostProgrammes {
		name := func(part string) string { return fmt.Sprintf("programme_%d_%s", i, part) }
		p := pages.Programme{Name: f.Get(name("name")), Funder: f.Get(name("funder")), Note: i18n.Text{}}
		it, en := f.Get(name("note_it")), f.Get(name("note_en"))
		if p.Name == "" && p.Funder == "" && it == "" && en == "" {
			continue
		}
		for _, o := range old.Programmes {
			for lang, text := range o.Note {
				if o.Name == p.Name {
					p.Note[lang] = text
				}
			}
		}
		p.Note["it"], p.Note["en"] = it, en
		x.Programmes = append(x.Programmes, p)
	}
	return x
}

func institutionPage(r *web.Request, x *pages.Institution, f *web.Form) *SectionsPage {
	p := &SectionsPage{Lead: r.T("office.institution.lead"), Submit: r.T("office.hours.save"), Action: r.URL("/ufficio/istituzione"), Errors: f.Errors()}
	p.Title = r.T("office.menu.institution")
	p.Sections = []fieldSection{
		{Title: r.T("office.institution.who"), Fields: identityFields(r, x, f)},
		{Title: r.T("office.institution.contacts"), Fields: addressFields(r, x, f)},
		{Title: r.T("office.institution.tagline"), Lead: r.T("office.institution.tagline.lead"), Fields: taglineFields(x, f)},
	}
	programmes := append(append([]pages.Programme{}, x.Programmes...), pages.Programme{})
	for i, one := range programmes[:min(len(programmes), pages.MostProgrammes)] {
		section := fieldSection{Title: r.T("office.institution.programme", "Number", strconv.Itoa(i+1)), Fields: programmeFields(r, i, one, f)}
		if i == 0 {
			section.Lead = r.T("office.institution.programmes.lead")
		}
		p.Sections = append(p.Sections, section)
	}
	return p
}

// filled is a field with a value of its own rather than what was typed.
func filled(f *web.Form, value string, x web.Field) web.Field {
	f.Set(x.Name, value)
	return f.Bind(x)
}

func identityFields(r *web.Request, x *pages.Institution, f *web.Form) []web.Field {
	return []web.Field{
		filled(f, x.Name, web.Field{Name: "name", Label: r.T("office.institution.name"), Hint: r.T("office.institution.name.hint"), Max: 120, Required: true}),
		filled(f, x.ParentName, web.Field{Name: "parent_name", Label: r.T("office.institution.parent"), Hint: r.T("office.institution.parent.hint"), Max: 120, Required: true}),
		filled(f, x.ParentURL, web.Field{Name: "parent_url", Type: "url", Label: r.T("office.institution.parent_url"), Max: 254}),
		filled(f, x.Brand, web.Field{Name: "brand", Label: r.T("office.institution.brand"), Hint: r.T("office.institution.brand.hint"), Max: 7}),
		filled(f, x.DefaultLang, web.Field{Name: "default_lang", Type: "select", Either: true, Label: r.T("office.institution.lang"), Options: r.LanguageNames()}),
	}
}

func addressFields(r *web.Request, x *pages.Institution, f *web.Form) []web.Field {
	return []web.Field{
		filled(f, x.Address, web.Field{Name: "address", Label: r.T("office.institution.address"), Max: 254}),
		filled(f, x.Phone, web.Field{Name: "phone", Type: "tel", Label: r.T("office.institution.phone"), Max: 254}),
		filled(f, x.Email, web.Field{Name: "email", Type: "email", Label: r.T("office.institution.email"), Hint: r.T("office.institution.email.hint"), Max: 254}),
		filled(f, x.PEC, web.Field{Name: "pec", Type: "email", Label: r.T("office.institution.pec"), Max: 254}),
		filled(f, x.ProtectionEmail, web.Field{Name: "protection_email", Type: "email", Label: r.T("office.institution.protection"), Max: 254}),
		filled(f, x.AccessibilityURL, web.Field{Name: "accessibility_url", Type: "url", Label: r.T("office.institution.accessibility"), Hint: r.T("office.institution.accessibility.hint"), Max: 254}),
	}
}

func taglineFields(x *pages.Institution, f *web.Form) []web.Field {
	var all []web.Field
	for _, l := range i18n.Languages() {
		all = append(all, filled(f, x.Tagline[l.Tag], web.Field{Name: "tagline_" + l.Tag, Label: l.Name, Max: 120, Either: true}))
	}
	return all
}

func programmeFields(r *web.Request, i int, x pages.Programme, f *web.Form) []web.Field {
	name := func(part string) string { return fmt.Sprintf("programme_%d_%s", i, part) }
	return []web.Field{
		filled(f, x.Name, web.Field{Name: name("name"), Label: r.T("office.institution.programme.name"), Max: 120, Either: true}),
		filled(f, x.Funder, web.Field{Name: name("funder"), Label: r.T("office.institution.programme.funder"), Max: 120, Either: true}),
		filled(f, x.Note["it"], web.Field{Name: name("note_it"), Label: r.T("office.institution.programme.note"), Max: 254, Either: true}),
		filled(f, x.Note["en"], web.Field{Name: name("note_en"), Label: r.T("office.institution.programme.note_en"), Max: 254, Either: true}),
	}
}
