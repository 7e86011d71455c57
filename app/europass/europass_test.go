package europass

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// fixture reads a hand-made document beside the repository.
func fixture(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../../shared/data/europass", name))
	if err != nil {
		t.Skip("no fixture beside the repository: " + err.Error())
	}
	return text
}

func parse(t *testing.T, text string) *Profile {
	t.Helper()
	p, err := Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestReadingTheFixture(t *testing.T) {
	got := parse(t, string(fixture(t, "synthetic-candidate-v4.xml")))
	want := &Profile{Lang: "it", Given: "Amina", Family: "Esempio", BirthOn: "1994-05-12", Nationalities: []string{"MA"},
		Emails: []string{"amina.esempio@example.org"}, Phones: []string{"+393330000000"},
		Address: Address{Line: "Via Roma 1", PostalCode: "59100", City: "Prato", Country: "IT"}, About: "Cuoca con 6 anni di esperienza.",
		Jobs: []Job{{Position: "Cuoca", Employer: "Trattoria Esempio", Sector: "I", City: "Prato", Country: "IT",
			Period: Period{From: "2019-03", To: "2025-01-31"}, Description: "• preparazione pasti"}},
		Education: []Study{{Title: "Attestato di qualifica", School: "CPIA Prato", Level: "3", Period: Period{From: "2016", To: "2018-06"}}},
		Languages: []Language{{Code: "ar", Mother: true}, {Code: "it", Listening: "B2"}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read\n%+v, want\n%+v", got, want)
	}
}

// full has everything a profile can say, in scripts that run both ways.
func full() *Profile {
	return &Profile{Lang: "ar", Given: "أمينة", Family: "D'Esempio & \"Figli\" <x>", BirthOn: "1994-05", Nationalities: []string{"MA", "IT"},
		Emails: []string{"amina@example.org", "a.e@example.com"}, Phones: []string{"+393330000000", "+212612345678"},
		Address: Address{Line: "Via Roma 1, scala B", PostalCode: "70043", City: "Monopoli", Country: "IT"},
		About:   "Cuoca.\n\n• pesce\n• carne < 3 kg & \"altro\"\nfine",
		Jobs: []Job{{Position: "Cuoca", URI: "http://data.europa.eu/esco/occupation/90f75f67-495d-49fa-ab57-2f320e251d7e", Employer: "Trattoria",
			Sector: "I", City: "Monopoli", Country: "IT", Period: Period{From: "2019-03-15", Current: true}, Description: "厨房\n• 煮饭"},
			{Position: "Bracciante", Period: Period{From: "2015", To: "2016-10"}}, {Employer: "Cooperativa"}},
		Education: []Study{{Title: "Licenza media", Level: "1", School: "CPIA", City: "Bari", Country: "IT", Period: Period{To: "2010"}, Description: "tre anni"},
			{Title: "Corso", Period: Period{Current: true}}},
		Languages: []Language{{Code: "ar", Mother: true}, {Name: "Tamazight del Rif", Mother: true},
			{Code: "it", Listening: "B2", Reading: "B1", Interaction: "B1", Speaking: "A2", Writing: "A1"}, {Code: "zh"}, {Name: "Bambara dioula"}},
		Skills: []string{"cucina italiana", "saldatura a filo"}, Licences: []string{"AM", "B"},
		Certificates: []Certificate{{Title: "HACCP", On: "2024-02-01", Expires: "2027-02-01"}, {Title: "Muletto", On: "2023"}, {Title: "Primo soccorso"}},
		Wanted:       []string{"cuoca", "aiuto pasticciera"}}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	for name, p := range map[string]*Profile{"full": full(), "empty": {}} {
		var b bytes.Buffer
		if err := Write(&b, p); err != nil {
			t.Fatal(err)
		}
		if got := parse(t, b.String()); !reflect.DeepEqual(got, p) {
			t.Errorf("%s: read\n%+v, want\n%+v", name, got, p)
		}
	}
}

func TestATidyProfileStaysAsItIs(t *testing.T) {
	if got := full().Tidy(); !reflect.DeepEqual(got, full()) {
		t.Errorf("tidied\n%+v, want\n%+v", got, full())
	}
}

// TestOthersUnderstand: what the portal of Europass asks of a document, or it refuses the
// whole of it or hides its sections.
func TestOthersUnderstand(t *testing.T) {
	var b bytes.Buffer
	p := full()
	p.Phones = append(p.Phones, "chiedere al bar")
	if err := (Titles{Certificates: "Attestati", Wanted: "Lavori cercati"}).Write(&b, p); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, want := range []string{`xmlns="http://www.europass.eu/1.0"`, `languageCode="ar"`, "<oa:GivenName>أمينة</oa:GivenName>",
		"<CountryDialing>39</CountryDialing><oa:DialNumber>3330000000</oa:DialNumber><CountryCode>it</CountryCode>",
		`<CompetencyID schemeName="NORMAL">ita</CompetencyID>`, `<PrimaryLanguageCode name="FREE_TEXT">Tamazight del Rif</PrimaryLanguageCode>`,
		"&lt;p&gt;Cuoca.&lt;/p&gt;", "<NationalityCode>ma</NationalityCode>", "<Title>work-experience</Title>",
		"<EducationLevelCode>1</EducationLevelCode>", "<hr:LicenseTypeCode>B</hr:LicenseTypeCode>", `<Title typeCode="certificate">Attestati</Title>`,
		`languageID="http://data.europa.eu/esco/occupation/`} {
		if !strings.Contains(text, want) {
			t.Errorf("the document lacks %s", want)
		}
	}
	if strings.Contains(text, "al bar") || strings.Count(text, "<oa:DialNumber>") != strings.Count(text, "<CountryDialing>") {
		t.Error("a number without country is written: the portal refuses the document")
	}
	if strings.Count(text, "<Others>") != 5 {
		t.Error("a section with two lines loses the first")
	}
}

const hull = `<c:Candidate xmlns:c="http://www.europass.eu/1.0" xmlns:q="http://www.hr-xml.org/3">%</c:Candidate>`

func TestReadingWhatIsUnlikeTheFixture(t *testing.T) {
	p := parse(t, strings.Replace(hull, "%", `<c:CandidatePerson><c:PersonName><q:FamilyName> Rossi	 Neri </q:FamilyName></c:PersonName>
		<Communication><ChannelCode>Telephone</ChannelCode><DialNumber>080 1234567</DialNumber></Communication>
		<Communication><ChannelCode>Email</ChannelCode><URI>no address</URI></Communication>
		<q:BirthDate>1994-02-30</q:BirthDate><NationalityCode>EL</NationalityCode><NationalityCode>xx9</NationalityCode><PrimaryLanguageCode>alb</PrimaryLanguageCode></c:CandidatePerson>
		<c:CandidateProfile><ExecutiveSummary>&lt;div&gt;Uno&lt;b&gt; due&lt;/b&gt;&lt;script&gt;tre()&lt;/script&gt;&lt;br/&gt;quattro&amp;nbsp;&amp;amp; cinque&lt;/div&gt;</ExecutiveSummary>
		<EmploymentHistory><EmployerHistory><OrganizationName>Ditta</OrganizationName><OrganizationContact><Communication><Address><CityName>Bari</CityName></Address></Communication></OrganizationContact>
		<PositionHistory><PositionTitle languageID="javascript:alert(1)">Autista</PositionTitle><EmploymentPeriod><StartDate><FormattedDateTime>2019-03-01T00:00:00Z</FormattedDateTime></StartDate>
		<EndDate><FormattedDateTime>marzo</FormattedDateTime></EndDate></EmploymentPeriod></PositionHistory></EmployerHistory></EmploymentHistory>
		<PersonQualifications><PersonCompetency><CompetencyID schemeName="FREE_TEXT">it</CompetencyID><TaxonomyID>language</TaxonomyID>
		<CompetencyDimension><CompetencyDimensionTypeCode>CEF-Writing-Production</CompetencyDimensionTypeCode><Score><ScoreText>native</ScoreText></Score></CompetencyDimension></PersonCompetency></PersonQualifications>
		<Skills><SkillsGroup><Title>x</Title><PersonCompetency><TaxonomyID>Digital_Skill</TaxonomyID><CompetencyName>Excel</CompetencyName></PersonCompetency></SkillsGroup>
		<PersonCompetency><CompetencyName>Excel</CompetencyName></PersonCompetency></Skills></c:CandidateProfile>`, 1))
	want := &Profile{Family: "Rossi Neri", Phones: []string{"+390801234567"}, Nationalities: []string{"GR"}, About: "Uno due\nquattro & cinque",
		Jobs:      []Job{{Position: "Autista", Employer: "Ditta", City: "Bari", Period: Period{From: "2019-03-01"}}},
		Languages: []Language{{Code: "sq", Mother: true}, {Name: "it"}}, Skills: []string{"Excel"}}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("read\n%+v, want\n%+v", p, want)
	}
	if got := parse(t, strings.Replace(hull, "%", "", 1)); !reflect.DeepEqual(got, &Profile{}) {
		t.Errorf("nothing reads as %+v", got)
	}
}

// endless gives a document without an end.
type endless struct{ piece string }

func (e endless) Read(b []byte) (int, error) {
	n := 0
	for n+len(e.piece) <= len(b) {
		n += copy(b[n:], e.piece)
	}
	return n, nil
}

func TestWhatIsNoDocument(t *testing.T) {
	bomb := `<!DOCTYPE l [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>` + strings.Replace(hull, "%", "<CandidatePerson><PersonName><GivenName>&b;</GivenName></PersonName></CandidatePerson>", 1)
	outside := `<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hostname">]>` + strings.Replace(hull, "%", "<CandidatePerson><PersonName><GivenName>&a;</GivenName></PersonName></CandidatePerson>", 1)
	for name, text := range map[string]string{"nothing": "", "no XML": "%PDF-1.7", "another root": "<SkillsPassport/>", "cut off": hull[:80],
		"entities": bomb, "a file of the machine": outside, "deep": strings.Repeat("<Candidate>", 200_000),
		"wide": strings.Replace(hull, "%", strings.Repeat("<Others/>", mostElements), 1)} {
		if p, err := Parse(strings.NewReader(text)); !errors.Is(err, ErrForeign) || p != nil {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	in := endless{"<Candidate>" + strings.Repeat(" ", 500)}
	if _, err := Parse(in); !errors.Is(err, ErrForeign) {
		t.Errorf("a document without end: %v", err)
	}
	long := strings.Replace(hull, "%", "<CandidateProfile><ExecutiveSummary>"+strings.Repeat("àé ", 500_000)+"</ExecutiveSummary></CandidateProfile>", 1)
	if got := len([]rune(parse(t, long).About)); got > MaxText || got < MaxText-3 {
		t.Errorf("a text of %d characters is kept", got)
	}
}

// FuzzWords: whatever somebody types is written and read back as it was kept.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"Cuoca\n• pesce\n\nfine", "<p>a</p>& &amp; &lt;", "•\n• ", "\u202eabc\x00\xff", "أمينة\r\n厨房 "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := (&Profile{Given: s, About: s, BirthOn: s, Emails: []string{s}, Nationalities: []string{s}, Jobs: []Job{{Position: s, URI: s, Description: s}},
			Languages: []Language{{Code: s}, {Name: s, Mother: true}}, Skills: []string{s}, Certificates: []Certificate{{Title: s, On: s}}, Wanted: []string{s}}).Tidy()
		var b bytes.Buffer
		if err := Write(&b, p); err != nil {
			t.Fatal(err)
		}
		if got := parse(t, b.String()); !reflect.DeepEqual(got, p) {
			t.Errorf("kept %+v, read back %+v", p, got)
		}
		if p, err := Parse(strings.NewReader(s)); err == nil && !reflect.DeepEqual(p, p.Tidy()) {
			t.Errorf("what is read is not tidy: %+v", p)
		}
	})
}
