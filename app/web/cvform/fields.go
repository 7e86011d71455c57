package cvform

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"approdo/app/europass"
	"approdo/app/i18n"
	"approdo/app/web"
)

// Group are fields that stand together; Legend is "" for one alone.
type Group struct {
	Legend, Hint string
	Fields       []web.Field
	// Short fields stand beside each other.
	Short bool
}

// asking draws the fields of a step for a reader.
type asking struct {
	r *web.Request
	f *web.Form
}

// maxWords is how long the texts of a CV may be, in characters; the draft checks it.
const maxWords = 1000

// Groups are the fields of a section's step.
func Groups(r *web.Request, f *web.Form, section string) []Group {
	a := asking{r, f}
	switch section {
	case europass.SectionPerson:
		return a.person()
	case europass.SectionJobs:
		return slices.Concat(
			a.alone(a.text("position", true), a.text("employer", false)),
			a.period(),
			a.alone(a.text("city", false), a.field(web.Field{Name: "country", Type: "select", Options: web.CountryOptions(r, r.T("cvs.write.country.none"))})),
			a.alone(a.field(web.Field{Name: "description", Type: "textarea", Rows: 4, Max: maxWords})))
	case europass.SectionStudies:
		return slices.Concat(
			a.alone(a.text("title", true), a.field(web.Field{Name: "level", Type: "select", Options: a.levels()}), a.text("school", false)),
			a.period(),
			a.alone(a.text("city", false), a.field(web.Field{Name: "country", Type: "select", Options: web.CountryOptions(r, r.T("cvs.write.country.none"))})))
	case europass.SectionLanguages:
		return a.language()
	case europass.SectionSkills:
		return a.skills()
	}
	return a.alone(a.field(web.Field{Name: "about", Type: "textarea", Rows: 6, Max: maxWords}))
}

// field is a field with its label, and its hint where there is one.
func (a asking) field(x web.Field) web.Field {
	key := "cvs.write.field." + x.Name
	x.Label = a.r.T(key)
	if a.r.L.Has(key + ".hint") {
		x.Hint = a.r.T(key + ".hint")
	}
	if x.Autocomplete == "" && x.Type != "checkbox" {
		x.Autocomplete = "off"
	}
	return a.f.Bind(x)
}

func (a asking) text(name string, required bool) web.Field {
	return a.field(web.Field{Name: name, Type: "text", Max: europass.MaxLine, Required: required})
}

func (a asking) alone(all ...web.Field) (groups []Group) {
	for _, x := range all {
		groups = append(groups, Group{Fields: []web.Field{x}})
	}
	return groups
}

func (a asking) person() []Group {
	known := func(name, kind, mode, complete string, required bool) web.Field {
		return a.field(web.Field{Name: name, Type: kind, InputMode: mode, Autocomplete: complete, Max: europass.MaxLine, Required: required})
	}
	birth := a.field(web.Field{Name: "birth_on", Type: "date", Autocomplete: "bday"})
	return append(a.alone(known("given", "text", "", "given-name", true), known("family", "text", "", "family-name", false),
		known("phone", "tel", "tel", "tel", false), known("email", "email", "email", "email", false),
		known("street", "text", "", "address-line1", false), known("postal_code", "text", "", "postal-code", false),
		known("city", "text", "", "address-level2", false)), Group{Fields: []web.Field{birth}})
}

// period asks for two dates and whether it goes on.
func (a asking) period() []Group {
	months := []web.Option{{Value: "", Label: a.r.T("cvs.write.month.none")}}
	for m := time.January; m <= time.December; m++ {
		months = append(months, web.Option{Value: fmt.Sprintf("%02d", m), Label: a.r.L.MonthName(m)})
	}
	date := func(name string) Group {
		year := web.Field{Name: name + "_year", Label: a.r.T("cvs.write.field.year"), InputMode: "numeric", Max: 4, Autocomplete: "off"}
		month := web.Field{Name: name + "_month", Type: "select", Label: a.r.T("cvs.write.field.month"), Options: slices.Clone(months), Autocomplete: "off"}
		return Group{Legend: a.r.T("cvs.write." + name), Fields: []web.Field{a.f.Bind(year), a.f.Bind(month)}}
	}
	return append([]Group{date("from")}, append(a.alone(a.field(web.Field{Name: "current", Type: "checkbox"})), date("to"))...)
}

func (a asking) levels() []web.Option {
	all := []web.Option{{Value: "", Label: a.r.T("cvs.write.level.none")}}
	for n := 1; n <= 8; n++ {
		all = append(all, web.Option{Value: fmt.Sprint(n), Label: a.r.T(fmt.Sprintf("cvs.write.level.%d", n))})
	}
	return all
}

func (a asking) language() []Group {
	how := []web.Option{{Value: "", Label: a.r.T("cvs.write.how.none")}}
	for _, l := range europass.CEFR() {
		how = append(how, web.Option{Value: l, Label: a.r.T("cvs.write.how." + strings.ToLower(l))})
	}
	skill := func(name string) web.Field {
		return a.field(web.Field{Name: name, Type: "select", Options: slices.Clone(how)})
	}
	return append(a.alone(a.field(web.Field{Name: "language", Type: "select", Options: languages(a.r, a.f.Get("language")), Required: true}),
		a.text("name", false), a.field(web.Field{Name: "mother", Type: "checkbox"})),
		Group{Legend: a.r.T("cvs.write.how"), Fields: []web.Field{skill("listening"), skill("reading"), skill("speaking"), skill("writing")}})
}

// offered are the categories of the driving licence that the form asks for.
func offered(category string) bool {
	return contains([]string{"AM", "A", "B", "BE", "C", "CE", "D", "DE"}, category)
}

func (a asking) skills() []Group {
	licences := Group{Legend: a.r.T("cvs.write.licences"), Hint: a.r.T("cvs.write.licences.hint"), Short: true}
	for _, c := range europass.Categories() {
		if offered(c) {
			licences.Fields = append(licences.Fields, a.f.Bind(web.Field{Name: "licence_" + c, Type: "checkbox", Label: c}))
		}
	}
	return slices.Concat(a.alone(a.field(web.Field{Name: "skills", Type: "textarea", Rows: 5})), []Group{licences},
		a.alone(a.field(web.Field{Name: "certificates", Type: "textarea", Rows: 3})))
}

// languages are those of the portal, others often spoken, the one chosen, and "another".
func languages(r *web.Request, chosen string) []web.Option {
	var tags []string
	for _, l := range i18n.Languages() {
		tags = append(tags, l.Tag)
	}
	tags = append(tags, "de", "pt", "pl", "bg", "mk", "sr", "el", "tr", "ka", "fa", "ps", "ku", "hi", "pa", "ta", "si", "ne", "vi", "tl", "am", "ti", "so", "sw",
		"wo", "ff", "bm", "ha", "yo", "ig", "ln")
	if chosen != "" && chosen != other && !contains(tags, chosen) {
		tags = append(tags, chosen)
	}
	all := []web.Option{{Value: "", Label: r.T("cvs.write.choose")}}
	for _, tag := range tags {
		all = append(all, web.Option{Value: tag, Label: r.L.LanguageName(tag)})
	}
	return append(all, web.Option{Value: other, Label: r.T("cvs.write.language.other")})
}
