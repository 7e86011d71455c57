package people

import (
	"slices"
	"testing"
	"time"

	"approdo/app/fault"
)

func TestParseFiscal(t *testing.T) {
	for typed, want := range map[string]struct {
		sex    string
		year   int
		month  time.Month
		day    int
		abroad bool
	}{
		"RSSMRA85T10A562S":     {"M", 85, time.December, 10, false},
		"rss mra 85m01 h501 q": {"M", 85, time.August, 1, false},
	} {
		f, err := ParseFiscal(typed)
		if err != nil {
			t.Errorf("%s: %v", typed, err)
			continue
		}
		if f.Sex != want.sex || f.Year != want.year || f.Month != want.month || f.Day != want.day || f.Abroad != want.abroad {
			t.Errorf("%s: got %+v", typed, f)
		}
	}
}

// code puts the right check character behind fifteen others.
func code(fifteen string) string { return fifteen + string(checkLetter(fifteen)) }

func TestOmocodiaIsTheSamePerson(t *testing.T) {
	plain, err := ParseFiscal("RSSMRA85T10A562S")
	if err != nil {
		t.Fatal(err)
	}
	for _, variant := range []string{"RSSMRA85T10A56N", "RSSMRA85T10A5SN", "RSSMRAURTMLARSN"} {
		f, err := ParseFiscal(code(variant))
		if err != nil || f.Key != plain.Key || f.Day != 10 || f.Year != 85 {
			t.Errorf("%s: %+v, %v", variant, f, err)
		}
	}
	if other, _ := ParseFiscal("RSSMRA85M01H501Q"); other.Key == plain.Key {
		t.Error("two people have one key")
	}
}

func TestFiscalOfWomenAndOfThoseBornAbroad(t *testing.T) {
	f, err := ParseFiscal(code("PRVFTM90A41Z330"))
	if err != nil || f.Sex != "F" || f.Day != 1 || f.Month != time.January || !f.Abroad {
		t.Errorf("got %+v, %v", f, err)
	}
}

func TestFiscalRefuses(t *testing.T) {
	for typed, key := range map[string]string{
		"":                         "people.error.fiscal_shape",
		"RSSMRA85T10A562":          "people.error.fiscal_shape",
		"RSSMRA85T10A562T":         "people.error.fiscal_check",
		"RSSMRA85F10A562S":         "people.error.fiscal_shape", // no month F
		code("RSSMRA85B30A562"):    "people.error.fiscal_shape", // 30 February
		code("RSSMRA85T00A562"):    "people.error.fiscal_shape",
		code("RSSMRA85T72A562"):    "people.error.fiscal_shape", // a woman born on day 32
		"12345678901":              "people.error.fiscal_check",
		"RSSMRA85T10A562S' OR 1=1": "people.error.fiscal_shape",
	} {
		_, err := ParseFiscal(typed)
		if f, ok := fault.As(err); !ok || f.Key != key {
			t.Errorf("%q: %v, want %s", typed, err, key)
		}
	}
	if _, err := ParseFiscal(code("RSSMRA85B29A562")); err != nil {
		t.Errorf("29 February: %v", err)
	}
}

func TestProvisionalCode(t *testing.T) {
	f, err := ParseFiscal("12345678903")
	if err != nil || !f.Provisional || f.Key != "12345678903" {
		t.Errorf("got %+v, %v", f, err)
	}
	if bad := f.Disagrees(Identity{Given: "Prova", Sex: "F", BornOn: day("1990-01-01")}); bad != nil {
		t.Errorf("a provisional code contradicts %v", bad)
	}
}

func TestFiscalAgainstWhatWasTyped(t *testing.T) {
	f, err := ParseFiscal("RSSMRA85T10A562S")
	if err != nil {
		t.Fatal(err)
	}
	right := Identity{Given: "Mario", Surname: "Rossi", Sex: "M", BornOn: day("1985-12-10"), BirthCountry: "IT"}
	for name, c := range map[string]struct {
		change func(*Identity)
		want   []string
	}{
		"all agrees":        {func(*Identity) {}, nil},
		"nothing typed yet": {func(x *Identity) { *x = Identity{} }, nil},
		"neither sex":       {func(x *Identity) { x.Sex = "X" }, nil},
		"another day":       {func(x *Identity) { x.BornOn = day("1985-12-11") }, []string{"born_on"}},
		"another century":   {func(x *Identity) { x.BornOn = day("1885-12-10") }, nil},
		"woman":             {func(x *Identity) { x.Sex = "F" }, []string{"sex"}},
		"born abroad":       {func(x *Identity) { x.BirthCountry = "AL" }, []string{"birth_country"}},
		"names swapped":     {func(x *Identity) { x.Given, x.Surname = x.Surname, x.Given }, []string{"surname", "given"}},
	} {
		x := right
		c.change(&x)
		if got := f.Disagrees(x); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestLettersOfACode(t *testing.T) {
	for name, want := range map[string]string{"Fo": "FOX", "D'Àlia": "DLA", "Aiello": "LLA", "Rossi": "RSS", "": "XXX"} {
		if got := surnameLetters(name); got != want {
			t.Errorf("surname %q: %s, want %s", name, got, want)
		}
	}
	for name, want := range map[string]string{"Gianfranco": "GFR", "Mario": "MRA", "Anna Maria": "NMR", "Io": "IOX"} {
		if got := givenLetters(name); got != want {
			t.Errorf("given name %q: %s, want %s", name, got, want)
		}
	}
}

func day(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}
