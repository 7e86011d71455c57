package web

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"approdo/app/fault"
	"approdo/app/i18n"
)

// Form is a posted form as it was typed, with the sentences of what is wrong.
// Its zero value is an empty form.
type Form struct {
	values map[string]string
	errors map[string]string
	order  []FieldError
}

// ReadForm takes every posted field, trimmed; files are left to Uploads.
func ReadForm(c *fiber.Ctx) *Form {
	f := NewForm()
	eachField(c, func(name, value string) { f.values[name] = strings.TrimSpace(value) })
	return f
}

// eachField visits what was typed into a posted form, whichever way it was sent.
func eachField(c *fiber.Ctx, visit func(name, value string)) {
	c.Request().PostArgs().VisitAll(func(k, v []byte) { visit(string(k), string(v)) })
	if !strings.HasPrefix(c.Get(fiber.HeaderContentType), fiber.MIMEMultipartForm) {
		return
	}
	form, err := c.MultipartForm()
	if err != nil {
		return // a body that is no form holds no field
	}
	for _, name := range slices.Sorted(maps.Keys(form.Value)) {
		for _, value := range form.Value[name] {
			visit(name, value)
		}
	}
}

// NewForm is an empty form to be filled with Set.
func NewForm() *Form { return &Form{values: map[string]string{}, errors: map[string]string{}} }

// Get gives what was typed in the named field.
func (f *Form) Get(name string) string { return f.values[name] }

// Checked reports whether a checkbox was ticked.
func (f *Form) Checked(name string) bool { return f.values[name] != "" }

// Set fills a field before the form is shown.
func (f *Form) Set(name, value string) { f.values[name] = value }

// Int64 parses a field that holds an id; anything else is 0.
func (f *Form) Int64(name string) int64 {
	id, err := parseID(f.values[name])
	if err != nil {
		return 0
	}
	return id
}

// Fail takes the field errors of an Invalid fault in the reader's language and
// reports whether err was one. Any other error is left to the error handler.
func (f *Form) Fail(r *Request, err error) bool {
	flt, ok := fault.As(err)
	if !ok || flt.Kind != fault.Invalid {
		return false
	}
	for _, x := range flt.Fields {
		f.FailField(x.Name, r.L.T(x.Key, x.Args))
	}
	if len(flt.Fields) == 0 {
		f.FailField("", r.L.T(flt.Key, flt.Args))
	}
	return true
}

// FailField notes one sentence for a field; the first one of a field counts.
func (f *Form) FailField(name, text string) {
	if _, seen := f.errors[name]; seen {
		return
	}
	f.errors[name] = text
	f.order = append(f.order, FieldError{Field: name, Text: text})
}

// Errors is the summary shown on top of the form, in order.
func (f *Form) Errors() []FieldError { return f.order }

// Bind gives the field its value and error.
func (f *Form) Bind(x Field) Field {
	x.Value, x.Error = f.values[x.Name], f.errors[x.Name]
	for i := range x.Options {
		x.Options[i].Checked = x.Options[i].Value == x.Value
	}
	return x
}

func parseID(s string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id <= 0 {
		return 0, fault.Missing()
	}
	return id, nil
}

// FailConflict takes the sentence of a Conflict fault for the named field and
// reports whether err was one: somebody was quicker, the form is shown again.
func (f *Form) FailConflict(r *Request, err error, field string) bool {
	flt, ok := fault.As(err)
	if !ok || flt.Kind != fault.Conflict {
		return false
	}
	f.FailField(field, r.L.T(flt.Key, flt.Args))
	return true
}

// RadioID is the id of the nth radio button of a group: the first bears the
// group's name, so that the error summary can lead to it.
func RadioID(name string, n int) string {
	if n == 0 {
		return name
	}
	return name + "-" + strconv.Itoa(n)
}

// LanguageOptions are the languages in their own names, for a select; those left
// out are not offered.
func LanguageOptions(without ...string) []Option {
	var all []Option
	for _, l := range i18n.Languages() {
		if !slices.Contains(without, l.Tag) {
			all = append(all, Option{Value: l.Tag, Label: l.Name})
		}
	}
	return all
}

// CountryOptions are the countries of today for a select: none, which chooses nothing,
// then Italy, then the others in the order of the reader's language.
func CountryOptions(r *Request, none string) []Option {
	var all []Option
	for _, code := range i18n.Countries() {
		if code != "IT" {
			all = append(all, Option{Value: code, Label: r.L.CountryName(code)})
		}
	}
	order := collate.New(language.Make(r.Lang))
	slices.SortFunc(all, func(a, b Option) int {
		return cmp.Or(order.CompareString(a.Label, b.Label), cmp.Compare(a.Value, b.Value))
	})
	return append([]Option{{Label: none}, {Value: "IT", Label: r.L.CountryName("IT")}}, all...)
}

// LanguageNames are the same languages named in the reader's own: an operator
// who chooses a person's language need not read its script.
func (r *Request) LanguageNames(without ...string) []Option {
	all := LanguageOptions(without...)
	for i := range all {
		all[i].Label = r.L.Capital(r.L.LanguageName(all[i].Value))
	}
	return all
}
