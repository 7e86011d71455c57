package standards

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/i18n"
	"approdo/app/services"
	"approdo/app/web"
)

// FormPage writes a new version of a standard, or a new standard.
type FormPage struct {
	web.Page
	Action, Back, Lead string
	// Seen is the version the form was opened from, 0 for a new standard.
	Seen                          int64
	Errors                        []web.FieldError
	Identity, Version             []web.Field
	Modes                         []modeFields
	Length, Access, Output, Areas []web.Field
	Languages                     []languageFields
	Official                      []web.Field
}

type modeFields struct {
	Title  string
	Fields []web.Field
}

// languageFields are the texts in one language; Open where it is written first or
// something is wrong in it.
type languageFields struct {
	Name, Tag, Dir string
	Open           bool
	Fields         []web.Field
}

// standardForm is what the form is drawn from: fields as typed, lists as chosen.
type standardForm struct {
	f     *web.Form
	rules services.Rules
	// codes are the other standards of the repertoire.
	codes []string
	areas []services.Area
}

// readRevision takes the posted form.
func readRevision(c *fiber.Ctx, f *web.Form) services.Revision {
	rev := services.Revision{From: f.Get("from"), Note: f.Get("note"), Name: i18n.Text{}, Purpose: i18n.Text{}, Activities: i18n.Text{}}
	for _, l := range i18n.Languages() {
		rev.Name[l.Tag], rev.Purpose[l.Tag], rev.Activities[l.Tag] = f.Get("name_"+l.Tag), f.Get("purpose_"+l.Tag), f.Get("activities_"+l.Tag)
	}
	rev.Rules.Modes = map[services.Mode]services.Limit{}
	for _, mode := range services.Modes() {
		if f.Checked("mode_" + string(mode)) {
			rev.Rules.Modes[mode] = services.Limit{Min: wholeOf(f, "least_"+string(mode)), Max: wholeOf(f, "most_"+string(mode))}
		}
	}
	rev.Rules.Total = services.Limit{Min: wholeOf(f, "total_least"), Max: wholeOf(f, "total_most")}
	rev.Rules.Both, rev.Rules.Meetings = f.Checked("both"), wholeOf(f, "meetings")
	rev.Rules.Access = services.Access{After: posted[string](c, "after"), All: f.Get("after_all") == "all", Together: f.Checked("together"),
		Needs: posted[services.Evidence](c, "need")}
	rev.Rules.Outputs, rev.Rules.Results = posted[services.Output](c, "output"), posted[services.Output](c, "result")
	rev.Rules.Areas = posted[string](c, "area")
	rev.Official = services.Official{
		Purpose: f.Get("official_purpose"), Activities: f.Get("official_activities"), Modes: f.Get("official_modes"), Access: f.Get("official_access"),
		Output: f.Get("official_output"), Technical: f.Get("official_technical"), Professional: f.Get("official_professional"), Operational: f.Get("official_operational"),
	}
	return rev
}

// wholeOf is a whole number, 0 for an empty field; what is no number is -1 and
// refused.
func wholeOf(f *web.Form, name string) int {
	if f.Get(name) == "" {
		return 0
	}
	n, err := strconv.Atoi(f.Get(name))
	if err != nil {
		return -1
	}
	return n
}

// posted gives every value of a name, such as the ticked boxes of a group.
func posted[T ~string](c *fiber.Ctx, name string) []T {
	var all []T
	for _, v := range c.Request().PostArgs().PeekMulti(name) {
		all = append(all, T(v))
	}
	return all
}

// fill writes a version into the fields of an empty form.
func fill(f *web.Form, rev services.Revision) {
	for _, l := range i18n.Languages() {
		f.Set("name_"+l.Tag, rev.Name[l.Tag])
		f.Set("purpose_"+l.Tag, rev.Purpose[l.Tag])
		f.Set("activities_"+l.Tag, rev.Activities[l.Tag])
	}
	for mode, limit := range rev.Rules.Modes {
		f.Set("mode_"+string(mode), "1")
		f.Set("least_"+string(mode), plainNumber(limit.Min))
		f.Set("most_"+string(mode), plainNumber(limit.Max))
	}
	f.Set("total_least", plainNumber(rev.Rules.Total.Min))
	f.Set("total_most", plainNumber(rev.Rules.Total.Max))
	f.Set("meetings", plainNumber(rev.Rules.Meetings))
	f.Set("both", ticked(rev.Rules.Both))
	f.Set("together", ticked(rev.Rules.Access.Together))
	f.Set("after_all", "any")
	if rev.Rules.Access.All {
		f.Set("after_all", "all")
	}
	o := rev.Official
	for name, text := range map[string]string{"purpose": o.Purpose, "activities": o.Activities, "modes": o.Modes, "access": o.Access,
		"output": o.Output, "technical": o.Technical, "professional": o.Professional, "operational": o.Operational} {
		f.Set("official_"+name, text)
	}
}

func plainNumber(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func ticked(b bool) string {
	if b {
		return "1"
	}
	return ""
}

// page draws the form. What was typed stays as it was typed.
func (x standardForm) page(r *web.Request) *FormPage {
	f, rules := x.f, x.rules
	p := &FormPage{Errors: f.Errors()}
	p.Version = []web.Field{
		f.Bind(web.Field{Name: "from", Type: "date", Required: true, Label: r.T("office.standard.from"), Hint: r.T("office.standard.from.hint")}),
		f.Bind(web.Field{Name: "note", Required: true, Max: services.MostNote, Label: r.T("office.standard.note"), Hint: r.T("office.standard.note.hint")}),
	}
	for _, mode := range services.Modes() {
		m := string(mode)
		p.Modes = append(p.Modes, modeFields{r.T("office.standard.mode." + m), []web.Field{
			f.Bind(web.Field{Name: "mode_" + m, Type: "checkbox", Either: true, Label: r.T("office.standard.mode.allowed")}),
			limitField(r, f, "least_"+m, "office.standard.least"), limitField(r, f, "most_"+m, "office.standard.most"),
		}})
	}
	p.Length = []web.Field{
		limitField(r, f, "total_least", "office.standard.what.total_least"), limitField(r, f, "total_most", "office.standard.what.total_most"),
		limitField(r, f, "meetings", "office.standard.what.meetings"),
		f.Bind(web.Field{Name: "both", Type: "checkbox", Either: true, Label: r.T("office.standard.what.both")}),
	}
	p.Access = []web.Field{
		checks(r, f, "after", "office.standard.what.after", options(x.codes, rules.Access.After, func(code string) string { return code })),
		f.Bind(web.Field{Name: "after_all", Type: "radio", Either: true, Label: r.T("office.standard.after.how"), Options: []web.Option{
			{Value: "any", Label: r.T("office.standard.after.any")}, {Value: "all", Label: r.T("office.standard.after.all")}}}),
		f.Bind(web.Field{Name: "together", Type: "checkbox", Either: true, Label: r.T("office.standard.what.together")}),
		checks(r, f, "need", "office.standard.what.need", options(services.Needs(), rules.Access.Needs, func(e services.Evidence) string { return r.T("office.standard.need." + string(e)) })),
	}
	output := func(o services.Output) string { return r.T("office.standard.output." + string(o)) }
	p.Output = []web.Field{
		checks(r, f, "output", "office.standard.what.output", options(services.Outputs(), rules.Outputs, output)),
		checks(r, f, "result", "office.standard.what.result", options(services.Outputs(), rules.Results, output)),
	}
	p.Areas = []web.Field{checks(r, f, "area", "office.standard.what.area", areaOptions(r, x.areas, rules.Areas))}
	p.texts(r, f)
	return p
}

func (p *FormPage) texts(r *web.Request, f *web.Form) {
	for _, l := range i18n.Languages() {
		fields := []web.Field{
			f.Bind(web.Field{Name: "name_" + l.Tag, Max: services.MostText, Required: l.Tag == i18n.Italian, Label: r.T("office.standard.what.name")}),
			f.Bind(web.Field{Name: "purpose_" + l.Tag, Type: "textarea", Rows: 3, Max: services.MostText, Label: r.T("office.standard.what.purpose")}),
			f.Bind(web.Field{Name: "activities_" + l.Tag, Type: "textarea", Rows: 5, Max: services.MostText, Label: r.T("office.standard.what.activities"), Hint: r.T("office.standard.activities.hint")}),
		}
		wrong := slices.ContainsFunc(fields, func(x web.Field) bool { return x.Error != "" })
		p.Languages = append(p.Languages, languageFields{l.Name, l.Tag, l.Dir, l.Tag == i18n.Italian || wrong, fields})
	}
	for _, name := range []string{"purpose", "activities", "modes", "access", "output", "technical", "professional", "operational"} {
		p.Official = append(p.Official, f.Bind(web.Field{Name: "official_" + name, Type: "textarea", Rows: 3, Max: services.MostText, Label: r.T("office.standard.official." + name)}))
	}
}

func limitField(r *web.Request, f *web.Form, name, label string) web.Field {
	return f.Bind(web.Field{Name: name, Type: "number", InputMode: "numeric", Label: r.T(label)})
}

func checks(r *web.Request, f *web.Form, name, label string, all []web.Option) web.Field {
	return web.Field{Name: name, Type: "checks", Label: r.T(label), Options: all, Error: f.Bind(web.Field{Name: name}).Error}
}

func options[T ~string](all, chosen []T, label func(T) string) []web.Option {
	var list []web.Option
	for _, x := range all {
		list = append(list, web.Option{Value: string(x), Label: label(x), Checked: slices.Contains(chosen, x)})
	}
	return list
}

func areaOptions(r *web.Request, areas []services.Area, chosen []string) []web.Option {
	var list []web.Option
	for _, a := range areas {
		list = append(list, web.Option{Value: a.Code, Label: a.Code + ". " + r.L.Plain(a.Name), Checked: slices.Contains(chosen, a.Code)})
	}
	return list
}
