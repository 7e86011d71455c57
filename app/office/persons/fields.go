package persons

import (
	"strings"
	"time"

	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/web"
)

// formOf reads what was typed about a person. A birth that is no date is told by the
// form (bad is true).
func formOf(f *web.Form) (form people.Form, bad bool) {
	x := people.Identity{
		Given: f.Get("given"), Surname: f.Get("surname"), OwnName: f.Get("own_name"), Sex: f.Get("sex"),
		BirthPlace: f.Get("birth_place"), BirthCountry: f.Get("birth_country"), Citizenship: f.Get("citizenship"),
		SecondCitizenship: f.Get("second_citizenship"), FiscalCode: f.Get("fiscal_code"), Lang: f.Get("lang"), Mediator: f.Get("mediator"),
		Street: f.Get("street"), PostalCode: f.Get("postal_code"), City: f.Get("city"), Province: f.Get("province"), Silent: f.Checked("silent"),
	}
	if typed := f.Get("born_on"); typed != "" {
		var err error
		x.BornOn, err = time.Parse(time.DateOnly, typed)
		bad = err != nil
	}
	return people.Form{Identity: x, Contacts: append(lines(people.Phone, f.Get("phone")), lines(people.Email, f.Get("email"))...), Checked: f.Checked("checked")}, bad
}

// lines reads contacts written one to a line, what follows a comma being the note.
func lines(kind, typed string) []people.Contact {
	var all []people.Contact
	for line := range strings.Lines(typed) {
		value, note, _ := strings.Cut(line, ",")
		if strings.TrimSpace(value) != "" {
			all = append(all, people.Contact{Kind: kind, Value: value, Note: note})
		}
	}
	return all
}

// fill puts a person into an empty form.
func fill(f *web.Form, p people.Form) {
	for name, value := range map[string]string{
		"given": p.Given, "surname": p.Surname, "own_name": p.OwnName, "sex": p.Sex, "birth_place": p.BirthPlace,
		"birth_country": p.BirthCountry, "citizenship": p.Citizenship, "second_citizenship": p.SecondCitizenship,
		"fiscal_code": p.FiscalCode, "lang": p.Lang, "mediator": p.Mediator, "street": p.Street, "postal_code": p.PostalCode,
		"city": p.City, "province": p.Province, "phone": written(p.Contacts, people.Phone), "email": written(p.Contacts, people.Email),
	} {
		f.Set(name, value)
	}
	if !p.BornOn.IsZero() {
		f.Set("born_on", p.BornOn.Format(time.DateOnly))
	}
	if p.Silent {
		f.Set("silent", "1")
	}
}

// written is the contacts of a kind as lines reads them.
func written(all []people.Contact, kind string) string {
	var text []string
	for _, c := range all {
		if c.Kind != kind {
			continue
		}
		line := c.Shown()
		if c.Note != "" {
			line += ", " + c.Note
		}
		text = append(text, line)
	}
	return strings.Join(text, "\n")
}

// mainFields are what a desk asks first; moreFields the rest.
func mainFields(r *web.Request, f *web.Form) []web.Field {
	fiscal := f.Bind(web.Field{Name: "fiscal_code", Label: r.T("people.form.fiscal_code"), Hint: r.T("people.form.fiscal_code.hint"), Autocomplete: "off", Max: 30})
	fields := []web.Field{
		f.Bind(web.Field{Name: "given", Label: r.T("people.form.given"), Autocomplete: "off", Max: people.MaxName, Required: true}),
		f.Bind(web.Field{Name: "surname", Label: r.T("people.form.surname"), Autocomplete: "off", Max: people.MaxName}),
		f.Bind(web.Field{Name: "own_name", Label: r.T("people.form.own_name"), Hint: r.T("people.form.own_name.hint"), Autocomplete: "off", Max: people.MaxOwnName}),
		f.Bind(web.Field{Name: "born_on", Type: "date", Label: r.T("people.form.born_on"), Autocomplete: "off"}),
		f.Bind(web.Field{Name: "sex", Type: "select", Label: r.T("people.form.sex"), Options: sexes(r)}),
		fiscal,
	}
	if fiscal.Error != "" || f.Checked("checked") {
		fields = append(fields, f.Bind(web.Field{Name: "checked", Type: "checkbox", Label: r.T("people.form.checked"), Hint: r.T("people.form.checked.hint")}))
	}
	return append(fields,
		f.Bind(web.Field{Name: "phone", Type: "textarea", Label: r.T("people.form.phone"), Hint: r.T("people.form.phone.hint"), Rows: 2, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "email", Type: "textarea", Label: r.T("people.form.email"), Hint: r.T("people.form.email.hint"), Rows: 1, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "lang", Type: "select", Label: r.T("people.form.lang"), Options: r.LanguageNames(), Required: true}),
	)
}

func moreFields(r *web.Request, f *web.Form) []web.Field {
	none := []web.Option{{Value: "", Label: r.T("people.form.none")}}
	return []web.Field{
		f.Bind(web.Field{Name: "citizenship", Type: "select", Label: r.T("people.form.citizenship"), Options: web.CountryOptions(r, r.T("people.form.none"))}),
		f.Bind(web.Field{Name: "second_citizenship", Type: "select", Label: r.T("people.form.second_citizenship"), Options: web.CountryOptions(r, r.T("people.form.none"))}),
		f.Bind(web.Field{Name: "birth_country", Type: "select", Label: r.T("people.form.birth_country"), Options: web.CountryOptions(r, r.T("people.form.none"))}),
		f.Bind(web.Field{Name: "birth_place", Label: r.T("people.form.birth_place"), Autocomplete: "off", Max: people.MaxName}),
		f.Bind(web.Field{Name: "street", Label: r.T("people.form.street"), Autocomplete: "off", Max: 200}),
		f.Bind(web.Field{Name: "postal_code", Label: r.T("people.form.postal_code"), Autocomplete: "off", Max: 12, InputMode: "numeric"}),
		f.Bind(web.Field{Name: "city", Label: r.T("people.form.city"), Autocomplete: "off", Max: people.MaxName}),
		f.Bind(web.Field{Name: "province", Label: r.T("people.form.province"), Autocomplete: "off", Max: 60}),
		f.Bind(web.Field{Name: "mediator", Type: "select", Label: r.T("people.form.mediator"), Options: append(none, r.LanguageNames(i18n.Italian)...)}),
		f.Bind(web.Field{Name: "silent", Type: "checkbox", Label: r.T("people.form.silent"), Hint: r.T("people.form.silent.hint")}),
	}
}

func sexes(r *web.Request) []web.Option {
	all := []web.Option{{Value: "", Label: r.T("people.form.none")}}
	for _, s := range []string{"F", "M", "X"} {
		all = append(all, web.Option{Value: s, Label: r.T("people.sex." + strings.ToLower(s))})
	}
	return all
}
