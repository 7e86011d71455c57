package paths

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/web"
)

// DomainFields are the questions about one domain: Low and High say what the ends of
// the levels mean, Before what the last interview found.
type DomainFields struct {
	Name, Label, Low, High, Before, Error string
	Levels                                []web.Option
	Note                                  web.Field
}

func domainFields(r *web.Request, f *web.Form, all []cases.Profile) []DomainFields {
	var fields []DomainFields
	for _, d := range cases.Domains() {
		key := "cases.domain." + d
		x := DomainFields{Name: "level." + d, Label: r.T(key), Low: r.T(key + ".low"), High: r.T(key + ".high")}
		if len(all) > 0 {
			x.Before = r.T("cases.profile.last_time", "Level", levelText(r, all[0].Of(d).Level))
		}
		for level := 0; level <= cases.LevelMax; level++ {
			o := web.Option{Value: strconv.Itoa(level), Label: strconv.Itoa(level)}
			if level == 0 {
				o.Value, o.Label = "", r.T("cases.level.none")
			}
			x.Levels = append(x.Levels, o)
		}
		bound := f.Bind(web.Field{Name: x.Name, Options: x.Levels})
		x.Levels, x.Error = bound.Options, bound.Error
		x.Note = f.Bind(web.Field{Name: "note." + d, Type: "textarea", Rows: 1, Label: r.T("cases.profile.note"), Autocomplete: "off"})
		fields = append(fields, x)
	}
	return fields
}

func (s *Screens) addProfile(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	_, err = cases.AddProfile(c.UserContext(), s.db.Web, r.Actor, id, interviewOf(f), r.Now)
	if f.Fail(r, err) {
		return s.renderProfile(c, f, s.web.RenderInvalid)
	}
	return s.saved(c, err, "cases.profile.added", path(id, "/profilo"))
}

// saved ends the POST of a change: back to the page with what was done or refused.
func (s *Screens) saved(c *fiber.Ctx, err error, done, back string) error {
	if x, ok := fault.As(err); ok && x.Kind == fault.Conflict {
		s.web.Flash(c, "danger", x.Key)
		return web.SeeOther(c, back)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", done)
	return web.SeeOther(c, back)
}

func interviewOf(f *web.Form) cases.Interview {
	var in cases.Interview
	if day, err := desks.ParseDate(f.Get("held_on")); err == nil {
		in.HeldOn = day
	}
	for _, d := range cases.Domains() {
		l := cases.Level{Domain: d, Note: f.Get("note." + d)}
		if typed := f.Get("level." + d); typed != "" {
			n, err := strconv.Atoi(typed)
			if err != nil {
				n = -1 // refused
			}
			l.Level = n
		}
		in.Levels = append(in.Levels, l)
	}
	return in
}
