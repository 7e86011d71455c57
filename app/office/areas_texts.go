package office

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/i18n"
	"approdo/app/services"
	"approdo/app/web"
)

// AreaTextsPage changes the texts of an area in Italian and in one more language;
// those of every other language stay.
type AreaTextsPage struct {
	SectionsPage
	Languages []web.Crumb
}

// second is the language beside Italian.
func second(asked string) string {
	if asked == i18n.Italian || !i18n.Supported(asked) {
		return "en"
	}
	return asked
}

func (s *Screens) showAreaTexts(c *fiber.Ctx) error {
	a, err := s.areaOf(c)
	if err != nil {
		return err
	}
	f, lang := web.NewForm(), second(c.Query("lingua"))
	for _, w := range services.Words() {
		f.Set("it-"+w.Name, w.In(a)["it"])
		f.Set(lang+"-"+w.Name, w.In(a)[lang])
	}
	return s.web.Render(c, "office/areas_texts", areaTextsPage(web.Of(c), a, lang, f))
}

func (s *Screens) saveAreaTexts(c *fiber.Ctx) error {
	a, err := s.areaOf(c)
	if err != nil {
		return err
	}
	r, f := web.Of(c), web.ReadForm(c)
	lang := second(c.Query("lingua"))
	in := services.Wording{i18n.Italian: {}, lang: {}}
	for tag := range in {
		for _, w := range services.Words() {
			in[tag][w.Name] = f.Get(tag + "-" + w.Name)
		}
	}
	err = services.SaveTexts(c.UserContext(), s.db.Web, r.Actor, a.ID, in, r.Now)
	if f.Fail(r, err) {
		return s.web.RenderInvalid(c, "office/areas_texts", areaTextsPage(r, a, lang, f))
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.areas.texts.saved")
	return web.SeeOther(c, "/ufficio/ambiti")
}

func areaTextsPage(r *web.Request, a *services.Area, lang string, f *web.Form) *AreaTextsPage {
	path := areaPath(a) + "/testi"
	p := &AreaTextsPage{SectionsPage: SectionsPage{Lead: r.T("office.areas.texts.lead"), Submit: r.T("office.areas.save"),
		Action: r.URL(path + "?lingua=" + lang), Back: r.URL("/ufficio/ambiti"), Errors: f.Errors()}}
	p.Title = r.T("office.areas.texts.of", "Area", r.L.Plain(a.Name))
	p.Crumbs = areaCrumbs(r, p.Title)
	for _, l := range i18n.Languages() {
		if l.Tag == i18n.Italian {
			continue
		}
		x := web.Crumb{Label: l.Name, URL: r.URL(path + "?lingua=" + l.Tag)}
		if l.Tag == lang {
			x.URL = ""
		}
		p.Languages = append(p.Languages, x)
	}
	for _, w := range services.Words() {
		p.Sections = append(p.Sections, fieldSection{Title: r.T("office.areas.text." + w.Name), Lead: textHint(r, w), Fields: []web.Field{
			textField(f, w, i18n.Italian), textField(f, w, lang),
		}})
	}
	return p
}

func textHint(r *web.Request, w services.Word) string {
	if w.List {
		return r.T("office.areas.text.list")
	}
	return ""
}

func textField(f *web.Form, w services.Word, lang string) web.Field {
	x := web.Field{Name: lang + "-" + w.Name, Type: "textarea", Label: i18n.Lookup(lang).Name, Max: w.Max, Rows: 4,
		Required: lang == i18n.Italian && !w.Optional, Either: lang != i18n.Italian}
	if w.Max <= 100 {
		x.Type, x.Rows = "text", 0
	}
	return f.Bind(x)
}
