package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/cvs"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/web"
)

// OwnTitlePage adds a title of education to the person's own file.
type OwnTitlePage struct {
	web.Page
	Action, Back string
	Fields       []web.Field
	Errors       []web.FieldError
}

func (s *Screens) ownTitle(c *fiber.Ctx) error {
	return s.web.Render(c, "portal/area/title", ownTitlePage(web.Of(c), web.NewForm()))
}

func ownTitlePage(r *web.Request, f *web.Form) *OwnTitlePage {
	p := &OwnTitlePage{Action: r.URL("/area-personale/cv/titolo"), Back: r.URL(ownCVPath), Errors: f.Errors()}
	p.Title, p.NoIndex, p.Path = r.T("area.cv.study.title"), true, "/area-personale/cv/titolo"
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "area.cv.title", ownCVPath, "area.cv.study.title", "")
	for _, x := range []web.Field{
		levelField(r, "isced"),
		{Name: "title", Label: r.T("area.cv.study.name"), Hint: r.T("area.cv.study.name.hint"), Max: people.MaxText, Required: true},
		{Name: "school", Label: r.T("area.cv.study.school"), Max: people.MaxText},
		{Name: "year", Label: r.T("area.cv.study.year"), InputMode: "numeric", Max: 4},
	} {
		p.Fields = append(p.Fields, f.Bind(x))
	}
	return p
}

func (s *Screens) addOwnTitle(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	data := map[string]string{}
	for _, field := range []string{"isced", "title", "school", "year"} {
		data[field] = f.Get(field)
	}
	err := cvs.AddOwnTitle(c.UserContext(), s.db.Web, r.Actor, data, r.Now)
	if f.Fail(r, titleFault(err)) {
		return s.web.RenderInvalid(c, "portal/area/title", ownTitlePage(r, f))
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "area.cv.study.added")
	return web.SeeOther(c, ownCVPath)
}

// titleFault says of each field that was left empty what belongs into it.
func titleFault(err error) error {
	x, ok := fault.As(err)
	if !ok || x.Kind != fault.Invalid {
		return err
	}
	for i := range x.Fields {
		field := &x.Fields[i]
		switch {
		case field.Name == "isced":
			field.Key = "area.cv.level.missing"
		case field.Name == "title" && field.Key == "people.error.entry_required":
			field.Key = "area.cv.study.missing"
		}
	}
	return err
}
