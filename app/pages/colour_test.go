package pages

import (
	"math"
	"slices"
	"testing"

	"approdo/app/fault"
)

func TestContrastWithWhite(t *testing.T) {
	for colour, want := range map[string]float64{
		"#000000": 21, "#ffffff": 1, "#767676": 4.54, "#777777": 4.48, "#0066cc": 5.57,
	} {
		got, ok := Contrast(colour)
		if !ok || math.Abs(got-want) > 0.01 {
			t.Errorf("%s: %.3f %v, want %.2f", colour, got, ok, want)
		}
	}
	for _, bad := range []string{"", "#fff", "0066cc", "#0066cg", "#+06600", "#0066cc ", "red"} {
		if _, ok := Contrast(bad); ok {
			t.Errorf("%q is no colour", bad)
		}
	}
}

func TestInstitutionSaysEachFieldThatIsWrong(t *testing.T) {
	good := Demo()
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Institution){
		"name":              func(x *Institution) { x.Name = "" },
		"parent_name":       func(x *Institution) { x.ParentName = string(make([]byte, 121)) },
		"email":             func(x *Institution) { x.Email = "Sportello <a@example.org>" },
		"pec":               func(x *Institution) { x.PEC = "a@b" },
		"protection_email":  func(x *Institution) { x.ProtectionEmail = "no" },
		"parent_url":        func(x *Institution) { x.ParentURL = "javascript:alert(1)" },
		"accessibility_url": func(x *Institution) { x.AccessibilityURL = "form.agid.gov.it" },
		"default_lang":      func(x *Institution) { x.DefaultLang = "de" },
		"brand":             func(x *Institution) { x.Brand = "#ffcc00" },
		"programmes": func(x *Institution) {
			x.Programmes = slices.Repeat([]Programme{{Name: "Uno"}}, 7)
		},
		"programme_0_name": func(x *Institution) { x.Programmes = []Programme{{Funder: "Qualcuno"}} },
	} {
		x := Demo()
		spoil(&x)
		f, ok := fault.As(x.Check())
		if !ok || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != name {
			t.Errorf("%s: %+v", name, f)
		}
	}
}
