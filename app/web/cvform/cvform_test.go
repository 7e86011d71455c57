package cvform

import (
	"reflect"
	"strings"
	"testing"

	"approdo/app/europass"
	"approdo/app/i18n"
	"approdo/app/web"
	"approdo/locales"
)

func catalog(t *testing.T) *i18n.Catalog {
	t.Helper()
	c, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// told is a profile with one line in each section, as a document of others says it.
func told() *europass.Profile {
	return &europass.Profile{Given: "Fatima", Family: "Esempio", BirthOn: "1994-05-12", Emails: []string{"f@example.org"}, Phones: []string{"+393331234567"},
		Address:   europass.Address{Line: "Via Roma 1", PostalCode: "70043", City: "Monopoli", Country: "IT"},
		Jobs:      []europass.Job{{Position: "Cuoca", URI: "http://data.europa.eu/esco/x", Employer: "Mensa", Sector: "I", City: "Bari", Country: "IT", Period: europass.Period{From: "2019-03", To: "2020"}, Description: "a\nb"}},
		Education: []europass.Study{{Title: "Diploma", Level: "4", School: "Liceo", Country: "AL", Period: europass.Period{From: "2005", Current: true}, Description: "scienze"}},
		Languages: []europass.Language{{Code: "it", Listening: "B2", Reading: "B1", Interaction: "C1", Speaking: "B1", Writing: "A2"}},
		Skills:    []string{"cucinare", "servire"}, Licences: []string{"B", "C1"},
		Certificates: []europass.Certificate{{Title: "HACCP", On: "2020", Expires: "2023"}}, About: "Mi piace\ncucinare"}
}

// TestWhatAFormShowsIsReadBack: who opens a step and saves it changes nothing, not even what
// the form does not ask.
func TestWhatAFormShowsIsReadBack(t *testing.T) {
	p := told()
	for _, section := range europass.Sections() {
		f := web.NewForm()
		Fill(f, section, p)
		says, wrong := Read(f, section, p)
		if want := p.Section(section); len(wrong) > 0 || !reflect.DeepEqual(says.Section(section), want) {
			t.Errorf("%s: read %+v (%v), want %+v", section, says, wrong, want)
		}
	}
}

func typed(pairs ...string) *web.Form {
	f := web.NewForm()
	for i := 0; i < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return f
}

func TestReadingWhatIsTyped(t *testing.T) {
	was := told()
	says, wrong := Read(typed("position", "Sarta", "employer", "Mensa", "from_year", "২০১৯", "from_month", "03", "to_year", "19", "current", "1"), europass.SectionJobs, was)
	if j := says.Jobs[0]; len(wrong) > 0 || j.From != "2019-03" || j.To != "" || j.URI != "" || j.Sector != "I" {
		t.Errorf("a job is read as %+v, %v", j, wrong)
	}
	for _, f := range []*web.Form{typed("from_month", "03"), typed("from_year", "19"), typed("from_year", "duemila"), typed("from_year", "2019", "from_month", "13")} {
		if says, wrong := Read(f, europass.SectionStudies, new(europass.Profile)); wrong["from_year"] != "cvs.write.error.year" || len(says.Education) != 1 {
			t.Errorf("a wrong year is read as %+v, %v", says, wrong)
		}
	}
	for _, section := range []string{europass.SectionJobs, europass.SectionStudies, europass.SectionLanguages} {
		if says, wrong := Read(typed("seen", "", "do", "next"), section, was); len(wrong) > 0 || len(says.Jobs)+len(says.Education)+len(says.Languages) != 0 {
			t.Errorf("%s: nothing is read as %+v", section, says)
		}
	}
	says, _ = Read(typed("language", "other", "name", "Tamazight", "speaking", "B1"), europass.SectionLanguages, new(europass.Profile))
	if l := says.Languages[0]; l.Code != "" || l.Name != "Tamazight" || l.Interaction != "B1" {
		t.Errorf("another language is read as %+v", l)
	}
	says, _ = Read(typed("phone", " ٣٣٣ ۱۲۳ 4567", "given", "Zoë"), europass.SectionPerson, was)
	if says.Phones[0] != "333 123 4567" || says.Address.Country != "IT" {
		t.Errorf("a number is read as %+v", says)
	}
}

func TestStepsAndTheirAddresses(t *testing.T) {
	before := ""
	for _, step := range append(europass.Sections(), Review) {
		if StepOf(Slug(step)) != step || Slug(step) == "" || Before(step) != before {
			t.Errorf("%s is %q, after %q", step, Slug(step), Before(step))
		}
		before = step
	}
	if StepOf("stipendio") != "" || Slug("salary") != "" {
		t.Error("a step that is none has an address")
	}
}

func TestPeriodsInWords(t *testing.T) {
	c := catalog(t)
	for want, x := range map[string]europass.Period{"marzo 2019 – oggi": {From: "2019-03-15", Current: true}, "2015 – 2018": {From: "2015", To: "2018"},
		"oggi": {Current: true}, "2020": {From: "2020", To: "2020"}, "giugno 2018": {To: "2018-06"}, "": {}} {
		if got := When(c.For("it"), x); got != want {
			t.Errorf("%+v is %q, want %q", x, got, want)
		}
	}
}

// TestTheSheetSaysEverything: in each language, with no word of the program left untold.
func TestTheSheetSaysEverything(t *testing.T) {
	c := catalog(t)
	for _, l := range i18n.Languages() {
		p := told()
		p.Wanted = []string{"cuoca"}
		s := SheetOf(c.For(l.Tag), p)
		if s.Lang != l.Tag || s.Dir != l.Dir || len(s.Parts) != 6 || len(s.Contacts) != 4 || s.WantedTitle == "" {
			t.Errorf("%s: %+v", l.Tag, s)
		}
		for _, part := range s.Parts {
			if part.Title == "" || strings.HasPrefix(part.Title, "cvs.") {
				t.Errorf("%s: a part is called %q", l.Tag, part.Title)
			}
		}
	}
	if s := SheetOf(c.For("it"), new(europass.Profile)); len(s.Parts) != 0 || len(s.Contacts) != 0 || s.WantedTitle != "" {
		t.Errorf("nothing is shown as %+v", s)
	}
}

func TestLettersAnEmployerCannotRead(t *testing.T) {
	for want, p := range map[bool]*europass.Profile{
		true:  {Given: "Fatima", Jobs: []europass.Job{{Position: "طبّاخة في مطعم"}}},
		false: {Given: "Zoë", Jobs: []europass.Job{{Position: "Cuoca", Description: "piatti del Marocco (طاجين)"}}},
	} {
		if foreign(p) != want {
			t.Errorf("%+v: want %v", p, want)
		}
	}
}
